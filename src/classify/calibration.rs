//! From scores to probabilities that mean what they say.
//!
//! Fitted on out-of-fold scores: a model's scores on the documents that it learned from say nothing
//! about how often it errs.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::LabelSets;

/// How scores become probabilities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Calibration {
    /// One label a document: the softmax of `sharpness * score`. Temperature scaling (Guo, Pleiss,
    /// Sun and Weinberger, 2017), the sharpness being one over the temperature.
    Softmax {
        /// Above 0.
        sharpness: f32,
    },
    /// Any number of labels a document: `1 / (1 + exp(-(slope * score + offset)))` for each label
    /// (Platt, 1999).
    Logistic {
        /// Shape `(labels,)`, above 0.
        slopes: Vec<f32>,
        /// Shape `(labels,)`.
        offsets: Vec<f32>,
    },
}

impl Calibration {
    /// The sharpness under which the right labels are most likely; one label a document.
    ///
    /// A handful of documents cannot tell it: it is drawn a little to 1, which it is for the scores of
    /// a blend. `scores` has shape `(documents, labels)`.
    pub fn fit_softmax(scores: ArrayView2<'_, f32>, targets: &LabelSets) -> Self {
        // By Newton's steps in the logarithm of the sharpness, each at most a factor of 4.
        let mut log = 0.0_f64;
        for _ in 0..50 {
            let sharpness = log.exp();
            let mut gradient = -log;
            let mut curvature = 1.0;
            for (document, row) in scores.rows().into_iter().enumerate() {
                let Some(&label) = targets.of(document).first() else { continue };
                let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let (mut total, mut mean, mut square) = (0.0, 0.0, 0.0);
                for &score in row {
                    let score = f64::from(score - top);
                    let weight = (sharpness * score).exp();
                    total += weight;
                    mean += weight * score;
                    square += weight * score * score;
                }
                mean /= total;
                gradient += sharpness * (f64::from(row[label as usize] - top) - mean);
                curvature += sharpness * sharpness * (square / total - mean * mean);
            }
            let step = (gradient / curvature).clamp(-4.0_f64.ln(), 4.0_f64.ln());
            log = (log + step).clamp(-7.0, 7.0);
            if step.abs() < 1e-7 {
                break;
            }
        }
        let sharpness = log.exp();
        Self::Softmax { sharpness: sharpness as f32 }
    }

    /// For each label the slope and offset under which its presence is most likely.
    ///
    /// A label of few documents leans on what all labels together say. `scores` has shape
    /// `(documents, labels)`.
    pub fn fit_logistic(scores: ArrayView2<'_, f32>, targets: &LabelSets) -> Self {
        let labels = scores.ncols();
        let of_label = |label: usize| {
            let column = scores.column(label).to_owned();
            column
                .into_iter()
                .enumerate()
                .map(move |(document, score)| (f64::from(score), targets.contains(document, label)))
        };
        let pooled: Vec<(f64, bool)> = (0..labels).flat_map(of_label).collect();
        let shared = fit_sigmoid(&pooled, None);
        let (slopes, offsets) = (0..labels)
            .map(|label| {
                let points: Vec<(f64, bool)> = of_label(label).collect();
                let (slope, offset) = fit_sigmoid(&points, Some(shared));
                (slope.max(1e-3) as f32, offset as f32)
            })
            .unzip();
        Self::Logistic { slopes, offsets }
    }

    /// Turns the scores of a document, shape `(labels,)`, into probabilities in `[0, 1]`.
    pub fn probabilities(&self, scores: &[f32]) -> Vec<f32> {
        match self {
            Self::Softmax { sharpness } => {
                let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let weights: Vec<f32> =
                    scores.iter().map(|&score| (sharpness * (score - top)).exp()).collect();
                let total: f32 = weights.iter().sum();
                weights.into_iter().map(|weight| weight / total).collect()
            }
            Self::Logistic { slopes, offsets } => scores
                .iter()
                .zip(slopes.iter().zip(offsets))
                .map(|(&score, (slope, offset))| 1.0 / (1.0 + (-(slope * score + offset)).exp()))
                .collect(),
        }
    }

    /// The probabilities of many documents, shape `(documents, labels)` as their scores.
    pub fn of_all(&self, scores: ArrayView2<'_, f32>) -> Array2<f32> {
        let mut probabilities = scores.to_owned();
        for mut row in probabilities.rows_mut() {
            let of_row = self.probabilities(&row.to_vec());
            row.iter_mut().zip(of_row).for_each(|(to, from)| *to = from);
        }
        probabilities
    }

    /// Whether it belongs to so many labels and all its numbers are in range.
    pub(crate) fn is_valid(&self, labels: usize) -> bool {
        let positive = |number: &f32| number.is_finite() && *number > 0.0;
        match self {
            Self::Softmax { sharpness } => positive(sharpness),
            Self::Logistic { slopes, offsets } => {
                slopes.len() == labels
                    && offsets.len() == labels
                    && slopes.iter().all(positive)
                    && offsets.iter().all(|offset| offset.is_finite())
            }
        }
    }
}

/// How strongly a label's slope and offset are drawn to those of all labels together.
const PULL: f64 = 2.0;

/// The slope and offset under which `(score, holds)` are most likely, by Newton's method; drawn to
/// `shared` where that is given.
///
/// A step is halved until it is one for the better (Lin, Lin and Weng, "A note on Platt's probabilistic
/// outputs for support vector machines", 2007): where scores part nearly all documents, whole steps lead
/// ever further away.
fn fit_sigmoid(points: &[(f64, bool)], shared: Option<(f64, f64)>) -> (f64, f64) {
    let prior = match shared {
        Some(center) => Prior { center, strength: PULL },
        None => Prior { center: (1.0, 0.0), strength: 1.0 },
    };
    let mut sigmoid = prior.center;
    let mut loss = prior.loss(points, sigmoid);
    for _ in 0..100 {
        let step = prior.newton_step(points, sigmoid);
        let mut scale = 1.0;
        let better = loop {
            let next = (sigmoid.0 + scale * step.0, sigmoid.1 + scale * step.1);
            let of_next = prior.loss(points, next);
            if next.0 > 0.0 && of_next < loss {
                break Some((next, of_next));
            }
            scale /= 2.0;
            if scale < 1e-10 {
                break None;
            }
        };
        let Some((next, of_next)) = better else { break };
        let gain = loss - of_next;
        (sigmoid, loss) = (next, of_next);
        if gain < 1e-10 * loss {
            break;
        }
    }
    sigmoid
}

/// `ln(1 + exp(-logit))` where a label holds, `ln(1 + exp(logit))` where not, without overflow on either
/// side.
pub(super) fn logistic_loss(logit: f64, holds: bool) -> f64 {
    let signed = if holds { logit } else { -logit };
    (-signed).max(0.0) + (-signed.abs()).exp().ln_1p()
}

/// Draws a slope and an offset to `center`, as strongly as so many documents of doubt.
struct Prior {
    center: (f64, f64),
    strength: f64,
}

impl Prior {
    /// Minus the logarithm of the likelihood of the points and of the prior.
    fn loss(&self, points: &[(f64, bool)], (slope, offset): (f64, f64)) -> f64 {
        let (from_slope, from_offset) = (slope - self.center.0, offset - self.center.1);
        let of_points =
            points.iter().map(|&(score, holds)| logistic_loss(slope * score + offset, holds));
        let distance = from_slope * from_slope + from_offset * from_offset;
        of_points.sum::<f64>() + 0.5 * self.strength * distance
    }

    /// To where the loss would be least, were it of the second degree.
    fn newton_step(&self, points: &[(f64, bool)], (slope, offset): (f64, f64)) -> (f64, f64) {
        let pull = self.strength;
        let mut gradient = (pull * (self.center.0 - slope), pull * (self.center.1 - offset));
        let mut curvature = (pull, 0.0, pull);
        for &(score, holds) in points {
            let probability = 1.0 / (1.0 + (-(slope * score + offset)).exp());
            let error = f64::from(u8::from(holds)) - probability;
            let weight = probability * (1.0 - probability);
            gradient.0 += error * score;
            gradient.1 += error;
            curvature.0 += weight * score * score;
            curvature.1 += weight * score;
            curvature.2 += weight;
        }
        // Above 0, as the prior adds its strength to the diagonal.
        let determinant = curvature.0 * curvature.2 - curvature.1 * curvature.1;
        (
            (curvature.2 * gradient.0 - curvature.1 * gradient.1) / determinant,
            (curvature.0 * gradient.1 - curvature.1 * gradient.0) / determinant,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use ndarray::array;

    #[test]
    fn sharpness_makes_the_confidence_the_accuracy() {
        // Scores say class 0 by a margin of 1; they are right three times of four. The likelihood
        // is greatest where the softmax says 3/4: at a sharpness of ln 3.
        let scores = ndarray::Array2::from_shape_fn((40_000, 2), |(_, class)| 1.0 - class as f32);
        let sets: Vec<[u32; 1]> = (0..40_000).map(|n| [u32::from(n % 4 == 3)]).collect();
        let targets = LabelSets::new(&sets, 2).unwrap();
        let calibration = Calibration::fit_softmax(scores.view(), &targets);
        let probabilities = calibration.probabilities(&[1.0, 0.0]);
        assert_relative_eq!(probabilities[0], 0.75, epsilon = 1e-3);
        assert_relative_eq!(probabilities.iter().sum::<f32>(), 1.0, epsilon = 1e-6);
    }

    #[test]
    fn each_label_gets_a_probability_of_its_own() {
        let scores = ndarray::Array2::from_shape_fn((400, 2), |(row, _)| (row % 4) as f32 - 1.5);
        let sets: Vec<Vec<u32>> = (0..400)
            .map(|row| match (row % 4 >= 2, row % 8 == 7) {
                (true, true) => vec![0, 1],
                (true, false) => vec![0],
                _ => vec![],
            })
            .collect();
        let targets = LabelSets::new(&sets, 2).unwrap();
        let calibration = Calibration::fit_logistic(scores.view(), &targets);
        let probabilities = calibration.probabilities(&[1.5, 1.5]);
        assert!(probabilities[0] > 0.9, "{probabilities:?}");
        assert!((0.35..0.65).contains(&probabilities[1]), "{probabilities:?}");
    }

    #[test]
    fn probabilities_add_up_to_the_documents_with_the_label_however_far_scores_lie_from_zero() {
        // One document in 20 has the label, scores around -2; the others around -10, each bell-shaped.
        let bell = |document: usize| -> f32 {
            let part = |factor: usize| (document * factor % 1_009) as f32 / 1_009.0 - 0.5;
            2.0 * 3.0_f32.sqrt() * (part(37) + part(113) + part(271) + part(499))
        };
        let scores = ndarray::Array2::from_shape_fn((4_000, 1), |(document, _)| {
            bell(document) - if document % 20 == 0 { 2.0 } else { 10.0 }
        });
        let sets: Vec<Vec<u32>> =
            (0..4_000).map(|document| if document % 20 == 0 { vec![0] } else { vec![] }).collect();
        let targets = LabelSets::new(&sets, 1).unwrap();
        let calibration = Calibration::fit_logistic(scores.view(), &targets);
        let expected: f32 = calibration.of_all(scores.view()).sum();
        assert!((190.0..210.0).contains(&expected), "{expected}");
    }

    #[test]
    fn separable_scores_do_not_run_away() {
        let scores = array![[2.0, -2.0], [-2.0, 2.0]];
        let targets = LabelSets::new(&[[0], [1]], 2).unwrap();
        for calibration in [
            Calibration::fit_softmax(scores.view(), &targets),
            Calibration::fit_logistic(scores.view(), &targets),
        ] {
            assert!(calibration.is_valid(2), "{calibration:?}");
            assert!(calibration.probabilities(&[1e4, -1e4]).iter().all(|p| p.is_finite()));
        }
    }
}
