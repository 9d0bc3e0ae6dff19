//! What a summariser gives.

use std::ops::Range;

/// The key sentences of an article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// In the order of the text; empty only for a text without letters and digits.
    pub sentences: Vec<SummarySentence>,
    /// Where what would serve as its headline stands in the text, in bytes: the line above the
    /// body, or the best single sentence; `None` where there is no sentence.
    pub headline: Option<Range<usize>>,
    /// Whether the article has a word of the query; `None` where nothing was asked about.
    pub query_found: Option<bool>,
}

/// A sentence of a summary.
#[derive(Clone, Debug, PartialEq)]
pub struct SummarySentence {
    /// Where it stands, verbatim, in the text that was given, in bytes.
    pub span: Range<usize>,
    /// Its salience by the method, finite and at least 0: comparable within one article only.
    pub score: f64,
}

impl Summary {
    /// The sentences as one paragraph: joined by a blank, white space folded.
    ///
    /// # Panics
    ///
    /// When `text` is not the text that was summarised, and a span does not lie within it.
    pub fn paragraph(&self, text: &str) -> String {
        let words = self.sentences.iter().flat_map(|s| text[s.span.clone()].split_whitespace());
        words.collect::<Vec<_>>().join(" ")
    }
}
