//! What is said on standard error.

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use anstyle::{AnsiColor, Style};
use indicatif::ProgressBar;

use crate::arguments::GlobalOptions;
use crate::cleanse::cleansed;
use crate::output::{is_coloured, painted};

/// Why a run ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Whoever read the output has read enough.
    ClosedPipe,
    /// An error, and the way out of it.
    Said { message: String, hint: Option<String> },
}

impl From<nutgraf::Error> for Failure {
    fn from(error: nutgraf::Error) -> Self {
        Self::Said { message: error.to_string(), hint: error.hint() }
    }
}

impl From<io::Error> for Failure {
    /// An error of writing the output.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::ClosedPipe;
        }
        Self::Said {
            message: format!("cannot write to standard output: {error}"),
            hint: Some("see whether the disk that it goes to is full".to_owned()),
        }
    }
}

/// The messages of a run: errors always, the rest as asked for.
#[derive(Clone)]
pub(crate) struct Messages {
    is_quiet: bool,
    is_verbose: bool,
    is_coloured: bool,
    /// The bar that gets out of the way of what is said.
    bar: Arc<Mutex<ProgressBar>>,
}

impl Messages {
    pub(crate) fn new(global: &GlobalOptions) -> Self {
        Self {
            is_quiet: global.quiet,
            is_verbose: global.verbose,
            is_coloured: is_coloured(global.color, &io::stderr()),
            bar: Arc::new(Mutex::new(ProgressBar::hidden())),
        }
    }

    /// Whether a progress bar would be seen and is wanted.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.is_quiet && io::stderr().is_terminal()
    }

    /// Keeps what is said from now on off the lines of a bar.
    pub(crate) fn make_way_for(&self, bar: ProgressBar) {
        *self.bar.lock().unwrap_or_else(PoisonError::into_inner) = bar;
    }

    /// Whether everything is to be said.
    pub(crate) fn is_verbose(&self) -> bool {
        self.is_verbose
    }

    /// Says why the run ends, and what to do.
    pub(crate) fn error(&self, message: &str, hint: Option<&str>) {
        self.say(AnsiColor::Red, "error", message);
        if let Some(hint) = hint {
            self.say(AnsiColor::Cyan, "hint", hint);
        }
    }

    /// Says what may be wrong, while the run goes on.
    pub(crate) fn warning(&self, message: impl Display) {
        if !self.is_quiet {
            self.say(AnsiColor::Yellow, "warning", &message.to_string());
        }
    }

    /// Says what was done.
    pub(crate) fn note(&self, message: impl Display) {
        if !self.is_quiet {
            self.write_line(&cleansed(&message.to_string()));
        }
    }

    /// Says what only those want to know who asked for more.
    pub(crate) fn detail(&self, message: impl Display) {
        if self.is_verbose {
            self.note(message);
        }
    }

    fn say(&self, color: AnsiColor, kind: &str, message: &str) {
        let kind =
            painted(self.is_coloured, Style::new().bold().fg_color(Some(color.into())), kind);
        self.write_line(&format!("{kind}: {}", cleansed(message)));
    }

    fn write_line(&self, line: &str) {
        let bar = self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        bar.suspend(|| {
            // Where standard error is closed, there is nobody left to tell.
            let _ = io::stderr().lock().write_all(format!("{line}\n").as_bytes());
        });
    }
}

/// The first of some names, as many as a message can bear.
pub(crate) fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let more = if names.len() > SHOWN { ", ..." } else { "" };
    format!("{}{more}", names[..names.len().min(SHOWN)].join(", "))
}
