//! From salience to a summary: take the best within a budget, without saying a thing twice.

use super::{Article, Sentence};

/// How long a summary may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Budget {
    /// At most so many sentences.
    Sentences(usize),
    /// At most so many words, as parted by white space.
    Words(usize),
}

impl Default for Budget {
    fn default() -> Self {
        Self::Sentences(3)
    }
}

/// A sentence of which this share of the terms stands in one taken sentence already adds nothing.
const REPEATED: f64 = 0.7;

/// The places of the sentences to take, ascending: never more than the budget, and never less than
/// one sentence where there is one.
///
/// Sentences are tried from the highest salience down; equal ones in the order of the text. One
/// that repeats a taken sentence is passed over.
pub fn select(article: &Article, salience: &[f64], budget: Budget) -> Vec<usize> {
    let sentences = article.sentences();
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    order.sort_by(|&one, &other| salience[other].total_cmp(&salience[one]));
    let mut taken: Vec<usize> = Vec::new();
    let mut words = 0;
    for &place in &order {
        let fits = match budget {
            Budget::Sentences(limit) => taken.len() < limit.max(1),
            Budget::Words(limit) => taken.is_empty() || words + sentences[place].words <= limit,
        };
        let repeats = |&other: &usize| is_repetition(&sentences[place], &sentences[other]);
        if fits && !taken.iter().any(repeats) {
            words += sentences[place].words;
            taken.push(place);
        }
    }
    taken.sort_unstable();
    taken
}

/// Whether one of two sentences says hardly more than the other.
fn is_repetition(one: &Sentence, other: &Sentence) -> bool {
    let shortest = one.terms.len().min(other.terms.len());
    if shortest == 0 {
        return one.terms.len() == other.terms.len();
    }
    let has = |term: u32| other.terms.binary_search_by_key(&term, |&(term, _)| term).is_ok();
    let shared = one.terms.iter().filter(|&&(term, _)| has(term)).count();
    shared as f64 >= REPEATED * shortest as f64 && shared >= 2.min(shortest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn article() -> Article {
        let text = "Talks failed today. Talks failed today! Rain fell on the empty streets. War.";
        Article::new(text, vec![0..19, 20..39, 40..71, 72..76], Language::English)
    }

    #[test]
    fn sentences_come_out_in_the_order_of_the_text() {
        assert_eq!(select(&article(), &[0.1, 0.2, 0.3, 0.4], Budget::Sentences(2)), [2, 3]);
    }

    #[test]
    fn a_repeated_sentence_is_passed_over_for_the_earlier() {
        assert_eq!(select(&article(), &[0.5, 0.5, 0.1, 0.1], Budget::Sentences(3)), [0, 2, 3]);
    }

    #[test]
    fn a_budget_of_words_is_filled_but_never_exceeded() {
        assert_eq!(select(&article(), &[0.4, 0.1, 0.3, 0.2], Budget::Words(5)), [0, 3]);
        assert_eq!(select(&article(), &[0.4, 0.1, 0.3, 0.2], Budget::Words(9)), [0, 2]);
    }

    #[test]
    fn the_first_sentence_is_taken_whatever_the_budget() {
        assert_eq!(select(&article(), &[0.1, 0.1, 0.9, 0.1], Budget::Words(0)), [2]);
        assert_eq!(select(&article(), &[0.1, 0.1, 0.9, 0.1], Budget::Sentences(0)), [2]);
    }
}
