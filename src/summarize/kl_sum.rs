//! `KL-Sum`: the summary whose words are spread as the article's are.

use std::collections::{BTreeMap, BinaryHeap};

use super::candidate::{Candidate, pop_best};
use super::filling::{Filling, tiers};
use super::sum_basic::probabilities;
use super::{Article, Budget, Extract, Salience, focused};

/// `KL-Sum` (Haghighi and Vanderwende, "Exploring content models for multi-document
/// summarization", 2009): greedily the sentences `S` that make the divergence least.
///
/// `KL(P || Q) = sum over w of p(w) ln(p(w) / q(w))`, with `q(w) = (n(w, S) + a) / (|S| + a V)`
///
/// and `p(w)` the share of the article's words that `w` is, `n(w, S)` how often it occurs in `S` of
/// `|S|` words, `V` the number of different words, and `a = 0.001`: the paper puts "a small amount of
/// mass" on every word, for else none could be left out. The score of a sentence is `exp(-KL)` of that
/// sentence alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KlSum;

const SMOOTHING: f64 = 0.001;

impl Salience for KlSum {
    fn scores(&self, article: &Article) -> Vec<f64> {
        let chosen = Chosen::new(article);
        let entropy: f64 = chosen.probabilities.iter().map(|p| p * p.ln()).sum();
        let score = |index: usize| (chosen.likelihood(index) - entropy).exp();
        (0..article.sentences().len()).map(score).collect()
    }

    fn extract(&self, article: &Article, budget: Budget) -> Extract {
        let budget = budget.of(article);
        let mut filling = Filling::new(article, budget);
        let mut chosen = Chosen::new(article);
        for tier in tiers(article, budget) {
            fill(&tier, &mut filling, &mut chosen);
        }
        Extract { scores: focused(article, self.scores(article)), reasons: filling.into_reasons() }
    }
}

/// Takes sentences of one tier until the budget is full or none is left.
///
/// What a sentence adds by its words falls as more is taken, what it costs by its length does not: so
/// sentences of one length are kept together, where only the first changes places.
fn fill(tier: &[usize], filling: &mut Filling, chosen: &mut Chosen) {
    let mut of_length: BTreeMap<u32, BinaryHeap<Candidate>> = BTreeMap::new();
    for &index in tier {
        let candidate = Candidate::new(chosen.gain(index), index);
        of_length.entry(chosen.article.sentences()[index].length()).or_default().push(candidate);
    }
    while !filling.is_full() {
        let mut best: Option<(Candidate, u32)> = None;
        for (&length, heap) in &mut of_length {
            let Some(first) = pop_best(heap, |index| Some(chosen.gain(index))) else { continue };
            heap.push(first);
            let rival = Candidate::new(first.value - chosen.cost(length), first.index());
            if best.is_none_or(|(best, _)| rival > best) {
                best = Some((rival, length));
            }
        }
        let Some((best, length)) = best else { break };
        of_length.get_mut(&length).and_then(BinaryHeap::pop);
        if filling.offer(best.index()) {
            chosen.add(best.index());
        }
    }
}

/// The words of what is taken.
struct Chosen<'article> {
    article: &'article Article,
    /// `p(w)`, shape `(terms,)`.
    probabilities: Vec<f64>,
    /// `n(w, S)`, shape `(terms,)`.
    counts: Vec<u32>,
    /// `|S|`
    words: u32,
}

impl<'article> Chosen<'article> {
    fn new(article: &'article Article) -> Self {
        let counts = vec![0; article.terms()];
        Self { article, probabilities: probabilities(article), counts, words: 0 }
    }

    /// What a sentence adds to the sum over `w` of `p(w) ln(n(w, S) + a)`.
    fn gain(&self, index: usize) -> f64 {
        let gain = |&(term, count): &(u32, u32)| {
            let before = f64::from(self.counts[term as usize]) + SMOOTHING;
            self.probabilities[term as usize] * (f64::from(count) / before).ln_1p()
        };
        self.article.sentences()[index].terms.iter().map(gain).sum()
    }

    /// `ln(|S| + a V)` with a sentence of a length.
    fn cost(&self, length: u32) -> f64 {
        (f64::from(self.words + length) + SMOOTHING * self.article.terms().max(1) as f64).ln()
    }

    /// The sum over `w` of `p(w) ln q(w)` with a sentence, where nothing is taken.
    fn likelihood(&self, index: usize) -> f64 {
        let nothing = if self.article.terms() == 0 { 0.0 } else { SMOOTHING.ln() };
        nothing + self.gain(index) - self.cost(self.article.sentences()[index].length())
    }

    fn add(&mut self, index: usize) {
        let sentence = &self.article.sentences()[index];
        for &(term, count) in &sentence.terms {
            self.counts[term as usize] += count;
        }
        self.words += sentence.length();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use approx::assert_relative_eq;

    #[test]
    fn divergences_by_hand() {
        // `war` is 2 of 4 words, `peace` and `rain` 1 each; V = 3.
        let scores = KlSum.scores(&article("war peace.\nwar rain."));
        let (said, unsaid) = (1.001 / 2.003_f64, 0.001 / 2.003_f64);
        let divergence = 0.5 * (0.5 / said).ln() + 0.25 * (0.25 / said).ln();
        let divergence = divergence + 0.25 * (0.25 / unsaid).ln();
        assert_relative_eq!(scores[0], (-divergence).exp(), epsilon = 1e-12);
        assert_relative_eq!(scores[1], scores[0], epsilon = 1e-12);
    }

    #[test]
    fn the_second_sentence_brings_what_the_first_lacks() {
        // `war` 3, `peace` 2, `rain` 2 of 7. Alone, the last two tell less than the first.
        let article = article("war peace.\nwar peace war.\nrain rain.");
        assert_eq!(KlSum.extract(&article, Budget::Sentences(2)).chosen(), [0, 2]);
    }

    #[test]
    fn lazily_chosen_is_what_weighing_all_again_chooses() {
        let lines = "war peace rain.\nrain rain snow.\nwar war.\npeace talks in bern.\n\
            snow on bern.\ntalks on war and peace.\nhail.\nwar snow.\nrain on talks.";
        let article = article(lines);
        let mut chosen = Chosen::new(&article);
        let mut left: Vec<usize> = (0..article.sentences().len()).collect();
        let mut expected = Vec::new();
        for count in 1..=5 {
            let value = |&index: &usize| {
                let length = article.sentences()[index].length();
                Candidate::new(chosen.gain(index) - chosen.cost(length), index)
            };
            let best = left.iter().map(value).max().unwrap().index();
            left.retain(|&index| index != best);
            chosen.add(best);
            expected.push(best);
            expected.sort_unstable();
            assert_eq!(KlSum.extract(&article, Budget::Sentences(count)).chosen(), expected);
        }
    }
}
