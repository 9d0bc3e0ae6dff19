//! Unpacks the pages of a Parquet file, none to more than it may be.

use std::io::{self, Read};

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;
use parquet::basic::Compression;
use parquet::errors::{ParquetError, Result};

use super::zstd_frames::ZstdFrames;

/// Up to here any page may unfold to; usual ones have 1 MiB.
const FREE_BYTES: usize = 8 << 20;
/// Beyond it, so many bytes may come out for one that went in.
const LARGEST_RATIO: usize = 100;
/// No page is longer. Usual writers begin a new one after 1 MiB, `DuckDB` after 100 MB.
const MOST_BYTES: usize = 512 << 20;

/// Whether pages that are packed so can be unpacked.
pub(super) fn is_known(packing: Compression) -> bool {
    !matches!(packing, Compression::LZO | Compression::LZ4)
}

/// What a page unfolds to.
pub(super) fn unpacked(packing: Compression, packed: &Bytes) -> Result<Bytes> {
    let most = packed.len().saturating_mul(LARGEST_RATIO).clamp(FREE_BYTES, MOST_BYTES);
    let read = |unpacker: &mut dyn Read| -> Result<Bytes> {
        let mut bytes = Vec::new();
        unpacker.take(most as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > most { Err(too_much(most, packed)) } else { Ok(bytes.into()) }
    };
    match packing {
        _ if packed.is_empty() => Ok(packed.clone()),
        Compression::UNCOMPRESSED => Ok(packed.clone()),
        Compression::GZIP(_) => read(&mut MultiGzDecoder::new(&packed[..])),
        Compression::ZSTD(_) => read(&mut ZstdFrames::new(&packed[..])),
        Compression::BROTLI(_) => {
            read(&mut brotli_decompressor::Decompressor::new(&packed[..], 1 << 12))
        }
        Compression::SNAPPY => {
            if snap::raw::decompress_len(packed).map_err(failed)? > most {
                return Err(too_much(most, packed));
            }
            Ok(snap::raw::Decoder::new().decompress_vec(packed).map_err(failed)?.into())
        }
        Compression::LZ4_RAW => lz4(packed, most),
        Compression::LZO | Compression::LZ4 => {
            Err(ParquetError::NYI(format!("pages packed by {packing}")))
        }
    }
}

/// A block does not say what it unfolds to, so ever more room is made for it.
fn lz4(packed: &Bytes, most: usize) -> Result<Bytes> {
    let mut room = packed.len().saturating_mul(4).max(1 << 10);
    loop {
        let mut bytes = vec![0; room.min(most)];
        match lz4_flex::block::decompress_into(packed, &mut bytes) {
            Ok(length) => {
                bytes.truncate(length);
                return Ok(bytes.into());
            }
            Err(lz4_flex::block::DecompressError::OutputTooSmall { .. }) if room < most => {
                room = room.saturating_mul(4);
            }
            Err(lz4_flex::block::DecompressError::OutputTooSmall { .. }) => {
                return Err(too_much(most, packed));
            }
            Err(error) => return Err(failed(error)),
        }
    }
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> ParquetError {
    ParquetError::from(io::Error::other(error))
}

fn too_much(most: usize, packed: &Bytes) -> ParquetError {
    ParquetError::General(format!("a page of {} bytes unfolds to more than {most}", packed.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::basic::{BrotliLevel, GzipLevel, ZstdLevel};
    use std::io::Write as _;

    fn gzip(bytes: &[u8]) -> Bytes {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap().into()
    }

    #[test]
    fn every_packing_gives_back_what_was_packed() {
        let text = "Talks began, and talks ended. ".repeat(1_000).into_bytes();
        let zstd = ruzstd::encoding::compress_to_vec(
            &text[..],
            ruzstd::encoding::CompressionLevel::Fastest,
        );
        for (packing, packed) in [
            (Compression::UNCOMPRESSED, Bytes::from(text.clone())),
            (Compression::GZIP(GzipLevel::default()), gzip(&text)),
            (Compression::ZSTD(ZstdLevel::default()), zstd.into()),
            (Compression::SNAPPY, snap::raw::Encoder::new().compress_vec(&text).unwrap().into()),
            (Compression::LZ4_RAW, lz4_flex::block::compress(&text).into()),
        ] {
            assert_eq!(unpacked(packing, &packed).unwrap(), text, "{packing}");
            let cut = packed.slice(..packed.len() / 2);
            let is_damaged = packing != Compression::UNCOMPRESSED;
            assert_eq!(unpacked(packing, &cut).is_err(), is_damaged, "{packing}");
        }
    }

    #[test]
    fn brotli_is_unpacked_as_another_program_packed_it() {
        let packed = b"\x1b\x77\x00\x00\x04\x36\xe0\x48\x03\xda\x68\x90\xf9\xed\x1e\x64\x16\x60\x20\x03\x13\x39\x91\x16\x74\x90\xcb\x59\x4f\x6f\x2e\xe2\x81\xec\x98\x0a\x03";
        let brotli = Compression::BROTLI(BrotliLevel::default());
        let text = unpacked(brotli, &Bytes::from_static(packed)).unwrap();
        assert_eq!(text, "Talks began, and talks ended. ".repeat(4));
        assert!(unpacked(brotli, &Bytes::from_static(&packed[..9])).is_err());
    }

    #[test]
    fn a_page_that_unfolds_to_too_much_is_refused_before_it_does() {
        let zeros = vec![0; FREE_BYTES + 1];
        for (packing, packed) in [
            (Compression::GZIP(GzipLevel::default()), gzip(&zeros)),
            (Compression::SNAPPY, Bytes::from_static(b"\xff\xff\xff\xff\x0f")),
            (Compression::LZ4_RAW, lz4_flex::block::compress(&zeros).into()),
        ] {
            let error = unpacked(packing, &packed).unwrap_err().to_string();
            assert!(error.contains("unfolds to more than"), "{packing}: {error}");
        }
    }
}
