//! Counts character n-grams over a corpus of word numbers.

use std::ops::RangeInclusive;

use hashbrown::HashMap;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use crate::text::Analyzer;

use super::counts::Counts;
use super::vocabulary::Vocabulary;
use super::{StringTable, WordSequences};

/// The character n-grams of each distinct word, as numbers.
///
/// They are a function of the word, so they are cut once per distinct word; an occurrence of the
/// word in a text costs an increment for each.
struct NgramsOfWords<'words> {
    ngrams: Vec<&'words str>,
    ends: Vec<usize>,
    numbers: Vec<u32>,
}

/// Counts the character n-grams that so many documents contain as `df` says.
///
/// Every n-gram found is a column, in byte order.
pub(super) fn count_characters(
    sequences: &WordSequences,
    analyzer: &Analyzer,
    df: RangeInclusive<usize>,
) -> (Vocabulary, Counts) {
    let padded: Vec<String> = sequences.words().iter().map(|word| format!(" {word} ")).collect();
    let mut words = NgramsOfWords::cut(sequences, &padded, analyzer);
    let frequencies = words.document_frequencies(sequences);
    let mut frequent: Vec<u32> = (0..words.ngrams.len() as u32)
        .filter(|&number| df.contains(&(frequencies[number as usize] as usize)))
        .collect();
    frequent.par_sort_unstable_by_key(|&number| words.ngrams[number as usize]);
    let strings: Vec<&str> = frequent.iter().map(|&n| words.ngrams[n as usize]).collect();
    let atoms = StringTable::from_sorted(&strings);
    words.renumber(&frequent);
    let counts = words.count(sequences, frequent.len());
    let columns = vec![(0..frequent.len() as u32).collect()];
    let vocabulary = Vocabulary::new(atoms, Vec::new(), columns);
    (vocabulary.expect("every n-gram is given one column"), counts)
}

impl<'words> NgramsOfWords<'words> {
    fn cut(sequences: &WordSequences, padded: &'words [String], analyzer: &Analyzer) -> Self {
        let mut numbers_of: HashMap<&'words str, u32, FxBuildHasher> = HashMap::default();
        let mut words = Self { ngrams: Vec::new(), ends: Vec::new(), numbers: Vec::new() };
        for (word, padded) in sequences.words().iter().zip(padded) {
            if analyzer.stem(word).is_some() {
                analyzer.visit_character_ngrams(padded, |ngram| {
                    let number = *numbers_of.entry(ngram).or_insert_with(|| {
                        words.ngrams.push(ngram);
                        words.ngrams.len() as u32 - 1
                    });
                    words.numbers.push(number);
                });
            }
            words.ends.push(words.numbers.len());
        }
        words
    }

    fn of_word(&self, word: u32) -> &[u32] {
        let word = word as usize;
        let start = if word == 0 { 0 } else { self.ends[word - 1] };
        &self.numbers[start..self.ends[word]]
    }

    /// In how many documents each n-gram occurs, shape `(n-grams,)`.
    fn document_frequencies(&self, sequences: &WordSequences) -> Vec<u32> {
        let texts: Vec<usize> = (0..sequences.texts()).collect();
        texts
            .par_chunks(CHUNK)
            .fold(
                || (vec![0_u32; self.ngrams.len()], vec![0_u32; self.ngrams.len()], 0_u32),
                |(mut frequencies, mut last_seen, mut visit), texts| {
                    for &text in texts {
                        visit += 1;
                        for &word in sequences.text(text) {
                            for &ngram in self.of_word(word) {
                                let ngram = ngram as usize;
                                frequencies[ngram] += u32::from(last_seen[ngram] != visit);
                                last_seen[ngram] = visit;
                            }
                        }
                    }
                    (frequencies, last_seen, visit)
                },
            )
            .map(|(frequencies, _, _)| frequencies)
            // Sums of whole numbers: in whatever order, the same.
            .reduce(
                || vec![0; self.ngrams.len()],
                |mut one, other| {
                    one.iter_mut().zip(other).for_each(|(sum, more)| *sum += more);
                    one
                },
            )
    }

    /// Keeps the n-grams of `order` only, numbered by their place in it.
    fn renumber(&mut self, order: &[u32]) {
        let mut place = vec![u32::MAX; self.ngrams.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old as usize] = new as u32;
        }
        let mut start = 0;
        let mut kept = Vec::with_capacity(self.numbers.len());
        for end in &mut self.ends {
            let word = self.numbers[start..*end].iter().map(|&number| place[number as usize]);
            kept.extend(word.filter(|&number| number != u32::MAX));
            start = std::mem::replace(end, kept.len());
        }
        self.ngrams = order.iter().map(|&number| self.ngrams[number as usize]).collect();
        self.numbers = kept;
    }

    fn count(&self, sequences: &WordSequences, terms: usize) -> Counts {
        let texts: Vec<usize> = (0..sequences.texts()).collect();
        let chunks: Vec<Counts> = texts
            .par_chunks(CHUNK)
            .map(|texts| self.count_chunk(sequences, texts, terms))
            .collect();
        let entries = chunks.iter().map(|chunk| chunk.columns.len()).sum();
        let mut whole = Counts {
            offsets: vec![0],
            columns: Vec::with_capacity(entries),
            values: Vec::with_capacity(entries),
            document_frequencies: vec![0; terms],
        };
        for chunk in chunks {
            let base = whole.columns.len();
            whole.offsets.extend(chunk.offsets.iter().map(|end| base + end));
            whole.columns.extend(chunk.columns);
            whole.values.extend(chunk.values);
        }
        for &column in &whole.columns {
            whole.document_frequencies[column as usize] += 1;
        }
        whole
    }

    /// The rows of some texts, without document frequencies; offsets are the ends of the rows.
    fn count_chunk(&self, sequences: &WordSequences, texts: &[usize], terms: usize) -> Counts {
        let mut chunk = Counts::default();
        let mut row = vec![0_u32; terms];
        // One bit a column: walking the bits gives the columns of a row in order, without sorting.
        let mut touched = vec![0_u64; terms.div_ceil(64)];
        for &text in texts {
            for &word in sequences.text(text) {
                for &ngram in self.of_word(word) {
                    row[ngram as usize] += 1;
                    touched[ngram as usize / 64] |= 1 << (ngram % 64);
                }
            }
            for (block, bits) in touched.iter_mut().enumerate() {
                while *bits != 0 {
                    let column = block * 64 + bits.trailing_zeros() as usize;
                    *bits &= *bits - 1;
                    chunk.columns.push(column as u32);
                    chunk.values.push(std::mem::take(&mut row[column]));
                }
            }
            chunk.offsets.push(chunk.columns.len());
        }
        chunk
    }
}

/// How many texts are gone over in one go.
const CHUNK: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{AnalyzerParams, TermUnit};

    fn count(texts: &[&str], df: RangeInclusive<usize>) -> (Vec<String>, Counts) {
        let params = AnalyzerParams::default().unit(TermUnit::Characters).ngram_range(3, 3);
        let sequences = WordSequences::encode(texts);
        let (vocabulary, counts) = count_characters(&sequences, &params.build().unwrap(), df);
        (vocabulary.terms(), counts)
    }

    #[test]
    fn ngrams_of_all_words_of_a_document_add_up() {
        let (terms, counts) = count(&["war wary", "warp"], 1..=2);
        assert_eq!(terms, [" wa", "ar ", "arp", "ary", "rp ", "ry ", "war"]);
        assert_eq!(counts.offsets, [0, 5, 9]);
        assert_eq!(counts.columns, [0, 1, 3, 5, 6, 0, 2, 4, 6]);
        assert_eq!(counts.values, [2, 1, 1, 1, 2, 1, 1, 1, 1]);
    }

    #[test]
    fn rare_ngrams_have_no_column() {
        let (terms, counts) = count(&["war wary", "warp"], 2..=2);
        assert_eq!(terms, [" wa", "war"]);
        assert_eq!(counts.document_frequencies, [2, 2]);
    }

    #[test]
    fn ngrams_of_nearly_every_text_have_no_column() {
        let (terms, _) = count(&["war wary", "warp"], 1..=1);
        assert_eq!(terms, ["ar ", "arp", "ary", "rp ", "ry "]);
    }
}
