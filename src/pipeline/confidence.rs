//! How sure a classifier must be for its best label to be right often enough.

use std::collections::BTreeMap;

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use crate::classify::LabelSets;
use crate::evaluate::log_loss;

/// How often the best label is right where its probability reaches a threshold, measured on training
/// articles by models that have not seen them.
///
/// What selective classification (Chow, 1970; El-Yaniv and Wiener, 2010) calls a risk-coverage curve.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Confidence {
    steps: Vec<ConfidenceStep>,
}

/// A point of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfidenceStep {
    /// The probability that the best label must reach, in `[0, 1]`.
    pub threshold: f32,
    /// The share of articles that reach it, of those that get a label, in `[0, 1]`.
    pub coverage: f32,
    /// The share of these whose best label they carry, in `[0, 1]`.
    pub accuracy: f32,
}

/// The names of what is measured on training articles by models that have not seen them.
pub(super) const ACCURACY: &str = "out-of-fold accuracy of the best label";
pub(super) const LOG_LOSS: &str = "out-of-fold log loss";

/// How many points the curve has.
const STEPS: usize = 100;

impl Confidence {
    /// Measures the curve; `probabilities` has shape `(documents, labels)`, and `best` finds the best
    /// label of a row, where it gets one.
    pub(super) fn measure(
        probabilities: ArrayView2<'_, f32>,
        targets: &LabelSets,
        best: impl Fn(&[f32]) -> Option<usize>,
    ) -> Self {
        let mut rated: Vec<(f32, bool)> = probabilities
            .rows()
            .into_iter()
            .enumerate()
            .filter_map(|(document, row)| {
                let row = row.to_vec();
                let label = best(&row)?;
                Some((row[label], targets.contains(document, label)))
            })
            .collect();
        rated.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut right = 0;
        let mut steps = Vec::new();
        for (place, &(threshold, is_right)) in rated.iter().enumerate() {
            right += usize::from(is_right);
            let reached = place + 1;
            if reached * STEPS / rated.len() > place * STEPS / rated.len() {
                let coverage = reached as f32 / rated.len() as f32;
                steps.push(ConfidenceStep {
                    threshold,
                    coverage,
                    accuracy: right as f32 / reached as f32,
                });
            }
        }
        Self { steps }
    }

    /// What was measured, by name: how often the best label is right, and the log loss of the
    /// probabilities, shape `(documents, labels)`, over all that was to be decided.
    pub(super) fn metrics(
        &self,
        probabilities: ArrayView2<'_, f32>,
        targets: &LabelSets,
    ) -> BTreeMap<String, f64> {
        let single = targets.single().is_ok();
        let given_to_the_truth =
            probabilities.rows().into_iter().enumerate().flat_map(|(document, row)| -> Vec<f64> {
                let given = |(label, &probability): (usize, &f32)| {
                    let probability = f64::from(probability);
                    match (targets.contains(document, label), single) {
                        (true, _) => Some(probability),
                        (false, true) => None,
                        (false, false) => Some(1.0 - probability),
                    }
                };
                row.iter().enumerate().filter_map(given).collect()
            });
        let log_loss = log_loss(given_to_the_truth);
        let accuracy = self.steps.last().map(|all| (ACCURACY.to_owned(), all.accuracy.into()));
        accuracy.into_iter().chain([(LOG_LOSS.to_owned(), log_loss)]).collect()
    }

    /// The points of the curve, from the highest threshold to the lowest.
    pub fn steps(&self) -> &[ConfidenceStep] {
        &self.steps
    }

    /// The lowest threshold at which the best label is right at least as often as asked, and how
    /// many articles reach it; `None` where there is none.
    pub fn for_accuracy(&self, accuracy: f32) -> Option<ConfidenceStep> {
        self.steps.iter().rev().copied().find(|step| step.accuracy >= accuracy)
    }

    /// Whether every number is in range.
    pub(super) fn is_valid(&self) -> bool {
        let in_range = |number: f32| (0.0..=1.0).contains(&number);
        self.steps.iter().all(|s| [s.threshold, s.coverage, s.accuracy].into_iter().all(in_range))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::largest;
    use ndarray::Array2;

    #[test]
    fn the_threshold_for_an_accuracy_is_the_lowest_that_keeps_it() {
        // Of 1,000 articles the surer half is always right, the other half every second time.
        let probabilities = Array2::from_shape_fn((1_000, 2), |(document, label)| {
            let sure = 1.0 - document as f32 / 2_000.0;
            if label == 0 { sure } else { 1.0 - sure }
        });
        let sets: Vec<[u32; 1]> =
            (0..1_000).map(|document| [u32::from(document >= 500 && document % 2 == 1)]).collect();
        let targets = LabelSets::new(&sets, 2).unwrap();
        let curve = Confidence::measure(probabilities.view(), &targets, largest);
        let step = curve.for_accuracy(1.0).unwrap();
        assert!((step.coverage - 0.5).abs() < 0.02, "{step:?}");
        let step = curve.for_accuracy(0.8).unwrap();
        // 500 + n / 2 right of 500 + n is 0.8 at n = 333.
        assert!((step.coverage - 0.833).abs() < 0.02, "{step:?}");
        assert_eq!(curve.for_accuracy(0.7).map(|step| step.coverage), Some(1.0));
        assert!(curve.is_valid());
    }
}
