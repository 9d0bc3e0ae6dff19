//! Which documents are scored by models that have not seen them.

use crate::Result;
use crate::corpus::assign;

use super::LabelSets;

/// Parts of a training set, each to be left out of one model that then scores it.
///
/// Stratified: every fold has its share of every label, the rarest first. Where every document has
/// one label, a fold takes neighbours of the corpus: archives lie in the order of time, neighbours tell
/// of one event or quote each other, and a model that has seen the one knows too much of the other to tell
/// how it will do on the articles of next month. What is fitted on
/// out-of-fold scores (a temperature, a handful of weights) needs some thousands of documents, not
/// all of a large corpus; so not every fold need be scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folds {
    /// For each fold that is scored the documents that stay in, and those that are left out; both
    /// ascend.
    parts: Vec<(Vec<u32>, Vec<u32>)>,
    documents: usize,
}

impl Folds {
    /// Parts documents into `count` folds, all of which are scored.
    ///
    /// There are never more folds than documents, nor fewer than one.
    pub fn stratified(targets: &LabelSets, count: usize, seed: u64) -> Self {
        Self::enough(targets, count, seed, usize::MAX)
    }

    /// The same with only so many folds scored as it takes to score `scored` documents.
    pub fn enough(targets: &LabelSets, count: usize, seed: u64, scored: usize) -> Self {
        let documents = targets.documents();
        let count = count.clamp(1, documents.max(1));
        let fold_of = if let Ok(labels) = targets.single() {
            runs(&labels, targets.labels(), count)
        } else {
            let set = |document| targets.of(document).iter().map(|&l| l as usize).collect();
            let label_sets: Vec<Vec<usize>> = (0..documents).map(set).collect();
            assign(&label_sets, &vec![1.0 / count as f64; count], seed)
        };
        let mut sizes = vec![0; count];
        fold_of.iter().for_each(|&fold| sizes[fold] += 1);
        let mut before = 0;
        let wanted = sizes.iter().take_while(|&&size| {
            let wanted = before < scored;
            before += size;
            wanted
        });
        let parts = (0..wanted.count())
            .map(|fold| (0..documents as u32).partition(|&d| fold_of[d as usize] != fold))
            .collect();
        Self { parts, documents }
    }

    /// Folds that are given: for each document the number of its fold.
    pub fn given(fold_of: &[u32]) -> Self {
        let count = fold_of.iter().max().map_or(0, |&last| last + 1);
        let documents = 0..fold_of.len() as u32;
        let part =
            |fold| documents.clone().partition(|&document| fold_of[document as usize] != fold);
        Self { parts: (0..count).map(part).collect(), documents: fold_of.len() }
    }

    /// For each fold that is scored the documents that stay in, and those that are left out.
    pub fn parts(&self) -> &[(Vec<u32>, Vec<u32>)] {
        &self.parts
    }

    /// The number of documents, scored or not.
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// The parts, where they are of so many documents.
    pub(super) fn parts_of(&self, documents: usize) -> Result<&[(Vec<u32>, Vec<u32>)]> {
        if self.documents == documents {
            Ok(&self.parts)
        } else {
            Err(linfa::Error::MismatchedShapes(documents, self.documents).into())
        }
    }

    /// The documents that are scored, fold after fold: the rows of out-of-fold scores.
    pub fn scored(&self) -> Vec<u32> {
        self.parts.iter().flat_map(|(_, left_out)| left_out.iter().copied()).collect()
    }

    /// The fold of each row of out-of-fold scores.
    pub fn of_rows(&self) -> Vec<u32> {
        let numbered = self.parts.iter().enumerate();
        numbered.flat_map(|(fold, (_, left_out))| vec![fold as u32; left_out.len()]).collect()
    }
}

/// The fold of each document where the documents of each label, in their order, are parted into runs of
/// equal length, the last ones first: where not all folds are scored, it is the newest articles that are.
fn runs(label_of: &[usize], labels: usize, count: usize) -> Vec<usize> {
    let mut sizes = vec![0; labels];
    label_of.iter().for_each(|&label| sizes[label] += 1);
    // Labels begin one after the other, so that those of fewer documents than folds share them out.
    let mut first = vec![0; labels];
    for label in 1..labels {
        first[label] = first[label - 1] + sizes[label - 1];
    }
    let mut met = vec![0; labels];
    let fold = |&label: &usize| {
        let (place, size) = (met[label], sizes[label]);
        met[label] += 1;
        if size < count { (first[label] + place) % count } else { count - 1 - place * count / size }
    };
    label_of.iter().map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets() -> LabelSets {
        let sets: Vec<[u32; 1]> = (0..100).map(|n| [u32::from(n % 10 == 0)]).collect();
        LabelSets::new(&sets, 2).unwrap()
    }

    #[test]
    fn every_fold_has_its_share_of_every_label() {
        let targets = targets();
        let folds = Folds::stratified(&targets, 5, 7);
        for (kept, left_out) in folds.parts() {
            assert_eq!((kept.len(), left_out.len()), (80, 20));
            assert_eq!(left_out.iter().filter(|&&d| targets.contains(d as usize, 1)).count(), 2);
        }
    }

    #[test]
    fn neighbours_of_one_label_share_a_fold() {
        let sets: Vec<[u32; 1]> = (0..100).map(|document| [document / 50]).collect();
        let folds = Folds::stratified(&LabelSets::new(&sets, 2).unwrap(), 5, 7);
        let left_out = &folds.parts()[0].1;
        assert!(left_out.iter().copied().eq((40..50).chain(90..100)));
    }

    #[test]
    fn labels_of_fewer_documents_than_folds_are_shared_out() {
        let sets: Vec<[u32; 1]> = (0..9).map(|document| [document / 3]).collect();
        let folds = Folds::stratified(&LabelSets::new(&sets, 3).unwrap(), 5, 0);
        assert!(folds.parts().iter().all(|(_, left_out)| (1..=2).contains(&left_out.len())));
    }

    #[test]
    fn every_document_is_scored_once() {
        let mut scored = Folds::stratified(&targets(), 7, 0).scored();
        scored.sort_unstable();
        assert!(scored.into_iter().eq(0..100));
    }

    #[test]
    fn folds_beyond_what_is_needed_are_not_scored() {
        let folds = Folds::enough(&targets(), 5, 7, 30);
        assert_eq!((folds.parts().len(), folds.scored().len()), (2, 40));
        assert_eq!(folds.of_rows()[19..21], [0, 1]);
    }
}
