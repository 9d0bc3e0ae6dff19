//! From out-of-fold scores to all that is decided by them.

use std::collections::BTreeMap;

use ndarray::{Array2, ArrayView2};

use crate::classify::{Calibration, Folds, LabelSets, Objective, fit_thresholds, largest};

use super::Confidence;
use super::labelling::Labelling;

/// What kind of decisions there are to make.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    /// Whether every label is decided by itself.
    pub(super) multi_label: bool,
    /// Whether an article may have no label.
    pub(super) allows_none: bool,
    pub(super) objective: Objective,
}

/// How scores become probabilities, probabilities labels, and how often these are right.
pub(super) struct Decisions {
    pub(super) calibration: Calibration,
    /// Of the scored documents, shape `(scored documents, labels)`.
    pub(super) probabilities: Array2<f32>,
    /// Shape `(labels,)`.
    pub(super) thresholds: Vec<f32>,
    pub(super) confidence: Confidence,
}

impl Decisions {
    /// `scores` has shape `(scored documents, labels)`, rows in the order of `folds`; `targets` are those
    /// of the scored documents.
    pub(super) fn fit(
        scores: ArrayView2<'_, f32>,
        targets: &LabelSets,
        folds: &Folds,
        labelling: &Labelling,
        rules: Rules,
    ) -> Self {
        let calibration = if rules.multi_label {
            Calibration::fit_logistic(scores, targets)
        } else {
            Calibration::fit_softmax(scores, targets)
        };
        let probabilities = labelling.limit(calibration.of_all(scores));
        let thresholds = if rules.multi_label {
            let (folds, must_have_one) = (folds.of_rows(), !rules.allows_none);
            fit_thresholds(probabilities.view(), targets, &folds, rules.objective, must_have_one)
        } else {
            vec![0.0; labelling.labels.len()]
        };
        let confidence = Confidence::measure(probabilities.view(), targets, |row| {
            let holds = |label: usize| row[label] >= thresholds[label];
            let best = if rules.allows_none {
                let held = (0..row.len()).filter(|&label| holds(label));
                // Of equal ones the first, as in a prediction.
                held.rev().max_by(|&one, &other| row[one].total_cmp(&row[other]))
            } else {
                largest(row)
            };
            best.map(|best| labelling.tree.most_specific(best, row, holds))
        });
        Self { calibration, probabilities, thresholds, confidence }
    }

    /// What was measured, by name; `targets` are those of the scored documents.
    pub(super) fn metrics(&self, targets: &LabelSets) -> BTreeMap<String, f64> {
        self.confidence.metrics(self.probabilities.view(), targets)
    }
}
