//! What every learner of this floor learns: one weight a term and class.

use linfa::traits::{Predict, PredictInplace};
use ndarray::{Array1, Array2};
use rayon::prelude::*;

use crate::features::{CsrMatrix, SparseRow};
use crate::{Error, Result};

/// A linear classifier: `score(class) = intercept(class) + sum over terms of value * weight`.
///
/// Weights lie terms x classes, so that scoring a document adds short contiguous rows.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearModel {
    /// Shape `(terms, classes)`, row after row.
    weights: Vec<f32>,
    /// Shape `(classes,)`.
    intercepts: Vec<f32>,
}

impl LinearModel {
    /// A model of weights of shape `(terms, classes)`, row after row, and intercepts of shape
    /// `(classes,)`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when there is no class, when the weights are not a multiple of
    /// the classes, or when one of the numbers is not finite.
    pub fn new(weights: Vec<f32>, intercepts: Vec<f32>) -> Result<Self> {
        let invalid = |expected, actual: String| {
            Err(Error::InvalidParameter { name: "weights", expected, actual })
        };
        if intercepts.is_empty() || !weights.len().is_multiple_of(intercepts.len()) {
            return invalid("one row of a weight a class for each term", weights.len().to_string());
        }
        if let Some(number) = weights.iter().chain(&intercepts).find(|n| !n.is_finite()) {
            return invalid("finite numbers", number.to_string());
        }
        Ok(Self { weights, intercepts })
    }

    /// A model that scores 0.
    pub(super) fn zero(terms: usize, classes: usize) -> Self {
        Self { weights: vec![0.0; terms * classes], intercepts: vec![0.0; classes] }
    }

    /// Multiplies every score.
    pub(super) fn scale(&mut self, factor: f32) {
        self.weights.iter_mut().chain(&mut self.intercepts).for_each(|weight| *weight *= factor);
    }

    /// Adds the scores of a model of the same terms and classes.
    pub(super) fn add(&mut self, model: &Self) {
        self.weights.iter_mut().zip(&model.weights).for_each(|(to, from)| *to += from);
        self.intercepts.iter_mut().zip(&model.intercepts).for_each(|(to, from)| *to += from);
    }

    /// The number of terms.
    pub fn terms(&self) -> usize {
        self.weights.len() / self.classes()
    }

    /// The number of classes.
    pub fn classes(&self) -> usize {
        self.intercepts.len()
    }

    /// All weights, shape `(terms, classes)`, row after row.
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// The weights of a term, shape `(classes,)`.
    pub fn term(&self, term: usize) -> &[f32] {
        let classes = self.classes();
        &self.weights[term * classes..(term + 1) * classes]
    }

    /// What each class scores before a term is seen, shape `(classes,)`.
    pub fn intercepts(&self) -> &[f32] {
        &self.intercepts
    }

    /// Adds to `scores`, shape `(classes,)`, what these terms say; intercepts are not added.
    pub fn add_scores(&self, columns: &[u32], values: &[f32], scores: &mut [f32]) {
        for (&column, &value) in columns.iter().zip(values) {
            for (score, &weight) in scores.iter_mut().zip(self.term(column as usize)) {
                *score += value * weight;
            }
        }
    }

    /// The score of each class for a row, shape `(classes,)`.
    pub fn scores(&self, row: SparseRow<'_>) -> Vec<f32> {
        let mut scores = self.intercepts.clone();
        self.add_scores(row.columns, row.values, &mut scores);
        scores
    }

    /// The scores of all rows, shape `(documents, classes)`, in parallel.
    pub fn decision_function(&self, matrix: &CsrMatrix) -> Array2<f32> {
        let mut scores = Array2::zeros((matrix.documents(), self.classes()));
        let rows: Vec<Vec<f32>> = (0..matrix.documents())
            .into_par_iter()
            .map(|document| self.scores(matrix.row(document)))
            .collect();
        for (mut target, row) in scores.rows_mut().into_iter().zip(rows) {
            target.iter_mut().zip(row).for_each(|(target, score)| *target = score);
        }
        scores
    }
}

/// The 0-based place of the largest score; the first of equal ones.
pub(crate) fn largest(scores: &[f32]) -> Option<usize> {
    let places = (0..scores.len()).rev();
    places.max_by(|&one, &other| scores[one].total_cmp(&scores[other]))
}

impl PredictInplace<CsrMatrix, Array1<usize>> for LinearModel {
    fn predict_inplace<'a>(&'a self, matrix: &'a CsrMatrix, classes: &mut Array1<usize>) {
        assert_eq!(matrix.documents(), classes.len(), "one class a document");
        for (class, row) in classes.iter_mut().zip(matrix.rows()) {
            *class = largest(&self.scores(row)).unwrap_or(0);
        }
    }

    fn default_target(&self, matrix: &CsrMatrix) -> Array1<usize> {
        Array1::zeros(matrix.documents())
    }
}

impl Predict<&CsrMatrix, Array1<usize>> for LinearModel {
    fn predict(&self, matrix: &CsrMatrix) -> Array1<usize> {
        let mut classes = self.default_target(matrix);
        self.predict_inplace(matrix, &mut classes);
        classes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_add_weights_to_the_intercepts() {
        let model = LinearModel::new(vec![1.0, 2.0, 3.0, 4.0], vec![0.5, -0.5]).unwrap();
        let row = SparseRow { columns: &[1], values: &[2.0] };
        assert_eq!(model.scores(row), [6.5, 7.5]);
    }

    #[test]
    fn of_equal_scores_the_first_class_wins() {
        assert_eq!(largest(&[0.1, 0.7, 0.7]), Some(1));
        assert_eq!(largest(&[]), None);
    }

    #[test]
    fn weights_that_are_no_numbers_are_refused() {
        assert!(LinearModel::new(vec![f32::NAN, 0.0], vec![0.0, 0.0]).is_err());
        assert!(LinearModel::new(vec![1.0], vec![0.0, 0.0]).is_err());
        assert!(LinearModel::new(vec![], vec![]).is_err());
    }
}
