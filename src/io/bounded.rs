//! Reads no more into memory than an article may be long.

use std::io::{self, BufRead, Read};
use std::path::Path;

use super::input::{self, Reader, read_error};
use crate::{Error, Result};

/// What is read already, or the next of it where that is nothing; empty at the end. Interruptions are
/// waited out.
pub(super) fn filled(reader: &mut impl BufRead) -> io::Result<&[u8]> {
    while let Err(error) = reader.fill_buf() {
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    reader.fill_buf()
}

/// All bytes of a file, which are `most` at most.
pub(super) fn read_bytes(path: &Path, reader: impl Read, most: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most as u64 + 1).read_to_end(&mut bytes).map_err(read_error(path))?;
    if bytes.len() > most { Err(too_long(input::place(path), most)) } else { Ok(bytes) }
}

/// The error for a text or a record of more than `most` bytes.
pub(super) fn too_long(place: String, most: usize) -> Error {
    Error::Record {
        place,
        expected: format!("at most {most} bytes"),
        found: "more".to_owned(),
        hint: "cut it into articles, or raise `--max-document-bytes`".to_owned(),
    }
}

/// Reads a line with its end and says how long it is; the buffer holds `most` bytes of it and one more at
/// most, however long it is.
pub(super) fn read_line(reader: &mut Reader, line: &mut Vec<u8>, most: usize) -> io::Result<usize> {
    let mut length = (&mut *reader).take(most as u64 + 1).read_until(b'\n', line)?;
    if length > most && !line.ends_with(b"\n") {
        length += reader.skip_until(b'\n')?;
    }
    Ok(length)
}

/// Whether a line that was read so is all there.
pub(super) fn is_whole(line: &[u8], most: usize) -> bool {
    line.len() <= most || line.ends_with(b"\n")
}
