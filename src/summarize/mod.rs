//! Floor 3: sentences, how much each says, and which to take.

mod article;
mod graph;
mod keywords;
mod lead;
mod lexrank;
mod method;
mod select;
mod textrank;

pub use article::{Article, Sentence};
pub use keywords::{Keyword, keywords};
pub use method::Method;
pub use select::{Budget, select};
