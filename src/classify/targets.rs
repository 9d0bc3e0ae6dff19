//! Which document carries which labels.

use ndarray::Array1;

use crate::{Error, Result};

/// The label sets of some documents: for each, the 0-based numbers of its labels, ascending.
///
/// Sparse, so that 50,000 labels cost no more than the labels that documents carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelSets {
    ends: Vec<usize>,
    numbers: Vec<u32>,
    labels: usize,
}

impl LabelSets {
    /// Label sets over `labels` labels, one a document.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when a number is not below `labels`.
    pub fn new<S: AsRef<[u32]>>(sets: &[S], labels: usize) -> Result<Self> {
        let mut ends = Vec::with_capacity(sets.len());
        let mut numbers = Vec::with_capacity(sets.len());
        for set in sets {
            let start = numbers.len();
            numbers.extend_from_slice(set.as_ref());
            numbers[start..].sort_unstable();
            ends.push(numbers.len());
        }
        if let Some(&number) = numbers.iter().find(|&&number| number as usize >= labels) {
            return Err(Error::InvalidParameter {
                name: "labels",
                expected: "label numbers below the number of labels",
                actual: number.to_string(),
            });
        }
        Ok(Self { ends, numbers, labels })
    }

    /// One label a document; the labels are 0 to the largest that occurs.
    pub fn of_classes(classes: &Array1<usize>) -> Self {
        let numbers: Vec<u32> = classes.iter().map(|&class| class as u32).collect();
        let labels = numbers.iter().max().map_or(0, |&largest| largest as usize + 1);
        Self { ends: (1..=numbers.len()).collect(), numbers, labels }
    }

    /// The number of documents.
    pub fn documents(&self) -> usize {
        self.ends.len()
    }

    /// The number of labels.
    pub fn labels(&self) -> usize {
        self.labels
    }

    /// The labels of a document, ascending.
    pub fn of(&self, document: usize) -> &[u32] {
        let start = if document == 0 { 0 } else { self.ends[document - 1] };
        &self.numbers[start..self.ends[document]]
    }

    /// Whether a document carries a label.
    pub fn contains(&self, document: usize, label: usize) -> bool {
        self.of(document).contains(&(label as u32))
    }

    /// The label sets of some documents, in the order given.
    #[must_use]
    pub fn select(&self, documents: &[u32]) -> Self {
        let mut selected = Self { ends: Vec::new(), numbers: Vec::new(), labels: self.labels };
        for &document in documents {
            selected.numbers.extend_from_slice(self.of(document as usize));
            selected.ends.push(selected.numbers.len());
        }
        selected
    }

    /// The label of each document, shape `(documents,)`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when a document carries none, or several.
    pub(crate) fn single(&self) -> Result<Vec<usize>> {
        let label = |document| match self.of(document) {
            &[label] => Ok(label as usize),
            labels => Err(Error::InvalidParameter {
                name: "targets",
                expected: "one label a document",
                actual: format!("{} labels for document {document}", labels.len()),
            }),
        };
        (0..self.documents()).map(label).collect()
    }

    /// The documents that carry each label, ascending, shape `(labels,)`.
    pub(super) fn documents_of_labels(&self) -> Vec<Vec<u32>> {
        let mut documents_of = vec![Vec::new(); self.labels];
        for document in 0..self.documents() {
            for &label in self.of(document) {
                documents_of[label as usize].push(document as u32);
            }
        }
        documents_of
    }
}

/// Refuses targets that do not belong to a matrix.
pub(super) fn check_shapes(documents: usize, targets: &LabelSets) -> Result<()> {
    if documents != targets.documents() {
        return Err(linfa::Error::MismatchedShapes(documents, targets.documents()).into());
    }
    if documents == 0 || targets.labels() == 0 {
        return Err(linfa::Error::NotEnoughSamples.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_a_document_ascend() {
        let sets = LabelSets::new(&[vec![2, 0], vec![], vec![1]], 3).unwrap();
        assert_eq!(sets.of(0), [0, 2]);
        assert!(sets.of(1).is_empty());
        assert!(sets.contains(2, 1) && !sets.contains(2, 0));
        assert_eq!(sets.documents_of_labels(), [vec![0], vec![2], vec![0]]);
    }

    #[test]
    fn a_document_of_two_labels_or_none_has_no_single_label() {
        let sets = LabelSets::new(&[[2], [0]], 3).unwrap();
        assert_eq!(sets.single().unwrap(), [2, 0]);
        for set in [vec![0, 1], vec![]] {
            let sets = LabelSets::new(&[vec![0], set.clone()], 2).unwrap();
            let found = format!("found `{} labels for document 1`", set.len());
            let expected = format!("`targets` must be one label a document, {found}");
            assert_eq!(sets.single().unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn a_label_out_of_range_is_refused() {
        assert!(LabelSets::new(&[[3]], 3).is_err());
    }
}
