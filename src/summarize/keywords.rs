//! Key phrases, as people read them.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::graph::Graph;
use super::phrases::{Phrase, phrases};
use crate::text::Analyzer;

/// A phrase that tells what an article is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyword {
    /// The phrase as the article has it most often, white space folded.
    pub phrase: String,
    /// Its weight, in `(0, 1]`: the best phrase of an article has 1.
    pub score: f64,
}

/// Words that are neighbours of a word to its right.
const WINDOW: usize = 3;

const DAMPING: f64 = 0.85;

/// The `count` best key phrases of some sentences of a text, best first.
///
/// Words are ranked by `PositionRank` (Florescu and Caragea, 2017): a walk over the words that stand
/// near each other, which begins anew at a word with a probability of `sum of 1 / position` over
/// its occurrences. Phrases of up to four words that begin and end with no stop word (Rose et al.,
/// 2010) are scored after the C-value (Frantzi et al., 2000),
///
/// `score(a) = sum of the ranks of its words * (f(a) - mean of f(b) over the longer b around a)`
///
/// with the count `f` and those `b` that recur, so that `Supreme` does not stand beside `Supreme
/// Court`. A lone word that is no name counts half: what `discuss` tells is little. Of two phrases
/// of which one is part of the other, the better one alone is returned. Equal scores go to the
/// earlier phrase.
///
/// # Example
///
/// ```
/// use nutgraf::summarize::keywords;
/// use nutgraf::text::{AnalyzerParams, Language};
/// let analyzer = AnalyzerParams::default().stop_words(Some(Language::English)).build()?;
/// let text = "The Supreme Court ruled on Friday. Nobody expected the Supreme Court to rule.";
/// assert_eq!(keywords(text, &[0..34, 35..77], &analyzer, 1)[0].phrase, "Supreme Court");
/// # Ok::<(), nutgraf::Error>(())
/// ```
pub fn keywords(
    text: &str,
    sentences: &[Range<usize>],
    analyzer: &Analyzer,
    count: usize,
) -> Vec<Keyword> {
    let (phrases, runs) = phrases(text, sentences, analyzer);
    let ranks = word_ranks(&runs);
    let scores = scores(&phrases, &ranks);
    let mut best_first: Vec<usize> = (0..phrases.len()).filter(|&i| scores[i] > 0.0).collect();
    best_first.sort_by(|&one, &other| scores[other].total_cmp(&scores[one]).then(one.cmp(&other)));
    let mut chosen: Vec<usize> = Vec::new();
    for index in best_first {
        if chosen.len() == count {
            break;
        }
        let fragment = |&taken: &usize| {
            contains(&phrases[taken].stems, &phrases[index].stems)
                || contains(&phrases[index].stems, &phrases[taken].stems)
        };
        if !chosen.iter().any(fragment) {
            chosen.push(index);
        }
    }
    let best = chosen.first().map_or(1.0, |&index| scores[index]);
    chosen
        .into_iter()
        .map(|index| Keyword { phrase: phrases[index].surface(), score: scores[index] / best })
        .collect()
}

/// The rank of each word, shape `(words,)`; sums to 1.
fn word_ranks(runs: &[Vec<u32>]) -> Vec<f64> {
    let words = runs.iter().flatten().max().map_or(0, |&last| last as usize + 1);
    let mut teleport = vec![0.0; words];
    let mut together: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    let mut position = 0.0;
    for run in runs {
        for (index, &word) in run.iter().enumerate() {
            position += 1.0;
            teleport[word as usize] += 1.0 / position;
            for &neighbour in run[index + 1..].iter().take(WINDOW) {
                *together.entry((word, neighbour)).or_default() += 1.0;
                *together.entry((neighbour, word)).or_default() += 1.0;
            }
        }
    }
    let edges: Vec<(u32, u32, f64)> =
        together.into_iter().map(|((from, to), weight)| (from, to, weight)).collect();
    Graph::of_edges(words, &edges).walk(&teleport, DAMPING)
}

/// The score of each phrase, shape `(phrases,)`.
fn scores(phrases: &[Phrase<'_>], ranks: &[f64]) -> Vec<f64> {
    let indices: HashMap<&[u32], usize> = phrases
        .iter()
        .enumerate()
        .map(|(index, phrase)| (phrase.words.as_slice(), index))
        .collect();
    // How many longer phrases that recur are around each phrase, and how often they occur.
    let mut around = vec![(0_u32, 0_u32); phrases.len()];
    for phrase in phrases.iter().filter(|phrase| phrase.count > 1) {
        for size in 1..phrase.words.len() {
            for part in phrase.words.windows(size) {
                if let Some(&index) = indices.get(part) {
                    around[index].0 += 1;
                    around[index].1 += phrase.count;
                }
            }
        }
    }
    phrases
        .iter()
        .zip(around)
        .map(|(phrase, (longer, occurrences))| {
            let rank: f64 = phrase.words.iter().map(|&word| ranks[word as usize]).sum();
            let nested = f64::from(occurrences) / f64::from(longer.max(1));
            let share = if phrase.is_lone_common_word() { 0.5 } else { 1.0 };
            share * rank * (f64::from(phrase.count) - nested)
        })
        .collect()
}

fn contains(whole: &[u32], part: &[u32]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{AnalyzerParams, Language, SentenceSplitter, is_stop_word};
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    fn top(text: &str, count: usize) -> Vec<String> {
        let language = Some(Language::English);
        let analyzer =
            AnalyzerParams::default().stop_words(language).stem(language).build().unwrap();
        let sentences = SentenceSplitter::new(Language::English).spans(text);
        keywords(text, &sentences, &analyzer, count).into_iter().map(|k| k.phrase).collect()
    }

    #[test]
    fn phrases_are_words_and_not_stems() {
        let text = "Bilateral relations soured. Ministers said bilateral relations must be mended.";
        assert_eq!(top(text, 1), ["Bilateral relations"]);
    }

    #[test]
    fn no_phrase_is_a_fragment_of_another() {
        let text = "The Supreme Court met. The Supreme Court ruled. Judges of the court left.";
        let phrases = top(text, 5);
        assert_eq!(phrases[0], "Supreme Court");
        assert!(!phrases.iter().any(|phrase| phrase == "court"), "{phrases:?}");
    }

    #[test]
    fn what_longer_phrases_account_for_is_taken_off_by_hand() {
        let phrase = |words: &[u32], count| Phrase::of(words.to_vec(), count);
        // (0) occurs 5 times: 3 within (0 1), 2 within (0 2), so 5 - (3 + 2) / 2 are its own, and
        // (1), 3 times, only within (0 1). (0 3) does not recur, and takes nothing from (3).
        let phrases = [
            phrase(&[0], 5),
            phrase(&[1], 3),
            phrase(&[3], 2),
            phrase(&[0, 1], 3),
            phrase(&[0, 2], 2),
            phrase(&[0, 3], 1),
        ];
        let scores = scores(&phrases, &[0.5, 0.2, 0.2, 0.1]);
        for (score, exact) in scores.iter().zip([1.25, 0.0, 0.2, 2.1, 1.4, 0.6]) {
            assert_relative_eq!(*score, exact, epsilon = 1e-12);
        }
    }

    #[test]
    fn two_words_side_by_side_by_hand() {
        // Positions 1 and 2: teleports 2/3 and 1/3. Each is the other's only neighbour, so
        // p0 = 0.15 * 2/3 + 0.85 p1 with p0 + p1 = 1: p0 = (0.1 + 0.85) / 1.85.
        let ranks = word_ranks(&[vec![0, 1]]);
        assert_relative_eq!(ranks[0], 0.95 / 1.85, epsilon = 1e-8);
    }

    #[test]
    fn a_text_without_words_has_no_key_phrases() {
        assert!(top("", 3).is_empty());
        assert!(top("It is what it is. 1910-45.", 3).is_empty());
    }

    proptest! {
        #[test]
        fn phrases_begin_and_end_with_no_stop_word(
            text in "((treaty|Supreme|Court|of|the|is|[a-z]{1,4}|U\\.S\\.|[0-9]|,|\\.|\\PC)[ \n-]){0,60}",
            count in 0_usize..8,
        ) {
            let phrases = top(&text, count);
            prop_assert!(phrases.len() <= count);
            for phrase in phrases {
                let small = phrase.to_lowercase();
                prop_assert!(!is_stop_word(small.split(' ').next().unwrap(), Language::English));
                prop_assert!(!is_stop_word(small.rsplit(' ').next().unwrap(), Language::English));
            }
        }
    }
}
