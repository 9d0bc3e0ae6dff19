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
use super::dual_block::{Block, BlockFit, DualLoss};
use super::dual_params::DualParams;
use super::log_ratios::TermTotals;
use super::targets::check_shapes;
use super::{LabelSets, LinearModel};

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
}

/// A part of the documents: what a model learns from, and what it then scores.
pub(super) struct Part<'fit> {
    pub(super) kept: &'fit [u32],
    pub(super) left_out: &'fit [u32],
    /// Of the documents that are kept, where terms are stretched.
    pub(super) totals: Option<TermTotals>,
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
        Ok(Self { loss, params, matrix, targets, smoothing: None })
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
        let (terms, labels) = (self.matrix.terms(), self.targets.labels());
        let all: Vec<u32> = (0..self.matrix.documents() as u32).collect();
        let whole = self.part(&all, &[]);
        let parts: Vec<Part<'_>> =
            parts.par_iter().map(|(kept, left_out)| self.part(kept, left_out)).collect();
        let scored = parts.iter().map(|part| part.left_out.len()).sum();
        let documents_of = self.targets.documents_of_labels();
        // The most frequent first: classes of a block then have about as many documents, and
        // those that hardly have any leave out nearly all documents together.
        let mut classes: Vec<u32> = (0..labels as u32).collect();
        classes.sort_by_key(|&class| std::cmp::Reverse(documents_of[class as usize].len()));
        // Blocks write to columns of their own as they come, so that no block waits in memory.
        let model = Mutex::new((vec![0.0; terms * labels], vec![0.0; labels]));
        let scores = Mutex::new(Array2::zeros((scored, labels)));
        classes.par_chunks(N).enumerate().for_each(|(number, classes)| {
            let block = Block::<N>::new(classes, number, &documents_of, all.len());
            let BlockFit { weights, intercept, scores: of_block } = block.fit(self, &whole, &parts);
            let mut model = model.lock().expect("no block panics");
            let rows = model.0.chunks_exact_mut(labels);
            for (row, weights) in rows.zip(weights) {
                classes.iter().zip(weights).for_each(|(&class, w)| row[class as usize] = w);
            }
            classes.iter().zip(intercept).for_each(|(&class, w)| model.1[class as usize] = w);
            drop(model);
            let mut scores = scores.lock().expect("no block panics");
            for (mut row, of_block) in scores.rows_mut().into_iter().zip(of_block) {
                classes
                    .iter()
                    .zip(of_block)
                    .for_each(|(&class, score)| row[class as usize] = score);
            }
        });
        let (weights, intercepts) = model.into_inner().expect("no block panics");
        let scores = scores.into_inner().expect("no block panics");
        Ok((LinearModel::new(weights, intercepts)?, scores))
    }

    fn part<'part>(&self, kept: &'part [u32], left_out: &'part [u32]) -> Part<'part> {
        let totals = self.smoothing.map(|_| TermTotals::new(self.matrix, kept));
        Part { kept, left_out, totals }
    }
}
