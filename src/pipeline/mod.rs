//! Floor 5: an article in, labels or a summary out.

mod classifier;
mod evidence;
mod recipe;
mod summarizer;
mod training;

pub use crate::summarize::{Budget, Keyword, Method};
pub(crate) use classifier::{Parts, View};
pub use classifier::{Prediction, TextClassifier};
pub use evidence::Evidence;
pub use recipe::ClassifierKind;
pub use summarizer::{Summary, SummarySentence, TextSummarizer, TextSummarizerParams};
pub use training::{Progress, TextClassifierParams, Training};
