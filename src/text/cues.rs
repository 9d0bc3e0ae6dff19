//! What the surface of a sentence tells: how it opens, who speaks, what it leans on.

use super::cue_phrases::{CuePhrases, markup};
use super::cue_words::Lists;
use super::{Language, Tokenizer, normalize};

/// How a sentence opens that leans on the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Opening {
    /// With a pronoun of the third person: "She said", "Their house", "When he left".
    Pronoun,
    /// With a demonstrative: "This was", "Such talks".
    Demonstrative,
    /// With a connective: "However", "As a result"; or it has one further on: "Rain, however, fell".
    Connective,
}

/// How much of a sentence is a quotation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Quotation {
    /// It has no mark of quotation.
    #[default]
    None,
    /// It has one, and words outside of the marks, which may say who speaks.
    Part,
    /// It is a quotation and nothing else, so that it does not say whose.
    Whole,
}

impl Quotation {
    fn of(sentence: &str) -> Self {
        if !sentence.contains(QUOTATION_MARKS) {
            return Self::None;
        }
        let within = sentence.trim().strip_prefix(QUOTATION_MARKS);
        let within = within.and_then(|rest| rest.strip_suffix(QUOTATION_MARKS));
        match within {
            Some(words) if !words.contains(QUOTATION_MARKS) => Self::Whole,
            _ => Self::Part,
        }
    }
}

/// What the surface of a sentence tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cues {
    /// How it opens, where it leans on the sentence before it; known for English, French and German.
    pub opening: Option<Opening>,
    /// How many of its words after the first begin with a capital.
    pub capitals: u32,
    /// How many of its words have a digit.
    pub numbers: u32,
    /// How many of its words are of the first person.
    pub first_person: u32,
    /// Whether it tells that somebody speaks.
    pub speech: bool,
    /// Whether it quotes.
    pub quotation: Quotation,
    /// Whether it asks.
    pub question: bool,
    /// Whether it has a word by which people say what they mean, decide or find (cue words; Edmundson,
    /// "New Methods in Automatic Extracting", 1969).
    pub point: bool,
    /// What its phrases tell.
    pub phrases: CuePhrases,
    /// How much of it is markup and not prose: addresses, links, marks of emphasis, code.
    pub markup: u32,
}

/// The most words of an entry of a list of openings.
const LONGEST_OPENING: usize = 4;

impl Cues {
    /// Reads a sentence.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::text::{Cues, Language, Opening, Quotation};
    /// let cues = Cues::of("\"It's signed,\" said Maria Keller.", Some(Language::English));
    /// assert_eq!(cues.opening, Some(Opening::Pronoun));
    /// assert_eq!(cues.capitals, 2);
    /// assert!(cues.speech && cues.quotation == Quotation::Part && !cues.question);
    /// ```
    pub fn of(sentence: &str, language: Option<Language>) -> Self {
        let lists = Lists::of(language);
        let is_among = |list: fn(&Lists) -> &'static [&'static str], word: &str| {
            lists.is_some_and(|lists| list(lists).contains(&word))
        };
        let mut cues = Self::default();
        let mut opening: Vec<String> = Vec::new();
        let mut all = String::with_capacity(sentence.len() + 1);
        let mut words = 0;
        let mut word = String::new();
        Tokenizer.visit(sentence, |token, _| {
            normalize(token, &mut word);
            if words < LONGEST_OPENING {
                opening.push(word.clone());
            }
            let capital = words > 0 && token.starts_with(char::is_uppercase);
            cues.capitals += u32::from(capital);
            cues.numbers += u32::from(token.contains(|letter: char| letter.is_ascii_digit()));
            cues.first_person += u32::from(is_among(|lists| lists.first_person, &word));
            cues.speech |= is_among(|lists| lists.speech, &word);
            cues.point |= is_among(|lists| lists.points, &word);
            all.push_str(&word);
            all.push(' ');
            words += 1;
        });
        cues.phrases = CuePhrases::of(&all, language);
        cues.markup = markup(sentence);
        cues.quotation = Quotation::of(sentence);
        cues.question = sentence.contains(['?', '？', '؟']);
        cues.opening = lists.zip(language).and_then(|(lists, language)| {
            let contrasts = || lists.contrasts.iter().any(|words| sentence.contains(words));
            let opening = lists.opening(&opening, language);
            opening.or_else(|| contrasts().then_some(Opening::Connective))
        });
        cues
    }

    /// The share of `words` words that this many are, in `[0, 1]`.
    pub(crate) fn share(count: u32, words: usize) -> f64 {
        (f64::from(count) / words.max(1) as f64).min(1.0)
    }
}

/// Marks that open or close a quotation; apostrophes are none.
const QUOTATION_MARKS: [char; 7] = ['"', '“', '”', '„', '«', '»', '‟'];

/// Whether a quotation is still open behind a stretch of text, which began inside one or not.
///
/// A mark before which a blank or a bracket stands, and behind which none does, opens; any other
/// closes. A guillemet points to where it opens.
pub(crate) fn quotation_is_open(text: &str, mut open: bool) -> bool {
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if QUOTATION_MARKS.contains(&letter) {
            let after_blank = before.is_whitespace() || "([—–-".contains(before);
            let before_blank = letters.peek().is_none_or(|next| next.is_whitespace());
            open = match letter {
                '«' if before_blank => true,
                '»' if before.is_whitespace() => false,
                _ => after_blank && !before_blank,
            };
        }
        before = letter;
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(sentence: &str, language: Language) -> Option<Opening> {
        Cues::of(sentence, Some(language)).opening
    }

    #[test]
    fn openings_are_whole_words_behind_marks_or_not() {
        let english = |sentence| opening(sentence, Language::English);
        assert_eq!(english("(He left.)"), Some(Opening::Pronoun));
        assert_eq!(english("“This matters.”"), Some(Opening::Demonstrative));
        assert_eq!(english("As a result, they left."), Some(Opening::Connective));
        assert_eq!(english("When she left, it rained."), Some(Opening::Pronoun));
        assert_eq!(english("Rain, however, fell."), Some(Opening::Connective));
        assert_eq!(english("The envoy and her guard left."), None);
        assert_eq!(english("Italy left."), None);
        assert_eq!(english("The late Ms Roth left."), None);
        assert_eq!(opening("D'ailleurs, rien.", Language::French), Some(Opening::Connective));
        assert_eq!(opening("Diese Frau ging.", Language::German), Some(Opening::Demonstrative));
        assert_eq!(opening("He left.", Language::Spanish), None);
    }

    #[test]
    fn a_quotation_without_its_speaker_is_told_from_one_with() {
        let only = |sentence| Cues::of(sentence, None).quotation == Quotation::Whole;
        assert!(only("\"We will come.\"") && only("« Venez. »"));
        assert!(!only("\"We will come,\" Ms Roth said."));
        assert!(!only("\"We\" and \"they\""));
        assert!(!only("\"We will come, and not alone.") && !only("They come."));
    }

    #[test]
    fn a_quotation_stays_open_until_its_mark() {
        assert!(quotation_is_open("He said: \"Go.", false));
        assert!(!quotation_is_open("Go now.\" He left.", true));
        assert!(quotation_is_open("Il a dit : « Allez.", false));
        assert!(!quotation_is_open("Allez », a-t-il dit.", true));
        assert!(quotation_is_open("Er sagte: „Geht.", false));
        assert!(!quotation_is_open("Geht jetzt.“", true));
        assert!(quotation_is_open("No mark here.", true));
    }
}
