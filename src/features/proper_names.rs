//! Which words of some texts are names, told by their capitals.

use std::collections::HashSet;

use hashbrown::HashMap;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use crate::text::{Passage, Tokenizer, normalize};

/// How often a word stands with a capital inside a sentence for once that it stands without.
const CAPITALS_A_NAME: u64 = 9;

/// How often a word is met: in small letters wherever it is, with a capital only inside a sentence.
#[derive(Clone, Copy, Default)]
struct Occurrences {
    small: u64,
    capital: u64,
}

impl Occurrences {
    fn add(&mut self, other: Self) {
        self.small += other.small;
        self.capital += other.capital;
    }

    /// A word that is met in headings and at the beginning of sentences alone is taken for a name, too.
    fn are_of_a_name(self) -> bool {
        self.small * CAPITALS_A_NAME <= self.capital
    }
}

type Spellings<'text> = HashMap<&'text str, Occurrences, FxBuildHasher>;

/// The normalised words of some texts that are names: with a capital at least nine times in ten where a
/// sentence does not begin.
///
/// What headings have a capital on, which they put on most words, does not count.
pub(super) fn proper_names<'text, T: AsRef<[Passage<'text>]> + Sync>(
    texts: &[T],
) -> HashSet<String> {
    let spellings = texts
        .par_iter()
        .fold(Spellings::default, |mut spellings, text| {
            text.as_ref().iter().for_each(|passage| count(passage.text, &mut spellings));
            spellings
        })
        .reduce(Spellings::default, |mut one, other| {
            for (spelling, occurrences) in other {
                one.entry(spelling).or_default().add(occurrences);
            }
            one
        });
    let mut words: HashMap<String, Occurrences, FxBuildHasher> = HashMap::default();
    let mut normalized = String::new();
    for (spelling, occurrences) in spellings {
        normalize(spelling, &mut normalized);
        match words.get_mut(normalized.as_str()) {
            Some(known) => known.add(occurrences),
            None => {
                words.insert(normalized.clone(), occurrences);
            }
        }
    }
    words.retain(|_, occurrences| occurrences.are_of_a_name());
    words.into_keys().collect()
}

/// Counts the words of a passage.
fn count<'text>(text: &'text str, spellings: &mut Spellings<'text>) {
    let is_capital = |token: &str| token.starts_with(char::is_uppercase);
    let mut capitals = Vec::new();
    let mut inside = 0;
    let mut end = None;
    Tokenizer.visit(text, |token, range| {
        let follows_a_word = end.is_some_and(|end: usize| {
            text[end..range.start].chars().all(|c| matches!(c, ' ' | ',' | '-' | '\'' | '’'))
        });
        end = Some(range.end);
        inside += usize::from(follows_a_word);
        // Known from now on, though a capital says nothing at the beginning of a sentence.
        let occurrences = spellings.entry(token).or_default();
        if !is_capital(token) {
            occurrences.small += 1;
        } else if follows_a_word {
            capitals.push(token);
        }
    });
    let is_heading = capitals.len() * 2 > inside;
    for token in capitals.into_iter().filter(|_| !is_heading) {
        spellings.entry(token).or_default().capital += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Vec<String> {
        let passages: Vec<[Passage<'_>; 1]> =
            texts.iter().map(|text| [Passage { text, weight: 1 }]).collect();
        let mut names: Vec<String> = proper_names(&passages).into_iter().collect();
        names.sort();
        names
    }

    #[test]
    fn a_capital_within_a_sentence_tells_a_name() {
        let text = "Talks in Nairobi ended. The envoy, Amina Odhiambo, left after the talks.";
        assert_eq!(names(&[text]), ["amina", "nairobi", "odhiambo"]);
    }

    #[test]
    fn a_capital_at_the_beginning_of_a_sentence_tells_nothing() {
        let text = "\"Delays cost money,\" she said. Delays were due to ice. They fear delays, they \
            said.";
        assert_eq!(names(&[text]), Vec::<String>::new());
    }

    #[test]
    fn a_word_that_is_mostly_small_is_none() {
        let nine = "the Council met, ".repeat(9);
        assert!(names(&[&nine]).contains(&"council".to_owned()));
        assert!(names(&[&nine, "a council met"]).contains(&"council".to_owned()));
        assert!(!names(&[&nine, "a council met", "one council"]).contains(&"council".to_owned()));
    }

    #[test]
    fn a_heading_in_capitals_makes_no_names() {
        let headings = "Minister Quits After Leak\n".repeat(20);
        assert_eq!(names(&[&headings, "the minister quits after a leak"]), Vec::<String>::new());
    }

    #[test]
    fn scripts_without_capitals_have_no_names() {
        assert_eq!(names(&["東京で会談 2014", "شرح کنفرانس"]), Vec::<String>::new());
    }
}
