//! The labels that a corpus teaches, and which articles carry them.

use ndarray::{Array2, ArrayView1};

use crate::corpus::{Corpus, LabelTree, Outline, implied_parents};

/// The labels of a corpus; with those above them, where articles carry several.
pub(super) struct Labelling {
    /// In byte order.
    pub(super) labels: Vec<String>,
    /// Whether some label has a parent that means something.
    pub(super) hierarchical: bool,
    /// Flat where every article carries one label: parents are no labels then.
    pub(super) tree: LabelTree,
    /// The labels of each article as ascending numbers, with what is above them.
    pub(super) sets: Vec<Vec<u32>>,
}

impl Labelling {
    /// Of a corpus, or of a part of what is outlined. Where `flat`, names such as `politics/diplomacy` are
    /// names like any other.
    pub(super) fn new(corpus: &Corpus, outline: &Outline, flat: bool) -> Self {
        let mut labels = outline.labels();
        let parents = if flat { Vec::new() } else { implied_parents(&labels) };
        let hierarchical = !parents.is_empty();
        let tree = if hierarchical && outline.is_multi_label() {
            labels.extend(parents);
            labels.sort_unstable();
            labels.dedup();
            LabelTree::new(&labels)
        } else {
            LabelTree::flat(labels.len())
        };
        let numbers = |mut set: Vec<usize>| {
            tree.complete(&mut set);
            set.into_iter().map(|label| label as u32).collect()
        };
        let sets = corpus.label_sets(&labels).into_iter().map(numbers).collect();
        Self { labels, hierarchical, tree, sets }
    }

    /// Lowers probabilities, shape `(documents, labels)`, to those of the labels above.
    pub(super) fn limit(&self, mut probabilities: Array2<f32>) -> Array2<f32> {
        if !self.tree.is_flat() {
            for mut row in probabilities.rows_mut() {
                let mut limited = row.to_vec();
                self.tree.limit(&mut limited);
                row.assign(&ArrayView1::from(&limited));
            }
        }
        probabilities
    }
}
