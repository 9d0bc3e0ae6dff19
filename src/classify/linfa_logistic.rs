//! linfa's own logistic regression, all labels at once, on a dense matrix: for small corpora, and to
//! compare with.
//!
//! It minimises `alpha / 2 * |weights|^2 - sum over documents of ln p(label)` by L-BFGS. Every other
//! learner of this floor keeps the matrix sparse; this one is refused where the dense one would not fit.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2};

use crate::features::CsrMatrix;
use crate::{Error, Result};

use super::targets::check_shapes;
use super::{Folds, LabelSets, LinearModel};

/// Parameters of linfa's logistic regression.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`alpha`](Self::alpha) | 1.0 | `>= 0` |
/// | [`max_iterations`](Self::max_iterations) | 100 | `>= 1` |
/// | [`max_memory`](Self::max_memory) | 1 GiB | in bytes |
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct LinfaLogisticParams(LinfaLogisticValidParams);

/// Parameters that have been checked.
#[derive(Clone, Debug, PartialEq)]
pub struct LinfaLogisticValidParams {
    alpha: f64,
    max_iterations: u64,
    max_memory: u64,
}

impl Default for LinfaLogisticParams {
    fn default() -> Self {
        Self(LinfaLogisticValidParams { alpha: 1.0, max_iterations: 100, max_memory: 1 << 30 })
    }
}

impl LinfaLogisticParams {
    /// How strongly weights are drawn to 0.
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.0.alpha = alpha;
        self
    }

    /// Stop after this many steps at the latest.
    pub fn max_iterations(mut self, iterations: u64) -> Self {
        self.0.max_iterations = iterations;
        self
    }

    /// Refuse a corpus that would take more bytes than this.
    pub fn max_memory(mut self, bytes: u64) -> Self {
        self.0.max_memory = bytes;
        self
    }
}

impl ParamGuard for LinfaLogisticParams {
    type Checked = LinfaLogisticValidParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&Self::Checked> {
        if !(self.0.alpha.is_finite() && self.0.alpha >= 0.0) {
            let (name, expected) = ("alpha", "at least 0");
            return Err(Error::InvalidParameter {
                name,
                expected,
                actual: self.0.alpha.to_string(),
            });
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

/// The pairs of weights and gradients that linfa's L-BFGS remembers, and those at hand.
const REMEMBERED: u64 = 2 * 10 + 4;

/// About how many bytes a fit takes: the matrix of all documents and that of a fold's, scores and their
/// gradients, and what L-BFGS remembers; all in `f64`.
fn memory(documents: usize, terms: usize, classes: usize) -> u64 {
    let [documents, terms, classes] = [documents, terms, classes].map(|count| count as u64);
    let matrices = documents.saturating_mul(terms).saturating_mul(2);
    let scores = documents.saturating_mul(classes).saturating_mul(4);
    let weights = terms.saturating_add(1).saturating_mul(classes).saturating_mul(REMEMBERED);
    matrices.saturating_add(scores).saturating_add(weights).saturating_mul(8)
}

impl LinfaLogisticValidParams {
    /// Refuses, before anything is allocated, what would take too much memory.
    fn check_memory(&self, matrix: &CsrMatrix, targets: &LabelSets) -> Result<()> {
        let bytes = memory(matrix.documents(), matrix.terms(), targets.labels());
        if bytes <= self.max_memory {
            return Ok(());
        }
        let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
        Err(Error::Corpus {
            reason: format!(
                "linfa-logistic would take about {} MiB for {} documents of {} terms; it may take {}",
                megabytes(bytes),
                matrix.documents(),
                matrix.terms(),
                megabytes(self.max_memory),
            ),
            hint: "pass `--classifier logistic`, which keeps the matrix sparse, or `--max-terms`"
                .to_owned(),
        })
    }

    /// The model of some documents, `classes` being the label of every document.
    fn model(
        &self,
        matrix: &CsrMatrix,
        classes: &[usize],
        labels: usize,
        documents: &[u32],
    ) -> Result<LinearModel> {
        let mut records = Array2::<f64>::zeros((documents.len(), matrix.terms()));
        for (mut dense, &document) in records.rows_mut().into_iter().zip(documents) {
            for (column, value) in matrix.row(document as usize).iter() {
                dense[column] = f64::from(value);
            }
        }
        let targets: Array1<usize> = documents.iter().map(|&d| classes[d as usize]).collect();
        let mut weights = vec![0.0; matrix.terms() * labels];
        let mut intercepts = vec![0.0; labels];
        let Some(&only) = targets.first() else { return LinearModel::new(weights, intercepts) };
        if targets.iter().all(|&class| class == only) {
            intercepts[only] = 1.0;
            return LinearModel::new(weights, intercepts);
        }
        let fitted = MultiLogisticRegression::default()
            .alpha(self.alpha)
            .max_iterations(self.max_iterations)
            .fit(&DatasetBase::new(records, targets))
            .map_err(|error| Error::Corpus {
                reason: format!("linfa-logistic finds no weights: {error}"),
                hint: "pass `--classifier logistic`".to_owned(),
            })?;
        // A label that none of the documents has scores like the least likely of the others.
        let least = fitted.intercept().iter().copied().fold(f64::INFINITY, f64::min);
        intercepts.fill(least as f32);
        for (place, &class) in fitted.classes().iter().enumerate() {
            intercepts[class] = fitted.intercept()[place] as f32;
            for (term, &weight) in fitted.params().column(place).iter().enumerate() {
                weights[term * labels + class] = weight as f32;
            }
        }
        LinearModel::new(weights, intercepts)
    }

    fn fit_label_sets(&self, matrix: &CsrMatrix, targets: &LabelSets) -> Result<LinearModel> {
        check_shapes(matrix.documents(), targets)?;
        self.check_memory(matrix, targets)?;
        let all: Vec<u32> = (0..matrix.documents() as u32).collect();
        self.model(matrix, &targets.single()?, targets.labels(), &all)
    }

    /// Fits on all documents, and scores those of `folds` by models that have not seen them.
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
        let whole = self.fit_label_sets(matrix, targets)?;
        let classes = targets.single()?;
        let mut scores = Vec::new();
        for (kept, left_out) in folds.parts_of(matrix.documents())? {
            let part = self.model(matrix, &classes, targets.labels(), kept)?;
            for &document in left_out {
                scores.extend(part.scores(matrix.row(document as usize)));
            }
        }
        let shape = (scores.len() / targets.labels(), targets.labels());
        let scores = Array2::from_shape_vec(shape, scores).expect("one score a label for each row");
        Ok((whole, scores))
    }
}

impl Fit<CsrMatrix, LabelSets, Error> for LinfaLogisticValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, LabelSets>) -> Result<LinearModel> {
        self.fit_label_sets(&dataset.records, &dataset.targets)
    }
}

impl Fit<CsrMatrix, Array1<usize>, Error> for LinfaLogisticValidParams {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, Array1<usize>>) -> Result<LinearModel> {
        self.fit_label_sets(&dataset.records, &LabelSets::of_classes(&dataset.targets))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::MultinomialLogisticRegressionParams;
    use approx::assert_relative_eq;

    fn dataset() -> DatasetBase<CsrMatrix, LabelSets> {
        let matrix = CsrMatrix::new(
            vec![0, 1, 3, 4, 5],
            vec![0, 0, 1, 1, 2],
            vec![1.0, 0.6, 0.8, 1.0, 1.0],
            3,
        );
        let targets = LabelSets::new(&[[0], [0], [1], [2]], 3).unwrap();
        DatasetBase::new(matrix.unwrap(), targets)
    }

    #[test]
    fn it_decides_as_the_sparse_learner_does() {
        let model = LinfaLogisticParams::default().alpha(0.1).fit(&dataset()).unwrap();
        let sparse =
            MultinomialLogisticRegressionParams::default().c(10.0).fit(&dataset()).unwrap();
        for row in 0..4 {
            let best = |model: &LinearModel| {
                crate::classify::largest(&model.scores(dataset().records.row(row)))
            };
            assert_eq!(best(&model), best(&sparse));
        }
    }

    #[test]
    fn a_label_that_a_fold_leaves_out_scores_like_the_least_likely() {
        let DatasetBase { records, targets, .. } = dataset();
        let params = LinfaLogisticParams::default().check().unwrap();
        let folds = Folds::given(&[0, 1, 0, 1]);
        let (_, scores) = params.fit_out_of_fold(&records, &targets, &folds).unwrap();
        assert_eq!(scores.dim(), (4, 3));
        assert!(scores.iter().all(|score| score.is_finite()));
        // The first fold holds the only document of label 1; the model of the others knows term 0.
        assert_relative_eq!(scores[(0, 1)], scores[(1, 1)]);
    }

    #[test]
    fn what_would_not_fit_into_memory_is_refused_before_it_is_allocated() {
        // 8 bytes for 4 x 3 values twice, 4 x 3 scores four times and 4 x 3 weights 24 times.
        assert_eq!(memory(4, 3, 3), 8 * (24 + 48 + 288));
        let params = LinfaLogisticParams::default().max_memory(2_879);
        let error = params.clone().fit(&dataset()).unwrap_err();
        assert!(error.to_string().starts_with("linfa-logistic would take about 1 MiB"), "{error}");
        assert!(error.hint().unwrap().contains("`--classifier logistic`"));
        assert!(params.max_memory(2_880).fit(&dataset()).is_ok());
        assert_eq!(memory(usize::MAX, usize::MAX, 2), u64::MAX);
    }
}
