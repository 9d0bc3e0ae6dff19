//! Floor 3: from rows of a sparse matrix to class scores.
//!
//! Each learner is a linfa classifier: its parameters implement `ParamGuard`, its checked
//! parameters `Fit`, and every one of them fits a [`LinearModel`].

mod adaptation;
mod bayes_params;
mod blend;
mod calibration;
mod class_sums;
mod complement_naive_bayes;
mod dual;
mod dual_block;
mod dual_params;
mod dual_point;
mod expectation_maximization;
mod folds;
mod linear_model;
#[cfg(feature = "linfa-logistic")]
mod linfa_logistic;
mod log_ratios;
mod logistic;
mod multinomial_logistic;
mod multinomial_naive_bayes;
mod nb_svm;
mod pooled_blend;
mod quantized_model;
mod rivals;
mod softmax_dual;
mod sparse_rows;
mod stack;
mod svm;
mod targets;
mod thresholds;

pub(crate) use adaptation::Adaptation;
pub use blend::{Blend, BlendParams, BlendValidParams, Member};
pub use calibration::Calibration;
pub use complement_naive_bayes::ComplementNaiveBayesParams;
pub use dual_params::ClassWeight;
pub use folds::Folds;
pub use linear_model::LinearModel;
pub(crate) use linear_model::largest;
#[cfg(feature = "linfa-logistic")]
pub use linfa_logistic::LinfaLogisticParams;
pub use logistic::LogisticRegressionParams;
pub use multinomial_logistic::MultinomialLogisticRegressionParams;
pub use multinomial_naive_bayes::MultinomialNaiveBayesParams;
pub use nb_svm::NaiveBayesSvmParams;
pub use pooled_blend::PooledBlendParams;
pub use quantized_model::QuantizedModel;
pub use sparse_rows::SparseRows;
pub use svm::LinearSvmParams;
pub use targets::LabelSets;
pub(crate) use thresholds::decide;
pub use thresholds::{Objective, fit_thresholds};
