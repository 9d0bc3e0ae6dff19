//! How much of each term stands in each class: all that naive Bayes counts.

use ndarray::Array2;
use rayon::prelude::*;

use crate::features::CsrMatrix;
use crate::{Error, Result};

use super::Folds;
use super::targets::check_shapes;
use super::{LabelSets, LinearModel};

/// Sums of the terms' values over the documents of each class, and over all documents; each
/// document counts as much as it weighs.
#[derive(Clone)]
pub(super) struct ClassSums<'fit> {
    /// Shape `(documents,)`; `None` where all weigh 1.
    weights: Option<&'fit [f32]>,
    /// Shape `(terms, classes)`, row after row.
    of_class: Vec<f32>,
    /// Shape `(terms,)`.
    of_all: Vec<f64>,
    /// The number and the weight of the documents of each class, shape `(classes,)`.
    documents_of: Vec<(usize, f64)>,
    documents: (usize, f64),
}

impl<'fit> ClassSums<'fit> {
    /// The sums over all documents.
    ///
    /// # Errors
    ///
    /// Those of linfa when matrix and targets do not belong together; [`Error::InvalidParameter`]
    /// when there is not one weight a document.
    pub(super) fn new(
        matrix: &CsrMatrix,
        targets: &LabelSets,
        weights: Option<&'fit [f32]>,
    ) -> Result<Self> {
        check_shapes(matrix.documents(), targets)?;
        check_documents(weights, matrix.documents())?;
        let (terms, classes) = (matrix.terms(), targets.labels());
        let mut sums = Self {
            of_class: vec![0.0; terms * classes],
            of_all: vec![0.0; terms],
            documents_of: vec![(0, 0.0); classes],
            documents: (0, 0.0),
            weights,
        };
        for document in 0..matrix.documents() {
            sums.add(matrix, targets, document, 1.0);
            sums.documents.0 += 1;
            targets.of(document).iter().for_each(|&class| sums.documents_of[class as usize].0 += 1);
        }
        Ok(sums)
    }

    fn add(&mut self, matrix: &CsrMatrix, targets: &LabelSets, document: usize, sign: f64) {
        let classes = self.classes();
        let sign = sign * self.weights.map_or(1.0, |weights| f64::from(weights[document]));
        self.documents.1 += sign;
        targets.of(document).iter().for_each(|&class| self.documents_of[class as usize].1 += sign);
        for (column, value) in matrix.row(document).iter() {
            let value = sign * f64::from(value);
            self.of_all[column] += value;
            for &class in targets.of(document) {
                self.of_class[column * classes + class as usize] += value as f32;
            }
        }
    }

    /// The same without some of the documents.
    fn without(&self, matrix: &CsrMatrix, targets: &LabelSets, documents: &[u32]) -> Self {
        let mut sums = self.clone();
        sums.documents.0 -= documents.len();
        for &document in documents {
            let document = document as usize;
            sums.add(matrix, targets, document, -1.0);
            targets.of(document).iter().for_each(|&class| sums.documents_of[class as usize].0 -= 1);
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

    /// The weight of the documents within a class, above 0: where there are none, half of one.
    pub(super) fn documents_inside(&self, class: usize) -> f64 {
        let (count, weight) = self.documents_of[class];
        if count > 0 { weight } else { 0.5 }
    }

    /// The weight of the documents outside of a class, above 0: where there are none, half of one.
    pub(super) fn documents_outside(&self, class: usize) -> f64 {
        let (count, weight) = self.documents_of[class];
        if self.documents.0 > count { self.documents.1 - weight } else { 0.5 }
    }

    /// The sum of a term within a class, at least 0.
    pub(super) fn inside(&self, term: usize, class: usize) -> f32 {
        // A fold's documents were taken away from the sums, which can round to a hair below zero.
        self.of_class[term * self.classes() + class].max(0.0)
    }

    /// The sum of a term outside of a class, at least 0.
    pub(super) fn outside(&self, term: usize, class: usize) -> f32 {
        let inside = self.of_class[term * self.classes() + class];
        (self.of_all[term] - f64::from(inside)).max(0.0) as f32
    }
}

/// Refuses weights that are not one a document.
fn check_documents(weights: Option<&[f32]>, documents: usize) -> Result<()> {
    match weights {
        Some(weights) if weights.len() != documents => Err(Error::InvalidParameter {
            name: "sample_weights",
            expected: "one weight a document",
            actual: format!("{} for {documents} documents", weights.len()),
        }),
        _ => Ok(()),
    }
}

/// The logarithm of each term's share in each class, shape `(terms, classes)`, row after row:
///
/// `ln((alpha + sum(term, class)) / (alpha * terms + sum over terms of sum(term, class)))`
pub(super) fn log_shares<'fit>(
    sums: &ClassSums<'fit>,
    alpha: f64,
    sum: impl Fn(&ClassSums<'fit>, usize, usize) -> f32,
) -> Vec<f32> {
    let (terms, classes) = (sums.terms(), sums.classes());
    let mut totals = vec![alpha * terms as f64; classes];
    let mut shares = Vec::with_capacity(terms * classes);
    for term in 0..terms {
        for (class, total) in totals.iter_mut().enumerate() {
            let sum = sum(sums, term, class);
            *total += f64::from(sum);
            shares.push(alpha as f32 + sum);
        }
    }
    let logarithms: Vec<f32> = totals.iter().map(|total| total.ln() as f32).collect();
    shares.par_chunks_mut(classes).with_min_len(ROWS).for_each(|row| {
        row.iter_mut().zip(&logarithms).for_each(|(share, total)| *share = share.ln() - total);
    });
    shares
}

/// Takes the mean of each row, shape `(classes,)`, off the row.
///
/// What all classes of a term share decides nothing; without it a weight says by its sign whether
/// the term speaks for the class, and rows add up small.
pub(super) fn centre_rows(weights: &mut [f32], classes: usize) {
    weights.par_chunks_mut(classes).with_min_len(ROWS).for_each(|row| {
        let mean = row.iter().sum::<f32>() / classes as f32;
        row.iter_mut().for_each(|weight| *weight -= mean);
    });
}

/// How many terms are worth a task of their own.
const ROWS: usize = 4_096;

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
    weights: Option<&[f32]>,
    model: impl Fn(&ClassSums<'_>) -> LinearModel,
) -> Result<(LinearModel, Array2<f32>)> {
    let sums = ClassSums::new(matrix, targets, weights)?;
    let mut scores: Vec<f32> = Vec::new();
    for (_, left_out) in folds.parts_of(matrix.documents())? {
        let part = model(&sums.without(matrix, targets, left_out));
        let row = |&document: &u32| part.scores(matrix.row(document as usize));
        scores.par_extend(left_out.par_iter().flat_map_iter(row));
    }
    let shape = (scores.len() / targets.labels(), targets.labels());
    let scores = Array2::from_shape_vec(shape, scores).expect("one score a label for each row");
    Ok((model(&sums), scores))
}
