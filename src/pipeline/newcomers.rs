//! Labels that come to a classifier which holds no article of the others.
//!
//! What is known of the earlier articles is how many of them have each term. So a new label's weights are
//! those of naive Bayes against all earlier articles together:
//!
//! `weight(term) = ln((sum over the label's articles + m * q(term)) / ((sum of sums + m) * q(term)))`
//!
//! with `q` the share of a term in the earlier articles. How strongly it speaks (`beta`) and from
//! where on (`b`) follow as in linear discriminant analysis (Fisher, 1936), the means and variances
//! of its score among earlier articles coming from the terms: such that `beta * score + b`, less the
//! best score of an earlier label, is the logarithm of the odds.

use ndarray::{Array2, ArrayView2};

use crate::classify::{Calibration, LabelSets, LinearModel};
use crate::features::CsrMatrix;
use crate::{Error, Result};

use super::classifier::Parts;

/// Further articles of labels that the earlier model did not know.
pub(super) struct Newcomers<'fit> {
    pub(super) matrix: &'fit CsrMatrix,
    pub(super) targets: &'fit LabelSets,
    /// Whether the earlier model knew each label, shape `(labels,)`.
    pub(super) known: &'fit [bool],
    /// Of each term the share of earlier articles that have it, and its value there.
    pub(super) usual: Vec<(f32, f32)>,
}

/// Mean and variance of a score.
#[derive(Clone, Copy, Debug)]
struct Moments {
    mean: f64,
    variance: f64,
}

/// How many articles' worth of the earlier articles' terms each new label is taken to have.
const PRIOR_ARTICLES: f64 = 3.0;
/// So many further articles of earlier labels tell what a new label's score is among them.
const ENOUGH_OTHERS: usize = 20;
/// The least share of a term among the earlier articles, in articles.
const UNSEEN: f64 = 0.1;

impl Newcomers<'_> {
    /// The earlier model with weights for its new labels that some of the further articles give; `scores`
    /// are its scores of all of these, shape `(documents, labels)`.
    pub(super) fn join(
        &self,
        earlier: &LinearModel,
        scores: &Array2<f32>,
        old: &Parts,
        documents: &[u32],
    ) -> Result<LinearModel> {
        let classes = earlier.classes();
        let mut weights = earlier.weights().to_vec();
        let mut intercepts = earlier.intercepts().to_vec();
        let background = self.background(old.training.documents as f64);
        let usual_best = usual_best(old);
        // How much more often an article is one of the earlier labels', for all that is known.
        let labels = old.labels.len() as f32;
        for label in (0..classes).filter(|&label| !self.known[label]) {
            let of_label = documents.iter().copied();
            let articles: Vec<u32> = of_label
                .filter(|&document| self.targets.contains(document as usize, label))
                .collect();
            if articles.is_empty() {
                // A label of other articles, or one that is only there as the parent of others.
                intercepts[label] = -labels.ln();
                continue;
            }
            let of_label = self.log_ratios(&articles, &background);
            let own = self.scores_without_each(&articles, &background);
            let among_earlier = self.moments_among_earlier(&of_label, &own, &articles, documents);
            // Where every label is decided by itself, there is no best other to beat.
            let best = |document: u32| {
                if old.multi_label { 0.0 } else { self.best_known(scores.view(), document) }
            };
            let bests: Vec<f64> = articles.iter().map(|&document| best(document)).collect();
            let beta_and_b = discriminant(
                [Moments::of(&own), among_earlier],
                [Moments::of(&bests), usual_best.unwrap_or_else(|| Moments::of(&bests))],
            );
            for (term, weight) in of_label.iter().enumerate() {
                weights[term * classes + label] = (beta_and_b.0 * weight) as f32;
            }
            intercepts[label] = beta_and_b.1 as f32 - labels.ln();
        }
        let model = LinearModel::new(weights, intercepts);
        model.map_err(|_| Error::Corpus {
            reason: "the further articles do not tell what a new label is about".to_owned(),
            hint: "give each new label some articles with words".to_owned(),
        })
    }

    /// The share of each term in the earlier articles, shape `(terms,)`; never 0.
    fn background(&self, documents: f64) -> Vec<f64> {
        let sum = |&(share, value): &(f32, f32)| {
            f64::from(value) * (f64::from(share) * documents).max(UNSEEN)
        };
        let sums: Vec<f64> = self.usual.iter().map(sum).collect();
        let total: f64 = sums.iter().sum();
        sums.into_iter().map(|sum| (sum / total).max(f64::MIN_POSITIVE)).collect()
    }

    /// The weights of naive Bayes that some articles give, shape `(terms,)`.
    fn log_ratios(&self, articles: &[u32], background: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0_f64; self.matrix.terms()];
        for &document in articles {
            let row = self.matrix.row(document as usize);
            row.iter().for_each(|(column, value)| sums[column] += f64::from(value));
        }
        let total: f64 = sums.iter().sum();
        let prior = PRIOR_ARTICLES * total / articles.len().max(1) as f64;
        let ratio = |(sum, q): (&f64, &f64)| {
            ((sum + prior * q) / ((total + prior).max(f64::MIN_POSITIVE) * q)).ln()
        };
        sums.iter().zip(background).map(ratio).collect()
    }

    /// The score of each article by the weights that the others give; two halves stand for all others.
    fn scores_without_each(&self, articles: &[u32], background: &[f64]) -> Vec<f64> {
        let (mut one, mut other) = (Vec::new(), Vec::new());
        for (place, &document) in articles.iter().enumerate() {
            if place % 2 == 0 { one.push(document) } else { other.push(document) }
        }
        if other.is_empty() {
            // There is no other: half of what an article says of itself.
            let weights = self.log_ratios(&one, background);
            return one.iter().map(|&document| 0.5 * self.score(document, &weights)).collect();
        }
        let (by_one, by_other) =
            (self.log_ratios(&one, background), self.log_ratios(&other, background));
        let of_one = one.iter().map(|&document| self.score(document, &by_other));
        of_one.chain(other.iter().map(|&document| self.score(document, &by_one))).collect()
    }

    fn score(&self, document: u32, weights: &[f64]) -> f64 {
        let row = self.matrix.row(document as usize);
        row.iter().map(|(column, value)| f64::from(value) * weights[column]).sum()
    }

    /// What the score is among earlier articles: as it is among further ones of their labels, where there
    /// are enough; else as if terms were independent, corrected by what this is off by for the label's own
    /// articles, and made wider by as much as their scores vary more than that.
    fn moments_among_earlier(
        &self,
        weights: &[f64],
        own: &[f64],
        articles: &[u32],
        documents: &[u32],
    ) -> Moments {
        let others: Vec<f64> = documents
            .iter()
            .copied()
            .filter(|&document| {
                let labels = self.targets.of(document as usize);
                labels.iter().all(|&label| self.known[label as usize])
            })
            .map(|document| self.score(document, weights))
            .collect();
        if others.len() >= ENOUGH_OTHERS {
            return Moments::of(&others);
        }
        let independent = |shares: &dyn Fn(usize) -> f64| {
            let terms = weights.iter().zip(&self.usual).enumerate();
            terms.fold((0.0, 0.0), |(mean, variance), (term, (weight, (_, value)))| {
                let (share, part) = (shares(term), weight * f64::from(*value));
                (mean + share * part, variance + share * (1.0 - share) * part * part)
            })
        };
        let (mean, variance) = independent(&|term| f64::from(self.usual[term].0));
        let mut counts = vec![0_u32; weights.len()];
        for &document in articles {
            let columns = self.matrix.row(document as usize).columns;
            columns.iter().for_each(|&column| counts[column as usize] += 1);
        }
        let count = articles.len() as f64;
        let (expected_mean, expected) = independent(&|term| f64::from(counts[term]) / count);
        let learned: Vec<f64> = articles.iter().map(|&d| self.score(d, weights)).collect();
        let bias = Moments::of(&learned).mean - expected_mean;
        let inflation = (Moments::of(own).variance / expected.max(1e-12)).clamp(1.0, 20.0);
        Moments { mean: mean + bias, variance: variance * inflation }
    }

    /// The largest score of a label that was known.
    fn best_known(&self, scores: ArrayView2<'_, f32>, document: u32) -> f64 {
        let scores = scores.row(document as usize);
        let known = scores.iter().zip(self.known).filter(|(_, known)| **known);
        known.map(|(&score, _)| f64::from(score)).fold(f64::NEG_INFINITY, f64::max)
    }
}

/// What the best score is of articles like the earlier ones; 0 where there is no best to beat, and
/// `None` where it was not measured.
fn usual_best(old: &Parts) -> Option<Moments> {
    match &old.calibration {
        Calibration::Softmax { sharpness } => old.novelty.as_ref().map(|novelty| {
            let (mean, spread) = novelty.usual_margin();
            let spread = f64::from(sharpness * spread);
            Moments { mean: f64::from(sharpness * mean), variance: spread * spread }
        }),
        Calibration::Logistic { .. } => Some(Moments { mean: 0.0, variance: 0.0 }),
    }
}

impl Moments {
    fn of(values: &[f64]) -> Self {
        let count = values.len().max(1) as f64;
        let mean = values.iter().sum::<f64>() / count;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
        Self { mean, variance }
    }
}

/// `beta` and `b` such that `beta * score + b - best` is the logarithm of the odds; of both the moments
/// among the label's own articles, and among the earlier ones.
///
/// For normal distributions of equal variance it is where the means are as far apart as the variance:
/// the larger root of `beta^2 * V - beta * d + (V of best - d of best) = 0`. Where the label's own
/// articles do not score above the earlier ones, `beta` is small and `b` decides.
fn discriminant(score: [Moments; 2], best: [Moments; 2]) -> (f64, f64) {
    let mean = |pair: [Moments; 2]| f64::midpoint(pair[0].mean, pair[1].mean);
    let variance = |pair: [Moments; 2]| f64::midpoint(pair[0].variance, pair[1].variance);
    let apart = (score[0].mean - score[1].mean).max(0.0);
    let (spread, rest) = (variance(score).max(1e-9), variance(best));
    let head_start = best[1].mean - best[0].mean;
    let root = (apart * apart - 4.0 * spread * (rest - head_start)).max(0.0).sqrt();
    let beta = (apart + root) / (2.0 * spread);
    (beta, mean(best) - beta * mean(score))
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    fn moments(mean: f64, variance: f64) -> Moments {
        Moments { mean, variance }
    }

    #[test]
    fn the_discriminant_is_the_logarithm_of_the_odds() {
        // Normal around 4 and 0 with variance 2: the log of the odds is 4 / 2 * (score - 2).
        let still = moments(0.0, 0.0);
        let (beta, b) = discriminant([moments(4.0, 2.0), moments(0.0, 2.0)], [still, still]);
        assert_relative_eq!(beta, 2.0, epsilon = 1e-9);
        assert_relative_eq!(b, -4.0, epsilon = 1e-9);
    }

    #[test]
    fn a_score_that_tells_nothing_apart_has_no_weight() {
        let same = moments(1.0, 1.0);
        let (beta, b) = discriminant([same, same], [moments(0.0, 0.0), moments(0.0, 0.0)]);
        assert_relative_eq!(beta, 0.0);
        assert_relative_eq!(b, 0.0);
    }

    #[test]
    fn words_of_the_new_label_weigh_more_than_words_of_everyone() {
        // Term 0 stands in every earlier article and every new one; term 1 in the new ones alone.
        let matrix =
            CsrMatrix::new(vec![0, 2, 4], vec![0, 1, 0, 1], vec![0.5, 0.8, 0.5, 0.8], 2).unwrap();
        let targets = LabelSets::new(&[[2], [2]], 3).unwrap();
        let known = &[true, true, false];
        let usual = vec![(1.0, 0.5), (0.0, 0.8)];
        let newcomers = Newcomers { matrix: &matrix, targets: &targets, known, usual };
        let background = newcomers.background(100.0);
        let weights = newcomers.log_ratios(&[0, 1], &background);
        assert!(weights[1] > 3.0 && weights[0] < 0.5, "{weights:?}");
    }
}
