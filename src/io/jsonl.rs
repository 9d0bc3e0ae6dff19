//! Reads JSON Lines: one article a line.

use std::path::Path;

use super::bounded::{is_whole, read_line, too_long};
use super::input::{self, Reader};
use super::json_record::JsonRecords;
use super::options::InputOptions;
use super::records::Records;
use crate::Result;
use crate::corpus::Document;

/// The articles of a JSON Lines stream, one line in memory at a time.
///
/// After a line that is no article, the next call goes on with the next line.
pub(super) struct JsonLines {
    reader: Reader,
    records: JsonRecords,
    /// 1-based.
    line: usize,
    /// Bytes read, that is the offset of the next line.
    offset: usize,
    buffer: Vec<u8>,
    /// Bytes that a line has at most.
    most: usize,
}

impl JsonLines {
    pub(super) fn new(path: &Path, reader: Reader, options: InputOptions) -> Self {
        let most = options.max_document_bytes;
        let records = JsonRecords::new(path, options);
        Self { reader, records, line: 0, offset: 0, buffer: Vec::new(), most }
    }

    /// The article on the line in the buffer, which starts at an offset.
    fn document(&mut self, start: usize) -> Result<Option<Document>> {
        let bytes = input::without_mark(&self.buffer);
        // Checked here once, so that the parser need not check every string again.
        let line = std::str::from_utf8(bytes).map_err(|error| {
            let place_in_line = error.valid_up_to();
            let mark = self.buffer.len() - bytes.len();
            let place = format!("{}:{}", self.records.input(), self.line);
            input::not_utf8(place, bytes[place_in_line], start + mark + place_in_line)
        })?;
        self.records.document(line, self.line)
    }
}

impl Records for JsonLines {
    fn next_document(&mut self) -> Option<Result<Document>> {
        loop {
            self.buffer.clear();
            let start = self.offset;
            match read_line(&mut self.reader, &mut self.buffer, self.most) {
                Ok(0) => {
                    self.records.tell();
                    return None;
                }
                Ok(length) => self.offset += length,
                Err(error) => {
                    let path = Path::new(self.records.input());
                    return Some(Err(input::read_error(path)(error)));
                }
            }
            self.line += 1;
            // One more for the line's end.
            if self.offset - start > self.most + 1 {
                let place = format!("{}:{}", self.records.input(), self.line);
                return Some(Err(too_long(place, self.most)));
            }
            if input::without_mark(&self.buffer).trim_ascii().is_empty() {
                continue;
            }
            if let Some(document) = self.document(start).transpose() {
                return Some(document);
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
    use crate::io::InputFormat;
    use crate::text::Language;
    use proptest::prelude::*;

    fn documents(lines: impl Into<Vec<u8>>) -> Vec<Result<Document>> {
        let reader = Box::new(std::io::Cursor::new(lines.into()));
        let mut lines = JsonLines::new(Path::new("a.jsonl"), reader, InputOptions::default());
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
            let options = InputOptions { weighted, ..InputOptions::default() };
            let mut lines = JsonLines::new(Path::new("a.jsonl"), reader, options);
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
        let mut lines = JsonLines::new(
            Path::new("a.jsonl"),
            reader,
            InputOptions::default().max_document_bytes(line.len()),
        );
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

    #[test]
    fn answers_of_prodigy_are_taken_and_what_was_not_accepted_is_left_out_and_counted() {
        let lines = "{\"text\":\"x\",\"label\":\"a\",\"answer\":\"accept\"}\n\
                     {\"text\":\"y\",\"label\":\"a\",\"answer\":\"reject\"}\n\
                     {\"text\":\"z\",\"answer\":\"ignore\"}\n{\"text\":\"z\",\"answer\":\"reject\"}\n\
                     {\"text\":\"w\",\"options\":[{\"id\":\"b\",\"text\":\"B\"}],\
                     \"accept\":[\"b\",\"c\"],\"answer\":\"accept\"}\n\
                     {\"text\":\"v\",\"label\":\"q\",\"answer\":\"forty-two\",\"accept\":3}";
        let (sender, said) = std::sync::mpsc::channel();
        let options =
            InputOptions::default().notes(move |note| sender.send(note.to_string()).unwrap());
        let mut lines = JsonLines::new(Path::new("a.jsonl"), Box::new(lines.as_bytes()), options);
        let documents = std::iter::from_fn(|| lines.next_document()).map(Result::unwrap);
        let found: Vec<String> = documents
            .map(|document| format!("{} {}", document.text, document.labels.join("+")))
            .collect();
        assert_eq!(found, ["x a", "w b+c", "v q"]);
        assert_eq!(said.recv().unwrap(), "a.jsonl: records left out: 1 ignore, 2 reject");
    }

    #[test]
    fn records_of_doccano_hold_labels_in_an_array_or_as_cats() {
        let lines =
            "{\"text\":\"x\",\"label\":[\"a\",\"b\"]}\n{\"text\":\"y\",\"cats\":{\"a\":1,\"b\":0}}";
        let labels: Vec<Vec<String>> =
            documents(lines).into_iter().map(|document| document.unwrap().labels).collect();
        assert_eq!(labels, [vec!["a", "b"], vec!["a"]]);
        assert_eq!(
            error("{\"text\":\"x\",\"label\":[[0,4,\"PERSON\"]]}"),
            "a.jsonl:1: expected a string, found sequence at column 21"
        );
        assert!(
            error("{\"text\":\"x\",\"cats\":{\"a\":\"b\"}}")
                .starts_with("a.jsonl:1: expected `cats` as")
        );
    }

    #[test]
    fn records_without_an_answer_are_no_records_of_prodigy() {
        let line = "{\"text\":\"x\",\"answer\":\"reject\"}\n{\"text\":\"y\"}";
        let read = |format: InputFormat| {
            let mut lines =
                JsonLines::new(Path::new("a.jsonl"), Box::new(line.as_bytes()), format.into());
            std::iter::from_fn(move || lines.next_document()).collect::<Vec<_>>()
        };
        assert_eq!(read(InputFormat::Jsonl).len(), 2);
        let errors = read(InputFormat::Prodigy);
        assert_eq!(
            errors[0].as_ref().unwrap_err().to_string(),
            "a.jsonl:2: expected `accept`, `reject` or `ignore` as `answer`, found none"
        );
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
