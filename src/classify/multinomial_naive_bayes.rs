//! Multinomial naive Bayes (Rennie, Shih, Teevan and Karger, "Tackling the Poor Assumptions of Naive
//! Bayes Text Classifiers", 2003), on TF-IDF of unit length as the paper has it for text.
//!
//! With one label a document, the log of the class's prior and of the likelihood of its terms:
//!
//! `score(class) = ln p(class) + sum over terms of value * ln p(term | class)`
//!
//! `p(term | class) = (alpha + sum of the term inside the class) / (alpha * terms + sum of all terms
//! inside the class)`
//!
//! With label sets, each label against the rest, the log of its odds:
//!
//! `score(label) = ln p(inside) / p(outside) + sum over terms of value * ln p(term | inside) /
//! p(term | outside)`

use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};

use crate::features::CsrMatrix;
use crate::{Error, Result};

use super::bayes_params::{BayesParams, share_bayes_params};
use super::class_sums::{self, ClassSums, centre_rows, log_shares};
use super::{Folds, LabelSets, LinearModel};

/// Parameters of multinomial naive Bayes.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`alpha`](Self::alpha) | 1.0 | `> 0` |
/// | [`fit_prior`](Self::fit_prior) | true | |
/// | [`sample_weights`](Self::sample_weights) | none | each finite and `> 0` |
///
/// With one label a document, the mean over all classes is taken off a term's log likelihoods. That
/// changes no probability, and the sign of a weight says what the term speaks for.
///
/// # Example
///
/// ```
/// use linfa::DatasetBase;
/// use linfa::traits::Fit;
/// use ndarray::Array1;
/// use nutgraf::classify::MultinomialNaiveBayesParams;
/// use nutgraf::features::CsrMatrix;
///
/// let matrix = CsrMatrix::new(vec![0, 1, 2, 3], vec![0, 0, 1], vec![1.0; 3], 2)?;
/// let dataset = DatasetBase::new(matrix, Array1::from(vec![0, 0, 1]));
/// let model = MultinomialNaiveBayesParams::default().fit(&dataset)?;
/// assert!(model.term(0)[0] > 0.0, "the first term speaks for the first class");
/// assert_eq!(model.intercepts()[1], (1.0_f32 / 3.0).ln(), "one document of three");
/// # Ok::<(), nutgraf::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct MultinomialNaiveBayesParams(MultinomialNaiveBayesValidParams);

/// Parameters that have been checked.
#[derive(Clone, Debug, PartialEq)]
pub struct MultinomialNaiveBayesValidParams {
    bayes: BayesParams,
    fit_prior: bool,
}

impl Default for MultinomialNaiveBayesParams {
    fn default() -> Self {
        Self(MultinomialNaiveBayesValidParams { bayes: BayesParams::default(), fit_prior: true })
    }
}

impl MultinomialNaiveBayesParams {
    /// Take a class for the likelier the more documents it has; else all for equally likely.
    ///
    /// A class without documents counts half of one, so that its logarithm is a number.
    pub fn fit_prior(mut self, fit_prior: bool) -> Self {
        self.0.fit_prior = fit_prior;
        self
    }
}

share_bayes_params!(MultinomialNaiveBayesParams, MultinomialNaiveBayesValidParams);

impl MultinomialNaiveBayesValidParams {
    fn model(&self, sums: &ClassSums<'_>, targets: &LabelSets) -> LinearModel {
        let (weights, intercepts) =
            if targets.single().is_ok() { self.likelihoods(sums) } else { self.odds(sums) };
        LinearModel::new(weights, intercepts).expect("logarithms of numbers above 0")
    }

    fn likelihoods(&self, sums: &ClassSums<'_>) -> (Vec<f32>, Vec<f32>) {
        let mut weights = log_shares(sums, self.bayes.alpha, ClassSums::inside);
        centre_rows(&mut weights, sums.classes());
        let count = |class| if self.fit_prior { sums.documents_inside(class) } else { 1.0 };
        let counts: Vec<f64> = (0..sums.classes()).map(count).collect();
        let total: f64 = counts.iter().sum();
        (weights, counts.iter().map(|count| (count / total).ln() as f32).collect())
    }

    fn odds(&self, sums: &ClassSums<'_>) -> (Vec<f32>, Vec<f32>) {
        let mut weights = log_shares(sums, self.bayes.alpha, ClassSums::inside);
        let outside = log_shares(sums, self.bayes.alpha, ClassSums::outside);
        weights.iter_mut().zip(outside).for_each(|(inside, outside)| *inside -= outside);
        let prior = |class| {
            let odds: f64 = sums.documents_inside(class) / sums.documents_outside(class);
            if self.fit_prior { odds.ln() as f32 } else { 0.0 }
        };
        (weights, (0..sums.classes()).map(prior).collect())
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
        class_sums::fit_out_of_fold(matrix, targets, folds, self.weights(), |sums| {
            self.model(sums, targets)
        })
    }
}

impl Fit<CsrMatrix, LabelSets, Error> for MultinomialNaiveBayesValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, LabelSets>) -> Result<LinearModel> {
        let (matrix, targets) = (&dataset.records, &dataset.targets);
        Ok(self.model(&ClassSums::new(matrix, targets, self.weights())?, targets))
    }
}

impl Fit<CsrMatrix, Array1<usize>, Error> for MultinomialNaiveBayesValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, Array1<usize>>) -> Result<LinearModel> {
        let targets = LabelSets::of_classes(&dataset.targets);
        Ok(self.model(&ClassSums::new(&dataset.records, &targets, self.weights())?, &targets))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use linfa::ParamGuard;

    /// Three documents over two terms: (2, 0), (1, 3) and (0, 1).
    fn matrix() -> CsrMatrix {
        let values = vec![2.0, 1.0, 3.0, 1.0];
        CsrMatrix::new(vec![0, 1, 3, 4], vec![0, 0, 1, 1], values, 2).unwrap()
    }

    #[test]
    fn log_priors_and_log_likelihoods_are_those_worked_by_hand() {
        let dataset = DatasetBase::new(matrix(), Array1::from(vec![0, 1, 1]));
        let model = MultinomialNaiveBayesParams::default().fit(&dataset).unwrap();
        assert_relative_eq!(model.intercepts()[0], (1.0_f32 / 3.0).ln(), epsilon = 1e-6);
        assert_relative_eq!(model.intercepts()[1], (2.0_f32 / 3.0).ln(), epsilon = 1e-6);
        // Class 0 holds (2, 0), smoothed (3, 1) of 4; class 1 holds (1, 4), smoothed (2, 5) of 7.
        for (term, shares) in
            [[3.0_f32 / 4.0, 2.0 / 7.0], [1.0 / 4.0, 5.0 / 7.0]].iter().enumerate()
        {
            let mean = shares[0].ln().midpoint(shares[1].ln());
            assert_relative_eq!(model.term(term)[0], shares[0].ln() - mean, epsilon = 1e-6);
            assert_relative_eq!(model.term(term)[1], shares[1].ln() - mean, epsilon = 1e-6);
        }
    }

    #[test]
    fn log_odds_of_label_sets_are_those_worked_by_hand() {
        let targets = LabelSets::new(&[vec![0], vec![0, 1], vec![]], 2).unwrap();
        let dataset = DatasetBase::new(matrix(), targets);
        let model = MultinomialNaiveBayesParams::default().alpha(0.5).fit(&dataset).unwrap();
        assert_relative_eq!(model.intercepts()[0], 2.0_f32.ln(), epsilon = 1e-6);
        assert_relative_eq!(model.intercepts()[1], 0.5_f32.ln(), epsilon = 1e-6);
        // Label 0 holds (3, 3), the rest (0, 1): smoothed (3.5, 3.5) of 7 and (0.5, 1.5) of 2.
        assert_relative_eq!(model.term(0)[0], (0.5_f32 / 0.25).ln(), epsilon = 1e-6);
        assert_relative_eq!(model.term(1)[0], (0.5_f32 / 0.75).ln(), epsilon = 1e-6);
    }

    #[test]
    fn a_document_of_weight_two_is_as_good_as_two() {
        let weighted = DatasetBase::new(matrix(), Array1::from(vec![0, 1, 1]));
        let values = vec![2.0, 1.0, 3.0, 1.0, 1.0];
        let twice = CsrMatrix::new(vec![0, 1, 3, 4, 5], vec![0, 0, 1, 1, 1], values, 2).unwrap();
        let twice = DatasetBase::new(twice, Array1::from(vec![0, 1, 1, 1]));
        let params = MultinomialNaiveBayesParams::default();
        let model =
            params.clone().sample_weights(Some(vec![1.0, 1.0, 2.0])).fit(&weighted).unwrap();
        assert_eq!(model, params.clone().fit(&twice).unwrap());
        let error = params.sample_weights(Some(vec![1.0; 2])).fit(&weighted).unwrap_err();
        assert!(error.to_string().ends_with("found `2 for 3 documents`"), "{error}");
    }

    #[test]
    fn without_priors_every_class_is_equally_likely() {
        let dataset = DatasetBase::new(matrix(), Array1::from(vec![0, 1, 1]));
        let model = MultinomialNaiveBayesParams::default().fit_prior(false).fit(&dataset).unwrap();
        assert_eq!(model.intercepts(), [0.5_f32.ln(); 2]);
    }

    #[test]
    fn a_fold_scores_as_the_model_of_all_other_documents_does() {
        let params = MultinomialNaiveBayesParams::default().check().unwrap();
        let targets = LabelSets::new(&[[0], [1], [1]], 2).unwrap();
        let (_, scores) =
            params.fit_out_of_fold(&matrix(), &targets, &Folds::given(&[0, 0, 1])).unwrap();
        let others = CsrMatrix::new(vec![0, 1, 3], vec![0, 0, 1], vec![2.0, 1.0, 3.0], 2).unwrap();
        let model = params.fit(&DatasetBase::new(others, Array1::from(vec![0, 1]))).unwrap();
        let alone = model.scores(matrix().row(2));
        assert_relative_eq!(scores[(2, 0)], alone[0], epsilon = 1e-6);
        assert_relative_eq!(scores[(2, 1)], alone[1], epsilon = 1e-6);
        // The first fold leaves no document of class 0: half a document against one.
        let (_, scores) =
            params.fit_out_of_fold(&matrix(), &targets, &Folds::given(&[0, 1, 1])).unwrap();
        assert!(scores.iter().all(|score| score.is_finite()));
    }

    #[test]
    fn smoothing_by_nothing_is_refused() {
        let error = MultinomialNaiveBayesParams::default().alpha(0.0).check().unwrap_err();
        assert_eq!(error.to_string(), "`alpha` must be above 0, found `0`");
    }
}
