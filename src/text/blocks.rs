//! Parts a text into blocks: runs of lines within which a sentence may run on from line to line.

use std::ops::Range;

use super::sentences::trimmed;
use super::{Language, is_stop_word};

/// The widths, in characters, that mail programs, wires and terminals wrap lines at.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 40..=140;

/// Line breaks within paragraphs that it takes to believe that a text was wrapped.
const FEWEST_BREAKS: usize = 3;

/// The byte ranges of the blocks: trimmed, not empty, ascending, without overlap.
pub(super) fn blocks(text: &str, language: Language) -> Vec<Range<usize>> {
    let lines = lines(text);
    let wrap = wrap_width(text, &lines);
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut last: Option<Range<usize>> = None;
    for line in lines {
        if line.is_empty() {
            last = None;
            continue;
        }
        match (&last, blocks.last_mut()) {
            (Some(above), Some(block)) if runs_on(text, block, above, &line, wrap, language) => {
                block.end = line.end;
            }
            _ => blocks.push(line.clone()),
        }
        last = Some(line);
    }
    blocks
}

/// The lines, trimmed; a blank line is an empty range.
pub(super) fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((position, letter)) = letters.next() {
        if !matches!(letter, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}') {
            continue;
        }
        lines.push(trimmed(text, start..position));
        start = position + letter.len_utf8();
        if letter == '\r' && letters.next_if(|&(_, next)| next == '\n').is_some() {
            start += 1;
        }
    }
    lines.push(trimmed(text, start..text.len()));
    lines
}

/// The width that the text was wrapped at, in characters; `None` where its lines are paragraphs.
///
/// A wrapped line is full: the first word of the next line would not have fitted. Where nearly all
/// lines that another follows are full at one width, that is no accident.
fn wrap_width(text: &str, lines: &[Range<usize>]) -> Option<usize> {
    let breaks = || {
        lines.windows(2).filter(|pair| {
            !pair[0].is_empty() && !pair[1].is_empty() && !opens_list_item(&text[pair[1].clone()])
        })
    };
    let mut widths: Vec<usize> = breaks().map(|pair| width(&text[pair[0].clone()])).collect();
    if widths.len() < FEWEST_BREAKS {
        return None;
    }
    widths.sort_unstable();
    // Not the very widest: a web address does not break.
    let wrap = widths[widths.len() * 19 / 20];
    if !WRAP_WIDTHS.contains(&wrap) {
        return None;
    }
    let full = breaks()
        .filter(|pair| is_full(&text[pair[0].clone()], &text[pair[1].clone()], wrap))
        .count();
    (full * 5 >= widths.len() * 4).then_some(wrap)
}

/// Whether the sentence at the end of the line `above` may run on in `line`.
fn runs_on(
    text: &str,
    block: &Range<usize>,
    above: &Range<usize>,
    line: &Range<usize>,
    wrap: Option<usize>,
    language: Language,
) -> bool {
    let is_hung = indentation(text, block.start) < indentation(text, line.start)
        && opens_list_item(&text[block.clone()]);
    let (above, line, block) = (&text[above.clone()], &text[line.clone()], &text[block.clone()]);
    if opens_list_item(line) {
        return false;
    }
    if wrap.is_some_and(|wrap| is_full(above, line, wrap)) || is_hung {
        return true;
    }
    !ends_with_stop(above)
        && above.split_whitespace().nth(2).is_some()
        && (goes_on_in_lower_case(block, line) || breaks_off(above, language))
}

/// Whether the first word of the line below would not have fitted into a line of this width.
fn is_full(above: &str, below: &str, wrap: usize) -> bool {
    let word = below.split_whitespace().next().map_or(0, width);
    width(above) + 1 + word > wrap
}

/// A block that began like a sentence goes on with a small letter; in a list of bare words every
/// line begins small.
fn goes_on_in_lower_case(block: &str, line: &str) -> bool {
    line.starts_with(char::is_lowercase) && !block.starts_with(char::is_lowercase)
}

/// A line that ends in a comma, or in a word such as `the` or `of`, is no sentence yet.
fn breaks_off(line: &str, language: Language) -> bool {
    line.ends_with(',')
        || line.rsplit(char::is_whitespace).next().is_some_and(|word| {
            word.len() <= 4 && word.chars().all(char::is_lowercase) && is_stop_word(word, language)
        })
}

fn ends_with_stop(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '’', '\'', ')', '»', ']'])
        .ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？'])
}

/// How many characters of white space stand before a line, which begins at `start`.
fn indentation(text: &str, start: usize) -> usize {
    let before = text[..start].chars().rev();
    before.take_while(|letter| letter.is_whitespace() && !matches!(letter, '\n' | '\r')).count()
}

/// The bytes of the mark, with the blanks behind it, that an entry of a list opens with and that
/// says nothing: `- `, `• `, `(a) `, `- [x] `; 0 where there is none. `3. ` may open a date.
pub(super) fn item_marker(line: &str) -> usize {
    let bullets = ['•', '◦', '▪', '■', '●', '⁃', '►', '-', '*', '+'];
    let rest = line.strip_prefix(bullets).or_else(|| {
        let (name, rest) = line.strip_prefix('(').unwrap_or(line).split_once(')')?;
        let short = matches!(name.len(), 1..=3) && name.bytes().all(|b| b.is_ascii_alphanumeric());
        let number = name.bytes().all(|byte| byte.is_ascii_digit());
        (short && (number || name.len() == 1 || line.starts_with('('))).then_some(rest)
    });
    let Some(rest) = rest else { return 0 };
    let rest = match rest.trim_start() {
        words if words.len() == rest.len() || words.is_empty() => return 0,
        words => words,
    };
    let boxed = ["[ ] ", "[x] ", "[X] "].iter().find_map(|mark| rest.strip_prefix(mark));
    line.len() - boxed.map_or(rest, str::trim_start).len()
}

/// Whether a sentence opens an entry of a list by a bullet, not by a number or a letter.
pub(crate) fn is_bullet(text: &str, sentence: &Range<usize>) -> bool {
    let slice = &text[sentence.clone()];
    opens_line(text, sentence.start)
        && item_marker(slice) > 0
        && !slice.starts_with(|letter: char| letter == '(' || letter.is_alphanumeric())
}

/// Whether nothing but blanks stands before a place on its line.
fn opens_line(text: &str, place: usize) -> bool {
    let before = text[..place].trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with(['\n', '\r'])
}

/// A sentence of a text without the mark of the entry of a list that it opens.
pub(crate) fn without_item_marker(text: &str, sentence: Range<usize>) -> Range<usize> {
    if opens_line(text, sentence.start) {
        sentence.start + item_marker(&text[sentence.clone()])..sentence.end
    } else {
        sentence
    }
}

/// Whether a line begins as an entry of a list does: `- `, `• `, `1. `, `2) `, `(a) `.
fn opens_list_item(line: &str) -> bool {
    let Some(first) = line.chars().next() else { return false };
    if matches!(first, '•' | '◦' | '▪' | '■' | '●' | '⁃' | '►') {
        return true;
    }
    let after = line[first.len_utf8()..].chars().next();
    if matches!(first, '-' | '*' | '+' | '–' | '—') {
        return after.is_some_and(char::is_whitespace);
    }
    let Some((marker, _)) = line.split_once(char::is_whitespace) else { return false };
    let name = marker.trim_start_matches('(').trim_end_matches(['.', ')']);
    let numbered = name.len() <= 3 && name.bytes().all(|byte| byte.is_ascii_digit());
    // `A.` opens a name more often than a list; `a)` does not.
    let lettered = name.len() == 1 && marker.ends_with(')');
    !name.is_empty() && marker.ends_with(['.', ')']) && (numbered || lettered)
}

fn width(line: &str) -> usize {
    line.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        blocks(text, Language::English).into_iter().map(|block| &text[block]).collect()
    }

    #[test]
    fn the_width_of_a_wrapped_text_is_its_fullest_line() {
        // 45, 46, 42 and 42 characters; the words that follow them have 4, 3, 6 and 6.
        let text = "Ministers from the two states have said today\n\
                    that talks about the new treaty will continue,\n\
                    but neither of them would say for how many\n\
                    months, or where they would be held, or if\n\
                    anyone else would come.";
        assert_eq!(wrap_width(text, &lines(text)), Some(46));
        assert_eq!(parts(text).len(), 1);
    }

    #[test]
    fn lines_of_all_lengths_were_not_wrapped() {
        let text =
            "Introduction\nA first paragraph of some length, on one line.\nMethods\nA second.";
        assert_eq!(wrap_width(text, &lines(text)), None);
        assert_eq!(parts(text).len(), 4);
    }

    #[test]
    fn bare_words_in_lines_are_a_list() {
        assert_eq!(parts("features\ncontact manager\nevents, activities").len(), 3);
    }

    #[test]
    fn what_hangs_below_an_entry_of_a_list_belongs_to_it() {
        assert_eq!(
            parts("* They asked the envoys of East\n  Harbour.\n* Rain fell.\nCalm"),
            ["* They asked the envoys of East\n  Harbour.", "* Rain fell.", "Calm"]
        );
        assert_eq!(parts("  A first paragraph\n    Another one").len(), 2);
    }

    #[test]
    fn the_mark_of_an_entry_is_measured() {
        for (line, length) in [
            ("- one", 2),
            ("•  one", 5),
            ("- [x] one", 6),
            ("(a) one", 4),
            ("12) one", 4),
            ("(iv) one", 5),
            ("-one", 0),
            ("3. Oktober", 0),
            ("**one** two", 0),
            ("(two) one", 6),
            ("(they) met", 0),
            ("ab) one", 0),
            ("- ", 0),
            ("", 0),
        ] {
            assert_eq!(item_marker(line), length, "{line}");
        }
    }

    #[test]
    fn a_marker_opens_an_entry_of_a_list() {
        for line in ["- one", "• one", "⁃9. one", "1. one", "12) one", "(a) one", "b) one"] {
            assert!(opens_list_item(line), "{line}");
        }
        for line in ["one", "-one", "A. Roe left", "1.5 percent", "2018 was", "(one) more", ""] {
            assert!(!opens_list_item(line), "{line}");
        }
    }
}
