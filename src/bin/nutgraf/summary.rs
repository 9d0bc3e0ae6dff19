//! How long a summary is and by what method, and a summary as it is written.

use std::path::PathBuf;

use clap::Args;
use nutgraf::corpus::Document;
use nutgraf::io;
use nutgraf::pipeline::{Budget, Method, Summary, TextSummarizer, TextSummarizerParams};
use serde::Serialize;

use crate::arguments::method;
use crate::messages::Failure;

/// What a summary should be.
#[derive(Args, Debug)]
pub(crate) struct SummaryArgs {
    /// At most this many sentences
    #[arg(short, long, value_name = "N", conflicts_with = "words")]
    sentences: Option<usize>,
    /// At most this many words, as parted by white space, but never less than one sentence
    #[arg(short, long, value_name = "N")]
    words: Option<usize>,
    /// How sentences are weighed
    #[arg(long, value_name = "NAME", value_parser = method())]
    method: Option<Method>,
    /// The weights of the `editor`, as `train-summarizer` writes them [default: compiled in]
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
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
        if let Some(budget) =
            self.sentences.map(Budget::Sentences).or(self.words.map(Budget::Words))
        {
            params = params.budget(budget);
        }
        Ok(params.build()?)
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
