//! The phrases of an article that could tell what it is about.

use std::collections::HashMap;
use std::ops::Range;

use crate::text::{Analyzer, Tokenizer, normalize};

/// Words that a phrase does not exceed.
const LONGEST_PHRASE: usize = 4;

/// Characters beyond which a word is none that a reader would want to see.
const LONGEST_WORD: usize = 40;

/// A phrase, whatever the endings of its words.
#[derive(Debug)]
pub(super) struct Phrase<'text> {
    /// Its words; `South Korea-Japan talks` has three.
    pub(super) words: Vec<u32>,
    /// The stems of its words' parts; `South Korea-Japan talks` has four.
    pub(super) stems: Vec<u32>,
    /// How often it occurs.
    pub(super) count: u32,
    /// The forms that it occurs in, with how often each does, in the order of the text.
    forms: Vec<(&'text str, u32)>,
}

/// Forms of one phrase that are told apart; case and white space make more in odd texts alone.
const MOST_FORMS: usize = 8;

impl<'text> Phrase<'text> {
    fn add(&mut self, form: &'text str) {
        self.count += 1;
        if let Some((_, count)) = self.forms.iter_mut().find(|(known, _)| *known == form) {
            *count += 1;
        } else if self.forms.len() < MOST_FORMS {
            self.forms.push((form, 1));
        }
    }

    /// Whether it is one word, and no name: what a lone `discuss` tells is little.
    pub(super) fn is_lone_common_word(&self) -> bool {
        self.words.len() == 1 && self.surface().starts_with(char::is_lowercase)
    }

    /// The form that occurs most often, the earlier one of two, white space folded.
    pub(super) fn surface(&self) -> String {
        let most = self.forms.iter().rev().max_by_key(|(_, count)| *count);
        most.map_or_else(String::new, |(form, _)| {
            form.split_whitespace().collect::<Vec<_>>().join(" ")
        })
    }
}

/// A word of a sentence, with what hyphens, dots and apostrophes join to it.
struct Word {
    span: Range<usize>,
    /// Whether it begins with a capital letter.
    capital: bool,
    /// Its number, and those of its parts' stems; none for a stop word, which only joins others.
    content: Option<(u32, Vec<u32>)>,
}

/// The phrases of some sentences, in the order of their first occurrence, and the runs of content
/// words that they were found in.
pub(super) fn phrases<'text>(
    text: &'text str,
    sentences: &[Range<usize>],
    analyzer: &Analyzer,
) -> (Vec<Phrase<'text>>, Vec<Vec<u32>>) {
    let mut reader = Reader { analyzer, stems: HashMap::new(), words: HashMap::new() };
    let mut phrases: Vec<Phrase<'text>> = Vec::new();
    let mut indices: HashMap<Vec<Option<u32>>, usize> = HashMap::new();
    let mut whole: Vec<bool> = Vec::new();
    let mut runs = Vec::new();
    for segment in sentences.iter().flat_map(|span| reader.segments(text, span.clone())) {
        for (first, last) in stretches(&segment) {
            let words = &segment[first..=last];
            let key: Vec<Option<u32>> =
                words.iter().map(|w| w.content.as_ref().map(|(word, _)| *word)).collect();
            let index = *indices.entry(key).or_insert_with(|| {
                phrases.push(Phrase {
                    words: words.iter().filter_map(|w| Some(w.content.as_ref()?.0)).collect(),
                    stems: words
                        .iter()
                        .filter_map(|w| w.content.as_ref())
                        .flat_map(|(_, stems)| stems.clone())
                        .collect(),
                    count: 0,
                    forms: Vec::new(),
                });
                whole.push(false);
                phrases.len() - 1
            });
            phrases[index].add(&text[words[0].span.start..words[words.len() - 1].span.end]);
            whole[index] |= stands_alone(&segment, first, last);
        }
        runs.push(segment.iter().filter_map(|w| Some(w.content.as_ref()?.0)).collect());
    }
    // A part of a longer run, or words that a stop word joins, are a phrase if they recur.
    let mut whole = whole.into_iter();
    phrases.retain(|phrase| whole.next().unwrap_or(false) || phrase.count > 1);
    (phrases, runs)
}

/// The first and last words of the stretches that could be phrases: up to [`LONGEST_PHRASE`] words,
/// with content at both ends and at most one stop word between.
fn stretches(segment: &[Word]) -> Vec<(usize, usize)> {
    let mut stretches = Vec::new();
    for (first, opening) in segment.iter().enumerate() {
        if opening.content.is_none() {
            continue;
        }
        let mut stop_words = 0;
        for (last, word) in segment.iter().enumerate().skip(first).take(LONGEST_PHRASE) {
            stop_words += usize::from(word.content.is_none());
            if stop_words > 1 {
                break;
            }
            if word.content.is_some() {
                stretches.push((first, last));
            }
        }
    }
    stretches
}

/// Whether a stretch is a run of content words from stop word to stop word; where a capital follows
/// a small letter, as in `force Hanil Heavy Industries`, a name begins, and with it a new run.
fn stands_alone(segment: &[Word], first: usize, last: usize) -> bool {
    let content = |index: usize| segment.get(index).is_some_and(|word| word.content.is_some());
    let joined = |index: usize| {
        content(index)
            && content(index + 1)
            && (segment[index].capital || !segment[index + 1].capital)
    };
    content(last)
        && (first..last).all(joined)
        && !joined(last)
        && (first == 0 || !joined(first - 1))
}

/// Numbers words and stems in the order of their first occurrence.
struct Reader<'analyzer> {
    analyzer: &'analyzer Analyzer,
    stems: HashMap<String, u32>,
    words: HashMap<Vec<u32>, u32>,
}

impl Reader<'_> {
    /// The words of a sentence, in stretches that no mark and no number parts.
    fn segments(&mut self, text: &str, sentence: Range<usize>) -> Vec<Vec<Word>> {
        let mut segments = vec![Vec::new()];
        let mut end = sentence.start;
        for word in joined_tokens(text, sentence) {
            let span = word[0].start..word[word.len() - 1].end;
            let parted = !text[end..span.start].chars().all(char::is_whitespace);
            end = span.end;
            let readable = text[span.clone()].contains(char::is_alphabetic)
                && text[span.clone()].chars().count() <= LONGEST_WORD;
            if parted || !readable {
                segments.push(Vec::new());
            }
            if let Some(segment) = segments.last_mut().filter(|_| readable) {
                let word = self.word(text, &word);
                end = end.max(word.span.end);
                segment.push(word);
            }
        }
        segments
    }

    /// A word of some tokens that stand together.
    fn word(&mut self, text: &str, tokens: &[Range<usize>]) -> Word {
        let start = tokens[0].start;
        // `Seoul's` is `Seoul`; what is cut off is not a word either.
        let owned = tokens.len() > 1
            && text[tokens[tokens.len() - 1].clone()].eq_ignore_ascii_case("s")
            && text[..tokens[tokens.len() - 1].start].ends_with(['\'', '’']);
        let tokens = if owned { &tokens[..tokens.len() - 1] } else { tokens };
        let end = tokens[tokens.len() - 1].end;
        let initials = tokens.len() > 1 && tokens.iter().all(|t| is_initial(&text[t.clone()]));
        if initials {
            // `U.S.` owns its last dot.
            let span = start..end + usize::from(text[end..].starts_with('.'));
            let stem = self.number(text[span.clone()].to_lowercase());
            return Word { span, capital: true, content: Some(self.content(vec![stem])) };
        }
        let mut small = String::new();
        let mut stems = Vec::new();
        let mut means = false;
        for token in tokens {
            normalize(&text[token.clone()], &mut small);
            let stem = self.analyzer.stem(&small).map(std::borrow::Cow::into_owned);
            means |= stem.is_some() && small.contains(char::is_alphabetic);
            let stem = stem.unwrap_or_else(|| small.clone());
            stems.push(self.number(stem));
        }
        let capital = text[start..end].starts_with(char::is_uppercase);
        Word { span: start..end, capital, content: means.then(|| self.content(stems)) }
    }

    fn content(&mut self, stems: Vec<u32>) -> (u32, Vec<u32>) {
        let next = self.words.len() as u32;
        let word = *self.words.entry(stems.clone()).or_insert(next);
        (word, stems)
    }

    fn number(&mut self, stem: String) -> u32 {
        let next = self.stems.len() as u32;
        *self.stems.entry(stem).or_insert(next)
    }
}

fn is_initial(token: &str) -> bool {
    token.len() == 1 && token.starts_with(char::is_uppercase)
}

/// The tokens of a sentence; those that a hyphen, dot, ampersand or apostrophe joins, together.
fn joined_tokens(text: &str, sentence: Range<usize>) -> Vec<Vec<Range<usize>>> {
    let mut words: Vec<Vec<Range<usize>>> = Vec::new();
    Tokenizer.visit(&text[sentence.clone()], |_, range| {
        let range = sentence.start + range.start..sentence.start + range.end;
        if let Some(word) = words.last_mut()
            && let Some(last) = word.last()
            && matches!(&text[last.end..range.start], "-" | "‑" | "." | ".-" | "&" | "'" | "’")
        {
            word.push(range);
        } else {
            words.push(vec![range]);
        }
    });
    words
}

#[cfg(test)]
impl Phrase<'_> {
    /// A phrase of whole words.
    pub(super) fn of(words: Vec<u32>, count: u32) -> Self {
        Self { stems: words.clone(), words, count, forms: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{AnalyzerParams, Language};

    fn surfaces(text: &str) -> Vec<String> {
        let language = Some(Language::English);
        let analyzer = AnalyzerParams::default().stop_words(language).build().unwrap();
        let (phrases, _) = phrases(text, std::slice::from_ref(&(0..text.len())), &analyzer);
        phrases.iter().map(Phrase::surface).collect()
    }

    #[test]
    fn runs_of_content_words_are_phrases() {
        assert_eq!(
            surfaces("the foreign ministry of the republic"),
            ["foreign ministry", "republic"]
        );
    }

    #[test]
    fn a_part_of_a_run_is_a_phrase_where_it_recurs() {
        let phrases = surfaces("the strict export curbs, and the export curbs");
        assert_eq!(phrases, ["strict export curbs", "export", "export curbs", "curbs"]);
    }

    #[test]
    fn a_stop_word_joins_what_recurs_with_it() {
        let phrases = surfaces("a balance of power, a balance of power");
        assert!(phrases.contains(&"balance of power".to_owned()), "{phrases:?}");
        assert!(!surfaces("a balance of power").contains(&"balance of power".to_owned()));
    }

    #[test]
    fn hyphens_and_dots_join_and_an_owner_loses_its_s() {
        assert_eq!(
            surfaces(
                "U.S.-led talks; Seoul's plan; COVID-19; the 1910-45 rule; U.S. forces; Bern's."
            ),
            ["U.S.-led talks", "Seoul's plan", "COVID-19", "rule", "U.S. forces", "Bern"]
        );
    }

    #[test]
    fn a_name_begins_where_a_capital_follows_a_small_letter() {
        let phrases = surfaces("to force Hanil Heavy Industries");
        assert_eq!(phrases, ["force", "Hanil Heavy Industries"]);
    }

    #[test]
    fn the_commonest_form_is_shown() {
        assert_eq!(surfaces("Talks, talks, TALKS, talks"), ["talks"]);
    }
}
