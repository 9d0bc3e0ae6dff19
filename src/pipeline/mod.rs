//! Floor 5: an article in, labels or a summary out.

mod classifier;
mod evidence;
mod summarizer;
mod training;

pub use classifier::{Prediction, TextClassifier};
pub(crate) use classifier::{Parts, View};
pub use evidence::Evidence;
pub use crate::summarize::{Budget, Keyword, Method};
pub use summarizer::{Summary, SummarySentence, TextSummarizer, TextSummarizerParams};
pub use training::{ClassifierKind, Progress, TextClassifierParams, Training};
