//! Counts word n-grams over a corpus of word numbers.

use std::borrow::Cow;

use hashbrown::HashMap;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use crate::Array;
use crate::text::{Analyzer, BOUNDARY};

use super::counts::Counts;
use super::pair_table::pair_key;
use super::{PairTable, StringTable, Vocabulary, WordSequences};

/// Marks a word that the analyzer drops: it is as if it did not stand there.
pub(super) const DROPPED: u32 = u32::MAX;
/// Marks a word or n-gram that is too rare to be in the vocabulary: no n-gram goes through it.
pub(super) const RARE: u32 = u32::MAX - 1;

/// The postings of all n-grams of one length that enough documents contain.
#[derive(Default)]
struct Level {
    /// The key of each n-gram, ascending.
    keys: Vec<u64>,
    /// Where each n-gram's postings end.
    ends: Vec<usize>,
    documents: Vec<u32>,
    counts: Vec<u32>,
}

/// Counts the n-grams, of 1 to `max` words, that at least `min_df` documents contain.
///
/// Every n-gram found is a column, in byte order.
pub(super) fn count_ngrams(
    sequences: &WordSequences,
    analyzer: &Analyzer,
    min_df: usize,
) -> (Vocabulary, Counts) {
    let (stems, atom_of_word) = number_stems(sequences, analyzer);
    // For each position of each text the number of the n-gram that starts there; first words.
    let mut atoms: Vec<Vec<u32>> = (0..sequences.texts())
        .into_par_iter()
        .map(|text| {
            let atoms = sequences.text(text).iter().map(|&word| atom_of_word[word as usize]);
            atoms.filter(|&atom| atom != DROPPED).collect()
        })
        .collect();
    // The boundary of passages is no term. It sorts before every word.
    let boundary = stems.first().filter(|stem| *stem == BOUNDARY).map_or(DROPPED, |_| 0);
    let count_atoms = |atoms: &Vec<u32>, collector: &mut Collector| {
        // A text repeats its words: sorted, each is collected once with its count.
        let mut sorted = atoms.clone();
        sorted.sort_unstable();
        for run in sorted.chunk_by(|one, other| one == other).filter(|run| run[0] != boundary) {
            collector.push(run[0], 0, run.len() as u32);
        }
    };
    let first = count_level(&atoms, count_atoms, stems.len(), min_df);
    // From here on an atom is its place among the frequent ones.
    let frequent: Vec<usize> = first.keys.iter().map(|&key| (key >> 32) as usize).collect();
    let mut place = vec![RARE; stems.len()];
    for (number, &stem) in frequent.iter().enumerate() {
        place[stem] = number as u32;
    }
    let frequent: Vec<&str> = frequent.into_iter().map(|stem| stems[stem].as_ref()).collect();
    let table = StringTable::from_sorted(&frequent);
    atoms.par_iter_mut().flatten().for_each(|atom| *atom = place[*atom as usize]);

    let mut levels = vec![first];
    let mut pairs = Vec::new();
    let mut starts = atoms.clone();
    for size in 2..=analyzer.ngram_range().1 {
        let prefixes = levels[size - 2].keys.len();
        let positions: Vec<(&[u32], &[u32])> =
            starts.iter().zip(&atoms).map(|(s, a)| (s.as_slice(), a.as_slice())).collect();
        let count_pairs = |(starts, atoms): &(&[u32], &[u32]), collector: &mut Collector| {
            for (&start, &last) in starts.iter().zip(atoms.iter().skip(size - 1)) {
                if start != RARE && last != RARE {
                    collector.push(start, last, 1);
                }
            }
        };
        let level = count_level(&positions, count_pairs, prefixes, min_df);
        let table = PairTable::from_sorted(level.keys.clone());
        if size < analyzer.ngram_range().1 {
            starts = positions
                .par_iter()
                .map(|(starts, atoms)| {
                    let pairs = starts.iter().zip(atoms.iter().skip(size - 1));
                    pairs.map(|(&start, &last)| table.find(start, last).unwrap_or(RARE)).collect()
                })
                .collect();
        }
        levels.push(level);
        pairs.push(table);
    }
    let order = byte_order(&levels);
    let postings = order.iter().map(|&(level, number)| levels[level].postings(number));
    let counts = Counts::from_postings(sequences.texts(), postings);
    let mut columns: Vec<Vec<u32>> = levels.iter().map(|level| vec![0; level.keys.len()]).collect();
    for (column, &(level, number)) in order.iter().enumerate() {
        columns[level][number] = column as u32;
    }
    let columns = columns.into_iter().map(Array::from).collect();
    let vocabulary = Vocabulary::new(table, pairs, columns);
    (vocabulary.expect("every n-gram is given one column"), counts)
}

/// The distinct stems of a corpus in byte order, and for each of its words the place of its stem.
fn number_stems<'words>(
    sequences: &'words WordSequences,
    analyzer: &Analyzer,
) -> (Vec<Cow<'words, str>>, Vec<u32>) {
    let stem_of_word: Vec<Option<Cow<'words, str>>> =
        sequences.words().par_iter().map(|word| analyzer.stem(word)).collect();
    let mut stems: Vec<Cow<'words, str>> = stem_of_word.iter().flatten().cloned().collect();
    stems.par_sort_unstable();
    stems.dedup();
    let place: HashMap<&str, u32, FxBuildHasher> =
        stems.iter().enumerate().map(|(place, stem)| (stem.as_ref(), place as u32)).collect();
    let atom_of_word = stem_of_word
        .par_iter()
        .map(|stem| stem.as_ref().map_or(DROPPED, |stem| place[stem.as_ref()]))
        .collect();
    drop(place);
    (stems, atom_of_word)
}

/// How many shards the keys are parted into: each is sorted by itself, within a core's cache.
const SHARDS: usize = 128;
/// How many texts are gone over in one go.
const CHUNK: usize = 512;

/// Collects the keys of a run of texts, parted into shards by their prefixes.
struct Collector {
    /// Key, text and count.
    shards: Vec<Vec<(u64, u32, u32)>>,
    prefixes: usize,
    text: u32,
}

impl Collector {
    /// Notes that the n-gram of this prefix and this last atom stands in the text at hand, so
    /// many times.
    fn push(&mut self, prefix: u32, last: u32, count: u32) {
        let shard = prefix as usize * SHARDS / self.prefixes;
        self.shards[shard].push((pair_key(prefix, last), self.text, count));
    }
}

/// Gathers the keys that `visit` pushes for each text, and keeps those of at least `min_df` texts.
///
/// Every prefix is below `prefixes`, which is above 0 where anything is pushed.
fn count_level<T: Sync>(
    texts: &[T],
    visit: impl Fn(&T, &mut Collector) + Sync,
    prefixes: usize,
    min_df: usize,
) -> Level {
    let collected: Vec<Collector> = texts
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(chunk, texts)| {
            let shards = vec![Vec::new(); SHARDS];
            let mut collector = Collector { shards, prefixes, text: (chunk * CHUNK) as u32 };
            for text in texts {
                visit(text, &mut collector);
                collector.text += 1;
            }
            collector
        })
        .collect();
    let shards: Vec<Level> = (0..SHARDS)
        .into_par_iter()
        .map(|shard| {
            let size = collected.iter().map(|collector| collector.shards[shard].len()).sum();
            let mut occurrences = Vec::with_capacity(size);
            for collector in &collected {
                occurrences.extend_from_slice(&collector.shards[shard]);
            }
            occurrences.sort_unstable_by_key(|&(key, text, _)| (key, text));
            Level::of_sorted(&occurrences, min_df)
        })
        .collect();
    let mut whole = Level::default();
    for shard in shards {
        let base = whole.documents.len();
        whole.keys.extend(shard.keys);
        whole.ends.extend(shard.ends.iter().map(|end| base + end));
        whole.documents.extend(shard.documents);
        whole.counts.extend(shard.counts);
    }
    whole
}

impl Level {
    /// The postings of (key, document, count) occurrences that are sorted, without rare keys.
    fn of_sorted(occurrences: &[(u64, u32, u32)], min_df: usize) -> Self {
        let mut level = Self::default();
        for of_key in occurrences.chunk_by(|one, other| one.0 == other.0) {
            let start = level.documents.len();
            for of_document in of_key.chunk_by(|one, other| one.1 == other.1) {
                level.documents.push(of_document[0].1);
                level.counts.push(of_document.iter().map(|&(_, _, count)| count).sum());
            }
            if level.documents.len() - start < min_df {
                level.documents.truncate(start);
                level.counts.truncate(start);
            } else {
                level.keys.push(of_key[0].0);
                level.ends.push(level.documents.len());
            }
        }
        level
    }

    /// The documents that contain an n-gram, ascending, and how often each does.
    fn postings(&self, number: usize) -> (&[u32], &[u32]) {
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        let range = start..self.ends[number];
        (&self.documents[range.clone()], &self.counts[range])
    }

    /// The numbers of the n-grams that begin with the (n-1)-gram `prefix`.
    fn children(&self, prefix: u32) -> std::ops::Range<usize> {
        let start = self.keys.partition_point(|&key| (key >> 32) < u64::from(prefix));
        let count = self.keys[start..].iter().take_while(|&&key| key >> 32 == u64::from(prefix));
        start..start + count.count()
    }
}

/// All n-grams of all lengths as (level, number), in the byte order of their spellings.
///
/// A blank sorts below every character of a word, so an n-gram comes right before its own
/// continuations, and those come before the next n-gram of its length.
fn byte_order(levels: &[Level]) -> Vec<(usize, usize)> {
    fn descend(levels: &[Level], level: usize, number: usize, order: &mut Vec<(usize, usize)>) {
        order.push((level, number));
        if let Some(next) = levels.get(level + 1) {
            for child in next.children(number as u32) {
                descend(levels, level + 1, child, order);
            }
        }
    }
    let mut order = Vec::with_capacity(levels.iter().map(|level| level.keys.len()).sum());
    for number in 0..levels[0].keys.len() {
        descend(levels, 0, number, &mut order);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::AnalyzerParams;

    fn count(texts: &[&str], max: usize, min_df: usize) -> (Vec<String>, Counts) {
        let analyzer = AnalyzerParams::default().ngram_range(1, max).build().unwrap();
        let (vocabulary, counts) = count_ngrams(&WordSequences::encode(texts), &analyzer, min_df);
        (vocabulary.terms(), counts)
    }

    #[test]
    fn columns_follow_the_byte_order_of_the_terms() {
        let (terms, counts) = count(&["peace talks end", "peace talks, peace talks"], 3, 1);
        assert_eq!(
            terms,
            [
                "end",
                "peace",
                "peace talks",
                "peace talks end",
                "peace talks peace",
                "talks",
                "talks end",
                "talks peace",
                "talks peace talks",
            ]
        );
        let mut sorted = terms.clone();
        sorted.sort_unstable();
        assert_eq!(terms, sorted);
        assert_eq!(counts.offsets, [0, 6, 12]);
        assert_eq!(counts.columns[6..], [1, 2, 4, 5, 7, 8]);
        assert_eq!(counts.values[6..], [2, 2, 1, 2, 1, 1]);
    }

    #[test]
    fn an_ngram_of_too_few_documents_is_left_out_with_its_continuations() {
        let (terms, counts) = count(&["a1 b1 c1", "a1 b1 d1", "b1 a1"], 3, 2);
        assert_eq!(terms, ["a1", "a1 b1", "b1"]);
        assert_eq!(counts.document_frequencies, [3, 2, 3]);
    }

    #[test]
    fn texts_without_words_have_empty_rows() {
        let (terms, counts) = count(&["", "…"], 2, 1);
        assert!(terms.is_empty());
        assert_eq!(counts.offsets, [0, 0, 0]);
    }
}
