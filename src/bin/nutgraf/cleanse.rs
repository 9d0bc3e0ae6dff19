//! Takes from strangers' text what a terminal would obey.

use std::borrow::Cow;

/// A text that moves no cursor, changes no colour and hides nothing, on one line.
///
/// Articles, labels and file names come from anywhere. White space that breaks lines or columns
/// becomes a blank; control characters (C0, DEL, C1) and those that turn the direction of writing
/// become `�`, so that it shows that something stood there.
pub(crate) fn cleansed(text: &str) -> Cow<'_, str> {
    if text.chars().all(|letter| replacement(letter) == letter) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(replacement).collect())
    }
}

fn replacement(letter: char) -> char {
    match letter {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
        _ if is_obeyed(letter) => char::REPLACEMENT_CHARACTER,
        _ => letter,
    }
}

/// Whether a terminal obeys a character rather than showing it.
pub(crate) fn is_obeyed(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_escape_sequence_is_shown_and_not_obeyed() {
        assert_eq!(cleansed("\u{1b}[31mred\u{9b}2J"), "�[31mred�2J");
    }

    #[test]
    fn text_that_would_read_backwards_is_marked() {
        assert_eq!(cleansed("user\u{202e}txt.exe"), "user�txt.exe");
    }

    #[test]
    fn line_breaks_and_tabs_become_blanks() {
        assert_eq!(cleansed("two\nlines\tand\u{2028}more"), "two lines and more");
    }

    #[test]
    fn letters_of_every_script_stay() {
        let text = "Ζαΐρ, Киев — 東京 نص 🙂";
        assert!(matches!(cleansed(text), Cow::Borrowed(same) if same == text));
    }

    proptest! {
        #[test]
        fn nothing_that_is_obeyed_comes_through(text: String) {
            prop_assert!(!cleansed(&text).contains(is_obeyed));
        }
    }
}
