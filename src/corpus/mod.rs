//! Floor 1: documents, their labels, and splits of them.

mod document;
mod split;

pub use document::{Corpus, Document};
pub(crate) use split::assign;
pub use split::{Split, stratified_folds, stratified_holdout};
