//! Floor 1: from a string to sentences, tokens and terms.

mod analyzer;
mod blocks;
mod cue_words;
mod cues;
mod dateline;
mod definite;
mod furniture;
mod furniture_lines;
mod language;
mod markdown;
mod normalize;
mod overlooked;
mod parts;
mod passage;
mod seams;
mod sentences;
mod stemmer;
mod stop_words;
mod tokenizer;

pub use analyzer::{Analyzer, AnalyzerParams, TermUnit};
pub(crate) use blocks::without_item_marker;
pub(crate) use cues::quotation_is_open;
pub use cues::{Cues, Opening, Quotation};
pub(crate) use definite::definite_phrases;
pub use furniture::ArticleLayout;
pub use language::{Language, detect_language};
pub use normalize::normalize;
pub(crate) use parts::is_part_heading;
pub use passage::Passage;
pub(crate) use passage::{BOUNDARY, visit_words};
pub use sentences::SentenceSplitter;
pub(crate) use sentences::{ends_apart, ends_as_a_sentence};
pub use stemmer::Stemmer;
pub use stop_words::{is_stop_word, stop_words};
pub use tokenizer::Tokenizer;
