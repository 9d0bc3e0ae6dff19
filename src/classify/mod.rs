//! Floor 3: from rows of a sparse matrix to class scores.
//!
//! Each learner is a linfa classifier: its parameters implement `ParamGuard`, its checked
//! parameters `Fit`, and every one of them fits a [`LinearModel`].

mod blend;
mod calibration;
mod complement_naive_bayes;
mod dual;
mod folds;
mod linear_model;
mod nb_svm;
mod stack;
mod svm;
mod targets;
mod thresholds;

pub use blend::{Blend, BlendParams, Member};
pub use calibration::Calibration;
pub use complement_naive_bayes::ComplementNaiveBayesParams;
pub use folds::Folds;
pub use linear_model::LinearModel;
pub(crate) use linear_model::largest;
pub use nb_svm::NaiveBayesSvmParams;
pub use svm::LinearSvmParams;
pub use targets::LabelSets;
pub(crate) use thresholds::decide;
pub use thresholds::{Objective, fit_thresholds};
