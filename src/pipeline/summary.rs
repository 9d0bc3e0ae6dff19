//! What a summariser gives.

use std::ops::Range;

/// The key sentences of an article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// In the order of the text; empty only for a text without letters and digits.
    pub sentences: Vec<SummarySentence>,
    /// Where what would serve as its headline stands in the text, in bytes: the line above the
    /// body, or the best single sentence; `None` where there is no sentence.
    pub headline: Option<Range<usize>>,
    /// Whether the article has a word of the query; `None` where nothing was asked about.
    pub query_found: Option<bool>,
}

/// A sentence of a summary.
#[derive(Clone, Debug, PartialEq)]
pub struct SummarySentence {
    /// Where it stands, verbatim, in the text that was given, in bytes.
    pub span: Range<usize>,
    /// Its salience by the method, finite and at least 0: comparable within one article only.
    pub score: f64,
}

impl Summary {
    /// The sentences as one paragraph: joined by a blank, white space folded, and words whole again
    /// that a formatter of manual pages has parted at the end of a line by a hyphen of its own (U+2010).
    /// The marks of quoted mail (`>`) at the beginning of its lines fall out.
    ///
    /// # Panics
    ///
    /// When `text` is not the text that was summarised, and a span does not lie within it.
    pub fn paragraph(&self, text: &str) -> String {
        let mut paragraph = String::new();
        for sentence in &self.sentences {
            for line in text[sentence.span.clone()].lines() {
                if !paragraph.is_empty() && !line.trim().is_empty() {
                    paragraph.push(' ');
                }
                let line = line.trim_start_matches(['>', ' ']);
                paragraph.push_str(&line.split_whitespace().collect::<Vec<_>>().join(" "));
                if paragraph.ends_with(HYPHEN) {
                    paragraph.push('\n');
                }
            }
        }
        paragraph.replace("\u{2010}\n ", "").replace('\n', "")
    }
}

/// Breaks words at the ends of lines, where a manual page is filled; nobody types it.
const HYPHEN: char = '\u{2010}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_of_a_quoted_mail_fall_out() {
        let text = "> They met\n> > at noon. 2 > 1.";
        let sentences = vec![SummarySentence { span: 0..text.len(), score: 1.0 }];
        let summary = Summary { sentences, ..Summary::default() };
        assert_eq!(summary.paragraph(text), "They met at noon. 2 > 1.");
    }

    #[test]
    fn a_word_parted_at_the_end_of_a_line_is_whole_again() {
        let paragraph = |text: &str| {
            let sentences = vec![SummarySentence { span: 0..text.len(), score: 1.0 }];
            Summary { sentences, ..Summary::default() }.paragraph(text)
        };
        assert_eq!(
            paragraph("A name is trun\u{2010}\n   cated   here."),
            "A name is truncated here."
        );
        assert_eq!(paragraph("A pre\u{2010} and a post-\nfix."), "A pre\u{2010} and a post- fix.");
        assert_eq!(paragraph("One.\r\n\r\nTwo\u{2010}"), "One. Two\u{2010}");
    }
}
