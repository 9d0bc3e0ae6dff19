//! Floor 1: documents, their labels, and splits of them.

mod document;
mod fields;
mod label_tree;
mod near_duplicates;
mod outline;
mod split;

pub use document::{Corpus, Document};
pub use fields::{Field, FieldWeights};
pub use label_tree::{LabelTree, implied_parents};
pub use near_duplicates::{NearDuplicate, NearDuplicatesParams};
pub use outline::Outline;
pub(crate) use split::assign;
pub use split::{Split, stratified_folds, stratified_holdout};
