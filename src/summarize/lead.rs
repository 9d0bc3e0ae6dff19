//! Lead: a news article says first what matters most, so its sentences rank as they stand.
//!
//! The baseline that most published methods fail to beat (Nenkova, 2005).
//!
//! `score(i) = 1 / (1 + i)` for the sentence at 0-based place `i`

use super::Article;

pub(super) fn salience(article: &Article) -> Vec<f64> {
    (0..article.sentences().len()).map(|place| 1.0 / (1.0 + place as f64)).collect()
}
