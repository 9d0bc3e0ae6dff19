//! How inputs are read.

use super::input::InputFormat;

/// How inputs are read.
///
/// | Option | Default | Range |
/// |---|---|---|
/// | [`format`](Self::format) | [`InputFormat::Auto`] | |
/// | [`max_document_bytes`](Self::max_document_bytes) | 16 MiB | at least 1 |
/// | [`include`](Self::include) | every file | globs |
/// | [`exclude`](Self::exclude) | no file | globs |
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct ReadOptions {
    pub(super) format: InputFormat,
    pub(super) max_document_bytes: usize,
    pub(super) include: Vec<String>,
    pub(super) exclude: Vec<String>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            format: InputFormat::Auto,
            max_document_bytes: Self::MAX_DOCUMENT_BYTES,
            include: Vec::new(),
            exclude: Vec::new(),
        }
    }
}

impl ReadOptions {
    /// The bytes that an article has at most where nothing else is said: 16 MiB.
    pub const MAX_DOCUMENT_BYTES: usize = 16 << 20;

    /// How articles lie in the inputs.
    pub fn format(mut self, format: InputFormat) -> Self {
        self.format = format;
        self
    }

    /// How many bytes a file that is read whole, or a record of one that is not, has at most.
    pub fn max_document_bytes(mut self, bytes: usize) -> Self {
        self.max_document_bytes = bytes;
        self
    }

    /// Of the files below folders, read those alone that one of these globs fits, as in `.gitignore`.
    pub fn include<S: Into<String>>(mut self, globs: impl IntoIterator<Item = S>) -> Self {
        self.include = globs.into_iter().map(Into::into).collect();
        self
    }

    /// Of the files below folders, leave out those that one of these globs fits, or a folder above them.
    pub fn exclude<S: Into<String>>(mut self, globs: impl IntoIterator<Item = S>) -> Self {
        self.exclude = globs.into_iter().map(Into::into).collect();
        self
    }
}
