//! What the graph methods share: which sentences are alike, and the walk over them.

use super::Article;

/// Beyond this many sentences only those with the most weight of terms are compared with each other, so
/// that time and memory stay within bounds on a document of any length.
const MAX_SENTENCES: usize = 1_000;

/// A weighted graph of sentences: for each its neighbours, ascending, with the edge's weight.
pub(super) struct Graph {
    neighbours: Vec<Vec<(usize, f64)>>,
}

impl Graph {
    /// The graph whose edges are the sentences that share a term; `weigh` gives an edge's weight from
    /// the terms that both contain, as (term, count in the first, count in the second), and 0 for
    /// no edge.
    pub(super) fn new(
        article: &Article,
        weigh: impl Fn(usize, usize, &[(u32, u32, u32)]) -> f64,
    ) -> Self {
        let compared = compared(article);
        let mut sentences_of_terms: Vec<Vec<(usize, u32)>> = vec![Vec::new(); article.terms()];
        for &sentence in &compared {
            for &(term, count) in &article.sentences()[sentence].terms {
                sentences_of_terms[term as usize].push((sentence, count));
            }
        }
        let mut neighbours = vec![Vec::new(); article.sentences().len()];
        let mut shared: Vec<Vec<(u32, u32, u32)>> = vec![Vec::new(); article.sentences().len()];
        for &sentence in &compared {
            let mut met = Vec::new();
            for &(term, count) in &article.sentences()[sentence].terms {
                for &(other, others) in &sentences_of_terms[term as usize] {
                    if other != sentence {
                        if shared[other].is_empty() {
                            met.push(other);
                        }
                        shared[other].push((term, count, others));
                    }
                }
            }
            met.sort_unstable();
            for other in met {
                let weight = weigh(sentence, other, &shared[other]);
                if weight > 0.0 {
                    neighbours[sentence].push((other, weight));
                }
                shared[other].clear();
            }
        }
        Self { neighbours }
    }

    /// Where a walker is found in the long run who follows an edge by its weight with probability
    /// `damping`, and else jumps to a sentence by `jumps`, which add up to 1 (PageRank; Page,
    /// Brin, Motwani and Winograd, 1999). Shape `(sentences,)`, adding up to 1.
    pub(super) fn walk(&self, damping: f64, jumps: &[f64]) -> Vec<f64> {
        let totals: Vec<f64> = self
            .neighbours
            .iter()
            .map(|edges| edges.iter().map(|&(_, weight)| weight).sum())
            .collect();
        let mut ranks = jumps.to_vec();
        for _ in 0..100 {
            let mut next = vec![0.0; ranks.len()];
            let mut stuck = 0.0;
            for (sentence, edges) in self.neighbours.iter().enumerate() {
                if totals[sentence] > 0.0 {
                    for &(other, weight) in edges {
                        next[other] += damping * ranks[sentence] * weight / totals[sentence];
                    }
                } else {
                    stuck += ranks[sentence];
                }
            }
            let mut change = 0.0;
            for (sentence, rank) in next.iter_mut().enumerate() {
                *rank += (1.0 - damping + damping * stuck) * jumps[sentence];
                change += (*rank - ranks[sentence]).abs();
            }
            ranks = next;
            if change < 1e-8 {
                break;
            }
        }
        ranks
    }
}

/// The sentences that are compared with each other, ascending.
fn compared(article: &Article) -> Vec<usize> {
    let sentences = article.sentences();
    let mut chosen: Vec<usize> = (0..sentences.len()).collect();
    if chosen.len() > MAX_SENTENCES {
        let weights: Vec<u64> = sentences
            .iter()
            .map(|s| s.terms.iter().map(|&(t, _)| u64::from(article.sentence_frequency(t))).sum())
            .collect();
        chosen.sort_by_key(|&sentence| std::cmp::Reverse(weights[sentence]));
        chosen.truncate(MAX_SENTENCES);
        chosen.sort_unstable();
    }
    chosen
}
