//! Whether an article is like those that a classifier was trained on.
//!
//! A softmax shares out all of the probability among the labels that it knows, however little an article
//! is like any of them. Two things tell more: the largest score before it is shared out, and how
//! many of the article's words, and of its words in a row, the training articles had. Both are
//! standardised by what they are on training articles that the model has not seen, and added up.

use ndarray::ArrayView2;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::features::{RowEncoder, TfIdfVectorizer};
use crate::text::{Passage, TermUnit};

/// How like the training articles an article must be, measured on training articles by models
/// that have not seen them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Novelty {
    margin: Scale,
    /// `None` where the model has lost terms since it was trained.
    familiarity: Option<Scale>,
    /// What the sum of both is on training articles: its quantiles, ascending.
    quantiles: Vec<f32>,
    /// The same of the margin alone.
    margin_quantiles: Vec<f32>,
}

/// Mean and standard deviation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Scale {
    mean: f32,
    spread: f32,
}

/// Fewer articles do not tell what is usual.
const FEWEST: usize = 100;
/// How many articles are looked at: enough for the twentieth that is least usual.
const LOOKED_AT: usize = 1_000;
/// How many steps the quantiles have.
const STEPS: usize = 100;

impl Scale {
    fn of(values: &[f32]) -> Self {
        let count = values.len().max(1) as f32;
        let mean = values.iter().sum::<f32>() / count;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count;
        Self { mean, spread: variance.sqrt().max(1e-6) }
    }

    fn standardized(self, value: f32) -> f32 {
        (value - self.mean) / self.spread
    }

    fn is_valid(self) -> bool {
        self.mean.abs() <= 1e9 && (1e-7..=1e9).contains(&self.spread)
    }
}

/// Training articles as [`Novelty::measure`] needs them.
pub(super) struct Seen<'fit> {
    /// The texts of all training articles.
    pub(super) texts: &'fit [Vec<Passage<'fit>>],
    /// The first view, with the number of articles that have each of its terms, shape `(terms,)`.
    pub(super) vectorizer: &'fit TfIdfVectorizer,
    pub(super) document_frequencies: &'fit [u32],
    /// Terms of no more articles would not be known without any one of them.
    pub(super) fewest: u32,
    /// Which articles are scored by models that have not seen them.
    pub(super) scored: &'fit [u32],
}

impl Novelty {
    /// Measures what is usual; `None` for too few articles. `margins` has one margin for each article
    /// that is scored.
    pub(super) fn measure(seen: &Seen<'_>, margins: &[f32]) -> Option<Self> {
        if margins.len() < FEWEST {
            return None;
        }
        let step = margins.len().div_ceil(LOOKED_AT);
        let looked_at: Vec<usize> = (0..margins.len()).step_by(step).collect();
        let margins: Vec<f32> = looked_at.iter().map(|&row| margins[row]).collect();
        let margin = Scale::of(&margins);
        let familiarities = seen.familiarities(&looked_at);
        // Where terms are columns by their hash, every word is known.
        let familiarity =
            familiarities.as_deref().map(Scale::of).filter(|scale| scale.spread > 1e-3);
        let standardized: Vec<f32> =
            margins.iter().map(|&value| margin.standardized(value)).collect();
        let mut sums = standardized.clone();
        if let (Some(scale), Some(values)) = (familiarity, &familiarities) {
            sums.iter_mut().zip(values).for_each(|(sum, &value)| *sum += scale.standardized(value));
        }
        let (quantiles, margin_quantiles) = (quantiles(sums), quantiles(standardized));
        Some(Self { margin, familiarity, quantiles, margin_quantiles })
    }

    /// The share of training articles that are as unlike the others as an article, or more so, in
    /// `[0, 1]`: near 0 for an article of another kind.
    pub(super) fn typicality(&self, margin: f32, familiarity: f32) -> f32 {
        let margin = self.margin.standardized(margin);
        let Some(scale) = self.familiarity else {
            return share_below(&self.margin_quantiles, margin);
        };
        share_below(&self.quantiles, margin + scale.standardized(familiarity))
    }

    /// The same for a model of fewer terms, whose articles all have fewer known words.
    pub(super) fn without_familiarity(self) -> Self {
        Self { familiarity: None, ..self }
    }

    /// The mean and the standard deviation of the [`margin`] of training articles.
    pub(super) fn usual_margin(&self) -> (f32, f32) {
        (self.margin.mean, self.margin.spread)
    }

    /// Whether every number is in range.
    pub(super) fn is_valid(&self) -> bool {
        let ascend = |quantiles: &[f32]| {
            quantiles.len() == STEPS + 1
                && quantiles.iter().all(|quantile| quantile.is_finite())
                && quantiles.is_sorted()
        };
        self.margin.is_valid()
            && self.familiarity.is_none_or(Scale::is_valid)
            && ascend(&self.quantiles)
            && ascend(&self.margin_quantiles)
    }
}

impl Seen<'_> {
    /// How much of each article the others had; `None` where the view is not one of words.
    fn familiarities(&self, rows: &[usize]) -> Option<Vec<f32>> {
        if self.vectorizer.analyzer().unit() != TermUnit::Words {
            return None;
        }
        let familiarity = |encoder: &mut RowEncoder<'_>, row: &usize| {
            encoder.encode_passages(&self.texts[self.scored[*row] as usize]);
            let columns = encoder.row(0).columns;
            let mut lost = 0;
            encoder.visit_occurrences(0, |_, place| {
                let frequency = self.document_frequencies[columns[place] as usize];
                lost += u32::from(frequency <= self.fewest);
            });
            encoder.familiarity(0, lost)
        };
        let new_encoder = || RowEncoder::new([self.vectorizer]);
        Some(rows.par_iter().map_init(new_encoder, familiarity).collect())
    }
}

/// How strongly an article speaks for its best label: the largest score, or where every label is
/// decided by itself the largest logarithm of its odds.
pub(super) fn margin(scores: &[f32], probabilities: &[f32], multi_label: bool) -> f32 {
    let largest = |values: &[f32]| values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if !multi_label {
        return largest(scores);
    }
    let probability = largest(probabilities).clamp(1e-7, 1.0 - 1e-7);
    (probability / (1.0 - probability)).ln()
}

/// The [`margin`] of each row of scores, shape `(documents, labels)` as their probabilities.
pub(super) fn margins(
    scores: ArrayView2<'_, f32>,
    probabilities: ArrayView2<'_, f32>,
    multi_label: bool,
) -> Vec<f32> {
    let rows = scores.rows().into_iter().zip(probabilities.rows());
    rows.map(|(scores, probabilities)| {
        margin(&scores.to_vec(), &probabilities.to_vec(), multi_label)
    })
    .collect()
}

/// The values at equal shares, from the least to the most, `STEPS + 1` of them.
fn quantiles(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    (0..=STEPS).map(|step| values[step * (values.len() - 1) / STEPS]).collect()
}

/// The share of values that are no larger, between two quantiles in proportion.
fn share_below(quantiles: &[f32], value: f32) -> f32 {
    let above = quantiles.partition_point(|&quantile| quantile <= value);
    if above == 0 {
        return 0.0;
    }
    if above == quantiles.len() {
        return 1.0;
    }
    let (lower, upper) = (quantiles[above - 1], quantiles[above]);
    ((above - 1) as f32 + (value - lower) / (upper - lower)) / STEPS as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn an_article_is_as_typical_as_the_share_of_articles_below_it() {
        let quantiles = quantiles((0..=1_000).map(|n| n as f32).collect());
        assert_relative_eq!(share_below(&quantiles, 50.0), 0.05, epsilon = 1e-6);
        assert_relative_eq!(share_below(&quantiles, 55.0), 0.055, epsilon = 1e-6);
        assert_relative_eq!(share_below(&quantiles, -1.0), 0.0);
        assert_relative_eq!(share_below(&quantiles, 2_000.0), 1.0);
    }

    #[test]
    fn margins_of_single_labels_are_not_shared_out() {
        assert_relative_eq!(margin(&[-0.4, -0.9], &[0.8, 0.2], false), -0.4);
        assert_relative_eq!(margin(&[9.0, 9.0], &[0.5, 0.2], true), 0.0);
    }

    #[test]
    fn known_words_and_a_large_score_make_an_article_typical() {
        // Some articles have words that no other has.
        let texts: Vec<String> = (0..200_usize)
            .map(|n| format!("talks on the treaty and border{}", format!(" own{n}").repeat(n % 4)))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let vectorizer = TfIdfVectorizer::params().fit(&texts).unwrap();
        let matrix = vectorizer.transform(&texts).transpose();
        let frequencies: Vec<u32> = matrix.rows().map(|row| row.columns.len() as u32).collect();
        let margins: Vec<f32> = (0..200).map(|n| (n % 50) as f32 / 50.0).collect();
        let scored: Vec<u32> = (0..200).collect();
        let (document_frequencies, scored) = (frequencies.as_slice(), scored.as_slice());
        let passages: Vec<Vec<Passage<'_>>> =
            texts.iter().map(|text| vec![Passage { text, weight: 1 }]).collect();
        let seen = Seen {
            texts: &passages,
            vectorizer: &vectorizer,
            document_frequencies,
            fewest: 1,
            scored,
        };
        let novelty = Novelty::measure(&seen, &margins).unwrap();
        assert!(novelty.is_valid());
        assert!(novelty.typicality(0.9, 1.0) > 0.5);
        assert!(novelty.typicality(0.9, 0.0) < 0.05);
        assert!(novelty.without_familiarity().typicality(0.9, 0.0) > 0.5);
        assert_eq!(Novelty::measure(&seen, &margins[..50]), None);
    }
}
