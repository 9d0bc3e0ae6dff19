//! `nutgraf brief`: labels, summary and keywords of articles, together.

use clap::Args;
use nutgraf::corpus::Document;
use nutgraf::pipeline::{Summary, TextSummarizer};
use rayon::prelude::*;
use serde::Serialize;

use crate::ExitStatus;
use crate::arguments::{OutputFormat, examples};
use crate::articles::InputArgs;
use crate::messages::{Failure, Messages};
use crate::model::ModelArgs;
use crate::output::{FAINT, Output, STRONG};
use crate::prediction::{Named, Scores};
use crate::summary::{Sentence, SummaryArgs, sentences};

/// The column in which labels, summary and keywords begin.
const INDENT: usize = 12;

/// Tell what articles are about: labels, one paragraph, keywords
#[derive(Args, Debug)]
#[command(after_help = examples![
    "nutgraf brief article.txt",
    "nutgraf brief articles/ --sentences 2 --keywords 5",
    "nutgraf brief articles.jsonl --model model.safetensors --format jsonl",
    "pbpaste | nutgraf brief",
])]
pub(crate) struct BriefArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    summary: SummaryArgs,
    /// At most this many keywords
    #[arg(short, long, value_name = "N", default_value_t = 8)]
    keywords: usize,
    /// How briefs are written
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: OutputFormat,
}

pub(crate) fn run(
    args: &BriefArgs,
    output: &mut Output,
    messages: &Messages,
) -> Result<ExitStatus, Failure> {
    let mut articles = args.input.open(output, messages)?;
    let classifier = args.model.read()?.classifier;
    let predictor = classifier.predictor();
    let summarizer = args.summary.build()?;
    if args.format == OutputFormat::Csv {
        output.csv(["id", "label", "labels", "summary", "keywords"])?;
    }
    let mut is_first = true;
    loop {
        let batch = articles.next_batch()?;
        if batch.is_empty() {
            return Ok(articles.status());
        }
        let predictions = predictor.predict_batch(&batch);
        let digests: Vec<Digest> = batch
            .par_iter()
            .map(|document| Digest::new(&summarizer, document, args.keywords))
            .collect();
        for ((document, prediction), digest) in batch.iter().zip(&predictions).zip(&digests) {
            let brief = Brief { document, named: Named::new(&classifier, prediction), digest };
            match args.format {
                OutputFormat::Text => brief.write_text(output, is_first)?,
                OutputFormat::Jsonl => output.json(&brief.record())?,
                OutputFormat::Csv => brief.write_csv(output)?,
            }
            is_first = false;
        }
        output.flush()?;
    }
}

/// What an article comes down to.
struct Digest {
    summary: Summary,
    paragraph: String,
    keywords: Vec<String>,
}

impl Digest {
    fn new(summarizer: &TextSummarizer, document: &Document, keywords: usize) -> Self {
        let summary = summarizer.summarize(&document.text, document.title.as_deref());
        let paragraph = summary.paragraph(&document.text);
        let keywords = summarizer.keywords(&document.text, keywords);
        Self {
            summary,
            paragraph,
            keywords: keywords.into_iter().map(|keyword| keyword.phrase).collect(),
        }
    }
}

/// All that is said of an article.
struct Brief<'run> {
    document: &'run Document,
    named: Named<'run>,
    digest: &'run Digest,
}

impl Brief<'_> {
    fn write_text(&self, output: &mut Output, is_first: bool) -> std::io::Result<()> {
        if !is_first {
            output.line("")?;
        }
        output.line(output.styled(STRONG, &self.document.id))?;
        if let Some(title) = &self.document.title {
            write_field(output, "title", title)?;
        }
        output.line(format_args!("{}{}", field(output, "labels"), self.named.phrase(output)))?;
        write_field(output, "summary", &self.digest.paragraph)?;
        write_field(output, "keywords", &self.digest.keywords.join(", "))
    }

    fn write_csv(&self, output: &mut Output) -> std::io::Result<()> {
        output.csv([
            self.document.id.as_str(),
            self.named.best().unwrap_or_default(),
            &self.named.labels().join("; "),
            &self.digest.paragraph,
            &self.digest.keywords.join("; "),
        ])
    }

    fn record(&self) -> Record<'_> {
        Record {
            id: &self.document.id,
            label: self.named.best(),
            labels: self.named.labels(),
            scores: self.named.scores(),
            summary: &self.digest.paragraph,
            sentences: sentences(self.document, &self.digest.summary),
            keywords: &self.digest.keywords,
        }
    }
}

/// Writes a field, unless there is nothing in it.
fn write_field(output: &mut Output, name: &str, text: &str) -> std::io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    output.line(format_args!("{}{}", field(output, name), output.paragraph(text, INDENT)))
}

/// The name of a field, filled up to the column where its text begins.
fn field(output: &Output, name: &str) -> String {
    output.styled(FAINT, &format!("  {name:<width$}", width = INDENT - 2))
}

/// A line of JSON.
#[derive(Serialize)]
struct Record<'run> {
    id: &'run str,
    label: Option<&'run str>,
    labels: Vec<&'run str>,
    scores: Scores<'run>,
    summary: &'run str,
    sentences: Vec<Sentence<'run>>,
    keywords: &'run [String],
}
