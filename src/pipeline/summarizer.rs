//! An article in, its key sentences out.

use std::ops::Range;

use crate::Result;
use crate::summarize::{Article, Budget, Keyword, Method, keywords, select};
use crate::text::{ArticleLayout, Language, SentenceSplitter, detect_language};

/// How a text is summarised.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`method`](Self::method) | [`Method::default`] | |
/// | [`budget`](Self::budget) | three sentences | |
/// | [`language`](Self::language) | found in each text | |
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct TextSummarizerParams {
    method: Method,
    budget: Budget,
    language: Option<Language>,
}

impl TextSummarizerParams {
    /// How sentences are ranked.
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// How long a summary may be.
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = budget;
        self
    }

    /// The language of the texts; `None` to have it found in each.
    pub fn language(mut self, language: Option<Language>) -> Self {
        self.language = language;
        self
    }

    /// Builds the summariser.
    ///
    /// # Errors
    ///
    /// None at present: every combination is valid.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::pipeline::{Budget, TextSummarizerParams};
    /// let text = "LIMA, May 2 -- Peru recalled its envoy. It gave no reason.\n\nADVERTISEMENT";
    /// let summarizer = TextSummarizerParams::default().budget(Budget::Sentences(1)).build()?;
    /// let summary = summarizer.summarize(text, None);
    /// assert_eq!(summary.paragraph(text), "Peru recalled its envoy.");
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn build(self) -> Result<TextSummarizer> {
        Ok(TextSummarizer { params: self })
    }
}

/// Picks the sentences that say most of an article.
#[derive(Clone, Debug)]
pub struct TextSummarizer {
    params: TextSummarizerParams,
}

/// The key sentences of a text, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The sentences; empty only for a text without any.
    pub sentences: Vec<SummarySentence>,
}

/// A sentence of a summary.
#[derive(Clone, Debug, PartialEq)]
pub struct SummarySentence {
    /// Its bytes in the text that was given: the sentence is that slice, verbatim.
    pub span: Range<usize>,
    /// How much it says of the whole; comparable within one text only.
    pub score: f64,
}

impl Summary {
    /// The sentences one after another, as one paragraph; runs of white space become a blank.
    ///
    /// `text` is the text that was summarised.
    pub fn paragraph(&self, text: &str) -> String {
        let sentences = self.sentences.iter().map(|sentence| &text[sentence.span.clone()]);
        let words: Vec<&str> = sentences.flat_map(str::split_whitespace).collect();
        words.join(" ")
    }
}

impl TextSummarizer {
    /// The key sentences of a text. `title` is its headline, where that is apart from it.
    pub fn summarize(&self, text: &str, title: Option<&str>) -> Summary {
        let language = self.language(text);
        let sentences = prose(text, title, language);
        let article = Article::new(text, sentences, language);
        let salience = self.params.method.salience(&article);
        let sentences = select(&article, &salience, self.params.budget)
            .into_iter()
            .map(|place| SummarySentence {
                span: article.sentences()[place].span.clone(),
                score: salience[place],
            })
            .collect();
        Summary { sentences }
    }

    /// The key phrases of a text, weightiest first, at most `count`.
    pub fn keywords(&self, text: &str, count: usize) -> Vec<Keyword> {
        let language = self.language(text);
        keywords(text, &prose(text, None, language), language, count)
    }

    fn language(&self, text: &str) -> Language {
        let found = self.params.language.or_else(|| detect_language(text));
        found.unwrap_or(Language::English)
    }
}

/// The sentences of a text's body, without headline, dateline and furniture.
fn prose(text: &str, title: Option<&str>, language: Language) -> Vec<Range<usize>> {
    let splitter = SentenceSplitter::new(language);
    let is_title = |span: &Range<usize>| title.is_some_and(|title| text[span.clone()] == *title);
    ArticleLayout::of(text)
        .body
        .into_iter()
        .flat_map(|part| {
            let spans = splitter.spans(&text[part.clone()]);
            spans.into_iter().map(move |span| part.start + span.start..part.start + span.end)
        })
        .filter(|span| !is_title(span))
        .collect()
}
