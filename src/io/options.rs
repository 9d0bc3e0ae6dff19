//! How inputs are read.

use super::input::InputFormat;

/// How inputs are read.
///
/// | Option | Default | Range |
/// |---|---|---|
/// | [`format`](Self::format) | [`InputFormat::Auto`] | |
/// | [`max_document_bytes`](Self::max_document_bytes) | 16 MiB | at least 1 |
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct ReadOptions {
    pub(super) format: InputFormat,
    pub(super) max_document_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { format: InputFormat::Auto, max_document_bytes: Self::MAX_DOCUMENT_BYTES }
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
}
