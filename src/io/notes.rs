//! What was done to an input so that it could be read, which whoever reads the results should know.

use std::fmt;

/// What is worth knowing of how an input was read.
///
/// # Example
///
/// ```
/// use nutgraf::io::{Documents, InputFormat, Note};
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("article.txt");
/// std::fs::write(&path, b"Le pr\xe9sident a d\xe9clar\xe9 la paix.").unwrap();
/// let mut documents = Documents::open(&[path], InputFormat::Auto)?;
/// assert_eq!(documents.next().unwrap()?.text, "Le président a déclaré la paix.");
/// assert!(matches!(documents.take_notes()[0], Note::Decoded { encoding: "windows-1252", .. }));
/// # Ok::<(), nutgraf::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
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
