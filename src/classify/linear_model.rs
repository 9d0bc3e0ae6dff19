//! What every learner of this floor learns: one weight a term and class.

use std::collections::BTreeMap;

use linfa::traits::{Predict, PredictInplace};
use ndarray::{Array1, Array2};
use rayon::prelude::*;

use crate::features::{CsrMatrix, SparseRow};
use crate::{Error, Result};

use super::SparseRows;

/// Beyond this many weights those that matter least are not kept: these take 400 MB.
pub(super) const DENSE_WEIGHTS: usize = 100_000_000;

/// A linear classifier: `score(class) = intercept(class) + sum over terms of value * weight`.
///
/// Weights lie terms x classes, so that scoring a document adds short contiguous rows. Of very many
/// classes only the weights that matter are kept.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearModel {
    /// Shape `(terms, classes)`, row after row; where sparse, one for each place of `rows`.
    weights: Vec<f32>,
    /// Where weights are sparse, their places.
    rows: Option<SparseRows>,
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
        Ok(Self { weights, rows: None, intercepts })
    }

    /// A model of the weights at some places, and intercepts of shape `(classes,)`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when one of the numbers is not finite, or when there is not one
    /// weight a place.
    pub fn sparse(rows: SparseRows, weights: Vec<f32>, intercepts: Vec<f32>) -> Result<Self> {
        if weights.len() != rows.entries() {
            let (name, expected) = ("weights", "one weight a place");
            return Err(Error::InvalidParameter {
                name,
                expected,
                actual: weights.len().to_string(),
            });
        }
        if let Some(number) = weights.iter().chain(&intercepts).find(|n| !n.is_finite()) {
            let (name, expected) = ("weights", "finite numbers");
            return Err(Error::InvalidParameter { name, expected, actual: number.to_string() });
        }
        Ok(Self { weights, rows: Some(rows), intercepts })
    }

    /// A model that scores 0.
    pub(super) fn zero(terms: usize, classes: usize) -> Self {
        let rows = (terms.saturating_mul(classes) > DENSE_WEIGHTS)
            .then(|| SparseRows::of_places(std::iter::empty(), terms));
        let weights = if rows.is_some() { Vec::new() } else { vec![0.0; terms * classes] };
        Self { weights, rows, intercepts: vec![0.0; classes] }
    }

    /// Multiplies every score.
    pub(crate) fn scale(&mut self, factor: f32) {
        self.weights.iter_mut().chain(&mut self.intercepts).for_each(|weight| *weight *= factor);
    }

    /// Adds the scores of a model of the same terms and classes.
    pub(crate) fn add(&mut self, model: &Self) {
        self.intercepts.iter_mut().zip(&model.intercepts).for_each(|(to, from)| *to += from);
        match (&self.rows, &model.rows) {
            (None, None) => {
                self.weights.iter_mut().zip(&model.weights).for_each(|(to, from)| *to += from);
            }
            (None, Some(_)) => {
                let classes = self.classes();
                for (term, row) in self.weights.chunks_exact_mut(classes).enumerate() {
                    model.visit_term(term, |class, weight| row[class] += weight);
                }
            }
            (Some(_), _) => {
                let (mut places, mut weights) = (Vec::new(), Vec::new());
                for term in 0..self.terms() {
                    let mut row = BTreeMap::new();
                    for summand in [&*self, model] {
                        summand.visit_term(term, |class, weight| {
                            *row.entry(class).or_insert(0.0) += weight;
                        });
                    }
                    for (class, weight) in row {
                        places.push((term as u32, class as u32));
                        weights.push(weight);
                    }
                }
                self.rows = Some(SparseRows::of_places(places.into_iter(), self.terms()));
                self.weights = weights;
            }
        }
    }

    /// Hands each weight of a term that is kept to `visitor`, with its class.
    fn visit_term(&self, term: usize, mut visitor: impl FnMut(usize, f32)) {
        let classes = self.classes();
        match &self.rows {
            None => {
                let row = &self.weights[term * classes..(term + 1) * classes];
                row.iter().enumerate().for_each(|(class, &weight)| visitor(class, weight));
            }
            Some(rows) => {
                let weights = rows.classes(term).iter().zip(&self.weights[rows.range(term)]);
                weights.for_each(|(&class, &weight)| visitor(class as usize, weight));
            }
        }
    }

    /// The number of terms.
    pub fn terms(&self) -> usize {
        self.rows.as_ref().map_or_else(|| self.weights.len() / self.classes(), SparseRows::terms)
    }

    /// The number of classes.
    pub fn classes(&self) -> usize {
        self.intercepts.len()
    }

    /// All weights, shape `(terms, classes)`, row after row; where only some are kept, one for each of
    /// the [`rows`](Self::rows).
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// The places of the weights, where not all are kept.
    pub fn rows(&self) -> Option<&SparseRows> {
        self.rows.as_ref()
    }

    /// The weights of a term, shape `(classes,)`.
    pub fn term(&self, term: usize) -> Vec<f32> {
        let mut row = vec![0.0; self.classes()];
        self.visit_term(term, |class, weight| row[class] = weight);
        row
    }

    /// What each class scores before a term is seen, shape `(classes,)`.
    pub fn intercepts(&self) -> &[f32] {
        &self.intercepts
    }

    /// Adds to `scores`, shape `(classes,)`, what these terms say; intercepts are not added.
    pub fn add_scores(&self, columns: &[u32], values: &[f32], scores: &mut [f32]) {
        let classes = self.classes();
        for (&column, &value) in columns.iter().zip(values) {
            let column = column as usize;
            if self.rows.is_some() {
                self.visit_term(column, |class, weight| scores[class] += value * weight);
            } else {
                let row = &self.weights[column * classes..(column + 1) * classes];
                scores.iter_mut().zip(row).for_each(|(score, weight)| *score += value * weight);
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
    fn sparse_models_score_and_add_up_as_dense_ones_do() {
        let rows = SparseRows::of_places([(0, 1), (2, 0)].into_iter(), 3);
        let sparse = LinearModel::sparse(rows, vec![2.0, 3.0], vec![0.5, -0.5]).unwrap();
        let dense = LinearModel::new(vec![0.0, 2.0, 0.0, 0.0, 3.0, 0.0], vec![0.5, -0.5]).unwrap();
        let row = SparseRow { columns: &[0, 2], values: &[1.0, 2.0] };
        assert_eq!(sparse.scores(row), dense.scores(row));
        assert_eq!((sparse.terms(), sparse.term(2)), (3, vec![3.0, 0.0]));
        for mut sum in [sparse.clone(), dense.clone()] {
            for model in [&sparse, &dense] {
                sum.add(model);
            }
            sum.scale(2.0);
            let expected: Vec<f32> = dense.scores(row).iter().map(|score| 6.0 * score).collect();
            assert_eq!(sum.scores(row), expected);
        }
    }

    #[test]
    fn weights_that_are_no_numbers_are_refused() {
        assert!(LinearModel::new(vec![f32::NAN, 0.0], vec![0.0, 0.0]).is_err());
        assert!(LinearModel::new(vec![1.0], vec![0.0, 0.0]).is_err());
        assert!(LinearModel::new(vec![], vec![]).is_err());
    }
}
