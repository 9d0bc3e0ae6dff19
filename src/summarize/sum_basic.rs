//! `SumBasic`: what is frequent in an article is likely in its summary, once.

use std::collections::{BinaryHeap, HashMap};

use super::candidate::{Candidate, pop_best};
use super::filling::{Filling, tiers};
use super::{Article, Budget, Extract, Salience, focused};

/// `SumBasic` (Nenkova and Vanderwende, "The impact of frequency on summarization", 2005).
///
/// `weight(u) = sum over w in u of p(w) / |{w in u}|`, with `p(w) = n(w) / N`
///
/// at first, where `n(w)` is how often `w` occurs among the `N` words of the article. Again and again,
/// the sentence of the highest weight is taken among those that have the most probable word, and `p` of
/// each of its words is squared: what was said is not soon said again. The score of a sentence is its
/// weight at first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SumBasic;

impl Salience for SumBasic {
    fn scores(&self, article: &Article) -> Vec<f64> {
        let probabilities = probabilities(article);
        (0..article.sentences().len()).map(|u| weight(article, &probabilities, u)).collect()
    }

    fn extract(&self, article: &Article, budget: Budget) -> Extract {
        let budget = budget.of(article);
        let mut filling = Filling::new(article, budget);
        let mut probabilities = probabilities(article);
        for tier in tiers(article, budget) {
            fill(article, &tier, &mut filling, &mut probabilities);
        }
        Extract { scores: focused(article, self.scores(article)), reasons: filling.into_reasons() }
    }
}

/// The share of the article's words that each term is, shape `(terms,)`.
pub(super) fn probabilities(article: &Article) -> Vec<f64> {
    let mut counts = vec![0_u32; article.terms()];
    for &(term, count) in article.sentences().iter().flat_map(|sentence| &sentence.terms) {
        counts[term as usize] += count;
    }
    let all = f64::from(counts.iter().sum::<u32>());
    counts.into_iter().map(|count| f64::from(count) / all).collect()
}

/// The mean probability of the distinct terms of a sentence.
fn weight(article: &Article, probabilities: &[f64], index: usize) -> f64 {
    let terms = &article.sentences()[index].terms;
    let sum: f64 = terms.iter().map(|&(term, _)| probabilities[term as usize]).sum();
    sum / terms.len().max(1) as f64
}

/// Takes sentences of one tier until the budget is full or none is left.
fn fill(article: &Article, tier: &[usize], filling: &mut Filling, probabilities: &mut [f64]) {
    let mut sentences_of: HashMap<u32, BinaryHeap<Candidate>> = HashMap::new();
    for &index in tier {
        let candidate = Candidate::new(weight(article, probabilities, index), index);
        for &(term, _) in &article.sentences()[index].terms {
            sentences_of.entry(term).or_default().push(candidate);
        }
    }
    let mut words: BinaryHeap<Candidate> = (0..article.terms())
        .filter(|&term| sentences_of.contains_key(&(term as u32)))
        .map(|term| Candidate::new(probabilities[term], term))
        .collect();
    let mut seen = vec![false; article.sentences().len()];
    while !filling.is_full()
        && let Some(word) = pop_best(&mut words, |term| Some(probabilities[term]))
    {
        let Some(sentences) = sentences_of.get_mut(&(word.index() as u32)) else { continue };
        let now = |index: usize| (!seen[index]).then(|| weight(article, probabilities, index));
        // A word whose sentences were all looked at is done with.
        let Some(best) = pop_best(sentences, now) else { continue };
        seen[best.index()] = true;
        words.push(word);
        if filling.offer(best.index()) {
            for &(term, _) in &article.sentences()[best.index()].terms {
                probabilities[term as usize] *= probabilities[term as usize];
            }
        }
    }
    // Sentences of stop words alone have no word to be found by.
    for &index in tier.iter().filter(|&&index| !seen[index]) {
        if !filling.is_full() {
            filling.offer(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use approx::assert_relative_eq;

    #[test]
    fn weights_by_hand() {
        // Of 7 words, `war` is 3, `peace` 2, `rain` and `snow` 1 each.
        let scores = SumBasic.scores(&article("war peace.\nwar war rain.\npeace snow."));
        for (score, exact) in scores.iter().zip([2.5 / 7.0, 2.0 / 7.0, 1.5 / 7.0]) {
            assert_relative_eq!(*score, exact, epsilon = 1e-12);
        }
    }

    #[test]
    fn what_was_said_counts_for_its_square() {
        // The most probable word `war` leads to the first sentence. Then p(war) = 9/49 is still above
        // p(rain) = p(snow) = 7/49, and leads to the second. Behind that, p(war) = 81/49² and
        // p(peace) = 4/49 are below p(snow), which leads to the fourth.
        let article = article("war peace.\nwar war rain.\npeace war.\nsnow war.");
        let chosen = |count| SumBasic.extract(&article, Budget::Sentences(count)).chosen();
        assert_eq!((chosen(1), chosen(2), chosen(3)), (vec![0], vec![0, 1], vec![0, 1, 3]));
    }

    #[test]
    fn a_share_of_the_article_is_a_budget() {
        // Half of 8 words.
        let article = article("war peace.\nwar war rain.\npeace war.\nsnow.");
        assert_eq!(SumBasic.extract(&article, Budget::Ratio(0.5)).chosen(), [0, 2]);
    }

    #[test]
    fn sentences_of_stop_words_are_taken_last() {
        let article = article("a b.\nwar.\nc d.");
        let chosen = |count| SumBasic.extract(&article, Budget::Sentences(count)).chosen();
        assert_eq!((chosen(1), chosen(2), chosen(3)), (vec![1], vec![0, 1], vec![0, 1, 2]));
    }
}
