//! A folder per label, with a file per article in it.

use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::convert::already_there;
use super::input::{self, Entry, InputFormat};
use super::options::InputOptions;
use super::walk;
use super::whole::Whole;
use crate::corpus::Document;
use crate::{Error, Result};

/// The articles below label folders, in the order of their paths.
pub(super) struct LabelFolders {
    options: InputOptions,
    files: VecDeque<(PathBuf, String)>,
    /// The articles of the last file, as far as they were not given yet.
    ready: VecDeque<Document>,
    labels: usize,
    beside: usize,
}

impl LabelFolders {
    /// Looks what is there; reads nothing yet.
    pub(super) fn of(path: &Path, options: InputOptions) -> Result<Self> {
        let (files, ready) = (VecDeque::new(), VecDeque::new());
        let mut folders = Self { options, files, ready, labels: 0, beside: 0 };
        for entry in input::entries(path)? {
            match entry {
                Entry::File => folders.beside += 1,
                Entry::Folder => folders.labels += 1,
            }
        }
        for file in walk::files_below(path, &folders.options)? {
            let mut below = file.strip_prefix(path).unwrap_or(&file).components();
            if let (Some(folder), Some(_)) = (below.next(), below.next()) {
                let label = label_of(&path.join(folder))?;
                folders.files.push_back((file, label));
            }
        }
        Ok(folders)
    }

    /// How many folders there are.
    pub(super) fn labels(&self) -> usize {
        self.labels
    }

    /// How many files lie beside the folders.
    pub(super) fn beside(&self) -> usize {
        self.beside
    }
}

impl Iterator for LabelFolders {
    type Item = Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(document) = self.ready.pop_front() {
                return Some(Ok(document));
            }
            let (path, label) = self.files.pop_front()?;
            match read(&path, &self.options) {
                Err(error) => return Some(Err(error)),
                Ok(articles) => self.ready.extend(
                    articles
                        .into_iter()
                        .map(|article| Document { labels: vec![label.clone()], ..article }),
                ),
            }
        }
    }
}

/// The articles of a file.
fn read(path: &Path, options: &InputOptions) -> Result<Vec<Document>> {
    let (reader, _) = input::open_bytes(path, &Arc::default())?;
    let whole = Whole::read(path, reader, format_named(path), options)?;
    Ok(whole.found_articles(path, &options.notes))
}

/// The format that a file is named after; a text is taken as it stands, whatever it looks like.
fn format_named(path: &Path) -> InputFormat {
    let extension = path.extension().map(|name| name.to_string_lossy().to_ascii_lowercase());
    match extension.as_deref() {
        Some("html" | "htm" | "xhtml") => InputFormat::Html,
        Some("eml") => InputFormat::Mail,
        Some("xml" | "rss" | "atom") => InputFormat::Xml,
        _ => InputFormat::Text,
    }
}

fn label_of(folder: &Path) -> Result<String> {
    let name = folder.file_name().unwrap_or_default();
    name.to_str().map(str::to_owned).ok_or_else(|| Error::Record {
        place: input::place(folder),
        expected: "the name of a label in UTF-8".to_owned(),
        found: "other bytes".to_owned(),
        hint: "rename the folder".to_owned(),
    })
}

/// The longest name of a folder in bytes, on every common file system.
const LONGEST_NAME: usize = 255;

/// Whether a label can be the name of a folder, which is neither hidden nor elsewhere.
pub(super) fn is_name(label: &str) -> bool {
    let is_elsewhere = |c: char| matches!(c, '/' | '\\' | ':') || c.is_control();
    !label.is_empty()
        && label.len() <= LONGEST_NAME
        && !label.starts_with('.')
        && !label.contains(is_elsewhere)
}

/// Writes articles of one label each: beside the folder first, which takes its place when it is
/// whole. A folder that is there already must be empty.
pub(super) fn write_label_folders(
    path: &Path,
    documents: impl Iterator<Item = io::Result<Document>>,
) -> io::Result<()> {
    if fs::symlink_metadata(path).is_ok()
        && !(path.is_dir() && fs::read_dir(path)?.next().is_none())
    {
        return Err(already_there());
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = tempfile::Builder::new()
        .prefix(".nutgraf-")
        .tempdir_in(parent.unwrap_or(Path::new(".")))?;
    // Readable by others as far as the user's mask allows; temporary folders are private otherwise.
    let whole = folder.path().join("corpus");
    fs::create_dir(&whole)?;
    for (number, document) in documents.enumerate() {
        let document = document?;
        let label = document.labels.first().filter(|label| is_name(label));
        let label = label.ok_or(io::Error::from(io::ErrorKind::InvalidFilename))?;
        let below = whole.join(label);
        fs::create_dir_all(&below)?;
        // Reading takes one mark away.
        let mark = if document.text.starts_with('\u{feff}') { "\u{feff}" } else { "" };
        let file = below.join(format!("{:06}.txt", number + 1));
        fs::write(file, format!("{mark}{}", document.text))?;
    }
    fs::rename(&whole, path)
}
