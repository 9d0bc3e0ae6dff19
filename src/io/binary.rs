//! Tells files that are no text, and what they are.

use std::path::Path;

use super::input;
use crate::Error;

/// What the first bytes of a file tell: the bytes, what opens so, and what turns it into text.
const SIGNATURES: &[(&[u8], &str, &str)] = &[
    (b"%PDF-", "a PDF document", "turn it into text first, for example with `pdftotext FILE -`"),
    (b"PK\x03\x04", "a zip archive, or a document of an office program or an e-book", UNPACK),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an older office program", CONVERT),
    (b"{\\rtf", "a document in Rich Text Format", CONVERT),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", READ),
    (b"\xff\xd8\xff", "a JPEG image", READ),
    (b"GIF87a", "a GIF image", READ),
    (b"GIF89a", "a GIF image", READ),
    (b"II*\0", "a TIFF image", READ),
    (b"MM\0*", "a TIFF image", READ),
    (b"RIFF", "an image, a sound or a film", READ),
    (b"ID3", "a sound", LEAVE_OUT),
    (b"\xfd7zXZ\0", "a file compressed by xz", "unpack it first, with `xz --decompress`"),
    (b"BZh", "a file compressed by bzip2", "unpack it first, with `bunzip2`"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"SQLite format 3\0", "a database", "write its articles as JSON Lines first"),
    (
        b"PAR1\x15",
        "a Parquet file",
        "name it as an input of its own, and leave `--input-format` out",
    ),
    (b"\x7fELF", "a program", LEAVE_OUT),
];

const UNPACK: &str = "unpack it, or save the document as text, and name the files in it";
const CONVERT: &str = "save it as plain text first";
const READ: &str = "have its text recognised first, and save that as plain text";
const LEAVE_OUT: &str = "leave it out";

/// A file that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Binary {
    /// With its article.
    pub(super) name: &'static str,
    way_out: &'static str,
}

impl Binary {
    /// XML that holds no articles as far as is known.
    pub(super) const OTHER_XML: Self = Self {
        name: "XML that is no feed, NewsML or NITF",
        way_out: "give its articles as text, or pass `--input-format text` to read the file as it is",
    };

    /// What a file is that opens with these bytes, where they tell that it is no text.
    pub(super) fn of_signature(bytes: &[u8]) -> Option<Self> {
        let found = SIGNATURES.iter().find(|(signature, ..)| bytes.starts_with(signature));
        found.map(|&(_, name, way_out)| Self { name, way_out })
    }

    /// A text that holds a character that no text has.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let way_out = "see what the file is, and give its text";
        text.contains('\0').then_some(Self { name: "bytes that are no text", way_out })
    }

    /// The error for a file that was named as an article.
    pub(super) fn error(self, path: &Path) -> Error {
        Error::Record {
            place: input::place(path),
            expected: "a text".to_owned(),
            found: self.name.to_owned(),
            hint: self.way_out.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_text_is_called_by_what_it_is() {
        let name = |bytes: &[u8]| Binary::of_signature(bytes).map(|binary| binary.name);
        assert_eq!(name(b"%PDF-1.7\n"), Some("a PDF document"));
        assert_eq!(name(b"\xff\xd8\xff\xe0"), Some("a JPEG image"));
        assert_eq!(name(b"Talks began."), None);
        assert!(Binary::of_text("Talks\0began").is_some());
        let error = Binary::of_signature(b"%PDF-").unwrap().error(Path::new("a.pdf"));
        assert_eq!(error.to_string(), "a.pdf: expected a text, found a PDF document");
        assert!(error.hint().unwrap().contains("pdftotext"));
    }
}
