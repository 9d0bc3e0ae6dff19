//! A corpus as sequences of word numbers: the one pass over its text.

use hashbrown::HashMap;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use crate::text::{BOUNDARY, Passage, normalize, visit_words};

use super::proper_names::proper_names;

/// The distinct normalised words of some texts, and each text as the sequence of its words.
///
/// Everything that is learned from a corpus is learned from this, so that its text is gone over
/// once, however many kinds of terms are counted; and whatever depends on a word alone (its stem,
/// its character n-grams) is computed once per distinct word.
///
/// Words are numbered in the order of their first occurrence, so that the numbers depend on the
/// texts only, not on the number of threads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordSequences {
    words: Vec<String>,
    offsets: Vec<usize>,
    numbers: Vec<u32>,
}

/// Texts are encoded in segments of about this many bytes, each with a dictionary of its own.
const SEGMENT_BYTES: usize = 2 << 20;

impl WordSequences {
    /// Tokenizes and normalises the texts, in parallel.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::features::WordSequences;
    /// let sequences = WordSequences::encode(&["Talks resume.", "Talks about talks"]);
    /// assert_eq!(sequences.words(), ["talks", "resume", "about"]);
    /// assert_eq!(sequences.text(1), [0, 2, 0]);
    /// ```
    pub fn encode<T: AsRef<str> + Sync>(texts: &[T]) -> Self {
        let whole: Vec<[Passage<'_>; 1]> =
            texts.iter().map(|text| [Passage { text: text.as_ref(), weight: 1 }]).collect();
        Self::encode_passages(&whole)
    }

    /// The same for texts in parts, whose words count as often as each part weighs.
    pub fn encode_passages<'text, T: AsRef<[Passage<'text>]> + Sync>(texts: &[T]) -> Self {
        let segments: Vec<Segment> = segments(texts).into_par_iter().map(Segment::encode).collect();
        let mut numbers_of_words: HashMap<&str, u32, FxBuildHasher> = HashMap::default();
        let mut words = Vec::new();
        let to_global: Vec<Vec<u32>> = segments
            .iter()
            .map(|segment| {
                let numbers = segment.words.iter().map(|word| {
                    *numbers_of_words.entry(word.as_str()).or_insert_with(|| {
                        words.push(word.clone());
                        words.len() as u32 - 1
                    })
                });
                numbers.collect()
            })
            .collect();
        let mut offsets = Vec::with_capacity(texts.len() + 1);
        offsets.push(0);
        let mut numbers = Vec::with_capacity(segments.iter().map(|s| s.numbers.len()).sum());
        for (segment, to_global) in segments.iter().zip(&to_global) {
            let base = numbers.len();
            numbers.extend(segment.numbers.iter().map(|&number| to_global[number as usize]));
            offsets.extend(segment.ends.iter().map(|end| base + end));
        }
        Self { words, offsets, numbers }
    }

    /// The same without names of persons, places and bodies: words that have a capital nearly wherever it
    /// tells something. No sequence of words goes through one.
    ///
    /// For languages that write names alone with a capital, so not for German.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::features::WordSequences;
    /// use nutgraf::text::Passage;
    /// let texts = [[Passage { text: "Talks in Nairobi ended without new talks.", weight: 1 }]];
    /// let sequences = WordSequences::encode_without_names(&texts);
    /// assert!(!sequences.words().iter().any(|word| word == "nairobi"));
    /// ```
    pub fn encode_without_names<'text, T: AsRef<[Passage<'text>]> + Sync>(texts: &[T]) -> Self {
        let names = proper_names(texts);
        let whole = Self::encode_passages(texts);
        let mut words: Vec<String> = Vec::with_capacity(whole.words.len());
        // All names, and the boundary between passages, are one word.
        let mut boundary = None;
        let mut number_of = Vec::with_capacity(whole.words.len());
        for word in whole.words {
            let next = words.len() as u32;
            if word != BOUNDARY && !names.contains(&word) {
                number_of.push(next);
                words.push(word);
            } else {
                number_of.push(*boundary.get_or_insert(next));
                if boundary == Some(next) {
                    words.push(BOUNDARY.to_owned());
                }
            }
        }
        let numbers = whole.numbers.iter().map(|&number| number_of[number as usize]).collect();
        Self { words, offsets: whole.offsets, numbers }
    }

    /// The distinct normalised words, in the order of their first occurrence.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The number of texts.
    pub fn texts(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The words of a text, in order, as 0-based positions in [`words`](Self::words).
    pub fn text(&self, index: usize) -> &[u32] {
        &self.numbers[self.offsets[index]..self.offsets[index + 1]]
    }
}

/// Cuts the texts into runs of about [`SEGMENT_BYTES`], whatever the number of threads.
fn segments<'text, T: AsRef<[Passage<'text>]>>(texts: &[T]) -> Vec<&[T]> {
    let mut segments = Vec::new();
    let (mut first, mut bytes) = (0, 0);
    for (index, text) in texts.iter().enumerate() {
        bytes += text.as_ref().iter().map(|passage| passage.text.len()).sum::<usize>();
        if bytes >= SEGMENT_BYTES {
            segments.push(&texts[first..=index]);
            (first, bytes) = (index + 1, 0);
        }
    }
    if first < texts.len() {
        segments.push(&texts[first..]);
    }
    segments
}

/// A run of texts, numbered by a dictionary of its own.
struct Segment {
    words: Vec<String>,
    ends: Vec<usize>,
    numbers: Vec<u32>,
}

impl Segment {
    fn encode<'text, T: AsRef<[Passage<'text>]>>(texts: &[T]) -> Self {
        let mut segment = Self { words: Vec::new(), ends: Vec::new(), numbers: Vec::new() };
        // A spelling as it stands in the text, and the number of its normalised word: a word is
        // normalised once per spelling, not once per occurrence.
        let mut spellings: HashMap<&str, u32, FxBuildHasher> = HashMap::default();
        let mut dictionary: HashMap<String, u32, FxBuildHasher> = HashMap::default();
        let mut normalized = String::new();
        for text in texts {
            visit_words(text.as_ref(), |token| {
                let number = *spellings.entry(token).or_insert_with(|| {
                    normalize(token, &mut normalized);
                    if let Some(&number) = dictionary.get(normalized.as_str()) {
                        return number;
                    }
                    let number = segment.words.len() as u32;
                    dictionary.insert(normalized.clone(), number);
                    segment.words.push(normalized.clone());
                    number
                });
                segment.numbers.push(number);
            });
            segment.ends.push(segment.numbers.len());
        }
        segment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_share_its_number() {
        let sequences = WordSequences::encode(&["Peace PEACE peace"]);
        assert_eq!(sequences.words(), ["peace"]);
        assert_eq!(sequences.text(0), [0, 0, 0]);
    }

    #[test]
    fn segments_give_the_numbers_that_one_pass_would() {
        let texts: Vec<String> =
            (0..3_000).map(|n| format!("word{} {}", n % 700, "filler ".repeat(400))).collect();
        let passages: Vec<[Passage<'_>; 1]> =
            texts.iter().map(|text| [Passage { text, weight: 1 }]).collect();
        assert!(segments(&passages).len() > 2);
        let whole = Segment::encode(&passages);
        let sequences = WordSequences::encode(&texts);
        assert_eq!(sequences.words, whole.words);
        assert_eq!(sequences.numbers, whole.numbers);
        assert_eq!(sequences.offsets[1..], whole.ends);
    }

    #[test]
    fn a_boundary_stands_for_every_name_and_between_passages() {
        let texts = [
            [
                Passage { text: "in Lima, Ana saw it", weight: 1 },
                Passage { text: "in it", weight: 1 },
            ],
            [Passage { text: "Ana slept", weight: 1 }, Passage { text: "", weight: 1 }],
        ];
        let sequences = WordSequences::encode_without_names(&texts);
        assert_eq!(sequences.words(), ["in", "\n", "saw", "it", "slept"]);
        assert_eq!(sequences.text(0), [0, 1, 1, 2, 3, 1, 0, 3]);
        assert_eq!(sequences.text(1), [1, 4, 1]);
    }

    #[test]
    fn a_text_without_words_is_an_empty_sequence() {
        let sequences = WordSequences::encode(&["", "…", "one"]);
        assert!(sequences.text(0).is_empty() && sequences.text(1).is_empty());
        assert_eq!(sequences.texts(), 3);
    }
}
