//! `nutgraf man`: manual pages.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use clap_mangen::Man;
use nutgraf::io;

use crate::ExitStatus;
use crate::arguments::{Arguments, examples};
use crate::messages::{Failure, Messages};

/// Write the manual pages, one of nutgraf and one of each command, into a folder
#[derive(Args, Debug)]
#[command(after_help = examples![
    "nutgraf man ~/.local/share/man/man1",
])]
pub(crate) struct ManArgs {
    /// The folder, which must be there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(crate) fn run(args: &ManArgs, messages: &Messages) -> Result<ExitStatus, Failure> {
    let mut nutgraf = Arguments::command().disable_help_subcommand(true);
    // Gives the commands their full names, such as `nutgraf-train`.
    nutgraf.build();
    let mut pages = 0;
    for command in nutgraf.get_subcommands().chain([&nutgraf]) {
        let page = Man::new(command.clone());
        let mut text = Vec::new();
        page.render(&mut text)?;
        // What follows a command's help is examples, which the generator cannot know.
        let text =
            String::from_utf8_lossy(&text).replace(".SH EXTRA\nExamples:\n", ".SH EXAMPLES\n");
        io::write_atomically(&args.folder.join(page.get_filename()), text.as_bytes())?;
        pages += 1;
    }
    messages.note(format!("wrote {pages} pages to {}", args.folder.display()));
    Ok(ExitStatus::Done)
}
