//! Writes articles in each format of a corpus.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::convert::Survey;
use super::fasttext::{PREFIX, label_start};
use super::input::InputFormat;
use super::label_cell::cell_of;
use super::label_folders;
use super::rows::write_cell;
use crate::corpus::Document;
use crate::text::Language;
use crate::{Error, Result};

/// Up to so many labels, a record of Prodigy offers all of them.
pub(super) const MOST_OPTIONS: usize = 100;

/// What a record holds beside its labels.
#[derive(Serialize)]
struct Fields<'document> {
    id: &'document str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'document str>,
    text: &'document str,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<f32>,
}

/// A task of Label Studio.
#[derive(Serialize)]
struct Task<'document> {
    data: Fields<'document>,
    annotations: Value,
}

impl<'document> Fields<'document> {
    fn of(document: &'document Document) -> Self {
        Self {
            id: &document.id,
            title: document.title.as_deref(),
            text: &document.text,
            language: document.language.map(Language::code),
            weight: document.weight,
        }
    }
}

/// Whether a format would not hold a text as it is, of an article from some input.
///
/// # Errors
///
/// [`Error::Record`] where it cannot hold the article at all, or would change it beyond white space.
pub(super) fn check(document: &Document, format: InputFormat, input: &str) -> Result<bool> {
    let wrong = |expected: &str, found: String| Error::Record {
        place: if document.id.starts_with(input) {
            document.id.clone()
        } else {
            format!("{input}, `{}`", document.id)
        },
        expected: format!("{expected}, as {} holds it", format.name()),
        found,
        hint: "convert to `jsonl` or `csv`, which hold every article".to_owned(),
    };
    match format {
        InputFormat::FastText => {
            let text = &document.text;
            if one_line(text).is_empty() {
                return Err(wrong("a text", "a blank one".to_owned()));
            }
            if let Some(start) = label_start(text) {
                let word = text[start..].split_whitespace().next().unwrap_or_default();
                return Err(wrong("a text without labels in it", format!("`{word}`")));
            }
            Ok(one_line(text) != *text)
        }
        InputFormat::Folder => {
            if document.text.trim().is_empty() {
                return Err(wrong("a text", "a blank one".to_owned()));
            }
            match &document.labels[..] {
                [label] if label_folders::is_name(label) => Ok(false),
                [label] => {
                    Err(wrong("a label that can be the name of a folder", format!("`{label}`")))
                }
                labels => Err(wrong("one label", labels.len().to_string())),
            }
        }
        _ => Ok(false),
    }
}

/// Whether a format keeps all labels apart.
pub(super) fn check_labels(survey: &Survey, format: InputFormat, place: &str) -> Result<()> {
    if format != InputFormat::FastText {
        return Ok(());
    }
    let mut written = BTreeMap::new();
    for label in survey.outline.label_counts().keys() {
        if let Some(other) = written.insert(fasttext_label(label), label) {
            return Err(Error::Record {
                place: place.to_owned(),
                expected: "labels that differ by more than blanks and `_`".to_owned(),
                found: format!("`{other}` and `{label}`"),
                hint: "rename one of them, or convert to `jsonl` or `csv`".to_owned(),
            });
        }
    }
    Ok(())
}

/// A label as one word.
pub(super) fn fasttext_label(label: &str) -> String {
    label.replace(char::is_whitespace, "_")
}

/// A text on one line.
fn one_line(text: &str) -> String {
    let is_blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    let lines = text.trim_matches(is_blank).split(['\n', '\r']);
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A line of JSON Lines.
pub(super) fn json_line(out: &mut Vec<u8>, document: &Document) {
    let labels = &document.labels;
    let labels = match &labels[..] {
        [label] => json!({ "label": label }),
        labels => json!({ "labels": labels }),
    };
    object(out, document, &labels);
}

/// The object of an article with some fields more.
fn object(out: &mut Vec<u8>, document: &Document, more: &Value) {
    let start = out.len();
    push_json(out, &Fields::of(document));
    let length = out.len() - 1;
    out.truncate(length);
    out.push(b',');
    let end = out.len();
    push_json(out, more);
    out.remove(end);
    debug_assert!(out[start] == b'{' && out.last() == Some(&b'}'), "two objects are one");
    out.push(b'\n');
}

fn push_json(out: &mut Vec<u8>, value: &impl Serialize) {
    serde_json::to_writer(out, value).expect("memory can be written, and keys are strings");
}

/// The columns of a table that a corpus needs.
fn columns(survey: &Survey) -> impl Iterator<Item = &'static str> {
    [
        ("id", 1),
        ("title", survey.titles),
        ("text", 1),
        ("label", 1),
        ("language", survey.languages),
        ("weight", survey.weights),
    ]
    .into_iter()
    .filter(|&(_, count)| count > 0)
    .map(|(name, _)| name)
}

const fn delimiter(format: InputFormat) -> u8 {
    if matches!(format, InputFormat::Tsv) { b'\t' } else { b',' }
}

/// What stands before the articles.
pub(super) fn header(out: &mut Vec<u8>, survey: &Survey, format: InputFormat) {
    match format {
        InputFormat::Csv | InputFormat::Tsv => {
            let names: Vec<&str> = columns(survey).collect();
            out.extend_from_slice(
                names.join(if format == InputFormat::Tsv { "\t" } else { "," }).as_bytes(),
            );
            out.push(b'\n');
        }
        InputFormat::LabelStudio => out.extend_from_slice(b"[\n"),
        _ => {}
    }
}

/// What stands behind the articles.
pub(super) fn footer(out: &mut Vec<u8>, format: InputFormat) {
    if format == InputFormat::LabelStudio {
        out.extend_from_slice(b"\n]\n");
    }
}

/// An article, which has a number among all, from 0.
pub(super) fn record(
    out: &mut Vec<u8>,
    document: &Document,
    number: usize,
    survey: &Survey,
    format: InputFormat,
) {
    match format {
        InputFormat::Csv | InputFormat::Tsv => row(out, document, survey, delimiter(format)),
        InputFormat::FastText => {
            for label in &document.labels {
                out.extend_from_slice(format!("{PREFIX}{} ", fasttext_label(label)).as_bytes());
            }
            out.extend_from_slice(one_line(&document.text).as_bytes());
            out.push(b'\n');
        }
        InputFormat::Prodigy => {
            let option = |label: &String| json!({ "id": label, "text": label });
            let options: Vec<Value> = if survey.outline.label_counts().len() > MOST_OPTIONS {
                document.labels.iter().map(option).collect()
            } else {
                survey.outline.label_counts().keys().map(option).collect()
            };
            let more = json!({ "options": options, "accept": document.labels, "answer": "accept" });
            object(out, document, &more);
        }
        InputFormat::Doccano => object(out, document, &json!({ "label": document.labels })),
        InputFormat::LabelStudio => {
            if number > 0 {
                out.extend_from_slice(b",\n");
            }
            let choice = json!({
                "from_name": "label", "to_name": "text", "type": "choices",
                "value": { "choices": document.labels },
            });
            let result: &[Value] = if document.labels.is_empty() { &[] } else { &[choice] };
            let annotations = json!([{ "result": result }]);
            push_json(out, &Task { data: Fields::of(document), annotations });
        }
        _ => json_line(out, document),
    }
}

fn row(out: &mut Vec<u8>, document: &Document, survey: &Survey, delimiter: u8) {
    for (number, column) in columns(survey).enumerate() {
        if number > 0 {
            out.push(delimiter);
        }
        let weight = document.weight.map(|weight| weight.to_string());
        let labels = if column == "label" { cell_of(document) } else { String::new() };
        let cell = match column {
            "id" => document.id.as_str(),
            "title" => document.title.as_deref().unwrap_or_default(),
            "label" => &labels,
            "language" => document.language.map_or("", Language::code),
            "weight" => weight.as_deref().unwrap_or_default(),
            _ => &document.text,
        };
        write_cell(out, cell, delimiter);
    }
    out.push(b'\n');
}
