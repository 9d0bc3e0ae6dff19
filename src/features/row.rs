//! One text to its vectors, as fast as it goes.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use xxhash_rust::xxh3::xxh3_64;

use crate::text::{Passage, TermUnit, normalize, visit_words};

use super::TfIdfVectorizer;
use super::hashing::visit_sequences;
use super::ngrams::{DROPPED, RARE};
use super::vocabulary::NO_COLUMN;
use super::weighting::term_frequency;

/// Turns texts into vectors of several vectorizers at once, one text after another.
///
/// A text is tokenized once for all of them, and what depends on a word alone (its normal form,
/// its stem, the columns of its character n-grams) is looked up once per distinct word and kept. Each
/// worker thread has an encoder of its own.
pub struct RowEncoder<'vectorizers> {
    views: Vec<View<'vectorizers>>,
    /// Spellings met so far, numbered, by their [`spelling`].
    words: HashMap<u64, u32, FxBuildHasher>,
    /// The text at hand as numbers of spellings.
    tokens: Vec<u32>,
    /// The distinct spellings of the text at hand, in the order of their first occurrence.
    distinct: Vec<u32>,
    /// How often each spelling occurs in the text at hand, shape `(words,)`.
    occurrences: Vec<u32>,
    normalized: String,
}

/// The vector of a text: columns in the order of their first occurrence, and their values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowView<'encoder> {
    /// 0-based columns, each once.
    pub columns: &'encoder [u32],
    /// The value at each of these columns.
    pub values: &'encoder [f32],
}

/// Stands for a spelling: up to seven bytes as they are, longer ones by 63 bits of their hash.
fn spelling(token: &str) -> u64 {
    let bytes = token.as_bytes();
    if bytes.len() > 7 {
        return xxh3_64(bytes) | 1 << 63;
    }
    bytes.iter().fold(bytes.len() as u64, |spelling, &byte| spelling << 8 | u64::from(byte))
}

/// Beyond this many spellings the words met so far are forgotten, so that memory stays bounded.
const MAX_WORDS: usize = 1 << 18;

/// What one vectorizer knows of the words met so far, and its vector of the text at hand.
struct View<'vectorizers> {
    vectorizer: &'vectorizers TfIdfVectorizer,
    /// Of each word its atom, [`DROPPED`] or [`RARE`].
    atoms: Vec<u32>,
    /// Where each word's columns end in `columns_of_words`; for character n-grams only.
    ends: Vec<usize>,
    columns_of_words: Vec<u32>,
    /// How often each column occurs in the text at hand, shape `(terms,)`.
    counts: Vec<u32>,
    /// The first `filled` are the columns of the text at hand; shape `(terms + 1,)`.
    columns: Vec<u32>,
    filled: usize,
    values: Vec<f32>,
    sequence: Sequence,
    /// The weight of each small number of occurrences.
    frequencies: Vec<f32>,
    padded: String,
    /// How many occurrences of terms the text at hand has.
    known: u32,
}

/// The words of a text that a vectorizer does not drop.
#[derive(Default)]
struct Sequence {
    /// The place of each among the tokens of the text.
    positions: Vec<usize>,
    atoms: Vec<u32>,
    /// The number of the n-gram that starts at each, of the length that is being looked at; else
    /// [`RARE`].
    starts: Vec<u32>,
    /// The same of the next length, in the making.
    longer: Vec<u32>,
}

/// Up to this many occurrences of a term are weighed by a table.
const TABULATED: u32 = 64;

impl<'vectorizers> RowEncoder<'vectorizers> {
    /// An encoder for these vectorizers.
    pub fn new(vectorizers: impl IntoIterator<Item = &'vectorizers TfIdfVectorizer>) -> Self {
        Self {
            views: vectorizers.into_iter().map(View::new).collect(),
            words: HashMap::default(),
            tokens: Vec::new(),
            distinct: Vec::new(),
            occurrences: Vec::new(),
            normalized: String::new(),
        }
    }

    /// Takes up a text; [`row`](Self::row) then gives its vectors.
    pub fn encode(&mut self, text: &str) {
        self.encode_passages(&[Passage { text, weight: 1 }]);
    }

    /// The same for a text in parts, whose words count as often as each part weighs.
    pub fn encode_passages(&mut self, passages: &[Passage<'_>]) {
        if self.words.len() > MAX_WORDS {
            self.words.clear();
            self.occurrences.clear();
            self.views.iter_mut().for_each(View::forget_words);
        }
        self.tokens.clear();
        visit_words(passages, |token| {
            let spelling = spelling(token);
            let word = if let Some(&word) = self.words.get(&spelling) {
                word
            } else {
                normalize(token, &mut self.normalized);
                self.views.iter_mut().for_each(|view| view.learn_word(&self.normalized));
                let word = self.words.len() as u32;
                self.words.insert(spelling, word);
                self.occurrences.push(0);
                word
            };
            self.tokens.push(word);
            let occurrences = &mut self.occurrences[word as usize];
            if *occurrences == 0 {
                self.distinct.push(word);
            }
            *occurrences += 1;
        });
        for view in &mut self.views {
            match view.vectorizer.analyzer().unit() {
                TermUnit::Words => view.count_sequences(&self.tokens),
                TermUnit::Characters => view.count_words(&self.distinct, &self.occurrences),
            }
            view.weigh();
        }
        for word in self.distinct.drain(..) {
            self.occurrences[word as usize] = 0;
        }
    }

    /// The vector that the vectorizer at `index` gives the text at hand.
    pub fn row(&self, index: usize) -> RowView<'_> {
        let view = &self.views[index];
        RowView { columns: &view.columns[..view.filled], values: &view.values }
    }

    /// The share of the words in the text at hand, and of its sequences of words as long as the
    /// vectorizer's n-grams, that are terms of the vectorizer at `index`, in `[0, 1]`; `lost` of
    /// them not counted. For a vectorizer of words.
    pub(crate) fn familiarity(&self, index: usize, lost: u32) -> f32 {
        let view = &self.views[index];
        let (shortest, longest) = view.vectorizer.analyzer().ngram_range();
        let places = (shortest..=longest).map(|size| (self.tokens.len() + 1).saturating_sub(size));
        f64::from(view.known.saturating_sub(lost)) as f32 / places.sum::<usize>().max(1) as f32
    }

    /// Hands every occurrence of a column in the text at hand to `visitor`: the 0-based tokens
    /// that it spans, and its place in [`row`](Self::row).
    pub fn visit_occurrences(&self, index: usize, mut visitor: impl FnMut(&[usize], usize)) {
        let view = &self.views[index];
        let mut scratch = Sequence::default();
        let mut place = vec![0; view.counts.len()];
        for (position, &column) in view.columns[..view.filled].iter().enumerate() {
            place[column as usize] = position;
        }
        view.visit_columns(&self.tokens, &mut scratch, |tokens, column| {
            visitor(tokens, place[column as usize]);
        });
    }
}

impl<'vectorizers> View<'vectorizers> {
    fn new(vectorizer: &'vectorizers TfIdfVectorizer) -> Self {
        Self {
            vectorizer,
            atoms: Vec::new(),
            ends: Vec::new(),
            columns_of_words: Vec::new(),
            counts: vec![0; vectorizer.vocabulary().len()],
            columns: vec![0; vectorizer.vocabulary().len() + 1],
            filled: 0,
            values: Vec::new(),
            sequence: Sequence::default(),
            frequencies: (0..TABULATED)
                .map(|count| term_frequency(count, vectorizer.fitted_params().is_sublinear()))
                .collect(),
            padded: String::new(),
            known: 0,
        }
    }

    fn forget_words(&mut self) {
        self.atoms.clear();
        self.ends.clear();
        self.columns_of_words.clear();
    }

    /// Looks up everything about a word that has not been met before.
    fn learn_word(&mut self, word: &str) {
        let analyzer = self.vectorizer.analyzer();
        let vocabulary = self.vectorizer.vocabulary();
        match analyzer.unit() {
            TermUnit::Words => {
                let atom = analyzer
                    .stem(word)
                    .map_or(DROPPED, |stem| vocabulary.atom(&stem).unwrap_or(RARE));
                self.atoms.push(atom);
            }
            TermUnit::Characters => {
                if analyzer.stem(word).is_some() {
                    self.padded.clear();
                    self.padded.extend([" ", word, " "]);
                    let mut ngrams = Vec::with_capacity(4 * self.padded.len());
                    analyzer.visit_character_ngrams(&self.padded, |ngram| ngrams.push(ngram));
                    vocabulary.visit_atoms(&ngrams, |atom| {
                        self.columns_of_words.extend(vocabulary.column(0, atom));
                    });
                }
                self.ends.push(self.columns_of_words.len());
            }
        }
    }

    /// Hands every column of a text to `visitor`, with the tokens that it spans.
    fn visit_columns(
        &self,
        tokens: &[u32],
        sequence: &mut Sequence,
        mut visitor: impl FnMut(&[usize], u32),
    ) {
        match self.vectorizer.analyzer().unit() {
            TermUnit::Characters => {
                for (token, &word) in tokens.iter().enumerate() {
                    let word = word as usize;
                    let start = if word == 0 { 0 } else { self.ends[word - 1] };
                    for &column in &self.columns_of_words[start..self.ends[word]] {
                        visitor(&[token], column);
                    }
                }
            }
            TermUnit::Words => self.visit_sequences(tokens, sequence, visitor),
        }
    }

    /// Hands every column of single words, then every one of pairs, and so on, to `visitor`.
    ///
    /// Length after length: the look-ups of a text do not wait for one another.
    fn visit_sequences(
        &self,
        tokens: &[u32],
        sequence: &mut Sequence,
        mut visitor: impl FnMut(&[usize], u32),
    ) {
        let vocabulary = self.vectorizer.vocabulary();
        let Sequence { positions, atoms, starts, longer } = sequence;
        positions.clear();
        atoms.clear();
        for (position, &word) in tokens.iter().enumerate() {
            let atom = self.atoms[word as usize];
            if atom != DROPPED {
                positions.push(position);
                atoms.push(atom);
            }
        }
        if let Some(bits) = vocabulary.hash_bits() {
            let lengths = self.vectorizer.analyzer().ngram_range();
            return visit_sequences(atoms, starts, lengths, bits, |sequence, slot| {
                if let Some(column) = vocabulary.column_of_slot(slot) {
                    visitor(&positions[sequence], column);
                }
            });
        }
        starts.clone_from(atoms);
        for (level, columns) in vocabulary.columns().iter().enumerate() {
            if level > 0 {
                longer.clear();
                let lasts = atoms.get(level..).unwrap_or_default();
                vocabulary.pairs()[level - 1]
                    .find_each(starts, lasts, |number| longer.push(number.unwrap_or(RARE)));
                std::mem::swap(starts, longer);
            }
            let columns: &[u32] = columns;
            for (&number, span) in starts.iter().zip(positions.windows(level + 1)) {
                if number != RARE && columns[number as usize] != NO_COLUMN {
                    visitor(span, columns[number as usize]);
                }
            }
        }
    }

    /// Counts what depends on a word alone: once per distinct word, however often it occurs.
    fn count_words(&mut self, distinct: &[u32], occurrences: &[u32]) {
        self.filled = 0;
        for &word in distinct {
            let word = word as usize;
            let start = if word == 0 { 0 } else { self.ends[word - 1] };
            for &column in &self.columns_of_words[start..self.ends[word]] {
                let count = &mut self.counts[column as usize];
                // Written always and kept where it is new: a branch would be guessed wrong too often.
                self.columns[self.filled] = column;
                self.filled += usize::from(*count == 0);
                *count += occurrences[word];
            }
        }
    }

    /// Counts sequences of words.
    fn count_sequences(&mut self, tokens: &[u32]) {
        let mut filled = 0;
        let mut counts = std::mem::take(&mut self.counts);
        let mut columns = std::mem::take(&mut self.columns);
        let mut sequence = std::mem::take(&mut self.sequence);
        self.visit_sequences(tokens, &mut sequence, |_, column| {
            let count = &mut counts[column as usize];
            columns[filled] = column;
            filled += usize::from(*count == 0);
            *count += 1;
        });
        self.counts = counts;
        self.columns = columns;
        self.filled = filled;
        self.sequence = sequence;
    }

    fn weigh(&mut self) {
        let params = self.vectorizer.fitted_params();
        let idf = self.vectorizer.idf();
        let counts = self.counts.as_mut_slice();
        self.values.clear();
        self.known = 0;
        self.values.extend(self.columns[..self.filled].iter().map(|&column| {
            let count = std::mem::take(&mut counts[column as usize]);
            self.known += count;
            let frequency = self.frequencies.get(count as usize).copied();
            let frequency =
                frequency.unwrap_or_else(|| term_frequency(count, params.is_sublinear()));
            frequency * idf[column as usize]
        }));
        params.normalize(&mut self.values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::AnalyzerParams;

    fn vectorizer(texts: &[&str], max: usize) -> TfIdfVectorizer {
        let analyzer = AnalyzerParams::default().ngram_range(1, max);
        TfIdfVectorizer::params().analyzer(analyzer).fit(texts).unwrap()
    }

    #[test]
    fn no_bigram_bridges_an_unknown_word() {
        let vectorizer = vectorizer(&["peace talks"], 2);
        let mut encoder = RowEncoder::new([&vectorizer]);
        encoder.encode("peace process talks");
        assert_eq!(encoder.row(0).columns.len(), 2);
        encoder.encode("peace talks");
        assert_eq!(encoder.row(0).columns.len(), 3);
    }

    #[test]
    fn occurrences_name_the_tokens_that_a_term_spans() {
        let vectorizer = vectorizer(&["peace talks"], 2);
        let mut encoder = RowEncoder::new([&vectorizer]);
        encoder.encode("a peace talks");
        let mut spans = Vec::new();
        encoder.visit_occurrences(0, |tokens, _| spans.push(tokens.to_vec()));
        assert_eq!(spans, [vec![1], vec![2], vec![1, 2]]);
    }

    #[test]
    fn a_text_leaves_nothing_behind_for_the_next() {
        let vectorizer = vectorizer(&["peace talks", "war"], 1);
        let mut encoder = RowEncoder::new([&vectorizer]);
        encoder.encode("peace peace");
        encoder.encode("war");
        assert_eq!(encoder.row(0).values, [1.0]);
        encoder.encode("");
        assert!(encoder.row(0).columns.is_empty());
    }
}
