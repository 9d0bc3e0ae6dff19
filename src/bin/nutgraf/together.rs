//! Several articles to one paragraph, and where each of its sentences is from.

use std::io;

use nutgraf::corpus::Document;
use nutgraf::pipeline::{JointSentence, JointSummary, SummarySentence};
use nutgraf::text::Language;
use serde::Serialize;

use crate::html;
use crate::output::{FAINT, Output, Page, STRONG};
use crate::summary::SummaryFormat;

/// A summary of several articles, and what it was made of.
pub(crate) struct Together<'run> {
    documents: &'run [Document],
    summary: &'run JointSummary,
    /// The articles that sentences are from, ascending.
    sources: Vec<usize>,
    /// The language of articles that do not name theirs, where one was asked for.
    language: Option<Language>,
}

impl<'run> Together<'run> {
    pub(crate) fn new(
        documents: &'run [Document],
        summary: &'run JointSummary,
        language: Option<Language>,
    ) -> Self {
        let mut sources: Vec<usize> = summary.sentences.iter().map(|s| s.document).collect();
        sources.dedup();
        Self { documents, summary, sources, language }
    }

    pub(crate) fn write(&self, format: SummaryFormat, output: &mut Output) -> io::Result<()> {
        let mut page = output.page();
        match format {
            SummaryFormat::Text => self.write_text(&mut page)?,
            SummaryFormat::Jsonl => page.json(&self.record())?,
            SummaryFormat::Csv => {
                page.csv(["sources", "summary"])?;
                let summary = self.summary.paragraph(self.documents);
                page.csv([&self.names().join("; "), &summary])?;
            }
            SummaryFormat::Html => self.write_html(&mut page)?,
        }
        output.put(&page)
    }

    /// The paragraph, the number of its source behind each run of sentences from one; then the sources.
    fn write_text(&self, page: &mut Page) -> io::Result<()> {
        page.line(page.paragraph(&self.marked_paragraph(), 0))?;
        page.line("")?;
        for (number, name) in self.names().into_iter().enumerate() {
            let number = page.styled(FAINT, &format!("[{}]", number + 1));
            page.line(format_args!("{number} {}", page.styled(STRONG, name)))?;
        }
        Ok(())
    }

    fn marked_paragraph(&self) -> String {
        let runs = self.summary.sentences.chunk_by(|one, other| one.document == other.document);
        let run = |(number, sentences): (usize, &[JointSentence])| {
            let texts: Vec<&str> = sentences.iter().map(|sentence| self.text(sentence)).collect();
            format!("{} [{}]", texts.join(" "), number + 1)
        };
        let text = runs.enumerate().map(run).collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn text(&self, sentence: &JointSentence) -> &'run str {
        &self.documents[sentence.document].text[sentence.span.clone()]
    }

    fn names(&self) -> Vec<&'run str> {
        self.sources.iter().map(|&source| self.documents[source].id.as_str()).collect()
    }

    /// The paragraph, the sources, and then every article with what was taken of it.
    fn write_html(&self, page: &mut Page) -> io::Result<()> {
        let title = self.summary.headline.as_deref().unwrap_or("Summary");
        page.line(html::head(title))?;
        page.line(html::joint(title, &self.marked_paragraph(), &self.names()))?;
        let above = html::Above { language: self.language, ..html::Above::default() };
        let mut rest = self.summary.sentences.as_slice();
        for (index, document) in self.documents.iter().enumerate() {
            let (own, others) = rest.split_at(rest.partition_point(|s| s.document == index));
            rest = others;
            let sentences: Vec<SummarySentence> = own
                .iter()
                .map(|sentence| SummarySentence {
                    span: sentence.span.clone(),
                    score: sentence.score,
                })
                .collect();
            page.line(html::article(document, &sentences, &above))?;
        }
        page.line(html::FOOT)
    }

    fn record(&self) -> Record<'_> {
        let sentence = |sentence: &JointSentence| Sentence {
            source: &self.documents[sentence.document].id,
            start: sentence.span.start,
            end: sentence.span.end,
            text: self.text(sentence),
            score: sentence.score,
        };
        Record {
            ids: self.documents.iter().map(|document| document.id.as_str()).collect(),
            headline: self.summary.headline.as_deref(),
            summary: self.summary.paragraph(self.documents),
            sentences: self.summary.sentences.iter().map(sentence).collect(),
            query_found: self.summary.query_found,
        }
    }
}

/// A line of JSON.
#[derive(Serialize)]
struct Record<'run> {
    /// Of all articles that were given.
    ids: Vec<&'run str>,
    headline: Option<&'run str>,
    summary: String,
    sentences: Vec<Sentence<'run>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_found: Option<bool>,
}

/// A sentence, the article that it is from, and where it stands in that.
#[derive(Serialize)]
struct Sentence<'run> {
    source: &'run str,
    start: usize,
    end: usize,
    text: &'run str,
    score: f64,
}
