//! Opens an input and finds out what it is.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read as _};
use std::path::{Path, PathBuf};

use super::binary::Binary;
use super::mail;
use super::ninjs;
use crate::{Error, Result};

/// How articles lie in an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputFormat {
    /// Found from name and content: a folder is a folder; `.jsonl`, `.ndjson` and everything whose
    /// first character is `{` is JSON Lines; what opens as a web page does, or is called `.html`, is a
    /// page; feeds, `NewsML`, ninjs and mail are told by how they open; all else is a text.
    #[default]
    Auto,
    /// JSON Lines: one object a line, with `text` and optionally `id`, `title`, `label` or
    /// `labels`, `language`.
    Jsonl,
    /// One article, the whole file.
    Text,
    /// A web page, of which the article is taken.
    Html,
    /// An RSS or Atom feed, `NewsML-G2` or NITF.
    Xml,
    /// ninjs: the JSON of news agencies.
    Ninjs,
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
        Self::Text,
        Self::Html,
        Self::Xml,
        Self::Ninjs,
        Self::Mail,
        Self::Folder,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Jsonl => "jsonl",
            Self::Text => "text",
            Self::Html => "html",
            Self::Xml => "xml",
            Self::Ninjs => "ninjs",
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
    Jsonl(Reader),
    Text(Reader),
    Mbox(Reader),
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
    move |source| Error::Read { path, source }
}

/// The size of a file in bytes; `None` for a folder.
pub(super) fn file_size(path: &Path) -> Result<Option<u64>> {
    let metadata = fs::metadata(path).map_err(read_error(path))?;
    Ok((!metadata.is_dir()).then_some(metadata.len()))
}

/// Opens a file or standard input; its format is found where it is not given.
pub(super) fn open(path: &Path, format: InputFormat) -> Result<OpenFile> {
    let mut reader: Reader = if is_standard_input(path) {
        Box::new(BufReader::new(io::stdin()))
    } else {
        let file = File::open(path).map_err(read_error(path))?;
        Box::new(BufReader::with_capacity(1 << 17, file))
    };
    if format == InputFormat::Jsonl || (format == InputFormat::Auto && is_named_jsonl(path)) {
        return Ok(OpenFile::Jsonl(reader));
    }
    if matches!(format, InputFormat::Auto | InputFormat::Mail) {
        let (head, first) = peek(&mut reader).map_err(read_error(path))?;
        let is_mbox = mail::is_mbox(&head);
        let is_jsonl = format == InputFormat::Auto
            && first == Some(b'{')
            && Binary::of_signature(&head).is_none()
            && !ninjs::is_ninjs(&head);
        reader = Box::new(Cursor::new(head).chain(reader));
        if is_jsonl {
            return Ok(OpenFile::Jsonl(reader));
        }
        if is_mbox {
            return Ok(OpenFile::Mbox(reader));
        }
    }
    Ok(OpenFile::Text(reader))
}

fn is_named_jsonl(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("jsonl") || extension.eq_ignore_ascii_case("ndjson")
    })
}

/// Blank bytes that may stand before the first other one for it to count.
const LONGEST_BLANK: usize = 1 << 16;

/// Reads on until a byte that is not blank: what was read, and that byte.
fn peek(reader: &mut impl BufRead) -> io::Result<(Vec<u8>, Option<u8>)> {
    let mut head = Vec::new();
    loop {
        let chunk = match reader.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let length = chunk.len();
        head.extend_from_slice(chunk);
        reader.consume(length);
        let first = without_mark(&head).iter().copied().find(|byte| !byte.is_ascii_whitespace());
        if first.is_some() || length == 0 || head.len() > LONGEST_BLANK {
            return Ok((head, first));
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
    Folder(PathBuf),
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
            entries.push(Entry::Folder(path));
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
    fn the_first_character_tells_json_lines_from_text() {
        let first = |bytes: &[u8]| peek(&mut { bytes }).unwrap().1;
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
