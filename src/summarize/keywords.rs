//! Key phrases, as people read them.
//!
//! Candidates are the longest runs of words without a stop word or a mark between them (RAKE; Rose, Engel,
//! Cramer and Cowley, 2010). A word weighs `ln(1 + its count)`, by its stem; a phrase the
//! mean of its words' weights, times `1 + ln(its own count)`, times `1 + 1 / (1 + i)` for its first
//! sentence `i`, times 1.5 where it has two or three words.

use std::collections::HashMap;
use std::ops::Range;

use crate::text::{Language, Stemmer, Tokenizer, is_stop_word, normalize};

/// A phrase that an article is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyword {
    /// The phrase, as it first stands in the article.
    pub phrase: String,
    /// Its weight, above 0; comparable within one article only.
    pub score: f64,
}

/// A run of words that may be a key phrase.
struct Candidate {
    span: Range<usize>,
    stems: Vec<String>,
    sentence: usize,
}

/// Longer runs are names of names, or lists.
const MAX_WORDS: usize = 4;

/// The key phrases of a text with these sentences, weightiest first, at most `count`.
///
/// None begins or ends with a stop word, and none is part of another.
pub fn keywords(
    text: &str,
    sentences: &[Range<usize>],
    language: Language,
    count: usize,
) -> Vec<Keyword> {
    let candidates = candidates(text, sentences, language);
    let mut counts_of_stems: HashMap<&str, f64> = HashMap::new();
    let mut counts_of_phrases: HashMap<&[String], f64> = HashMap::new();
    for candidate in &candidates {
        *counts_of_phrases.entry(&candidate.stems).or_default() += 1.0;
        for stem in &candidate.stems {
            *counts_of_stems.entry(stem).or_default() += 1.0;
        }
    }
    let mut ranked: Vec<(f64, &Candidate)> = candidates
        .iter()
        .map(|candidate| {
            let words = candidate.stems.len();
            let weights = candidate.stems.iter().map(|stem| counts_of_stems[stem.as_str()].ln_1p());
            let mean = weights.sum::<f64>() / words as f64;
            let own = 1.0 + counts_of_phrases[candidate.stems.as_slice()].ln();
            let early = 1.0 + 1.0 / (1.0 + candidate.sentence as f64);
            let shape = if (2..=3).contains(&words) { 1.5 } else { 1.0 };
            (mean * own * early * shape, candidate)
        })
        .collect();
    // Stable: of equal weights the earlier stays first.
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut chosen: Vec<(f64, &Candidate)> = Vec::new();
    for (score, candidate) in ranked {
        if chosen.len() == count {
            break;
        }
        let overlaps = |(_, other): &(f64, &Candidate)| {
            contains(&other.stems, &candidate.stems) || contains(&candidate.stems, &other.stems)
        };
        if !chosen.iter().any(overlaps) {
            chosen.push((score, candidate));
        }
    }
    chosen
        .into_iter()
        .map(|(score, candidate)| {
            let words = text[candidate.span.clone()].split_whitespace();
            Keyword { phrase: words.collect::<Vec<_>>().join(" "), score }
        })
        .collect()
}

/// Whether one run of stems stands within another.
fn contains(outer: &[String], inner: &[String]) -> bool {
    outer.windows(inner.len()).any(|window| window == inner)
}

fn candidates(text: &str, sentences: &[Range<usize>], language: Language) -> Vec<Candidate> {
    let stemmer = Stemmer::new(language);
    let mut candidates = Vec::new();
    let mut normalized = String::new();
    for (sentence, span) in sentences.iter().enumerate() {
        let mut run: Option<Candidate> = None;
        Tokenizer.visit(&text[span.clone()], |token, range| {
            let range = span.start + range.start..span.start + range.end;
            normalize(token, &mut normalized);
            let telling = normalized.chars().count() > 2
                && normalized.chars().any(char::is_alphabetic)
                && !is_stop_word(&normalized, language);
            let joins = run.as_ref().is_some_and(|run| {
                matches!(&text[run.span.end..range.start], " " | "-" | "\u{a0}" | "\n")
            });
            if !(telling && joins) {
                candidates.extend(run.take());
            }
            if telling {
                let stem = stemmer.as_ref().map(|stemmer| stemmer.stem(&normalized));
                let stem = stem.map_or_else(|| normalized.clone(), |stem| stem.into_owned());
                let run = run.get_or_insert_with(|| Candidate {
                    span: range.clone(),
                    stems: Vec::new(),
                    sentence,
                });
                run.span.end = range.end;
                run.stems.push(stem);
            }
        });
        candidates.extend(run);
    }
    candidates.retain(|candidate| candidate.stems.len() <= MAX_WORDS);
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(text: &str, count: usize) -> Vec<String> {
        let sentences = [0..text.len()];
        let keywords = keywords(text, &sentences, Language::English, count);
        keywords.into_iter().map(|keyword| keyword.phrase).collect()
    }

    #[test]
    fn phrases_stop_at_marks_and_stop_words() {
        assert_eq!(
            phrases("The border treaty, with Chile and its fishing rights.", 5),
            ["border treaty", "fishing rights", "Chile"]
        );
    }

    #[test]
    fn no_phrase_is_part_of_another() {
        let text = "The border treaty and the treaty. A border treaty for the border.";
        assert_eq!(phrases(text, 5), ["border treaty"]);
    }

    #[test]
    fn a_text_of_stop_words_has_no_key_phrase() {
        assert!(phrases("It is what it was, and so on.", 5).is_empty());
    }
}
