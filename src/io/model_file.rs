//! Model files on the disk.

use std::fs;
use std::path::Path;

use super::atomic;
use super::input::read_error;
use crate::Result;
use crate::model::ModelBundle;

/// Reads a model file.
///
/// # Errors
///
/// [`Error::Read`](crate::Error::Read) when the file is missing or cannot be read,
/// [`Error::Model`](crate::Error::Model) when it is damaged or no model file, and
/// [`Error::ModelVersion`](crate::Error::ModelVersion) when it is of another format version; each
/// names the file.
pub fn read_model(path: &Path) -> Result<ModelBundle> {
    let bytes = fs::read(path).map_err(read_error(path))?;
    ModelBundle::from_bytes(&bytes).map_err(|error| error.in_file(path))
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
