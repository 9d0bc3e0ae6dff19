//! `LexRank`: sentences that are like many others speak for them.

use super::graph::{Graph, Row, within_limit};
use super::lead::prior;
use super::{Article, Salience, relevance};

/// Where a walk on the graph of sentences begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Teleport {
    /// At any sentence: `t(u) = 1 / n`, the method as published.
    Uniform,
    /// Near the beginning and near the title: `t(u) ~ (1 + cos(u, title)) / (1 + i)` for the
    /// sentence at position `i`; or, where a reader asks about something that the article speaks
    /// of, at what speaks of it, `t(u) ~ r(u)`, as Otterbacher, Erkan and Radev (2005) bias it to a
    /// question.
    Lead,
}

/// Continuous `LexRank` (Erkan and Radev, 2004): a walk from sentence to similar sentence.
///
/// `p(u) = (1 - d) t(u) + d * sum over v of p(v) cos(u, v) / sum over z of cos(v, z)`
///
/// `cos` is that of two vectors of `tf * idf` weights, with `idf = ln(1 + n / df)` over the `n`
/// sentences of the article itself; every sentence is similar to itself. The damping is `d`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LexRank {
    /// The share of steps that follow the graph, in `[0, 1)`.
    pub damping: f64,
    /// Where the other steps lead.
    pub teleport: Teleport,
}

/// What a sentence that does not speak of a query has of the teleport of one that speaks of all of it.
const LEAST_TELEPORT: f64 = 1e-3;

impl LexRank {
    /// As published, with a damping of 0.85.
    pub const UNIFORM: Self = Self { damping: 0.85, teleport: Teleport::Uniform };

    /// Leaning on the lead and on the title.
    pub const BIASED: Self = Self { damping: 0.85, teleport: Teleport::Lead };

    fn walk(&self, article: &Article) -> Vec<f64> {
        let rows: Vec<Row> =
            article.sentences().iter().map(|sentence| weights(article, &sentence.terms)).collect();
        let teleport: Vec<f64> = match self.teleport {
            Teleport::Uniform => vec![1.0; rows.len()],
            // Every sentence keeps a little: a walk must begin somewhere, even where none that speaks
            // of the query is left.
            Teleport::Lead if !article.query().is_empty() => {
                relevance(article).iter().map(|relevance| LEAST_TELEPORT + relevance).collect()
            }
            Teleport::Lead => {
                let title = weights(article, article.title());
                let bias = |(row, position)| prior(position) * (1.0 + dot(row, &title));
                let positions = article.sentences().iter().map(|sentence| sentence.position);
                rows.iter().zip(positions).map(bias).collect()
            }
        };
        Graph::of_products(&rows, &rows, article.terms(), true).walk(&teleport, self.damping)
    }
}

impl Salience for LexRank {
    fn scores(&self, article: &Article) -> Vec<f64> {
        within_limit(article, |article| self.walk(article))
    }
}

/// The `tf * idf` weights of some terms, of length 1.
pub(super) fn weights(article: &Article, terms: &[(u32, u32)]) -> Row {
    let sentences = article.sentences().len() as f64;
    // A term of the title may be left without sentences where only some were kept.
    let idf = |term| (1.0 + sentences / f64::from(article.document_frequency(term).max(1))).ln();
    let mut row: Row =
        terms.iter().map(|&(term, count)| (term, f64::from(count) * idf(term))).collect();
    let norm = row.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
    for (_, weight) in &mut row {
        *weight /= norm;
    }
    row
}

/// The dot product of two sparse vectors.
pub(super) fn dot(one: &Row, other: &Row) -> f64 {
    let weight_of = |term: u32| {
        other.binary_search_by_key(&term, |&(term, _)| term).map_or(0.0, |index| other[index].1)
    };
    one.iter().map(|&(term, weight)| weight * weight_of(term)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use approx::assert_relative_eq;

    #[test]
    fn three_sentences_by_hand() {
        // `war` and `peace` occur in two of the three sentences, `rain` in one:
        // idf(war) = idf(peace) = ln(1 + 3/2) = w, so the first two vectors are
        //   u0 = (war, peace) = (1, 1) / sqrt 2      u1 = (war, peace) = (1, 1) / sqrt 2
        // and u2 = (rain), alone. cos(0, 1) = 1, so rows 0 and 1 share evenly with each other and
        // themselves, and row 2 keeps to itself: every p is 1/3 with an even teleport.
        let scores = LexRank::UNIFORM.scores(&article("war peace\npeace war\nrain"));
        for score in scores {
            assert_relative_eq!(score, 1.0 / 3.0, epsilon = 1e-9);
        }
        // With `war` in the first alone of two: u0 = (war), u1 = (war, rain), n = 2,
        // idf(war) = ln 2, idf(rain) = ln 3, c = cos(0, 1) = ln 2 / sqrt(ln²2 + ln²3).
        // p0 (1 + c) = p0 + c p1 holds for p0 = p1 = 1/2: the graph is symmetric.
        let scores = LexRank::UNIFORM.scores(&article("war\nwar rain"));
        assert_relative_eq!(scores[0], 0.5, epsilon = 1e-9);
    }

    #[test]
    fn the_middle_of_a_chain_leads_by_hand() {
        // `ab` is in sentences 0 and 1, `cd` in 1 and 2: one idf w = ln(1 + 3/2) for both, so
        // u0 = (1, 0), u1 = (1, 1) / sqrt 2, u2 = (0, 1); c = cos(0, 1) = cos(1, 2) = 1 / sqrt 2.
        // By symmetry p0 = p2 = a, p1 = b with 2 a + b = 1, and
        //   b = (1 - d) / 3 + d (b / (1 + 2 c) + 2 a c / (1 + c)).
        let (d, c) = (0.85, 1.0 / 2.0_f64.sqrt());
        let half = d * c / (1.0 + c);
        let b = ((1.0 - d) / 3.0 + half) / (1.0 - d / (1.0 + 2.0 * c) + half);
        let scores = LexRank::UNIFORM.scores(&article("ab\nab cd\ncd"));
        assert_relative_eq!(scores[1], b, epsilon = 1e-8);
        assert_relative_eq!(scores[0], (1.0 - b) / 2.0, epsilon = 1e-8);
        assert_relative_eq!(scores[2], (1.0 - b) / 2.0, epsilon = 1e-8);
    }

    #[test]
    fn the_lead_wins_where_the_graph_is_even() {
        // Without shared terms every sentence keeps its teleport: 1, 1/2, 1/3 over 11/6.
        let scores = LexRank::BIASED.scores(&article("ab\ncd\nef"));
        for (score, exact) in scores.iter().zip([6.0 / 11.0, 3.0 / 11.0, 2.0 / 11.0]) {
            assert_relative_eq!(*score, exact, epsilon = 1e-9);
        }
    }

    #[test]
    fn a_query_draws_the_walk_to_what_speaks_of_it() {
        let article = crate::summarize::article::tests::article_asked("ab\ncd\nef", "ef");
        // Without shared terms every sentence keeps its teleport: 0.001, 0.001, 1.001 over 1.003.
        let scores = LexRank::BIASED.scores(&article);
        assert_relative_eq!(scores[2], 1.001 / 1.003, epsilon = 1e-9);
    }

    #[test]
    fn a_title_draws_the_walk_to_the_sentence_that_is_like_it() {
        let analyzer = crate::text::AnalyzerParams::default().build().unwrap();
        let article = Article::new("ab cd ef", &[0..2, 3..5, 6..8], Some("ef"), &analyzer);
        // Teleports 1, 1/2, 2/3 over 13/6.
        let scores = LexRank::BIASED.scores(&article);
        assert_relative_eq!(scores[2], 4.0 / 13.0, epsilon = 1e-9);
    }
}
