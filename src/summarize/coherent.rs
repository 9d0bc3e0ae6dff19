//! Sentences taken best first, by the rules of coherence.

use std::collections::BinaryHeap;

use super::candidate::{Candidate, pop_best};
use super::draft::Draft;
use super::select::{decide, with_repetitions};
use super::{Article, Budget, Extract, Reason};

/// What sentences are worth to a summary.
pub(super) trait Worth {
    /// The worth of a sentence as of now, where it comes together with the others of a chain.
    fn of(&self, index: usize, chain: &[usize]) -> f64;

    /// Takes note that a sentence was taken, and names those that may be worth more now.
    fn take(&mut self, index: usize) -> Vec<usize>;
}

/// What the rules of coherence make of an article whose sentences have scores, the worthiest first.
///
/// A sentence comes with those that it leans on, at the mean worth of all of them; where a reader asks
/// for something, at the worth of the worthiest.
pub(super) fn extract_coherently(
    article: &Article,
    scores: Vec<f64>,
    mut worth: impl Worth,
    budget: Budget,
) -> Extract {
    let mut summary = Draft::new(article, budget);
    let mut best_first: BinaryHeap<Candidate> = BinaryHeap::new();
    for index in (0..scores.len()).filter(|&index| article.sentences()[index].complete) {
        match value(&summary, &worth, index) {
            Some(value) => best_first.push(Candidate::new(value, index)),
            None => summary.reasons[index] = Reason::LeansOnLeft,
        }
    }
    while !summary.is_full() {
        // What a sentence leans on may have been taken since it was weighed together with it: then it
        // is worth what it is worth alone.
        let now = |index| {
            if summary.has(index) { None } else { value(&summary, &worth, index) }
        };
        let Some(best) = pop_best(&mut best_first, now) else { break };
        let index = best.index();
        let chain = summary.chain(index).unwrap_or_default();
        if !summary.take(index) {
            continue;
        }
        let mut risen: Vec<usize> = chain.into_iter().flat_map(|link| worth.take(link)).collect();
        // What leaned on this sentence can now be taken by itself.
        risen.push(index + 1);
        for index in risen {
            if article.sentences().get(index).is_some_and(|sentence| sentence.complete)
                && !summary.has(index)
                && let Some(value) = value(&summary, &worth, index)
            {
                best_first.push(Candidate::new(value, index));
            }
        }
    }
    let reasons = if summary.is_empty() {
        decide(article, &scores, budget)
    } else {
        with_repetitions(article, summary.reasons)
    };
    Extract { scores, reasons }
}

/// What a sentence is worth with all that would come along; `None` where that cannot come.
fn value(summary: &Draft, worth: &impl Worth, index: usize) -> Option<f64> {
    let chain = summary.chain(index)?;
    let values = chain.iter().map(|&link| worth.of(link, &chain));
    Some(if summary.is_asked() {
        // What speaks of the query leads, whatever it leans on.
        values.fold(f64::NEG_INFINITY, f64::max)
    } else {
        values.sum::<f64>() / chain.len() as f64
    })
}
