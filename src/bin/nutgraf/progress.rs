//! How far long work has come, on standard error.

use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::messages::Messages;

const COUNTED: &str = "{msg:<24} {wide_bar} {human_pos}/{human_len} {eta:>4} left";
const BYTES: &str = "{msg:<24} {wide_bar} {bytes}/{total_bytes} {eta:>4} left";
const OPEN_END: &str = "{spinner} {msg} {bytes} in {elapsed}";

/// A bar with the time that is left; nothing where nobody would see it.
pub(crate) struct Progress {
    bar: ProgressBar,
    stage: Mutex<&'static str>,
}

impl Progress {
    /// Of work in stages, each with a count of its own.
    pub(crate) fn of_stages(messages: &Messages) -> Self {
        Self::new(messages, messages.shows_progress(), Some(0), COUNTED)
    }

    /// Of reading so many bytes, or as many as will come.
    pub(crate) fn of_bytes(messages: &Messages, is_shown: bool, total: Option<u64>) -> Self {
        let template = if total.is_some() { BYTES } else { OPEN_END };
        let progress = Self::new(messages, is_shown, total, template);
        progress.bar.set_message("reading");
        progress
    }

    fn new(messages: &Messages, is_shown: bool, total: Option<u64>, template: &str) -> Self {
        let target =
            if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(total, target);
        let style = ProgressStyle::with_template(template);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        messages.make_way_for(bar.clone());
        Self { bar, stage: Mutex::new("") }
    }

    /// Shows how far a stage has come; may be called from any thread.
    pub(crate) fn stage(&self, stage: &'static str, done: u64, total: u64) {
        let mut current = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if *current != stage {
            *current = stage;
            self.bar.reset();
            self.bar.set_message(stage);
        }
        self.bar.set_length(total);
        self.bar.set_position(done);
    }

    /// Shows how many bytes are read.
    pub(crate) fn position(&self, bytes: u64) {
        self.bar.set_position(bytes);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
