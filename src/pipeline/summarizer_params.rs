//! How articles are summarised.

use super::TextSummarizer;
use crate::summarize::{Budget, Editor, Method, Ranker};
use crate::text::{Cleaning, Language};
use crate::{Error, Result};

/// How articles are summarised.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`method`](Self::method) | [`Method::Editor`] | |
/// | [`ranker`](Self::ranker) | [`Ranker::shipped`] | |
/// | [`budget`](Self::budget) | 3 sentences | at least 1; a ratio in `(0, 1]` |
/// | [`language`](Self::language) | detected; English where none is | any language |
/// | [`query`](Self::query) | none | not blank |
/// | [`cleaning`](Self::cleaning) | all rules | any of them |
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct TextSummarizerParams {
    pub(super) method: Method,
    pub(super) editor: Editor,
    pub(super) budget: Budget,
    pub(super) language: Option<Language>,
    pub(super) query: Option<String>,
    pub(super) cleaning: Cleaning,
}

impl TextSummarizerParams {
    /// Rank sentences by a method.
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Weigh sentences by a ranker of one's own; only [`Method::Editor`] asks it.
    pub fn ranker(mut self, ranker: Ranker) -> Self {
        self.editor = Editor::new(ranker);
        self
    }

    /// Take at most so many sentences, words or characters, or such a share of the article.
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = budget;
        self
    }

    /// Read every article that does not name its language in this one; `None` detects it for each.
    pub fn language(mut self, language: Option<Language>) -> Self {
        self.language = language;
        self
    }

    /// Let sentences lead that speak of this, in any inflection of its words.
    pub fn query(mut self, query: Option<&str>) -> Self {
        self.query = query.map(str::to_owned);
        self
    }

    /// By which rules parts of an article are none of its prose; sentences of these are never taken.
    pub fn cleaning(mut self, cleaning: Cleaning) -> Self {
        self.cleaning = cleaning;
        self
    }

    /// Builds the summariser.
    ///
    /// # Errors
    ///
    /// [`InvalidParameter`](Error::InvalidParameter) when the budget is 0, or a ratio outside
    /// `(0, 1]`; when `query` has no letter or digit.
    pub fn build(self) -> Result<TextSummarizer> {
        self.budget.check()?;
        if let Some(query) = &self.query
            && !query.contains(char::is_alphanumeric)
        {
            return Err(Error::InvalidParameter {
                name: "query",
                expected: "words to look for",
                actual: query.clone(),
            });
        }
        Ok(TextSummarizer::new(self))
    }
}
