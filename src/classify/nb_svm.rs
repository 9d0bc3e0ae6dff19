//! Support vector machine over naive Bayes features (Wang and Manning, "Baselines and Bigrams", 2012),
//! on TF-IDF in place of the paper's binary counts.
//!
//! Each term is stretched by its log-count ratio `r` for the class, and the machine learns on the
//! stretched vectors:
//!
//! `r(term) = ln((alpha + inside(term)) / sum inside) - ln((alpha + outside(term)) / sum outside)`
//!
//! where `inside` and `outside` sum the term's values over the documents within and outside of the class,
//! `alpha` included. The stretch is folded into the weights that come out.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};

use crate::features::CsrMatrix;
use crate::{Error, Result};

use super::dual::DualProblem;
use super::dual_params::DualParams;
use super::svm::SquaredHinge;
use super::{ClassWeight, Folds, LabelSets, LinearModel};

/// Parameters of the support vector machine over naive Bayes features.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`alpha`](Self::alpha) | 0.1 | `> 0` |
/// | [`c`](Self::c) | 1.0 | `> 0` |
/// | [`tolerance`](Self::tolerance) | 0.1 | `> 0` |
/// | [`max_iterations`](Self::max_iterations) | 300 | `>= 1` |
/// | [`fold_iterations`](Self::fold_iterations) | 300 | `>= 1` |
/// | [`seed`](Self::seed) | 0 | |
/// | [`class_weight`](Self::class_weight) | none | |
/// | [`sample_weights`](Self::sample_weights) | none | each finite and `> 0` |
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct NaiveBayesSvmParams(NaiveBayesSvmValidParams);

/// Parameters that have been checked.
#[derive(Clone, Debug, PartialEq)]
pub struct NaiveBayesSvmValidParams {
    alpha: f32,
    dual: DualParams,
}

impl Default for NaiveBayesSvmParams {
    fn default() -> Self {
        Self(NaiveBayesSvmValidParams { alpha: 0.1, dual: DualParams::default() })
    }
}

impl NaiveBayesSvmParams {
    /// Smooth by pretending that every term occurred this often within and outside of every class.
    pub fn alpha(mut self, alpha: f32) -> Self {
        self.0.alpha = alpha;
        self
    }

    /// What an error costs, against the size of the weights.
    pub fn c(mut self, c: f32) -> Self {
        self.0.dual.c = c;
        self
    }

    /// Stop when no projected gradient differs from another by more.
    pub fn tolerance(mut self, tolerance: f32) -> Self {
        self.0.dual.tolerance = tolerance;
        self
    }

    /// Stop after this many passes at the latest.
    pub fn max_iterations(mut self, iterations: usize) -> Self {
        self.0.dual.max_iterations = iterations;
        self
    }

    /// Stop the models of folds after this many passes at the latest: they start from the model of
    /// all documents, close to where they end.
    pub fn fold_iterations(mut self, iterations: usize) -> Self {
        self.0.dual.fold_iterations = iterations;
        self
    }

    /// Where the random order of the documents starts.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.dual.seed = seed;
        self
    }

    /// How much the documents of each class count.
    pub fn class_weight(mut self, class_weight: ClassWeight) -> Self {
        self.0.dual.class_weight = class_weight;
        self
    }

    /// How much each document counts, shape `(documents,)`; `None` for all the same.
    ///
    /// A fit refuses weights that are not one a document.
    pub fn sample_weights(mut self, weights: Option<Vec<f32>>) -> Self {
        self.0.dual.sample_weights = weights;
        self
    }
}

impl ParamGuard for NaiveBayesSvmParams {
    type Checked = NaiveBayesSvmValidParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&Self::Checked> {
        self.0.dual.check()?;
        if !(self.0.alpha.is_finite() && self.0.alpha > 0.0) {
            let (name, expected) = ("alpha", "above 0");
            let actual = self.0.alpha.to_string();
            return Err(Error::InvalidParameter { name, expected, actual });
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<Self::Checked> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl NaiveBayesSvmValidParams {
    /// Fits on all documents, and scores those of `folds` by models that have not seen them.
    ///
    /// As for the [linear machine](super::LinearSvmParams); log-count ratios are counted anew
    /// without each fold.
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
        DualProblem::new(SquaredHinge, &self.dual, matrix, targets)?
            .stretch(self.alpha)
            .fit_out_of_fold(folds)
    }

    fn fit_label_sets(&self, matrix: &CsrMatrix, targets: &LabelSets) -> Result<LinearModel> {
        DualProblem::new(SquaredHinge, &self.dual, matrix, targets)?.stretch(self.alpha).fit()
    }
}

impl Fit<CsrMatrix, LabelSets, Error> for NaiveBayesSvmValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, LabelSets>) -> Result<LinearModel> {
        self.fit_label_sets(&dataset.records, &dataset.targets)
    }
}

impl Fit<CsrMatrix, Array1<usize>, Error> for NaiveBayesSvmValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, Array1<usize>>) -> Result<LinearModel> {
        self.fit_label_sets(&dataset.records, &LabelSets::of_classes(&dataset.targets))
    }
}
