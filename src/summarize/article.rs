//! An article as its sentences, each a bag of terms.

use std::collections::HashMap;
use std::ops::Range;

use crate::text::{Language, Stemmer, Tokenizer, is_stop_word, normalize};

/// An article as the summarisers see it: its sentences in order, computed once for all of them.
#[derive(Clone, Debug, Default)]
pub struct Article {
    sentences: Vec<Sentence>,
    /// In how many sentences each term occurs, shape `(terms,)`.
    sentence_frequencies: Vec<u32>,
}

/// A sentence: where it stands, and the terms that it contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its bytes in the text that was given.
    pub span: Range<usize>,
    /// How many words it has, as parted by white space.
    pub words: usize,
    /// The stems of its words but stop words, numbered in order of first occurrence, with
    /// how often each occurs; ascending by number.
    pub terms: Vec<(u32, u32)>,
}

impl Article {
    /// An article of these sentences of a text.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::summarize::Article;
    /// use nutgraf::text::Language;
    /// let text = "The talks failed. The talks on talks go on.";
    /// let article = Article::new(text, vec![0..17, 18..43], Language::English);
    /// assert_eq!(article.sentences()[1].words, 6);
    /// assert_eq!(article.sentences()[0].terms, [(0, 1), (1, 1)]);
    /// assert_eq!(article.sentences()[1].terms, [(0, 2)]);
    /// ```
    pub fn new(text: &str, spans: Vec<Range<usize>>, language: Language) -> Self {
        let stemmer = Stemmer::new(language);
        let mut numbers: HashMap<String, u32> = HashMap::new();
        // The term of each spelling met so far: stop words have none.
        let mut spellings: HashMap<&str, Option<u32>> = HashMap::new();
        let mut sentence_frequencies = Vec::new();
        let mut normalized = String::new();
        let mut sentences = Vec::with_capacity(spans.len());
        for span in spans {
            let sentence = &text[span.clone()];
            let mut found: Vec<u32> = Vec::new();
            Tokenizer.visit(sentence, |token, _| {
                let term = *spellings.entry(token).or_insert_with(|| {
                    normalize(token, &mut normalized);
                    if is_stop_word(&normalized, language) {
                        return None;
                    }
                    let stem = stemmer.as_ref().map(|stemmer| stemmer.stem(&normalized));
                    let stem = stem.map_or_else(|| normalized.clone(), |stem| stem.into_owned());
                    let next = numbers.len() as u32;
                    Some(*numbers.entry(stem).or_insert(next))
                });
                found.extend(term);
            });
            found.sort_unstable();
            let terms: Vec<(u32, u32)> = found
                .chunk_by(|one, other| one == other)
                .map(|run| (run[0], run.len() as u32))
                .collect();
            sentence_frequencies.resize(numbers.len(), 0);
            for &(term, _) in &terms {
                sentence_frequencies[term as usize] += 1;
            }
            let words = sentence.split_whitespace().count();
            sentences.push(Sentence { span, words, terms });
        }
        Self { sentences, sentence_frequencies }
    }

    /// The sentences, in order.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// How many distinct terms the article has.
    pub fn terms(&self) -> usize {
        self.sentence_frequencies.len()
    }

    /// In how many sentences a term occurs.
    pub fn sentence_frequency(&self, term: u32) -> u32 {
        self.sentence_frequencies[term as usize]
    }
}
