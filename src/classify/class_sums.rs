//! How much of each term stands in each class: all that naive Bayes counts.

use ndarray::Array2;

use crate::Result;
use crate::features::CsrMatrix;

use super::Folds;
use super::targets::check_shapes;
use super::{LabelSets, LinearModel};

/// Sums of the terms' values over the documents of each class, and over all documents.
#[derive(Clone)]
pub(super) struct ClassSums {
    /// Shape `(terms, classes)`, row after row.
    of_class: Vec<f64>,
    /// Shape `(terms,)`.
    of_all: Vec<f64>,
    /// The number of documents of each class, shape `(classes,)`.
    documents_of: Vec<usize>,
    documents: usize,
}

impl ClassSums {
    /// The sums over all documents.
    ///
    /// # Errors
    ///
    /// Those of linfa when matrix and targets do not belong together.
    pub(super) fn new(matrix: &CsrMatrix, targets: &LabelSets) -> Result<Self> {
        check_shapes(matrix.documents(), targets)?;
        let (terms, classes) = (matrix.terms(), targets.labels());
        let mut sums = Self {
            of_class: vec![0.0; terms * classes],
            of_all: vec![0.0; terms],
            documents_of: vec![0; classes],
            documents: matrix.documents(),
        };
        for document in 0..matrix.documents() {
            sums.add(matrix, targets, document, 1.0);
            targets.of(document).iter().for_each(|&class| sums.documents_of[class as usize] += 1);
        }
        Ok(sums)
    }

    fn add(&mut self, matrix: &CsrMatrix, targets: &LabelSets, document: usize, sign: f64) {
        let classes = self.classes();
        for (column, value) in matrix.row(document).iter() {
            let value = sign * f64::from(value);
            self.of_all[column] += value;
            for &class in targets.of(document) {
                self.of_class[column * classes + class as usize] += value;
            }
        }
    }

    /// The same without some of the documents.
    fn without(&self, matrix: &CsrMatrix, targets: &LabelSets, documents: &[u32]) -> Self {
        let mut sums = self.clone();
        sums.documents -= documents.len();
        for &document in documents {
            let document = document as usize;
            sums.add(matrix, targets, document, -1.0);
            targets.of(document).iter().for_each(|&class| sums.documents_of[class as usize] -= 1);
        }
        sums
    }

    /// The number of classes.
    pub(super) fn classes(&self) -> usize {
        self.documents_of.len()
    }

    /// The number of terms.
    pub(super) fn terms(&self) -> usize {
        self.of_all.len()
    }

    /// The number of documents within each class, shape `(classes,)`.
    pub(super) fn documents_inside(&self) -> &[usize] {
        &self.documents_of
    }

    /// The number of documents outside of a class.
    pub(super) fn documents_outside(&self, class: usize) -> usize {
        self.documents - self.documents_of[class]
    }

    /// The sum of a term within a class, at least 0.
    pub(super) fn inside(&self, term: usize, class: usize) -> f64 {
        // A fold's documents were taken away from the sums, which can round to a hair below zero.
        self.of_class[term * self.classes() + class].max(0.0)
    }

    /// The sum of a term outside of a class, at least 0.
    pub(super) fn outside(&self, term: usize, class: usize) -> f64 {
        (self.of_all[term] - self.of_class[term * self.classes() + class]).max(0.0)
    }
}

/// The logarithm of each term's share in each class, shape `(terms, classes)`, row after row:
///
/// `ln((alpha + sum(term, class)) / (alpha * terms + sum over terms of sum(term, class)))`
pub(super) fn log_shares(
    sums: &ClassSums,
    alpha: f64,
    sum: impl Fn(&ClassSums, usize, usize) -> f64,
) -> Vec<f64> {
    let (terms, classes) = (sums.terms(), sums.classes());
    let mut totals = vec![alpha * terms as f64; classes];
    let mut shares = Vec::with_capacity(terms * classes);
    for term in 0..terms {
        for (class, total) in totals.iter_mut().enumerate() {
            let sum = sum(sums, term, class);
            *total += sum;
            shares.push(alpha + sum);
        }
    }
    for row in shares.chunks_mut(classes) {
        row.iter_mut().zip(&totals).for_each(|(share, total)| *share = (*share / total).ln());
    }
    shares
}

/// Takes the mean of each row, shape `(classes,)`, off the row.
///
/// What all classes of a term share decides nothing; without it a weight says by its sign whether
/// the term speaks for the class, and rows add up small.
pub(super) fn centre_rows(weights: &mut [f64], classes: usize) {
    for row in weights.chunks_mut(classes) {
        let mean = row.iter().sum::<f64>() / classes as f64;
        for weight in row {
            *weight -= mean;
        }
    }
}

/// The model of all documents, and the scores of those in `folds` by models that have not seen
/// them, shape `(scored documents, classes)`.
///
/// The model of a fold comes from the sums over all documents, less those of the fold.
///
/// # Errors
///
/// Those of linfa when matrix, targets and folds do not belong together.
pub(super) fn fit_out_of_fold(
    matrix: &CsrMatrix,
    targets: &LabelSets,
    folds: &Folds,
    model: impl Fn(&ClassSums) -> LinearModel,
) -> Result<(LinearModel, Array2<f32>)> {
    let sums = ClassSums::new(matrix, targets)?;
    let mut scores = Vec::new();
    for (_, left_out) in folds.parts_of(matrix.documents())? {
        let part = model(&sums.without(matrix, targets, left_out));
        for &document in left_out {
            scores.extend(part.scores(matrix.row(document as usize)));
        }
    }
    let shape = (scores.len() / targets.labels(), targets.labels());
    let scores = Array2::from_shape_vec(shape, scores).expect("one score a label for each row");
    Ok((model(&sums), scores))
}
