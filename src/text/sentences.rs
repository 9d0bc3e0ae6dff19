//! Splits a text into sentences.

use std::ops::Range;

use super::Language;
use super::blocks::blocks;
use super::overlooked::overlooked_ends;
use super::seams::{Seam, belongs_together};

/// Splits an article into sentences: the boundaries of the `sentencex` crate, mended for news.
///
/// Lines come first: a blank line always ends a sentence, a line break does unless the line was
/// wrapped in mid-sentence, and a heading or an entry of a list is a sentence of its own. Then
/// named rules take back the ends that abbreviations fake (`1.2 pct. to`, `Gen. Lee`), and a
/// quotation too long to be read in one breath is parted at the ends within it.
///
/// Time is linear in the length of the text, and nothing is kept between texts.
///
/// # Example
///
/// ```
/// use nutgraf::text::{Language, SentenceSplitter};
/// let text = "Exports rose 1.2 pct. to $4.1 bn. in Q2, Ms. Park said. Imports fell.";
/// let sentences: Vec<&str> = SentenceSplitter::new(Language::English)
///     .spans(text)
///     .into_iter()
///     .map(|span| &text[span])
///     .collect();
/// assert_eq!(sentences.len(), 2);
/// assert_eq!(sentences[1], "Imports fell.");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SentenceSplitter {
    language: Language,
}

/// Bytes of a block that sentencex sees at once: some of its look-ups cost the square of it.
const WINDOW: usize = 16 * 1024;

/// Words beyond which a sentence is parted at the ends within its quotations.
const LONGEST_WORDS: usize = 60;

/// Ends within the quotations of a sentence beyond which it is parted at them.
const MOST_INNER_ENDS: usize = 2;

impl SentenceSplitter {
    /// The version of the boundaries: it changes whenever a sentence's span does.
    pub const VERSION: &str = "sentencex-0.1+news-2";

    /// A splitter by the rules of a language.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// The byte ranges of the sentences: trimmed, not empty, ascending, without overlap.
    ///
    /// Every letter and digit of the text lies in one of them; runs of punctuation alone, such as
    /// `* * *` between two parts of an article, in none.
    pub fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let engine = Engine::new(self.language);
        let mut spans = Vec::new();
        for block in blocks(text, self.language) {
            for sentence in engine.sentences(text, block) {
                engine.part_quotations(text, sentence, &mut spans);
            }
        }
        spans
    }
}

/// The boundaries of sentencex, by the rules of one language.
struct Engine {
    sentencex: Box<dyn sentencex::languages::Language>,
    language: Language,
}

impl Engine {
    fn new(language: Language) -> Self {
        Self { sentencex: sentencex::language_factory(language.code()), language }
    }

    /// The sentences of a block, mended.
    fn sentences(&self, text: &str, block: Range<usize>) -> Vec<Range<usize>> {
        let mut sentences = Vec::new();
        let mut open: Option<(Range<usize>, bool)> = None;
        for span in self.pieces(text, block).into_iter().flat_map(|piece| parts(text, piece)) {
            let wordy = text[span.clone()].contains(char::is_alphanumeric);
            open = Some(match open {
                None => (span, wordy),
                // Marks alone belong to the sentence before them.
                Some((last, last_wordy)) if !last_wordy || !wordy => {
                    (last.start..span.end, last_wordy || wordy)
                }
                Some((last, _)) => {
                    let seam = Seam::new(text, last.clone(), span.clone(), self.language);
                    if belongs_together(&seam) {
                        (last.start..span.end, true)
                    } else {
                        let mark = opening_mark_at_end(text, &last);
                        sentences.push(trimmed(text, last.start..mark.unwrap_or(last.end)));
                        (mark.unwrap_or(span.start)..span.end, true)
                    }
                }
            });
        }
        sentences.extend(open.filter(|(_, wordy)| *wordy).map(|(last, _)| last));
        sentences
    }

    /// What sentencex makes of a block, window by window: ranges that follow one another.
    fn pieces(&self, text: &str, block: Range<usize>) -> Vec<Range<usize>> {
        let mut pieces: Vec<Range<usize>> = Vec::new();
        let mut start = block.start;
        while start < block.end {
            let end = window_end(text, start, block.end);
            let first = pieces.len();
            let mut position = start;
            for piece in self.sentencex.segment(&text[start..end]) {
                pieces.push(position..position + piece.len());
                position += piece.len();
            }
            // The last sentence may run on beyond the window; so the next one starts with it.
            if end < block.end && pieces.len() > first + 1 {
                pieces.pop();
            }
            start = pieces.last().map_or(end, |piece| piece.end).max(start + 1);
        }
        pieces
    }

    /// Parts a sentence at the ends within its quotations, where it is too long to be read in one
    /// breath.
    fn part_quotations(&self, text: &str, sentence: Range<usize>, spans: &mut Vec<Range<usize>>) {
        let slice = &text[sentence.clone()];
        let long = slice.split_whitespace().nth(LONGEST_WORDS).is_some();
        let stops = slice.matches(['.', '!', '?']).count();
        if (!long && stops <= MOST_INNER_ENDS) || !slice.contains(is_quotation_mark) {
            spans.push(sentence);
            return;
        }
        let mut ends = Vec::new();
        let mut start = sentence.start;
        for (offset, mark) in slice.match_indices(is_quotation_mark) {
            self.inner_ends(text, start..sentence.start + offset, &mut ends);
            start = sentence.start + offset + mark.len();
        }
        self.inner_ends(text, start..sentence.end, &mut ends);
        if !long && ends.len() <= MOST_INNER_ENDS {
            spans.push(sentence);
            return;
        }
        let mut start = sentence.start;
        for end in ends.into_iter().chain([sentence.end]) {
            spans.push(trimmed(text, start..end));
            start = end;
        }
    }

    /// Where sentences end within a stretch between two quotation marks, its own end left out.
    fn inner_ends(&self, text: &str, stretch: Range<usize>, ends: &mut Vec<usize>) {
        let sentences = self.sentences(text, stretch);
        if let [inner @ .., _] = sentences.as_slice() {
            ends.extend(inner.iter().map(|sentence| sentence.end));
        }
    }
}

/// A piece of sentencex, trimmed, and parted at the ends that it passed over.
fn parts(text: &str, piece: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = piece.start;
    let ends = overlooked_ends(&text[piece.clone()]);
    ends.into_iter()
        .map(move |end| piece.start + end)
        .chain([piece.end])
        .map(move |end| trimmed(text, std::mem::replace(&mut start, end)..end))
        .filter(|part| !part.is_empty())
}

/// Where a window that starts at `start` ends: at white space, where there is some.
fn window_end(text: &str, start: usize, end: usize) -> usize {
    if end - start <= WINDOW {
        return end;
    }
    let limit = text.floor_char_boundary(start + WINDOW);
    let blank = text[start..limit].rfind(char::is_whitespace).filter(|&offset| offset > 0);
    blank.map_or(limit, |offset| start + offset)
}

/// Where a quotation mark stands that ends a range, but opens what follows it.
fn opening_mark_at_end(text: &str, range: &Range<usize>) -> Option<usize> {
    let slice = &text[range.clone()];
    let before = slice.trim_end_matches(['«', '“', '„', '`']);
    (before.len() < slice.len() && before.ends_with(char::is_whitespace))
        .then_some(range.start + before.len())
}

fn is_quotation_mark(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '«' | '»' | '‘')
}

/// A range without the white space at its ends.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    start..start + slice.trim().len()
}

/// Whether a sentence ends with a mark that ends sentences, closing marks behind it or not.
///
/// A stop behind a colon ends nothing: what the colon promised is missing.
pub(crate) fn ends_as_a_sentence(sentence: &str) -> bool {
    let bare = sentence.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', '」']);
    bare.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟'])
        && !bare.strip_suffix('.').is_some_and(|rest| rest.trim_end().ends_with(':'))
}

/// Whether a blank stands before the mark that ends a sentence: where a text was put together from the
/// parts of a page, what ends so was a heading, a caption, a link or a broken line.
pub(crate) fn ends_apart(sentence: &str) -> bool {
    let before = sentence.trim_end_matches(['.', '!', '?']);
    before.len() < sentence.len() && before.ends_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sentences(text: &str) -> Vec<&str> {
        let spans = SentenceSplitter::new(Language::English).spans(text);
        spans.into_iter().map(|span| &text[span]).collect()
    }

    /// Splits `text` at its bars, and expects the same of the splitter.
    fn splits_at_bars(text: &str) {
        let wanted: Vec<&str> = text.split('|').map(str::trim).collect();
        assert_eq!(sentences(&text.replace('|', "")), wanted);
    }

    #[test]
    fn short_forms_of_the_news_end_no_sentence() {
        for text in [
            "Growth slowed to 1.2 pct. to end the ministers' year. |Ms. Park's aides and Ms. Cho left.",
            "Gen. Mark A. Roe and Sen. Jane Doe met Lt. Col. Kim. |They left.",
            "Hanil Heavy Industries Ltd. said it would appeal. |Its shares fell 3.4 percent.",
            "He flew to St. Petersburg at 9 a.m. Friday. |Talks begin on Aug. 26 in No. 10.",
            "The U.S. Treasury and the U.K. Foreign Office agreed. |So did the EU.",
            "The bill was sponsored by J. Roe of Ohio. |It passed.",
            "\"Well ... we shall see,\" she said. |The court adjourned.",
            "Roe v. Wade was cited twice. |Prof. Li disagreed.",
        ] {
            splits_at_bars(text);
        }
    }

    #[test]
    fn a_line_wrapped_in_mid_sentence_goes_on() {
        splits_at_bars(
            "The two foreign ministers agreed on Friday to restore\n\
             Seoul's bilateral relations, and to meet each month in\n\
             Geneva until a treaty can be signed by both of them.\n\
             |Observers were surprised by the speed of the talks in\n\
             Geneva.\n\n|Nobody had expected a result.",
        );
        splits_at_bars("The ministers agreed to restore\nbilateral relations.");
        splits_at_bars("The talks were held by the\nForeign Ministry in May.");
    }

    #[test]
    fn headings_and_entries_of_lists_are_sentences() {
        splits_at_bars("Forced labour talks\n\n|The talks began. |They failed.");
        splits_at_bars(
            "What was agreed\n|- A new hotline\n|- Monthly meetings\n|The rest is open.",
        );
        splits_at_bars("1. Restore ties\n|2. Sign the treaty\n|(a) by May\n|(b) by June");
        splits_at_bars("Ministers meet in Seoul\n|Exports fall again\n|Rain expected on Monday");
    }

    #[test]
    fn a_short_quotation_stays_whole_and_a_long_one_is_parted() {
        splits_at_bars("\"We met. We agreed. We left,\" he said. |Nobody asked why.");
        splits_at_bars(
            "\"We met in Geneva. |We agreed on the text. |We signed the treaty. |We left,\" he said.",
        );
    }

    #[test]
    fn marks_alone_are_no_sentence() {
        assert_eq!(
            sentences("The first part.\n\n* * *\n\nThe second part."),
            ["The first part.", "The second part."]
        );
        assert!(sentences(" ...\n\n--- \"\" ").is_empty());
    }

    #[test]
    fn a_block_beyond_the_window_is_split_as_within_it() {
        let text = "The ministers met in Geneva for talks. ".repeat(2_000);
        assert_eq!(sentences(&text), vec!["The ministers met in Geneva for talks."; 2_000]);
    }

    #[test]
    fn carriage_returns_end_lines() {
        splits_at_bars("A heading\r\n\r\n|One sentence. |Another.\r|A last line");
    }

    proptest! {
        #[test]
        fn spans_are_trimmed_ascend_and_cover_every_letter(
            text in "(\\PC|[.!?\"'“”()\n A-Za-z0-9]){0,120}",
            index in 0..Language::ALL.len(),
        ) {
            let spans = SentenceSplitter::new(Language::ALL[index]).spans(&text);
            let mut position = 0;
            let mut letters = 0;
            for span in spans {
                let sentence = &text[span.clone()];
                prop_assert!(span.start >= position && !sentence.is_empty());
                prop_assert_eq!(sentence.trim(), sentence);
                letters += sentence.chars().filter(|c| c.is_alphanumeric()).count();
                position = span.end;
            }
            prop_assert_eq!(letters, text.chars().filter(|c| c.is_alphanumeric()).count());
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            SentenceSplitter::new(Language::English).spans(&text);
        }
    }
}
