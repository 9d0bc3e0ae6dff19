//! From an article to its key sentences and key phrases.

use std::sync::OnceLock;

use super::reader::Reader;
use super::{Summary, SummarySentence, TextSummarizerParams};
use crate::corpus::Document;
use crate::summarize::{
    Article, Budget, Extract, Keyword, Method, Salience, Source, headline, keywords,
};
use crate::text::{ArticleLayout, Language, LeftOut, detect_language};

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

impl TextSummarizer {
    pub(super) fn new(params: TextSummarizerParams) -> Self {
        let readers = Language::ALL.iter().map(|_| OnceLock::new()).collect();
        Self { params, readers }
    }

    /// The parameters that it was built from.
    pub fn params(&self) -> &TextSummarizerParams {
        &self.params
    }

    /// Summarises an article as it was saved: site furniture and datelines are left out.
    ///
    /// The title leads the ranking and is never part of the summary; without one, the headline at
    /// the top of the text serves, where there is one.
    pub fn summarize(&self, text: &str, title: Option<&str>) -> Summary {
        self.summary(text, title, None)
    }

    /// Summarises an article with the title and in the language that it names.
    pub fn summarize_document(&self, document: &Document) -> Summary {
        self.summary(&document.text, document.title.as_deref(), document.language)
    }

    fn summary(&self, text: &str, title: Option<&str>, language: Option<Language>) -> Summary {
        let (article, layout) = self.opened(text, title, language, self.params.query.as_deref());
        let extract = self.extract(&article);
        self.told(&article, layout, &extract)
    }

    /// What was taken of an article, and what to call it.
    pub(super) fn told(
        &self,
        article: &Article,
        layout: ArticleLayout,
        extract: &Extract,
    ) -> Summary {
        let span = |index: usize| article.sentences()[index].span.clone();
        let sentence = |index| SummarySentence { span: span(index), score: extract.scores[index] };
        Summary {
            sentences: extract.chosen().into_iter().map(sentence).collect(),
            headline: layout.title.or_else(|| headline(article, &extract.scores).map(span)),
            query_found: self.params.query.as_ref().map(|_| !article.query().is_empty()),
        }
    }

    /// An article as its methods read it.
    pub(super) fn article(&self, text: &str, title: Option<&str>) -> Article {
        self.opened(text, title, None, None).0
    }

    /// An article as its methods read it, and where its title and its prose stand.
    pub(super) fn opened(
        &self,
        text: &str,
        title: Option<&str>,
        language: Option<Language>,
        query: Option<&str>,
    ) -> (Article, ArticleLayout) {
        let reader = self.reader(self.language_of(text, language));
        let layout = ArticleLayout::cleaned(text, self.params.cleaning);
        let spans = reader.sentences(text, &layout, self.params.cleaning);
        let title = title.or_else(|| layout.title.clone().map(|span| &text[span]));
        let source = Source { text, spans: &spans, title };
        (Article::of_sources(&[source], query, &reader.analyzer), layout)
    }

    /// Several articles as one, in one language, with what is asked about.
    pub(super) fn pool(&self, sources: &[Source], language: Language) -> Article {
        let analyzer = &self.reader(language).analyzer;
        Article::of_sources(sources, self.params.query.as_deref(), analyzer)
    }

    /// The score of each sentence of an article under a budget.
    pub(super) fn scores(&self, article: &Article, budget: Budget) -> Vec<f64> {
        self.salience().extract(article, budget).scores
    }

    /// What its method takes of an article and leaves.
    pub(super) fn extract(&self, article: &Article) -> Extract {
        self.salience().extract(article, self.params.budget.of(article))
    }

    /// What weighs the sentences of articles.
    pub(super) fn salience(&self) -> &dyn Salience {
        let TextSummarizerParams { method, editor, .. } = &self.params;
        if *method == Method::Editor { editor } else { method }
    }

    /// The `count` best key phrases of an article, best first: its title and its prose are read.
    pub fn keywords(&self, text: &str, count: usize) -> Vec<Keyword> {
        self.phrases(text, None, count)
    }

    /// The same of an article in the language that it names.
    pub fn keywords_of_document(&self, document: &Document, count: usize) -> Vec<Keyword> {
        self.phrases(&document.text, document.language, count)
    }

    fn phrases(&self, text: &str, language: Option<Language>, count: usize) -> Vec<Keyword> {
        let reader = self.reader(self.language_of(text, language));
        let layout = ArticleLayout::cleaned(text, self.params.cleaning);
        let mut spans = reader.sentences(text, &layout, self.params.cleaning);
        spans.splice(0..0, layout.title);
        keywords(text, &spans, &reader.analyzer, count)
    }

    /// What is left out of an article before its sentences are weighed, and by which rules: ascending.
    pub fn left_out(&self, document: &Document) -> Vec<LeftOut> {
        let text = document.text.as_str();
        let layout = ArticleLayout::cleaned(text, self.params.cleaning);
        let reader = self.reader(self.language_of(text, document.language));
        let (_, sentences) = reader.parted(text, &layout, self.params.cleaning);
        let mut left_out = layout.left_out;
        left_out.extend(sentences);
        left_out.sort_by_key(|left| left.span.start);
        left_out
    }

    /// The language that a text is read in: its own, the one that was asked for, or the one that it
    /// looks like.
    pub(super) fn language_of(&self, text: &str, language: Option<Language>) -> Language {
        let language = language.or(self.params.language).or_else(|| detect_language(text));
        language.unwrap_or(Language::English)
    }

    fn reader(&self, language: Language) -> &Reader {
        self.readers[language as usize].get_or_init(|| Reader::new(language))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
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
        assert!(matches!(error, Error::InvalidParameter { name: "words", .. }), "{error}");
    }

    #[test]
    fn a_query_leads_whatever_the_method_and_however_its_words_are_inflected() {
        for &method in Method::ALL {
            let params =
                TextSummarizerParams::default().method(method).query(Some("shutting down"));
            let params = params.budget(Budget::Sentences(1));
            let text = ARTICLE.replace("was shut", "shuts");
            let summary = params.build().unwrap().summarize(&text, None);
            assert_eq!(summary.paragraph(&text), "An earlier hotline shuts in 2018.", "{method}");
            assert_eq!(summary.query_found, Some(true));
        }
    }

    #[test]
    fn a_query_that_nothing_speaks_of_leaves_the_summary_plain() {
        let params = TextSummarizerParams::default();
        let asked = params.clone().query(Some("famine")).build().unwrap().summarize(ARTICLE, None);
        let plain = params.clone().build().unwrap().summarize(ARTICLE, None);
        assert_eq!(asked.sentences, plain.sentences);
        assert_eq!((asked.query_found, plain.query_found), (Some(false), None));
        let error = params.query(Some(" - ")).build().unwrap_err().to_string();
        assert!(error.contains("query"), "{error}");
    }

    #[test]
    fn what_leans_comes_along_with_what_was_asked_about() {
        let text = "Rain fell on Basel. The old envoy resigned. He had led the talks on fishing. \
                    Calm returned to the two towns.";
        let params = TextSummarizerParams::default().query(Some("fishing"));
        let summary = params.budget(Budget::Sentences(2)).build().unwrap().summarize(text, None);
        assert_eq!(
            summary.paragraph(text),
            "The old envoy resigned. He had led the talks on fishing."
        );
    }

    #[test]
    fn a_headline_is_the_line_above_the_body_or_the_best_sentence() {
        let summarizer = summarizer(Method::default(), Budget::default());
        let headline = |text: &str| summarizer.summarize(text, None).headline;
        assert_eq!(headline(ARTICLE), Some(0..29));
        assert_eq!(headline("They met. A treaty was signed in Bern."), Some(10..38));
        assert_eq!(headline(" ... "), None);
    }

    #[test]
    fn a_document_is_read_in_its_own_language() {
        let params = TextSummarizerParams::default().language(Some(Language::English));
        let summarizer = params.query(Some("chevaux")).build().unwrap();
        let text = "Il pleut sur la ville. Le cheval est mort. Rien ne va plus.".to_owned();
        let mut document = Document { text, ..Document::default() };
        assert_eq!(summarizer.summarize_document(&document).query_found, Some(false));
        document.language = Some(Language::French);
        assert_eq!(summarizer.summarize_document(&document).query_found, Some(true));
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
            unit in 0..4,
        ) {
            let budget = match unit {
                0 => Budget::Sentences(count),
                1 => Budget::Words(count),
                2 => Budget::Characters(count * 5),
                _ => Budget::Ratio(count as f64 / 20.0),
            };
            let summarizer = summarizer(Method::ALL[method], budget);
            let summary = summarizer.summarize(&text, None);
            let paragraph = summary.paragraph(&text);
            let words = paragraph.split_whitespace().count();
            prop_assert_eq!(summary.sentences.is_empty(), !text.contains(char::is_alphanumeric));
            prop_assert!(summary.sentences.is_sorted_by(|a, b| a.span.end <= b.span.start));
            let fits = match budget.of(&summarizer.article(&text, None)) {
                Budget::Sentences(most) => summary.sentences.len() <= most,
                Budget::Words(most) => words <= most,
                Budget::Characters(most) => paragraph.chars().count() <= most,
                Budget::Ratio(_) => false,
            };
            prop_assert!(fits || summary.sentences.len() <= 1, "{:?}: {}", budget, paragraph);
        }

        #[test]
        fn no_text_panics(text in any::<String>(), title in any::<String>()) {
            let summarizer = TextSummarizerParams::default().build().unwrap();
            summarizer.summarize(&text, Some(&title));
            summarizer.keywords(&text, 5);
        }
    }
}
