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
use ndarray::Array1;
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

impl LinearSvmValidParams {
    fn fit_label_sets(&self, matrix: &CsrMatrix, targets: &LabelSets) -> LinearModel {
        let documents_of_labels = targets.documents_of_labels();
        let classes: Vec<(Vec<f32>, f32)> = documents_of_labels
            .par_iter()
            .enumerate()
            .map(|(class, positives)| {
                let mut signs = vec![-1.0_f32; matrix.documents()];
                for &document in positives {
                    signs[document as usize] = 1.0;
                }
                self.fit_class(matrix, &signs, class as u64)
            })
            .collect();
        LinearModel::from_classes(&classes)
    }

    /// The weights and the intercept of one class.
    fn fit_class(&self, matrix: &CsrMatrix, signs: &[f32], class: u64) -> (Vec<f32>, f32) {
        let mut random = SplitMix64::new(self.seed ^ (class << 32));
        let mut weights = vec![0.0_f32; matrix.terms()];
        let mut intercept = 0.0_f32;
        let mut alphas = vec![0.0_f32; matrix.documents()];
        // The dual of the squared hinge puts 1 / (2 C) on the diagonal.
        let diagonal = 0.5 / self.c;
        let curvatures: Vec<f32> =
            matrix.rows().map(|row| row.squared_norm() as f32 + 1.0 + diagonal).collect();
        let mut order: Vec<u32> = (0..matrix.documents() as u32).collect();
        let mut active = order.len();
        // Documents whose gradient lies beyond the largest of the last pass are left out for now.
        let mut shrink_above = f32::INFINITY;
        for _ in 0..self.max_iterations {
            let (mut largest, mut smallest) = (f32::NEG_INFINITY, f32::INFINITY);
            random.shuffle(&mut order[..active]);
            let mut position = 0;
            while position < active {
                let document = order[position] as usize;
                let row = matrix.row(document);
                let sign = signs[document];
                let alpha = alphas[document];
                let mut score = intercept;
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
                    intercept += step;
                    for (column, value) in row.iter() {
                        weights[column] += step * value;
                    }
                }
            }
            if largest - smallest <= self.tolerance {
                if active == order.len() {
                    break;
                }
                active = order.len();
                shrink_above = f32::INFINITY;
            } else {
                shrink_above = if largest > 0.0 { largest } else { f32::INFINITY };
            }
        }
        (weights, intercept)
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
