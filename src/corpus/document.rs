//! An article, and a set of them.

use std::collections::BTreeSet;

use super::LabelTree;
use crate::text::Language;

/// An article as a user has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What the user calls it: its `id` in JSON Lines, else `path:line`, or its path where it is a
    /// file of its own.
    pub id: String,
    /// Its headline, where that is apart from the text.
    pub title: Option<String>,
    /// Who wrote it, where that is apart from the text.
    pub byline: Option<String>,
    /// Its text, as it was given: offsets in results refer to this string.
    pub text: String,
    /// Whether the text was taken out of a page or the like, or was not UTF-8: then it does not lie in
    /// the file as it is here.
    pub is_extracted: bool,
    /// The labels it carries in a corpus, each once; empty where it has none or they are unknown.
    pub labels: Vec<String>,
    /// Its language, where the user names it.
    pub language: Option<Language>,
    /// How much it counts in training, finite and above 0; 1 where that is not said.
    pub weight: Option<f32>,
}

/// Labelled documents to train on or to measure with.
#[derive(Clone, Debug, Default, PartialEq)]
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

    /// The same with the labels above those of each document, where they are among `labels`, which
    /// is in byte order.
    #[must_use]
    pub fn with_parents(mut self, labels: &[String]) -> Self {
        let tree = LabelTree::new(labels);
        for document in &mut self.documents {
            let known = |label: &String| labels.binary_search(label).ok();
            let places: Vec<usize> = document.labels.iter().filter_map(known).collect();
            for above in places.into_iter().flat_map(|place| tree.above(place)) {
                if !document.labels.contains(&labels[above]) {
                    document.labels.push(labels[above].clone());
                }
            }
        }
        self
    }

    /// Whether some document has several labels, or none: then every label is decided by itself.
    pub fn is_multi_label(&self) -> bool {
        self.documents.iter().any(|document| document.labels.len() != 1)
    }

    /// The distinct labels, in byte order.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::corpus::{Corpus, Document};
    /// let labelled = |labels: &[&str]| Document {
    ///     labels: labels.iter().map(|&label| label.to_owned()).collect(),
    ///     ..Document::default()
    /// };
    /// let corpus = Corpus::new(vec![labelled(&["trade", "security"]), labelled(&["trade"])]);
    /// assert_eq!(corpus.labels(), ["security", "trade"]);
    /// assert_eq!(corpus.label_sets(&corpus.labels()), [vec![0, 1], vec![1]]);
    /// ```
    pub fn labels(&self) -> Vec<String> {
        let distinct: BTreeSet<&str> = self
            .documents
            .iter()
            .flat_map(|document| &document.labels)
            .map(String::as_str)
            .collect();
        distinct.into_iter().map(str::to_owned).collect()
    }

    /// The labels of each document as ascending places in `labels`, which is in byte order.
    ///
    /// Labels that are not in `labels` are left out.
    pub fn label_sets(&self, labels: &[String]) -> Vec<Vec<usize>> {
        let places = |document: &Document| {
            let mut set: Vec<usize> = document
                .labels
                .iter()
                .filter_map(|label| labels.binary_search(label).ok())
                .collect();
            set.sort_unstable();
            set.dedup();
            set
        };
        self.documents.iter().map(places).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(id: &str, labels: &[&str]) -> Document {
        Document {
            id: id.to_owned(),
            labels: labels.iter().map(|&label| label.to_owned()).collect(),
            ..Document::default()
        }
    }

    #[test]
    fn a_document_without_a_label_makes_the_corpus_multi_label() {
        assert!(!Corpus::new(vec![labelled("1", &["a"]), labelled("2", &["b"])]).is_multi_label());
        assert!(Corpus::new(vec![labelled("1", &["a"]), labelled("2", &[])]).is_multi_label());
    }

    #[test]
    fn parents_join_the_labels_that_imply_them() {
        let corpus = Corpus::new(vec![labelled("1", &["a/b", "x"]), labelled("2", &["a", "a/c"])]);
        let labels = ["a", "a/b", "a/c"].map(str::to_owned);
        let corpus = corpus.with_parents(&labels);
        assert_eq!(corpus.documents()[0].labels, ["a/b", "x", "a"]);
        assert_eq!(corpus.documents()[1].labels, ["a", "a/c"]);
    }

    #[test]
    fn labels_that_a_model_does_not_know_are_left_out_of_the_sets() {
        let corpus = Corpus::new(vec![labelled("1", &["b", "x", "a"]), labelled("2", &["x"])]);
        let known = ["a".to_owned(), "b".to_owned()];
        assert_eq!(corpus.label_sets(&known), [vec![0, 1], vec![]]);
    }
}
