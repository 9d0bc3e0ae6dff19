//! Articles with the summaries that people wrote, and the weights that are learned from them.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use super::input::{self, read_error};
use super::write_atomically;
use crate::pipeline::{Ranker, SummarizedArticle};
use crate::{Error, Result};

/// A line of JSON.
#[derive(Deserialize)]
struct Record {
    id: Option<serde_json::Value>,
    title: Option<String>,
    text: String,
    summary: String,
}

/// Reads articles with their summaries from JSON Lines: objects with `text` and `summary`, and
/// optionally `id` and `title`. Blank lines are passed over.
///
/// # Errors
///
/// [`Error::Read`] when the file is missing or cannot be read, and [`Error::Record`] for a line that
/// is no such object, or whose text or summary is blank.
pub fn read_summaries(path: &Path) -> Result<Vec<SummarizedArticle>> {
    let (mut reader, _) = input::open_bytes(path, &Arc::default())?;
    let mut content = String::new();
    reader.read_to_string(&mut content).map_err(read_error(path))?;
    let lines = content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(index, line)| article(path, index + 1, line)).collect()
}

/// The article on a line, counted from 1.
fn article(path: &Path, number: usize, line: &str) -> Result<SummarizedArticle> {
    let place = format!("{}:{number}", input::place(path));
    let wrong = |found: String| Error::Record {
        place: place.clone(),
        expected: "a JSON object with `text` and `summary`".to_owned(),
        found,
        hint: "write one article a line, each with the summary that a person wrote of it"
            .to_owned(),
    };
    let record: Record = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
    if record.text.trim().is_empty() || record.summary.trim().is_empty() {
        return Err(wrong("a blank one".to_owned()));
    }
    let id = match &record.id {
        None => place,
        Some(serde_json::Value::String(id)) => id.clone(),
        Some(other) => other.to_string(),
    };
    let Record { title, text, summary, .. } = record;
    Ok(SummarizedArticle { id, title, text, summary })
}

/// Reads a file of summariser weights.
///
/// # Errors
///
/// [`Error::Read`] when the file is missing or cannot be read, and as [`Ranker::from_json`]; each
/// names the file.
pub fn read_ranker(path: &Path) -> Result<Ranker> {
    let content = fs::read_to_string(path).map_err(read_error(path))?;
    Ranker::from_json(&content).map_err(|error| error.in_file(path))
}

/// Writes a file of summariser weights, whole or not at all.
///
/// # Errors
///
/// [`Error::Write`], as [`write_atomically`] fails; a file that stood there is untouched.
pub fn write_ranker(path: &Path, ranker: &Ranker) -> Result<()> {
    write_atomically(path, ranker.to_json().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_read_line_by_line_and_errors_name_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("articles.jsonl");
        let good = "{\"id\": 7, \"text\": \"They met.\", \"summary\": \"A meeting\"}\n\n";
        fs::write(&path, good).unwrap();
        let articles = read_summaries(&path).unwrap();
        assert_eq!((articles.len(), articles[0].id.as_str()), (1, "7"));
        fs::write(&path, format!("{good}{{\"text\": \"They met.\"}}")).unwrap();
        let error = read_summaries(&path).unwrap_err().to_string();
        assert!(error.contains("articles.jsonl:3: expected a JSON object"), "{error}");
    }

    #[test]
    fn weights_come_back_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weights.json");
        write_ranker(&path, Ranker::shipped()).unwrap();
        assert_eq!(&read_ranker(&path).unwrap(), Ranker::shipped());
        fs::write(&path, "{}").unwrap();
        let error = read_ranker(&path).unwrap_err().to_string();
        assert!(error.contains("weights.json: not a file of summariser weights"), "{error}");
    }
}
