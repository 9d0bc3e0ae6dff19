//! Naive Bayes that learns from documents without labels as well, by expectation maximisation (Nigam,
//! `McCallum`, Thrun and Mitchell, "Text Classification from Labeled and Unlabeled Documents using EM",
//! 2000).
//!
//! In turns the sums of each class are taken over the labelled documents and, each by the
//! probability that it is of the class, over the pool; then the pool is scored anew by
//!
//! `weight(term, class) = ln((alpha + sum(term, class)) / (alpha * terms + sum over terms))`
//!
//! or by minus the same of all other classes together, as in complement naive Bayes. Words that
//! the labelled documents do not have get their classes from the words that they stand beside in the pool.

use ndarray::Array2;
use rayon::prelude::*;

use crate::features::CsrMatrix;

use super::class_sums::centre_rows;
use super::{LabelSets, LinearModel};

/// A pool of documents without labels, seen from its documents and from its terms.
pub(super) struct Pool<'fit> {
    matrix: &'fit CsrMatrix,
    /// Shape `(terms, documents)`.
    transposed: CsrMatrix,
}

impl<'fit> Pool<'fit> {
    pub(super) fn new(matrix: &'fit CsrMatrix) -> Self {
        Self { matrix, transposed: matrix.transpose() }
    }
}

/// How naive Bayes is fitted to labelled documents and a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likelihood {
    /// A class by its own terms.
    Multinomial,
    /// A class by the terms of all others.
    Complement,
}

/// Smoothing of the sums.
const ALPHA: f64 = 0.1;
/// How often the pool is labelled anew.
const ITERATIONS: usize = 10;
/// How sure the labels of the pool are: scores of spread 1 are multiplied by this. Naive Bayes's own
/// probabilities are all but 0 or 1, because words that stand together are counted as independent.
const SHARPNESS: f32 = 4.0;

impl Likelihood {
    /// Fits a model to labelled documents, one label each, and a pool whose classes `scores`, shape
    /// `(pool, classes)`, are a first guess of.
    pub(super) fn fit(
        self,
        labelled: &CsrMatrix,
        targets: &LabelSets,
        pool: &Pool<'_>,
        mut scores: Array2<f32>,
    ) -> LinearModel {
        let classes = targets.labels();
        let known = known_sums(labelled, targets);
        let mut model = None;
        for _ in 0..ITERATIONS {
            standardize(&mut scores);
            let shares = shares(&scores);
            let sums = known.par_chunks(classes).enumerate().flat_map_iter(|(term, known)| {
                let mut sums = known.to_vec();
                for (document, value) in pool.transposed.row(term).iter() {
                    for (sum, &share) in sums.iter_mut().zip(&shares[document * classes..]) {
                        *sum += f64::from(value * share);
                    }
                }
                sums
            });
            let fitted = self.model(sums.collect(), classes);
            scores = fitted.decision_function(pool.matrix);
            model = Some(fitted);
        }
        model.expect("there is at least one iteration")
    }

    /// The model of sums of shape `(terms, classes)`.
    fn model(self, mut sums: Vec<f64>, classes: usize) -> LinearModel {
        let mut totals = vec![0.0; classes];
        for row in sums.chunks_mut(classes) {
            if self == Self::Complement {
                let all: f64 = row.iter().sum();
                row.iter_mut().for_each(|sum| *sum = (all - *sum).max(0.0));
            }
            for (sum, total) in row.iter_mut().zip(&mut totals) {
                *sum += ALPHA;
                *total += *sum;
            }
        }
        let sign = if self == Self::Complement { -1.0 } else { 1.0 };
        for row in sums.chunks_mut(classes) {
            row.iter_mut().zip(&totals).for_each(|(sum, total)| *sum = sign * (*sum / total).ln());
        }
        let mut weights: Vec<f32> = sums.into_iter().map(|weight| weight as f32).collect();
        centre_rows(&mut weights, classes);
        LinearModel::new(weights, vec![0.0; classes]).expect("logarithms of numbers above 0")
    }
}

/// The sums over labelled documents, shape `(terms, classes)`.
fn known_sums(labelled: &CsrMatrix, targets: &LabelSets) -> Vec<f64> {
    let classes = targets.labels();
    let mut sums = vec![0.0; labelled.terms() * classes];
    for (document, row) in labelled.rows().enumerate() {
        for (column, value) in row.iter() {
            for &class in targets.of(document) {
                sums[column * classes + class as usize] += f64::from(value);
            }
        }
    }
    sums
}

/// Takes the mean off each row, and divides all by their standard deviation: scores of different
/// learners then mean the same.
pub(super) fn standardize(scores: &mut Array2<f32>) {
    for mut row in scores.rows_mut() {
        let mean = row.mean().unwrap_or(0.0);
        row.iter_mut().for_each(|score| *score -= mean);
    }
    let squares: f64 = scores.iter().map(|&score| f64::from(score) * f64::from(score)).sum();
    let spread = (squares / scores.len().max(1) as f64).sqrt() as f32;
    if spread > 1e-9 {
        scores.mapv_inplace(|score| score / spread);
    }
}

/// How much of each document belongs to each class: the softmax of its scores, row after row.
fn shares(scores: &Array2<f32>) -> Vec<f32> {
    let mut shares = Vec::with_capacity(scores.len());
    for row in scores.rows() {
        let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let weights = row.iter().map(|&score| (SHARPNESS * (score - top)).exp());
        let total: f32 = weights.clone().sum();
        shares.extend(weights.map(|weight| weight / total));
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn a_word_that_no_labelled_document_has_takes_the_class_of_its_neighbours() {
        // Term 0 is of class 0, term 1 of class 1; in the pool term 2 stands beside term 0, and term 3
        // beside term 1.
        let labelled = CsrMatrix::new(vec![0, 1, 2], vec![0, 1], vec![1.0, 1.0], 4).unwrap();
        let targets = LabelSets::new(&[[0], [1]], 2).unwrap();
        let columns = [0, 2].repeat(5).into_iter().chain([1, 3].repeat(5)).collect();
        let pool =
            CsrMatrix::new((0..=20).step_by(2).collect(), columns, vec![0.7; 20], 4).unwrap();
        let first = Array2::from_shape_fn((10, 2), |(document, class)| {
            f32::from(u8::from((document >= 5) == (class == 1)))
        });
        for likelihood in [Likelihood::Multinomial, Likelihood::Complement] {
            let model = likelihood.fit(&labelled, &targets, &Pool::new(&pool), first.clone());
            assert!(model.term(2)[0] > 0.5 && model.term(3)[1] > 0.5, "{model:?}");
        }
    }

    #[test]
    fn weights_are_those_worked_by_hand() {
        // Sums (2, 0) and (1, 3), smoothed (2.1, 0.1) and (1.1, 3.1), totals 3.2 and 3.2.
        let model = Likelihood::Multinomial.model(vec![2.0, 0.0, 1.0, 3.0], 2);
        assert_relative_eq!(model.term(0)[0], (2.1_f32 / 0.1).ln() / 2.0, epsilon = 1e-5);
        assert_relative_eq!(model.term(1)[1], (3.1_f32 / 1.1).ln() / 2.0, epsilon = 1e-5);
        // Of two classes, the complement of one is the other.
        assert_relative_eq!(
            Likelihood::Complement.model(vec![2.0, 0.0, 1.0, 3.0], 2).term(0)[0],
            model.term(0)[0],
            epsilon = 1e-5
        );
    }

    #[test]
    fn standardized_scores_have_rows_around_zero_and_a_spread_of_one() {
        let mut scores = ndarray::array![[1.0, 3.0], [10.0, 4.0]];
        standardize(&mut scores);
        // Less the means: -1, 1, 3, -3, whose mean square is 5.
        assert_relative_eq!(scores[(0, 1)], 1.0 / 5.0_f32.sqrt(), epsilon = 1e-6);
        assert_relative_eq!(scores[(1, 0)], 3.0 / 5.0_f32.sqrt(), epsilon = 1e-6);
    }
}
