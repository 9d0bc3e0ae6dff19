//! A budget being filled by a method that weighs sets of sentences.

use std::collections::{BinaryHeap, HashMap};

use super::candidate::{Candidate, pop_best};
use super::select::{rank, undecided, with_repetitions};
use super::{Article, Budget, Length, Reason, relevance};

/// What is taken so far of an article.
///
/// Unlike [`select`](super::select), a sentence that does not fit does not end it: what is left of
/// the budget goes to what still fits. The papers of these methods fill it so.
pub(super) struct Filling<'article> {
    article: &'article Article,
    budget: Budget,
    length: Length,
    taken: HashMap<u64, usize>,
    did_not_fit: bool,
    reasons: Vec<Reason>,
}

impl<'article> Filling<'article> {
    pub(super) fn new(article: &'article Article, budget: Budget) -> Self {
        Self {
            article,
            budget,
            length: Length::default(),
            taken: HashMap::new(),
            did_not_fit: false,
            reasons: undecided(article, budget),
        }
    }

    /// Takes a sentence where it fits, repeats none, and is no heading that would only fill a gap;
    /// whether it was taken.
    pub(super) fn offer(&mut self, index: usize) -> bool {
        let sentence = &self.article.sentences()[index];
        let longer = self.length + Length::of(sentence);
        if let Some(&same) = self.taken.get(&sentence.fingerprint) {
            self.reasons[index] = Reason::Repeats(same);
        } else if self.did_not_fit && !sentence.complete {
            self.reasons[index] = Reason::Heading;
        } else if self.taken.is_empty() || self.budget.fits(longer) {
            self.length = longer;
            self.taken.insert(sentence.fingerprint, index);
            self.reasons[index] = Reason::Taken;
            return true;
        } else {
            self.did_not_fit = true;
            self.reasons[index] = Reason::DidNotFit;
        }
        false
    }

    /// Whether nothing more fits.
    pub(super) fn is_full(&self) -> bool {
        !self.taken.is_empty() && !self.budget.fits(self.length + Length::LEAST)
    }

    /// Why each sentence was taken or left.
    pub(super) fn into_reasons(self) -> Vec<Reason> {
        with_repetitions(self.article, self.reasons)
    }
}

/// The sentences in tiers of the same [`rank`] and of the same [`relevance`] to what a reader asks
/// about, the highest first: one is only looked at when all above it were.
pub(super) fn tiers(article: &Article, budget: Budget) -> impl Iterator<Item = Vec<usize>> {
    let relevances = relevance(article);
    let order = |index: usize| (rank(&article.sentences()[index], budget), relevances[index]);
    let mut best_first: Vec<usize> = (0..article.sentences().len()).collect();
    best_first.sort_by(|&one, &other| {
        let (one, other) = (order(one), order(other));
        other.0.cmp(&one.0).then(other.1.total_cmp(&one.1))
    });
    let tiers: Vec<Vec<usize>> =
        best_first.chunk_by(|&one, &other| order(one) == order(other)).map(<[_]>::to_vec).collect();
    tiers.into_iter()
}

/// A value of sets of sentences to which a sentence adds the less, the more is taken (a monotone
/// submodular function), with what is taken.
pub(super) trait SetValue {
    /// What a sentence would add: at least 0.
    fn gain(&self, index: usize) -> f64;

    /// Takes a sentence.
    fn add(&mut self, index: usize);
}

/// Fills a budget greedily by `gain(u) / share(u)^r`, and gives the value of what is taken and why.
///
/// `share(u)` is the share of the budget that sentence `u` uses up, and `r` the `scale` (Lin and
/// Bilmes, 2010, algorithm 1). Sentences of `first` are taken before all others.
pub(super) fn greedy(
    article: &Article,
    budget: Budget,
    scale: f64,
    mut value: impl SetValue,
    first: &[usize],
) -> (f64, Vec<Reason>) {
    let mut filling = Filling::new(article, budget);
    let mut total = 0.0;
    let mut take = |filling: &mut Filling, value: &mut dyn SetValue, index: usize| {
        if filling.offer(index) {
            total += value.gain(index);
            value.add(index);
        }
    };
    for &index in first {
        take(&mut filling, &mut value, index);
    }
    let cost = |index: usize| {
        let share = budget.share(Length::of(&article.sentences()[index]));
        share.max(f64::EPSILON).powf(scale)
    };
    for tier in tiers(article, budget) {
        let mut heap: BinaryHeap<Candidate> = tier
            .into_iter()
            .filter(|index| !first.contains(index))
            .map(|index| Candidate::new(value.gain(index) / cost(index), index))
            .collect();
        while !filling.is_full()
            && let Some(best) = pop_best(&mut heap, |index| Some(value.gain(index) / cost(index)))
        {
            take(&mut filling, &mut value, best.index());
        }
    }
    (total, filling.into_reasons())
}

/// [`greedy`], or the single most valuable sentence with what fits beside it, where that is worth
/// more: so it is never worse than a constant share of the best set.
pub(super) fn greedy_or_best<V: SetValue>(
    article: &Article,
    budget: Budget,
    scale: f64,
    value: impl Fn() -> V,
) -> (f64, Vec<Reason>) {
    let by_ratio = greedy(article, budget, scale, value(), &[]);
    let empty = value();
    let single = tiers(article, budget).next().and_then(|complete| {
        complete.into_iter().map(|index| Candidate::new(empty.gain(index), index)).max()
    });
    match single {
        Some(single) if single.value > by_ratio.0 => {
            greedy(article, budget, scale, empty, &[single.index()])
        }
        _ => by_ratio,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use crate::summarize::extract::chosen;

    /// The sum of weights that no sentence but the sentence itself has.
    struct Weights(Vec<f64>);

    impl SetValue for Weights {
        fn gain(&self, index: usize) -> f64 {
            self.0[index]
        }

        fn add(&mut self, index: usize) {
            self.0[index] = 0.0;
        }
    }

    #[test]
    fn what_is_left_of_a_budget_goes_to_what_still_fits_and_is_no_heading() {
        // Words: 2, 3, 2, 1.
        let article = article("They met.\nThey met again.\nThey left.\nTalks");
        let filled = |weights: [f64; 4], most| {
            let value = Weights(weights.to_vec());
            chosen(&greedy(&article, Budget::Words(most), 0.0, value, &[]).1)
        };
        assert_eq!(filled([3.0, 2.0, 1.0, 9.0], 4), [0, 2]);
        assert_eq!(filled([3.0, 2.0, 1.0, 9.0], 6), [0, 1]);
        assert_eq!(filled([3.0, 2.0, 1.0, 9.0], 8), [0, 1, 2, 3]);
    }

    #[test]
    fn gain_is_weighed_against_length_unless_one_sentence_is_worth_more() {
        let article = article("They met.\nThey met again in the old town of Bern.");
        let filled = |weights: [f64; 2]| {
            let value = || Weights(weights.to_vec());
            chosen(&greedy_or_best(&article, Budget::Words(9), 1.0, value).1)
        };
        assert_eq!(filled([3.0, 2.0]), [0]);
        // 3 for 2 words is the better ratio than 5 for 9, but 5 is more.
        assert_eq!(filled([3.0, 5.0]), [1]);
    }
}
