//! Articles as a page to read: their text in full, with the sentences of the summary marked.
//!
//! The page stands alone: no scripts, nothing from elsewhere, and nothing in an article is taken for
//! markup.

use std::fmt::Write as _;
use std::ops::Range;

use nutgraf::corpus::Document;
use nutgraf::pipeline::SummarySentence;
use nutgraf::text::{Language, detect_language};

use crate::cleanse::is_obeyed;

/// The end of a page.
pub(crate) const FOOT: &str = "</main>\n</body>\n</html>";

const STYLE: &str = "\
:root { color-scheme: light dark; --ink: #1b1b1b; --faint: #666; --paper: #fdfcf9; --mark: #fff0a8; --rule: #ddd8cc; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e3dc; --faint: #a09b90; --paper: #191816; --mark: #5a4a00; --rule: #3a3732; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.125rem/1.6 Georgia, 'Times New Roman', serif; }
main { max-width: 38rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
article + article { margin-top: 3rem; padding-top: 2rem; border-top: 1px solid var(--rule); }
h1, h2 { line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.4rem; }
.about { color: var(--faint); font: .875rem/1.5 system-ui, sans-serif; margin: .25rem 0; overflow-wrap: anywhere; }
.summary { margin: 1.25rem 0; padding: .25rem 0 .25rem 1rem; border-left: 3px solid var(--faint); }
.text p { margin: 0 0 1rem; white-space: pre-line; overflow-wrap: break-word; }
mark { background: var(--mark); color: inherit; border-radius: .15em; padding: .05em 0; }
@media print { body { background: none; } mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }";

/// The beginning of a page.
pub(crate) fn head(title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n<main>",
        escaped(title)
    )
}

/// What stands above the articles of one summary: the paragraph, and where it is from.
pub(crate) fn joint(title: &str, paragraph: &str, sources: &[&str]) -> String {
    let mut html = format!("<h1 dir=\"auto\">{}</h1>\n", escaped(title));
    let _ = writeln!(html, "<p class=\"summary\" dir=\"auto\">{}</p>", escaped(paragraph));
    for (number, source) in sources.iter().enumerate() {
        about(&mut html, &format!("[{}] ", number + 1), source);
    }
    html.push_str("<hr>");
    html
}

/// What stands above an article's text.
#[derive(Default)]
pub(crate) struct Above<'run> {
    /// The summary; blank where it is said elsewhere.
    pub(crate) summary: &'run str,
    /// Labels and their probabilities, as text.
    pub(crate) labels: &'run str,
    pub(crate) keywords: &'run str,
    /// The language of an article that does not name its own, where one was asked for.
    pub(crate) language: Option<Language>,
}

/// An article: its name, what is said of it, and its text with some sentences marked.
pub(crate) fn article(document: &Document, sentences: &[SummarySentence], above: &Above) -> String {
    let mut html = String::with_capacity(document.text.len() * 5 / 4 + 512);
    let language = document.language.or(above.language);
    let language = language.or_else(|| detect_language(&document.text));
    let language = language.map_or(String::new(), |code| format!(" lang=\"{}\"", code.code()));
    let _ = writeln!(html, "<article{language}>");
    let name = document.title.as_deref().unwrap_or(&document.id);
    let _ = writeln!(html, "<h2 dir=\"auto\">{}</h2>", escaped(name));
    if document.title.is_some() {
        about(&mut html, "", &document.id);
    }
    about(&mut html, "", above.labels);
    if !above.summary.is_empty() {
        let summary = escaped(above.summary);
        let _ = writeln!(html, "<p class=\"summary\" dir=\"auto\">{summary}</p>");
    }
    about(&mut html, "Keywords: ", above.keywords);
    html.push_str("<div class=\"text\">\n");
    for paragraph in paragraphs(&document.text) {
        html.push_str("<p dir=\"auto\">");
        marked(&document.text, paragraph, sentences, &mut html);
        html.push_str("</p>\n");
    }
    html.push_str("</div>\n</article>");
    html
}

/// A line about an article, unless there is nothing to say.
fn about(html: &mut String, name: &str, text: &str) {
    if !text.is_empty() {
        let _ = writeln!(html, "<p class=\"about\" dir=\"auto\">{name}{}</p>", escaped(text));
    }
}

/// A paragraph, with what lies within it of the sentences, which ascend, marked.
fn marked(text: &str, paragraph: Range<usize>, sentences: &[SummarySentence], html: &mut String) {
    let mut position = paragraph.start;
    let first = sentences.partition_point(|sentence| sentence.span.end <= paragraph.start);
    let within = sentences[first..].iter().take_while(|s| s.span.start < paragraph.end);
    for sentence in within {
        let start = sentence.span.start.max(position);
        let end = sentence.span.end.min(paragraph.end);
        if start < end {
            html.push_str(&escaped(&text[position..start]));
            let _ = write!(html, "<mark>{}</mark>", escaped(&text[start..end]));
            position = end;
        }
    }
    html.push_str(&escaped(&text[position..paragraph.end]));
}

/// What stands between blank lines.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut is_open = false;
    for line in text.split_inclusive(['\n', '\r']) {
        // A line feed behind a carriage return ends the line that has ended.
        if line == "\n" && text[..start].ends_with('\r') {
            start += 1;
            continue;
        }
        let end = start + line.trim_end().len();
        if line.trim().is_empty() {
            is_open = false;
        } else if is_open && let Some(paragraph) = paragraphs.last_mut() {
            paragraph.end = end;
        } else {
            paragraphs.push(start..end);
            is_open = true;
        }
        start += line.len();
    }
    paragraphs
}

/// A text as it shows, not as markup; what a screen would obey becomes `�`.
pub(crate) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 16);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            // A carriage return before a line feed is part of it, and else ends a line.
            '\r' if letters.peek() == Some(&'\n') => {}
            '\r' => html.push('\n'),
            '\n' | '\t' => html.push(letter),
            _ if is_obeyed(letter) => html.push(char::REPLACEMENT_CHARACTER),
            _ => html.push(letter),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text_of(html: &str) -> String {
        let body = html.split_once("<div class=\"text\">\n").unwrap().1;
        let body = body.split_once("</div>").unwrap().0.replace("</p>\n", "\n\n");
        let text = body.replace("<p dir=\"auto\">", "").replace("<mark>", "");
        let text = text.replace("</mark>", "").replace("&lt;", "<").replace("&gt;", ">");
        text.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
    }

    fn rendered(text: &str, spans: &[Range<usize>]) -> String {
        let document = Document { text: text.to_owned(), ..Document::default() };
        let sentence = |span: &Range<usize>| SummarySentence { span: span.clone(), score: 0.5 };
        let sentences: Vec<SummarySentence> = spans.iter().map(sentence).collect();
        article(&document, &sentences, &Above::default())
    }

    #[test]
    fn sentences_are_marked_within_their_paragraphs() {
        let html = rendered("They met.\r\nThey left.\n\n\nRain <fell>.", &[11..21, 24..36]);
        assert!(html.contains("<p dir=\"auto\">They met.\n<mark>They left.</mark></p>"), "{html}");
        assert!(html.contains("<p dir=\"auto\"><mark>Rain &lt;fell&gt;.</mark></p>"), "{html}");
    }

    #[test]
    fn carriage_returns_alone_end_lines() {
        let html = rendered("They met.\rThey left.\r\rRain.\r\n\r\nCalm.", &[]);
        let paragraph = |text: &str| format!("<p dir=\"auto\">{text}</p>\n");
        let all = ["They met.\nThey left.", "Rain.", "Calm."].map(paragraph).concat();
        assert!(html.contains(&all), "{html}");
    }

    #[test]
    fn the_language_is_the_article_s_own_then_the_one_asked_for_then_the_one_it_looks_like() {
        let tag = |own, asked| {
            let text = "They met in Bern and left.".to_owned();
            let document = Document { text, language: own, ..Document::default() };
            let html = article(&document, &[], &Above { language: asked, ..Above::default() });
            html.lines().next().unwrap_or_default().to_owned()
        };
        let (german, french) = (Some(Language::German), Some(Language::French));
        assert_eq!(tag(german, french), "<article lang=\"de\">");
        assert_eq!(tag(None, french), "<article lang=\"fr\">");
        assert_eq!(tag(None, None), "<article lang=\"en\">");
    }

    #[test]
    fn nothing_of_an_article_is_markup() {
        assert_eq!(
            escaped("<script>\"a\" & 'b'\u{1b}</script>"),
            "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;\u{fffd}&lt;/script&gt;"
        );
        assert!(head("</title><script>").contains("<title>&lt;/title&gt;&lt;script&gt;</title>"));
    }

    proptest! {
        #[test]
        fn the_text_is_there_in_full(
            text in "([a-z<>&\"'é. ]|\n|\r){0,60}", one in 0_usize..60, other in 0_usize..60,
        ) {
            let place = |index: usize| text.floor_char_boundary(index.min(text.len()));
            let span = place(one.min(other))..place(one.max(other));
            let shown = text_of(&rendered(&text, &[span]));
            prop_assert!(shown.split_whitespace().eq(text.split_whitespace()), "{}", shown);
        }
    }
}
