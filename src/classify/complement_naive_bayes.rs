//! Complement naive Bayes (Rennie, Shih, Teevan and Karger, 2003): each class is judged by how
//! little a document looks like all the others together.
//!
//! `weight(term, class) = -ln((alpha + count of the term outside the class) / (alpha * terms +
//! count of all terms outside the class))`

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};

use crate::features::CsrMatrix;
use crate::{Error, Result};

use super::targets::check_shapes;
use super::{Folds, LabelSets, LinearModel};

/// Parameters of complement naive Bayes.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`alpha`](Self::alpha) | 1.0 | `> 0` |
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct ComplementNaiveBayesParams(ComplementNaiveBayesValidParams);

/// Parameters that have been checked.
#[derive(Clone, Debug, PartialEq)]
pub struct ComplementNaiveBayesValidParams {
    alpha: f64,
}

impl Default for ComplementNaiveBayesParams {
    fn default() -> Self {
        Self(ComplementNaiveBayesValidParams { alpha: 1.0 })
    }
}

impl ComplementNaiveBayesParams {
    /// Smooth by pretending that every term occurred this often outside of every class.
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.0.alpha = alpha;
        self
    }
}

impl ParamGuard for ComplementNaiveBayesParams {
    type Checked = ComplementNaiveBayesValidParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&Self::Checked> {
        if self.0.alpha.is_finite() && self.0.alpha > 0.0 {
            Ok(&self.0)
        } else {
            let (name, expected) = ("alpha", "above 0");
            Err(Error::InvalidParameter { name, expected, actual: self.0.alpha.to_string() })
        }
    }

    fn check(self) -> Result<Self::Checked> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// How much of each term stands in each class.
#[derive(Clone)]
struct Sums {
    /// Shape `(terms, classes)`, row after row.
    of_class: Vec<f64>,
    /// Shape `(terms,)`.
    of_all: Vec<f64>,
    classes: usize,
}

impl Sums {
    fn new(matrix: &CsrMatrix, targets: &LabelSets) -> Self {
        let (terms, classes) = (matrix.terms(), targets.labels());
        let mut sums =
            Self { of_class: vec![0.0; terms * classes], of_all: vec![0.0; terms], classes };
        for document in 0..matrix.documents() {
            sums.add(matrix, targets, document, 1.0);
        }
        sums
    }

    /// Adds a document, or takes it away where `sign` is -1.
    fn add(&mut self, matrix: &CsrMatrix, targets: &LabelSets, document: usize, sign: f64) {
        for (column, value) in matrix.row(document).iter() {
            let value = sign * f64::from(value);
            self.of_all[column] += value;
            for &class in targets.of(document) {
                self.of_class[column * self.classes + class as usize] += value;
            }
        }
    }

    fn into_model(self, alpha: f64) -> LinearModel {
        let classes = self.classes;
        // Rounding can leave a term that is only in one class a hair below zero outside of it.
        let outside =
            |position: usize| (self.of_all[position / classes] - self.of_class[position]).max(0.0);
        let mut totals = vec![alpha * self.of_all.len() as f64; classes];
        for position in 0..self.of_class.len() {
            totals[position % classes] += outside(position);
        }
        let mut weights: Vec<f32> = (0..self.of_class.len())
            .map(|position| -((alpha + outside(position)) / totals[position % classes]).ln() as f32)
            .collect();
        // All classes of a term share a constant that decides nothing: centred, rows add up small.
        for row in weights.chunks_mut(classes) {
            let mean = row.iter().sum::<f32>() / classes as f32;
            row.iter_mut().for_each(|weight| *weight -= mean);
        }
        LinearModel::new(weights, vec![0.0; classes]).expect("logarithms of numbers above 0")
    }
}

impl ComplementNaiveBayesValidParams {
    fn fit_label_sets(&self, matrix: &CsrMatrix, targets: &LabelSets) -> LinearModel {
        Sums::new(matrix, targets).into_model(self.alpha)
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
        check_shapes(matrix.documents(), targets)?;
        if folds.documents() != matrix.documents() {
            let (ours, theirs) = (matrix.documents(), folds.documents());
            return Err(linfa::Error::MismatchedShapes(ours, theirs).into());
        }
        let sums = Sums::new(matrix, targets);
        let mut scores = Vec::new();
        for (_, left_out) in folds.parts() {
            let mut part = sums.clone();
            for &document in left_out {
                part.add(matrix, targets, document as usize, -1.0);
            }
            let model = part.into_model(self.alpha);
            for &document in left_out {
                scores.extend(model.scores(matrix.row(document as usize)));
            }
        }
        let scored = scores.len() / targets.labels();
        let scores = Array2::from_shape_vec((scored, targets.labels()), scores);
        let scores = scores.expect("one score a label for each document");
        Ok((sums.into_model(self.alpha), scores))
    }
}

impl Fit<CsrMatrix, LabelSets, Error> for ComplementNaiveBayesValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, LabelSets>) -> Result<LinearModel> {
        check_shapes(dataset.records.documents(), &dataset.targets)?;
        Ok(self.fit_label_sets(&dataset.records, &dataset.targets))
    }
}

impl Fit<CsrMatrix, Array1<usize>, Error> for ComplementNaiveBayesValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, Array1<usize>>) -> Result<LinearModel> {
        let targets = LabelSets::of_classes(&dataset.targets);
        check_shapes(dataset.records.documents(), &targets)?;
        Ok(self.fit_label_sets(&dataset.records, &targets))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
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
        let mean = f32::midpoint(one, other);
        assert_relative_eq!(model.term(0)[0], one - mean, epsilon = 1e-6);
        assert_relative_eq!(model.term(0)[1], other - mean, epsilon = 1e-6);
        let (one, other) = (-(4.0_f32 / 6.0).ln(), -(1.0_f32 / 4.0).ln());
        let mean = f32::midpoint(one, other);
        assert_relative_eq!(model.term(1)[0], one - mean, epsilon = 1e-6);
        assert_relative_eq!(model.term(1)[1], other - mean, epsilon = 1e-6);
    }

    #[test]
    fn smoothing_by_nothing_is_refused() {
        let error = ComplementNaiveBayesParams::default().alpha(0.0).check().unwrap_err();
        assert_eq!(error.to_string(), "`alpha` must be above 0, found `0`");
    }
}
