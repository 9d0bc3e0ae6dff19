//! Reads JSON Lines: one article a line.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::bounded::{read_line, too_long};
use super::input::{self, Reader};
use super::options::ReadOptions;
use crate::corpus::Document;
use crate::text::Language;
use crate::{Error, Result};

/// The articles of a JSON Lines stream, one line in memory at a time.
///
/// After a line that is no article, the next call goes on with the next line.
pub(super) struct JsonLines {
    reader: Reader,
    /// The input as ids call it.
    name: String,
    /// The input as messages call it.
    place: String,
    /// 1-based.
    line: usize,
    /// Bytes read, that is the offset of the next line.
    offset: usize,
    buffer: Vec<u8>,
    /// Whether records may have a weight.
    weighted: bool,
    /// Bytes that a line has at most.
    most: usize,
}

impl JsonLines {
    pub(super) fn new(path: &Path, reader: Reader) -> Self {
        let name = path.display().to_string();
        let place = input::place(path);
        let most = ReadOptions::MAX_DOCUMENT_BYTES;
        Self { reader, name, place, line: 0, offset: 0, buffer: Vec::new(), weighted: false, most }
    }

    /// The same, with lines of at most this many bytes.
    pub(super) fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// The same, reading the `weight` of records, which means nothing where no one learns from them.
    pub(super) fn weighted(self, weighted: bool) -> Self {
        Self { weighted, ..self }
    }

    /// How many bytes were read so far.
    pub(super) fn bytes(&self) -> usize {
        self.offset
    }

    /// The next article, and `None` at the end.
    pub(super) fn next_document(&mut self) -> Option<Result<Document>> {
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
                return Some(Err(too_long(self.place(), self.most)));
            }
            if !input::without_mark(&self.buffer).trim_ascii().is_empty() {
                return Some(self.document(start));
            }
        }
    }

    /// The article on the line in the buffer, which starts at an offset.
    fn document(&self, start: usize) -> Result<Document> {
        let bytes = input::without_mark(&self.buffer);
        // Checked here once, so that the parser need not check every string again.
        let line = std::str::from_utf8(bytes).map_err(|error| {
            let place_in_line = error.valid_up_to();
            let mark = self.buffer.len() - bytes.len();
            input::not_utf8(self.place(), bytes[place_in_line], start + mark + place_in_line)
        })?;
        let record: Record<'_> =
            serde_json::from_str(line).map_err(|error| self.broken(line, &error))?;
        let Some(text) = record.text else {
            return Err(self.without_text(line));
        };
        Ok(Document {
            id: self.id(record.id)?,
            title: record.title.filter(|title| !title.trim().is_empty()),
            text,
            labels: self.labels(record.label, record.labels)?,
            weight: self.weight(record.weight)?,
            language: record.language.map(|code| self.language(&code)).transpose()?,
            ..Document::default()
        })
    }

    fn id(&self, raw: Option<&RawValue>) -> Result<String> {
        let Some(raw) = raw.map(RawValue::get) else {
            return Ok(format!("{}:{}", self.name, self.line));
        };
        match raw.as_bytes()[0] {
            // A number keeps its digits, however many there are.
            b'0'..=b'9' | b'-' => Ok(raw.to_owned()),
            b'"' => serde_json::from_str(raw).map_err(|error| self.broken(raw, &error)),
            _ => Err(self.wrong(
                "a string or a number as `id`",
                format!("`{raw}`"),
                "leave `id` out to have articles called by file and line",
            )),
        }
    }

    fn labels(&self, label: Option<String>, labels: Option<Vec<String>>) -> Result<Vec<String>> {
        let mut distinct: Vec<String> = Vec::new();
        for label in label.into_iter().chain(labels.unwrap_or_default()) {
            if label.trim().is_empty() {
                return Err(self.wrong(
                    "the name of a label",
                    "a blank one".to_owned(),
                    "write `\"labels\": []` for an article without labels",
                ));
            }
            if !distinct.contains(&label) {
                distinct.push(label);
            }
        }
        Ok(distinct)
    }

    fn weight(&self, raw: Option<&RawValue>) -> Result<Option<f32>> {
        let Some(raw) = raw.map(RawValue::get).filter(|_| self.weighted) else { return Ok(None) };
        match raw.parse::<f32>() {
            Ok(weight) if weight.is_normal() && weight > 0.0 => Ok(Some(weight)),
            _ if raw == "null" => Ok(None),
            _ => Err(self.wrong(
                "a number above 0 as `weight`",
                format!("`{raw}`"),
                "leave `weight` out for an article that counts like any other",
            )),
        }
    }

    fn language(&self, code: &str) -> Result<Language> {
        // `en-GB` and `en_GB` are English.
        let language = code.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        language.parse().map_err(|_| {
            self.wrong(
                "an ISO 639-1 code that nutgraf knows as `language`",
                format!("`{code}`"),
                "leave `language` out to have it detected",
            )
        })
    }

    fn without_text(&self, line: &str) -> Error {
        let Keys(keys) = serde_json::from_str(line).unwrap_or_default();
        let found = if keys.iter().any(|key| key == "text") {
            "`text` without a value".to_owned()
        } else if keys.is_empty() {
            "an empty object".to_owned()
        } else {
            let quoted: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            format!("only {}", quoted.join(", "))
        };
        let hint = "give each line the article as a string in `text`";
        self.wrong("the field `text`", found, hint)
    }

    /// The error for a line that the parser refuses.
    fn broken(&self, line: &str, error: &serde_json::Error) -> Error {
        if line.trim_start().starts_with('[') {
            let hint = "write one object a line: `jq -c '.[]'` turns an array into that";
            return self.wrong("a JSON object", "an array".to_owned(), hint);
        }
        let message = error.to_string();
        let reason = message.split(" at line ").next().unwrap_or_default();
        let column = error.column();
        let wrong_type =
            reason.strip_prefix("invalid type: ").and_then(|r| r.split_once(", expected "));
        if let Some((found, expected)) = wrong_type {
            let hint = "`text`, `title`, `label` and `language` are strings, `labels` is an array of strings";
            return self.wrong(expected, format!("{found} at column {column}"), hint);
        }
        self.wrong(
            "a JSON object",
            format!("broken JSON at column {column} ({reason})"),
            "write one object a line (`jq -c .` does it), or pass `--input-format text`",
        )
    }

    fn wrong(&self, expected: &str, found: String, hint: &str) -> Error {
        Error::Record {
            place: self.place(),
            expected: expected.to_owned(),
            found,
            hint: hint.to_owned(),
        }
    }

    fn place(&self) -> String {
        format!("{}:{}", self.place, self.line)
    }
}

/// A line, as it is written.
#[derive(Deserialize)]
struct Record<'line> {
    text: Option<String>,
    #[serde(borrow)]
    id: Option<&'line RawValue>,
    title: Option<String>,
    label: Option<String>,
    labels: Option<Vec<String>>,
    #[serde(borrow)]
    weight: Option<&'line RawValue>,
    #[serde(borrow)]
    language: Option<Cow<'line, str>>,
}

/// The keys of a JSON object, in the order in which they are written.
#[derive(Default)]
struct Keys(Vec<String>);

impl<'line> Deserialize<'line> for Keys {
    fn deserialize<D: Deserializer<'line>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeysVisitor;
        impl<'line> Visitor<'line> for KeysVisitor {
            type Value = Keys;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'line>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, IgnoredAny)) = map.next_entry()? {
                    keys.push(key);
                }
                Ok(Keys(keys))
            }
        }
        deserializer.deserialize_map(KeysVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn documents(lines: impl Into<Vec<u8>>) -> Vec<Result<Document>> {
        let reader = Box::new(std::io::Cursor::new(lines.into()));
        let mut lines = JsonLines::new(Path::new("a.jsonl"), reader);
        std::iter::from_fn(move || lines.next_document()).collect()
    }

    fn error(lines: impl Into<Vec<u8>>) -> String {
        documents(lines).pop().unwrap().unwrap_err().to_string()
    }

    #[test]
    fn every_field_finds_its_place() {
        let line = r#"{"id": 7, "text": "A \"pact\".", "title": "Talks", "extra": [1],
            "labels": ["b", "a", "b"], "language": "en-GB"}"#
            .replace('\n', " ");
        let expected = Document {
            id: "7".to_owned(),
            title: Some("Talks".to_owned()),
            text: "A \"pact\".".to_owned(),
            labels: vec!["b".to_owned(), "a".to_owned()],
            language: Some(Language::English),
            ..Document::default()
        };
        assert_eq!(documents(line).pop().unwrap().unwrap(), expected);
    }

    #[test]
    fn a_weight_counts_only_where_it_is_asked_for() {
        let weights = |lines: &'static str, weighted| -> Vec<Result<Option<f32>>> {
            let reader = Box::new(lines.as_bytes());
            let mut lines = JsonLines::new(Path::new("a.jsonl"), reader).weighted(weighted);
            let documents = std::iter::from_fn(move || lines.next_document());
            documents.map(|document| Ok(document?.weight)).collect()
        };
        let lines = "{\"text\":\"x\",\"weight\":2.5}\n{\"text\":\"y\",\"weight\":null}\n\
                     {\"text\":\"z\",\"weight\":\"heavy\"}\n{\"text\":\"z\",\"weight\":0}";
        assert!(weights(lines, false).into_iter().all(|weight| weight.unwrap().is_none()));
        let mut weights = weights(lines, true).into_iter();
        assert_eq!(weights.next().unwrap().unwrap(), Some(2.5));
        assert_eq!(weights.next().unwrap().unwrap(), None);
        for found in ["`\"heavy\"`", "`0`"] {
            let message = weights.next().unwrap().unwrap_err().to_string();
            assert!(message.ends_with(&format!("a number above 0 as `weight`, found {found}")));
        }
    }

    #[test]
    fn blank_lines_count_but_are_no_articles() {
        let documents =
            documents("\u{feff}{\"text\":\"x\"}\r\n\n \n{\"text\":\"y\",\"label\":null}");
        let ids: Vec<String> = documents.into_iter().map(|document| document.unwrap().id).collect();
        assert_eq!(ids, ["a.jsonl:1", "a.jsonl:4"]);
    }

    #[test]
    fn a_line_without_text_names_the_keys_that_stood_there() {
        assert_eq!(
            error("{\"text\":\"x\"}\n{\"label\":\"b\",\"body\":{\"text\":1}}"),
            "a.jsonl:2: expected the field `text`, found only `label`, `body`"
        );
        assert_eq!(
            error("{\"text\":null}"),
            "a.jsonl:1: expected the field `text`, found `text` without a value"
        );
    }

    #[test]
    fn a_wrong_type_is_named_with_its_column() {
        assert_eq!(
            error("{\"text\": 12}"),
            "a.jsonl:1: expected a string, found integer `12` at column 11"
        );
        assert_eq!(
            error("{\"text\": \"x\", \"id\": [1]}"),
            "a.jsonl:1: expected a string or a number as `id`, found `[1]`"
        );
    }

    #[test]
    fn an_array_and_broken_json_are_refused() {
        assert_eq!(
            error("[{\"text\":\"x\"}]"),
            "a.jsonl:1: expected a JSON object, found an array"
        );
        assert_eq!(
            error("{\"text\":\"x\""),
            "a.jsonl:1: expected a JSON object, found broken JSON at column 11 \
             (EOF while parsing an object)"
        );
    }

    #[test]
    fn invalid_utf8_is_named_by_its_offset_in_the_file() {
        assert_eq!(
            error(&b"{\"text\":\"x\"}\n{\"text\":\"caf\xe9\"}"[..]),
            "a.jsonl:2: expected UTF-8, found the byte 0xe9 at offset 25"
        );
    }

    #[test]
    fn a_line_that_is_too_long_is_an_error_and_is_not_held() {
        let line = "{\"text\":\"123456\"}";
        let all = format!("{line}\n{{\"text\":\"{}\"}}\n{line}", "x".repeat(1 << 16));
        let reader = Box::new(std::io::Cursor::new(all.into_bytes()));
        let mut lines = JsonLines::new(Path::new("a.jsonl"), reader).at_most(line.len());
        assert!(lines.next_document().unwrap().is_ok());
        let error = lines.next_document().unwrap().unwrap_err();
        assert_eq!(error.to_string(), "a.jsonl:2: expected at most 17 bytes, found more");
        assert!(lines.buffer.capacity() < 1 << 12);
        assert!(lines.next_document().unwrap().is_ok());
        assert!(lines.next_document().is_none());
    }

    #[test]
    fn reading_goes_on_after_a_bad_line() {
        let documents = documents("{\"text\":\"x\"}\n{}\n{\"text\":\"z\"}");
        let good: Vec<bool> = documents.iter().map(Result::is_ok).collect();
        assert_eq!(good, [true, false, true]);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = documents(bytes);
        }

        #[test]
        fn every_text_comes_back_as_it_was(text: String, id: String) {
            let line = serde_json::json!({ "text": text, "id": id }).to_string();
            let document = documents(line).pop().unwrap().unwrap();
            prop_assert_eq!((document.text, document.id), (text, id));
        }
    }
}
