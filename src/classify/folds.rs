//! Parts documents into folds.

use crate::Result;
use crate::random::SplitMix64;

use super::LabelSets;

/// The fold of each document, from 0 to `count - 1`, shape `(documents,)`.
///
/// Stratified: documents of one label set are dealt out in turn, in random order, so that each fold
/// has its share of every label; a label of one or two documents is in that many folds and breaks
/// nothing. Folds differ by at most one document in size.
pub fn stratified_folds(targets: &LabelSets, count: u32, seed: u64) -> Vec<u32> {
    let mut order: Vec<usize> = (0..targets.documents()).collect();
    SplitMix64::new(seed).shuffle(&mut order);
    // Stable: within a label set the random order stays.
    order.sort_by(|&one, &other| targets.of(one).cmp(targets.of(other)));
    let mut folds = vec![0; order.len()];
    for (place, &document) in order.iter().enumerate() {
        folds[document] = place as u32 % count.max(1);
    }
    folds
}

/// For each fold, the documents to learn from and those that are left out, both ascending; `folds`
/// gives the fold of each of `documents` documents. A fold without documents is passed over.
///
/// # Errors
///
/// Those of linfa when there is not one fold a document.
pub(super) fn partition(folds: &[u32], documents: usize) -> Result<Vec<(Vec<u32>, Vec<u32>)>> {
    if folds.len() != documents {
        return Err(linfa::Error::MismatchedShapes(documents, folds.len()).into());
    }
    let mut numbers = folds.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    let all = 0..documents as u32;
    let part = |fold| all.clone().partition(|&document| folds[document as usize] != fold);
    Ok(numbers.into_iter().map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fold_has_its_share_of_every_label() {
        let sets: Vec<[u32; 1]> = (0..100).map(|n| [u32::from(n % 10 == 0)]).collect();
        let targets = LabelSets::new(&sets, 2).unwrap();
        let folds = stratified_folds(&targets, 5, 7);
        for fold in 0..5 {
            let members: Vec<usize> = (0..100).filter(|&d| folds[d] == fold).collect();
            assert_eq!(members.len(), 20);
            assert_eq!(members.iter().filter(|&&d| targets.contains(d, 1)).count(), 2);
        }
        assert_ne!(folds, stratified_folds(&targets, 5, 8));
    }

    #[test]
    fn a_fold_without_documents_is_passed_over() {
        let parts = partition(&[0, 2, 0], 3).unwrap();
        assert_eq!(parts, [(vec![1], vec![0, 2]), (vec![0, 2], vec![1])]);
        assert!(partition(&[0, 1], 3).is_err());
    }
}
