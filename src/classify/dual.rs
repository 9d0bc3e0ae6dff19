//! Dual coordinate descent for linear machines with squared hinge loss (Hsieh, Chang, Lin, Keerthi
//! and Sundararajan, "A Dual Coordinate Descent Method for Large-scale Linear SVM", 2008).
//!
//! For one class, with `y = 1` on its documents and `-1` on all others:
//!
//! `min over w: |w|^2 / 2 + sum over documents of C * max(0, 1 - y * w.x)^2`
//!
//! where each term of `x` may be stretched by a factor of its own.

use ndarray::Array2;
use rayon::prelude::*;

use crate::features::CsrMatrix;
use crate::random::SplitMix64;
use crate::{Error, Result};

use super::targets::check_shapes;
use super::{Folds, LabelSets, LinearModel};

/// What every learner by dual coordinate descent is told.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DualParams {
    pub(super) c: f32,
    pub(super) tolerance: f32,
    pub(super) max_iterations: usize,
    pub(super) seed: u64,
}

impl Default for DualParams {
    fn default() -> Self {
        Self { c: 1.0, tolerance: 0.1, max_iterations: 300, seed: 0 }
    }
}

impl DualParams {
    pub(super) fn check(&self) -> Result<()> {
        for (name, value) in [("c", self.c), ("tolerance", self.tolerance)] {
            if !(value.is_finite() && value > 0.0) {
                let expected = "above 0";
                return Err(Error::InvalidParameter { name, expected, actual: value.to_string() });
            }
        }
        if self.max_iterations == 0 {
            let (name, expected) = ("max_iterations", "at least 1");
            return Err(Error::InvalidParameter { name, expected, actual: "0".to_owned() });
        }
        Ok(())
    }
}

/// One class against the rest: what is learned, and what it takes to go on from there.
struct Solution {
    /// Shape `(terms,)`.
    weights: Vec<f32>,
    intercept: f32,
    /// The dual variable of each document, shape `(documents,)`, none below 0.
    alphas: Vec<f32>,
}

/// For a class and the documents to learn it from, the square of each term's factor; shape
/// `(terms,)`, or `None` where all are 1.
pub(super) type Stretch<'fit> = &'fit (dyn Fn(&[f32], &[u32]) -> Option<Vec<f32>> + Sync);

/// What all classes of a fit share.
pub(super) struct DualProblem<'fit> {
    params: &'fit DualParams,
    matrix: &'fit CsrMatrix,
    targets: &'fit LabelSets,
    stretch: Stretch<'fit>,
}

impl<'fit> DualProblem<'fit> {
    /// The problem of telling apart the labels of `targets`.
    ///
    /// # Errors
    ///
    /// Those of linfa when matrix and targets do not belong together.
    pub(super) fn new(
        params: &'fit DualParams,
        matrix: &'fit CsrMatrix,
        targets: &'fit LabelSets,
        stretch: Stretch<'fit>,
    ) -> Result<Self> {
        check_shapes(matrix.documents(), targets)?;
        Ok(Self { params, matrix, targets, stretch })
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
        if folds.documents() != documents {
            return Err(linfa::Error::MismatchedShapes(documents, folds.documents()).into());
        }
        let all: Vec<u32> = (0..documents as u32).collect();
        let classes: Vec<(Solution, Vec<f32>)> = (0..self.targets.labels())
            .into_par_iter()
            .map(|class| {
                let signs = self.targets.signs(class);
                let whole = self.solve(&signs, &all, None, class);
                let mut scores = Vec::new();
                for (kept, left_out) in folds.parts() {
                    let part = self.solve(&signs, kept, Some(&whole), class);
                    let score = |&document: &u32| part.score(self.matrix, document as usize);
                    scores.extend(left_out.iter().map(score));
                }
                (Solution { alphas: Vec::new(), ..whole }, scores)
            })
            .collect();
        let scored = classes.first().map_or(0, |(_, scores)| scores.len());
        let scores =
            Array2::from_shape_fn((scored, classes.len()), |(row, class)| classes[class].1[row]);
        let classes: Vec<(Vec<f32>, f32)> =
            classes.into_iter().map(|(whole, _)| (whole.weights, whole.intercept)).collect();
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
        let Solution { weights, intercept, alphas } = &mut solution;
        // The dual of the squared hinge puts 1 / (2 C) on the diagonal.
        let diagonal = 0.5 / self.params.c;
        let curvatures = self.curvatures(documents, diagonal, square);
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
                let (sign, alpha) = (signs[document], alphas[document]);
                let mut score = *intercept;
                for (column, value) in row.iter() {
                    score += value * weights[column];
                }
                let gradient = sign * score - 1.0 + alpha * diagonal;
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
                    let moved = (alpha - gradient / curvatures[document]).max(0.0);
                    alphas[document] = moved;
                    let step = (moved - alpha) * sign;
                    *intercept += step;
                    for (column, value) in row.iter() {
                        weights[column] += step * value * square(column);
                    }
                }
            }
            if largest - smallest <= self.params.tolerance {
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

    /// The primal point that the dual variables of some documents stand for; zero without them.
    fn start(
        &self,
        signs: &[f32],
        documents: &[u32],
        from: Option<&Solution>,
        square: impl Fn(usize) -> f32,
    ) -> Solution {
        let mut solution = Solution {
            weights: vec![0.0; self.matrix.terms()],
            intercept: 0.0,
            alphas: vec![0.0; self.matrix.documents()],
        };
        let Some(from) = from else { return solution };
        for &document in documents {
            let document = document as usize;
            let alpha = from.alphas[document];
            if alpha > 0.0 {
                solution.alphas[document] = alpha;
                let step = alpha * signs[document];
                solution.intercept += step;
                for (column, value) in self.matrix.row(document).iter() {
                    solution.weights[column] += step * value * square(column);
                }
            }
        }
        solution
    }

    /// The second derivative by each document's dual variable, shape `(documents,)`.
    fn curvatures(
        &self,
        documents: &[u32],
        diagonal: f32,
        square: impl Fn(usize) -> f32,
    ) -> Vec<f32> {
        let mut curvatures = vec![0.0; self.matrix.documents()];
        for &document in documents {
            let row = self.matrix.row(document as usize);
            let norm: f32 = row.iter().map(|(column, value)| value * value * square(column)).sum();
            curvatures[document as usize] = norm + 1.0 + diagonal;
        }
        curvatures
    }
}

impl Solution {
    fn score(&self, matrix: &CsrMatrix, document: usize) -> f32 {
        let terms = matrix.row(document);
        let terms = terms.iter().map(|(column, value)| value * self.weights[column]);
        self.intercept + terms.sum::<f32>()
    }
}
