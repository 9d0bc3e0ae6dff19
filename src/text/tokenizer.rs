//! Splits a text into words.

use std::ops::Range;

/// Splits a text into tokens: maximal runs of letters, digits, marks and underscores, the `\w+` of
/// the Unicode standard's annex 18 as text libraries use it.
///
/// Nothing is allocated: a visitor is handed each token as a slice of the text. ASCII bytes, which
/// are most of what newsrooms write, are classified by a table.
///
/// # Example
///
/// ```
/// let mut words = Vec::new();
/// nutgraf::text::Tokenizer.visit("The U.S.-Japan talks", |word, _| words.push(word.to_owned()));
/// assert_eq!(words, ["The", "U", "S", "Japan", "talks"]);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Tokenizer;

const WORD_BYTE: [bool; 128] = {
    let mut table = [false; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

impl Tokenizer {
    /// Hands every token of `text`, in order, to `visitor`, with its byte range.
    pub fn visit<'text>(self, text: &'text str, mut visitor: impl FnMut(&'text str, Range<usize>)) {
        let bytes = text.as_bytes();
        let mut position = 0;
        while position < bytes.len() {
            let byte = bytes[position];
            let starts = if byte < 128 {
                WORD_BYTE[byte as usize]
            } else {
                let (inside, width) = classify(text, position);
                if !inside {
                    position += width;
                    continue;
                }
                true
            };
            if !starts {
                position += 1;
                continue;
            }
            let end = token_end(text, position);
            visitor(&text[position..end], position..end);
            position = end;
        }
    }
}

/// Where the token that starts at `start` ends.
fn token_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = start;
    while end < bytes.len() {
        let byte = bytes[end];
        if byte < 128 {
            if !WORD_BYTE[byte as usize] {
                break;
            }
            end += 1;
        } else {
            let (inside, width) = classify(text, end);
            if !inside {
                break;
            }
            end += width;
        }
    }
    end
}

/// Whether the character at a byte offset belongs to a word, and its width in bytes.
#[cold]
fn classify(text: &str, position: usize) -> (bool, usize) {
    let character = text[position..].chars().next().unwrap_or(' ');
    let inside = character.is_alphanumeric()
        || unicode_normalization::char::is_combining_mark(character)
        // A soft hyphen and the joiners stand inside words and are dropped on normalising.
        || matches!(character, '\u{ad}' | '\u{200c}' | '\u{200d}');
    (inside, character.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tokens(text: &str) -> Vec<&str> {
        let mut words = Vec::new();
        Tokenizer.visit(text, |word, _| words.push(word));
        words
    }

    #[test]
    fn punctuation_parts_words() {
        assert_eq!(tokens("well-known, \"quoted\" (twice)."), ["well", "known", "quoted", "twice"]);
    }

    #[test]
    fn letters_of_every_script_make_words() {
        assert_eq!(tokens("naïve Straße — Киев, 東京!"), ["naïve", "Straße", "Киев", "東京"]);
    }

    #[test]
    fn a_combining_mark_stays_in_its_word() {
        assert_eq!(tokens("cafe\u{301} noir"), ["cafe\u{301}", "noir"]);
    }

    #[test]
    fn a_text_without_words_has_no_tokens() {
        assert!(tokens(" \n\t—…!? ").is_empty());
    }

    proptest! {
        #[test]
        fn ranges_ascend_and_name_the_tokens(text in any::<String>()) {
            let mut last = 0;
            Tokenizer.visit(&text, |word, range| {
                assert!(range.start >= last && range.start < range.end);
                assert_eq!(&text[range.clone()], word);
                last = range.end;
            });
        }

        #[test]
        fn every_letter_is_in_a_token(text in any::<String>()) {
            let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
            let kept: usize =
                tokens(&text).iter().map(|w| w.chars().filter(|c| c.is_alphanumeric()).count()).sum();
            prop_assert_eq!(letters, kept);
        }
    }
}
