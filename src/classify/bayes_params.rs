//! What every naive Bayes learner is told.

use crate::{Error, Result};

/// Parameters of a naive Bayes learner.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BayesParams {
    pub(super) alpha: f64,
    /// Shape `(documents,)`.
    pub(super) sample_weights: Option<Vec<f32>>,
}

impl Default for BayesParams {
    fn default() -> Self {
        Self { alpha: 1.0, sample_weights: None }
    }
}

impl BayesParams {
    pub(super) fn check(&self) -> Result<()> {
        let out_of_range = |weight: &&f32| !(weight.is_normal() && **weight > 0.0);
        if let Some(weight) = self.sample_weights.iter().flatten().find(out_of_range) {
            let (name, expected) = ("sample_weights", "finite and above 0");
            return Err(Error::InvalidParameter { name, expected, actual: weight.to_string() });
        }
        if !(self.alpha.is_finite() && self.alpha > 0.0) {
            let (name, expected) = ("alpha", "above 0");
            return Err(Error::InvalidParameter { name, expected, actual: self.alpha.to_string() });
        }
        Ok(())
    }
}

/// Gives a learner whose checked parameters hold [`BayesParams`] as `bayes` their setters; and the
/// check of them, as linfa asks for it.
macro_rules! share_bayes_params {
    ($params:ident, $checked:ident) => {
        impl $params {
            /// Smooth by pretending that every term occurred this often in, or for a complement
            /// outside of, every class.
            pub fn alpha(mut self, alpha: f64) -> Self {
                self.0.bayes.alpha = alpha;
                self
            }

            /// How much each document counts, shape `(documents,)`; `None` for all the same.
            ///
            /// A fit refuses weights that are not one a document.
            pub fn sample_weights(mut self, weights: Option<Vec<f32>>) -> Self {
                self.0.bayes.sample_weights = weights;
                self
            }
        }

        impl linfa::ParamGuard for $params {
            type Checked = $checked;
            type Error = $crate::Error;

            fn check_ref(&self) -> $crate::Result<&Self::Checked> {
                self.0.bayes.check()?;
                Ok(&self.0)
            }

            fn check(self) -> $crate::Result<Self::Checked> {
                linfa::ParamGuard::check_ref(&self)?;
                Ok(self.0)
            }
        }

        impl $checked {
            fn weights(&self) -> Option<&[f32]> {
                self.bayes.sample_weights.as_deref()
            }
        }
    };
}

pub(super) use share_bayes_params;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_out_of_range_are_refused_by_name() {
        for (alpha, weight, name) in
            [(0.0, 1.0, "alpha"), (f64::NAN, 1.0, "alpha"), (1.0, -1.0, "sample_weights")]
        {
            let params = BayesParams { alpha, sample_weights: Some(vec![1.0, weight]) };
            let error = params.check().unwrap_err().to_string();
            assert!(error.starts_with(&format!("`{name}`")), "{error}");
        }
    }
}
