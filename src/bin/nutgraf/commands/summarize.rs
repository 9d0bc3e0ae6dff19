//! `nutgraf summarize`: the key sentences of articles.

use clap::Args;
use nutgraf::corpus::Document;
use nutgraf::pipeline::Summary;
use rayon::prelude::*;
use serde::Serialize;

use crate::ExitStatus;
use crate::arguments::{OutputFormat, examples};
use crate::articles::InputArgs;
use crate::messages::{Failure, Messages};
use crate::output::{Output, STRONG};
use crate::summary::{Sentence, SummaryArgs, sentences};

/// Pick the key sentences of articles, verbatim and in their order
#[derive(Args, Debug)]
#[command(visible_alias = "summarise", after_help = examples![
    "nutgraf summarize article.txt",
    "nutgraf summarize articles/ --sentences 2",
    "nutgraf summarize articles.jsonl --words 60 --format jsonl",
    "cat article.txt | nutgraf summarize",
])]
pub(crate) struct SummarizeArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    summary: SummaryArgs,
    /// How summaries are written
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: OutputFormat,
}

pub(crate) fn run(
    args: &SummarizeArgs,
    output: &mut Output,
    messages: &Messages,
) -> Result<ExitStatus, Failure> {
    let mut articles = args.input.open(output, messages)?;
    let summarizer = args.summary.build()?;
    if args.format == OutputFormat::Csv {
        output.csv(["id", "summary"])?;
    }
    let mut is_first = true;
    loop {
        let batch = articles.next_batch()?;
        if batch.is_empty() {
            return Ok(articles.status());
        }
        let summarize =
            |document: &Document| summarizer.summarize(&document.text, document.title.as_deref());
        let summaries: Vec<Summary> = batch.par_iter().map(summarize).collect();
        // A lone article needs no name above its summary.
        let is_alone = is_first && batch.len() == 1;
        for (document, summary) in batch.iter().zip(&summaries) {
            let paragraph = summary.paragraph(&document.text);
            match args.format {
                OutputFormat::Text => {
                    if !is_first {
                        output.line("")?;
                    }
                    if !is_alone {
                        output.line(output.styled(STRONG, &document.id))?;
                    }
                    output.line(output.paragraph(&paragraph, 0))?;
                }
                OutputFormat::Jsonl => output.json(&Record {
                    id: &document.id,
                    summary: &paragraph,
                    sentences: sentences(document, summary),
                })?,
                OutputFormat::Csv => output.csv([&document.id, &paragraph])?,
            }
            is_first = false;
        }
        output.flush()?;
    }
}

/// A line of JSON.
#[derive(Serialize)]
struct Record<'run> {
    id: &'run str,
    summary: &'run str,
    sentences: Vec<Sentence<'run>>,
}
