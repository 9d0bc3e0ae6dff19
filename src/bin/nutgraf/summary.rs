//! How long a summary is and by what method, and a summary as it is written.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::{Args, ValueEnum};
use nutgraf::corpus::Document;
use nutgraf::io;
use nutgraf::pipeline::{Budget, Method, Summary, TextSummarizer, TextSummarizerParams};
use nutgraf::text::{Cleaning, CleaningRule, Language};
use serde::Serialize;

use crate::arguments::{cleaning_rule, method};
use crate::html;
use crate::messages::{Failure, Messages};
use crate::output::Output;

/// What a summary should be.
#[derive(Args, Debug)]
pub(crate) struct SummaryArgs {
    /// At most this many sentences
    #[arg(short, long, value_name = "N", group = "budget")]
    sentences: Option<usize>,
    /// At most this many words, as parted by white space, but never less than one sentence
    #[arg(short, long, value_name = "N", group = "budget")]
    words: Option<usize>,
    /// At most this many characters, blanks counted, but never less than one sentence
    #[arg(long, value_name = "N", group = "budget")]
    chars: Option<usize>,
    /// At most this share of the article's words, above 0, at most 1, but never less than one sentence
    #[arg(long, value_name = "SHARE", group = "budget")]
    ratio: Option<f64>,
    /// Let the sentences lead that speak of this, in any inflection of its words
    #[arg(long, value_name = "WORDS")]
    query: Option<String>,
    /// The language of articles that do not name theirs, as an ISO 639-1 code [default: detected]
    #[arg(long, value_name = "CODE")]
    pub(crate) language: Option<Language>,
    /// Leave in what this rule of `summarize --explain-cleaning` would leave out, several parted by
    /// commas; `all` cleans nothing
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = cleaning_rule())]
    keep: Vec<Option<CleaningRule>>,
    /// How sentences are weighed
    #[arg(long, value_name = "NAME", value_parser = method())]
    method: Option<Method>,
    /// The weights of the `editor`, as `train-summarizer` writes them [default: compiled in]
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
}

/// How summaries are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SummaryFormat {
    /// For people
    Text,
    /// JSON Lines: one object a line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
    /// A page with the articles in full, the sentences of the summary marked
    Html,
}

impl SummaryArgs {
    /// A summariser that does as was asked.
    pub(crate) fn build(&self) -> Result<TextSummarizer, Failure> {
        let mut params = TextSummarizerParams::default();
        if let Some(method) = self.method {
            params = params.method(method);
        }
        if let Some(path) = &self.weights {
            params = params.ranker(io::read_ranker(path)?);
        }
        let budget = (self.sentences.map(Budget::Sentences))
            .or(self.words.map(Budget::Words))
            .or(self.chars.map(Budget::Characters))
            .or(self.ratio.map(Budget::Ratio));
        if let Some(budget) = budget {
            params = params.budget(budget);
        }
        let cleaning = self.keep.iter().fold(Cleaning::default(), |cleaning, kept| match kept {
            Some(rule) => cleaning.without(*rule),
            None => Cleaning::none(),
        });
        params = params.language(self.language).query(self.query.as_deref()).cleaning(cleaning);
        Ok(params.build()?)
    }

    /// Warns where a query has no word in some of all summaries' articles.
    pub(crate) fn warn(&self, unanswered: usize, all: usize, messages: &Messages) {
        let Some(query) = self.query.as_ref().filter(|_| unanswered > 0) else { return };
        if all == 1 {
            messages.warning(format!(
                "no word of `{query}` that counts was found, so the summary is as without a query"
            ));
        } else {
            messages.warning(format!(
                "no word of `{query}` that counts was found in {unanswered} of {all} articles, whose \
                 summaries are as without a query"
            ));
        }
    }
}

/// A sentence of a summary, and where it stands in the article.
#[derive(Serialize)]
pub(crate) struct Sentence<'run> {
    start: usize,
    end: usize,
    text: &'run str,
    score: f64,
}

/// The sentences of a summary, in the order of the article.
pub(crate) fn sentences<'run>(document: &'run Document, summary: &Summary) -> Vec<Sentence<'run>> {
    let sentence = |sentence: &nutgraf::pipeline::SummarySentence| Sentence {
        start: sentence.span.start,
        end: sentence.span.end,
        text: &document.text[sentence.span.clone()],
        score: sentence.score,
    };
    summary.sentences.iter().map(sentence).collect()
}

/// What an article is called: its title, or what would serve as one, on one line.
pub(crate) fn headline(document: &Document, summary: &Summary) -> Option<String> {
    let found = || summary.headline.clone().map(|span| &document.text[span]);
    let headline = document.title.as_deref().or_else(found)?;
    Some(headline.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What a page of several articles is called, or of none.
const PAGE_TITLE: &str = "Summaries";

/// What a page is called: like its only article, or after what it holds.
pub(crate) fn page_title(document: &Document, summary: &Summary, is_alone: bool) -> String {
    let headline = headline(document, summary).filter(|_| is_alone);
    headline.unwrap_or_else(|| PAGE_TITLE.to_owned())
}

/// Counts the articles that have no word of what was asked about.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    articles: AtomicUsize,
    unanswered: AtomicUsize,
}

impl Answers {
    /// Counts an article; its summary with it.
    pub(crate) fn count(&self, query_found: Option<bool>) {
        self.articles.fetch_add(1, Ordering::Relaxed);
        self.unanswered.fetch_add(usize::from(query_found == Some(false)), Ordering::Relaxed);
    }

    /// Writes the end of a page of the articles counted, which is a page where there are none, too.
    pub(crate) fn end_page(&self, output: &mut Output) -> std::io::Result<()> {
        if self.articles.load(Ordering::Relaxed) == 0 {
            output.line(html::head(PAGE_TITLE))?;
        }
        output.line(html::FOOT)
    }

    /// Warns once, where a query found nothing to lead.
    pub(crate) fn warn(self, args: &SummaryArgs, messages: &Messages) {
        args.warn(self.unanswered.into_inner(), self.articles.into_inner(), messages);
    }
}
