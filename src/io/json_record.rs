//! An article as a JSON object: nutgraf's own fields, and those of Prodigy and doccano.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use serde::Deserialize;
use serde::de::{
    self, DeserializeSeed as _, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::annotations::{self, Answer};
use super::input::{self, InputFormat};
use super::options::{InputOptions, quoted};
use super::records::language;
use super::renamed_keys::RenamedKeys;
use crate::corpus::Document;
use crate::{Error, Result};

/// Fields that mean something, or that an annotation tool writes for itself.
const KNOWN: &[&str] = &[
    "text",
    "id",
    "title",
    "label",
    "labels",
    "weight",
    "language",
    "answer",
    "accept",
    "options",
    "cats",
    "_input_hash",
    "_task_hash",
    "_session_id",
    "_annotator_id",
    "_view_id",
    "_timestamp",
];

/// Turns the objects of one input into articles.
pub(super) struct JsonRecords {
    /// The input as ids call it.
    name: String,
    /// The input as messages call it.
    place: String,
    options: InputOptions,
    /// How many records were left out, by the reason.
    left_out: BTreeMap<&'static str, usize>,
    /// Fields that mean nothing here.
    unread: BTreeSet<String>,
}

impl JsonRecords {
    pub(super) fn new(path: &Path, options: InputOptions) -> Self {
        let (name, place) = (path.display().to_string(), input::place(path));
        Self { name, place, options, left_out: BTreeMap::new(), unread: BTreeSet::new() }
    }

    pub(super) fn options(&self) -> &InputOptions {
        &self.options
    }

    /// The input as messages call it.
    pub(super) fn input(&self) -> &str {
        &self.place
    }

    /// Says, at the end of the input, what was left out.
    pub(super) fn tell(&self) {
        let left_out: Vec<String> =
            self.left_out.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        if !left_out.is_empty() {
            let left_out = left_out.join(", ");
            self.options.notes.say(&format!("{}: records left out: {left_out}", self.place));
        }
        if !self.unread.is_empty() {
            let fields = quoted(&self.unread);
            self.options.notes.say(&format!("{}: fields not read: {fields}", self.place));
        }
    }

    pub(super) fn leave_out(&mut self, reason: &'static str) {
        *self.left_out.entry(reason).or_default() += 1;
    }

    pub(super) fn note_unread(&mut self, key: &str) {
        if !self.unread.contains(key) {
            self.unread.insert(key.to_owned());
        }
    }

    /// An object as it is written, in its usual fields or in those that were named.
    fn record<'line>(&self, object: &'line str) -> serde_json::Result<Record<'line>> {
        if !self.options.columns.are_any() {
            return serde_json::from_str(object);
        }
        let mut deserializer = serde_json::Deserializer::from_str(object);
        let record = RenamedKeys::new(&self.options.columns).deserialize(&mut deserializer)?;
        deserializer.end().map(|()| record)
    }

    /// The article of an object that begins on a line; none where an annotator left it out.
    pub(super) fn document(&mut self, object: &str, line: usize) -> Result<Option<Document>> {
        let place = Place { input: &self.place, line };
        let record = self.record(object).map_err(|error| place.broken(object, &error))?;
        let format = self.options.format;
        let answer = record.answer.filter(|_| format != InputFormat::Jsonl).map(RawValue::get);
        let answer = answer.and_then(Answer::of);
        if format == InputFormat::Prodigy && answer.is_none() {
            let expected = "`accept`, `reject` or `ignore` as `answer`";
            let found = record.answer.map_or("none".to_owned(), |raw| format!("`{raw}`"));
            let hint = "export with `prodigy db-out`, or leave `--input-format` out";
            return Err(place.wrong(expected, found, hint));
        }
        if let Some(Answer::LeftOut(reason)) = answer {
            self.leave_out(reason);
            return Ok(None);
        }
        let Some(text) = record.text else {
            let name = self.options.columns.text.as_deref().unwrap_or("text");
            return Err(place.without_text(name, object));
        };
        let mut labels = record.label.map_or(Vec::new(), |Labels(labels)| labels);
        labels.extend(record.labels.unwrap_or_default());
        let accept = record.accept.filter(|_| answer.is_some());
        if let Some(accept) = accept.map(RawValue::get) {
            let options = record.options.map(RawValue::get);
            let accepted = annotations::accepted(accept, options);
            labels.extend(accepted.map_err(|error| place.annotation("accept", &error))?);
        }
        // spaCy's and doccano's way to say it; beside a label it is a copy.
        let cats = record.cats.filter(|_| labels.is_empty() && format != InputFormat::Jsonl);
        if let Some(cats) = cats.map(RawValue::get).filter(|cats| cats.starts_with('{')) {
            let held = annotations::labels_of_cats(cats);
            labels.extend(held.map_err(|error| place.annotation("cats", &error))?);
        }
        let document = Document {
            id: match record.id {
                Some(raw) => place.id(raw.get())?,
                None => format!("{}:{line}", self.name),
            },
            title: record.title.filter(|title| !title.trim().is_empty()),
            text,
            labels: place.labels(labels)?,
            weight: place.weight(record.weight.filter(|_| self.options.weighted))?,
            language: record
                .language
                .map(|code| language(&code, &place.to_string()))
                .transpose()?,
            ..Document::default()
        };
        if self.options.tells_left_out {
            let Keys(keys) = serde_json::from_str(object).unwrap_or_default();
            for key in keys {
                if !KNOWN.contains(&key.as_str()) && !self.options.columns.name(&key) {
                    self.note_unread(&key);
                }
            }
        }
        Ok(Some(document))
    }
}

/// Where an object begins.
struct Place<'input> {
    input: &'input str,
    /// 1-based.
    line: usize,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.input, self.line)
    }
}

impl Place<'_> {
    fn id(&self, raw: &str) -> Result<String> {
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

    fn labels(&self, labels: Vec<String>) -> Result<Vec<String>> {
        let mut distinct: Vec<String> = Vec::new();
        for label in labels {
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
        let Some(raw) = raw.map(RawValue::get) else { return Ok(None) };
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

    fn without_text(&self, name: &str, line: &str) -> Error {
        let Keys(keys) = serde_json::from_str(line).unwrap_or_default();
        let found = if keys.iter().any(|key| key == name) {
            format!("`{name}` without a value")
        } else if keys.is_empty() {
            "an empty object".to_owned()
        } else {
            format!("only {}", quoted(&keys))
        };
        let hint = "give each line the article as a string in `text`, or name its field by `--text-column`";
        self.wrong(&format!("the field `{name}`"), found, hint)
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
            place: self.to_string(),
            expected: expected.to_owned(),
            found,
            hint: hint.to_owned(),
        }
    }

    /// The error for a field that its annotation tool would not write so.
    fn annotation(&self, field: &str, error: &serde_json::Error) -> Error {
        let message = error.to_string();
        let reason = message.split(" at line ").next().unwrap_or_default().to_owned();
        let hint = "export the annotations again, or pass `--input-format jsonl` to pass over them";
        self.wrong(&format!("`{field}` as the annotation tool writes it"), reason, hint)
    }
}

/// An object, as it is written.
#[derive(Deserialize)]
struct Record<'line> {
    text: Option<String>,
    #[serde(borrow)]
    id: Option<&'line RawValue>,
    title: Option<String>,
    label: Option<Labels>,
    labels: Option<Vec<String>>,
    #[serde(borrow)]
    weight: Option<&'line RawValue>,
    #[serde(borrow)]
    answer: Option<&'line RawValue>,
    #[serde(borrow)]
    accept: Option<&'line RawValue>,
    #[serde(borrow)]
    options: Option<&'line RawValue>,
    #[serde(borrow)]
    cats: Option<&'line RawValue>,
    #[serde(borrow)]
    language: Option<Cow<'line, str>>,
}

/// One label, or several in an array.
struct Labels(Vec<String>);

impl<'line> Deserialize<'line> for Labels {
    fn deserialize<D: Deserializer<'line>>(deserializer: D) -> Result<Self, D::Error> {
        struct LabelsVisitor;
        impl<'line> Visitor<'line> for LabelsVisitor {
            type Value = Labels;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string or an array of strings")
            }

            fn visit_str<E: de::Error>(self, label: &str) -> Result<Labels, E> {
                Ok(Labels(vec![label.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'line>>(self, mut sequence: A) -> Result<Labels, A::Error> {
                let mut labels = Vec::new();
                while let Some(label) = sequence.next_element()? {
                    labels.push(label);
                }
                Ok(Labels(labels))
            }
        }
        deserializer.deserialize_any(LabelsVisitor)
    }
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
