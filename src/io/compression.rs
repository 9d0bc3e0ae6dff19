//! Unpacks gzip and zstd, found by their first bytes, as a stream.

use std::error::Error as StdError;
use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::input::Reader;
use super::zstd_frames::ZstdFrames;
use crate::Error;

/// Up to here anything may unfold to.
const FREE_BYTES: u64 = 1 << 20;
/// Beyond it, so many bytes may come out for one that went in. Articles shrink by 2 to 10 times.
const LARGEST_RATIO: u64 = 100;
/// What unfolds is handed on in pieces of this size.
const PIECE: usize = 1 << 17;

/// How an input is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, 0x08, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd] => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// The same input unpacked where it is gzip or zstd, and whether it is.
///
/// Several members or frames one after the other are one input. What lies packed within is left as
/// it is. A damaged input, and one that unfolds to more than a hundred times its size, ends with an
/// error that [`read_error`](super::input::read_error) puts into words.
pub(super) fn unpacked(mut reader: Reader) -> io::Result<(Reader, bool)> {
    let mut head = Vec::with_capacity(4);
    reader.by_ref().take(4).read_to_end(&mut head)?;
    let packing = Packing::of(&head);
    let whole: Reader = Box::new(Cursor::new(head).chain(reader));
    let packed = Metered { inner: whole, taken: 0 };
    let unpacked: Reader = match packing {
        None => return Ok((packed.inner, false)),
        Some(packing @ Packing::Gzip) => {
            buffered(Guarded::new(packing, MultiGzDecoder::new(packed)))
        }
        Some(packing @ Packing::Zstd) => buffered(Guarded::new(packing, ZstdFrames::new(packed))),
    };
    Ok((unpacked, true))
}

fn buffered(reader: impl Read + Send + 'static) -> Reader {
    Box::new(BufReader::with_capacity(PIECE, reader))
}

/// Counts the bytes of a file as they are read from the disk.
pub(super) struct Counted<R> {
    pub(super) inner: R,
    pub(super) bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(target)?;
        self.bytes.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

/// Counts the packed bytes that an unpacker took.
struct Metered {
    inner: Reader,
    taken: u64,
}

impl Read for Metered {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(target)?;
        self.taken += length as u64;
        Ok(length)
    }
}

impl BufRead for Metered {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        self.taken += length as u64;
        self.inner.consume(length);
    }
}

trait Unpacker: Read {
    /// How many packed bytes were taken so far.
    fn taken(&self) -> u64;
}

impl Unpacker for MultiGzDecoder<Metered> {
    fn taken(&self) -> u64 {
        self.get_ref().taken
    }
}

impl Unpacker for ZstdFrames<Metered> {
    fn taken(&self) -> u64 {
        self.packed().taken
    }
}

/// Ends with an error where what unfolds is damaged, or too much.
struct Guarded<U> {
    packing: Packing,
    unpacker: U,
    unfolded: u64,
    /// After an error there is nothing more to be had.
    has_failed: bool,
}

impl<U: Unpacker> Guarded<U> {
    fn new(packing: Packing, unpacker: U) -> Self {
        Self { packing, unpacker, unfolded: 0, has_failed: false }
    }

    fn failed(&mut self, found: String, hint: &'static str) -> io::Error {
        self.has_failed = true;
        let expected = format!("{} data that unfolds", self.packing.name());
        io::Error::new(io::ErrorKind::InvalidData, Unreadable { expected, found, hint })
    }
}

impl<U: Unpacker> Read for Guarded<U> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if self.has_failed {
            return Ok(0);
        }
        let read = self.unpacker.read(target);
        let taken = self.unpacker.taken();
        let length = match read {
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) if error.raw_os_error().is_some() => {
                self.has_failed = true;
                return Err(error);
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                let found = format!("the end after {taken} bytes of it");
                return Err(self.failed(found, "the file is cut off; copy or fetch it again"));
            }
            Err(error) => {
                let found = format!("damage before byte {taken} ({error})");
                return Err(self.failed(found, "copy or fetch the file again"));
            }
        };
        self.unfolded += length as u64;
        if self.unfolded > FREE_BYTES && self.unfolded / LARGEST_RATIO > taken {
            let found = format!(
                "more than {LARGEST_RATIO} bytes out of each ({} out of the first {taken})",
                self.unfolded
            );
            let hint = "if that is meant to be, unpack it yourself (`gzip -dc` or `zstd -dc`) and \
                        pipe it in";
            return Err(self.failed(found, hint));
        }
        Ok(length)
    }
}

/// Why packed bytes cannot be read.
#[derive(Debug)]
pub(super) struct Unreadable {
    expected: String,
    found: String,
    hint: &'static str,
}

impl Unreadable {
    /// The error that it is at a place.
    pub(super) fn at(self, place: String) -> Error {
        let Self { expected, found, hint } = self;
        Error::Record { place, expected, found, hint: hint.to_owned() }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "expected {}, found {}", self.expected, self.found)
    }
}

impl StdError for Unreadable {}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    use std::io::Write as _;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        compress_to_vec(bytes, CompressionLevel::Fastest)
    }

    /// What comes of some bytes, until the first error.
    fn read(bytes: &[u8]) -> (Vec<u8>, Option<String>) {
        let (mut reader, _) = unpacked(Box::new(Cursor::new(bytes.to_vec()))).unwrap();
        let mut out = Vec::new();
        let error = reader.read_to_end(&mut out).err();
        if error.is_some() {
            assert_eq!(reader.read(&mut [0; 8]).unwrap(), 0, "an error ends it");
        }
        let error = error.map(|error| error.downcast::<Unreadable>().unwrap());
        (out, error.map(|error| error.at("a.gz".to_owned()).to_string()))
    }

    /// Text that does not repeat itself.
    fn text(words: u32) -> Vec<u8> {
        (0..words)
            .flat_map(|n| format!("{:x} ", n.wrapping_mul(2_654_435_761)).into_bytes())
            .collect()
    }

    #[test]
    fn members_and_frames_one_after_the_other_are_one_input() {
        let text = text(60_000);
        let (head, tail) = text.split_at(1_000);
        for pack in [gzip, zstd] {
            assert_eq!(read(&pack(&text)), (text.clone(), None));
            assert_eq!(read(&[pack(head), pack(b""), pack(tail)].concat()), (text.clone(), None));
        }
        // A frame to be skipped, of three bytes.
        let skipped = b"\x50\x2a\x4d\x18\x03\0\0\0abc";
        assert_eq!(read(&[&zstd(head), &skipped[..], &zstd(tail)].concat()), (text, None));
    }

    #[test]
    fn all_else_is_left_as_it_is() {
        for bytes in [&b""[..], b"T", b"\x1f\x8b", b"The talks", b"\x28\xb5\x2f"] {
            assert_eq!(read(bytes), (bytes.to_vec(), None));
        }
        let twice = gzip(&gzip(b"text"));
        assert_eq!(read(&twice), (gzip(b"text"), None));
    }

    #[test]
    fn an_input_that_is_cut_off_says_where_it_ends() {
        for (pack, name) in [(gzip as fn(&[u8]) -> Vec<u8>, "gzip"), (zstd, "zstd")] {
            let packed = pack(&text(60_000));
            for length in [5, packed.len() / 2, packed.len() - 1] {
                let (_, error) = read(&packed[..length]);
                let expected =
                    format!("a.gz: expected {name} data that unfolds, found the end after ");
                let error = error.unwrap();
                assert!(error.starts_with(&expected), "{length}: {error}");
            }
        }
    }

    #[test]
    fn a_flipped_bit_is_found() {
        for pack in [gzip, zstd] {
            let mut packed = pack(&text(60_000));
            let middle = packed.len() / 2;
            packed[middle] ^= 0x10;
            let (_, error) = read(&packed);
            assert!(error.unwrap().contains("found damage before byte "));
        }
        let (_, error) = read(&[gzip(b"text"), b"rubbish after it".to_vec()].concat());
        assert!(error.unwrap().contains("invalid gzip header"));
    }

    #[test]
    fn a_bomb_is_stopped_soon_after_the_first_mebibyte() {
        let zeros = vec![0; 64 << 20];
        for pack in [gzip, zstd] {
            let (out, error) = read(&pack(&zeros));
            assert!(error.unwrap().contains("more than 100 bytes out of each"));
            assert!(out.len() < 3 << 20, "{}", out.len());
            // Below it, a blank file is a blank file.
            let small = &zeros[..FREE_BYTES as usize];
            assert_eq!(read(&pack(small)), (small.to_vec(), None));
        }
    }

    #[test]
    fn no_bytes_panic() {
        use proptest::prelude::*;
        proptest!(|(bytes in prop::collection::vec(any::<u8>(), 0..200))| {
            for head in [&b"\x1f\x8b\x08"[..], b"\x28\xb5\x2f\xfd"] {
                let (mut reader, _) =
                    unpacked(Box::new(Cursor::new([head, &bytes[..]].concat()))).unwrap();
                let _ = reader.read_to_end(&mut Vec::new());
            }
        });
    }
}
