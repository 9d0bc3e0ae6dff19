//! Files that are read whole: a text each.

use std::io::Read;
use std::path::Path;

use super::binary::Binary;
use super::bounded::read_bytes;
use super::encoding::{self, Decoded};
use super::input::{self, InputFormat};
use super::mail;
use super::newsml;
use super::ninjs;
use super::notes::{Note, Notes};
use super::options::InputOptions;
use super::page::{self, Page};
use super::xml_root;
use crate::Result;
use crate::corpus::Document;

/// What a file that is read whole turns out to be.
pub(super) enum Whole {
    Articles(Vec<Document>),
    Binary(Binary),
}

impl Whole {
    /// Reads a file to its end, in a format which may be another than that of the options.
    ///
    /// # Errors
    ///
    /// [`Error::Read`](crate::Error::Read), and [`Error::Record`](crate::Error::Record) for a file that is
    /// longer than an article may be, or holds no text.
    pub(super) fn read(
        path: &Path,
        reader: impl Read,
        format: InputFormat,
        options: &InputOptions,
    ) -> Result<Self> {
        let notes = &options.notes;
        let bytes = read_bytes(path, reader, options.max_document_bytes)?;
        if let Some(binary) = Binary::of_signature(&bytes) {
            return Ok(Self::Binary(binary));
        }
        // Each part of a mail is in an encoding of its own.
        if format == InputFormat::Mail || (format == InputFormat::Auto && mail::is_message(&bytes))
        {
            let article = mail::read(input::place(path), path.display().to_string(), &bytes)?;
            return Ok(Self::Articles(vec![article]));
        }
        // Only what opens with markup declares an encoding.
        let first = input::without_mark(&bytes).iter().find(|byte| !byte.is_ascii_whitespace());
        let declared = if first == Some(&b'<') { page::declared_encoding(&bytes) } else { None };
        let decoded = encoding::decode(bytes, declared);
        if let Some(binary) = Binary::of_text(&decoded.text) {
            return Ok(Self::Binary(binary));
        }
        note_encoding(path, &decoded, notes);
        let is_extracted = !decoded.is_verbatim();
        let text = decoded.text;
        let id = path.display().to_string();
        let article = match kind(path, &text, format) {
            Kind::Xml => return Ok(Self::Articles(newsml::read(path, &text)?)),
            Kind::Ninjs => return Ok(Self::Articles(ninjs::read(path, &text)?)),
            Kind::OtherXml => return Ok(Self::Binary(Binary::OTHER_XML)),
            Kind::Page => {
                let Page { title, byline, text, cut } = page::read(&text);
                if cut > 0 {
                    notes.tell(&Note::NestingCut { place: input::place(path), tags: cut });
                }
                Document { id, title, byline, text, is_extracted: true, ..Document::default() }
            }
            Kind::Text => Document { id, text, is_extracted, ..Document::default() },
        };
        if article.text.trim_start().is_empty() {
            return Err(input::empty(path));
        }
        Ok(Self::Articles(vec![article]))
    }

    /// The articles of a file that was found in a folder: none where it is no text, which is noted.
    pub(super) fn found_articles(self, path: &Path, notes: &Notes) -> Vec<Document> {
        match self {
            Self::Articles(articles) => articles,
            Self::Binary(binary) => {
                notes.tell(&Note::Skipped { place: input::place(path), what: binary.name });
                Vec::new()
            }
        }
    }

    /// The articles of a file that was named as one.
    ///
    /// # Errors
    ///
    /// [`Error::Record`](crate::Error::Record) where it is no text.
    pub(super) fn articles(self, path: &Path) -> Result<Vec<Document>> {
        match self {
            Self::Articles(articles) => Ok(articles),
            Self::Binary(binary) => Err(binary.error(path)),
        }
    }
}

enum Kind {
    Text,
    Page,
    Xml,
    Ninjs,
    OtherXml,
}

/// What a text is, by its content and its name where the format does not say.
fn kind(path: &Path, text: &str, format: InputFormat) -> Kind {
    match format {
        InputFormat::Html => return Kind::Page,
        InputFormat::Xml => return Kind::Xml,
        InputFormat::Ninjs => return Kind::Ninjs,
        InputFormat::Auto => {}
        _ => return Kind::Text,
    }
    if is_named_page(path) || page::is_page(text) {
        return Kind::Page;
    }
    if text.trim_start().starts_with('{') && ninjs::is_ninjs(text.as_bytes()) {
        return Kind::Ninjs;
    }
    match xml_root::root(text) {
        Some(root) if xml_root::holds_articles(&root) => Kind::Xml,
        Some(_) if text.trim_start().starts_with("<?xml") => Kind::OtherXml,
        _ => Kind::Text,
    }
}

fn is_named_page(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        ["html", "htm", "xhtml"].iter().any(|name| extension.eq_ignore_ascii_case(name))
    })
}

/// Tells where a text was not all UTF-8.
fn note_encoding(path: &Path, decoded: &Decoded, notes: &Notes) {
    if !decoded.is_verbatim() {
        let encoding = decoded.encoding.name();
        let replaced = decoded.replaced;
        notes.tell(&Note::Decoded { place: input::place(path), encoding, replaced });
    }
}

#[cfg(test)]
mod tests {
    use super::super::notes::heard;
    use super::*;

    fn read(bytes: &[u8], most: usize) -> (Result<Document>, Vec<String>) {
        let (notes, said) = heard();
        let path = Path::new("a.txt");
        let options = InputOptions { notes, ..InputOptions::default().max_document_bytes(most) };
        let whole = Whole::read(path, bytes, InputFormat::Auto, &options);
        let article = whole.and_then(|it| it.articles(path)).map(|mut articles| articles.remove(0));
        (article, said.try_iter().collect())
    }

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_text() {
        let (document, notes) = read(b"\xef\xbb\xbfTalks", 100);
        assert_eq!((document.unwrap().text.as_str(), notes.len()), ("Talks", 0));
    }

    #[test]
    fn what_is_no_utf_8_is_read_and_noted() {
        let (document, notes) = read(b"Un caf\xe9 fran\xe7ais", 100);
        let document = document.unwrap();
        assert_eq!((document.text.as_str(), document.is_extracted), ("Un café français", true));
        assert_eq!(notes, ["a.txt: read as windows-1252"]);
    }

    #[test]
    fn a_text_of_more_bytes_than_are_allowed_is_refused() {
        assert!(read(b"12345", 5).0.is_ok());
        let error = read(b"123456", 5).0.unwrap_err();
        assert_eq!(error.to_string(), "a.txt: expected at most 5 bytes, found more");
        assert!(error.hint().unwrap().contains("--max-document-bytes"));
    }

    #[test]
    fn a_picture_is_no_article() {
        let error = read(b"\xff\xd8\xff\xe0\0\x10JFIF", 100).0.unwrap_err();
        assert_eq!(error.to_string(), "a.txt: expected a text, found a JPEG image");
    }
}
