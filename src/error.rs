//! What can go wrong, said so that a person can act on it.
//!
//! The message names the place, what stood there and what was expected; [`Error::hint`] names the
//! way out. In code the parts are fields, so a caller can match and a test can compare.

use std::borrow::Cow;
use std::path::PathBuf;

/// A result whose error is nutgraf's [`enum@Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that a public function of this crate can fail with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter lies outside its range.
    #[error("`{name}` must be {expected}, found `{actual}`")]
    InvalidParameter {
        /// The parameter, as its setter is called.
        name: &'static str,
        /// Its range, in words.
        expected: &'static str,
        /// What was given.
        actual: String,
    },

    /// A file or a folder could not be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The path as it was given.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },

    /// A file could not be written. What stood there before is untouched.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The path as it was given.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },

    /// A record of an input is not what its format promises.
    #[error("{place}: expected {}, found {}", on_a_line(expected), on_a_line(found))]
    Record {
        /// `path:line`, or the path alone.
        place: String,
        /// What the format wants there.
        expected: String,
        /// What stood there.
        found: String,
        /// What to do about it.
        hint: String,
    },

    /// A corpus is well formed, but nothing can be learned from it.
    #[error("{reason}")]
    Corpus {
        /// What is missing.
        reason: String,
        /// What to do about it.
        hint: String,
    },

    /// A model file is damaged, or is no model file.
    #[error("{place}: {reason}")]
    Model {
        /// The file, or `model` where there is none.
        place: String,
        /// The first invariant that does not hold.
        reason: String,
    },

    /// A model file of a version that this nutgraf does not read.
    #[error(
        "{place} was written by format version {found}; this nutgraf reads versions {oldest} to {newest}"
    )]
    ModelVersion {
        /// The file, or `model` where there is none.
        place: String,
        /// The version in the file.
        found: u64,
        /// The oldest version that can be read.
        oldest: u64,
        /// The newest version that can be read.
        newest: u64,
    },

    /// A linfa algorithm refused.
    #[error("linfa: {0}")]
    Linfa(#[from] linfa::Error),
}

impl Error {
    /// The way out, where there is one: a sentence without a full stop.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Record { hint, .. } | Self::Corpus { hint, .. } => Some(hint.clone()),
            Self::Read { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                Some("check the spelling; a path is taken from the current folder".to_owned())
            }
            Self::Write { source, .. } if source.kind() == std::io::ErrorKind::AlreadyExists => {
                Some("name another one, or pass `--force` to replace a file".to_owned())
            }
            Self::Write { .. } => {
                Some("name a folder that exists and can be written to, with space left".to_owned())
            }
            Self::Model { .. } => {
                Some("copy the file again, or train it anew with `nutgraf train`".to_owned())
            }
            Self::ModelVersion { found, newest, .. } if found > newest => {
                Some("update nutgraf, or train the model anew".to_owned())
            }
            Self::ModelVersion { .. } => Some("train the model anew".to_owned()),
            _ => None,
        }
    }

    /// Puts the name of the file before a model's error.
    #[must_use]
    pub fn in_file(self, path: &std::path::Path) -> Self {
        let place = path.display().to_string();
        match self {
            Self::Model { reason, .. } => Self::Model { place, reason },
            Self::ModelVersion { found, oldest, newest, .. } => {
                Self::ModelVersion { place, found, oldest, newest }
            }
            other => other,
        }
    }
}

/// Letters of what stood in an input that a message shows, at its beginning and at its end.
const SHOWN: (usize, usize) = (400, 100);

/// What stood in an input, for a message: on one line, and no longer than a person reads.
pub(crate) fn on_a_line(text: &str) -> Cow<'_, str> {
    let (first, last) = SHOWN;
    let is_long = text.len() > first + last && text.chars().nth(first + last).is_some();
    if !is_long && !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut line = String::new();
    let mut show = |letter: char| {
        if letter.is_control() { line.extend(letter.escape_default()) } else { line.push(letter) }
    };
    if is_long {
        text.chars().take(first).for_each(&mut show);
        " [...] ".chars().for_each(&mut show);
        let tail = text.char_indices().rev().nth(last - 1).map_or(0, |(start, _)| start);
        text[tail..].chars().for_each(&mut show);
    } else {
        text.chars().for_each(&mut show);
    }
    Cow::Owned(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_however_long_and_of_how_many_lines_the_input_is() {
        let error = |found: &str| Error::Record {
            place: "a.csv:1".to_owned(),
            expected: "a column".to_owned(),
            found: found.to_owned(),
            hint: String::new(),
        };
        assert_eq!(error("`a\nb`\t").to_string(), "a.csv:1: expected a column, found `a\\nb`\\t");
        assert_eq!(error("é").to_string(), "a.csv:1: expected a column, found é");
        let whole = "é".repeat(500);
        assert!(error(&whole).to_string().ends_with(&whole));
        let cut = error(&format!("{whole}`")).to_string();
        let ends = ["é".repeat(400), "é".repeat(99)];
        assert!(cut.ends_with(&format!(", found {} [...] {}`", ends[0], ends[1])), "{cut}");
    }
}
