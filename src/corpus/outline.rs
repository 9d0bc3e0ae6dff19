//! What a corpus holds, without its articles.

use std::collections::BTreeMap;

use super::{Corpus, Document};

/// What must be known of a whole corpus before a part of it is learned from; gathered article by article.
///
/// # Example
///
/// ```
/// use nutgraf::corpus::{Document, Outline};
/// let mut outline = Outline::default();
/// for labels in [vec!["trade".to_owned()], vec![]] {
///     outline.add(&Document { labels, ..Document::default() });
/// }
/// assert_eq!((outline.documents(), outline.labels()), (2, vec!["trade".to_owned()]));
/// assert!(outline.is_multi_label() && outline.has_unlabelled());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    documents: usize,
    /// How many documents carry each.
    labels: BTreeMap<String, usize>,
    is_multi_label: bool,
    has_unlabelled: bool,
}

impl Outline {
    /// That of a corpus.
    pub fn of(corpus: &Corpus) -> Self {
        let mut outline = Self::default();
        corpus.documents().iter().for_each(|document| outline.add(document));
        outline
    }

    /// Takes one more document into account.
    pub fn add(&mut self, document: &Document) {
        self.documents += 1;
        self.is_multi_label |= document.labels.len() != 1;
        self.has_unlabelled |= document.labels.is_empty();
        for label in &document.labels {
            match self.labels.get_mut(label) {
                Some(count) => *count += 1,
                None => drop(self.labels.insert(label.clone(), 1)),
            }
        }
    }

    /// How many documents there are.
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// The distinct labels, in byte order.
    pub fn labels(&self) -> Vec<String> {
        self.labels.keys().cloned().collect()
    }

    /// The distinct labels, in byte order, with the number of documents that carry each.
    pub fn label_counts(&self) -> &BTreeMap<String, usize> {
        &self.labels
    }

    /// Whether some document has several labels, or none: then every label is decided by itself.
    pub fn is_multi_label(&self) -> bool {
        self.is_multi_label
    }

    /// Whether some document has no label.
    pub fn has_unlabelled(&self) -> bool {
        self.has_unlabelled
    }
}
