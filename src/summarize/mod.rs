//! Floor 3: from sentences to how much each matters, and to the ones worth reading.

mod article;
mod editor;
mod features;
mod graph;
mod keywords;
mod lead;
mod lexrank;
mod method;
mod phrases;
mod ranker;
mod select;
mod textrank;
mod trees;

pub use article::{Article, Sentence};
pub use editor::Editor;
pub use features::{FEATURES, FeatureRow, features};
pub use keywords::{Keyword, keywords};
pub use lead::Lead;
pub use lexrank::{LexRank, Teleport};
pub use method::Method;
pub use ranker::Ranker;
pub use select::{Budget, select};
pub use textrank::TextRank;
pub(crate) use trees::TreeParams;

/// A way to tell how much each sentence of an article matters.
pub trait Salience {
    /// The salience of each sentence, shape `(sentences,)`: finite and at least 0, higher is
    /// better, comparable within one article only.
    fn scores(&self, article: &Article) -> Vec<f64>;
}
