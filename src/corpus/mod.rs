//! Floor 1: documents, their labels, and splits of them.

mod document;

pub use document::{Corpus, Document};
