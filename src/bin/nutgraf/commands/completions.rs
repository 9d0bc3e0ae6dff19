//! `nutgraf completions`: what a shell needs to complete commands.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::ExitStatus;
use crate::arguments::{Arguments, examples};
use crate::messages::Failure;
use crate::output::Output;

/// Print the completions of a shell
#[derive(Args, Debug)]
#[command(after_help = examples![
    "nutgraf completions bash > ~/.local/share/bash-completion/completions/nutgraf",
    "nutgraf completions zsh > ~/.zfunc/_nutgraf",
    "nutgraf completions fish > ~/.config/fish/completions/nutgraf.fish",
])]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(crate) fn run(args: &CompletionsArgs, output: &mut Output) -> Result<ExitStatus, Failure> {
    // Into memory first: the generator panics where a pipe is closed.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "nutgraf", &mut script);
    output.bytes(&script)?;
    Ok(ExitStatus::Done)
}
