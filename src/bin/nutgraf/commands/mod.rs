//! The commands: one file each, with its arguments and its run.

mod brief;
mod classify;
mod completions;
mod convert;
mod evaluate;
mod inspect;
mod learn_on;
mod man;
mod summarize;
mod train;
mod train_summarizer;

use clap::Subcommand;

use crate::ExitStatus;
use crate::arguments::Arguments;
use crate::messages::{Failure, Messages};
use crate::output::Output;

/// What is to be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Brief(brief::BriefArgs),
    Classify(classify::ClassifyArgs),
    Summarize(summarize::SummarizeArgs),
    Train(train::TrainArgs),
    TrainSummarizer(train_summarizer::TrainSummarizerArgs),
    Evaluate(evaluate::EvaluateArgs),
    Inspect(inspect::InspectArgs),
    Convert(convert::ConvertArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// Does it.
pub(crate) fn run(
    arguments: &Arguments,
    output: &mut Output,
    messages: &Messages,
) -> Result<ExitStatus, Failure> {
    if let Some(threads) = arguments.global.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get());
        pool.build_global().map_err(|error| Failure::Said {
            message: format!("cannot start {threads} threads: {error}"),
            hint: Some("lower `--threads`".to_owned()),
        })?;
    }
    match &arguments.command {
        Command::Brief(args) => brief::run(args, output, messages),
        Command::Classify(args) => classify::run(args, output, messages),
        Command::Summarize(args) => summarize::run(args, output, messages),
        Command::Train(args) => train::run(args, messages),
        Command::TrainSummarizer(args) => train_summarizer::run(args, messages),
        Command::Evaluate(args) => evaluate::run(args, output, messages),
        Command::Inspect(args) => inspect::run(args, output),
        Command::Convert(args) => convert::run(args, output, messages),
        Command::Completions(args) => completions::run(args, output),
        Command::Man(args) => man::run(args, messages),
    }
}
