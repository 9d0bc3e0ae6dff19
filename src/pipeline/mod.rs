//! Floor 5: an article in, labels or a summary out.

mod classifier;
mod evidence;
mod ranking;
mod summarizer;
mod training;

pub use crate::summarize::{Budget, Keyword, Method, Ranker};
pub(crate) use classifier::{Parts, View};
pub use classifier::{Prediction, TextClassifier};
pub use evidence::Evidence;
pub use ranking::{RankerParams, SummarizedArticle};
pub use summarizer::{Summary, SummarySentence, TextSummarizer, TextSummarizerParams};
pub use training::{ClassifierKind, Progress, TextClassifierParams, Training};
