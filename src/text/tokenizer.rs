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

/// Whether a byte is an ASCII letter, digit or underscore. No byte of another character is.
const WORD_BYTE: [bool; 256] = {
    let mut table = [false; 256];
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
        Self::scan(text, |range, _| visitor(&text[range.clone()], range));
    }

    /// Hands every token of `text` to `visitor`; those of scripts that set no blanks between words as
    /// overlapping pairs of characters, which are what a classifier counts there.
    pub(crate) fn visit_terms<'text>(text: &'text str, mut visitor: impl FnMut(&'text str)) {
        Self::scan(text, |range, is_unspaced| {
            let token = &text[range];
            if is_unspaced { visit_pairs(token, &mut visitor) } else { visitor(token) }
        });
    }

    /// Finds every token: its range, and whether an unspaced script occurs in it.
    #[inline]
    fn scan(text: &str, mut visitor: impl FnMut(Range<usize>, bool)) {
        let bytes = text.as_bytes();
        let mut position = 0;
        while position < bytes.len() {
            let byte = bytes[position];
            let start = position;
            if byte < 128 {
                position += 1;
                if !WORD_BYTE[byte as usize] {
                    continue;
                }
            } else {
                let letter = classify(text, position);
                if !letter.inside {
                    position += letter.width;
                    continue;
                }
            }
            while position < bytes.len() && WORD_BYTE[bytes[position] as usize] {
                position += 1;
            }
            let mut is_unspaced = false;
            if position < bytes.len() && bytes[position] >= 128 {
                (position, is_unspaced) = token_end(text, position);
            }
            visitor(start..position, is_unspaced);
        }
    }
}

/// Where a token ends that holds more than ASCII, `from` being within it or at its end; and
/// whether an unspaced script occurs from there on.
#[cold]
fn token_end(text: &str, from: usize) -> (usize, bool) {
    let bytes = text.as_bytes();
    let mut end = from;
    let mut is_unspaced = false;
    while end < bytes.len() {
        if WORD_BYTE[bytes[end] as usize] {
            end += 1;
        } else {
            let letter = classify(text, end);
            if !letter.inside {
                break;
            }
            end += letter.width;
            is_unspaced |= letter.is_unspaced;
        }
    }
    (end, is_unspaced)
}

/// What there is to know of a character that is not ASCII.
struct Letter {
    /// Whether it belongs to a word.
    inside: bool,
    /// In bytes.
    width: usize,
    is_unspaced: bool,
}

#[cold]
fn classify(text: &str, position: usize) -> Letter {
    let character = text[position..].chars().next().unwrap_or(' ');
    let inside = character.is_alphanumeric() || continues(character);
    Letter { inside, width: character.len_utf8(), is_unspaced: is_unspaced(character) }
}

/// Whether a character belongs to the one before it.
fn continues(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
        // A soft hyphen and the joiners stand inside words and are dropped on normalising.
        || matches!(character, '\u{ad}' | '\u{200c}' | '\u{200d}')
}

/// Whether a character is of a script whose runs are cut into pairs: Han, Kana, Bopomofo and Hangul as
/// in Lucene's CJK analysis, and Thai, Lao, Burmese and Khmer.
///
/// Korean sets blanks, but around words with all their particles; pairs find the stem in them.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1100}'..='\u{11ff}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3031}'..='\u{30ff}'
        | '\u{3100}'..='\u{318f}'
        | '\u{31a0}'..='\u{31bf}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ffdc}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Hands the runs of a token to `visitor`: those of unspaced scripts as overlapping pairs of
/// characters (one alone as it is), the others whole. A mark counts with its character.
fn visit_pairs<'text>(token: &'text str, visitor: &mut impl FnMut(&'text str)) {
    // Where the character before the last of the run began, and where the last did.
    let (mut before, mut last): (Option<usize>, usize) = (None, 0);
    let mut run: Option<bool> = None;
    let mut hand_over = |run: Option<bool>, before: Option<usize>, last: usize, end: usize| {
        // Pairs before the last have been handed over when their second character was complete.
        if let Some(is_unspaced) = run {
            let start = if is_unspaced { before.unwrap_or(last) } else { last };
            visitor(&token[start..end]);
        }
    };
    for (start, character) in token.char_indices() {
        let of_unspaced = is_unspaced(character);
        if continues(character) && run.is_some() || run == Some(false) && !of_unspaced {
            continue;
        }
        if run == Some(true) && of_unspaced {
            if before.is_some() {
                hand_over(run, before, last, start);
            }
            (before, last) = (Some(last), start);
        } else {
            hand_over(run, before, last, start);
            (before, last, run) = (None, start, Some(of_unspaced));
        }
    }
    hand_over(run, before, last, token.len());
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

    fn terms(text: &str) -> Vec<&str> {
        let mut words = Vec::new();
        Tokenizer::visit_terms(text, |word| words.push(word));
        words
    }

    #[test]
    fn unspaced_scripts_are_cut_into_overlapping_pairs() {
        assert_eq!(terms("東京都で talks"), ["東京", "京都", "都で", "talks"]);
        assert_eq!(terms("한국어"), ["한국", "국어"]);
        assert_eq!(terms("日、本"), ["日", "本"]);
        // A vowel sign and a tone stand with their consonant.
        assert_eq!(terms("ที่นี่มี"), ["ที่นี่", "นี่มี"]);
    }

    #[test]
    fn a_word_of_two_scripts_falls_into_its_runs() {
        assert_eq!(terms("COVID流行19x年"), ["COVID", "流行", "19x", "年"]);
        assert_eq!(terms("国A国国"), ["国", "A", "国国"]);
        assert_eq!(terms("か\u{3099}き"), ["か\u{3099}き"]);
        assert_eq!(terms("naïve Straße Киев"), ["naïve", "Straße", "Киев"]);
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
        fn every_letter_is_in_a_term(text in "([a-zé1 ]|[国家ก-ฮ한])(\\PC|[国家ที่한]){0,30}") {
            let kept: std::collections::BTreeSet<char> =
                terms(&text).iter().flat_map(|term| term.chars()).collect();
            prop_assert!(text.chars().filter(|c| c.is_alphanumeric()).all(|c| kept.contains(&c)));
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
