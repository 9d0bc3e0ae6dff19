//! Reads an array of JSON objects, such as an export of Label Studio: one article an object.

use std::io::BufRead as _;
use std::path::Path;

use super::annotations::{self, Task};
use super::bounded::{filled, too_long};
use super::input::{self, InputFormat, Reader};
use super::json_record::JsonRecords;
use super::options::InputOptions;
use super::records::Records;
use crate::corpus::Document;
use crate::{Error, Result};

/// The usual names of what a task is about.
const TEXT: &[&str] = &["text", "body", "content", "article"];
const TITLE: &[&str] = &["title", "headline"];

/// The articles of an array, one object in memory at a time.
///
/// An object with `data` is a task of Label Studio, every other one is read as a line of JSON Lines
/// is. After an object that is no article, the next call goes on with the next one.
pub(super) struct JsonArray {
    reader: Reader,
    records: JsonRecords,
    name: String,
    is_open: bool,
    is_over: bool,
    /// How many lines end before the next byte.
    lines: usize,
    object: Vec<u8>,
}

/// Where in an object a byte stands.
#[derive(Default)]
struct Depth {
    open: usize,
    is_in_string: bool,
    is_escaped: bool,
}

impl Depth {
    /// Goes over a byte; says whether the object ends with it.
    fn pass(&mut self, byte: u8) -> bool {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' if self.is_in_string => self.is_escaped = true,
            b'"' => self.is_in_string = !self.is_in_string,
            _ if self.is_in_string => {}
            b'{' | b'[' => self.open += 1,
            b'}' | b']' => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        self.open == 0
    }
}

/// How many lines end in a piece.
fn line_breaks(piece: &[u8]) -> usize {
    piece.split(|&byte| byte == b'\n').count() - 1
}

impl JsonArray {
    pub(super) fn new(path: &Path, reader: Reader, options: InputOptions) -> Self {
        let records = JsonRecords::new(path, options);
        let (name, object) = (path.display().to_string(), Vec::new());
        Self { reader, records, name, is_open: false, is_over: false, lines: 0, object }
    }

    fn wrong(&self, line: usize, expected: &str, found: String, hint: &str) -> Error {
        Error::Record {
            place: format!("{}:{line}", self.records.input()),
            expected: expected.to_owned(),
            found,
            hint: hint.to_owned(),
        }
    }

    fn broken(&mut self, expected: &str, found: Option<u8>) -> Error {
        self.is_over = true;
        let found = match found {
            None => "the end of the file".to_owned(),
            Some(byte) => format!("`{}`", char::from(byte)),
        };
        let hint = "export the file again; `jq . FILE` shows where JSON is broken";
        self.wrong(self.lines + 1, expected, found, hint)
    }

    /// The next byte that is not blank, not taken yet.
    fn peek(&mut self) -> Result<Option<u8>> {
        loop {
            let place = self.records.input();
            let chunk = filled(&mut self.reader).map_err(|error| {
                self.is_over = true;
                input::read_error(Path::new(place))(error)
            })?;
            let is_blank =
                |byte: &&u8| byte.is_ascii_whitespace() || b"\xef\xbb\xbf".contains(byte);
            let blank = chunk.iter().take_while(is_blank).count();
            let next = chunk.get(blank).copied();
            let is_end = chunk.is_empty();
            self.lines += line_breaks(&chunk[..blank]);
            self.reader.consume(blank);
            if next.is_some() || is_end {
                return Ok(next);
            }
        }
    }

    /// Puts the next object into its buffer; says on which line it begins, none at the end.
    fn next_object(&mut self) -> Result<Option<usize>> {
        if self.is_over {
            return Ok(None);
        }
        let before = self.peek()?;
        match (self.is_open, before) {
            (false, Some(b'[')) | (true, Some(b',')) => self.reader.consume(1),
            (true, Some(b']')) => return self.close(),
            (false, found) => return Err(self.broken("a JSON array", found)),
            (true, found) => return Err(self.broken("`,` or `]` after an object", found)),
        }
        let next = self.peek()?;
        if !self.is_open && next == Some(b']') {
            return self.close();
        }
        self.is_open = true;
        if next != Some(b'{') {
            return Err(self.broken("a JSON object", next));
        }
        let line = self.lines + 1;
        self.object.clear();
        let mut depth = Depth::default();
        loop {
            let place = self.records.input();
            let chunk = filled(&mut self.reader).map_err(|error| {
                self.is_over = true;
                input::read_error(Path::new(place))(error)
            })?;
            if chunk.is_empty() {
                return Err(self.broken("the end of the object that begins before", None));
            }
            let end = chunk.iter().position(|&byte| depth.pass(byte));
            let length = end.map_or(chunk.len(), |end| end + 1);
            let most = self.records.options().max_document_bytes;
            let room = (most + 1).saturating_sub(self.object.len());
            self.object.extend(chunk[..length].iter().take(room));
            self.lines += line_breaks(&chunk[..length]);
            self.reader.consume(length);
            if end.is_some() {
                return Ok(Some(line));
            }
        }
    }

    /// Ends the array, which nothing may follow.
    fn close(&mut self) -> Result<Option<usize>> {
        self.reader.consume(1);
        match self.peek()? {
            None => {
                self.is_over = true;
                self.records.tell();
                Ok(None)
            }
            found => Err(self.broken("the end of the file after the array", found)),
        }
    }

    /// The article of the object in the buffer, which begins on a line.
    fn document(&mut self, line: usize) -> Result<Option<Document>> {
        let most = self.records.options().max_document_bytes;
        if self.object.len() > most {
            return Err(too_long(format!("{}:{line}", self.records.input()), most));
        }
        let object = std::mem::take(&mut self.object);
        let document = match std::str::from_utf8(&object) {
            Err(error) => Err(self.wrong(
                line,
                "UTF-8",
                format!("the byte 0x{:02x}", object[error.valid_up_to()]),
                "convert the file, for example with `iconv -f WINDOWS-1252 -t UTF-8`",
            )),
            Ok(text) => match serde_json::from_str::<Task>(text) {
                Ok(task) => self.of_task(&task, line),
                Err(error) if self.records.options().format == InputFormat::LabelStudio => {
                    let hint = "export as JSON; leave `--input-format` out for other arrays";
                    Err(self.wrong(line, "a task of Label Studio", error.to_string(), hint))
                }
                Err(_) => self.records.document(text, line),
            },
        };
        self.object = object;
        document
    }

    fn of_task(&mut self, task: &Task, line: usize) -> Result<Option<Document>> {
        let Some(labels) = task.labels() else {
            self.records.leave_out("skipped by all annotators");
            return Ok(None);
        };
        let columns = &self.records.options().columns;
        let named = |name: &Option<String>, usual: &[&str]| match name {
            Some(name) => task.field(&[name]).and_then(annotations::string),
            None => task.field(usual).and_then(annotations::string),
        };
        let (text, title) = (named(&columns.text, TEXT), named(&columns.title, TITLE));
        let id =
            named(&columns.id, &["id"]).or_else(|| task.id.as_ref().and_then(annotations::string));
        let language = task.field(&["language"]).and_then(annotations::string);
        let weight = task.field(&["weight"]).filter(|_| self.records.options().weighted);
        let weight = match weight.map(|value| value.as_f64().map(|number| number as f32)) {
            None => None,
            Some(Some(weight)) if weight.is_normal() && weight > 0.0 => Some(weight),
            Some(found) => {
                let found = found.map_or("none".to_owned(), |found| format!("`{found}`"));
                let hint = "leave `weight` out for an article that counts like any other";
                return Err(self.wrong(line, "a number above 0 as `weight`", found, hint));
            }
        };
        let Some(text) = text else {
            let keys: Vec<String> = task.data.keys().cloned().collect();
            let found = if keys.is_empty() {
                "no field".to_owned()
            } else {
                format!("only {}", super::options::quoted(&keys))
            };
            let hint = "name the field with the text by `--text-column`";
            return Err(self.wrong(line, "the field `text` in `data`", found, hint));
        };
        let place = format!("{}:{line}", self.records.input());
        let language = language.map(|code| super::records::language(&code, &place)).transpose()?;
        Ok(Some(Document {
            id: id.unwrap_or_else(|| format!("{}:{line}", self.name)),
            title: title.filter(|title| !title.trim().is_empty()),
            text,
            labels,
            language,
            weight,
            ..Document::default()
        }))
    }
}

impl Records for JsonArray {
    fn next_document(&mut self) -> Option<Result<Document>> {
        loop {
            let document = match self.next_object() {
                Ok(None) => return None,
                Ok(Some(line)) => self.document(line).transpose(),
                Err(error) => Some(Err(error)),
            };
            if document.is_some() {
                return document;
            }
        }
    }

    fn last_record(&self) -> Option<&[u8]> {
        let is_whole = self.object.len() <= self.records.options().max_document_bytes;
        (is_whole && !self.is_over).then_some(&self.object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn documents(array: &str) -> Vec<Result<Document>> {
        let reader = Box::new(std::io::Cursor::new(array.as_bytes().to_vec()));
        let mut array = JsonArray::new(Path::new("a.json"), reader, InputOptions::default());
        std::iter::from_fn(move || array.next_document()).collect()
    }

    #[test]
    fn tasks_and_plain_objects_are_articles() {
        let array = r#" [
            {"id": 7, "data": {"Body": "A \"} text\\", "headline": "Talks"}, "annotations":
                [{"result": [{"type": "choices", "value": {"choices": ["a", "b"]}}]}]},
            {"text": "Plain.", "label": "c"} , {"data": {"text": "x"}, "annotations": []},
            {"data": {"text": "y"}, "annotations": [{"was_cancelled": true, "result": []}]} ] "#;
        let documents: Vec<Document> = documents(array).into_iter().map(Result::unwrap).collect();
        let found: Vec<(&str, &str, String)> =
            documents.iter().map(|d| (&d.id[..], &d.text[..], d.labels.join("+"))).collect();
        assert_eq!(
            found,
            [
                ("7", "A \"} text\\", "a+b".to_owned()),
                ("a.json:4", "Plain.", "c".to_owned()),
                ("a.json:4", "x", String::new())
            ]
        );
        assert_eq!(documents[0].title.as_deref(), Some("Talks"));
    }

    #[test]
    fn a_task_without_a_text_names_its_fields_and_reading_goes_on() {
        let documents = documents("[{\"data\":{\"image\":\"x\"}},\n{\"text\":\"y\"}]");
        assert_eq!(
            documents[0].as_ref().unwrap_err().to_string(),
            "a.json:1: expected the field `text` in `data`, found only `image`"
        );
        assert!(documents[1].is_ok());
    }

    #[test]
    fn an_object_of_too_many_bytes_is_not_held_and_the_next_one_is_read() {
        let array = format!("[{{\"text\": \"{}\"}}, {{\"text\": \"y\"}}]", "x".repeat(1 << 16));
        let reader = Box::new(std::io::Cursor::new(array.into_bytes()));
        let options = InputOptions::default().max_document_bytes(100);
        let mut array = JsonArray::new(Path::new("a.json"), reader, options);
        let error = array.next_document().unwrap().unwrap_err().to_string();
        assert_eq!(error, "a.json:1: expected at most 100 bytes, found more");
        assert!(array.object.capacity() < 1 << 10);
        assert_eq!(array.next_document().unwrap().unwrap().text, "y");
        assert!(array.next_document().is_none());
    }

    #[test]
    fn an_array_that_is_broken_says_where() {
        for (array, expected) in [
            ("[{\"text\":\"x\"}\n{", "a.json:2: expected `,` or `]` after an object, found `{`"),
            (
                "[\n\n{\"text\"",
                "a.json:3: expected the end of the object that begins before, found \
                                the end of the file",
            ),
            ("[1]", "a.json:1: expected a JSON object, found `1`"),
            ("[] x", "a.json:1: expected the end of the file after the array, found `x`"),
        ] {
            assert_eq!(documents(array).pop().unwrap().unwrap_err().to_string(), expected);
        }
        assert!(documents("[]").is_empty());
    }

    proptest! {
        #[test]
        fn no_array_panics(array in "[\\[\\]{},:\"\\\\a1 \n]{0,60}") {
            let _ = documents(&array);
        }
    }
}
