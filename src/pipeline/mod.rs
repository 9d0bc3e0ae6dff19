//! Floor 5: an article in, labels or a summary out.

mod choices;
mod classifier;
mod confidence;
mod continuation;
mod decisions;
mod evidence;
mod explanation;
mod extended_views;
mod labelling;
mod newcomers;
mod novelty;
mod pruning;
mod ranking;
mod recipe;
mod summarizer;
mod survey;
mod training;
mod tuning;
mod unlabelled;
mod weights;

pub use crate::summarize::{Aspect, Budget, Contribution, Keyword, Method, Ranker, Reason};
pub use choices::Choices;
pub(crate) use classifier::{Parts, View};
pub use classifier::{Prediction, Predictor, TextClassifier};
pub use confidence::{Confidence, ConfidenceStep};
pub use continuation::{ContinueParams, Continued};
pub use evidence::Evidence;
pub use explanation::{ExplainedSentence, Explanation};
pub(crate) use novelty::Novelty;
pub use ranking::{RankerParams, SummarizedArticle};
pub use recipe::ClassifierKind;
pub use summarizer::{Summary, SummarySentence, TextSummarizer, TextSummarizerParams};
pub use training::{Progress, TextClassifierParams, Training};
pub use tuning::Trial;
pub use weights::LabelWeights;
