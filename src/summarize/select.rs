//! From scores to the sentences of a summary.

use std::collections::{HashMap, HashSet};
use std::ops::Add;

use super::extract::chosen;
use super::{Article, Reason, Sentence};
use crate::{Error, Result};

/// How long a summary may be; one of an article with a sentence is never empty, so a sentence that
/// is longer than the whole budget stands alone where no sentence is shorter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Budget {
    /// At most this many sentences.
    Sentences(usize),
    /// At most this many words, as parted by white space.
    Words(usize),
    /// At most this many characters (Unicode scalar values) of the paragraph as it is printed: white
    /// space folded, the blanks between its sentences counted.
    Characters(usize),
    /// At most this share of the words of the article's sentences, in `(0, 1]`; what is no prose, such
    /// as bylines, is not counted.
    Ratio(f64),
}

impl Default for Budget {
    /// Three sentences.
    fn default() -> Self {
        Self::Sentences(3)
    }
}

/// The words that a sentence of a budget stands for.
const WORDS_A_SENTENCE: f64 = 22.0;

/// The characters that a word of a budget stands for, the blank behind it counted.
const CHARACTERS_A_WORD: f64 = 6.0;

impl Budget {
    /// Refuses a budget that no summary keeps to.
    pub(crate) fn check(self) -> Result<()> {
        let nothing = |name| (name, "at least 1", "0".to_owned());
        let (name, expected, actual) = match self {
            Self::Sentences(0) => nothing("sentences"),
            Self::Words(0) => nothing("words"),
            Self::Characters(0) => nothing("chars"),
            Self::Ratio(share) if !(share > 0.0 && share <= 1.0) => {
                ("ratio", "above 0 and at most 1", share.to_string())
            }
            _ => return Ok(()),
        };
        Err(Error::InvalidParameter { name, expected, actual })
    }

    /// What it comes to in an article: a share becomes words.
    pub fn of(self, article: &Article) -> Self {
        match self {
            Self::Ratio(share) => {
                let words: usize = article.sentences().iter().map(|sentence| sentence.words).sum();
                // 0.29 of 100 is 28.999999999999996.
                Self::Words(((words as f64 * share + 1e-9) as usize).max(1))
            }
            _ => self,
        }
    }

    /// About how many words it allows of an article.
    pub(super) fn about_words(self, article: &Article) -> f64 {
        match self.of(article) {
            Self::Sentences(count) => count as f64 * WORDS_A_SENTENCE,
            Self::Characters(count) => count as f64 / CHARACTERS_A_WORD,
            Self::Words(count) => count as f64,
            Self::Ratio(_) => unreachable!("a share has become words"),
        }
    }

    /// Whether sentences of this length together are within it; never within a share of an article,
    /// before it is told [of](Self::of) which.
    pub fn fits(self, length: Length) -> bool {
        match self {
            Self::Sentences(most) => length.sentences <= most,
            Self::Words(most) => length.words <= most,
            Self::Characters(most) => length.characters <= most,
            Self::Ratio(_) => false,
        }
    }

    /// The share of it that sentences of this length together use up: above 1 where they do not fit.
    pub fn share(self, length: Length) -> f64 {
        let (used, most) = match self {
            Self::Sentences(most) => (length.sentences, most),
            Self::Words(most) => (length.words, most),
            Self::Characters(most) => (length.characters, most),
            Self::Ratio(_) => return f64::INFINITY,
        };
        used as f64 / most.max(1) as f64
    }
}

/// How long some sentences are together, printed one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// How many they are.
    pub sentences: usize,
    /// Their words, as parted by white space.
    pub words: usize,
    /// Their characters, with the blanks between them.
    pub characters: usize,
}

impl Length {
    /// Of the shortest sentence that there can be.
    pub const LEAST: Self = Self { sentences: 1, words: 1, characters: 1 };

    /// Of one sentence.
    pub fn of(sentence: &Sentence) -> Self {
        Self { sentences: 1, words: sentence.words, characters: sentence.characters }
    }
}

impl Add for Length {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let blank = usize::from(self.sentences > 0 && other.sentences > 0);
        Self {
            sentences: self.sentences + other.sentences,
            words: self.words + other.words,
            characters: self.characters + blank + other.characters,
        }
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
    let budget = budget.of(article);
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
    fn characters_are_those_of_the_paragraph_as_printed() {
        // "They met in Bern." has 17 characters, "They agreed." 12: with the blank, 30.
        let scores = [0.4, 0.3, 0.2, 0.1];
        assert_eq!(select(&article(LINES), &scores, Budget::Characters(30)), [0, 1]);
        assert_eq!(select(&article(LINES), &scores, Budget::Characters(29)), [0]);
        assert_eq!(select(&article(LINES), &scores, Budget::Characters(12)), [1]);
        let folded = article("Éva  \t met them.\nThey left.");
        assert_eq!(folded.sentences()[0].characters, "Éva met them.".chars().count());
    }

    #[test]
    fn a_ratio_is_of_the_words_of_the_article() {
        // 4 + 2 + 5 + 2 = 13 words: 0.5 of them are 6, 0.54 are 7.
        let scores = [0.2, 0.1, 0.4, 0.3];
        assert_eq!(select(&article(LINES), &scores, Budget::Ratio(0.5)), [2]);
        assert_eq!(select(&article(LINES), &scores, Budget::Ratio(0.54)), [2, 3]);
        assert_eq!(select(&article(LINES), &scores, Budget::Ratio(1.0)), [0, 1, 2, 3]);
        assert_eq!(select(&article(LINES), &scores, Budget::Ratio(1e-9)), [2]);
        let hundred = article(&["one two three four"; 25].join("\n"));
        assert_eq!(Budget::Ratio(0.29).of(&hundred), Budget::Words(29));
    }

    #[test]
    fn budgets_that_nothing_keeps_to_are_refused() {
        for budget in [Budget::Characters(0), Budget::Words(0), Budget::Sentences(0)] {
            assert!(budget.check().is_err(), "{budget:?}");
        }
        for share in [0.0, -0.5, 1.5, f64::NAN, f64::INFINITY] {
            let error = Budget::Ratio(share).check().unwrap_err().to_string();
            assert!(error.contains("`ratio` must be above 0 and at most 1"), "{error}");
        }
        assert!(Budget::Ratio(1.0).check().is_ok());
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
            unit in 0..4,
        ) {
            let article = article(&lines);
            let scores: Vec<f64> =
                (0..article.sentences().len()).map(|i| (seed.rotate_left(i as u32 * 7) % 5) as f64).collect();
            let budget = match unit {
                0 => Budget::Sentences(count),
                1 => Budget::Words(count),
                2 => Budget::Characters(count * 4),
                _ => Budget::Ratio(count as f64 / 12.0),
            };
            let chosen = select(&article, &scores, budget);
            let words: usize = chosen.iter().map(|&i| article.sentences()[i].words).sum();
            let all: usize = article.sentences().iter().map(|sentence| sentence.words).sum();
            let characters: usize =
                chosen.iter().map(|&i| article.sentences()[i].characters + 1).sum();
            prop_assert!(!chosen.is_empty());
            prop_assert!(chosen.is_sorted_by(|one, other| one < other));
            match budget {
                Budget::Sentences(most) => prop_assert!(chosen.len() <= most.max(1)),
                Budget::Words(most) => prop_assert!(chosen.len() == 1 || words <= most),
                Budget::Characters(most) => {
                    prop_assert!(chosen.len() == 1 || characters - 1 <= most);
                }
                Budget::Ratio(share) => {
                    prop_assert!(chosen.len() == 1 || words as f64 <= (all as f64 * share + 1e-6).max(1.0));
                }
            }
        }
    }
}
