//! Learning from some terms only: those that depend most on the labels, or those of a vocabulary.

use std::collections::HashSet;

use crate::{Error, Result};

use super::counts::Counts;
use super::{CsrMatrix, TfIdfVectorizer, TfIdfVectorizerParams, Vocabulary, WordSequences};

impl TfIdfVectorizerParams {
    /// Learns from encoded texts and gives their matrix, as [`fit_transform`](Self::fit_transform);
    /// of all terms only the `count` are kept that depend most on the labels, by chi-squared
    /// as scikit-learn's `SelectKBest(chi2)` on counts.
    ///
    /// `label_sets` holds the labels of each text as numbers, shape `(texts,)`. Of terms that depend
    /// on them alike the one that comes first in byte order stays.
    ///
    /// # Errors
    ///
    /// As [`fit_transform`](Self::fit_transform), and [`Error::InvalidParameter`] when `count` is 0 or
    /// there is not one label set a text.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::features::{TfIdfVectorizerParams, WordSequences};
    /// let texts = ["talks on trade", "talks on peace", "the match was lost", "a match on ice"];
    /// let sequences = WordSequences::encode(&texts);
    /// let params = TfIdfVectorizerParams::default();
    /// let (vectorizer, matrix) = params.fit_transform_best(&sequences, &[[0], [0], [1], [1]], 2)?;
    /// assert_eq!(vectorizer.vocabulary().terms(), ["match", "talks"]);
    /// assert_eq!(matrix.row(3).values, [1.0]);
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn fit_transform_best<S: AsRef<[u32]>>(
        &self,
        sequences: &WordSequences,
        label_sets: &[S],
        count: usize,
    ) -> Result<(TfIdfVectorizer, CsrMatrix)> {
        if count == 0 {
            let (name, expected) = ("count", "at least 1");
            return Err(Error::InvalidParameter { name, expected, actual: "0".to_owned() });
        }
        if label_sets.len() != sequences.texts() {
            return Err(Error::InvalidParameter {
                name: "label_sets",
                expected: "one label set a text",
                actual: format!("{} for {} texts", label_sets.len(), sequences.texts()),
            });
        }
        self.fit_selected(sequences, |_, counts, keep| {
            let statistic = chi_squared(counts, label_sets);
            let mut kept: Vec<usize> = (0..keep.len()).filter(|&column| keep[column]).collect();
            kept.sort_by(|&one, &other| statistic[other].total_cmp(&statistic[one]));
            for &column in kept.iter().skip(count) {
                keep[column] = false;
            }
        })
    }

    /// Learns from encoded texts and gives their matrix, as [`fit_transform`](Self::fit_transform);
    /// only terms of `known` are kept. Of hashed terms all are, as a vocabulary does not hold them.
    ///
    /// # Errors
    ///
    /// As [`fit_transform`](Self::fit_transform).
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::features::{TfIdfVectorizerParams, WordSequences};
    /// let params = TfIdfVectorizerParams::default();
    /// let known = params.fit(&["talks on peace"])?;
    /// let sequences = WordSequences::encode(&["talks on trade", "peace talks"]);
    /// let (vectorizer, _) = params.fit_transform_among(&sequences, known.vocabulary())?;
    /// assert_eq!(vectorizer.vocabulary().terms(), ["on", "peace", "talks"]);
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn fit_transform_among(
        &self,
        sequences: &WordSequences,
        known: &Vocabulary,
    ) -> Result<(TfIdfVectorizer, CsrMatrix)> {
        if self.hash_bits.is_some() {
            return self.fit_transform(sequences);
        }
        let known: HashSet<String> = known.terms().into_iter().collect();
        self.fit_selected(sequences, |vocabulary, _, keep| {
            for (keep, term) in keep.iter_mut().zip(vocabulary.terms()) {
                *keep &= known.contains(&term);
            }
        })
    }
}

/// The chi-squared statistic of each term against the labels, shape `(terms,)` (Yang and Pedersen,
/// "A Comparative Study on Feature Selection in Text Categorization", 1997), with the sums of
/// scikit-learn's `chi2`:
///
/// `sum over labels of (observed - expected)^2 / expected`
///
/// `observed` is how often the term stands in the documents of the label, `expected` its occurrences in
/// all documents times the share of documents with the label. `label_sets` has the labels of each
/// document; a term that never occurs gets 0.
pub(super) fn chi_squared<S: AsRef<[u32]>>(counts: &Counts, label_sets: &[S]) -> Vec<f64> {
    let totals: Vec<f64> = counts.totals().into_iter().map(|total| total as f64).collect();
    let labels = label_sets.iter().flat_map(AsRef::as_ref).max().map_or(0, |&last| last + 1);
    let mut documents_of = vec![Vec::new(); labels as usize];
    for (document, set) in label_sets.iter().enumerate() {
        set.as_ref().iter().for_each(|&label| documents_of[label as usize].push(document));
    }
    let share = |documents: &Vec<usize>| documents.len() as f64 / label_sets.len() as f64;
    // Multiplied out, a label adds its share of the term's occurrences where it has none of them
    // itself: so only terms that a label has are gone over.
    let shares: f64 = documents_of.iter().map(share).sum();
    let mut statistic: Vec<f64> = totals.iter().map(|total| total * shares).collect();
    let mut observed = vec![0_u64; totals.len()];
    let mut seen = Vec::new();
    for documents in &documents_of {
        for &document in documents {
            for entry in counts.offsets[document]..counts.offsets[document + 1] {
                let term = counts.columns[entry] as usize;
                if observed[term] == 0 {
                    seen.push(term);
                }
                observed[term] += u64::from(counts.values[entry]);
            }
        }
        for term in seen.drain(..) {
            let observed = std::mem::take(&mut observed[term]) as f64;
            statistic[term] +=
                observed * observed / (totals[term] * share(documents)) - 2.0 * observed;
        }
    }
    statistic
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::WordSequences;
    use crate::features::ngrams::count_ngrams;
    use crate::text::AnalyzerParams;
    use approx::assert_relative_eq;

    fn assert_statistic(label_sets: &[&[u32]], expected: &[f64]) {
        let texts = [
            "talks on trade and trade",
            "talks on peace",
            "peace and a truce",
            "the match was lost",
            "the match on trade",
            "a lost peace",
        ];
        let analyzer = AnalyzerParams::default().build().unwrap();
        let (vocabulary, counts) = count_ngrams(&WordSequences::encode(&texts), &analyzer, 1);
        let terms =
            ["and", "lost", "match", "on", "peace", "talks", "the", "trade", "truce", "was"];
        assert_eq!(vocabulary.terms(), terms);
        for (statistic, expected) in chi_squared(&counts, label_sets).iter().zip(expected) {
            assert_relative_eq!(statistic, expected, epsilon = 1e-12);
        }
    }

    // python -c "from sklearn.feature_extraction.text import CountVectorizer as V; from
    // sklearn.feature_selection import chi2; print(chi2(V().fit_transform(TEXTS), Y)[0])",
    // scikit-learn 1.9.1, with the texts above and Y = [0, 0, 0, 1, 1, 0].
    #[test]
    fn the_statistic_of_two_labels_is_that_of_scikit_learn() {
        assert_statistic(
            &[&[0], &[0], &[0], &[1], &[1], &[0]],
            &[1.0, 0.25, 4.0, 0.0, 1.5, 1.0, 4.0, 0.0, 0.5, 2.0],
        );
    }

    // The same with Y = [0, 0, 1, 2, 2, 1].
    #[test]
    fn the_statistic_of_three_labels_is_that_of_scikit_learn() {
        assert_statistic(
            &[&[0], &[0], &[1], &[2], &[2], &[1]],
            &[1.0, 1.0, 4.0, 2.0, 2.0, 4.0, 4.0, 2.0, 2.0, 2.0],
        );
    }

    // The same with Y = [[1,0,1], [1,1,0], [0,0,0], [0,1,0], [0,0,1], [1,1,1]].
    #[test]
    fn the_statistic_of_label_sets_is_that_of_scikit_learn() {
        assert_statistic(
            &[&[0, 2], &[0, 1], &[], &[1], &[2], &[0, 1, 2]],
            &[1.0, 1.0, 1.0, 0.5, 0.5, 1.0, 1.0, 19.0 / 6.0, 1.5, 1.5],
        );
    }
}
