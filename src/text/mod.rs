//! Floor 1: from a string to sentences, tokens and terms.

mod analyzer;
mod blocks;
mod cues;
mod dateline;
mod furniture;
mod furniture_lines;
mod language;
mod normalize;
mod overlooked;
mod passage;
mod seams;
mod sentences;
mod stemmer;
mod stop_words;
mod tokenizer;

pub use analyzer::{Analyzer, AnalyzerParams, TermUnit};
pub(crate) use cues::quotation_is_open;
pub use cues::{Cues, Opening, Quotation};
pub use furniture::ArticleLayout;
pub use language::{Language, detect_language};
pub use normalize::normalize;
pub use passage::Passage;
pub(crate) use passage::{BOUNDARY, visit_words};
pub use sentences::SentenceSplitter;
pub use stemmer::Stemmer;
pub use stop_words::{is_stop_word, stop_words};
pub use tokenizer::Tokenizer;
