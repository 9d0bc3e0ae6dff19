//! Linear support vector machine, one class against the rest.
//!
//! L2-regularised squared hinge loss, solved as [`dual`](super::dual) says:
//!
//! `loss(margin) = C * max(0, 1 - margin)^2`

use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};

use crate::features::CsrMatrix;
use crate::{Error, Result};

use super::dual::DualProblem;
use super::dual_block::DualLoss;
use super::dual_params::{DualParams, share_dual_params};
use super::{Folds, LabelSets, LinearModel};

/// The squared hinge; its dual puts `1 / (2 C)` on the diagonal.
#[derive(Clone, Copy)]
pub(super) struct SquaredHinge;

impl DualLoss for SquaredHinge {
    fn feasible(self, alpha: f32, _: f32) -> f32 {
        alpha
    }

    fn gradient(self, alpha: f32, margin: f32, cost: f32) -> f32 {
        margin - 1.0 + alpha * (0.5 / cost)
    }

    fn minimum(self, alpha: f32, margin: f32, norm: f32, cost: f32) -> f32 {
        (alpha - self.gradient(alpha, margin, cost) / (norm + 0.5 / cost)).max(0.0)
    }

    fn violation(self, largest: f32, smallest: f32) -> f32 {
        largest - smallest
    }
}

/// Parameters of the linear support vector machine.
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
/// The intercept is the weight of a term that every document has with value 1.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct LinearSvmParams(LinearSvmValidParams);

/// Parameters that have been checked.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearSvmValidParams(DualParams);

impl Default for LinearSvmParams {
    fn default() -> Self {
        Self(LinearSvmValidParams(DualParams::default()))
    }
}

impl LinearSvmParams {
    /// Stop when no projected gradient differs from another by more.
    pub fn tolerance(mut self, tolerance: f32) -> Self {
        self.0.0.tolerance = tolerance;
        self
    }
}

share_dual_params!(LinearSvmParams, LinearSvmValidParams);

impl LinearSvmValidParams {
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
        DualProblem::new(SquaredHinge, &self.0, matrix, targets)?.fit_out_of_fold(folds)
    }
}

impl Fit<CsrMatrix, LabelSets, Error> for LinearSvmValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, LabelSets>) -> Result<LinearModel> {
        let (matrix, targets) = (&dataset.records, &dataset.targets);
        DualProblem::new(SquaredHinge, &self.0, matrix, targets)?.fit()
    }
}

impl Fit<CsrMatrix, Array1<usize>, Error> for LinearSvmValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, Array1<usize>>) -> Result<LinearModel> {
        let targets = LabelSets::of_classes(&dataset.targets);
        DualProblem::new(SquaredHinge, &self.0, &dataset.records, &targets)?.fit()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::ClassWeight;
    use approx::assert_relative_eq;
    use linfa::ParamGuard;

    /// Two documents on one term, at 1 and at -1, one of each class.
    fn mirror() -> (CsrMatrix, LabelSets) {
        let matrix = CsrMatrix::new(vec![0, 1, 2], vec![0, 0], vec![1.0, -1.0], 1).unwrap();
        (matrix, LabelSets::new(&[[0], [1]], 2).unwrap())
    }

    fn fit(params: &LinearSvmParams) -> LinearModel {
        let (matrix, targets) = mirror();
        params.fit(&DatasetBase::new(matrix, targets)).unwrap()
    }

    #[test]
    fn two_mirrored_documents_give_the_weight_worked_by_hand() {
        // Both hinges are 1 - w, and w^2 / 2 + 2 C (1 - w)^2 is least at w = 4 C / (1 + 4 C).
        let model = fit(&LinearSvmParams::default().c(0.5).tolerance(1e-5));
        assert_relative_eq!(model.term(0)[0], 2.0 / 3.0, epsilon = 1e-4);
        assert_relative_eq!(model.term(0)[1], -2.0 / 3.0, epsilon = 1e-4);
        assert_relative_eq!(model.intercepts()[0], 0.0, epsilon = 1e-4);
    }

    #[test]
    fn a_costlier_error_makes_larger_weights() {
        let weight = |c| fit(&LinearSvmParams::default().c(c).tolerance(1e-4)).term(0)[0];
        assert!(weight(10.0) > weight(1.0) && weight(1.0) > weight(0.1));
    }

    #[test]
    fn weights_of_documents_scale_what_an_error_costs() {
        let (matrix, targets) = mirror();
        let params = LinearSvmParams::default().c(0.5).tolerance(1e-5);
        let doubled = params.clone().sample_weights(Some(vec![2.0, 2.0]));
        assert_eq!(fit(&doubled), fit(&params.clone().c(1.0)));
        // Both classes have one document: balanced, they weigh 2 / (2 * 1).
        assert_eq!(fit(&params.clone().class_weight(ClassWeight::Balanced)), fit(&params));
        let short = params.sample_weights(Some(vec![1.0]));
        let error = short.fit(&DatasetBase::new(matrix, targets)).unwrap_err();
        assert!(error.to_string().starts_with("`sample_weights` must be one weight a document"));
    }

    #[test]
    fn out_of_fold_scores_come_from_models_that_did_not_see_the_document() {
        // Four documents, each fold without both ends of one side: a model that has only seen
        // term 0 says nothing about term 1 but its intercept.
        let matrix =
            CsrMatrix::new(vec![0, 1, 2, 3, 4], vec![0, 0, 1, 1], vec![1.0, -1.0, 1.0, -1.0], 2)
                .unwrap();
        let targets = LabelSets::new(&[[0], [1], [0], [1]], 2).unwrap();
        let params = LinearSvmParams::default().tolerance(1e-4).check().unwrap();
        let (_, scores) =
            params.fit_out_of_fold(&matrix, &targets, &Folds::given(&[0, 0, 1, 1])).unwrap();
        for score in scores {
            assert_relative_eq!(score, 0.0, epsilon = 1e-3);
        }
    }

    #[test]
    fn parameters_out_of_range_are_refused_by_name() {
        for (params, name) in [
            (LinearSvmParams::default().c(0.0), "c"),
            (LinearSvmParams::default().tolerance(f32::NAN), "tolerance"),
            (LinearSvmParams::default().max_iterations(0), "max_iterations"),
        ] {
            let error = params.check().unwrap_err();
            assert!(error.to_string().starts_with(&format!("`{name}`")), "{error}");
        }
    }
}
