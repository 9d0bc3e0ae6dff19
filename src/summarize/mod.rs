//! Floor 3: from sentences to how much each matters, and to the ones worth reading.

mod article;
mod aspect;
mod candidate;
mod coherent;
mod context;
mod coverage;
mod draft;
mod editor;
mod extract;
mod features;
mod filling;
mod genre;
mod graph;
mod headline;
mod joint;
mod keywords;
mod kl_sum;
mod lead;
mod lexrank;
mod lsa;
mod luhn;
mod method;
mod names;
mod odds;
mod pac_sum;
mod phrases;
mod query;
mod ranker;
mod reader;
mod select;
mod submodular;
mod sum_basic;
mod textrank;
mod trees;

pub use article::{Article, References, Sentence, Source};
pub use aspect::{Aspect, Contribution};
pub use coverage::Coverage;
pub use editor::Editor;
pub use extract::{Extract, Reason};
pub use features::{FEATURES, FeatureRow, features};
pub use headline::headline;
pub use joint::{extract_jointly, support};
pub use keywords::{Keyword, keywords};
pub use kl_sum::KlSum;
pub use lead::Lead;
pub use lexrank::{LexRank, Teleport};
pub use lsa::Lsa;
pub use luhn::Luhn;
pub use method::Method;
pub use pac_sum::PacSum;
pub use query::{focused, relevance};
pub use ranker::Ranker;
pub use select::{Budget, Length, select};
pub use submodular::Submodular;
pub use sum_basic::SumBasic;
pub use textrank::TextRank;
pub(crate) use trees::TreeParams;

/// A way to tell how much each sentence of an article matters, and which of them to take.
pub trait Salience {
    /// The salience of each sentence, shape `(sentences,)`: finite and at least 0, higher is
    /// better, comparable within one article only.
    fn scores(&self, article: &Article) -> Vec<f64>;

    /// The salience of each sentence under a budget, and what is taken and left, and why.
    ///
    /// What is taken keeps the budget, but that a sentence longer than all of it stands alone where
    /// no sentence is shorter; no two sentences taken have the same words; and something is taken
    /// where the article has a sentence. Where the article speaks of a query, what speaks of it leads,
    /// as [`focused`] has it. By default the best are taken, as [`select`] does; a method that weighs
    /// sets of sentences chooses for itself.
    fn extract(&self, article: &Article, budget: Budget) -> Extract {
        let scores = focused(article, self.scores(article));
        let reasons = select::decide(article, &scores, budget);
        Extract { scores, reasons }
    }

    /// What spoke for each sentence under a budget and against it, the strongest first; by default
    /// nothing that a reader would understand better than its score.
    fn contributions(&self, article: &Article, _budget: Budget) -> Vec<Vec<Contribution>> {
        vec![Vec::new(); article.sentences().len()]
    }
}
