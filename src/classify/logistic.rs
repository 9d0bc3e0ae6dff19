//! Logistic regression, one class against the rest (Yu, Huang and Lin, "Dual Coordinate Descent
//! Methods for Logistic Regression and Maximum Entropy Models", 2011).
//!
//! L2-regularised, solved as [`dual`](super::dual) says:
//!
//! `loss(margin) = C * ln(1 + exp(-margin))`
//!
//! Its dual adds `alpha ln(alpha) + (C - alpha) ln(C - alpha)` for each document, so every dual variable
//! lies strictly between 0 and `C`, and at the solution is `C` times the probability of an error.

use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};

use crate::features::CsrMatrix;
use crate::{Error, Result};

use super::dual::DualProblem;
use super::dual_block::DualLoss;
use super::dual_params::{DualParams, share_dual_params};
use super::{Folds, LabelSets, LinearModel};

/// The logistic loss, whose minimum along a dual variable Newton's method finds.
#[derive(Clone, Copy)]
struct LogLoss {
    /// How far from 0 the gradient may be at a minimum.
    tolerance: f64,
}

/// The largest dual variable below `cost` that leaves a difference.
fn highest(cost: f32) -> f32 {
    cost * (1.0 - f32::EPSILON)
}

impl DualLoss for LogLoss {
    fn feasible(self, alpha: f32, cost: f32) -> f32 {
        // The paper's start: most documents of a class against the rest end close to 0.
        alpha.clamp((1e-3 * cost).min(1e-8), highest(cost))
    }

    fn gradient(self, alpha: f32, margin: f32, cost: f32) -> f32 {
        let gradient = margin + (alpha / (cost - alpha)).ln();
        let beyond =
            if gradient < 0.0 { alpha >= highest(cost) } else { alpha <= f32::MIN_POSITIVE };
        if beyond { 0.0 } else { gradient }
    }

    /// The paper's algorithm 4: of `alpha` and `C - alpha` it moves the one whose minimum is below
    /// `C / 2`, where Newton's steps, cut off at 0, converge from everywhere.
    fn minimum(self, alpha: f32, margin: f32, norm: f32, cost: f32) -> f32 {
        let [from, margin, norm, c] = [alpha, margin, norm, cost].map(f64::from);
        let mirrored = 0.5 * norm * (c - 2.0 * from) + margin < 0.0;
        let (from, slope) = if mirrored { (c - from, -margin) } else { (from, margin) };
        let mut z = if from > 0.5 * c { 0.1 * from } else { from };
        for _ in 0..100 {
            let gradient = norm * (z - from) + slope + (z / (c - z)).ln();
            if gradient.abs() <= self.tolerance {
                break;
            }
            let newton = z - gradient / (norm + c / (z * (c - z)));
            z = if newton > 0.0 { newton } else { 0.1 * z };
        }
        let moved = if mirrored { c - z } else { z };
        (moved as f32).clamp(f32::MIN_POSITIVE, highest(cost))
    }

    fn violation(self, largest: f32, smallest: f32) -> f32 {
        largest.max(-smallest)
    }
}

/// Parameters of logistic regression, one class against the rest.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`c`](Self::c) | 1.0 | `> 0` |
/// | [`tolerance`](Self::tolerance) | 0.1 | `> 0` |
/// | [`max_iterations`](Self::max_iterations) | 300 | `>= 1` |
/// | [`fold_iterations`](Self::fold_iterations) | 300 | `>= 1` |
/// | [`seed`](Self::seed) | 0 | |
/// | [`class_weight`](Self::class_weight) | none | |
/// | [`sample_weights`](Self::sample_weights) | none | each finite and `> 0` |
///
/// The intercept is the weight of a term that every document has with value 1. A score is the log of
/// the odds of the class.
///
/// # Example
///
/// ```
/// use linfa::DatasetBase;
/// use linfa::traits::Fit;
/// use ndarray::Array1;
/// use nutgraf::classify::LogisticRegressionParams;
/// use nutgraf::features::CsrMatrix;
///
/// let matrix = CsrMatrix::new(vec![0, 1, 2], vec![0, 1], vec![1.0, 1.0], 2)?;
/// let dataset = DatasetBase::new(matrix, Array1::from(vec![0, 1]));
/// let model = LogisticRegressionParams::default().c(10.0).fit(&dataset)?;
/// let odds = model.scores(dataset.records.row(0))[0];
/// assert!(1.0 / (1.0 + (-odds).exp()) > 0.8);
/// # Ok::<(), nutgraf::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct LogisticRegressionParams(LogisticRegressionValidParams);

/// Parameters that have been checked.
#[derive(Clone, Debug, PartialEq)]
pub struct LogisticRegressionValidParams(DualParams);

impl Default for LogisticRegressionParams {
    fn default() -> Self {
        Self(LogisticRegressionValidParams(DualParams::default()))
    }
}

impl LogisticRegressionParams {
    /// Stop when no document's log odds differ by more from what its dual variable says.
    pub fn tolerance(mut self, tolerance: f32) -> Self {
        self.0.0.tolerance = tolerance;
        self
    }
}

share_dual_params!(LogisticRegressionParams, LogisticRegressionValidParams);

impl LogisticRegressionValidParams {
    /// Fits on all documents, and scores those of `folds` by models that have not seen them.
    ///
    /// The scores have shape `(scored documents, classes)`, rows in the order of `folds`. The
    /// model of each fold starts from the dual solution on all documents, less those of the fold,
    /// and so costs a fraction of a fit from nothing.
    ///
    /// # Errors
    ///
    /// As `fit`; and when the folds are of other documents.
    pub fn fit_out_of_fold(
        &self,
        matrix: &CsrMatrix,
        targets: &LabelSets,
        folds: &Folds,
    ) -> Result<(LinearModel, Array2<f32>)> {
        self.problem(matrix, targets)?.fit_out_of_fold(folds)
    }

    fn problem<'fit>(
        &'fit self,
        matrix: &'fit CsrMatrix,
        targets: &'fit LabelSets,
    ) -> Result<DualProblem<'fit, LogLoss>> {
        let loss = LogLoss { tolerance: 0.1 * f64::from(self.0.tolerance) };
        DualProblem::new(loss, &self.0, matrix, targets)
    }
}

impl Fit<CsrMatrix, LabelSets, Error> for LogisticRegressionValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, LabelSets>) -> Result<LinearModel> {
        self.problem(&dataset.records, &dataset.targets)?.fit()
    }
}

impl Fit<CsrMatrix, Array1<usize>, Error> for LogisticRegressionValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, Array1<usize>>) -> Result<LinearModel> {
        let targets = LabelSets::of_classes(&dataset.targets);
        self.problem(&dataset.records, &targets)?.fit()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::ClassWeight;
    use approx::assert_relative_eq;
    use linfa::ParamGuard;

    /// Two documents on one term, at 1 and at -1, one of each class.
    fn mirror() -> DatasetBase<CsrMatrix, Array1<usize>> {
        let matrix = CsrMatrix::new(vec![0, 1, 2], vec![0, 0], vec![1.0, -1.0], 1).unwrap();
        DatasetBase::new(matrix, Array1::from(vec![0, 1]))
    }

    #[test]
    fn two_mirrored_documents_give_the_weight_worked_by_hand() {
        // w^2 / 2 + 2 C ln(1 + exp(-w)) is least where w (1 + exp(w)) = 2 C: at ln 2 for this C.
        let c = 1.5 * 2.0_f32.ln();
        let model =
            LogisticRegressionParams::default().c(c).tolerance(1e-5).fit(&mirror()).unwrap();
        assert_relative_eq!(model.term(0)[0], 2.0_f32.ln(), epsilon = 1e-4);
        assert_relative_eq!(model.term(0)[1], -2.0_f32.ln(), epsilon = 1e-4);
        assert_relative_eq!(model.intercepts()[0], 0.0, epsilon = 1e-4);
    }

    #[test]
    fn a_minimum_along_a_dual_variable_has_no_gradient() {
        let loss = LogLoss { tolerance: 1e-7 };
        for (alpha, margin, norm, cost) in [
            (1e-8, 0.0, 2.0, 1.0),
            (0.9, -6.0, 0.5, 1.0),
            (0.01, -6.0, 1.0, 10.0),
            (3.0, 8.0, 4.0, 3.5),
        ] {
            let moved = loss.minimum(alpha, margin, norm, cost);
            let margin = margin + norm * (moved - alpha);
            assert_relative_eq!(loss.gradient(moved, margin, cost), 0.0, epsilon = 1e-4);
        }
    }

    #[test]
    fn a_dual_variable_at_the_end_of_its_range_stays() {
        let loss = LogLoss { tolerance: 0.01 };
        assert!(highest(1.0) < 1.0);
        let moved = loss.minimum(0.5, -500.0, 1.0, 1.0);
        assert_eq!((moved, loss.gradient(moved, -500.0, 1.0)), (highest(1.0), 0.0));
        let moved = loss.minimum(0.5, 500.0, 1.0, 1.0);
        assert_eq!((moved, loss.gradient(moved, 500.0, 1.0)), (f32::MIN_POSITIVE, 0.0));
    }

    #[test]
    fn a_document_of_twice_the_weight_stands_there_twice() {
        let params = LogisticRegressionParams::default().tolerance(1e-5);
        let weighted = params.clone().sample_weights(Some(vec![2.0, 1.0])).fit(&mirror()).unwrap();
        let matrix = CsrMatrix::new(vec![0, 1, 2, 3], vec![0; 3], vec![1.0, 1.0, -1.0], 1).unwrap();
        let twice = DatasetBase::new(matrix, Array1::from(vec![0, 0, 1]));
        let repeated = params.clone().fit(&twice).unwrap();
        assert_relative_eq!(weighted.term(0)[0], repeated.term(0)[0], epsilon = 1e-4);
        assert_relative_eq!(weighted.intercepts()[0], repeated.intercepts()[0], epsilon = 1e-4);
        // Balanced, two documents against one weigh 3 / 4 each and 3 / 2: as much as each other.
        let balanced = params.class_weight(ClassWeight::Balanced).fit(&twice).unwrap();
        assert_relative_eq!(balanced.intercepts()[0], 0.0, epsilon = 1e-4);
    }

    #[test]
    fn out_of_fold_scores_come_from_models_that_did_not_see_the_document() {
        // Each fold holds both ends of one term: of that term the other model knows nothing.
        let values = vec![1.0, -1.0, 1.0, -1.0];
        let matrix = CsrMatrix::new(vec![0, 1, 2, 3, 4], vec![0, 0, 1, 1], values, 2).unwrap();
        let targets = LabelSets::new(&[[0], [1], [0], [1]], 2).unwrap();
        let params = LogisticRegressionParams::default().tolerance(1e-4).check().unwrap();
        let (model, scores) =
            params.fit_out_of_fold(&matrix, &targets, &Folds::given(&[0, 0, 1, 1])).unwrap();
        assert!(model.term(0)[0] > 0.1 && model.term(1)[0] > 0.1);
        scores.iter().for_each(|&score| assert_relative_eq!(score, 0.0, epsilon = 1e-3));
    }
}
