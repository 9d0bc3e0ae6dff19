//! Complement naive Bayes (Rennie, Shih, Teevan and Karger, 2003): each class is judged by how
//! little a document looks like all the others together.
//!
//! `weight(term, class) = -ln((alpha + count of the term outside the class) / (alpha * terms +
//! count of all terms outside the class))`
//!
//! less the mean of the term's weights, which decides nothing.

use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};

use crate::features::CsrMatrix;
use crate::{Error, Result};

use super::bayes_params::{BayesParams, share_bayes_params};
use super::class_sums::{self, ClassSums, centre_rows, log_shares};
use super::{Folds, LabelSets, LinearModel};

/// Parameters of complement naive Bayes.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`alpha`](Self::alpha) | 1.0 | `> 0` |
/// | [`sample_weights`](Self::sample_weights) | none | each finite and `> 0` |
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct ComplementNaiveBayesParams(ComplementNaiveBayesValidParams);

/// Parameters that have been checked.
#[derive(Clone, Debug, PartialEq)]
pub struct ComplementNaiveBayesValidParams {
    bayes: BayesParams,
}

impl Default for ComplementNaiveBayesParams {
    fn default() -> Self {
        Self(ComplementNaiveBayesValidParams { bayes: BayesParams::default() })
    }
}

share_bayes_params!(ComplementNaiveBayesParams, ComplementNaiveBayesValidParams);

impl ComplementNaiveBayesValidParams {
    fn model(&self, sums: &ClassSums<'_>) -> LinearModel {
        let mut weights = log_shares(sums, self.bayes.alpha, ClassSums::outside);
        for weight in &mut weights {
            *weight = -*weight;
        }
        centre_rows(&mut weights, sums.classes());
        LinearModel::new(weights, vec![0.0; sums.classes()]).expect("logarithms of numbers above 0")
    }

    /// Fits on all documents, and scores those of `folds` by models that have not seen them.
    ///
    /// The scores have shape `(scored documents, classes)`, rows in the order of `folds`. The
    /// model of a fold comes from the sums over all documents, less those of the fold.
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
        class_sums::fit_out_of_fold(matrix, targets, folds, self.weights(), |sums| self.model(sums))
    }
}

impl Fit<CsrMatrix, LabelSets, Error> for ComplementNaiveBayesValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, LabelSets>) -> Result<LinearModel> {
        Ok(self.model(&ClassSums::new(&dataset.records, &dataset.targets, self.weights())?))
    }
}

impl Fit<CsrMatrix, Array1<usize>, Error> for ComplementNaiveBayesValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, Array1<usize>>) -> Result<LinearModel> {
        let targets = LabelSets::of_classes(&dataset.targets);
        Ok(self.model(&ClassSums::new(&dataset.records, &targets, self.weights())?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use linfa::ParamGuard;
    use linfa::dataset::Dataset;

    #[test]
    fn weights_are_those_worked_by_hand() {
        // Two documents, one a class: (2, 0) and (1, 3); alpha 1.
        let matrix = CsrMatrix::new(vec![0, 1, 3], vec![0, 0, 1], vec![2.0, 1.0, 3.0], 2).unwrap();
        let dataset: DatasetBase<CsrMatrix, Array1<usize>> =
            Dataset::new(ndarray::Array2::<f32>::zeros((2, 1)), Array1::from(vec![0, 1]))
                .with_records(matrix);
        let model = ComplementNaiveBayesParams::default().fit(&dataset).unwrap();
        // Outside class 0 stands (1, 3), smoothed (2, 4) of 6; outside class 1 (2, 0), (3, 1) of 4.
        let (one, other) = (-(2.0_f32 / 6.0).ln(), -(3.0_f32 / 4.0).ln());
        let mean = one.midpoint(other);
        assert_relative_eq!(model.term(0)[0], one - mean, epsilon = 1e-6);
        assert_relative_eq!(model.term(0)[1], other - mean, epsilon = 1e-6);
        let (one, other) = (-(4.0_f32 / 6.0).ln(), -(1.0_f32 / 4.0).ln());
        let mean = one.midpoint(other);
        assert_relative_eq!(model.term(1)[0], one - mean, epsilon = 1e-6);
        assert_relative_eq!(model.term(1)[1], other - mean, epsilon = 1e-6);
    }

    #[test]
    fn a_document_of_weight_two_is_as_good_as_two() {
        let dataset = |offsets, columns, values, classes: Vec<usize>| {
            let matrix = CsrMatrix::new(offsets, columns, values, 2).unwrap();
            DatasetBase::new(matrix, Array1::from(classes))
        };
        let once = dataset(vec![0, 1, 3], vec![0, 0, 1], vec![2.0, 1.0, 3.0], vec![0, 1]);
        let twice =
            dataset(vec![0, 1, 2, 4], vec![0, 0, 0, 1], vec![2.0, 2.0, 1.0, 3.0], vec![0, 0, 1]);
        let params = ComplementNaiveBayesParams::default();
        let model = params.clone().sample_weights(Some(vec![2.0, 1.0])).fit(&once).unwrap();
        assert_eq!(model, params.fit(&twice).unwrap());
    }

    #[test]
    fn weights_out_of_range_are_refused() {
        let params = ComplementNaiveBayesParams::default().sample_weights(Some(vec![1.0, 0.0]));
        let message = params.check().unwrap_err().to_string();
        assert_eq!(message, "`sample_weights` must be finite and above 0, found `0`");
    }

    #[test]
    fn smoothing_by_nothing_is_refused() {
        let error = ComplementNaiveBayesParams::default().alpha(0.0).check().unwrap_err();
        assert_eq!(error.to_string(), "`alpha` must be above 0, found `0`");
    }
}
