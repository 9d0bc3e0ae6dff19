//! Opens an input and finds out what it is.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::bounded::filled;
use super::compression::{Counted, Unreadable, unpacked};
use super::detection;
use super::fasttext::FastTextLines;
use super::json_array::JsonArray;
use super::jsonl::JsonLines;
use super::mail::Mbox;
use super::options::InputOptions;
use super::parquet_input;
use super::records::Records;
use super::table::Table;
use crate::{Error, Result};

/// How articles lie in an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputFormat {
    /// Found from name and content: a folder is a folder; `.jsonl`, `.ndjson` and everything whose
    /// first character is `{` is JSON Lines, of Prodigy where there is an `answer`; `.csv` and
    /// `.tsv` are tables; what begins with `[{` is an array, of Label Studio where there is `data`;
    /// what begins with `__label__` is fastText; what opens as a web page does, or is called `.html`, is a
    /// page; what begins with `PAR1` is Parquet; feeds, `NewsML`, ninjs and mail are told by how they open; all else is a text.
    #[default]
    Auto,
    /// JSON Lines: one object a line, with `text` and optionally `id`, `title`, `label` or
    /// `labels`, `language`.
    Jsonl,
    /// A table with a header, whose cells are parted by comma, semicolon or tab.
    Csv,
    /// A table with a header, whose cells are parted by tabs.
    Tsv,
    /// Lines of fastText, with labels as words that begin with `__label__`.
    FastText,
    /// JSON Lines of Prodigy; what was not accepted is left out.
    Prodigy,
    /// A JSON array of tasks, as Label Studio exports it.
    LabelStudio,
    /// JSON Lines of doccano, with labels as an array in `label` or as `cats`.
    Doccano,
    /// One article, the whole file.
    Text,
    /// A web page, of which the article is taken.
    Html,
    /// An RSS or Atom feed, `NewsML-G2` or NITF.
    Xml,
    /// ninjs: the JSON of news agencies.
    Ninjs,
    /// A Parquet file, with one article a row; only with the feature `parquet`.
    Parquet,
    /// A mail, or an mbox of several.
    Mail,
    /// A folder of texts; in a corpus, a folder of label folders of texts.
    Folder,
}

impl InputFormat {
    /// Every format, the default first.
    pub const ALL: &[Self] = &[
        Self::Auto,
        Self::Jsonl,
        Self::Csv,
        Self::Tsv,
        Self::FastText,
        Self::Prodigy,
        Self::LabelStudio,
        Self::Doccano,
        Self::Text,
        Self::Html,
        Self::Xml,
        Self::Ninjs,
        Self::Parquet,
        Self::Mail,
        Self::Folder,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::FastText => "fasttext",
            Self::Prodigy => "prodigy",
            Self::LabelStudio => "label-studio",
            Self::Doccano => "doccano",
            Self::Text => "text",
            Self::Html => "html",
            Self::Xml => "xml",
            Self::Ninjs => "ninjs",
            Self::Parquet => "parquet",
            Self::Mail => "mail",
            Self::Folder => "folder",
        }
    }
}

/// The name of standard input among paths.
const STANDARD_INPUT: &str = "-";

pub(super) type Reader = Box<dyn BufRead + Send>;

/// A file whose format is known, ready to be read.
pub(super) enum OpenFile {
    /// Several articles.
    Records(Box<dyn Records>),
    /// One article.
    Text(Reader),
}

pub(super) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == STANDARD_INPUT
}

/// An input as messages call it.
pub(super) fn place(path: &Path) -> String {
    if is_standard_input(path) { "standard input".to_owned() } else { path.display().to_string() }
}

pub(super) fn read_error(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = PathBuf::from(place(path));
    move |source| match source.downcast::<Unreadable>() {
        Ok(unreadable) => unreadable.at(path.display().to_string()),
        Err(source) => Error::Read { path, source },
    }
}

/// The size of a file in bytes; `None` for a folder.
pub(super) fn file_size(path: &Path) -> Result<Option<u64>> {
    let metadata = fs::metadata(path).map_err(read_error(path))?;
    Ok((!metadata.is_dir()).then_some(metadata.len()))
}

/// Opens a file or standard input, and unpacks it; its format is found where it is not given.
///
/// `bytes` counts what is read from the disk.
pub(super) fn open(
    path: &Path,
    options: &InputOptions,
    bytes: &Arc<AtomicU64>,
) -> Result<OpenFile> {
    let before = bytes.load(Ordering::Relaxed);
    let is_file = !is_standard_input(path) && fs::metadata(path).is_ok_and(|it| it.is_file());
    let (reader, is_packed) = open_bytes(path, bytes)?;
    let opened = Opened { reader, is_packed, is_file };
    open_unpacked(path, opened, options, (bytes, before))
}

/// The same of what comes from a reader, which is called as a file would be.
pub(super) fn open_reader(
    name: &Path,
    reader: Box<dyn Read + Send>,
    options: &InputOptions,
    bytes: &Arc<AtomicU64>,
) -> Result<OpenFile> {
    let before = bytes.load(Ordering::Relaxed);
    let counted = Counted { inner: reader, bytes: Arc::clone(bytes) };
    let packed: Reader = Box::new(BufReader::new(counted));
    let (reader, is_packed) = unpacked(packed).map_err(read_error(name))?;
    open_unpacked(name, Opened { reader, is_packed, is_file: false }, options, (bytes, before))
}

/// Bytes of an input, unpacked.
struct Opened {
    reader: Reader,
    is_packed: bool,
    /// Whether its path is that of a file, which can be read from any place.
    is_file: bool,
}

/// Finds the format of what is unpacked. `bytes` counts what was read, and counted so much before this
/// input.
fn open_unpacked(
    path: &Path,
    Opened { mut reader, is_packed, is_file }: Opened,
    options: &InputOptions,
    bytes: (&Arc<AtomicU64>, u64),
) -> Result<OpenFile> {
    let mut format = options.format;
    if format == InputFormat::Auto {
        format = if let Some(format) = detection::by_name(path, is_packed) {
            format
        } else {
            let (head, start) = peek(&mut reader).map_err(read_error(path))?;
            let format = detection::by_content(&head[start..]);
            reader = Box::new(Cursor::new(head).chain(reader));
            format
        };
    }
    let options = options.clone();
    Ok(OpenFile::Records(match format {
        InputFormat::Csv => Box::new(Table::new(path, reader, false, options)),
        InputFormat::Tsv => Box::new(Table::new(path, reader, true, options)),
        InputFormat::FastText => {
            Box::new(FastTextLines::new(path, reader, options.max_document_bytes))
        }
        InputFormat::LabelStudio => Box::new(JsonArray::new(path, reader, options)),
        InputFormat::Jsonl | InputFormat::Prodigy | InputFormat::Doccano => {
            Box::new(JsonLines::new(path, reader, options))
        }
        InputFormat::Parquet => {
            let is_seekable = is_file && !is_packed;
            let source = parquet_input::Source { path, reader, is_seekable };
            parquet_input::open(source, options, bytes)?
        }
        InputFormat::Mail => {
            let (head, _) = peek(&mut reader).map_err(read_error(path))?;
            let is_mbox = detection::by_content(&head) == InputFormat::Mail;
            let reader: Reader = Box::new(Cursor::new(head).chain(reader));
            if !is_mbox {
                return Ok(OpenFile::Text(reader));
            }
            Box::new(Mbox::new(path, reader, options.max_document_bytes))
        }
        InputFormat::Auto
        | InputFormat::Text
        | InputFormat::Html
        | InputFormat::Xml
        | InputFormat::Ninjs
        | InputFormat::Folder => return Ok(OpenFile::Text(reader)),
    }))
}

/// Opens a file or standard input, and unpacks it; says whether it was packed.
pub(super) fn open_bytes(path: &Path, bytes: &Arc<AtomicU64>) -> Result<(Reader, bool)> {
    let bytes = Arc::clone(bytes);
    let packed: Reader = if is_standard_input(path) {
        Box::new(BufReader::new(Counted { inner: io::stdin(), bytes }))
    } else {
        let file = File::open(path).map_err(read_error(path))?;
        Box::new(BufReader::with_capacity(1 << 17, Counted { inner: file, bytes }))
    };
    unpacked(packed).map_err(read_error(path))
}

/// Reads on until a byte that is not blank, and to a few behind it where they matter: what was read,
/// and where that byte stands.
fn peek(reader: &mut impl BufRead) -> io::Result<(Vec<u8>, usize)> {
    let mut head = Vec::new();
    loop {
        let chunk = filled(reader)?;
        let length = chunk.len();
        head.extend_from_slice(chunk);
        reader.consume(length);
        let blank = head.len() - without_mark(&head).trim_ascii_start().len();
        if length == 0 || detection::is_enough(&head[blank..]) {
            return Ok((head, blank));
        }
    }
}

/// Bytes without the byte order mark that some editors put before UTF-8.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The error for a byte, at an offset in its file, that does not belong to UTF-8.
pub(super) fn not_utf8(place: String, byte: u8, offset: usize) -> Error {
    Error::Record {
        place,
        expected: "UTF-8".to_owned(),
        found: format!("the byte 0x{byte:02x} at offset {offset}"),
        hint: "convert the file, for example with `iconv -f WINDOWS-1252 -t UTF-8`".to_owned(),
    }
}

/// The error for an input without any article.
pub(super) fn empty(path: &Path) -> Error {
    Error::Record {
        place: place(path),
        expected: "an article".to_owned(),
        found: "no text".to_owned(),
        hint: "give a text file, JSON Lines with a `text` on each line, or a folder of texts"
            .to_owned(),
    }
}

pub(super) enum Entry {
    Folder,
    File,
}

/// What lies in a folder, sorted by name, without what is hidden.
pub(super) fn entries(folder: &Path) -> Result<Vec<Entry>> {
    let mut paths = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>())
        .map_err(read_error(folder))?;
    paths.sort_unstable();
    let mut entries = Vec::new();
    for path in paths {
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if hidden {
            continue;
        }
        if fs::symlink_metadata(&path).map_err(read_error(&path))?.is_dir() {
            entries.push(Entry::Folder);
        } else if fs::metadata(&path).map_err(read_error(&path))?.is_file() {
            entries.push(Entry::File);
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_character_is_found_behind_blanks_and_a_mark() {
        let first = |bytes: &[u8]| {
            let (head, start) = peek(&mut { bytes }).unwrap();
            head.get(start).copied()
        };
        assert_eq!(first(b" \n\t{\"text\": 1}"), Some(b'{'));
        assert_eq!(first(b"\xef\xbb\xbf{"), Some(b'{'));
        assert_eq!(first(b"The talks"), Some(b'T'));
        assert_eq!(first(b" \n "), None);
    }

    #[test]
    fn what_was_looked_at_is_not_lost() {
        let mut text: &[u8] = b"  The talks";
        assert_eq!(peek(&mut text).unwrap().0, b"  The talks");
    }
}
