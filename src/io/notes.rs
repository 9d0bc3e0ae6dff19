//! What was done to an input so that it could be read, which whoever reads the results should know.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::on_a_line;

/// What is worth knowing of how an input was read.
///
/// # Example
///
/// ```
/// use nutgraf::io::{Documents, InputOptions, Note};
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("article.txt");
/// std::fs::write(&path, b"Le pr\xe9sident a d\xe9clar\xe9 la paix.").unwrap();
/// let (sender, notes) = std::sync::mpsc::channel();
/// let options = InputOptions::default().notes(move |note| sender.send(note.clone()).unwrap());
/// let mut documents = Documents::open(&[path], options)?;
/// assert_eq!(documents.next().unwrap()?.text, "Le président a déclaré la paix.");
/// assert!(matches!(notes.recv().unwrap(), Note::Decoded { encoding: "windows-1252", .. }));
/// # Ok::<(), nutgraf::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// What an input does not say was guessed, or something of it has no place where it goes; each such
    /// thing is told once.
    Assumed {
        /// A sentence without a full stop.
        what: String,
    },
    /// A text was not all UTF-8.
    Decoded {
        /// The input.
        place: String,
        /// The encoding that it was read in, as the WHATWG Encoding Standard calls it.
        encoding: &'static str,
        /// How many bytes did not belong to it and were replaced by `U+FFFD`.
        replaced: usize,
    },
    /// A page was nested deeper than is read; tags were left out, and no text.
    NestingCut {
        /// The input.
        place: String,
        /// How many opening tags were left out.
        tags: usize,
    },
    /// A file of a folder is no text and was left out.
    Skipped {
        /// The file.
        place: String,
        /// What it is, with its article.
        what: &'static str,
    },
}

impl Note {
    /// Whether something was lost.
    pub fn is_warning(&self) -> bool {
        matches!(self, Self::Decoded { replaced: 1.., .. })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Assumed { what } => formatter.write_str(what),
            Self::Decoded { place, encoding, replaced: 0 } => {
                write!(formatter, "{place}: read as {encoding}")
            }
            Self::Decoded { place, encoding, replaced } => {
                let bytes = if *replaced == 1 { "byte that does" } else { "bytes that do" };
                write!(
                    formatter,
                    "{place}: read as {encoding}, with {replaced} {bytes} not belong to it replaced \
                     by `\u{fffd}`"
                )
            }
            Self::NestingCut { place, tags } => {
                write!(formatter, "{place}: nested too deep; {tags} tags left out, and no text")
            }
            Self::Skipped { place, what } => write!(formatter, "{place}: {what}, left out"),
        }
    }
}

/// Whom notes are told.
type Tell = dyn Fn(&Note) + Send + Sync;

/// Tells notes, where anybody listens.
#[derive(Clone, Default)]
pub(super) struct Notes {
    tell: Option<Arc<Tell>>,
    /// What was assumed already.
    assumed: Arc<Mutex<BTreeSet<String>>>,
}

impl Notes {
    pub(super) fn to(tell: impl Fn(&Note) + Send + Sync + 'static) -> Self {
        Self { tell: Some(Arc::new(tell)), ..Self::default() }
    }

    pub(super) fn tell(&self, note: &Note) {
        if let Some(tell) = &self.tell {
            tell(note);
        }
    }

    /// Tells what was assumed, once.
    pub(super) fn say(&self, what: &str) {
        if self.tell.is_none() {
            return;
        }
        // Names of columns and labels are in it, which may be long, or many.
        let what = &*on_a_line(what);
        let mut assumed = self.assumed.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = !assumed.contains(what) && assumed.insert(what.to_owned());
        drop(assumed);
        if is_new {
            self.tell(&Note::Assumed { what: what.to_owned() });
        }
    }
}

impl fmt::Debug for Notes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Notes")
            .field("is_told", &self.tell.is_some())
            .finish_non_exhaustive()
    }
}

/// Notes, and what was told of them so far.
#[cfg(test)]
pub(super) fn heard() -> (Notes, std::sync::mpsc::Receiver<String>) {
    let (sender, said) = std::sync::mpsc::channel();
    (Notes::to(move |note| sender.send(note.to_string()).unwrap()), said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_assumed_is_said_once() {
        let (notes, said) = heard();
        for what in ["a", "b", "a"] {
            notes.clone().say(what);
        }
        assert_eq!(said.try_iter().collect::<Vec<_>>(), ["a", "b"]);
    }
}
