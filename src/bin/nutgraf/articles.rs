//! The articles that a command is given, in batches that all threads share.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use nutgraf::corpus::Document;
use nutgraf::io::{Documents, InputFormat};

use crate::ExitStatus;
use crate::arguments::input_format;
use crate::messages::{Failure, Messages};
use crate::output::Output;
use crate::progress::Progress;

/// A batch ends with whichever comes first: enough to keep every thread busy, not more in memory.
const BATCH_DOCUMENTS: usize = 1_024;
const BATCH_BYTES: usize = 8 << 20;

/// Where articles come from.
#[derive(Args, Debug)]
pub(crate) struct InputArgs {
    /// Files, folders, or `-` for standard input [default: standard input]
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// How articles lie in the inputs; `auto` finds it from name and content
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = input_format())]
    pub(crate) input_format: InputFormat,
    /// Pass over articles that cannot be read, with a warning each; the exit code is then 1
    #[arg(long)]
    pub(crate) keep_going: bool,
}

impl InputArgs {
    /// Opens the inputs.
    pub(crate) fn open<'run>(
        &self,
        output: &Output,
        messages: &'run Messages,
    ) -> Result<Articles<'run>, Failure> {
        let inputs = inputs_or_standard_input(&self.inputs)?;
        let documents = Documents::open(&inputs, self.input_format)?;
        // Results on the same screen would tear the bar apart.
        let is_shown = messages.shows_progress() && !output.is_terminal();
        let progress = Progress::of_bytes(is_shown, documents.bytes());
        Ok(Articles {
            documents,
            messages,
            progress,
            keep_going: self.keep_going,
            read: 0,
            passed_over: 0,
            error: None,
            start: Instant::now(),
        })
    }
}

/// The inputs that were typed, or standard input where something is piped into it.
fn inputs_or_standard_input(inputs: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    if !inputs.is_empty() {
        return Ok(inputs.to_vec());
    }
    if io::stdin().is_terminal() {
        return Err(Failure::Said {
            message: "expected an article, found no INPUT and nothing piped in".to_owned(),
            hint: Some(
                "name files or folders, pipe an article in, or type one after `-`".to_owned(),
            ),
        });
    }
    Ok(vec![PathBuf::from("-")])
}

/// Articles as they are read.
pub(crate) struct Articles<'run> {
    documents: Documents,
    messages: &'run Messages,
    progress: Progress,
    keep_going: bool,
    read: usize,
    passed_over: usize,
    /// What ends the run once the articles before it are done.
    error: Option<Failure>,
    start: Instant,
}

impl Articles<'_> {
    /// The next articles, in order; none at the end.
    ///
    /// # Errors
    ///
    /// For an article that cannot be read, unless the run keeps going; the articles before it were
    /// given out.
    pub(crate) fn next_batch(&mut self) -> Result<Vec<Document>, Failure> {
        let mut batch: Vec<Document> = Vec::new();
        let mut bytes = 0;
        while self.error.is_none() && batch.len() < BATCH_DOCUMENTS && bytes < BATCH_BYTES {
            match self.documents.next() {
                None => break,
                Some(Ok(document)) => {
                    bytes += document.text.len();
                    batch.push(document);
                }
                Some(Err(error)) if self.keep_going => {
                    self.passed_over += 1;
                    self.progress
                        .suspended(|| self.messages.warning(format!("{error}; passed over")));
                }
                Some(Err(error)) => self.error = Some(error.into()),
            }
        }
        self.progress.position(self.documents.bytes_read());
        self.read += batch.len();
        match self.error.take_if(|_| batch.is_empty()) {
            Some(error) => Err(error),
            None => Ok(batch),
        }
    }

    /// How the reading went, once it is over.
    pub(crate) fn status(&self) -> ExitStatus {
        let seconds = self.start.elapsed().as_secs_f64();
        self.messages.detail(format!("articles: {}, in {seconds:.2} s", self.read));
        if self.passed_over == 0 {
            return ExitStatus::Done;
        }
        let articles = if self.passed_over == 1 { "article was" } else { "articles were" };
        self.messages.warning(format!("{} {articles} passed over", self.passed_over));
        ExitStatus::Unmet
    }
}
