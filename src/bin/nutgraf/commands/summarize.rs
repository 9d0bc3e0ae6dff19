//! `nutgraf summarize`: the key sentences of articles.

use clap::Args;
use serde::Serialize;

use crate::ExitStatus;
use crate::arguments::examples;
use crate::articles::InputArgs;
use crate::cleaning::{self, LeftOutText};
use crate::explanation::{self, Explained, explained};
use crate::html;
use crate::messages::{Failure, Messages};
use crate::output::{Output, STRONG};
use crate::summary::{
    Answers, Sentence, SummaryArgs, SummaryFormat, headline, page_title, sentences,
};
use crate::together::Together;

/// Pick the key sentences of articles, verbatim and in their order
#[derive(Args, Debug)]
#[command(visible_alias = "summarise", after_help = examples![
    "nutgraf summarize article.txt",
    "nutgraf summarize articles/ --sentences 2",
    "nutgraf summarize articles.jsonl --words 60 --format jsonl",
    "nutgraf summarize article.txt --explain",
    "nutgraf summarize article.txt --query 'forced labor' --chars 280",
    "nutgraf summarize monday/*.txt --together --words 80",
    "nutgraf summarize article.txt --ratio 0.2 --format html > article.html",
    "cat article.txt | nutgraf summarize",
])]
pub(crate) struct SummarizeArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    summary: SummaryArgs,
    /// Make one summary of all articles, which should tell of one event; they are held in memory,
    /// and the marks of sources, such as `[1]`, are not counted in its length
    #[arg(long)]
    together: bool,
    /// How summaries are written
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: SummaryFormat,
    /// Show every sentence with its score, and why it was taken or left (in `text` and `jsonl`)
    #[arg(long, conflicts_with = "together")]
    explain: bool,
    /// Show what is left out of each article before its sentences are weighed, and by which rule (in
    /// `text` and `jsonl`)
    #[arg(long, conflicts_with = "together")]
    explain_cleaning: bool,
}

pub(crate) fn run(
    args: &SummarizeArgs,
    output: &mut Output,
    messages: &Messages,
) -> Result<ExitStatus, Failure> {
    if (args.explain || args.explain_cleaning)
        && matches!(args.format, SummaryFormat::Csv | SummaryFormat::Html)
    {
        let (flag, what) = if args.explain {
            ("--explain", "every sentence")
        } else {
            ("--explain-cleaning", "what is left out")
        };
        return Err(Failure::Said {
            message: format!("`{flag}` tells of {what}, which `csv` and `html` have no place for"),
            hint: Some("use `--format text` or `--format jsonl`".to_owned()),
        });
    }
    let articles = args.input.open(output, messages)?;
    let summarizer = args.summary.build()?;
    if args.together {
        let (documents, status) = articles.all()?;
        let summary = summarizer.summarize_together(&documents);
        let together = Together::new(&documents, &summary, args.summary.language);
        together.write(args.format, output)?;
        args.summary.warn(usize::from(summary.query_found == Some(false)), 1, messages);
        return Ok(status);
    }
    if args.format == SummaryFormat::Csv {
        output.csv(["id", "summary"])?;
    }
    let answers = Answers::default();
    let status = articles.each(output, |documents, place, page| {
        for (number, document) in documents.iter().enumerate() {
            let explanation = args.explain.then(|| summarizer.explain_document(document));
            let summary = match &explanation {
                Some(explanation) => explanation.summary.clone(),
                None => summarizer.summarize_document(document),
            };
            answers.count(summary.query_found);
            let paragraph = summary.paragraph(&document.text);
            match args.format {
                SummaryFormat::Text => {
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
                    if args.explain_cleaning {
                        cleaning::write_text(page, document, &summarizer.left_out(document))?;
                    }
                }
                SummaryFormat::Jsonl => page.json(&Record {
                    id: &document.id,
                    headline: headline(document, &summary).as_deref(),
                    byline: document.byline.as_deref(),
                    text: document.is_extracted.then_some(&document.text),
                    summary: &paragraph,
                    sentences: sentences(document, &summary),
                    query_found: summary.query_found,
                    explanation: explanation.as_ref().map(|all| explained(document, all)),
                    left_out: args
                        .explain_cleaning
                        .then(|| cleaning::left_out(document, &summarizer.left_out(document))),
                })?,
                SummaryFormat::Csv => page.csv([&document.id, &paragraph])?,
                SummaryFormat::Html => {
                    if place.before + number == 0 {
                        page.line(html::head(&page_title(document, &summary, place.is_alone)))?;
                    }
                    let language = args.summary.language;
                    let above =
                        html::Above { summary: &paragraph, language, ..html::Above::default() };
                    page.line(html::article(document, &summary.sentences, &above))?;
                }
            }
        }
        Ok(())
    })?;
    if args.format == SummaryFormat::Html {
        answers.end_page(output)?;
    }
    answers.warn(&args.summary, messages);
    Ok(status)
}

/// A line of JSON.
#[derive(Serialize)]
struct Record<'run> {
    id: &'run str,
    headline: Option<&'run str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byline: Option<&'run str>,
    /// Given where it does not lie in the input as the offsets need it.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'run str>,
    summary: &'run str,
    sentences: Vec<Sentence<'run>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_found: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Vec<Explained<'run>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<Vec<LeftOutText<'run>>>,
}
