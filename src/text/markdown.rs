//! The markup of Markdown and of quoting mail: what of a text is prose, and what is code, tables
//! and links.
//!
//! Each construct is told by its own marks, so plain text loses nothing: no line of prose begins
//! with a bar, a fence or a `>`.

use std::ops::Range;

use super::blocks::{item_marker, lines};
use super::sentences::ends_as_a_sentence;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineKind {
    /// Text, or blank.
    Text,
    /// A heading by its marks, which the line is without.
    Heading,
    /// No prose.
    Markup,
}

/// A line, trimmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MarkedLine {
    pub(super) range: Range<usize>,
    pub(super) kind: LineKind,
}

/// The lines of a text, and where the title stands that a block of fields above it gives.
pub(super) fn marked_lines(text: &str) -> (Vec<MarkedLine>, Option<Range<usize>>) {
    let mut marked: Vec<MarkedLine> =
        lines(text).into_iter().map(|range| MarkedLine { range, kind: LineKind::Text }).collect();
    let line = |marked: &[MarkedLine], index: usize| &text[marked[index].range.clone()];
    let mut title = None;
    let mut index = 0;
    let mut unclosed = Unclosed::default();
    if let Some(end) = fields_end(text, &marked) {
        title = marked[1..end].iter().find_map(|field| title_field(text, &field.range));
        mark(&mut marked[..=end]);
        index = end + 1;
    }
    while index < marked.len() {
        let (slice, mut next) = (line(&marked, index), index + 1);
        if let Some(end) = unclosed.enclosed_end(slice, |ahead| {
            (index + 1 + ahead < marked.len()).then(|| line(&marked, index + 1 + ahead))
        }) {
            next = index + end + 1;
            mark(&mut marked[index..next]);
        } else if is_markup(slice) {
            marked[index].kind = LineKind::Markup;
        } else if let Some(heading) = heading(slice) {
            let start = marked[index].range.start;
            marked[index].range = start + heading.start..start + heading.end;
            marked[index].kind = LineKind::Heading;
        } else if next < marked.len() && is_underline(line(&marked, next)) && !slice.is_empty() {
            let is_apart = index == 0 || marked[index - 1].range.is_empty();
            if is_apart && is_underlined(slice, line(&marked, next)) {
                marked[index].kind = LineKind::Heading;
            }
            marked[next].kind = LineKind::Markup;
            next += 1;
        }
        index = next;
    }
    (marked, title)
}

fn mark(lines: &mut [MarkedLine]) {
    for line in lines {
        line.kind = LineKind::Markup;
    }
}

/// Lines that a block of fields above a text does not exceed.
const MOST_FIELDS: usize = 60;

/// The last line of a block of fields between `---` and `---`, as blogs and archives put it above
/// a text.
fn fields_end(text: &str, marked: &[MarkedLine]) -> Option<usize> {
    let line = |marked: &MarkedLine| &text[marked.range.clone()];
    if line(marked.first()?) != "---" {
        return None;
    }
    let fields = marked[1..].iter().take(MOST_FIELDS);
    let end = 1 + fields.clone().position(|field| matches!(line(field), "---" | "..."))?;
    let is_field = |field: &str| field.is_empty() || field.contains(':') || field.starts_with('-');
    marked[1..end].iter().all(|field| is_field(line(field))).then_some(end)
}

/// Where the value of the field `title` stands, without quotation marks.
fn title_field(text: &str, field: &Range<usize>) -> Option<Range<usize>> {
    let value = text[field.clone()].strip_prefix("title:")?;
    let title = value.trim().trim_matches(['"', '\'']).trim();
    let start = field.end - value.len() + value.find(title)?;
    (!title.is_empty()).then(|| start..start + title.len())
}

/// What is known not to be closed by any line below, so that nothing is looked for twice.
#[derive(Default)]
struct Unclosed {
    comment: bool,
    /// By mark: the fewest of them that no fence below has.
    fences: [Option<usize>; 2],
}

impl Unclosed {
    /// How many lines further what a line opens is closed: a fence of code, or a comment.
    fn enclosed_end<'text>(
        &mut self,
        line: &str,
        below: impl Fn(usize) -> Option<&'text str>,
    ) -> Option<usize> {
        let lines_below = || (0..).map_while(&below);
        if line.starts_with("<!--") {
            if line.contains("-->") {
                return Some(0);
            }
            if self.comment {
                return None;
            }
            let end = lines_below().position(|line| line.contains("-->"));
            self.comment = end.is_none();
            return end.map(|lines| lines + 1);
        }
        let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let length = line.len() - line.trim_start_matches(mark).len();
        if length < 3 || line[length..].contains(mark) {
            return None;
        }
        // A fence that nothing closes is a line of its own: the text below may be prose.
        let unclosed = &mut self.fences[usize::from(mark == '~')];
        if unclosed.is_some_and(|fewest| length >= fewest) {
            return Some(0);
        }
        let closes = |line: &str| line.len() >= length && line.trim_start_matches(mark).is_empty();
        let end = lines_below().position(closes);
        if end.is_none() {
            *unclosed = Some(length);
        }
        Some(end.map_or(0, |lines| lines + 1))
    }
}

/// Whether a line is a row of a table, quoted from elsewhere, a link's address, or links or tags alone.
fn is_markup(line: &str) -> bool {
    let item = &line[item_marker(line)..];
    (line.starts_with('|') && line.matches('|').count() > 1)
        || line.starts_with('>')
        || is_address(line)
        || is_links_alone(item)
        || is_tags_alone(line)
}

/// `[1]: https://example.com "Title"`.
fn is_address(line: &str) -> bool {
    let Some((name, address)) = line.split_once("]:") else { return false };
    let address = address.trim_start().trim_start_matches('<');
    name.starts_with('[') && (address.contains("://") || address.starts_with(['/', '#', '.']))
}

/// `[![Build](badge.svg)](https://example.com) ![Licence](mit.svg)`, `[Installation](#installation)`.
fn is_links_alone(line: &str) -> bool {
    let mut rest = line;
    let mut links = 0;
    // What stands behind a bracket that is no link, but may hold some: `[[paper](a.pdf)]`.
    let mut behind = usize::MAX;
    while let Some(letter) = rest.chars().next() {
        let text = rest.strip_prefix('!').unwrap_or(rest);
        if let Some(inside) = text.strip_prefix('[') {
            let Some(length) = bracket_length(text) else { return false };
            let target = &text[length..];
            if let Some(close) = closing_mark(target) {
                let Some(end) = target.find(close) else { return false };
                rest = &target[end + 1..];
                links += 1;
            } else if text.len() > behind {
                // Brackets within brackets: a run of them would be read once for each.
                return false;
            } else {
                behind = target.len();
                rest = inside;
            }
        } else if letter.is_alphanumeric() {
            return false;
        } else {
            rest = &rest[letter.len_utf8()..];
        }
    }
    links > 0
}

/// The bytes of the bracket that a text begins with, if it is closed.
fn bracket_length(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.bytes().enumerate().find_map(|(offset, byte)| {
        match byte {
            b'[' => depth += 1,
            b']' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(offset + 1)
    })
}

/// What closes the target of a link, if a text begins with one.
fn closing_mark(target: &str) -> Option<char> {
    match target.chars().next()? {
        '(' => Some(')'),
        '[' => Some(']'),
        _ => None,
    }
}

/// `<p align="center">`, `<br>`.
fn is_tags_alone(line: &str) -> bool {
    if !line.starts_with('<') || !line.ends_with('>') {
        return false;
    }
    line.split('<').skip(1).all(|tag| {
        let (name, text) = tag.split_once('>').unwrap_or((tag, tag));
        name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/')
            && !name.contains("://")
            && !name.contains('@')
            && !text.contains(char::is_alphanumeric)
    })
}

/// Where the words of `## A heading ##` stand in the line.
fn heading(line: &str) -> Option<Range<usize>> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    let start = line.len() - words.trim_start().len();
    let end = line.trim_end_matches('#').trim_end().len();
    ((1..=6).contains(&level) && start > level && start < end).then_some(start..end)
}

/// The words that a heading above `=====` and one above `-----` do not exceed: dashes part
/// paragraphs, too.
const LONGEST_HEADING: (usize, usize) = (24, 12);

/// Whether a line is a heading by the line below it.
fn is_underlined(line: &str, underline: &str) -> bool {
    let (above_double, above_dashes) = LONGEST_HEADING;
    let longest = if underline.starts_with('=') { above_double } else { above_dashes };
    !ends_as_a_sentence(line) && line.split_whitespace().nth(longest).is_none()
}

/// `=====` or `-----` below a heading.
fn is_underline(line: &str) -> bool {
    line.len() >= 3 && ['=', '-'].iter().any(|&mark| line.trim_start_matches(mark).is_empty())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn kinds(text: &str) -> Vec<LineKind> {
        marked_lines(text).0.into_iter().map(|line| line.kind).collect()
    }

    #[test]
    fn code_tables_quotations_and_links_are_no_prose() {
        use LineKind::{Markup, Text};
        assert_eq!(
            kinds("They met.\n```sh\nmake\n```\nThey left."),
            [Text, Markup, Markup, Markup, Text]
        );
        assert_eq!(kinds("~~~\nThey met.\n``` `x` ```"), [Markup, Text, Text]);
        assert_eq!(kinds("<!-- a\nb -->\nThey met."), [Markup, Markup, Text]);
        for line in [
            "| Bern | 3 |",
            "|---|---:|",
            "> They met.",
            "[1]: https://example.com \"Talks\"",
            "[![Build](b.svg)](https://example.com) ![Licence](mit.svg)",
            "- [Installation](#installation)",
            "[[paper](a.pdf)] [[code](b.zip)]",
            "<p align=\"center\">",
        ] {
            assert_eq!(kinds(line), [Markup], "{line}");
        }
        for line in [
            "They met.",
            "[He] met them (in Bern).",
            "See [the treaty](https://example.com).",
            "<https://example.com>",
            "[1] They met.",
            "1 < 2, and 3 > 2",
            "#talks are on",
            "",
        ] {
            assert_eq!(kinds(line), [Text], "{line}");
        }
    }

    #[test]
    fn headings_lose_their_marks() {
        let words = |text: &'static str| {
            let (marked, _) = marked_lines(text);
            (marked[0].kind == LineKind::Heading).then(|| &text[marked[0].range.clone()])
        };
        assert_eq!(words("## Why it matters ##"), Some("Why it matters"));
        assert_eq!(words("Why it matters\n---"), Some("Why it matters"));
        assert_eq!(words("####### seven"), None);
        assert_eq!(words("##"), None);
    }

    #[test]
    fn a_rule_below_a_sentence_makes_no_heading_of_it() {
        use LineKind::{Markup, Text};
        assert_eq!(kinds("They met in Bern.\n-----\nThey left."), [Text, Markup, Text]);
        assert_eq!(kinds("They met\nin Bern.\n-----"), [Text, Text, Markup]);
        let long = "They met again and again in Bern and Basel and agreed on a treaty\n---";
        assert_eq!(kinds(long), [Text, Markup]);
        assert_eq!(kinds(&long.replace('-', "=")), [LineKind::Heading, Markup]);
    }

    #[test]
    fn what_is_never_closed_takes_no_longer_the_more_there_is_of_it() {
        use LineKind::{Markup, Text};
        let fences = kinds("````\n```\nThey met.\n```\n~~~\nThey left.");
        assert_eq!(fences, [Markup, Markup, Markup, Markup, Markup, Text]);
        assert_eq!(kinds("```\n```x\nThey met.\n<!--\n<!--"), [Markup, Markup, Text, Text, Text]);
        let count = 200_000;
        for line in ["```x", "~~~~ y", "<!--"] {
            let (mut unclosed, read) = (Unclosed::default(), Cell::new(0));
            for index in 0..count {
                unclosed.enclosed_end(line, |ahead| {
                    read.set(read.get() + 1);
                    (index + 1 + ahead < count).then_some(line)
                });
            }
            // Once to the end, not once for each line.
            assert_eq!(read.get(), count, "{line}");
        }
        let (opened, closed) = ("[".repeat(count), "]".repeat(count));
        for line in [opened.clone(), "![".repeat(count), "[](".repeat(count), opened + &closed] {
            // A search for each bracket would read ten thousand million of them.
            assert_eq!(kinds(&line), [Text]);
        }
    }

    #[test]
    fn fields_above_a_text_give_its_title() {
        let title = |text: &'static str| marked_lines(text).1.map(|range| &text[range]);
        assert_eq!(
            title("---\ntitle: \"Talks begin\"\ntags:\n- bern\n---\nThey met."),
            Some("Talks begin")
        );
        assert_eq!(title("---\ndate: 2024\n---\nThey met."), None);
        assert_eq!(title("---\nThey met\ntitle: Talks\n---"), None);
        assert_eq!(kinds("---\ntitle: Talks\n---\nThey met.")[3], LineKind::Text);
    }
}
