//! From scores to the sentences of a summary.

use std::collections::HashSet;

use super::Article;

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
    let sentences = article.sentences();
    assert_eq!(sentences.len(), scores.len(), "one score for each sentence");
    let (most_sentences, most_words) = match budget {
        Budget::Sentences(count) => (count, usize::MAX),
        Budget::Words(count) => (usize::MAX, count),
    };
    let mut best_first: Vec<usize> = (0..sentences.len()).collect();
    best_first.sort_by(|&one, &other| {
        let fits = |index: usize| sentences[index].words <= most_words;
        (fits(other).cmp(&fits(one)))
            .then(sentences[other].complete.cmp(&sentences[one].complete))
            .then(scores[other].total_cmp(&scores[one]))
            .then(one.cmp(&other))
    });
    let mut chosen: Vec<usize> = Vec::new();
    let mut fingerprints = HashSet::new();
    let mut words = 0;
    for index in best_first {
        let sentence = &sentences[index];
        if !fingerprints.insert(sentence.fingerprint) {
            continue;
        }
        let full = chosen.len() >= most_sentences || words + sentence.words > most_words;
        if full && !chosen.is_empty() {
            break;
        }
        words += sentence.words;
        chosen.push(index);
    }
    chosen.sort_unstable();
    chosen
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
