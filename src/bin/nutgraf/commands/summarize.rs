//! `nutgraf summarize`: the key sentences of articles.

use clap::Args;
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
    let articles = args.input.open(output, messages)?;
    let summarizer = args.summary.build()?;
    if args.format == OutputFormat::Csv {
        output.csv(["id", "summary"])?;
    }
    articles.each(output, |documents, place, page| {
        for (number, document) in documents.iter().enumerate() {
            let summary = summarizer.summarize(&document.text, document.title.as_deref());
            let paragraph = summary.paragraph(&document.text);
            match args.format {
                OutputFormat::Text => {
                    if place.before + number > 0 {
                        page.line("")?;
                    }
                    // A lone article needs no name above its summary.
                    if !place.is_alone {
                        page.line(page.styled(STRONG, &document.id))?;
                    }
                    page.line(page.paragraph(&paragraph, 0))?;
                }
                OutputFormat::Jsonl => page.json(&Record {
                    id: &document.id,
                    summary: &paragraph,
                    sentences: sentences(document, &summary),
                })?,
                OutputFormat::Csv => page.csv([&document.id, &paragraph])?,
            }
        }
        Ok(())
    })
}

/// A line of JSON.
#[derive(Serialize)]
struct Record<'run> {
    id: &'run str,
    summary: &'run str,
    sentences: Vec<Sentence<'run>>,
}
