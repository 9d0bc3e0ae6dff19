//! From words to the terms that a vector counts.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{BOUNDARY, Language, Passage, Stemmer, normalize, stop_words, visit_words};
use crate::{Error, Result};

/// What a term is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TermUnit {
    /// Words, in sequences of `ngram_range` words.
    Words,
    /// Sequences of `ngram_range` characters within a word that is padded with one blank on each
    /// side (`char_wb` in scikit-learn).
    Characters,
}

/// How a text becomes terms.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`unit`](Self::unit) | [`TermUnit::Words`] | |
/// | [`ngram_range`](Self::ngram_range) | `(1, 1)` | `1 <= min <= max <= 8` |
/// | [`stem`](Self::stem) | none | a language that Snowball has |
/// | [`stop_words`](Self::stop_words) | none | any language |
/// | [`min_token_length`](Self::min_token_length) | 2 | `>= 1`, in characters |
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[must_use]
pub struct AnalyzerParams {
    unit: TermUnit,
    ngram_range: (usize, usize),
    stem: Option<Language>,
    stop_words: Option<Language>,
    min_token_length: usize,
}

impl Default for AnalyzerParams {
    fn default() -> Self {
        Self {
            unit: TermUnit::Words,
            ngram_range: (1, 1),
            stem: None,
            stop_words: None,
            min_token_length: 2,
        }
    }
}

impl AnalyzerParams {
    /// Count words, or characters within words.
    pub fn unit(mut self, unit: TermUnit) -> Self {
        self.unit = unit;
        self
    }

    /// Emit n-grams of every length from `min` to `max`, both inclusive.
    pub fn ngram_range(mut self, min: usize, max: usize) -> Self {
        self.ngram_range = (min, max);
        self
    }

    /// Reduce words to their stems by the rules of a language; `None` leaves them whole.
    pub fn stem(mut self, language: Option<Language>) -> Self {
        self.stem = language;
        self
    }

    /// Drop the stop words of a language; `None` keeps them.
    pub fn stop_words(mut self, language: Option<Language>) -> Self {
        self.stop_words = language;
        self
    }

    /// Drop words of fewer characters than this.
    pub fn min_token_length(mut self, characters: usize) -> Self {
        self.min_token_length = characters;
        self
    }

    /// The shortest sequence of words that is a term of its own.
    pub(crate) fn shortest_words(&self) -> usize {
        if self.unit == TermUnit::Words { self.ngram_range.0 } else { 1 }
    }

    /// The longest sequence of words that is a term.
    pub(crate) fn longest_words(&self) -> usize {
        if self.unit == TermUnit::Words { self.ngram_range.1 } else { 1 }
    }

    /// Builds the analyzer.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when `ngram_range` is empty, starts at 0 or exceeds 8, when
    /// `min_token_length` is 0, or when Snowball has no stemmer for the language.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::text::{AnalyzerParams, Language};
    /// let analyzer =
    ///     AnalyzerParams::default().stem(Some(Language::English)).ngram_range(1, 2).build()?;
    /// assert_eq!(analyzer.terms("Running dogs!"), ["run", "run dog", "dog"]);
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn build(self) -> Result<Analyzer> {
        let (min, max) = self.ngram_range;
        if min == 0 || min > max || max > 8 {
            return Err(Error::InvalidParameter {
                name: "ngram_range",
                expected: "1 <= min <= max <= 8",
                actual: format!("({min}, {max})"),
            });
        }
        if self.min_token_length == 0 {
            return Err(Error::InvalidParameter {
                name: "min_token_length",
                expected: "at least 1",
                actual: "0".to_owned(),
            });
        }
        let stemmer = match self.stem {
            None => None,
            Some(language) => {
                Some(Stemmer::new(language).ok_or_else(|| Error::InvalidParameter {
                    name: "stem",
                    expected: "a language with a Snowball stemmer",
                    actual: language.to_string(),
                })?)
            }
        };
        let stop_words =
            self.stop_words.map_or_else(HashSet::new, |l| stop_words(l).iter().copied().collect());
        Ok(Analyzer { params: self, stemmer, stop_words })
    }
}

/// Turns words into terms: keeps or drops each, stems it, and forms n-grams.
#[derive(Debug)]
pub struct Analyzer {
    params: AnalyzerParams,
    stemmer: Option<Stemmer>,
    stop_words: HashSet<&'static str>,
}

/// The most characters of a word that are read for n-grams of them.
const LONGEST_WORD: usize = 1_000;

impl Analyzer {
    /// The parameters that it was built from.
    pub fn params(&self) -> &AnalyzerParams {
        &self.params
    }

    /// The language whose stop words it drops, where it drops any.
    pub fn language(&self) -> Option<Language> {
        self.params.stop_words
    }

    /// What a term is made of.
    pub fn unit(&self) -> TermUnit {
        self.params.unit
    }

    /// The shortest and the longest n-gram, both inclusive.
    pub fn ngram_range(&self) -> (usize, usize) {
        self.params.ngram_range
    }

    /// What a normalised word counts as: its stem, or itself; `None` where it is dropped.
    pub fn stem<'word>(&self, word: &'word str) -> Option<Cow<'word, str>> {
        if word == BOUNDARY {
            return Some(Cow::Borrowed(word));
        }
        let shortest = self.params.min_token_length;
        if word.is_empty() || (word.len() < shortest * 4 && word.chars().count() < shortest) {
            return None;
        }
        if self.stop_words.contains(word) {
            return None;
        }
        Some(self.stemmer.as_ref().map_or(Cow::Borrowed(word), |stemmer| stemmer.stem(word)))
    }

    /// Hands every character n-gram of a normalised word to `visitor`.
    ///
    /// `padded` is the word with one blank on each side; n-grams longer than that do not occur,
    /// and a word shorter than the shortest n-gram counts once, as a whole. What is longer than any word
    /// of any language is data, and is read only that far.
    pub fn visit_character_ngrams<'word>(
        &self,
        padded: &'word str,
        mut visitor: impl FnMut(&'word str),
    ) {
        if padded.trim_matches(' ') == BOUNDARY {
            return;
        }
        let ends = padded.char_indices().map(|(start, _)| start).chain([padded.len()]);
        let starts: Vec<usize> = ends.take(LONGEST_WORD).collect();
        let length = starts.len() - 1;
        let (min, max) = self.params.ngram_range;
        if length < min {
            visitor(padded);
        }
        for size in min..=max.min(length) {
            for first in 0..=length - size {
                visitor(&padded[starts[first]..starts[first + size]]);
            }
        }
    }

    /// The terms of a text, in the order of their first words, shorter n-grams first.
    ///
    /// For looking at; the vectorizer takes a faster road to the same terms.
    pub fn terms(&self, text: &str) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let mut normalized = String::new();
        visit_words(&[Passage { text, weight: 1 }], |token| {
            normalize(token, &mut normalized);
            words.extend(self.stem(&normalized).map(Cow::into_owned));
        });
        let mut terms = Vec::new();
        match self.params.unit {
            TermUnit::Words => {
                let (min, max) = self.params.ngram_range;
                for first in 0..words.len() {
                    for size in min..=max.min(words.len() - first) {
                        terms.push(words[first..first + size].join(" "));
                    }
                }
            }
            TermUnit::Characters => {
                for word in &words {
                    let padded = format!(" {word} ");
                    self.visit_character_ngrams(&padded, |ngram| terms.push(ngram.to_owned()));
                }
            }
        }
        terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(params: AnalyzerParams, text: &str) -> Vec<String> {
        params.build().unwrap().terms(text)
    }

    #[test]
    fn bigrams_bridge_dropped_stop_words() {
        let params =
            AnalyzerParams::default().stop_words(Some(Language::English)).ngram_range(2, 2);
        assert_eq!(terms(params, "the ministry of finance"), ["ministry finance"]);
    }

    #[test]
    fn short_words_are_dropped_by_characters_not_bytes() {
        let params = AnalyzerParams::default().min_token_length(3);
        assert_eq!(terms(params, "né été to war"), ["été", "war"]);
    }

    #[test]
    fn character_ngrams_stay_within_the_padded_word() {
        let params = AnalyzerParams::default().unit(TermUnit::Characters).ngram_range(3, 4);
        assert_eq!(
            terms(params, "war of"),
            [" wa", "war", "ar ", " war", "war ", " of", "of ", " of "]
        );
    }

    #[test]
    fn a_word_shorter_than_the_shortest_ngram_counts_whole() {
        let params = AnalyzerParams::default().unit(TermUnit::Characters).ngram_range(5, 6);
        assert_eq!(terms(params, "it"), [" it "]);
    }

    #[test]
    fn what_is_longer_than_any_word_is_read_only_so_far() {
        let params = AnalyzerParams::default().unit(TermUnit::Characters).ngram_range(3, 3);
        assert_eq!(terms(params.clone(), &"ab".repeat(200)).len(), 400);
        assert_eq!(terms(params, &"ab".repeat(200_000)).len(), LONGEST_WORD - 3);
    }

    #[test]
    fn an_empty_ngram_range_is_refused_by_name() {
        let error = AnalyzerParams::default().ngram_range(2, 1).build().unwrap_err();
        assert!(matches!(error, Error::InvalidParameter { name: "ngram_range", .. }), "{error}");
    }
}
