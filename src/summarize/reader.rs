//! Reads the sentences of a text: their terms, their cues, and what each takes for known.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use super::article::{References, Sentence, Source};
use super::names::Names;
use crate::text::{
    Analyzer, Cues, Tokenizer, definite_phrases, ends_apart, ends_as_a_sentence, is_part_heading,
    normalize, quotation_is_open,
};

/// Numbers terms, and normalises and stems each distinct word once.
pub(super) struct Reader<'analyzer> {
    analyzer: &'analyzer Analyzer,
    /// The term of a word, both normalised; `None` for a word that counts for nothing.
    words: HashMap<String, Option<u32>>,
    terms: HashMap<String, u32>,
}

impl<'analyzer> Reader<'analyzer> {
    pub(super) fn new(analyzer: &'analyzer Analyzer) -> Self {
        Self { analyzer, words: HashMap::new(), terms: HashMap::new() }
    }

    /// How many terms are numbered so far.
    pub(super) fn known_terms(&self) -> u32 {
        self.terms.len() as u32
    }

    /// Reads the sentences of a text.
    pub(super) fn sentences(&mut self, source: &Source, sentences: &mut Vec<Sentence>) {
        let text = source.text;
        let first = sentences.len();
        let mut in_quotation = false;
        let mut end = 0;
        let mut names = Names::default();
        for (position, span) in source.spans.iter().enumerate() {
            let slice = &text[span.clone()];
            let known = self.known_terms();
            let (sequence, places, fingerprint) = self.read(slice);
            let (phrases, opens) = self.known_phrases(slice, &sequence, &places, known);
            // A quotation does not outlast its paragraph: there the count of marks begins anew.
            let continues_quotation =
                in_quotation && text.get(end..span.start).is_some_and(|gap| !gap.contains('\n'));
            in_quotation = quotation_is_open(slice, continues_quotation);
            end = span.end;
            let (words, characters) = length(slice);
            sentences.push(Sentence {
                span: span.clone(),
                position,
                terms: counts(&sequence),
                sequence,
                places,
                cues: Cues::of(slice, self.analyzer.language()),
                continues_quotation,
                references: References {
                    phrases,
                    opens,
                    names: names.meet(slice, sentences.len(), self.analyzer.language()),
                },
                words,
                characters,
                complete: ends_as_a_sentence(slice) && !is_part_heading(slice),
                fingerprint,
            });
        }
        leave_what_ends_apart(text, &mut sentences[first..]);
    }

    /// The terms of each phrase of a sentence that points to something as known and has a term below
    /// `known`, and whether the sentence opens with the first of them.
    fn known_phrases(
        &self,
        sentence: &str,
        sequence: &[u32],
        places: &[u32],
        known: u32,
    ) -> (Vec<Vec<u32>>, bool) {
        let term = |place: &u32| places.binary_search(place).ok().map(|index| sequence[index]);
        let (mut phrases, mut opens) = (Vec::new(), false);
        for phrase in definite_phrases(sentence, self.analyzer.language()) {
            let terms: Vec<u32> = phrase.iter().filter_map(term).collect();
            if terms.iter().any(|&term| term < known) {
                opens |= phrases.is_empty() && phrase[0] == 1;
                phrases.push(terms);
            }
        }
        (phrases, opens)
    }

    /// The terms of a stretch of text, in order, their places among its words, and a hash of these.
    pub(super) fn read(&mut self, text: &str) -> (Vec<u32>, Vec<u32>, u64) {
        let (mut terms, mut places) = (Vec::new(), Vec::new());
        let mut words = String::with_capacity(text.len());
        let mut word = String::new();
        let mut place = 0;
        Tokenizer.visit(text, |token, _| {
            normalize(token, &mut word);
            if let Some(term) = self.term(&word) {
                terms.push(term);
                places.push(place);
            }
            place += 1;
            words.push_str(&word);
            words.push(' ');
        });
        (terms, places, xxh3_64(words.as_bytes()))
    }

    fn term(&mut self, word: &str) -> Option<u32> {
        if let Some(&term) = self.words.get(word) {
            return term;
        }
        let term = self.analyzer.stem(word).map(|stem| {
            let next = self.terms.len() as u32;
            *self.terms.entry(stem.into_owned()).or_insert(next)
        });
        self.words.insert(word.to_owned(), term);
        term
    }
}

/// Of a text most of whose sentences end as usual, those that [end apart](ends_apart) are not complete, and
/// neither is what goes on from one with a small letter.
fn leave_what_ends_apart(text: &str, sentences: &mut [Sentence]) {
    let apart = |sentence: &Sentence| ends_apart(&text[sentence.span.clone()]);
    let complete = sentences.iter().filter(|sentence| sentence.complete).count();
    if 2 * sentences.iter().filter(|sentence| apart(sentence)).count() > complete {
        return;
    }
    let mut is_broken = false;
    for sentence in sentences {
        is_broken &= text[sentence.span.clone()].starts_with(char::is_lowercase);
        let ends_apart = apart(sentence);
        sentence.complete &= !is_broken && !ends_apart;
        is_broken = ends_apart;
    }
}

/// The words of a text, and its characters with each stretch of white space counted as one.
fn length(text: &str) -> (usize, usize) {
    let add = |(words, characters): (usize, usize), word: &str| {
        (words + 1, characters + usize::from(words > 0) + word.chars().count())
    };
    text.split_whitespace().fold((0, 0), add)
}

/// The distinct terms of a sequence with their counts, ascending.
pub(super) fn counts(sequence: &[u32]) -> Vec<(u32, u32)> {
    let mut terms = sequence.to_vec();
    terms.sort_unstable();
    terms.chunk_by(|one, other| one == other).map(|same| (same[0], same.len() as u32)).collect()
}
