//! `TextRank`: sentences that answer for many others, as a search engine would rank them.

use super::graph::{Graph, Row, within_limit};
use super::{Article, Salience};

/// `TextRank` (Mihalcea and Tarau, 2004) with the similarity BM25 (Barrios et al., 2016).
///
/// `p(u) = (1 - d) / n + d * sum over v of p(v) w(v, u) / sum over z of w(v, z)`
///
/// `w(v, u)` is the BM25 score of sentence `u` for the terms of sentence `v` as a query,
///
/// `w(v, u) = sum over t in v of idf(t) * f(t, u) (k + 1) / (f(t, u) + k (1 - b + b |u| / avg))`
///
/// with `f` the count of a term, `|u|` the length in terms and `avg` its mean, `k = 1.2`,
/// `b = 0.75` and `idf(t) = ln((n - df + 0.5) / (df + 0.5))`; where that is not above 0, a quarter
/// of the mean `idf` takes its place, as in the paper. The damping is `d = 0.85`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextRank;

const DAMPING: f64 = 0.85;
const K: f64 = 1.2;
const B: f64 = 0.75;

/// What a term in more than half of the sentences weighs, as a share of the mean `idf`.
const EPSILON: f64 = 0.25;

impl Salience for TextRank {
    fn scores(&self, article: &Article) -> Vec<f64> {
        within_limit(article, |article| {
            let (queries, answers) = bm25(article);
            let graph = Graph::of_products(&queries, &answers, article.terms(), false);
            graph.walk(&vec![1.0; queries.len()], DAMPING)
        })
    }
}

/// Each sentence as a query and as an answer: the dot product of the two is BM25.
fn bm25(article: &Article) -> (Vec<Row>, Vec<Row>) {
    let idf = idf(article);
    let sentences = article.sentences();
    let lengths: Vec<f64> = sentences.iter().map(|s| f64::from(s.length())).collect();
    let mean = lengths.iter().sum::<f64>() / lengths.len() as f64;
    let queries = sentences
        .iter()
        .map(|s| {
            s.terms.iter().map(|&(t, count)| (t, f64::from(count) * idf[t as usize])).collect()
        })
        .collect();
    let answer = |(sentence, length): (&super::Sentence, &f64)| {
        let saturation = K * (1.0 - B + B * length / mean);
        let weigh = |&(term, count): &(u32, u32)| {
            let count = f64::from(count);
            (term, count * (K + 1.0) / (count + saturation))
        };
        sentence.terms.iter().map(weigh).collect()
    };
    (queries, sentences.iter().zip(&lengths).map(answer).collect())
}

/// The inverse document frequency of each term over the sentences, shape `(terms,)`.
fn idf(article: &Article) -> Vec<f64> {
    let sentences = article.sentences().len() as f64;
    let mut idf: Vec<f64> = (0..article.terms() as u32)
        .map(|term| {
            let frequency = f64::from(article.document_frequency(term));
            ((sentences - frequency + 0.5) / (frequency + 0.5)).ln().max(0.0)
        })
        .collect();
    let floor = EPSILON * idf.iter().sum::<f64>() / idf.len().max(1) as f64;
    for weight in &mut idf {
        if *weight == 0.0 {
            *weight = floor;
        }
    }
    idf
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use approx::assert_relative_eq;

    #[test]
    fn idf_of_a_term_in_most_sentences_is_a_quarter_of_the_mean() {
        // `ab` in one of three sentences: ln(2.5 / 1.5). `cd` in two: ln(1.5 / 2.5) < 0.
        let rare = (2.5_f64 / 1.5).ln();
        let idf = idf(&article("ab cd\ncd\nef"));
        assert_relative_eq!(idf[0], rare, epsilon = 1e-12);
        assert_relative_eq!(idf[1], 0.25 * (2.0 * rare) / 3.0, epsilon = 1e-12);
    }

    #[test]
    fn three_sentences_by_hand() {
        // Only `cd` is shared, by 0 and 1: each is the other's one neighbour, whatever the weight.
        // So p0 = p1 = 0.05 + 0.85 (p0 + p2 / 3), p2 = 0.05 + 0.85 p2 / 3, since 2 has no edge and
        // its walk begins anew anywhere: p2 = 3/43, p0 = p1 = 20/43.
        let scores = TextRank.scores(&article("ab cd\ncd\nef"));
        for (score, exact) in scores.iter().zip([20.0 / 43.0, 20.0 / 43.0, 3.0 / 43.0]) {
            assert_relative_eq!(*score, exact, epsilon = 1e-8);
        }
    }

    #[test]
    fn bm25_of_a_pair_by_hand() {
        // idf of the shared `cd` as above; |u0| = 2, |u1| = 1, mean 4/3; f = 1 in both.
        let (queries, answers) = bm25(&article("ab cd\ncd\nef"));
        let shared = 0.25 * (2.0 * (2.5_f64 / 1.5).ln()) / 3.0;
        assert_relative_eq!(queries[0][1].1, shared, epsilon = 1e-12);
        let answer = 2.2 / (1.0 + 1.2 * (0.25 + 0.75 * 3.0 / 4.0));
        assert_relative_eq!(answers[1][0].1, answer, epsilon = 1e-12);
    }
}
