//! A Parquet file as its reader wants it: bytes from any place.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};

use bytes::Bytes;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{ChunkReader, Length};

use super::input::{self, Reader, read_error};
use super::parquet_input::Source;
use super::spool::spool_error;
use crate::{Error, Result};

/// How many bytes of what cannot be read from any place are put into a temporary file.
const MOST_SPOOLED: u64 = 64 << 30;

/// A file that is read from any place, by one thread at a time.
pub(super) struct ParquetFile {
    file: File,
    length: u64,
}

impl ParquetFile {
    /// Opens the file itself where it is one, and else a temporary one of the same content.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] and [`Error::Write`], and [`Error::Record`] for what is packed and damaged, and for
    /// more than 64 GiB of what is no file.
    pub(super) fn open(source: Source<'_>) -> Result<Self> {
        let Source { path, reader, is_seekable } = source;
        if is_seekable {
            let file = File::open(path).map_err(read_error(path))?;
            let length = file.metadata().map_err(read_error(path))?.len();
            return Ok(Self { file, length });
        }
        let (file, length) = spooled(reader, path)?;
        if length > MOST_SPOOLED {
            return Err(Error::Record {
                place: input::place(path),
                expected: format!("at most {MOST_SPOOLED} bytes of Parquet from a pipe"),
                found: "more".to_owned(),
                hint: "write it to a file, unpacked, and name that".to_owned(),
            });
        }
        Ok(Self { file, length })
    }

    fn at(&self, start: u64) -> io::Result<File> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        Ok(file)
    }
}

/// What a reader gives, in a file without a name, and how much that is: one byte more than the most where
/// it is too much.
fn spooled(mut reader: Reader, path: &std::path::Path) -> Result<(File, u64)> {
    let mut file = tempfile::tempfile().map_err(spool_error)?;
    let mut piece = vec![0; 1 << 17];
    let mut length = 0;
    while length <= MOST_SPOOLED {
        match reader.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => {
                io::Write::write_all(&mut file, &piece[..read]).map_err(spool_error)?;
                length += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(read_error(path)(error)),
        }
    }
    Ok((file, length))
}

impl Length for ParquetFile {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for ParquetFile {
    type T = BufReader<File>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        // A page's header has some 20 bytes.
        Ok(BufReader::with_capacity(256, self.at(start)?))
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        // Before anything of that size is allocated.
        if start.checked_add(length as u64).is_none_or(|end| end > self.length) {
            return Err(ParquetError::EOF(format!("{length} bytes at {start}, behind the end")));
        }
        let mut bytes = vec![0; length];
        self.at(start)?.read_exact(&mut bytes)?;
        Ok(Bytes::from(bytes))
    }
}
