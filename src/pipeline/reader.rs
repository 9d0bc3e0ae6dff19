//! Reads the sentences of a text in one language.

use std::ops::Range;

use crate::text::{
    Analyzer, AnalyzerParams, ArticleLayout, Cleaning, CleaningRule, Language, LeftOut,
    SentenceSplitter, Stemmer, is_aside, is_bullet, without_item_marker,
};

/// Words of running prose beside which the entries of lists are left out: shards, read one by one.
const ENOUGH_PROSE: usize = 120;

/// What reads one language.
#[derive(Debug)]
pub(super) struct Reader {
    splitter: SentenceSplitter,
    pub(super) analyzer: Analyzer,
}

impl Reader {
    pub(super) fn new(language: Language) -> Self {
        let analyzer = AnalyzerParams::default()
            .stem(Stemmer::new(language).map(|_| language))
            .stop_words(Some(language))
            .build()
            .expect("the default parameters, and a stemmer that exists");
        Self { splitter: SentenceSplitter::new(language), analyzer }
    }

    /// The sentences of the prose of a text.
    pub(super) fn sentences(
        &self,
        text: &str,
        layout: &ArticleLayout,
        cleaning: Cleaning,
    ) -> Vec<Range<usize>> {
        self.parted(text, layout, cleaning).0
    }

    /// The sentences of the prose of a text, and those that are left out of it.
    pub(super) fn parted(
        &self,
        text: &str,
        layout: &ArticleLayout,
        cleaning: Cleaning,
    ) -> (Vec<Range<usize>>, Vec<LeftOut>) {
        let within = |range: &Range<usize>| {
            let start = range.start;
            let spans = self.splitter.spans(&text[range.clone()]);
            let within_text = move |span: Range<usize>| start + span.start..start + span.end;
            spans.into_iter().map(within_text)
        };
        let all: Vec<Range<usize>> = layout.body.iter().flat_map(within).collect();
        let words = |spans: &[Range<usize>]| -> usize {
            spans.iter().map(|span| text[span.clone()].split_whitespace().count()).sum()
        };
        let leaves_asides = cleaning.applies(CleaningRule::Aside);
        let (asides, prose): (Vec<_>, Vec<_>) =
            all.iter().cloned().partition(|span| leaves_asides && is_aside(&text[span.clone()]));
        if prose.is_empty() {
            return (without_markers(text, all), Vec::new());
        }
        let (entries, running): (Vec<_>, Vec<_>) =
            prose.iter().cloned().partition(|span| is_bullet(text, span));
        let left = |spans: Vec<Range<usize>>, rule| {
            spans.into_iter().map(move |span| LeftOut { span, rule })
        };
        let mut left_out: Vec<LeftOut> = left(asides, CleaningRule::Aside).collect();
        if words(&running) < ENOUGH_PROSE || !cleaning.applies(CleaningRule::List) {
            return (without_markers(text, prose), left_out);
        }
        left_out.extend(left(entries, CleaningRule::List));
        (without_markers(text, running), left_out)
    }
}

/// Sentences without the marks of the entries of lists.
fn without_markers(text: &str, spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.into_iter().map(|span| without_item_marker(text, span)).collect()
}
