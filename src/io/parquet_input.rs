//! Opens a Parquet file, which is read from its end on, or says that this build reads none.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::input::{self, Reader};
use super::options::InputOptions;
use super::records::Records;
#[cfg(feature = "parquet")]
use super::{parquet_file::ParquetFile, parquet_rows::ParquetRows};
use crate::{Error, Result};

/// A file that was found to be Parquet, from its first byte on.
#[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only its path is told of"))]
pub(super) struct Source<'path> {
    pub(super) path: &'path Path,
    pub(super) reader: Reader,
    /// Whether the path is that of the file, so that it can be read from any place.
    pub(super) is_seekable: bool,
}

/// The articles of a Parquet file; what is no file, or is packed, goes into a temporary one first.
///
/// `bytes` counts what was read, and counted so much before this file.
#[cfg(feature = "parquet")]
pub(super) fn open(
    source: Source<'_>,
    options: InputOptions,
    bytes: (&Arc<AtomicU64>, u64),
) -> Result<Box<dyn Records>> {
    let path = source.path;
    // What is spooled was counted when that was done.
    let progress = source.is_seekable.then(|| (Arc::clone(bytes.0), bytes.1));
    let file = ParquetFile::open(source)?;
    Ok(Box::new(ParquetRows::open(path, file, options, progress)?))
}

#[cfg(not(feature = "parquet"))]
#[expect(clippy::needless_pass_by_value, reason = "a build with the feature takes it")]
pub(super) fn open(
    source: Source<'_>,
    _: InputOptions,
    _: (&Arc<AtomicU64>, u64),
) -> Result<Box<dyn Records>> {
    Err(missing(source.path))
}

/// Whether this build reads and writes Parquet.
pub(super) const IS_THERE: bool = cfg!(feature = "parquet");

/// The error for an input that is Parquet, or is to become it, in a build that knows nothing of it.
pub(super) fn missing(path: &Path) -> Error {
    Error::Record {
        place: input::place(path),
        expected: "a format that this build of nutgraf knows".to_owned(),
        found: "Parquet, for which it lacks the feature `parquet`".to_owned(),
        hint: "install it from its source with `cargo install --path . --features parquet`, or have another tool \
               write JSON Lines or CSV"
            .to_owned(),
    }
}
