//! Dual coordinate descent for linear machines, one class against the rest (Hsieh, Chang, Lin,
//! Keerthi and Sundararajan, "A Dual Coordinate Descent Method for Large-scale Linear SVM", 2008).
//!
//! For one class, with `y = 1` on its documents and `-1` on all others:
//!
//! `min over w: |w|^2 / 2 + sum over documents of loss(y * w.x)`
//!
//! where each term of `x` may be stretched by a factor of its own. A [`DualLoss`] says which loss it
//! is; every document has a dual variable `alpha`, and `w = sum over documents of alpha * y * x`.

use ndarray::Array2;
use rayon::prelude::*;

use crate::Result;
use crate::features::CsrMatrix;
use crate::random::SplitMix64;

use super::Folds;
use super::dual_params::DualParams;
use super::targets::check_shapes;
use super::{LabelSets, LinearModel};

/// A loss, seen from the dual variable of one document.
///
/// `margin` is `y * w.x`, and `cost` what the document's loss is multiplied by, above 0.
pub(super) trait DualLoss: Copy + Sync {
    /// The dual variable to start from that is closest to `alpha`, at least 0.
    fn feasible(self, alpha: f32, cost: f32) -> f32;

    /// The derivative of the dual problem by `alpha`.
    fn gradient(self, alpha: f32, margin: f32, cost: f32) -> f32;

    /// Where the dual problem is least along `alpha`, whose row has the squared norm `norm`.
    fn minimum(self, alpha: f32, margin: f32, norm: f32, cost: f32) -> f32;

    /// How far a pass was from the solution whose gradients lay between `smallest` and `largest`;
    /// below 0 for a pass over no documents.
    fn violation(self, largest: f32, smallest: f32) -> f32;
}

/// What the descent knows of a document besides its row.
#[derive(Clone, Copy, Default)]
struct Coordinate {
    /// 1 for a document of the class, -1 for another.
    sign: f32,
    /// The dual variable, at least 0.
    alpha: f32,
    /// The squared norm of the stretched row, with the 1 that belongs to the intercept.
    norm: f32,
    /// What an error costs.
    cost: f32,
}

/// One class against the rest: what is learned, and what it takes to go on from there.
struct Solution {
    /// Shape `(terms,)`.
    weights: Vec<f32>,
    intercept: f32,
    /// Shape `(documents,)`; zero for documents that were left out.
    coordinates: Vec<Coordinate>,
}

/// For a class and the documents to learn it from, the square of each term's factor; shape
/// `(terms,)`, or `None` where all are 1.
pub(super) type Stretch<'fit> = &'fit (dyn Fn(&[f32], &[u32]) -> Option<Vec<f32>> + Sync);

/// What all classes of a fit share.
pub(super) struct DualProblem<'fit, L> {
    loss: L,
    params: &'fit DualParams,
    matrix: &'fit CsrMatrix,
    targets: &'fit LabelSets,
    stretch: Stretch<'fit>,
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
        Ok(Self { loss, params, matrix, targets, stretch: &|_, _| None })
    }

    /// The same on stretched terms.
    pub(super) fn stretch(mut self, stretch: Stretch<'fit>) -> Self {
        self.stretch = stretch;
        self
    }

    /// The model of all documents.
    pub(super) fn fit(&self) -> LinearModel {
        let all: Vec<u32> = (0..self.matrix.documents() as u32).collect();
        let classes: Vec<(Vec<f32>, f32)> = (0..self.targets.labels())
            .into_par_iter()
            .map(|class| {
                let signs = self.targets.signs(class);
                let solution = self.solve(&signs, &all, None, class);
                (solution.weights, solution.intercept)
            })
            .collect();
        LinearModel::from_classes(&classes)
    }

    /// The model of all documents, and the scores of those in `folds` by models that have not seen
    /// them, shape `(scored documents, classes)`.
    ///
    /// The model of each fold starts from the dual solution on all documents, less those of the
    /// fold, and so costs a fraction of a fit from nothing.
    ///
    /// # Errors
    ///
    /// Those of linfa when the folds are of other documents.
    pub(super) fn fit_out_of_fold(&self, folds: &Folds) -> Result<(LinearModel, Array2<f32>)> {
        let documents = self.matrix.documents();
        let parts = folds.parts_of(documents)?;
        let all: Vec<u32> = (0..documents as u32).collect();
        let classes: Vec<(Vec<f32>, f32, Vec<f32>)> = (0..self.targets.labels())
            .into_par_iter()
            .map(|class| {
                let signs = self.targets.signs(class);
                let whole = self.solve(&signs, &all, None, class);
                let mut scores = Vec::new();
                for (kept, left_out) in parts {
                    let part = self.solve(&signs, kept, Some(&whole), class);
                    let score = |&document: &u32| part.score(self.matrix, document as usize);
                    scores.extend(left_out.iter().map(score));
                }
                (whole.weights, whole.intercept, scores)
            })
            .collect();
        let scored = classes.first().map_or(0, |(_, _, scores)| scores.len());
        let scores =
            Array2::from_shape_fn((scored, classes.len()), |(row, class)| classes[class].2[row]);
        let classes: Vec<(Vec<f32>, f32)> =
            classes.into_iter().map(|(weights, intercept, _)| (weights, intercept)).collect();
        Ok((LinearModel::from_classes(&classes), scores))
    }

    /// Solves for one class, `signs` being 1 on its documents and -1 on the others, on `documents`.
    fn solve(
        &self,
        signs: &[f32],
        documents: &[u32],
        from: Option<&Solution>,
        class: usize,
    ) -> Solution {
        let stretch = (self.stretch)(signs, documents);
        match stretch {
            Some(squares) => self.descend(signs, documents, from, class, |column| squares[column]),
            None => self.descend(signs, documents, from, class, |_| 1.0),
        }
    }

    fn descend(
        &self,
        signs: &[f32],
        documents: &[u32],
        from: Option<&Solution>,
        class: usize,
        square: impl Fn(usize) -> f32 + Copy,
    ) -> Solution {
        let mut solution = self.start(signs, documents, from, square);
        let Solution { weights, intercept, coordinates } = &mut solution;
        let mut random = SplitMix64::new(self.params.seed ^ (class as u64) << 32);
        let mut order = documents.to_vec();
        let mut active = order.len();
        // Documents whose gradient lies beyond the largest of the last pass are left out for now.
        let mut shrink_above = f32::INFINITY;
        for _ in 0..self.params.max_iterations {
            let (mut largest, mut smallest) = (f32::NEG_INFINITY, f32::INFINITY);
            random.shuffle(&mut order[..active]);
            let mut position = 0;
            while position < active {
                let document = order[position] as usize;
                let row = self.matrix.row(document);
                let Coordinate { sign, alpha, norm, cost } = coordinates[document];
                let mut score = *intercept;
                for (column, value) in row.iter() {
                    score += value * weights[column];
                }
                let gradient = self.loss.gradient(alpha, sign * score, cost);
                if alpha == 0.0 && gradient > shrink_above {
                    active -= 1;
                    order.swap(position, active);
                    continue;
                }
                position += 1;
                let projected = if alpha == 0.0 { gradient.min(0.0) } else { gradient };
                largest = largest.max(projected);
                smallest = smallest.min(projected);
                if projected.abs() > 1e-9 {
                    let moved = self.loss.minimum(alpha, sign * score, norm, cost);
                    coordinates[document].alpha = moved;
                    let step = (moved - alpha) * sign;
                    if step != 0.0 {
                        *intercept += step;
                        for (column, value) in row.iter() {
                            weights[column] += step * value * square(column);
                        }
                    }
                }
            }
            if self.loss.violation(largest, smallest) <= self.params.tolerance {
                if active == order.len() {
                    break;
                }
                active = order.len();
                shrink_above = f32::INFINITY;
            } else {
                shrink_above = if largest > 0.0 { largest } else { f32::INFINITY };
            }
        }
        solution
    }

    /// The dual variables of another solution, or the least there are, and the primal point that
    /// they stand for.
    fn start(
        &self,
        signs: &[f32],
        documents: &[u32],
        from: Option<&Solution>,
        square: impl Fn(usize) -> f32,
    ) -> Solution {
        let inside = documents.iter().filter(|&&document| signs[document as usize] > 0.0).count();
        let factors = self.params.class_factors(&[inside, documents.len() - inside]);
        let mut solution = Solution {
            weights: vec![0.0; self.matrix.terms()],
            intercept: 0.0,
            coordinates: vec![Coordinate::default(); self.matrix.documents()],
        };
        for &document in documents {
            let document = document as usize;
            let (sign, row) = (signs[document], self.matrix.row(document));
            let cost = self.params.cost(document, factors[usize::from(sign < 0.0)]);
            let norm: f32 = row.iter().map(|(column, value)| value * value * square(column)).sum();
            let alpha = from.map_or(0.0, |from| from.coordinates[document].alpha);
            let alpha = self.loss.feasible(alpha, cost);
            solution.coordinates[document] = Coordinate { sign, alpha, norm: norm + 1.0, cost };
            if alpha > 0.0 {
                let step = alpha * sign;
                solution.intercept += step;
                for (column, value) in row.iter() {
                    solution.weights[column] += step * value * square(column);
                }
            }
        }
        solution
    }
}

impl Solution {
    fn score(&self, matrix: &CsrMatrix, document: usize) -> f32 {
        let terms = matrix.row(document);
        let terms = terms.iter().map(|(column, value)| value * self.weights[column]);
        self.intercept + terms.sum::<f32>()
    }
}
