//! What all formats of several articles have in common.

use crate::corpus::Document;
use crate::text::Language;
use crate::{Error, Result};

/// The articles of one input, read one after the other.
pub(super) trait Records: Send {
    /// The next article, and `None` at the end.
    ///
    /// After an article that is not well formed, the next call goes on behind it as far as the
    /// format allows.
    fn next_document(&mut self) -> Option<Result<Document>>;

    /// What was read last, as it stands in the input, with its line's end; none where it is not at hand
    /// or not whole.
    fn last_record(&self) -> Option<&[u8]> {
        None
    }
}

/// A language by its code, of a record at a place; `en-GB` and `en_GB` are English.
pub(super) fn language(code: &str, place: &str) -> Result<Language> {
    let language = code.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    language.parse().map_err(|_| Error::Record {
        place: place.to_owned(),
        expected: "an ISO 639-1 code that nutgraf knows as `language`".to_owned(),
        found: format!("`{code}`"),
        hint: "leave `language` out to have it detected".to_owned(),
    })
}
