//! Linear support vector machine, one class against the rest.
//!
//! L2-regularised squared hinge loss, solved in the dual by coordinate descent with shrinking (Hsieh,
//! Chang, Lin, Keerthi and Sundararajan, "A Dual Coordinate Descent Method for Large-scale Linear
//! SVM", 2008). For each class, with `y = 1` on its documents and `-1` on all others:
//!
//! `min over w: |w|^2 / 2 + C * sum over documents of max(0, 1 - y * w.x)^2`

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};
use rayon::prelude::*;

use crate::features::CsrMatrix;
use crate::random::SplitMix64;
use crate::{Error, Result};

use super::targets::check_shapes;
use super::{LabelSets, LinearModel};

/// Parameters of the linear support vector machine.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`c`](Self::c) | 1.0 | `> 0` |
/// | [`tolerance`](Self::tolerance) | 0.1 | `> 0` |
/// | [`max_iterations`](Self::max_iterations) | 300 | `>= 1` |
/// | [`seed`](Self::seed) | 0 | |
///
/// The intercept is the weight of a term that every document has with value 1.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct LinearSvmParams(LinearSvmValidParams);

/// Parameters that have been checked.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearSvmValidParams {
    c: f32,
    tolerance: f32,
    max_iterations: usize,
    seed: u64,
}

impl Default for LinearSvmParams {
    fn default() -> Self {
        Self(LinearSvmValidParams { c: 1.0, tolerance: 0.1, max_iterations: 300, seed: 0 })
    }
}

impl LinearSvmParams {
    /// What an error costs, against the size of the weights.
    pub fn c(mut self, c: f32) -> Self {
        self.0.c = c;
        self
    }

    /// Stop when no projected gradient differs from another by more.
    pub fn tolerance(mut self, tolerance: f32) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Stop after this many passes at the latest.
    pub fn max_iterations(mut self, iterations: usize) -> Self {
        self.0.max_iterations = iterations;
        self
    }

    /// Where the random order of the documents starts.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for LinearSvmParams {
    type Checked = LinearSvmValidParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&Self::Checked> {
        for (name, value) in [("c", self.0.c), ("tolerance", self.0.tolerance)] {
            if !(value.is_finite() && value > 0.0) {
                let expected = "above 0";
                return Err(Error::InvalidParameter { name, expected, actual: value.to_string() });
            }
        }
        if self.0.max_iterations == 0 {
            let (name, expected) = ("max_iterations", "at least 1");
            return Err(Error::InvalidParameter { name, expected, actual: "0".to_owned() });
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<Self::Checked> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// One class, against the rest: what is learned, and what it takes to go on from there.
struct Solution {
    /// Shape `(terms,)`.
    weights: Vec<f32>,
    intercept: f32,
    /// The dual variable of each document, shape `(documents,)`, none below 0.
    alphas: Vec<f32>,
}

impl LinearSvmValidParams {
    fn fit_label_sets(&self, matrix: &CsrMatrix, targets: &LabelSets) -> LinearModel {
        let problem = Problem::new(self, matrix);
        let documents: Vec<u32> = (0..matrix.documents() as u32).collect();
        let classes: Vec<(Vec<f32>, f32)> = (0..targets.labels())
            .into_par_iter()
            .map(|class| {
                let signs = targets.signs(class);
                let solution = problem.solve(&signs, &documents, None, class as u64);
                (solution.weights, solution.intercept)
            })
            .collect();
        LinearModel::from_classes(&classes)
    }

    /// Fits on all documents, and scores each document by a model that has not seen it.
    ///
    /// `folds` gives the fold of each document; the scores have shape `(documents, classes)`. The
    /// model of each fold starts from the dual solution on all documents, less those of the fold,
    /// and so costs a fraction of a fit from nothing.
    ///
    /// # Errors
    ///
    /// As `fit`; and when there is not one fold a document.
    pub fn fit_out_of_fold(
        &self,
        matrix: &CsrMatrix,
        targets: &LabelSets,
        folds: &[u32],
    ) -> Result<(LinearModel, Array2<f32>)> {
        check_shapes(matrix.documents(), targets)?;
        if folds.len() != matrix.documents() {
            return Err(linfa::Error::MismatchedShapes(matrix.documents(), folds.len()).into());
        }
        let problem = Problem::new(self, matrix);
        let all: Vec<u32> = (0..matrix.documents() as u32).collect();
        let fold_count = folds.iter().max().map_or(0, |&last| last + 1);
        let (kept, left_out): (Vec<Vec<u32>>, Vec<Vec<u32>>) = (0..fold_count)
            .map(|fold| all.iter().partition(|&&document| folds[document as usize] != fold))
            .unzip();
        let classes: Vec<(Solution, Vec<f32>)> = (0..targets.labels())
            .into_par_iter()
            .map(|class| {
                let signs = targets.signs(class);
                let whole = problem.solve(&signs, &all, None, class as u64);
                let mut scores = vec![0.0; matrix.documents()];
                for (kept, left_out) in kept.iter().zip(&left_out) {
                    let part = problem.solve(&signs, kept, Some(&whole), class as u64);
                    for &document in left_out {
                        let row = matrix.row(document as usize);
                        let terms = row.iter().map(|(column, value)| value * part.weights[column]);
                        scores[document as usize] = part.intercept + terms.sum::<f32>();
                    }
                }
                (whole, scores)
            })
            .collect();
        let scores = Array2::from_shape_fn((matrix.documents(), classes.len()), |(row, class)| {
            classes[class].1[row]
        });
        let classes: Vec<(Vec<f32>, f32)> =
            classes.into_iter().map(|(whole, _)| (whole.weights, whole.intercept)).collect();
        Ok((LinearModel::from_classes(&classes), scores))
    }
}

/// What all classes of a fit share.
struct Problem<'fit> {
    params: &'fit LinearSvmValidParams,
    matrix: &'fit CsrMatrix,
    /// The dual of the squared hinge puts `1 / (2 C)` on the diagonal.
    diagonal: f32,
    /// The second derivative by each document's dual variable.
    curvatures: Vec<f32>,
}

impl<'fit> Problem<'fit> {
    fn new(params: &'fit LinearSvmValidParams, matrix: &'fit CsrMatrix) -> Self {
        let diagonal = 0.5 / params.c;
        let curvatures =
            matrix.rows().map(|row| row.squared_norm() as f32 + 1.0 + diagonal).collect();
        Self { params, matrix, diagonal, curvatures }
    }

    /// The primal point that the dual variables of some documents stand for.
    fn restart(&self, signs: &[f32], documents: &[u32], from: &Solution) -> Solution {
        let mut solution = Solution {
            weights: vec![0.0; self.matrix.terms()],
            intercept: 0.0,
            alphas: vec![0.0; self.matrix.documents()],
        };
        for &document in documents {
            let document = document as usize;
            let alpha = from.alphas[document];
            if alpha > 0.0 {
                solution.alphas[document] = alpha;
                let step = alpha * signs[document];
                solution.intercept += step;
                for (column, value) in self.matrix.row(document).iter() {
                    solution.weights[column] += step * value;
                }
            }
        }
        solution
    }

    /// Solves for one class, `signs` being 1 on its documents and -1 on the others, on `documents`.
    fn solve(
        &self,
        signs: &[f32],
        documents: &[u32],
        from: Option<&Solution>,
        class: u64,
    ) -> Solution {
        let mut random = SplitMix64::new(self.params.seed ^ (class << 32));
        let mut solution = match from {
            Some(solution) => self.restart(signs, documents, solution),
            None => Solution {
                weights: vec![0.0; self.matrix.terms()],
                intercept: 0.0,
                alphas: vec![0.0; self.matrix.documents()],
            },
        };
        let Solution { weights, intercept, alphas } = &mut solution;
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
                let gradient = sign * score - 1.0 + alpha * self.diagonal;
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
                    let moved = (alpha - gradient / self.curvatures[document]).max(0.0);
                    alphas[document] = moved;
                    let step = (moved - alpha) * sign;
                    *intercept += step;
                    for (column, value) in row.iter() {
                        weights[column] += step * value;
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
}

impl Fit<CsrMatrix, LabelSets, Error> for LinearSvmValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, LabelSets>) -> Result<LinearModel> {
        check_shapes(dataset.records.documents(), &dataset.targets)?;
        Ok(self.fit_label_sets(&dataset.records, &dataset.targets))
    }
}

impl Fit<CsrMatrix, Array1<usize>, Error> for LinearSvmValidParams {
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

    /// Two documents on one term, at 1 and at -1, one of each class.
    fn mirror() -> (CsrMatrix, LabelSets) {
        let matrix = CsrMatrix::new(vec![0, 1, 2], vec![0, 0], vec![1.0, -1.0], 1).unwrap();
        (matrix, LabelSets::new(&[[0], [1]], 2).unwrap())
    }

    fn fit(params: LinearSvmParams) -> LinearModel {
        let (matrix, targets) = mirror();
        params.fit(&DatasetBase::new(matrix, targets)).unwrap()
    }

    #[test]
    fn two_mirrored_documents_give_the_weight_worked_by_hand() {
        // Both hinges are 1 - w, and w^2 / 2 + 2 C (1 - w)^2 is least at w = 4 C / (1 + 4 C).
        let model = fit(LinearSvmParams::default().c(0.5).tolerance(1e-5));
        assert_relative_eq!(model.term(0)[0], 2.0 / 3.0, epsilon = 1e-4);
        assert_relative_eq!(model.term(0)[1], -2.0 / 3.0, epsilon = 1e-4);
        assert_relative_eq!(model.intercepts()[0], 0.0, epsilon = 1e-4);
    }

    #[test]
    fn a_costlier_error_makes_larger_weights() {
        let weight = |c| fit(LinearSvmParams::default().c(c).tolerance(1e-4)).term(0)[0];
        assert!(weight(10.0) > weight(1.0) && weight(1.0) > weight(0.1));
    }

    #[test]
    fn out_of_fold_scores_come_from_models_that_did_not_see_the_document() {
        // Four documents, each fold without both ends of one side: a model that has only seen
        // term 0 says nothing about term 1 but its intercept.
        let matrix =
            CsrMatrix::new(vec![0, 1, 2, 3, 4], vec![0, 0, 1, 1], vec![1.0, -1.0, 1.0, -1.0], 2)
                .unwrap();
        let targets = LabelSets::new(&[[0], [1], [0], [1]], 2).unwrap();
        let params = LinearSvmParams::default().tolerance(1e-4).check().unwrap();
        let (_, scores) = params.fit_out_of_fold(&matrix, &targets, &[0, 0, 1, 1]).unwrap();
        for score in scores {
            assert_relative_eq!(score, 0.0, epsilon = 1e-3);
        }
    }

    #[test]
    fn parameters_out_of_range_are_refused_by_name() {
        for (params, name) in [
            (LinearSvmParams::default().c(0.0), "c"),
            (LinearSvmParams::default().tolerance(f32::NAN), "tolerance"),
            (LinearSvmParams::default().max_iterations(0), "max_iterations"),
        ] {
            let error = params.check().unwrap_err();
            assert!(error.to_string().starts_with(&format!("`{name}`")), "{error}");
        }
    }
}
