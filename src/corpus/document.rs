//! An article, and a set of them.

use crate::text::Language;

/// An article as a user has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What the user calls it: its `id` in JSON Lines, else its path or its 1-based line.
    pub id: String,
    /// Its headline, where that is apart from the text.
    pub title: Option<String>,
    /// Its text, as it was given: offsets in results refer to this string.
    pub text: String,
    /// The labels it carries in a corpus; empty where it has none or they are unknown.
    pub labels: Vec<String>,
    /// Its language, where the user names it.
    pub language: Option<Language>,
}

/// Labelled documents to train on or to measure with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corpus {
    documents: Vec<Document>,
}

impl Corpus {
    /// A corpus of these documents, in this order.
    pub fn new(documents: Vec<Document>) -> Self {
        Self { documents }
    }

    /// The documents, in the order of the corpus.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// Whether some document has several labels, or none: then every label is decided by itself.
    pub fn is_multi_label(&self) -> bool {
        self.documents.iter().any(|document| document.labels.len() != 1)
    }

    /// The distinct labels, in byte order.
    pub fn labels(&self) -> Vec<String> {
        let mut labels: Vec<String> =
            self.documents.iter().flat_map(|document| document.labels.iter().cloned()).collect();
        labels.sort_unstable();
        labels.dedup();
        labels
    }
}
