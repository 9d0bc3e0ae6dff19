//! Learning on from scores that are given: logistic regression whose weights are drawn, not to 0, but to
//! those of an earlier model (Chelba and Acero, "Adaptation of Maximum Entropy Capitalizer", 2004).
//!
//! `min over d: sum over classes of |d(class) / stretch|^2 / 2 - C * sum over documents of ln p(its class)`
//!
//! `p(class) = exp(s(class) + d(class).x) / sum over classes of exp(s(class) + d(class).x)`
//!
//! where `s` are the earlier model's scores of the document, and `d` what its weights change by. A
//! term that many earlier documents had is known well, and its weights move little: `stretch` is one
//! over the root of `1 + C * h * (sum of its squares over the earlier documents)`, `h` being the mean
//! of `p (1 - p)`, as in Laplace's approximation of what the earlier documents said (`MacKay`, 1992).
//! By dual coordinate descent as in [`multinomial_logistic`](super::multinomial_logistic): the scores
//! that are given shift the gradient of a document and nothing else. A document that the earlier
//! model is sure and right about changes next to nothing.

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

use crate::features::CsrMatrix;
use crate::random::SplitMix64;

use super::softmax_dual::{minimum, violation};
use super::{LabelSets, LinearModel};
use crate::Result;

/// What there is to learn on from.
#[derive(Clone, Copy)]
pub(crate) struct Adaptation<'fit> {
    /// Shape `(documents, terms)`, each term times its stretch.
    pub(crate) matrix: &'fit CsrMatrix,
    /// The stretch of the intercept, above 0.
    pub(crate) bias: f32,
    /// The earlier model's scores, shape `(documents, labels)`: logarithms of probabilities but for a
    /// constant of the document, or where every label is decided by itself of the odds of each.
    pub(crate) scores: ArrayView2<'fit, f32>,
    pub(crate) targets: &'fit LabelSets,
    /// What an error on each document costs, shape `(documents,)`, above 0.
    pub(crate) costs: &'fit [f32],
    pub(crate) seed: u64,
}

/// When no probability of a document differs by more from what its dual variables say, it is enough.
const TOLERANCE: f64 = 0.01;
const MAX_ITERATIONS: usize = 300;

impl Adaptation<'_> {
    /// The change that some documents make of the weights over stretched terms.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) where costs are so high that it is
    /// not finite.
    pub(crate) fn fit(&self, multi_label: bool, documents: &[u32]) -> Result<LinearModel> {
        if multi_label { self.fit_each(documents) } else { self.fit_together(documents) }
    }

    /// The scores of some documents with a change, shape `(documents, labels)`, row after row.
    pub(crate) fn changed_scores(&self, change: &LinearModel, documents: &[u32]) -> Vec<f32> {
        let score = |&document: &u32| {
            let change = change.scores(self.matrix.row(document as usize));
            let given = self.scores.row(document as usize);
            change.into_iter().zip(given.to_vec()).map(|(change, score)| score + change)
        };
        documents.iter().flat_map(score).collect()
    }

    /// One label a document: all classes compete.
    fn fit_together(&self, documents: &[u32]) -> Result<LinearModel> {
        let class = |document: usize| self.targets.of(document).first().map_or(0, |&l| l as usize);
        let (weights, intercepts) = self.solve(documents, self.scores, class);
        LinearModel::new(weights, intercepts)
    }

    /// Every label against its absence.
    fn fit_each(&self, documents: &[u32]) -> Result<LinearModel> {
        let labels: Vec<(Vec<f32>, f32)> = (0..self.targets.labels())
            .into_par_iter()
            .map(|label| {
                let mut scores = Array2::zeros((self.scores.nrows(), 2));
                scores.index_axis_mut(Axis(1), 1).assign(&self.scores.column(label));
                let class = |document: usize| usize::from(self.targets.contains(document, label));
                let (weights, intercepts) = self.solve(documents, scores.view(), class);
                let of_label = weights.chunks(2).map(|pair| pair[1] - pair[0]).collect();
                (of_label, intercepts[1] - intercepts[0])
            })
            .collect();
        let terms = self.matrix.terms();
        let weights = (0..terms).flat_map(|term| labels.iter().map(move |(of, _)| of[term]));
        let intercepts = labels.iter().map(|&(_, intercept)| intercept).collect();
        LinearModel::new(weights.collect(), intercepts)
    }

    /// Weights of shape `(terms, classes)`, and intercepts.
    fn solve(
        &self,
        documents: &[u32],
        given: ArrayView2<'_, f32>,
        class_of: impl Fn(usize) -> usize,
    ) -> (Vec<f32>, Vec<f32>) {
        let classes = given.ncols();
        let mut weights = vec![0.0_f32; self.matrix.terms() * classes];
        let mut intercepts = vec![0.0_f32; classes];
        let mut duals = vec![0.0_f32; self.matrix.documents() * classes];
        for &document in documents {
            let document = document as usize;
            duals[document * classes + class_of(document)] = self.costs[document];
        }
        let mut order = documents.to_vec();
        let mut random = SplitMix64::new(self.seed);
        let mut scores = vec![0.0_f64; classes];
        let mut steps = vec![0.0_f32; classes];
        for _ in 0..MAX_ITERATIONS {
            let mut largest = 0.0_f64;
            random.shuffle(&mut order);
            for &document in &order {
                let document = document as usize;
                let (row, cost) = (self.matrix.row(document), self.costs[document]);
                for (class, score) in scores.iter_mut().enumerate() {
                    *score = f64::from(given[(document, class)] + intercepts[class]);
                }
                for (column, value) in row.iter() {
                    let weights = &weights[column * classes..(column + 1) * classes];
                    scores.iter_mut().zip(weights).for_each(|(s, w)| *s += f64::from(value * w));
                }
                let duals = &mut duals[document * classes..(document + 1) * classes];
                let (difference, logarithm) = violation(duals, &scores, cost);
                largest = largest.max(difference);
                if difference <= 0.1 * TOLERANCE {
                    continue;
                }
                let norm = row.squared_norm() + f64::from(self.bias * self.bias);
                minimum(duals, &mut scores, logarithm, norm, cost.into());
                for ((step, dual), &moved) in steps.iter_mut().zip(duals).zip(&scores) {
                    *step = *dual - moved as f32;
                    *dual = moved as f32;
                }
                let squared = self.bias * self.bias;
                intercepts.iter_mut().zip(&steps).for_each(|(to, step)| *to += squared * step);
                for (column, value) in row.iter() {
                    let weights = &mut weights[column * classes..(column + 1) * classes];
                    weights.iter_mut().zip(&steps).for_each(|(to, step)| *to += value * step);
                }
            }
            if largest <= TOLERANCE {
                break;
            }
        }
        (weights, intercepts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use ndarray::array;

    fn change(scores: &Array2<f32>, multi_label: bool) -> LinearModel {
        // One document of one term, of class 0.
        let matrix = CsrMatrix::new(vec![0, 1], vec![0], vec![1.0], 1).unwrap();
        let targets = LabelSets::new(&[[0]], 2).unwrap();
        let (matrix, targets, costs) = (&matrix, &targets, &[1.0][..]);
        let scores = scores.view();
        let adaptation = Adaptation { matrix, bias: 1.0, scores, targets, costs, seed: 0 };
        adaptation.fit(multi_label, &[0]).unwrap()
    }

    #[test]
    fn a_document_that_was_right_changes_nothing_and_a_wrong_one_much() {
        let sure = change(&array![[20.0, 0.0]], false);
        assert_relative_eq!(sure.term(0)[0], 0.0, epsilon = 1e-2);
        let wrong = change(&array![[0.0, 20.0]], false);
        // At most the whole cost goes to each of the term and the intercept.
        assert_relative_eq!(wrong.term(0)[0], 1.0, epsilon = 1e-2);
        assert_relative_eq!(wrong.term(0)[1], -1.0, epsilon = 1e-2);
    }

    #[test]
    fn the_change_is_the_one_worked_by_hand() {
        // With two classes and scores 0, d is such that d = 1 - p and p = 1 / (1 + exp(-4 d)), the
        // term and the intercept each moving both classes by d: at d = 0.1854.
        let model = change(&array![[0.0, 0.0]], false);
        let d = model.term(0)[0];
        assert_relative_eq!(d, 1.0 - 1.0 / (1.0 + (-4.0 * d).exp()), epsilon = 1e-2);
        assert_relative_eq!(model.intercepts()[1], -d, epsilon = 1e-6);
    }

    #[test]
    fn labels_that_are_decided_by_themselves_do_not_touch_each_other() {
        let model = change(&array![[0.0, -20.0]], true);
        assert!(model.term(0)[0] > 0.1);
        assert_relative_eq!(model.term(0)[1], 0.0, epsilon = 1e-2);
    }
}
