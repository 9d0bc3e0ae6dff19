//! Floor 5: an article in, labels or a summary out.

mod classifier;
mod evidence;
mod training;

pub(crate) use classifier::{Parts, View};
pub use classifier::{Prediction, TextClassifier};
pub use evidence::Evidence;
pub use training::{ClassifierKind, Progress, TextClassifierParams, Training};
