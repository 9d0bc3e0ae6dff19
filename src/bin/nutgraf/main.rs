//! nutgraf on the command line: labels, summaries and keywords for news articles, offline.

mod arguments;
mod articles;
mod cleaning;
mod cleanse;
mod commands;
mod explanation;
mod html;
mod messages;
mod model;
mod notices;
mod output;
mod prediction;
mod progress;
mod reading;
mod summary;
mod together;
mod tuning;
mod wrap;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::Arguments;
use messages::{Failure, Messages};
use output::Output;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ExitStatus {
    /// All was done.
    Done,
    /// A threshold that was asked for is not met, or some articles were passed over.
    Unmet,
    /// An error ended it.
    Failed,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        match status {
            ExitStatus::Done => Self::SUCCESS,
            ExitStatus::Unmet => Self::from(1),
            ExitStatus::Failed => Self::from(2),
        }
    }
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(message) => {
            // Help goes to standard output; where that is closed, nobody reads it.
            let _ = message.print();
            let status = if message.use_stderr() { ExitStatus::Failed } else { ExitStatus::Done };
            return status.into();
        }
    };
    let messages = Messages::new(&arguments.global);
    let mut output = Output::new(&arguments.global);
    let result = commands::run(&arguments, &mut output, &messages)
        .and_then(|status| output.flush().map(|()| status).map_err(Failure::from));
    let status = match result {
        Ok(status) => status,
        Err(Failure::ClosedPipe) => ExitStatus::Done,
        Err(Failure::Said { message, hint }) => {
            messages.error(&message, hint.as_deref());
            ExitStatus::Failed
        }
    };
    status.into()
}
