//! Reads the lines of fastText: one article a line, with words such as `__label__trade`.

use std::path::Path;

use super::bounded::{is_whole, read_line, too_long};
use super::input::{self, Reader};
use super::label_cell::distinct;
use super::records::Records;
use crate::corpus::Document;
use crate::{Error, Result};

/// What a word that is a label begins with.
pub(super) const PREFIX: &str = "__label__";

/// The articles of a file of fastText, one line in memory at a time.
///
/// Labels may stand anywhere on a line, as they may in fastText; what is left is the text.
pub(super) struct FastTextLines {
    reader: Reader,
    name: String,
    place: String,
    line: usize,
    offset: usize,
    buffer: Vec<u8>,
    /// Bytes that a line has at most.
    most: usize,
}

impl FastTextLines {
    pub(super) fn new(path: &Path, reader: Reader, most: usize) -> Self {
        let (name, place) = (path.display().to_string(), input::place(path));
        Self { reader, name, place, line: 0, offset: 0, buffer: Vec::new(), most }
    }

    fn document(&self, start: usize) -> Result<Document> {
        let place = || format!("{}:{}", self.place, self.line);
        let bytes = input::without_mark(&self.buffer);
        let line = std::str::from_utf8(bytes).map_err(|error| {
            let mark = self.buffer.len() - bytes.len();
            let byte = bytes[error.valid_up_to()];
            input::not_utf8(place(), byte, start + mark + error.valid_up_to())
        })?;
        let (labels, text) = parted(line);
        if labels.iter().any(String::is_empty) || text.is_empty() {
            let found = if text.is_empty() { "no text beside it" } else { "no name after it" };
            return Err(Error::Record {
                place: place(),
                expected: format!("`{PREFIX}NAME` and a text"),
                found: found.to_owned(),
                hint: format!("write `{PREFIX}trade Tariffs fell again.`"),
            });
        }
        let id = format!("{}:{}", self.name, self.line);
        Ok(Document { id, text, labels: distinct(labels), ..Document::default() })
    }
}

/// The labels on a line, and the text without them.
fn parted(line: &str) -> (Vec<String>, String) {
    let mut labels = Vec::new();
    let mut text = String::new();
    let mut rest = line.trim();
    while let Some(start) = label_start(rest) {
        text.push_str(&rest[..start]);
        let word = &rest[start + PREFIX.len()..];
        let end = word.find(char::is_whitespace).unwrap_or(word.len());
        labels.push(word[..end].to_owned());
        rest = word[end..].trim_start();
    }
    text.push_str(rest);
    (labels, text.trim().to_owned())
}

/// Where the first word begins that is a label.
pub(super) fn label_start(text: &str) -> Option<usize> {
    let begins_word = |&(start, _): &(usize, &str)| {
        text[..start].chars().next_back().is_none_or(char::is_whitespace)
    };
    text.match_indices(PREFIX).find(begins_word).map(|(start, _)| start)
}

impl Records for FastTextLines {
    fn next_document(&mut self) -> Option<Result<Document>> {
        loop {
            self.buffer.clear();
            let start = self.offset;
            match read_line(&mut self.reader, &mut self.buffer, self.most) {
                Ok(0) => return None,
                Ok(length) => self.offset += length,
                Err(error) => return Some(Err(input::read_error(Path::new(&self.place))(error))),
            }
            self.line += 1;
            // One more for the line's end.
            if self.offset - start > self.most + 1 {
                return Some(Err(too_long(format!("{}:{}", self.place, self.line), self.most)));
            }
            if !input::without_mark(&self.buffer).trim_ascii().is_empty() {
                return Some(self.document(start));
            }
        }
    }

    fn last_record(&self) -> Option<&[u8]> {
        is_whole(&self.buffer, self.most).then_some(&self.buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(lines: &str) -> Vec<Result<Document>> {
        let reader = Box::new(std::io::Cursor::new(lines.as_bytes().to_vec()));
        let mut lines = FastTextLines::new(Path::new("a.txt"), reader, 1_000);
        std::iter::from_fn(move || lines.next_document()).collect()
    }

    #[test]
    fn labels_stand_anywhere_and_the_rest_is_the_text() {
        let lines = "__label__a __label__b  Talks  began. \r\n\nNo label here.\n\
                     Talks __label__c ended. __label__c\nnot__label__d\n";
        let documents: Vec<Document> =
            documents(lines).into_iter().map(|document| document.unwrap()).collect();
        let found: Vec<(&str, String, &str)> =
            documents.iter().map(|d| (&d.id[..], d.labels.join(" "), &d.text[..])).collect();
        assert_eq!(
            found,
            [
                ("a.txt:1", "a b".to_owned(), "Talks  began."),
                ("a.txt:3", String::new(), "No label here."),
                ("a.txt:4", "c".to_owned(), "Talks ended."),
                ("a.txt:5", String::new(), "not__label__d"),
            ]
        );
    }

    #[test]
    fn a_label_without_a_name_and_one_without_a_text_are_refused() {
        let errors: Vec<String> = documents("__label__ x\n__label__a\n__label__a y")
            .into_iter()
            .filter_map(|document| document.err().map(|error| error.to_string()))
            .collect();
        assert_eq!(
            errors,
            [
                "a.txt:1: expected `__label__NAME` and a text, found no name after it",
                "a.txt:2: expected `__label__NAME` and a text, found no text beside it",
            ]
        );
    }
}
