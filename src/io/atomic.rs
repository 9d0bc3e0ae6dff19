//! Writes files whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// Writes a file so that at every moment either the old content or the new one is there, whole.
///
/// A new file in the same folder is written, flushed to the disk and renamed; where the path is a
/// link, what it leads to is replaced.
///
/// # Errors
///
/// [`Error::Write`] when the path is a folder or a device, when its folder is missing or may not be
/// written to, and when the disk is full. What stood there before is untouched.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    write(path, bytes).map_err(|source| Error::Write { path: path.to_owned(), source })
}

/// Finds out whether a file could be written, before long work is done for it.
///
/// # Errors
///
/// [`Error::Write`], as [`write_atomically`] would fail, but for a disk that is full by then.
pub fn check_writable(path: &Path) -> Result<()> {
    let (_, folder) =
        target(path).map_err(|source| Error::Write { path: path.to_owned(), source })?;
    new_file(&folder).map(drop).map_err(|source| Error::Write { path: path.to_owned(), source })
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes)?;
    file.commit()
}

/// A file that takes its place when it is whole, and is gone if it never is.
pub(super) struct AtomicFile {
    file: tempfile::NamedTempFile,
    path: PathBuf,
    folder: PathBuf,
}

impl AtomicFile {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let (path, folder) = target(path)?;
        Ok(Self { file: new_file(&folder)?, path, folder })
    }

    /// Puts the file in its place.
    pub(super) fn commit(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        self.file.persist(self.path)?;
        // The rename is on the disk only when the folder is.
        if cfg!(unix) { File::open(self.folder)?.sync_all() } else { Ok(()) }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The file that a path leads to, and its folder.
fn target(path: &Path) -> io::Result<(PathBuf, PathBuf)> {
    let path = match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        // A rename would put a file in the place of a device such as /dev/null.
        Ok(metadata) if !metadata.is_file() => {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
        }
        Ok(_) => fs::canonicalize(path)?,
        Err(_) => path.to_owned(),
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    if !folder.is_dir() {
        let reason = format!("there is no folder `{}`", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, reason));
    }
    Ok((path, folder))
}

fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".nutgraf-");
    // Readable by others as far as the user's mask allows; temporary files are private otherwise.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_content_replaces_the_old_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model");
        check_writable(&path).unwrap();
        write_atomically(&path, b"old").unwrap();
        write_atomically(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_and_a_missing_folder_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        for (path, reason) in [
            (folder.path().to_owned(), "it is a folder"),
            (folder.path().join("missing").join("model"), "there is no folder"),
        ] {
            let error = write_atomically(&path, b"bytes").unwrap_err();
            assert!(error.to_string().contains(reason), "{error}");
            assert!(check_writable(&path).is_err());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_replaced_by_a_file() {
        assert!(write_atomically(Path::new("/dev/null"), b"bytes").is_err());
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, b"old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_atomically(&link, b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
    }
}
