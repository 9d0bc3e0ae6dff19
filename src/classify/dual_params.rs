//! What every learner by dual coordinate descent is told, and what an error on a document costs.

use crate::{Error, Result};

/// How much the documents of a class count in a fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClassWeight {
    /// Every document counts the same.
    #[default]
    None,
    /// Each class counts the same, however few its documents are: an error costs `documents /
    /// (classes * documents of the class)` times as much. Where each class is learned against the
    /// rest, it and the rest are the two classes.
    Balanced,
}

/// Parameters of a learner by dual coordinate descent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DualParams {
    pub(super) c: f32,
    pub(super) tolerance: f32,
    pub(super) max_iterations: usize,
    pub(super) fold_iterations: usize,
    pub(super) seed: u64,
    pub(super) class_weight: ClassWeight,
    /// Shape `(documents,)`.
    pub(super) sample_weights: Option<Vec<f32>>,
}

impl Default for DualParams {
    fn default() -> Self {
        Self {
            c: 1.0,
            tolerance: 0.1,
            max_iterations: 300,
            fold_iterations: 300,
            seed: 0,
            class_weight: ClassWeight::None,
            sample_weights: None,
        }
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
        let iterations =
            [("max_iterations", self.max_iterations), ("fold_iterations", self.fold_iterations)];
        if let Some((name, _)) = iterations.into_iter().find(|&(_, count)| count == 0) {
            let expected = "at least 1";
            return Err(Error::InvalidParameter { name, expected, actual: "0".to_owned() });
        }
        // The cost is no number above 0 just where the weight is none, or takes `c` out of range.
        let costs_something = |weight: f32| (self.c * weight).is_normal() && weight > 0.0;
        let mut weights = self.sample_weights.iter().flatten();
        if let Some(weight) = weights.find(|&&weight| !costs_something(weight)) {
            let (name, expected) = ("sample_weights", "finite and above 0");
            return Err(Error::InvalidParameter { name, expected, actual: weight.to_string() });
        }
        Ok(())
    }

    /// Refuses sample weights that are not one a document.
    pub(super) fn check_documents(&self, documents: usize) -> Result<()> {
        match &self.sample_weights {
            Some(weights) if weights.len() != documents => Err(Error::InvalidParameter {
                name: "sample_weights",
                expected: "one weight a document",
                actual: format!("{} for {documents} documents", weights.len()),
            }),
            _ => Ok(()),
        }
    }

    /// What an error on a document costs, for a class that [`class_factors`](Self::class_factors)
    /// has a factor for.
    pub(super) fn cost(&self, document: usize, class_factor: f32) -> f32 {
        let weight = self.sample_weights.as_ref().map_or(1.0, |weights| weights[document]);
        self.c * weight * class_factor
    }

    /// The factor that each class stretches the cost of its documents by, given how many documents
    /// each has; shape `(classes,)`. Classes without any do not count.
    pub(super) fn class_factors(&self, documents_of: &[usize]) -> Vec<f32> {
        if self.class_weight == ClassWeight::None {
            return vec![1.0; documents_of.len()];
        }
        let documents: usize = documents_of.iter().sum();
        let classes = documents_of.iter().filter(|&&count| count > 0).count();
        let factor = |&count: &usize| documents as f32 / (classes * count).max(1) as f32;
        documents_of.iter().map(factor).collect()
    }
}

/// Gives a learner the setters of [`DualParams`], but for the tolerance, whose meaning is its own;
/// and the check of them, as linfa asks for it.
macro_rules! share_dual_params {
    ($params:ident, $checked:ident) => {
        impl $params {
            /// What an error costs, against the size of the weights.
            pub fn c(mut self, c: f32) -> Self {
                self.0.0.c = c;
                self
            }

            /// Stop after this many passes at the latest.
            pub fn max_iterations(mut self, iterations: usize) -> Self {
                self.0.0.max_iterations = iterations;
                self
            }

            /// Stop the models of folds after this many passes at the latest: they start from the
            /// model of all documents, close to where they end.
            pub fn fold_iterations(mut self, iterations: usize) -> Self {
                self.0.0.fold_iterations = iterations;
                self
            }

            /// Where the random order of the documents starts.
            pub fn seed(mut self, seed: u64) -> Self {
                self.0.0.seed = seed;
                self
            }

            /// How much the documents of each class count.
            pub fn class_weight(mut self, class_weight: $crate::classify::ClassWeight) -> Self {
                self.0.0.class_weight = class_weight;
                self
            }

            /// How much each document counts, shape `(documents,)`; `None` for all the same.
            ///
            /// A fit refuses weights that are not one a document.
            pub fn sample_weights(mut self, weights: Option<Vec<f32>>) -> Self {
                self.0.0.sample_weights = weights;
                self
            }
        }

        impl linfa::ParamGuard for $params {
            type Checked = $checked;
            type Error = $crate::Error;

            fn check_ref(&self) -> $crate::Result<&Self::Checked> {
                self.0.0.check()?;
                Ok(&self.0)
            }

            fn check(self) -> $crate::Result<Self::Checked> {
                linfa::ParamGuard::check_ref(&self)?;
                Ok(self.0)
            }
        }
    };
}

pub(super) use share_dual_params;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_balanced_class_weighs_as_much_as_every_other() {
        let params = DualParams { class_weight: ClassWeight::Balanced, ..DualParams::default() };
        // 8 documents in two classes: 8 / (2 * 2) and 8 / (2 * 6).
        assert_eq!(params.class_factors(&[2, 6]), [2.0, 8.0 / 12.0]);
        assert_eq!(params.class_factors(&[2, 0, 6])[..1], [2.0]);
        assert_eq!(DualParams::default().class_factors(&[2, 6]), [1.0, 1.0]);
    }

    #[test]
    fn sample_weights_out_of_range_are_refused_by_name() {
        for weight in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            let sample_weights = Some(vec![1.0, weight]);
            let error = DualParams { sample_weights, ..DualParams::default() }.check();
            let message = error.unwrap_err().to_string();
            let expected = format!("`sample_weights` must be finite and above 0, found `{weight}`");
            assert_eq!(message, expected);
        }
    }

    #[test]
    fn sample_weights_are_one_a_document() {
        let params = DualParams { sample_weights: Some(vec![1.0; 3]), ..DualParams::default() };
        assert!(params.check_documents(3).is_ok());
        assert_eq!(
            params.check_documents(4).unwrap_err().to_string(),
            "`sample_weights` must be one weight a document, found `3 for 4 documents`"
        );
    }
}
