//! From scores to the sentences of a summary.

use std::collections::{HashMap, HashSet};
use std::ops::Add;

use super::extract::chosen;
use super::{Article, Reason, Sentence};

/// How long a summary may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Budget {
    /// At most this many sentences.
    Sentences(usize),
    /// At most this many words, as parted by white space; a first sentence that is longer stands
    /// alone where no sentence is shorter.
    Words(usize),
}

impl Default for Budget {
    /// Three sentences.
    fn default() -> Self {
        Self::Sentences(3)
    }
}

impl Budget {
    /// Whether sentences of this length together are within it.
    pub fn fits(self, length: Length) -> bool {
        match self {
            Self::Sentences(most) => length.sentences <= most,
            Self::Words(most) => length.words <= most,
        }
    }

    /// The share of it that sentences of this length together use up: above 1 where they do not fit.
    pub fn share(self, length: Length) -> f64 {
        let (used, most) = match self {
            Self::Sentences(most) => (length.sentences, most),
            Self::Words(most) => (length.words, most),
        };
        used as f64 / most.max(1) as f64
    }
}

/// How long some sentences are together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// How many they are.
    pub sentences: usize,
    /// Their words, as parted by white space.
    pub words: usize,
}

impl Length {
    /// Of the shortest sentence that there can be.
    pub const LEAST: Self = Self { sentences: 1, words: 1 };

    /// Of one sentence.
    pub fn of(sentence: &Sentence) -> Self {
        Self { sentences: 1, words: sentence.words }
    }
}

impl Add for Length {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { sentences: self.sentences + other.sentences, words: self.words + other.words }
    }
}

/// The indices of the sentences of a summary, ascending.
///
/// The best are taken for as long as they fit, and the first that does not fit ends the summary:
/// filling a lead up with later, shorter sentences was measured to cost it one to two points of
/// ROUGE-1. A repetition of a sentence already taken is passed
/// over. Headings and entries of lists are taken only where nothing else is left, and sentences
/// longer than the whole budget only where all are. Equal scores go to the earlier sentence; a
/// summary of an article with a sentence is never empty.
///
/// # Panics
///
/// When there is not one score for each sentence.
pub fn select(article: &Article, scores: &[f64], budget: Budget) -> Vec<usize> {
    chosen(&decide(article, scores, budget))
}

/// What [`select`] takes and leaves, and why.
pub(super) fn decide(article: &Article, scores: &[f64], budget: Budget) -> Vec<Reason> {
    let sentences = article.sentences();
    assert_eq!(sentences.len(), scores.len(), "one score for each sentence");
    let mut best_first: Vec<usize> = (0..sentences.len()).collect();
    best_first.sort_by(|&one, &other| {
        (rank(&sentences[other], budget).cmp(&rank(&sentences[one], budget)))
            .then(scores[other].total_cmp(&scores[one]))
            .then(one.cmp(&other))
    });
    let mut reasons = undecided(article, budget);
    let mut taken = HashSet::new();
    let mut length = Length::default();
    for index in best_first {
        let sentence = &sentences[index];
        if taken.contains(&sentence.fingerprint) {
            continue;
        }
        let longer = length + Length::of(sentence);
        if !budget.fits(longer) && !taken.is_empty() {
            if budget.fits(length + Length::LEAST) {
                reasons[index] = Reason::DidNotFit;
            }
            break;
        }
        length = longer;
        taken.insert(sentence.fingerprint);
        reasons[index] = Reason::Taken;
    }
    with_repetitions(article, reasons)
}

/// The same reasons, but that sentences left that have the words of one taken repeat it: whether their
/// turn came or not, a reader would wonder.
pub(super) fn with_repetitions(article: &Article, mut reasons: Vec<Reason>) -> Vec<Reason> {
    let sentences = article.sentences();
    let taken: HashMap<u64, usize> =
        chosen(&reasons).into_iter().map(|index| (sentences[index].fingerprint, index)).collect();
    for (sentence, reason) in sentences.iter().zip(&mut reasons) {
        match taken.get(&sentence.fingerprint) {
            Some(&same) if !reason.is_taken() => *reason = Reason::Repeats(same),
            _ => {}
        }
    }
    reasons
}

/// What goes before scores: a sentence that is not longer than the whole budget goes before one that
/// is, and a complete one before a heading.
pub(super) fn rank(sentence: &Sentence, budget: Budget) -> (bool, bool) {
    (budget.fits(Length::of(sentence)), sentence.complete)
}

/// Why each sentence would be left if its turn never came.
pub(super) fn undecided(article: &Article, budget: Budget) -> Vec<Reason> {
    let reason = |sentence: &Sentence| match rank(sentence, budget) {
        (false, _) => Reason::DidNotFit,
        (true, false) => Reason::Heading,
        (true, true) => Reason::RankedLow,
    };
    article.sentences().iter().map(reason).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use proptest::prelude::*;

    const LINES: &str = "They met in Bern.\nThey agreed.\nA hotline opens in June.\nThey left.";

    #[test]
    fn the_best_stand_in_the_order_of_the_text() {
        let chosen = select(&article(LINES), &[0.1, 0.4, 0.3, 0.2], Budget::Sentences(2));
        assert_eq!(chosen, [1, 2]);
    }

    #[test]
    fn equal_scores_go_to_the_earlier_sentence() {
        assert_eq!(select(&article(LINES), &[0.25; 4], Budget::Sentences(2)), [0, 1]);
    }

    #[test]
    fn the_first_sentence_that_does_not_fit_ends_the_summary() {
        // Words: 4, 2, 5, 2. After 4 the 5 do not fit into 6; the 2 of the last would.
        assert_eq!(select(&article(LINES), &[0.4, 0.1, 0.3, 0.2], Budget::Words(6)), [0]);
        assert_eq!(select(&article(LINES), &[0.4, 0.1, 0.3, 0.2], Budget::Words(9)), [0, 2]);
    }

    #[test]
    fn a_sentence_longer_than_the_budget_gives_way_to_one_that_fits() {
        assert_eq!(select(&article(LINES), &[0.4, 0.1, 0.3, 0.2], Budget::Words(3)), [3]);
        assert_eq!(select(&article(LINES), &[0.4, 0.1, 0.3, 0.2], Budget::Words(1)), [0]);
    }

    #[test]
    fn a_repetition_is_passed_over() {
        let article = article("They met.\nThey met!\nThey left.");
        assert_eq!(select(&article, &[0.3, 0.2, 0.1], Budget::Sentences(2)), [0, 2]);
    }

    #[test]
    fn a_heading_is_taken_only_where_nothing_else_is_left() {
        let article = article("What they said\nThey met.");
        assert_eq!(select(&article, &[0.9, 0.1], Budget::Sentences(1)), [1]);
        assert_eq!(select(&article, &[0.9, 0.1], Budget::Sentences(2)), [0, 1]);
    }

    #[test]
    fn each_sentence_left_has_its_reason() {
        use Reason::{DidNotFit, Heading, RankedLow, Repeats, Taken};
        let article = article("They met.\nThey met!\nThe talks\nThey talked in Bern.\nThey left.");
        let scores = [0.5, 0.4, 0.3, 0.2, 0.1];
        let reasons = decide(&article, &scores, Budget::Words(5));
        assert_eq!(reasons, [Taken, Repeats(0), Heading, DidNotFit, RankedLow]);
        let reasons = decide(&article, &scores, Budget::Sentences(1));
        assert_eq!(reasons, [Taken, Repeats(0), Heading, RankedLow, RankedLow]);
    }

    proptest! {
        #[test]
        fn budgets_are_kept_and_nothing_is_empty(
            lines in "[a-c ]{1,6}[.]?(\n[a-c ]{1,6}[.]?){0,8}",
            seed in any::<u64>(),
            count in 0_usize..12,
            by_words in any::<bool>(),
        ) {
            let article = article(&lines);
            let scores: Vec<f64> =
                (0..article.sentences().len()).map(|i| (seed.rotate_left(i as u32 * 7) % 5) as f64).collect();
            let budget = if by_words { Budget::Words(count) } else { Budget::Sentences(count) };
            let chosen = select(&article, &scores, budget);
            let words: usize = chosen.iter().map(|&i| article.sentences()[i].words).sum();
            prop_assert!(!chosen.is_empty());
            prop_assert!(chosen.is_sorted_by(|one, other| one < other));
            match budget {
                Budget::Sentences(most) => prop_assert!(chosen.len() <= most.max(1)),
                Budget::Words(most) => prop_assert!(chosen.len() == 1 || words <= most),
            }
        }
    }
}
