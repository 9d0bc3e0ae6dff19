//! The sentences as they come: news says first what matters most.

use super::{Article, Salience};

/// The lead: `score(u) = 1 / (1 + i)` for the sentence at position `i`, from 0.
///
/// The first sentences of a news story are the summary that its editor wrote, and hard to beat:
/// no unsupervised method does so reliably (Nenkova, 2005).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lead;

impl Salience for Lead {
    fn scores(&self, article: &Article) -> Vec<f64> {
        article.sentences().iter().map(|sentence| prior(sentence.position)).collect()
    }
}

/// What a position alone tells: `1 / (1 + i)`.
pub(super) fn prior(position: usize) -> f64 {
    1.0 / (1.0 + position as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;

    #[test]
    fn scores_fall_with_the_position() {
        assert_eq!(Lead.scores(&article("one\ntwo\nthree")), [1.0, 0.5, 1.0 / 3.0]);
    }
}
