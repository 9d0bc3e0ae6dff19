//! What was left out of an article, and by which rule.

use std::io;

use nutgraf::corpus::Document;
use nutgraf::text::LeftOut;
use serde::Serialize;

use crate::output::Page;

/// A stretch of an article that was left out, as JSON.
#[derive(Serialize)]
pub(crate) struct LeftOutText<'run> {
    rule: &'static str,
    start: usize,
    end: usize,
    text: &'run str,
}

/// What was left out, with its text.
pub(crate) fn left_out<'run>(document: &'run Document, all: &[LeftOut]) -> Vec<LeftOutText<'run>> {
    let with_text = |left: &LeftOut| LeftOutText {
        rule: left.rule.name(),
        start: left.span.start,
        end: left.span.end,
        text: &document.text[left.span.clone()],
    };
    all.iter().map(with_text).collect()
}

/// A line for each stretch that was left out: its rule, and its text on one line.
pub(crate) fn write_text(page: &mut Page, document: &Document, all: &[LeftOut]) -> io::Result<()> {
    if all.is_empty() {
        return page.line("left out: nothing");
    }
    page.line("left out:")?;
    for left in left_out(document, all) {
        let words = left.text.split_whitespace().collect::<Vec<_>>().join(" ");
        page.line(page.paragraph(&format!("  {:<14}{words}", left.rule), 16))?;
    }
    Ok(())
}
