//! LexRank (Erkan and Radev, 2004): `PageRank` over a graph of similar sentences.
//!
//! `score(u) = (1 - d) * jump(u) + d * sum over v similar to u of score(v) * similarity(u, v) /
//! sum of v's similarities`
//!
//! Similarity is the cosine of TF-IDF vectors, counted where it is at least 0.1; a term's idf is
//! `ln(sentences / sentences with it) + 1`. In the paper a walker jumps to every sentence alike; biased to
//! the lead it jumps to the sentence at place `i` in proportion to `1 / (1 + i)`, as news asks for.

use super::Article;
use super::graph::Graph;
use super::lead;

const DAMPING: f64 = 0.85;
const LEAST_SIMILARITY: f64 = 0.1;

pub(super) fn salience(article: &Article) -> Vec<f64> {
    let count = article.sentences().len();
    graph(article).walk(DAMPING, &vec![1.0 / count as f64; count])
}

pub(super) fn salience_biased_to_lead(article: &Article) -> Vec<f64> {
    let jumps = lead::salience(article);
    let total: f64 = jumps.iter().sum();
    let jumps: Vec<f64> = jumps.into_iter().map(|jump| jump / total).collect();
    graph(article).walk(DAMPING, &jumps)
}

fn graph(article: &Article) -> Graph {
    let count = article.sentences().len() as f64;
    let idf: Vec<f64> = (0..article.terms() as u32)
        .map(|term| (count / f64::from(article.sentence_frequency(term))).ln() + 1.0)
        .collect();
    let lengths: Vec<f64> = article
        .sentences()
        .iter()
        .map(|sentence| {
            let weights = sentence.terms.iter().map(|&(t, n)| f64::from(n) * idf[t as usize]);
            weights.map(|weight| weight * weight).sum::<f64>().sqrt()
        })
        .collect();
    Graph::new(article, |one, other, shared| {
        let product: f64 = shared
            .iter()
            .map(|&(term, n, m)| f64::from(n) * f64::from(m) * idf[term as usize].powi(2))
            .sum();
        let cosine = product / (lengths[one] * lengths[other]);
        if cosine < LEAST_SIMILARITY { 0.0 } else { cosine }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use approx::assert_relative_eq;

    #[test]
    fn three_sentences_rank_as_worked_by_hand() {
        // "alpha beta", "beta gamma", "delta": the first two are alike, and the third stands alone,
        // so a walker who is there jumps. With t = 1/3 of jumps and d = 0.85, equal ranks a of the
        // first two and b of the third: b = (1 - d + d b) t, and a = (1 - d + d b) t + d a.
        let text = "alpha beta. beta gamma. delta.";
        let article = Article::new(text, vec![0..11, 12..23, 24..30], Language::English);
        let b = 0.05 / (1.0 - 0.85 / 3.0);
        let a = (1.0 - b) / 2.0;
        let ranks = salience(&article);
        assert_relative_eq!(ranks[0], a, epsilon = 1e-6);
        assert_relative_eq!(ranks[1], a, epsilon = 1e-6);
        assert_relative_eq!(ranks[2], b, epsilon = 1e-6);
    }

    #[test]
    fn of_unlike_sentences_the_earlier_ranks_higher_when_biased_to_the_lead() {
        let article =
            Article::new("alpha. beta. gamma.", vec![0..6, 7..12, 13..19], Language::English);
        let ranks = salience_biased_to_lead(&article);
        assert!(ranks[0] > ranks[1] && ranks[1] > ranks[2]);
    }
}
