//! What could not be read, kept in a file so that nothing is lost.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::input;
use crate::{Error, Result};

/// A file of JSON Lines with everything that failed: its `place`, the `reason`, a `hint` where there is one,
/// and the `record` itself where it is one of several in a file (bytes that are no UTF-8 replaced).
///
/// Each is in the file as soon as it is put there.
///
/// # Example
///
/// ```
/// use nutgraf::io::{Documents, FailureLog, InputFormat};
/// let folder = tempfile::tempdir().unwrap();
/// let [articles, failures] = ["articles.jsonl", "failures.jsonl"].map(|name| folder.path().join(name));
/// std::fs::write(&articles, "{\"txt\": \"Talks.\"}\n{\"text\": \"Talks ended.\"}\n").unwrap();
/// let mut log = FailureLog::create(&failures, std::slice::from_ref(&articles))?;
/// let mut documents = Documents::open(&[articles], InputFormat::Auto)?;
/// while let Some(document) = documents.next() {
///     match document {
///         Ok(document) => assert_eq!(document.text, "Talks ended."),
///         Err(error) => log.put(&error, documents.last_record())?,
///     }
/// }
/// let line: serde_json::Value = serde_json::from_slice(&std::fs::read(&failures).unwrap()).unwrap();
/// assert_eq!(line["reason"], "expected the field `text`, found only `txt`");
/// assert_eq!(line["record"], "{\"txt\": \"Talks.\"}");
/// # Ok::<(), nutgraf::Error>(())
/// ```
#[derive(Debug)]
pub struct FailureLog {
    file: File,
    path: PathBuf,
}

/// A line of the file.
#[derive(Serialize)]
struct Failure<'error> {
    place: String,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<std::borrow::Cow<'error, str>>,
}

impl FailureLog {
    /// Makes the file, empty; what stood there before is gone.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] when it cannot be made; [`Error::Record`] when it is among the inputs, or below a
    /// folder of these, so that it would be written over or read as an article.
    pub fn create(path: &Path, inputs: &[PathBuf]) -> Result<Self> {
        let write_error = |source| Error::Write { path: path.to_owned(), source };
        let place = match path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            Some(parent) => fs::canonicalize(parent),
            None => fs::canonicalize("."),
        };
        let place = place.map_err(write_error)?.join(path.file_name().unwrap_or_default());
        let place = fs::canonicalize(&place).unwrap_or(place);
        for input in inputs.iter().filter(|input| !input::is_standard_input(input)) {
            if fs::canonicalize(input).is_ok_and(|input| place.starts_with(input)) {
                return Err(Error::Record {
                    place: path.display().to_string(),
                    expected: "a file of its own for what fails".to_owned(),
                    found: format!("one of what is read, `{}`", input.display()),
                    hint: "name a file that is not among the inputs, nor below a folder of them"
                        .to_owned(),
                });
            }
        }
        Ok(Self { file: File::create(path).map_err(write_error)?, path: path.to_owned() })
    }

    /// Puts a failure into the file, with the record that failed.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] when it cannot be written.
    pub fn put(&mut self, error: &Error, record: Option<&[u8]>) -> Result<()> {
        let message = error.to_string();
        let (place, reason) = match error {
            Error::Record { place, .. } => {
                let reason = message.strip_prefix(&format!("{place}: "));
                (place.clone(), reason.unwrap_or(&message).to_owned())
            }
            Error::Read { path, source } => (path.display().to_string(), source.to_string()),
            _ => (String::new(), message),
        };
        let record = record.map(|record| String::from_utf8_lossy(record.trim_ascii_end()));
        let failure = Failure { place, reason, hint: error.hint(), record };
        let write_error = |source| Error::Write { path: self.path.clone(), source };
        let mut line = serde_json::to_vec(&failure).map_err(|error| write_error(error.into()))?;
        line.push(b'\n');
        self.file.write_all(&line).map_err(write_error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("articles.jsonl");
        fs::write(&input, "{}").unwrap();
        for path in [input.clone(), folder.path().join(".").join("articles.jsonl")] {
            assert!(FailureLog::create(&path, std::slice::from_ref(&input)).is_err());
        }
        let below = folder.path().join("failures.jsonl");
        let error = FailureLog::create(&below, &[folder.path().to_owned()]).unwrap_err();
        assert!(error.hint().unwrap().contains("below a folder"));
        assert_eq!(fs::read(&input).unwrap(), b"{}");
        assert!(FailureLog::create(&below, &[input, "-".into()]).is_ok());
    }

    #[test]
    fn a_failure_has_its_place_its_reason_and_its_hint() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("failures.jsonl");
        let mut log = FailureLog::create(&path, &[]).unwrap();
        log.put(&input::empty(Path::new("a.txt")), None).unwrap();
        log.put(&input::empty(Path::new("b.csv")), Some(b"caf\xe9,\r\n")).unwrap();
        let written = fs::read_to_string(&path).unwrap();
        let lines: Vec<serde_json::Value> =
            written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["place"], "a.txt");
        assert_eq!(lines[0]["reason"], "expected an article, found no text");
        assert!(lines[0]["hint"].is_string() && lines[0].get("record").is_none());
        assert_eq!(lines[1]["record"], "caf\u{fffd},");
    }
}
