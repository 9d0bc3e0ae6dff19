//! Parts a corpus for measuring, so that every part looks like the whole.

use std::collections::{BTreeMap, BTreeSet};

use crate::random::SplitMix64;
use crate::{Error, Result};

/// A corpus in two parts. Both hold ascending places of documents, and every document is in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The documents to learn from.
    pub train: Vec<usize>,
    /// The documents to measure with.
    pub test: Vec<usize>,
}

/// Parts documents into folds, each of which is the test set of one split.
///
/// Stratified over sets of labels, rarest label first; where every document has one label, the
/// folds differ by at most one document in the number of each label. A label of fewer documents
/// than folds is missing from some of them.
///
/// `label_sets` holds the labels of each document as numbers of any kind, shape `(documents,)`.
/// The same sets, folds and seed give the same splits on every machine.
///
/// # Errors
///
/// [`Error::InvalidParameter`] when `folds` is below 2 or above the number of documents.
///
/// # Example
///
/// ```
/// let label_sets = [vec![0], vec![0], vec![0], vec![0], vec![1], vec![1]];
/// for split in nutgraf::corpus::stratified_folds(&label_sets, 2, 7)? {
///     let rare = split.test.iter().filter(|&&document| label_sets[document] == [1]).count();
///     assert_eq!((split.train.len(), split.test.len(), rare), (3, 3, 1));
/// }
/// # Ok::<(), nutgraf::Error>(())
/// ```
pub fn stratified_folds(label_sets: &[Vec<usize>], folds: usize, seed: u64) -> Result<Vec<Split>> {
    if folds < 2 || folds > label_sets.len() {
        return Err(Error::InvalidParameter {
            name: "folds",
            expected: "at least 2 and at most the number of documents",
            actual: format!("{folds} for {} documents", label_sets.len()),
        });
    }
    let part_of = assign(label_sets, &vec![1.0 / folds as f64; folds], seed);
    Ok((0..folds).map(|fold| split(&part_of, fold)).collect())
}

/// Sets a share of the documents apart to measure with, stratified like [`stratified_folds`].
///
/// # Errors
///
/// [`Error::InvalidParameter`] when `test_share` is not above 0 and below 1.
///
/// # Example
///
/// ```
/// let label_sets = vec![vec![0]; 10];
/// let split = nutgraf::corpus::stratified_holdout(&label_sets, 0.2, 7)?;
/// assert_eq!((split.train.len(), split.test.len()), (8, 2));
/// # Ok::<(), nutgraf::Error>(())
/// ```
pub fn stratified_holdout(label_sets: &[Vec<usize>], test_share: f64, seed: u64) -> Result<Split> {
    if !(test_share > 0.0 && test_share < 1.0) {
        return Err(Error::InvalidParameter {
            name: "test_share",
            expected: "above 0 and below 1",
            actual: test_share.to_string(),
        });
    }
    let part_of = assign(label_sets, &[1.0 - test_share, test_share], seed);
    Ok(split(&part_of, 1))
}

fn split(part_of: &[usize], test: usize) -> Split {
    let (test, train) = (0..part_of.len()).partition(|&document| part_of[document] == test);
    Split { train, test }
}

/// The part of each document, shape `(documents,)`, by iterative stratification (Sechidis,
/// Tsoumakas and Vlahavas, 2011): the label with the fewest documents left is dealt out first,
/// each of its documents to the part that still wants most of that label, then most documents.
///
/// Documents without labels are dealt out as if that were a label of its own.
pub(crate) fn assign(label_sets: &[Vec<usize>], shares: &[f64], seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..label_sets.len()).collect();
    SplitMix64::new(seed).shuffle(&mut order);
    let mut documents_with: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for &document in &order {
        for label in stratified_labels(&label_sets[document]) {
            documents_with.entry(label).or_default().push(document);
        }
    }
    let wanted = |count: usize| shares.iter().map(|share| count as f64 * share).collect();
    let mut wanted_documents: Vec<f64> = wanted(label_sets.len());
    let mut wanted_of: BTreeMap<Option<usize>, Vec<f64>> =
        documents_with.iter().map(|(&label, documents)| (label, wanted(documents.len()))).collect();
    let mut left: BTreeMap<Option<usize>, usize> =
        documents_with.iter().map(|(&label, documents)| (label, documents.len())).collect();
    let mut by_count: BTreeSet<(usize, Option<usize>)> =
        left.iter().map(|(&label, &count)| (count, label)).collect();
    let mut part_of = vec![usize::MAX; label_sets.len()];
    while let Some((_, rarest)) = by_count.pop_first() {
        for &document in &documents_with[&rarest] {
            if part_of[document] != usize::MAX {
                continue;
            }
            let part = neediest(&wanted_of[&rarest], &wanted_documents);
            part_of[document] = part;
            wanted_documents[part] -= 1.0;
            for label in stratified_labels(&label_sets[document]) {
                wanted_of.entry(label).and_modify(|wanted| wanted[part] -= 1.0);
                let Some(count) = left.get_mut(&label) else { continue };
                if by_count.remove(&(*count, label)) {
                    by_count.insert((*count - 1, label));
                }
                *count -= 1;
            }
        }
    }
    part_of
}

/// The labels of a document, or the label of those that have none.
fn stratified_labels(labels: &[usize]) -> impl Iterator<Item = Option<usize>> {
    let none = labels.is_empty().then_some(None);
    let distinct = |&place: &usize| !labels[..place].contains(&labels[place]);
    (0..labels.len()).filter(distinct).map(|place| Some(labels[place])).chain(none)
}

/// The part that wants most of a label, and among equals most documents; then the first.
fn neediest(wanted_of_label: &[f64], wanted_documents: &[f64]) -> usize {
    let need = |part: usize| (wanted_of_label[part], wanted_documents[part]);
    (1..wanted_of_label.len()).fold(0, |best, part| {
        let ((label, documents), (best_label, best_documents)) = (need(part), need(best));
        let order = label.total_cmp(&best_label).then(documents.total_cmp(&best_documents));
        if order.is_gt() { part } else { best }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn share(label_sets: &[Vec<usize>], documents: &[usize], label: usize) -> usize {
        documents.iter().filter(|&&document| label_sets[document].contains(&label)).count()
    }

    #[test]
    fn a_label_of_one_document_is_in_one_fold_and_breaks_nothing() {
        let label_sets = [vec![0], vec![0], vec![0], vec![9], vec![0]];
        let splits = stratified_folds(&label_sets, 3, 1).unwrap();
        let alone: usize = splits.iter().map(|split| share(&label_sets, &split.test, 9)).sum();
        assert_eq!(alone, 1);
    }

    #[test]
    fn rare_labels_of_a_multi_label_corpus_are_spread() {
        // 40 documents: all have label 0, every tenth has label 1 as well.
        let label_sets: Vec<Vec<usize>> =
            (0..40).map(|n| if n % 10 == 0 { vec![0, 1] } else { vec![0] }).collect();
        for split in stratified_folds(&label_sets, 4, 3).unwrap() {
            assert_eq!(split.test.len(), 10);
            assert_eq!(share(&label_sets, &split.test, 1), 1);
        }
    }

    #[test]
    fn documents_without_labels_are_spread_like_a_label() {
        let label_sets: Vec<Vec<usize>> =
            (0..20).map(|n| if n % 2 == 0 { vec![] } else { vec![5] }).collect();
        let split = stratified_holdout(&label_sets, 0.2, 11).unwrap();
        assert_eq!((split.test.len(), share(&label_sets, &split.test, 5)), (4, 2));
    }

    #[test]
    fn another_seed_gives_another_split() {
        let label_sets = vec![vec![0]; 50];
        let test = |seed| stratified_holdout(&label_sets, 0.5, seed).unwrap().test;
        assert_eq!(test(1), test(1));
        assert_ne!(test(1), test(2));
    }

    #[test]
    fn more_folds_than_documents_are_refused() {
        let error = stratified_folds(&[vec![0], vec![1]], 3, 0).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`folds` must be at least 2 and at most the number of documents, found `3 for 2 documents`"
        );
        assert!(stratified_holdout(&[vec![0]], 1.0, 0).is_err());
    }

    proptest! {
        #[test]
        fn every_document_is_tested_once(
            label_sets in prop::collection::vec(prop::collection::vec(0_usize..6, 0..4), 2..60),
            folds in 2_usize..6,
            seed: u64,
        ) {
            prop_assume!(folds <= label_sets.len());
            let mut tested = Vec::new();
            for split in stratified_folds(&label_sets, folds, seed).unwrap() {
                prop_assert_eq!(split.train.len() + split.test.len(), label_sets.len());
                prop_assert!(split.train.iter().all(|document| !split.test.contains(document)));
                tested.extend(split.test);
            }
            tested.sort_unstable();
            prop_assert!(tested.into_iter().eq(0..label_sets.len()));
        }

        #[test]
        fn folds_of_single_labels_keep_the_shares_of_the_classes(
            labels in prop::collection::vec(0_usize..4, 5..80),
            folds in 2_usize..6,
            seed: u64,
        ) {
            prop_assume!(folds <= labels.len());
            let label_sets: Vec<Vec<usize>> = labels.iter().map(|&label| vec![label]).collect();
            for label in 0..4 {
                let all = labels.iter().filter(|&&other| other == label).count();
                for split in stratified_folds(&label_sets, folds, seed).unwrap() {
                    let here = share(&label_sets, &split.test, label);
                    prop_assert!(here == all / folds || here == all.div_ceil(folds));
                }
            }
        }
    }
}
