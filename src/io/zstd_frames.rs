//! Unpacks zstd, which comes in frames, as a stream.

use std::error::Error as StdError;
use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// Frames of zstd, one after the other.
pub(super) struct ZstdFrames<R> {
    packed: R,
    decoder: FrameDecoder,
    is_within_frame: bool,
}

impl<R: BufRead> ZstdFrames<R> {
    pub(super) fn new(packed: R) -> Self {
        Self { packed, decoder: FrameDecoder::new(), is_within_frame: false }
    }

    /// What is unpacked.
    pub(super) fn packed(&self) -> &R {
        &self.packed
    }

    /// Opens the next frame, over those that hold no data; says whether there is one.
    fn open_frame(&mut self) -> io::Result<bool> {
        while !self.packed.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.packed) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let wanted = u64::from(length);
                    let skipped = io::copy(&mut self.packed.by_ref().take(wanted), &mut io::sink());
                    if skipped? < wanted {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(frame_error(error)),
            }
        }
        Ok(false)
    }

    /// Whether what unfolded is what was packed, where the frame says so.
    fn check(&self) -> io::Result<()> {
        let told = self.decoder.get_checksum_from_data();
        if told.is_some() && told != self.decoder.get_calculated_checksum() {
            return Err(io::Error::other("the checksum does not match"));
        }
        Ok(())
    }
}

/// What went wrong in a frame: an error of reading as it is, all else as the decoder words it.
fn frame_error(error: FrameDecoderError) -> io::Error {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(&error);
    while let Some(here) = cause {
        if let Some(source) = here.downcast_ref::<io::Error>() {
            return match source.raw_os_error() {
                Some(code) => io::Error::from_raw_os_error(code),
                None => source.kind().into(),
            };
        }
        cause = here.source();
    }
    io::Error::other(error)
}

impl<R: BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.is_within_frame {
                if !self.open_frame()? {
                    return Ok(0);
                }
                self.is_within_frame = true;
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                self.decoder
                    .decode_blocks(&mut self.packed, BlockDecodingStrategy::UptoBlocks(1))
                    .map_err(frame_error)?;
            }
            let length = self.decoder.read(target)?;
            if length > 0 || target.is_empty() {
                return Ok(length);
            }
            self.check()?;
            self.is_within_frame = false;
        }
    }
}
