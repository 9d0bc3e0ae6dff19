//! From an article to its key sentences and key phrases.

use std::ops::Range;
use std::sync::OnceLock;

use crate::summarize::{Article, Budget, Editor, Keyword, Method, Ranker, Salience, keywords};
use crate::text::{
    Analyzer, AnalyzerParams, ArticleLayout, Language, SentenceSplitter, Stemmer, detect_language,
};
use crate::{Error, Result};

/// How articles are summarised.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`method`](Self::method) | [`Method::Editor`] | |
/// | [`ranker`](Self::ranker) | [`Ranker::shipped`] | |
/// | [`budget`](Self::budget) | 3 sentences | at least 1 |
/// | [`language`](Self::language) | detected; English where none is | any language |
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct TextSummarizerParams {
    method: Method,
    editor: Editor,
    pub(super) budget: Budget,
    language: Option<Language>,
}

impl TextSummarizerParams {
    /// Rank sentences by a method.
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Weigh sentences by a ranker of one's own; only [`Method::Editor`] asks it.
    pub fn ranker(mut self, ranker: Ranker) -> Self {
        self.editor = Editor::new(ranker);
        self
    }

    /// Take at most so many sentences or words.
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = budget;
        self
    }

    /// Read every article in a language; `None` detects it for each.
    pub fn language(mut self, language: Option<Language>) -> Self {
        self.language = language;
        self
    }

    /// Builds the summariser.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when `budget` is 0.
    pub fn build(self) -> Result<TextSummarizer> {
        if matches!(self.budget, Budget::Sentences(0) | Budget::Words(0)) {
            return Err(Error::InvalidParameter {
                name: "budget",
                expected: "at least 1",
                actual: "0".to_owned(),
            });
        }
        let readers = Language::ALL.iter().map(|_| OnceLock::new()).collect();
        Ok(TextSummarizer { params: self, readers })
    }
}

/// Picks the key sentences and the key phrases of articles.
///
/// One summariser serves many threads. What a language needs is made ready at its first article.
///
/// # Example
///
/// ```
/// use nutgraf::pipeline::{Budget, TextSummarizerParams};
/// let summarizer = TextSummarizerParams::default().budget(Budget::Sentences(1)).build()?;
/// let text = "BERN (Reuters) - Two states agreed on a hotline. It rained.\n\nADVERTISEMENT";
/// let summary = summarizer.summarize(text, None);
/// assert_eq!(summary.paragraph(text), "Two states agreed on a hotline.");
/// assert_eq!(summary.sentences[0].span, 17..48);
/// # Ok::<(), nutgraf::Error>(())
/// ```
#[derive(Debug)]
pub struct TextSummarizer {
    params: TextSummarizerParams,
    /// What reads each language, in the order of [`Language::ALL`].
    readers: Vec<OnceLock<Reader>>,
}

/// What reads one language.
#[derive(Debug)]
struct Reader {
    splitter: SentenceSplitter,
    analyzer: Analyzer,
}

/// The key sentences of an article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// In the order of the text; empty only for a text without letters and digits.
    pub sentences: Vec<SummarySentence>,
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
    /// The sentences as one paragraph: joined by a blank, white space folded.
    ///
    /// # Panics
    ///
    /// When `text` is not the text that was summarised, and a span does not lie within it.
    pub fn paragraph(&self, text: &str) -> String {
        let words = self.sentences.iter().flat_map(|s| text[s.span.clone()].split_whitespace());
        words.collect::<Vec<_>>().join(" ")
    }
}

impl TextSummarizer {
    /// The parameters that it was built from.
    pub fn params(&self) -> &TextSummarizerParams {
        &self.params
    }

    /// Summarises an article as it was saved: site furniture and datelines are left out.
    ///
    /// The title leads the ranking and is never part of the summary; without one, the headline at
    /// the top of the text serves, where there is one.
    pub fn summarize(&self, text: &str, title: Option<&str>) -> Summary {
        let article = self.article(text, title);
        let extract = self.salience().extract(&article, self.params.budget);
        let sentence = |index: usize| SummarySentence {
            span: article.sentences()[index].span.clone(),
            score: extract.scores[index],
        };
        Summary { sentences: extract.chosen().into_iter().map(sentence).collect() }
    }

    /// An article as its methods read it.
    pub(super) fn article(&self, text: &str, title: Option<&str>) -> Article {
        let (reader, layout) = self.read(text);
        let spans = reader.sentences(text, &layout);
        let title = title.or_else(|| layout.title.map(|span| &text[span]));
        Article::new(text, &spans, title, &reader.analyzer)
    }

    /// What weighs the sentences of articles.
    pub(super) fn salience(&self) -> &dyn Salience {
        let TextSummarizerParams { method, editor, .. } = &self.params;
        if *method == Method::Editor { editor } else { method }
    }

    /// The `count` best key phrases of an article, best first: its title and its prose are read.
    pub fn keywords(&self, text: &str, count: usize) -> Vec<Keyword> {
        let (reader, layout) = self.read(text);
        let mut spans = reader.sentences(text, &layout);
        spans.splice(0..0, layout.title);
        keywords(text, &spans, &reader.analyzer, count)
    }

    fn read(&self, text: &str) -> (&Reader, ArticleLayout) {
        let language = self.params.language.or_else(|| detect_language(text));
        let language = language.unwrap_or(Language::English);
        let reader = self.readers[language as usize].get_or_init(|| Reader::new(language));
        (reader, ArticleLayout::of(text))
    }
}

impl Reader {
    fn new(language: Language) -> Self {
        let analyzer = AnalyzerParams::default()
            .stem(Stemmer::new(language).map(|_| language))
            .stop_words(Some(language))
            .build()
            .expect("the default parameters, and a stemmer that exists");
        Self { splitter: SentenceSplitter::new(language), analyzer }
    }

    /// The sentences of the prose of a text.
    fn sentences(&self, text: &str, layout: &ArticleLayout) -> Vec<Range<usize>> {
        let within = |range: &Range<usize>| {
            let start = range.start;
            let spans = self.splitter.spans(&text[range.clone()]);
            spans.into_iter().map(move |span| start + span.start..start + span.end)
        };
        layout.body.iter().flat_map(within).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ARTICLE: &str = "Neighbours agree on a hotline\n\n\
        BERN, May 3 (NTV) -- The foreign ministers of two neighbouring states agreed on Friday to \
        open a hotline.\n\nThe hotline between the two foreign ministries opens in June. \
        It rained in Bern.\n\nAn earlier hotline was shut in 2018.\n\nSource: NTV\n\nADVERTISEMENT";

    fn summarizer(method: Method, budget: Budget) -> TextSummarizer {
        TextSummarizerParams::default().method(method).budget(budget).build().unwrap()
    }

    #[test]
    fn a_summary_leaves_dateline_and_furniture_out() {
        for &method in Method::ALL {
            let summary = summarizer(method, Budget::Sentences(9)).summarize(ARTICLE, None);
            assert_eq!(
                summary.paragraph(ARTICLE),
                "The foreign ministers of two neighbouring states agreed on Friday to open a \
                 hotline. The hotline between the two foreign ministries opens in June. It rained \
                 in Bern. An earlier hotline was shut in 2018.",
                "{method}"
            );
        }
    }

    #[test]
    fn the_default_takes_what_the_article_is_about() {
        let summary = summarizer(Method::default(), Budget::Sentences(2)).summarize(ARTICLE, None);
        assert!(summary.paragraph(ARTICLE).ends_with("opens in June."), "{summary:?}");
    }

    #[test]
    fn key_phrases_come_from_title_and_prose() {
        let summarizer = TextSummarizerParams::default().build().unwrap();
        let phrases = summarizer.keywords(ARTICLE, 3);
        assert_eq!(phrases[0].phrase, "hotline");
        assert_eq!(phrases[0].score.to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn a_budget_of_nothing_is_refused_by_name() {
        let error = TextSummarizerParams::default().budget(Budget::Words(0)).build().unwrap_err();
        assert!(matches!(error, Error::InvalidParameter { name: "budget", .. }), "{error}");
    }

    /// What holds for every method: a new one joins by its line in `Method::ALL`.
    fn contract(method: Method) {
        let summarizer = summarizer(method, Budget::Sentences(2));
        let paragraph = |text: &str| summarizer.summarize(text, None).paragraph(text);
        assert_eq!(paragraph(""), "", "{method}: an empty text");
        assert_eq!(paragraph(" \n... "), "", "{method}: a text without words");
        assert_eq!(paragraph("They met."), "They met.", "{method}: one sentence");
        assert_eq!(paragraph("they met"), "they met", "{method}: one line without a full stop");
        assert_eq!(
            paragraph("They met. They met. They met."),
            "They met.",
            "{method}: repetitions"
        );
        assert_eq!(
            paragraph("ALL IN CAPITALS. AND MORE."),
            "ALL IN CAPITALS. AND MORE.",
            "{method}"
        );
        let summary = summarizer.summarize(ARTICLE, None);
        assert_eq!(summary, summarizer.summarize(ARTICLE, None), "{method}: the same on every run");
    }

    #[test]
    fn every_method_keeps_the_contract() {
        for &method in Method::ALL {
            contract(method);
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_summary_in_order_and_within_its_budget(
            text in "([A-Z]?[a-z]{1,6}[ .!?\n]|\\PC|\n\n){0,80}",
            method in 0..Method::ALL.len(),
            count in 1_usize..20,
            by_words in any::<bool>(),
        ) {
            let budget = if by_words { Budget::Words(count) } else { Budget::Sentences(count) };
            let summary = summarizer(Method::ALL[method], budget).summarize(&text, None);
            let words = summary.paragraph(&text).split_whitespace().count();
            prop_assert_eq!(summary.sentences.is_empty(), !text.contains(char::is_alphanumeric));
            prop_assert!(summary.sentences.is_sorted_by(|a, b| a.span.end <= b.span.start));
            prop_assert!(by_words || summary.sentences.len() <= count);
            prop_assert!(!by_words || summary.sentences.len() <= 1 || words <= count);
        }

        #[test]
        fn no_text_panics(text in any::<String>(), title in any::<String>()) {
            let summarizer = TextSummarizerParams::default().build().unwrap();
            summarizer.summarize(&text, Some(&title));
            summarizer.keywords(&text, 5);
        }
    }
}
