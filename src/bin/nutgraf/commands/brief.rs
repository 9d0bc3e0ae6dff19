//! `nutgraf brief`: labels, summary and keywords of articles, together.

use clap::Args;
use nutgraf::corpus::Document;
use nutgraf::pipeline::{Summary, TextSummarizer};
use nutgraf::text::Language;
use serde::Serialize;

use crate::ExitStatus;
use crate::arguments::examples;
use crate::articles::InputArgs;
use crate::html;
use crate::messages::{Failure, Messages};
use crate::model::ModelArgs;
use crate::output::{FAINT, Output, Page, STRONG};
use crate::prediction::{Named, Scores};
use crate::summary::{
    Answers, Sentence, SummaryArgs, SummaryFormat, headline, page_title, sentences,
};

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
    format: SummaryFormat,
}

pub(crate) fn run(
    args: &BriefArgs,
    output: &mut Output,
    messages: &Messages,
) -> Result<ExitStatus, Failure> {
    let articles = args.input.open(output, messages)?;
    let classifier = args.model.read()?.classifier;
    let predictor = classifier.predictor();
    let summarizer = args.summary.build()?;
    if args.format == SummaryFormat::Csv {
        output.csv(["id", "label", "labels", "summary", "keywords"])?;
    }
    let answers = Answers::default();
    let status = articles.each(output, |documents, place, page| {
        let predictions = predictor.predict_all(documents);
        for (number, (document, prediction)) in documents.iter().zip(&predictions).enumerate() {
            let digest = &Digest::new(&summarizer, document, args.keywords);
            answers.count(digest.summary.query_found);
            let brief = Brief { document, named: Named::new(&classifier, prediction), digest };
            match args.format {
                SummaryFormat::Text => brief.write_text(page, place.before + number == 0)?,
                SummaryFormat::Jsonl => page.json(&brief.record())?,
                SummaryFormat::Csv => brief.write_csv(page)?,
                SummaryFormat::Html => {
                    if place.before + number == 0 {
                        let title = page_title(document, &digest.summary, place.is_alone);
                        page.line(html::head(&title))?;
                    }
                    brief.write_html(page, args.summary.language)?;
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

/// What an article comes down to.
struct Digest {
    summary: Summary,
    headline: Option<String>,
    paragraph: String,
    keywords: Vec<String>,
}

impl Digest {
    fn new(summarizer: &TextSummarizer, document: &Document, keywords: usize) -> Self {
        let summary = summarizer.summarize_document(document);
        let paragraph = summary.paragraph(&document.text);
        let keywords = summarizer.keywords_of_document(document, keywords);
        Self {
            headline: headline(document, &summary),
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
    fn write_text(&self, page: &mut Page, is_first: bool) -> std::io::Result<()> {
        if !is_first {
            page.line("")?;
        }
        page.line(page.styled(STRONG, &self.document.id))?;
        if let Some(title) = &self.document.title {
            write_field(page, "title", title)?;
        }
        page.line(format_args!("{}{}", field(page, "labels"), self.named.phrase(page)))?;
        write_field(page, "summary", &self.digest.paragraph)?;
        write_field(page, "keywords", &self.digest.keywords.join(", "))
    }

    fn write_csv(&self, page: &mut Page) -> std::io::Result<()> {
        page.csv([
            self.document.id.as_str(),
            self.named.best().unwrap_or_default(),
            &self.named.labels().join("; "),
            &self.digest.paragraph,
            &self.digest.keywords.join("; "),
        ])
    }

    fn write_html(&self, page: &mut Page, language: Option<Language>) -> std::io::Result<()> {
        let above = html::Above {
            summary: &self.digest.paragraph,
            labels: &self.named.plain_phrase(),
            keywords: &self.digest.keywords.join(", "),
            language,
        };
        page.line(html::article(self.document, &self.digest.summary.sentences, &above))
    }

    fn record(&self) -> Record<'_> {
        Record {
            id: &self.document.id,
            label: self.named.best(),
            labels: self.named.labels(),
            scores: self.named.scores(),
            headline: self.digest.headline.as_deref(),
            summary: &self.digest.paragraph,
            sentences: sentences(self.document, &self.digest.summary),
            keywords: &self.digest.keywords,
            query_found: self.digest.summary.query_found,
        }
    }
}

/// Writes a field, unless there is nothing in it.
fn write_field(page: &mut Page, name: &str, text: &str) -> std::io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    page.line(format_args!("{}{}", field(page, name), page.paragraph(text, INDENT)))
}

/// The name of a field, filled up to the column where its text begins.
fn field(page: &Page, name: &str) -> String {
    page.styled(FAINT, &format!("  {name:<width$}", width = INDENT - 2))
}

/// A line of JSON.
#[derive(Serialize)]
struct Record<'run> {
    id: &'run str,
    label: Option<&'run str>,
    labels: Vec<&'run str>,
    scores: Scores<'run>,
    headline: Option<&'run str>,
    summary: &'run str,
    sentences: Vec<Sentence<'run>>,
    keywords: &'run [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    query_found: Option<bool>,
}
