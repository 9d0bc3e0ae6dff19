//! `TextRank` (Mihalcea and Tarau, 2004) with BM25 as similarity (Barrios, López, Argerich and
//! Wachenchauzer, 2016).
//!
//! `BM25(u, v) = sum over terms t of u in v of idf(t) * f * (k + 1) / (f + k * (1 - b + b * |v| / mean))`
//!
//! with `f` the count of `t` in `v`, `k = 1.2`, `b = 0.75`. `idf(t) = ln((n - df + 0.5) / (df + 0.5))`, and
//! for a term of more than half of the sentences, where that is not above 0, a quarter of the mean idf.

use super::Article;
use super::graph::Graph;

const DAMPING: f64 = 0.85;
const K: f64 = 1.2;
const B: f64 = 0.75;
const EPSILON: f64 = 0.25;

pub(super) fn salience(article: &Article) -> Vec<f64> {
    let count = article.sentences().len();
    let idf = idf(article);
    let lengths: Vec<f64> = article
        .sentences()
        .iter()
        .map(|sentence| sentence.terms.iter().map(|&(_, n)| f64::from(n)).sum())
        .collect();
    let mean = lengths.iter().sum::<f64>() / count as f64;
    let graph = Graph::new(article, |_, other, shared| {
        let damped = K * (1.0 - B + B * lengths[other] / mean);
        let of_term = |&(term, _, n): &(u32, u32, u32)| {
            let n = f64::from(n);
            idf[term as usize] * n * (K + 1.0) / (n + damped)
        };
        shared.iter().map(of_term).sum()
    });
    graph.walk(DAMPING, &vec![1.0 / count as f64; count])
}

/// The idf of each term, shape `(terms,)`, above 0.
fn idf(article: &Article) -> Vec<f64> {
    let count = article.sentences().len() as f64;
    let mut idf: Vec<f64> = (0..article.terms() as u32)
        .map(|term| {
            let df = f64::from(article.sentence_frequency(term));
            ((count - df + 0.5) / (df + 0.5)).ln()
        })
        .collect();
    let mean = idf.iter().sum::<f64>() / idf.len().max(1) as f64;
    let floor = (EPSILON * mean).max(1e-6);
    idf.iter_mut().filter(|idf| **idf <= 0.0).for_each(|idf| *idf = floor);
    idf
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use approx::assert_relative_eq;

    #[test]
    fn a_sentence_between_two_others_ranks_as_worked_by_hand() {
        // "alpha beta" - "beta gamma" - "gamma delta": the middle has an edge to each side, of equal
        // weight. With middle m and sides s: s = 0.05 + 0.85 m / 2, m = 0.05 + 0.85 * 2 s.
        let text = "alpha beta. beta gamma. gamma delta.";
        let article = Article::new(text, vec![0..11, 12..23, 24..36], Language::English);
        let ranks = salience(&article);
        let side = (0.05 + 0.425 * 0.05) / (1.0 - 0.425 * 1.7);
        assert_relative_eq!(ranks[0], side, epsilon = 1e-6);
        assert_relative_eq!(ranks[2], side, epsilon = 1e-6);
        assert_relative_eq!(ranks[1], 1.0 - 2.0 * side, epsilon = 1e-6);
    }
}
