//! Terms that are columns by their hash (Weinberger, Dasgupta, Langford, Smola and Attenberg,
//! "Feature Hashing for Large Scale Multitask Learning", 2009).
//!
//! Without the paper's second hash that gives each term a sign: it makes inner products right on
//! average, but naive Bayes and the logarithm of counts need counts of at least 0. So terms that
//! collide add up.

use std::ops::Range;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::text::{Analyzer, BOUNDARY, TermUnit};

use super::WordSequences;
use super::counts::Counts;
use super::ngrams::{DROPPED, RARE};
use super::pair_table::pair_key;
use super::vocabulary::Vocabulary;

/// The number that stands for a word, or for a sequence of words; below [`RARE`].
pub(super) fn number_of_word(word: &str) -> Option<u32> {
    (word != BOUNDARY).then(|| ((xxh3_64(word.as_bytes()) >> 32) as u32).min(RARE - 1))
}

/// Spreads a key over 64 bits (the finaliser of `SplitMix64`). Fixed for good: models depend on it.
fn mixed(key: u64) -> u64 {
    let mut hash = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// The number that stands for a sequence of words and its continuation by another.
pub(super) fn number_of_sequence(beginning: u32, last: u32) -> u32 {
    ((mixed(pair_key(beginning, last)) >> 32) as u32).min(RARE - 1)
}

/// The slot of the n-gram of `level` (0 for single words) with this number, among `2^bits`.
pub(super) fn slot(level: usize, number: u32, bits: u8) -> u32 {
    (mixed(pair_key(level as u32, number)) >> (64 - u32::from(bits))) as u32
}

/// Hands the slot of every sequence of words to `visitor`, with its range in `numbers`, the numbers of the
/// words of a text; no sequence goes through a [`RARE`] one.
///
/// Length after length, from `lengths.0` to `lengths.1`; `starts` is scratch.
pub(super) fn visit_sequences(
    numbers: &[u32],
    starts: &mut Vec<u32>,
    lengths: (usize, usize),
    bits: u8,
    mut visitor: impl FnMut(Range<usize>, u32),
) {
    starts.clear();
    starts.extend_from_slice(numbers);
    for level in 0..lengths.1.min(numbers.len()) {
        for first in 0..numbers.len() - level {
            let (start, last) = (starts[first], numbers[first + level]);
            let number = match level {
                0 => start,
                _ if start == RARE || last == RARE => RARE,
                _ => number_of_sequence(start, last),
            };
            starts[first] = number;
            if number != RARE && level + 1 >= lengths.0 {
                visitor(first..first + level + 1, slot(level, number, bits));
            }
        }
    }
}

/// Counts the terms of `2^bits` slots; those that at least `min_df` documents fill are columns, in the
/// order of the slots.
pub(super) fn count_hashed(
    sequences: &WordSequences,
    analyzer: &Analyzer,
    bits: u8,
    min_df: usize,
) -> (Vocabulary, Counts) {
    let slots_of = SlotsOfTexts::new(sequences, analyzer, bits);
    let rows: Vec<Vec<(u32, u32)>> =
        (0..sequences.texts()).into_par_iter().map(|text| slots_of.counted(text)).collect();
    let mut frequencies = vec![0_u32; 1 << bits];
    for &(slot, _) in rows.iter().flatten() {
        frequencies[slot as usize] += 1;
    }
    let keep: Vec<bool> = frequencies.iter().map(|&df| df as usize >= min_df).collect();
    let vocabulary = Vocabulary::of_all_slots(bits).select(&keep);
    let mut counts = Counts { offsets: vec![0], ..Counts::default() };
    for row in rows {
        for (slot, count) in row {
            if let Some(column) = vocabulary.column_of_slot(slot) {
                counts.columns.push(column);
                counts.values.push(count);
            }
        }
        counts.offsets.push(counts.columns.len());
    }
    let kept = frequencies.into_iter().zip(keep).filter(|(_, keep)| *keep);
    counts.document_frequencies = kept.map(|(frequency, _)| frequency).collect();
    (vocabulary, counts)
}

/// What each distinct word amounts to, and so each text.
struct SlotsOfTexts<'fit> {
    sequences: &'fit WordSequences,
    /// The shortest and the longest sequence of words.
    lengths: (usize, usize),
    bits: u8,
    /// Of each word its number, [`DROPPED`] or [`RARE`]; where words are counted.
    numbers: Vec<u32>,
    /// The slots of each word's character n-grams; where these are counted.
    characters: Option<Vec<Vec<u32>>>,
}

impl<'fit> SlotsOfTexts<'fit> {
    fn new(sequences: &'fit WordSequences, analyzer: &Analyzer, bits: u8) -> Self {
        let words = sequences.words().par_iter();
        let (mut numbers, mut characters) = (Vec::new(), None);
        match analyzer.unit() {
            TermUnit::Words => {
                let number = |word: &String| {
                    let stem = analyzer.stem(word);
                    stem.map_or(DROPPED, |stem| number_of_word(&stem).unwrap_or(RARE))
                };
                numbers = words.map(number).collect();
            }
            TermUnit::Characters => {
                let slots = |word: &String| {
                    let mut slots = Vec::new();
                    if analyzer.stem(word).is_some() {
                        analyzer.visit_character_ngrams(&format!(" {word} "), |ngram| {
                            slots.extend(number_of_word(ngram).map(|n| slot(0, n, bits)));
                        });
                    }
                    slots
                };
                characters = Some(words.map(slots).collect());
            }
        }
        Self { sequences, lengths: analyzer.ngram_range(), bits, numbers, characters }
    }

    /// The slots that a text fills, ascending, and how often.
    fn counted(&self, text: usize) -> Vec<(u32, u32)> {
        let words = self.sequences.text(text).iter().map(|&word| word as usize);
        let mut slots: Vec<u32> = Vec::new();
        if let Some(characters) = &self.characters {
            slots.extend(words.flat_map(|word| &characters[word]));
        } else {
            let kept = words.map(|word| self.numbers[word]).filter(|&number| number != DROPPED);
            let kept: Vec<u32> = kept.collect();
            let mut starts = Vec::new();
            visit_sequences(&kept, &mut starts, self.lengths, self.bits, |_, slot| {
                slots.push(slot);
            });
        }
        slots.sort_unstable();
        let runs = slots.chunk_by(|one, other| one == other);
        runs.map(|run| (run[0], run.len() as u32)).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::features::{RowEncoder, TfIdfVectorizer, WordSequences};
    use crate::text::{AnalyzerParams, Passage, TermUnit};
    use approx::assert_relative_eq;

    const TEXTS: [&str; 3] = [
        "The two sides signed the treaty",
        "the treaty was never ratified",
        "Sides agreed to talk and talk",
    ];

    fn params(unit: TermUnit, bits: Option<u8>) -> crate::features::TfIdfVectorizerParams {
        let (min, max) = if unit == TermUnit::Words { (1, 3) } else { (3, 5) };
        let analyzer = AnalyzerParams::default().unit(unit).ngram_range(min, max);
        TfIdfVectorizer::params().analyzer(analyzer).sublinear_tf(true).hash_bits(bits)
    }

    #[test]
    fn without_collisions_the_values_are_those_of_a_vocabulary() {
        for unit in [TermUnit::Words, TermUnit::Characters] {
            let sequences = WordSequences::encode(&TEXTS);
            let (_, plain) = params(unit, None).fit_transform(&sequences).unwrap();
            let (_, hashed) = params(unit, Some(24)).fit_transform(&sequences).unwrap();
            for (row, other) in plain.rows().zip(hashed.rows()) {
                let sorted = |values: &[f32]| {
                    let mut values = values.to_vec();
                    values.sort_by(f32::total_cmp);
                    values
                };
                let (row, other) = (sorted(row.values), sorted(other.values));
                assert_eq!(row.len(), other.len());
                for (value, other) in row.iter().zip(&other) {
                    assert_relative_eq!(value, other, epsilon = 1e-6);
                }
            }
        }
    }

    #[test]
    fn transforming_the_training_texts_gives_their_matrix() {
        for (unit, bits) in
            [(TermUnit::Words, 16), (TermUnit::Characters, 16), (TermUnit::Words, 8)]
        {
            let sequences = WordSequences::encode(&TEXTS);
            let (vectorizer, matrix) = params(unit, Some(bits)).fit_transform(&sequences).unwrap();
            assert!(vectorizer.vocabulary().len() <= 1 << bits);
            for (row, other) in matrix.rows().zip(vectorizer.transform(&TEXTS).rows()) {
                assert_eq!(row.columns, other.columns);
                for (value, other) in row.values.iter().zip(other.values) {
                    assert_relative_eq!(value, other, epsilon = 1e-6);
                }
            }
        }
    }

    #[test]
    fn no_sequence_bridges_two_passages() {
        let parts = [[Passage { text: "peace", weight: 1 }, Passage { text: "talks", weight: 1 }]];
        let sequences = WordSequences::encode_passages(&parts);
        let (vectorizer, matrix) =
            params(TermUnit::Words, Some(20)).fit_transform(&sequences).unwrap();
        assert_eq!(matrix.row(0).columns.len(), 2);
        let mut encoder = RowEncoder::new([&vectorizer]);
        encoder.encode_passages(&parts[0]);
        assert_eq!(encoder.row(0).columns.len(), 2);
    }

    #[test]
    fn bits_out_of_range_are_refused() {
        for bits in [7, 25] {
            let error = params(TermUnit::Words, Some(bits)).fit(&TEXTS).unwrap_err();
            let expected = format!("`hash_bits` must be 8 to 24, found `{bits}`");
            assert_eq!(error.to_string(), expected);
        }
    }
}
