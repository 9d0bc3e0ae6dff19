//! Tells the prose of an article from the furniture of the site that it was saved from.

use std::ops::Range;

use super::cleaning::{Cleaning, CleaningRule, LeftOut};
use super::dateline::{closing_credit, opening_furniture};
use super::furniture_lines::furniture;
use super::labels::read_labels;
use super::markdown::{LineKind, MarkedLine, marked_lines};
use super::sentences::trimmed;

/// What is prose in an article as it was saved from a news site.
///
/// Left out are datelines, bylines, sources, advertisements, links to other stories, invitations to
/// share, to subscribe or to scroll, and notices of copyright; of Markdown and mail, code, tables,
/// links alone and what is quoted by `>`. The body of a text with a letter in it is never empty:
/// where the rules would leave nothing, all of it is body.
///
/// # Example
///
/// ```
/// use nutgraf::text::ArticleLayout;
/// let text = "Talks to resume in May\n\nGENEVA (Reuters) - Talks go on.\n\nADVERTISEMENT";
/// let layout = ArticleLayout::of(text);
/// assert_eq!(&text[layout.title.unwrap()], "Talks to resume in May");
/// assert_eq!(&text[layout.body[0].clone()], "Talks go on.");
/// assert_eq!(layout.body.len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleLayout {
    /// The headline above the body, as a byte range.
    pub title: Option<Range<usize>>,
    /// The prose: byte ranges, trimmed, not empty, ascending, without overlap.
    pub body: Vec<Range<usize>>,
    /// What is left out beside title and prose, and why: ascending, without overlap.
    pub left_out: Vec<LeftOut>,
}

impl ArticleLayout {
    /// Finds the title and the prose of a text, by all rules.
    pub fn of(text: &str) -> Self {
        Self::cleaned(text, Cleaning::default())
    }

    /// The same by some rules: what the others would leave out is body, but for the names of speakers.
    pub fn cleaned(text: &str, cleaning: Cleaning) -> Self {
        let (mut lines, title) = marked_lines(text);
        let title = read_labels(text, &mut lines).or(title);
        let mut layout = Self { title, ..Self::default() };
        let mut rest = lines.as_slice();
        if layout.title.is_none()
            && let Some((title, below)) = headline(text, &lines)
        {
            let above = &lines[..lines.len() - below.len()];
            for line in above.iter().filter(|line| line.range.end <= title.start) {
                let rule = furniture(&text[line.range.clone()]).unwrap_or(CleaningRule::Markup);
                if cleaning.applies(rule) {
                    layout.leave(text, line.range.clone(), rule);
                } else if !line.range.is_empty() {
                    layout.body.push(line.range.clone());
                }
            }
            layout.title = Some(title);
            rest = below;
        }
        let mut adjoins = false;
        for MarkedLine { range: line, kind } in rest.iter().filter(|line| !line.range.is_empty()) {
            let slice = &text[line.clone()];
            let rule = match kind {
                LineKind::Markup => Some(CleaningRule::Markup),
                // What a heading says with a full stop or as a question is no sentence either.
                LineKind::Heading if !is_open(slice) => Some(CleaningRule::Heading),
                _ => furniture(slice),
            };
            let prose = match (rule.filter(|&rule| cleaning.applies(rule)), kind) {
                (Some(rule), _) => {
                    layout.leave(text, line.clone(), rule);
                    line.end..line.end
                }
                (None, LineKind::Heading) => {
                    layout.body.push(line.clone());
                    line.end..line.end
                }
                (None, _) => {
                    let is_first = layout.body.is_empty();
                    let prose = without_credits(text, line.clone(), is_first, cleaning);
                    layout.leave(text, line.start..prose.start, CleaningRule::Dateline);
                    layout.leave(text, prose.end..line.end, CleaningRule::Credit);
                    prose
                }
            };
            match layout.body.last_mut() {
                _ if prose.is_empty() => {}
                // The name of a speaker parts, too.
                Some(last) if adjoins && is_blank(&text[last.end..prose.start]) => {
                    last.end = prose.end;
                }
                _ => layout.body.push(prose.clone()),
            }
            // What was left out parts the prose around it; a blank line does not.
            adjoins = !prose.is_empty() && prose.end == line.end;
        }
        let whole = std::mem::take(&mut layout.body);
        for range in whole {
            if !cleaning.applies(CleaningRule::Aside) {
                layout.body.push(range);
                continue;
            }
            let parts = between_asides(text, range.clone());
            let starts = parts.iter().map(|part| part.start).chain([range.end]);
            let ends = std::iter::once(range.start).chain(parts.iter().map(|part| part.end));
            for (end, start) in ends.zip(starts) {
                layout.leave(text, end..start, CleaningRule::Aside);
            }
            layout.body.extend(parts);
        }
        layout.left_out.sort_by_key(|left| left.span.start);
        if !layout.body.iter().any(|range| text[range.clone()].contains(char::is_alphanumeric)) {
            let all = trimmed(text, 0..text.len());
            let body = if all.is_empty() { vec![] } else { vec![all] };
            return Self { body, ..Self::default() };
        }
        layout
    }

    /// Notes that a stretch is left out, where it holds anything.
    fn leave(&mut self, text: &str, range: Range<usize>, rule: CleaningRule) {
        let span = trimmed(text, range);
        if !span.is_empty() {
            self.left_out.push(LeftOut { span, rule });
        }
    }
}

/// Characters and words that a headline does not exceed.
const LONGEST_HEADLINE: (usize, usize) = (160, 24);

/// The headline at the top, and the lines below it: short, without a full stop, a blank line after.
fn headline<'lines>(
    text: &str,
    lines: &'lines [MarkedLine],
) -> Option<(Range<usize>, &'lines [MarkedLine])> {
    let says_something = |line: &MarkedLine| {
        !line.range.is_empty()
            && line.kind != LineKind::Markup
            && furniture(&text[line.range.clone()]).is_none()
    };
    let top = lines.iter().position(says_something)?;
    let below = &lines[top + 1..];
    let range = lines[top].range.clone();
    let title = &text[range.clone()];
    let set_apart = below.first().is_some_and(|line| line.range.is_empty());
    let followed = below.iter().any(says_something);
    if lines[top].kind == LineKind::Heading {
        return followed.then_some((range, below));
    }
    let short = title.chars().count() <= LONGEST_HEADLINE.0
        && title.split_whitespace().count() <= LONGEST_HEADLINE.1;
    let open = !title.trim_end_matches(['"', '”', '’', '\'', ')']).ends_with(['.', '。', ':', ',']);
    let plain = opening_furniture(title) == 0;
    (set_apart && followed && short && open && plain).then_some((range, below))
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Whether a line does not end as a sentence does.
fn is_open(line: &str) -> bool {
    !line.trim_end_matches(['"', '”', '’', '\'', ')']).ends_with(['.', '?', '!', '。', '？', '！'])
}

/// A line without the dateline before and the credit behind its prose.
fn without_credits(
    text: &str,
    line: Range<usize>,
    is_first: bool,
    cleaning: Cleaning,
) -> Range<usize> {
    let has_dateline = is_first && cleaning.applies(CleaningRule::Dateline);
    let start = if has_dateline { opening_furniture(&text[line.clone()]) } else { 0 };
    let prose = trimmed(text, line.start + start..line.end);
    let credit =
        cleaning.applies(CleaningRule::Credit).then(|| closing_credit(&text[prose.clone()]));
    let end = credit.flatten().unwrap_or(prose.len());
    trimmed(text, prose.start..prose.start + end)
}

/// Invitations that sites set between the sentences of an article.
const ASIDES: [&str; 3] =
    ["Scroll down for video", "Scroll down for more", "Click here to resize this module"];

/// A range of prose without the asides that stand in it as sentences of their own.
fn between_asides(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    for (offset, _) in text[range.clone()].match_indices(['S', 'C']) {
        let position = range.start + offset;
        let aside = ASIDES.iter().find(|aside| text[position..range.end].starts_with(**aside));
        let Some(aside) = aside.filter(|_| position >= start && opens(&text[start..position]))
        else {
            continue;
        };
        parts.push(trimmed(text, start..position));
        let after = &text[position + aside.len()..range.end];
        start = range.end - after.trim_start_matches([' ', '.', '…']).len();
    }
    parts.push(trimmed(text, start..range.end));
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether a sentence can open after this text.
fn opens(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\u{a0}']);
    before.is_empty() || before.ends_with(['.', '!', '?', '"', '”', '\'', '’', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn body(text: &str) -> Vec<&str> {
        ArticleLayout::of(text).body.into_iter().map(|range| &text[range]).collect()
    }

    const ARTICLE: &str = "Two states agree on a hotline\n\nBy Jane Roe\n\n\
        GENEVA, May 3 (NTV) -- Two states agreed on a hotline.\nIt opens in June.\n\n\
        ADVERTISEMENT\n\nNobody objected.\n\nSource: NTV\n\nShare this";

    #[test]
    fn an_article_is_its_title_and_its_prose() {
        let layout = ArticleLayout::of(ARTICLE);
        assert_eq!(&ARTICLE[layout.title.unwrap()], "Two states agree on a hotline");
        assert_eq!(
            body(ARTICLE),
            ["Two states agreed on a hotline.\nIt opens in June.", "Nobody objected."]
        );
    }

    #[test]
    fn what_is_left_out_has_its_rule() {
        let left = |text: &str| -> Vec<(&'static str, String)> {
            let left_out = ArticleLayout::of(text).left_out.into_iter();
            left_out.map(|left| (left.rule.name(), text[left.span].to_owned())).collect()
        };
        let found = left(ARTICLE);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(rule, text)| (*rule, text.as_str())).collect();
        let expected = [
            ("byline", "By Jane Roe"),
            ("dateline", "GENEVA, May 3 (NTV) --"),
            ("advertisement", "ADVERTISEMENT"),
            ("source", "Source: NTV"),
            ("share", "Share this"),
        ];
        assert_eq!(found, expected);
        let aside = left("They met. Scroll down for video . They left.");
        assert_eq!(aside, [("aside", "Scroll down for video .".to_owned())]);
        assert!(left("They met.").is_empty());
    }

    #[test]
    fn what_a_rule_that_is_switched_off_would_leave_out_is_prose() {
        let cleaned = |cleaning: Cleaning| -> Vec<&str> {
            let layout = ArticleLayout::cleaned(ARTICLE, cleaning);
            layout.body.into_iter().map(|range| &ARTICLE[range]).collect()
        };
        let all = Cleaning::default();
        assert!(cleaned(all.without(CleaningRule::Dateline))[0].starts_with("GENEVA, May 3 (NTV)"));
        assert_eq!(
            cleaned(all.without(CleaningRule::Source))[1],
            "Nobody objected.\n\nSource: NTV"
        );
        let layout = ArticleLayout::cleaned(ARTICLE, Cleaning::none());
        let title = layout.title.unwrap();
        assert_eq!(&ARTICLE[title.clone()], "Two states agree on a hotline");
        assert_eq!(layout.body.len(), 1);
        assert_eq!(layout.body[0], title.end + 2..ARTICLE.len());
    }

    #[test]
    fn a_first_paragraph_with_a_full_stop_is_no_title() {
        assert_eq!(ArticleLayout::of("They met.\n\nThey left.").title, None);
        assert_eq!(ArticleLayout::of("A lone line").title, None);
    }

    #[test]
    fn an_aside_between_sentences_parts_the_prose() {
        assert_eq!(
            body("They met. Scroll down for video . They left."),
            ["They met.", "They left."]
        );
    }

    #[test]
    fn of_markdown_the_prose_is_left() {
        let text = "---\ndate: 2024\n---\n# Talks in Bern\n[![Build](b.svg)](x)\n\n## Who met?\nThey \
            met.\n```\nmake all.\n```\nThey left.\n\n## What they said\n| a | b |\n> Nothing.\n- Rain.";
        let layout = ArticleLayout::of(text);
        assert_eq!(&text[layout.title.unwrap()], "Talks in Bern");
        assert_eq!(body(text), ["They met.", "They left.", "What they said", "- Rain."]);
    }

    #[test]
    fn a_text_of_furniture_alone_is_all_body() {
        assert_eq!(body("Share this\n\nADVERTISEMENT\n"), ["Share this\n\nADVERTISEMENT"]);
        assert_eq!(body("SEOUL -- "), ["SEOUL --"]);
        assert!(body(" \n ").is_empty());
    }

    proptest! {
        #[test]
        fn ranges_are_trimmed_ascend_and_are_never_missing(
            text in "(\\PC|\n|By |\\(CNN\\) |-- |Share this|SEOUL|Scroll down for video| \\. |\n# |\n```|\n> |\n- |\n---|[a-z.]){0,60}",
        ) {
            let uncleaned = ArticleLayout::cleaned(&text, Cleaning::none());
            prop_assert_eq!(&uncleaned.left_out, &[]);
            let layout = ArticleLayout::of(&text);
            let mut position = layout.title.clone().map_or(0, |title| title.end);
            for range in &layout.body {
                prop_assert!(range.start >= position && !range.is_empty());
                prop_assert_eq!(text[range.clone()].trim(), &text[range.clone()]);
                position = range.end;
            }
            let mut all: Vec<_> = layout.body.iter().chain(layout.left_out.iter().map(|left| &left.span)).collect();
            all.extend(&layout.title);
            all.sort_by_key(|range| range.start);
            for pair in all.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start);
            }
            prop_assert_eq!(layout.body.is_empty(), text.trim().is_empty());
        }
    }
}
