//! Model files on the disk.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use rayon::prelude::*;

use super::atomic;
use super::input::read_error;
use crate::model::ModelBundle;
use crate::{FileBytes, Result};

/// Reads a model file.
///
/// # Errors
///
/// [`Error::Read`](crate::Error::Read) when the file is missing or cannot be read,
/// [`Error::Model`](crate::Error::Model) when it is damaged or no model file, and
/// [`Error::ModelVersion`](crate::Error::ModelVersion) when it is of another format version; each
/// names the file.
pub fn read_model(path: &Path) -> Result<ModelBundle> {
    let bytes = read_file(path).map_err(read_error(path))?;
    ModelBundle::from_file(&bytes).map_err(|error| error.in_file(path))
}

/// From this many bytes on a file is read in several pieces at once.
const PIECE: usize = 4 << 20;

/// The bytes of a file: most of the time that a short run takes, so all cores read.
fn read_file(path: &Path) -> io::Result<FileBytes> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.len() < PIECE as u64 {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        return Ok(FileBytes::from(bytes.as_slice()));
    }
    let length = usize::try_from(metadata.len()).map_err(io::Error::other)?;
    FileBytes::filled(length, |bytes| {
        bytes.par_chunks_mut(PIECE).enumerate().try_for_each(|(number, piece)| {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start((number * PIECE) as u64))?;
            file.read_exact(piece)
        })
    })
}

/// Writes a model file, whole or not at all, and returns its size in bytes.
///
/// # Errors
///
/// [`Error::Write`](crate::Error::Write), as
/// [`write_atomically`](super::write_atomically) fails; a file that stood there is untouched.
pub fn write_model(path: &Path, bundle: &ModelBundle) -> Result<u64> {
    let bytes = bundle.to_bytes();
    atomic::write_atomically(path, &bytes)?;
    Ok(bytes.len() as u64)
}
