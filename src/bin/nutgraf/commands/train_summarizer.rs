//! `nutgraf train-summarizer`: weights of the summariser, from articles with summaries.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use nutgraf::io;
use nutgraf::pipeline::RankerParams;

use crate::ExitStatus;
use crate::arguments::examples;
use crate::messages::{Failure, Messages};

/// Learn from articles with summaries which sentences to pick
///
/// The same corpus gives the same file, byte for byte, on any number of threads.
#[derive(Args, Debug)]
#[command(visible_alias = "train-summariser", after_help = examples![
    "nutgraf train-summarizer corpus.jsonl --output weights.json",
    "nutgraf train-summarizer news.jsonl sports.jsonl --output weights.json",
    "nutgraf summarize article.txt --weights weights.json",
])]
pub(crate) struct TrainSummarizerArgs {
    /// Articles as JSON Lines with `text`, `summary` and optionally `title`
    #[arg(value_name = "CORPUS", required = true)]
    corpora: Vec<PathBuf>,
    /// The file to write the weights to
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// What an error costs, against the size of the weights
    #[arg(long, value_name = "C", default_value_t = 0.05)]
    cost: f32,
    /// How many regression trees mend the linear model; 0 for none
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u16))]
    trees: u16,
}

pub(crate) fn run(args: &TrainSummarizerArgs, messages: &Messages) -> Result<ExitStatus, Failure> {
    let start = Instant::now();
    // Before the work, not after it.
    io::check_writable(&args.output)?;
    let mut articles = Vec::new();
    for corpus in &args.corpora {
        articles.extend(io::read_summaries(corpus)?);
    }
    let ranker = RankerParams::default().c(args.cost).trees(args.trees.into()).fit(&articles)?;
    io::write_ranker(&args.output, &ranker)?;
    messages.note(format!(
        "learned from {} articles in {:.2} s; wrote {}",
        articles.len(),
        start.elapsed().as_secs_f64(),
        args.output.display(),
    ));
    Ok(ExitStatus::Done)
}
