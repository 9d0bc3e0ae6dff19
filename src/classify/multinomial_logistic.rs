//! Multinomial logistic regression, for one label a document: dual coordinate descent for maximum
//! entropy models (Yu, Huang and Lin, "Dual Coordinate Descent Methods for Logistic Regression and
//! Maximum Entropy Models", 2011, section 4).
//!
//! `min over w: sum over classes of |w(class)|^2 / 2 - C * sum over documents of ln p(its class)`
//!
//! `p(class) = exp(w(class).x) / sum over classes of exp(w(class).x)`
//!
//! A document has one dual variable a class; together they are `C`, and at the solution `C * p`:
//!
//! `w(class) = sum over documents of (C * [class is its class] - alpha(class)) * x`
//!
//! The paper descends into a document's dual variables one after another; here
//! [`softmax_dual`](super::softmax_dual) solves for all of them at once.

use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};
use rayon::prelude::*;

use crate::features::{CsrMatrix, SparseRow};
use crate::random::SplitMix64;
use crate::{Error, Result};

use super::Folds;
use super::dual_params::{DualParams, share_dual_params};
use super::softmax_dual::{minimum, violation};
use super::targets::check_shapes;
use super::{LabelSets, LinearModel};

/// Parameters of multinomial logistic regression.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`c`](Self::c) | 1.0 | `> 0` |
/// | [`tolerance`](Self::tolerance) | 0.01 | `> 0` |
/// | [`max_iterations`](Self::max_iterations) | 300 | `>= 1` |
/// | [`seed`](Self::seed) | 0 | |
/// | [`class_weight`](Self::class_weight) | none | |
/// | [`sample_weights`](Self::sample_weights) | none | each finite and `> 0` |
///
/// The intercept is the weight of a term that every document has with value 1. The softmax of the
/// scores are the probabilities of the classes. One model is one thread's work; folds are fitted in
/// parallel. A fit takes memory for one number a term and class, and one a document and class.
///
/// # Example
///
/// ```
/// use linfa::DatasetBase;
/// use linfa::traits::Fit;
/// use nutgraf::classify::{LabelSets, MultinomialLogisticRegressionParams};
/// use nutgraf::features::CsrMatrix;
///
/// let matrix = CsrMatrix::new(vec![0, 1, 2], vec![0, 1], vec![1.0, 1.0], 2)?;
/// let targets = LabelSets::new(&[vec![0], vec![0, 1]], 2)?;
/// let error = MultinomialLogisticRegressionParams::default()
///     .fit(&DatasetBase::new(matrix, targets))
///     .unwrap_err();
/// let message = "`targets` must be one label a document, found `2 labels for document 1`";
/// assert_eq!(error.to_string(), message);
/// # Ok::<(), nutgraf::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct MultinomialLogisticRegressionParams(MultinomialLogisticRegressionValidParams);

/// Parameters that have been checked.
#[derive(Clone, Debug, PartialEq)]
pub struct MultinomialLogisticRegressionValidParams(DualParams);

impl Default for MultinomialLogisticRegressionParams {
    fn default() -> Self {
        let params = DualParams { tolerance: 0.01, ..DualParams::default() };
        Self(MultinomialLogisticRegressionValidParams(params))
    }
}

impl MultinomialLogisticRegressionParams {
    /// Stop when no probability of a document differs by more from what its dual variables say.
    pub fn tolerance(mut self, tolerance: f32) -> Self {
        self.0.0.tolerance = tolerance;
        self
    }
}

share_dual_params!(MultinomialLogisticRegressionParams, MultinomialLogisticRegressionValidParams);

/// What all models of a fit share.
struct Problem<'fit> {
    params: &'fit DualParams,
    matrix: &'fit CsrMatrix,
    /// The class of each document, shape `(documents,)`.
    classes_of: Vec<usize>,
    classes: usize,
}

/// What is learned, and what it takes to go on from there.
struct Solution {
    /// Shape `(terms, classes)`, row after row.
    weights: Vec<f32>,
    /// Shape `(classes,)`.
    intercepts: Vec<f32>,
    /// Shape `(documents, classes)`, each row as large together as the document's cost.
    duals: Vec<f32>,
    /// What an error costs, shape `(documents,)`; 0 for documents that were left out.
    costs: Vec<f32>,
}

impl<'fit> Problem<'fit> {
    fn new(params: &'fit DualParams, matrix: &'fit CsrMatrix, targets: &LabelSets) -> Result<Self> {
        check_shapes(matrix.documents(), targets)?;
        params.check_documents(matrix.documents())?;
        Ok(Self { params, matrix, classes_of: targets.single()?, classes: targets.labels() })
    }

    fn solve(&self, documents: &[u32], from: Option<&Solution>) -> Solution {
        let mut solution = self.start(documents, from);
        let classes = self.classes;
        let tolerance = f64::from(self.params.tolerance);
        let mut random = SplitMix64::new(self.params.seed);
        let mut order = documents.to_vec();
        let mut scores = vec![0.0; classes];
        let mut moved = vec![0.0; classes];
        let mut steps = vec![0.0; classes];
        for _ in 0..self.params.max_iterations {
            let mut largest = 0.0_f64;
            random.shuffle(&mut order);
            for &document in &order {
                let document = document as usize;
                let (row, cost) = (self.matrix.row(document), solution.costs[document]);
                solution.score(row, &mut scores);
                moved.iter_mut().zip(&scores).for_each(|(to, &score)| *to = f64::from(score));
                let duals = &mut solution.duals[document * classes..(document + 1) * classes];
                let (difference, logarithm) = violation(duals, &moved, cost);
                largest = largest.max(difference);
                // Well within the tolerance a step would move nothing worth going over the row for.
                if difference > 0.1 * tolerance {
                    let norm = row.squared_norm() + 1.0;
                    minimum(duals, &mut moved, logarithm, norm, f64::from(cost));
                    for ((step, dual), &moved) in steps.iter_mut().zip(duals).zip(&moved) {
                        *step = *dual - moved as f32;
                        *dual = moved as f32;
                    }
                    solution.add(row, &steps);
                }
            }
            if largest <= tolerance {
                break;
            }
        }
        solution
    }

    /// The dual variables of another solution, or all of a document's cost on its own class, and
    /// the primal point that they stand for.
    fn start(&self, documents: &[u32], from: Option<&Solution>) -> Solution {
        let classes = self.classes;
        let mut documents_of = vec![0; classes];
        for &document in documents {
            documents_of[self.classes_of[document as usize]] += 1;
        }
        let factors = self.params.class_factors(&documents_of);
        let mut solution = Solution {
            weights: vec![0.0; self.matrix.terms() * classes],
            intercepts: vec![0.0; classes],
            duals: vec![0.0; self.matrix.documents() * classes],
            costs: vec![0.0; self.matrix.documents()],
        };
        let mut steps = vec![0.0; classes];
        for &document in documents {
            let document = document as usize;
            let class = self.classes_of[document];
            let cost = self.params.cost(document, factors[class]);
            solution.costs[document] = cost;
            let range = document * classes..(document + 1) * classes;
            let duals = &mut solution.duals[range.clone()];
            let Some(from) = from else {
                duals[class] = cost;
                continue;
            };
            let ratio = cost / from.costs[document];
            for ((dual, from), step) in duals.iter_mut().zip(&from.duals[range]).zip(&mut steps) {
                *dual = from * ratio;
                *step = -*dual;
            }
            steps[class] += cost;
            solution.add(self.matrix.row(document), &steps);
        }
        solution
    }

    fn fit(&self) -> LinearModel {
        let all: Vec<u32> = (0..self.matrix.documents() as u32).collect();
        self.solve(&all, None).into_model()
    }

    fn fit_out_of_fold(&self, folds: &Folds) -> Result<(LinearModel, Array2<f32>)> {
        let documents = self.matrix.documents();
        let parts = folds.parts_of(documents)?;
        let all: Vec<u32> = (0..documents as u32).collect();
        let whole = self.solve(&all, None);
        let scores_of: Vec<Vec<f32>> = parts
            .par_iter()
            .map(|(kept, left_out)| {
                let part = self.solve(kept, Some(&whole));
                let mut scores = vec![0.0; left_out.len() * self.classes];
                for (&document, scores) in left_out.iter().zip(scores.chunks_mut(self.classes)) {
                    part.score(self.matrix.row(document as usize), scores);
                }
                scores
            })
            .collect();
        let scores: Vec<f32> = scores_of.into_iter().flatten().collect();
        let shape = (scores.len() / self.classes, self.classes);
        let scores = Array2::from_shape_vec(shape, scores).expect("one score a class for each row");
        Ok((whole.into_model(), scores))
    }
}

impl Solution {
    /// The score of each class for a row, shape `(classes,)`.
    fn score(&self, row: SparseRow<'_>, scores: &mut [f32]) {
        let classes = self.intercepts.len();
        scores.copy_from_slice(&self.intercepts);
        for (column, value) in row.iter() {
            let weights = &self.weights[column * classes..(column + 1) * classes];
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += value * weight);
        }
    }

    /// Adds a multiple of the row to the weights of each class; `steps` has shape `(classes,)`.
    fn add(&mut self, row: SparseRow<'_>, steps: &[f32]) {
        let classes = self.intercepts.len();
        self.intercepts.iter_mut().zip(steps).for_each(|(intercept, step)| *intercept += step);
        for (column, value) in row.iter() {
            let weights = &mut self.weights[column * classes..(column + 1) * classes];
            weights.iter_mut().zip(steps).for_each(|(weight, step)| *weight += value * step);
        }
    }

    fn into_model(self) -> LinearModel {
        LinearModel::new(self.weights, self.intercepts).expect("steps are finite")
    }
}

impl MultinomialLogisticRegressionValidParams {
    /// Fits on all documents, and scores those of `folds` by models that have not seen them.
    ///
    /// The scores have shape `(scored documents, classes)`, rows in the order of `folds`. The
    /// model of each fold starts from the dual solution on all documents, less those of the fold,
    /// and so costs a fraction of a fit from nothing.
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
        Problem::new(&self.0, matrix, targets)?.fit_out_of_fold(folds)
    }
}

impl Fit<CsrMatrix, LabelSets, Error> for MultinomialLogisticRegressionValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, LabelSets>) -> Result<LinearModel> {
        Ok(Problem::new(&self.0, &dataset.records, &dataset.targets)?.fit())
    }
}

impl Fit<CsrMatrix, Array1<usize>, Error> for MultinomialLogisticRegressionValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, Array1<usize>>) -> Result<LinearModel> {
        let targets = LabelSets::of_classes(&dataset.targets);
        Ok(Problem::new(&self.0, &dataset.records, &targets)?.fit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::ClassWeight;
    use approx::assert_relative_eq;
    use linfa::ParamGuard;

    /// Two documents on one term, at 1 and at -1, one of each class.
    fn mirror() -> DatasetBase<CsrMatrix, Array1<usize>> {
        let matrix = CsrMatrix::new(vec![0, 1, 2], vec![0, 0], vec![1.0, -1.0], 1).unwrap();
        DatasetBase::new(matrix, Array1::from(vec![0, 1]))
    }

    #[test]
    fn two_mirrored_documents_give_the_weights_worked_by_hand() {
        // With weights w and -w: w^2 + 2 C ln(1 + exp(-2 w)) is least where w (1 + exp(2 w)) = 2 C,
        // at ln 2 for this C.
        let c = 2.5 * 2.0_f32.ln();
        let params = MultinomialLogisticRegressionParams::default().c(c).tolerance(1e-5);
        let model = params.fit(&mirror()).unwrap();
        assert_relative_eq!(model.term(0)[0], 2.0_f32.ln(), epsilon = 1e-4);
        assert_relative_eq!(model.term(0)[1], -2.0_f32.ln(), epsilon = 1e-4);
        assert_relative_eq!(model.intercepts()[0], 0.0, epsilon = 1e-4);
    }

    #[test]
    fn a_document_of_twice_the_weight_stands_there_twice() {
        let params = MultinomialLogisticRegressionParams::default().tolerance(1e-5);
        let weighted = params.clone().sample_weights(Some(vec![2.0, 1.0])).fit(&mirror()).unwrap();
        let matrix = CsrMatrix::new(vec![0, 1, 2, 3], vec![0; 3], vec![1.0, 1.0, -1.0], 1).unwrap();
        let twice = DatasetBase::new(matrix, Array1::from(vec![0, 0, 1]));
        let repeated = params.clone().fit(&twice).unwrap();
        assert_relative_eq!(weighted.term(0)[0], repeated.term(0)[0], epsilon = 1e-4);
        assert_relative_eq!(weighted.intercepts()[0], repeated.intercepts()[0], epsilon = 1e-4);
        let balanced = params.class_weight(ClassWeight::Balanced).fit(&twice).unwrap();
        assert_relative_eq!(balanced.intercepts()[0], 0.0, epsilon = 1e-4);
    }

    #[test]
    fn out_of_fold_scores_come_from_models_that_did_not_see_the_document() {
        // Each fold holds both ends of one term: of that term the other model knows nothing.
        let values = vec![1.0, -1.0, 1.0, -1.0];
        let matrix = CsrMatrix::new(vec![0, 1, 2, 3, 4], vec![0, 0, 1, 1], values, 2).unwrap();
        let targets = LabelSets::new(&[[0], [1], [0], [1]], 2).unwrap();
        let params =
            MultinomialLogisticRegressionParams::default().tolerance(1e-4).check().unwrap();
        let (model, scores) =
            params.fit_out_of_fold(&matrix, &targets, &Folds::given(&[0, 0, 1, 1])).unwrap();
        assert!(model.term(0)[0] > 0.1 && model.term(1)[0] > 0.1);
        scores.iter().for_each(|&score| assert_relative_eq!(score, 0.0, epsilon = 1e-3));
    }
}
