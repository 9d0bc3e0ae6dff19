//! The articles that a command is given: read ahead by a thread of their own, done in parallel, written
//! in their order.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use clap::Args;
use nutgraf::corpus::Document;
use nutgraf::io::{Documents, FailureLog};
use rayon::prelude::*;

use crate::ExitStatus;
use crate::messages::{Failure, Messages};
use crate::output::{Output, Page};
use crate::progress::Progress;
use crate::reading::ReadingArgs;

/// A batch ends with whichever comes first: enough to keep every thread busy, not more in memory. The
/// first ones are smaller, so that work begins at once.
const BATCH_DOCUMENTS: usize = 1_024;
const FIRST_BATCH_DOCUMENTS: usize = 64;
const BATCH_BYTES: usize = 8 << 20;
/// How many batches wait to be taken up.
const AHEAD: usize = 1;

/// Where articles come from.
#[derive(Args, Debug)]
pub(crate) struct InputArgs {
    /// Files, folders, globs, or `-` for standard input [default: standard input]
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// The headline of the article, where it does not stand in its text; for one article alone
    #[arg(long, value_name = "HEADLINE")]
    title: Option<String>,
    /// Pass over articles that cannot be read, with a warning each; the exit code is then 1
    #[arg(long)]
    pub(crate) keep_going: bool,
    /// Put each article that is passed over into this file, with its place and the reason, instead of
    /// warning: JSON Lines
    #[arg(long, value_name = "FILE", requires = "keep_going")]
    errors: Option<PathBuf>,
}

impl InputArgs {
    /// Opens the inputs, and begins to read.
    pub(crate) fn open(&self, output: &Output, messages: &Messages) -> Result<Articles, Failure> {
        if self.title.as_deref().is_some_and(|title| title.trim().is_empty()) {
            return Err(Failure::Said {
                message: "expected a headline after `--title`, found none".to_owned(),
                hint: Some("leave `--title` out where the article has no headline".to_owned()),
            });
        }
        let inputs = inputs_or_standard_input(&self.inputs)?;
        let documents = Documents::open(&inputs, self.reading.options(messages))?;
        // Results on the same screen would tear the bar apart.
        let is_shown = messages.shows_progress() && !output.is_terminal();
        let progress = Progress::of_bytes(messages, is_shown, documents.bytes());
        let failures = self.errors.as_deref().map(|path| FailureLog::create(path, &inputs));
        let reading = Reading {
            documents,
            progress,
            messages: messages.clone(),
            keep_going: self.keep_going,
            title: self.title.clone(),
            failures: failures.transpose()?,
            tally: Tally::default(),
        };
        let (sender, batches) = mpsc::sync_channel(AHEAD);
        // Not scoped: when nobody wants results any more, the run ends without waiting for input.
        let reader = thread::spawn(move || reading.run(|batch| sender.send(batch).is_ok()));
        let (messages, start) = (messages.clone(), Instant::now());
        Ok(Articles { batches, reader, messages, errors: self.errors.clone(), start })
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

/// The error for a title that is to name more than one article.
fn second_article(document: &Document) -> Failure {
    Failure::Said {
        message: format!("`--title` names one article, found a second, `{}`", document.id),
        hint: Some("give each record its own `title` in JSON Lines".to_owned()),
    }
}

/// What the reading came to.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    read: usize,
    passed_over: usize,
}

/// The thread that reads.
struct Reading {
    documents: Documents,
    progress: Progress,
    messages: Messages,
    keep_going: bool,
    /// The title of the only article.
    title: Option<String>,
    failures: Option<FailureLog>,
    tally: Tally,
}

impl Reading {
    /// Reads to the end, or to the first article that cannot be read unless it is to keep going,
    /// and hands on batch after batch until one is not wanted.
    fn run(mut self, mut hand_on: impl FnMut(Vec<Document>) -> bool) -> Result<Tally, Failure> {
        let mut most = FIRST_BATCH_DOCUMENTS;
        loop {
            let mut batch = Vec::new();
            let ending = self.fill(&mut batch, most);
            most = BATCH_DOCUMENTS.min(most * 2);
            self.progress.position(self.documents.bytes_read());
            self.tally.read += batch.len();
            let wanted = batch.is_empty() || hand_on(batch);
            match ending {
                Some(result) => return result.map(|()| self.tally),
                None if !wanted => return Ok(self.tally),
                None => {}
            }
        }
    }

    /// Fills a batch; says how the reading ends where it does.
    fn fill(&mut self, batch: &mut Vec<Document>, most: usize) -> Option<Result<(), Failure>> {
        let mut bytes = 0;
        while batch.len() < most && bytes < BATCH_BYTES {
            match self.documents.next() {
                None => return Some(Ok(())),
                Some(Ok(mut document)) => {
                    bytes += document.text.len();
                    if let Some(title) = &self.title {
                        if self.tally.read + batch.len() > 0 {
                            return Some(Err(second_article(&document)));
                        }
                        document.title = Some(title.clone());
                    }
                    batch.push(document);
                }
                Some(Err(error)) if self.keep_going => {
                    self.tally.passed_over += 1;
                    match &mut self.failures {
                        None => self.messages.warning(format!("{error}; passed over")),
                        Some(failures) => {
                            if let Err(error) = failures.put(&error, self.documents.last_record()) {
                                return Some(Err(error.into()));
                            }
                        }
                    }
                }
                Some(Err(error)) => return Some(Err(error.into())),
            }
        }
        None
    }
}

/// Articles as they come in.
pub(crate) struct Articles {
    batches: Receiver<Vec<Document>>,
    reader: JoinHandle<Result<Tally, Failure>>,
    messages: Messages,
    /// Where what is passed over is kept.
    errors: Option<PathBuf>,
    start: Instant,
}

/// Where some articles stand among all.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// How many articles come before them.
    pub(crate) before: usize,
    /// Whether the first of them is the only one of the run, as far as was read.
    pub(crate) is_alone: bool,
}

impl Articles {
    /// Has `write` put what is to be said of articles on pages, in parallel, and writes the pages
    /// in the order of the articles.
    ///
    /// # Errors
    ///
    /// When the output cannot be written, and for the first article that could not be read, once
    /// all before it are done.
    pub(crate) fn each<W>(self, output: &mut Output, write: W) -> Result<ExitStatus, Failure>
    where
        W: Fn(&[Document], Place, &mut Page) -> io::Result<()> + Sync,
    {
        let mut done = 0;
        for batch in &self.batches {
            let is_alone = done == 0 && batch.len() == 1;
            let pieces = rayon::current_num_threads() * 4;
            let size = batch.len().div_ceil(pieces);
            let blank: Vec<Page> = batch.chunks(size).map(|_| output.page()).collect();
            let pages: Vec<Page> = batch
                .par_chunks(size)
                .zip(blank)
                .enumerate()
                .map(|(number, (documents, mut page))| {
                    let place = Place { before: done + number * size, is_alone };
                    write(documents, place, &mut page).map(|()| page)
                })
                .collect::<io::Result<_>>()?;
            for page in &pages {
                output.put(page)?;
            }
            output.flush()?;
            done += batch.len();
        }
        self.finish()
    }

    /// All of the articles, held at once, and how the reading went.
    ///
    /// # Errors
    ///
    /// For the first article that could not be read, and where there is none at all.
    pub(crate) fn all(self) -> Result<(Vec<Document>, ExitStatus), Failure> {
        let documents: Vec<Document> = self.batches.iter().flatten().collect();
        let status = self.finish()?;
        if documents.is_empty() {
            return Err(Failure::Said {
                message: "expected articles to summarise together, found none that can be read"
                    .to_owned(),
                hint: Some("see the warnings above for what stands in the inputs".to_owned()),
            });
        }
        Ok((documents, status))
    }

    /// How the reading went, once it is over.
    fn finish(self) -> Result<ExitStatus, Failure> {
        let tally = self.reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        let seconds = self.start.elapsed().as_secs_f64();
        self.messages.detail(format!("articles: {}, in {seconds:.2} s", tally.read));
        if tally.passed_over == 0 {
            return Ok(ExitStatus::Done);
        }
        let articles = if tally.passed_over == 1 { "article was" } else { "articles were" };
        let place = self.errors.map(|path| format!("; see `{}`", path.display()));
        let place = place.unwrap_or_default();
        self.messages.warning(format!("{} {articles} passed over{place}", tally.passed_over));
        Ok(ExitStatus::Unmet)
    }
}
