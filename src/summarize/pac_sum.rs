//! `PacSum`: sentences that those behind them come back to, and those before them did not.

use super::graph::{Graph, Row, within_limit};
use super::lexrank::weights;
use super::{Article, Salience};

/// `PacSum` (Zheng and Lapata, "Sentence centrality revisited for unsupervised summarization", 2019)
/// with tf-idf.
///
/// `score(i) = a * sum over j < i of e(i, j) + b * sum over j > i of e(i, j)`, `a < 0 < b`, `a + b = 1`
///
/// `e(i, j) = max(0, cos(i, j) - least - t (most - least))`
///
/// with the smallest and the largest cosine of two sentences of the article as `least` and `most`,
/// `cos` of the same vectors as for [`LexRank`](super::LexRank). Scores are given above the smallest,
/// so that none is below 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PacSum {
    /// The weight `a` of the sentences before one, below 0; that of those behind it is `1 - a`.
    pub before: f64,
    /// The share `t` of the range of cosines that counts for nothing, in `[0, 1]`.
    pub threshold: f64,
}

impl PacSum {
    /// `a = -1`, `b = 2`, and a threshold that leaves weak likeness out.
    pub const DEFAULT: Self = Self { before: -1.0, threshold: 0.1 };

    fn centralities(self, article: &Article) -> Vec<f64> {
        let rows: Vec<Row> =
            article.sentences().iter().map(|sentence| weights(article, &sentence.terms)).collect();
        let graph = Graph::of_products(&rows, &rows, article.terms(), false);
        let edges = || (0..graph.nodes()).flat_map(|node| graph.row(node));
        let most = edges().map(|(_, weight)| weight).fold(0.0, f64::max);
        // Two sentences without an edge have nothing in common.
        let is_complete = edges().count() == graph.nodes() * graph.nodes().saturating_sub(1);
        let least = edges().map(|(_, weight)| weight).fold(most, f64::min);
        let least = if is_complete { least } else { 0.0 };
        let floor = least + self.threshold * (most - least);
        let centrality = |node: usize| {
            let share = |(other, weight): (usize, f64)| {
                let side = if other < node { self.before } else { 1.0 - self.before };
                side * (weight - floor).max(0.0)
            };
            graph.row(node).map(share).sum::<f64>()
        };
        let scores: Vec<f64> = (0..graph.nodes()).map(centrality).collect();
        let smallest = scores.iter().copied().fold(f64::INFINITY, f64::min);
        scores.into_iter().map(|score| score - smallest).collect()
    }
}

impl Salience for PacSum {
    fn scores(&self, article: &Article) -> Vec<f64> {
        within_limit(article, |article| self.centralities(article))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use approx::assert_relative_eq;

    #[test]
    fn a_chain_by_hand() {
        // As in the test of LexRank: cos(0, 1) = cos(1, 2) = 1 / √2, and 0 and 2 share nothing. With
        // t = 1/5 an edge weighs e = 4/5 of that. Scores: 2e, 2e - e, -e; above the smallest 3e, 2e, 0.
        let edge = 0.8 / 2.0_f64.sqrt();
        let scores = PacSum { before: -1.0, threshold: 0.2 }.scores(&article("ab\nab cd\ncd"));
        for (score, exact) in scores.iter().zip([3.0 * edge, 2.0 * edge, 0.0]) {
            assert_relative_eq!(*score, exact, epsilon = 1e-12);
        }
    }

    #[test]
    fn where_all_are_alike_the_least_likeness_counts_for_nothing() {
        // One cosine is both the least and the most.
        let scores = PacSum::DEFAULT.scores(&article("ab cd\nab"));
        assert_eq!(scores, [0.0, 0.0]);
    }
}
