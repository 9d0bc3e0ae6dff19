//! The methods by their names.

use super::{Article, lead, lexrank, textrank};

/// How sentences are ranked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// `LexRank` whose walker jumps to the lead more often than to the end: centrality and position.
    #[default]
    BiasedLexRank,
    /// The first sentences.
    Lead,
    /// `LexRank` as published.
    LexRank,
    /// `TextRank` with BM25 similarity.
    TextRank,
}

impl Method {
    /// All of them, the default first.
    pub const ALL: &[Self] = &[Self::BiasedLexRank, Self::Lead, Self::LexRank, Self::TextRank];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BiasedLexRank => "biased-lexrank",
            Self::Lead => "lead",
            Self::LexRank => "lexrank",
            Self::TextRank => "textrank",
        }
    }

    /// How much each sentence says of the whole, shape `(sentences,)`, finite; higher is more.
    pub fn salience(self, article: &Article) -> Vec<f64> {
        if article.sentences().is_empty() {
            return Vec::new();
        }
        match self {
            Self::BiasedLexRank => lexrank::salience_biased_to_lead(article),
            Self::Lead => lead::salience(article),
            Self::LexRank => lexrank::salience(article),
            Self::TextRank => textrank::salience(article),
        }
    }
}

impl std::str::FromStr for Method {
    type Err = crate::Error;

    fn from_str(name: &str) -> crate::Result<Self> {
        Self::ALL.iter().copied().find(|method| method.name() == name).ok_or_else(|| {
            crate::Error::InvalidParameter {
                name: "method",
                expected: "biased-lexrank, lead, lexrank or textrank",
                actual: name.to_owned(),
            }
        })
    }
}
