//! The phrases that tell what a sentence does in a text: whether it keeps to a form, tells a story on the
//! way, or comes to the point.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Language;

/// What the phrases of a sentence tell; known for English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CuePhrases {
    /// Whether it greets, thanks, or keeps to a form: the procedure of a meeting, what a document says of
    /// itself.
    pub form: bool,
    /// Whether it tells what once was, on the way to the matter.
    pub anecdote: bool,
    /// Whether it says what its author asks for, holds or decides.
    pub thesis: bool,
}

#[rustfmt::skip]
const FORMS: &[&str] = &[
    // Courtesies.
    "thank you", "thanks for", "thanks to all", "many thanks", "to thank", "i thank",
    "good morning", "good evening", "good afternoon", "ladies and gentlemen", "congratulate",
    "it is a pleasure", "it is an honour", "it is an honor", "sorry for", "apologise for the",
    "a warm welcome", "kind regards", "best wishes", "allow me", "let me begin", "let me start",
    "let me go through", "before i begin", "aligns itself with", "in my national capacity",
    "i hope this", "i was asked to", "asked me to speak", "we are grateful",
    // Meetings.
    "call to order", "called to order", "called the meeting", "opened the meeting", "opened at",
    "meeting closed", "meeting opened", "was adjourned", "adjourned at", "seconded", "to adjourn",
    "approve the consent", "approve the minutes", "an act to", "for connected purposes",
    "moved by", "quorum", "apologies were", "apologies for absence", "apologies received",
    "declarations of interest", "declared an interest", "taken as read", "minutes of the",
    "minutes were", "consent items", "to approve the agenda", "next meeting", "in attendance",
    "left the room", "welcomed members", "motion carried", "any other business",
    "being no further business", "respectfully submitted", "left the meeting",
    // Documents.
    "all notable changes", "documented in this file", "documented here",
    "based on keep a changelog", "semantic versioning", "may be cited as", "comes into force",
    "come into force", "prs welcome", "pull requests", "code of conduct", "see the documentation",
    "see also", "for more details", "for more information", "edited for length", "licensed under",
    "minimum supported", "this chapter describes",
];

#[rustfmt::skip]
const ANECDOTES: &[&str] = &[
    "when i was", "my grandmother", "my grandfather", "my aunt", "my mother used",
    "my father used", "i used to", "used to say", "i remember", "one evening", "one morning",
    "one day", "old joke", "years ago", "as a child", "as a boy", "as a girl",
];

#[rustfmt::skip]
const THESES: &[&str] = &[
    "we must", "you must", "i must", "must not", "therefore", "motion", "to adopt", "let us",
    "i want you to", "the lesson", "the one thing", "i am here to", "the point is", "my point",
    "what matters", "i argue", "we argue", "i believe", "we believe", "i think they", "i propose",
    "we propose", "my proposal", "proposes", "i ask", "we ask", "i am asking", "we are asking",
    "asking you", "i urge", "we urge", "i call on", "we call on", "i call upon", "we call upon",
    "i am announcing", "i announce", "we should", "we ought", "i shall vote", "come to believe",
    "in short", "in conclusion", "to conclude", "we conclude", "we found", "we show",
    "our results", "results show", "results suggest", "results support", "suggests that",
    "resolved", "agreed by", "agreed to", "agreed that", "it was agreed", "voted", "carried by",
    "was carried", "recommend", "recommends", "recommended", "approved", "decided to",
    "decided that", "be made permanent", "to accept", "accepted", "needs to", "i need", "we need",
    "the reason is", "the reason that", "this means", "to impose", "unanimously",
    "no person shall", "shall not", "we add",
];

#[derive(Clone, Copy)]
enum Kind {
    Form,
    Anecdote,
    Thesis,
}

type Table = HashMap<&'static str, Vec<(&'static str, Kind)>>;

/// The phrases by their first words.
fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let forms = FORMS.iter().map(|&phrase| (phrase, Kind::Form));
        let anecdotes = ANECDOTES.iter().map(|&phrase| (phrase, Kind::Anecdote));
        let theses = THESES.iter().map(|&phrase| (phrase, Kind::Thesis));
        let mut table = Table::new();
        for (phrase, kind) in forms.chain(anecdotes).chain(theses) {
            let first = phrase.split(' ').next().unwrap_or(phrase);
            table.entry(first).or_default().push((phrase, kind));
        }
        table
    })
}

impl CuePhrases {
    /// Reads the words of a sentence, in small letters, a blank behind each; known for English.
    pub(super) fn of(words: &str, language: Option<Language>) -> Self {
        let mut phrases = Self::default();
        if language != Some(Language::English) {
            return phrases;
        }
        let table = table();
        let mut start = 0;
        for word in words.split_terminator(' ') {
            let rest = &words[start..];
            for &(phrase, kind) in table.get(word).into_iter().flatten() {
                if rest.strip_prefix(phrase).is_some_and(|behind| behind.starts_with(' ')) {
                    match kind {
                        Kind::Form => phrases.form = true,
                        Kind::Anecdote => phrases.anecdote = true,
                        Kind::Thesis => phrases.thesis = true,
                    }
                }
            }
            start += word.len() + 1;
        }
        phrases
    }
}

/// How much of a sentence is markup and not prose: an address or a link counts for three, marks of
/// emphasis for two, a stretch of code or the number of an issue for one; capitals throughout for three.
pub(super) fn markup(sentence: &str) -> u32 {
    let holds = |found: bool, count: u32| if found { count } else { 0 };
    let code = sentence.bytes().filter(|&byte| byte == b'`').count() as u32 / 2;
    let bytes = sentence.as_bytes();
    let issue = bytes.windows(2).any(|pair| pair[0] == b'#' && pair[1].is_ascii_digit());
    let address = sentence.contains("://") || sentence.contains("www.");
    let link = sentence.contains("](") || sentence.contains("][") || sentence.contains("`]");
    let emphasis = sentence.contains("**") || sentence.contains("__");
    let tag = sentence.contains('<') && sentence.contains('>');
    code + holds(issue, 1)
        + holds(address, 3)
        + holds(link, 3)
        + holds(emphasis, 2)
        + holds(tag, 2)
        + holds(is_in_capitals(sentence), 3)
}

/// Letters from which on capitals throughout are no name.
const LETTERS_OF_CAPITALS: usize = 30;

fn is_in_capitals(sentence: &str) -> bool {
    let letters = sentence.chars().filter(|letter| letter.is_alphabetic());
    let (capitals, all) = letters.fold((0, 0), |(capitals, all), letter| {
        (capitals + usize::from(letter.is_uppercase()), all + 1)
    });
    all >= LETTERS_OF_CAPITALS && capitals * 10 > all * 7
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &str) -> CuePhrases {
        CuePhrases::of(words, Some(Language::English))
    }

    #[test]
    fn phrases_are_whole_words_anywhere_in_a_sentence() {
        assert!(of("i want to thank our clerk ").form);
        assert!(of("the motion was seconded ").form);
        assert!(of("when i was nine we moved ").anecdote);
        assert!(of("so we must build it ").thesis && of("it was agreed by all ").thesis);
        assert_eq!(of("they thanked nobody and mustered none "), CuePhrases::default());
        assert_eq!(of("to than "), CuePhrases::default());
        assert_eq!(CuePhrases::of("we must ", Some(Language::German)), CuePhrases::default());
    }

    #[test]
    fn markup_is_told_from_prose() {
        for (sentence, weight) in [
            ("It opens in June.", 0),
            ("Run `make` and `make test`.", 2),
            ("See [the paper](paper.pdf).", 3),
            ("See https://example.com for it.", 3),
            ("**Nothing** is kept.", 2),
            ("Mended the pump (#12).", 1),
            ("NOTHING IN THIS TEXT IS A PROMISE OF ANYTHING AT ALL.", 3),
            ("NATO met the EU.", 0),
        ] {
            assert_eq!(markup(sentence), weight, "{sentence}");
        }
    }
}
