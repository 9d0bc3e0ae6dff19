//! `nutgraf summarize`: the key sentences of articles.

use clap::Args;
use serde::Serialize;

use crate::ExitStatus;
use crate::arguments::{OutputFormat, examples};
use crate::articles::InputArgs;
use crate::explanation::{self, Explained, explained};
use crate::messages::{Failure, Messages};
use crate::output::{Output, STRONG};
use crate::summary::{Sentence, SummaryArgs, sentences};

/// Pick the key sentences of articles, verbatim and in their order
#[derive(Args, Debug)]
#[command(visible_alias = "summarise", after_help = examples![
    "nutgraf summarize article.txt",
    "nutgraf summarize articles/ --sentences 2",
    "nutgraf summarize articles.jsonl --words 60 --format jsonl",
    "nutgraf summarize article.txt --explain",
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
    /// Show every sentence with its score, and why it was taken or left (in `text` and `jsonl`)
    #[arg(long)]
    explain: bool,
}

pub(crate) fn run(
    args: &SummarizeArgs,
    output: &mut Output,
    messages: &Messages,
) -> Result<ExitStatus, Failure> {
    if args.explain && args.format == OutputFormat::Csv {
        return Err(Failure::Said {
            message: "`--explain` tells of every sentence, and a row of `csv` has one summary"
                .to_owned(),
            hint: Some("use `--format text` or `--format jsonl`".to_owned()),
        });
    }
    let articles = args.input.open(output, messages)?;
    let summarizer = args.summary.build()?;
    if args.format == OutputFormat::Csv {
        output.csv(["id", "summary"])?;
    }
    articles.each(output, |documents, place, page| {
        for (number, document) in documents.iter().enumerate() {
            let (text, title) = (&document.text, document.title.as_deref());
            let explanation = args.explain.then(|| summarizer.explain(text, title));
            let summary = match &explanation {
                Some(explanation) => explanation.summary(),
                None => summarizer.summarize(text, title),
            };
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
                    match &explanation {
                        Some(explanation) => explanation::write_text(page, document, explanation)?,
                        None => page.line(page.paragraph(&paragraph, 0))?,
                    }
                }
                OutputFormat::Jsonl => page.json(&Record {
                    id: &document.id,
                    summary: &paragraph,
                    sentences: sentences(document, &summary),
                    explanation: explanation.as_ref().map(|all| explained(document, all)),
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
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Vec<Explained<'run>>>,
}
