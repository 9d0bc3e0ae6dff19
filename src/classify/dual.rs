//! Dual coordinate descent for linear machines, one class against the rest (Hsieh, Chang, Lin,
//! Keerthi and Sundararajan, "A Dual Coordinate Descent Method for Large-scale Linear SVM", 2008).
//!
//! For one class, with `y = 1` on its documents and `-1` on all others:
//!
//! `min over w: |w|^2 / 2 + sum over documents of loss(y * w.x)`
//!
//! where each term of `x` may be stretched by a factor of its own. A [`DualLoss`] says which loss it
//! is; every document has a dual variable `alpha`, and `w = sum over documents of alpha * y * x`.
//!
//! Classes are learned in blocks, as [`dual_block`](super::dual_block) says, the blocks in parallel.

use std::sync::Mutex;

use ndarray::Array2;
use rayon::prelude::*;

use crate::Result;
use crate::features::CsrMatrix;

use super::Folds;
use super::dual_block::{Block, DualLoss};
use super::dual_params::DualParams;
use super::linear_model::DENSE_WEIGHTS;
use super::log_ratios::TermTotals;
use super::rivals::Rivals;
use super::targets::check_shapes;
use super::{LabelSets, LinearModel, SparseRows};

/// How many classes a block has where there are many; 4 lanes fill a register of every machine.
const WIDE: usize = 8;
/// How many classes a block has where there are few.
const NARROW: usize = 4;

/// What all classes of a fit share.
pub(super) struct DualProblem<'fit, L> {
    pub(super) loss: L,
    pub(super) params: &'fit DualParams,
    pub(super) matrix: &'fit CsrMatrix,
    pub(super) targets: &'fit LabelSets,
    /// Where terms are stretched by their log-count ratio for the class, how the ratio is smoothed.
    pub(super) smoothing: Option<f32>,
    /// The squared norm of each row as it is, with the 1 that belongs to the intercept.
    pub(super) norms: Vec<f32>,
    /// Where a class is learned against its likes only: what finds these.
    pub(super) rivals: Option<Rivals>,
}

/// A part of the documents: what a model learns from, and what it then scores.
#[derive(Clone, Copy)]
pub(super) struct Part<'fit> {
    pub(super) kept: &'fit [u32],
    pub(super) left_out: &'fit [u32],
    /// Of the documents that are kept, where terms are stretched.
    pub(super) totals: Option<&'fit TermTotals>,
}

impl<'fit, L: DualLoss> DualProblem<'fit, L> {
    /// The problem of telling apart the labels of `targets`.
    ///
    /// # Errors
    ///
    /// Those of linfa when matrix and targets do not belong together, and
    /// [`InvalidParameter`](crate::Error::InvalidParameter) when there is not one sample weight a
    /// document.
    pub(super) fn new(
        loss: L,
        params: &'fit DualParams,
        matrix: &'fit CsrMatrix,
        targets: &'fit LabelSets,
    ) -> Result<Self> {
        check_shapes(matrix.documents(), targets)?;
        params.check_documents(matrix.documents())?;
        let norms = matrix.rows().map(|row| 1.0 + row.squared_norm() as f32).collect();
        let is_sparse = matrix.terms().saturating_mul(targets.labels()) > DENSE_WEIGHTS;
        let rivals = is_sparse.then(|| Rivals::new(matrix));
        Ok(Self { loss, params, matrix, targets, smoothing: None, norms, rivals })
    }

    /// The same with each term stretched by its log-count ratio for the class, smoothed by `alpha`.
    pub(super) fn stretch(mut self, alpha: f32) -> Self {
        self.smoothing = Some(alpha);
        self
    }

    /// The model of all documents.
    ///
    /// # Errors
    ///
    /// [`InvalidParameter`](crate::Error::InvalidParameter) when costs are so large that weights
    /// overflow.
    pub(super) fn fit(&self) -> Result<LinearModel> {
        Ok(self.fit_parts(&[])?.0)
    }

    /// The model of all documents, and the scores of those in `folds` by models that have not seen
    /// them, shape `(scored documents, classes)`.
    ///
    /// The model of each fold starts from the dual solution on all documents, less those of the
    /// fold, and so costs a fraction of a fit from nothing.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit), and those of linfa when the folds are of other documents.
    pub(super) fn fit_out_of_fold(&self, folds: &Folds) -> Result<(LinearModel, Array2<f32>)> {
        self.fit_parts(folds.parts_of(self.matrix.documents())?)
    }

    fn fit_parts(&self, parts: &[(Vec<u32>, Vec<u32>)]) -> Result<(LinearModel, Array2<f32>)> {
        if self.targets.labels() <= NARROW {
            self.fit_blocks::<NARROW>(parts)
        } else {
            self.fit_blocks::<WIDE>(parts)
        }
    }

    fn fit_blocks<const N: usize>(
        &self,
        parts: &[(Vec<u32>, Vec<u32>)],
    ) -> Result<(LinearModel, Array2<f32>)> {
        let labels = self.targets.labels();
        let all: Vec<u32> = (0..self.matrix.documents() as u32).collect();
        let whole = (all.as_slice(), [].as_slice());
        let parts = parts.iter().map(|(kept, left_out)| (kept.as_slice(), left_out.as_slice()));
        let parts: Vec<(&[u32], &[u32])> = std::iter::once(whole).chain(parts).collect();
        let totals: Vec<Option<TermTotals>> = parts
            .par_iter()
            .map(|(kept, _)| self.smoothing.map(|_| TermTotals::new(self.matrix, kept)))
            .collect();
        let parts: Vec<Part<'_>> = parts
            .iter()
            .zip(&totals)
            .map(|(&(kept, left_out), totals)| Part { kept, left_out, totals: totals.as_ref() })
            .collect();
        let scored = parts.iter().map(|part| part.left_out.len()).sum();
        let documents_of = self.targets.documents_of_labels();
        // The most frequent first: classes of a block then have about as many documents, and
        // those that hardly have any leave out nearly all documents together.
        let mut classes: Vec<u32> = (0..labels as u32).collect();
        classes.sort_by_key(|&class| std::cmp::Reverse(documents_of[class as usize].len()));
        // Blocks write to places of their own as they come, so that no block waits in memory.
        let weights = Mutex::new(match self.rivals {
            None => Weights::Dense(vec![0.0; self.matrix.terms() * labels]),
            Some(_) => Weights::Sparse(Vec::new()),
        });
        let intercepts = Mutex::new(vec![0.0; labels]);
        let scores = Mutex::new(Array2::zeros((scored, labels)));
        classes.par_chunks(N).enumerate().for_each(|(number, classes)| {
            let block = Block::<N>::new(classes, number, &documents_of, all.len());
            let fitted = block.fit(self, &parts);
            weights.lock().expect("no block panics").put(classes, &fitted.weights);
            let mut intercepts = intercepts.lock().expect("no block panics");
            for (&class, intercept) in classes.iter().zip(fitted.intercept) {
                intercepts[class as usize] = intercept;
            }
            drop(intercepts);
            let mut scores = scores.lock().expect("no block panics");
            for (mut row, of_block) in scores.rows_mut().into_iter().zip(fitted.scores) {
                for (&class, score) in classes.iter().zip(of_block) {
                    row[class as usize] = score;
                }
            }
        });
        let intercepts = intercepts.into_inner().expect("no block panics");
        let weights = weights.into_inner().expect("no block panics");
        let scores = scores.into_inner().expect("no block panics");
        Ok((weights.into_model(self.matrix.terms(), intercepts)?, scores))
    }
}

/// The weights of the classes that have been learned so far.
enum Weights {
    /// Shape `(terms, classes)`, row after row.
    Dense(Vec<f32>),
    /// Term, class and weight, in any order.
    Sparse(Vec<(u32, u32, f32)>),
}

impl Weights {
    /// Adds those of a block, shape `(terms, N)`.
    fn put<const N: usize>(&mut self, classes: &[u32], weights: &[[f32; N]]) {
        match self {
            Self::Dense(all) => {
                let labels = all.len() / weights.len().max(1);
                for (row, weights) in all.chunks_exact_mut(labels.max(1)).zip(weights) {
                    classes.iter().zip(weights).for_each(|(&class, &w)| row[class as usize] = w);
                }
            }
            Self::Sparse(all) => {
                for (term, weights) in weights.iter().enumerate() {
                    let kept = classes.iter().zip(weights).filter(|(_, weight)| **weight != 0.0);
                    all.extend(kept.map(|(&class, &weight)| (term as u32, class, weight)));
                }
            }
        }
    }

    fn into_model(self, terms: usize, intercepts: Vec<f32>) -> Result<LinearModel> {
        match self {
            Self::Dense(weights) => LinearModel::new(weights, intercepts),
            Self::Sparse(mut weights) => {
                // By their places, each of which there is once: the same in whatever order they came.
                weights.par_sort_unstable_by_key(|&(term, class, _)| (term, class));
                let places = weights.iter().map(|&(term, class, _)| (term, class));
                let rows = SparseRows::of_places(places, terms);
                let weights = weights.iter().map(|&(_, _, weight)| weight).collect();
                LinearModel::sparse(rows, weights, intercepts)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::svm::SquaredHinge;

    /// Each of 300 documents has a word of its class, 1 of 30, a word of its own and a word of all.
    fn corpus() -> (CsrMatrix, LabelSets) {
        let (mut offsets, mut columns) = (vec![0], Vec::new());
        for document in 0..300 {
            columns.extend([0, 1 + document % 30, 31 + document]);
            offsets.push(columns.len());
        }
        let values = vec![0.5; columns.len()];
        let sets: Vec<[u32; 1]> = (0..300).map(|document| [document % 30]).collect();
        let matrix = CsrMatrix::new(offsets, columns, values, 331).unwrap();
        (matrix, LabelSets::new(&sets, 30).unwrap())
    }

    #[test]
    fn classes_learned_against_their_rivals_are_told_apart_with_few_weights() {
        let (matrix, targets) = corpus();
        let params = DualParams { c: 10.0, ..DualParams::default() };
        let mut problem = DualProblem::new(SquaredHinge, &params, &matrix, &targets).unwrap();
        let dense = problem.fit().unwrap();
        assert!(dense.rows().is_none());
        problem.rivals = Some(Rivals::new(&matrix));
        let folds = Folds::stratified(&targets, 3, 0);
        let (sparse, scores) = problem.fit_out_of_fold(&folds).unwrap();
        assert!(sparse.weights().len() < dense.weights().len() / 2);
        for (row, document) in scores.rows().into_iter().zip(folds.scored()) {
            let expected = Some(document as usize % 30);
            assert_eq!(super::super::largest(&row.to_vec()), expected);
            assert_eq!(
                super::super::largest(&sparse.scores(matrix.row(document as usize))),
                expected
            );
        }
    }
}
