//! How inputs are to be read, as far as it can be typed.

use std::sync::{Mutex, PoisonError};

use clap::Args;
use nutgraf::io::{InputFormat, InputOptions};

use crate::arguments::{input_format, size};
use crate::messages::Messages;
use crate::notices::Notices;

/// How articles lie in the inputs.
#[derive(Args, Debug)]
pub(crate) struct ReadingArgs {
    /// How articles lie in the inputs; `auto` finds it from name and content
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = input_format())]
    pub(crate) input_format: InputFormat,
    /// Of the files in folders, read those alone that fit this glob, such as '*.html'; may be given
    /// several times
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Of the files in folders, leave out those that fit this glob; may be given several times
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// How long an article may be at most, such as 800kB or 64MB; a longer one is an error [default:
    /// 16 MiB]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    max_document_bytes: Option<usize>,
    /// The column of a table with the text [default: guessed from usual names, and said]; also the field of
    /// a JSON record [default: `text`]
    #[arg(long, value_name = "NAME", help_heading = "Columns and fields")]
    text_column: Option<String>,
    /// The same with the label; several in a cell are parted by `|`, or else by `;`, or are a JSON array
    /// [default: guessed; `label` and `labels`]
    #[arg(long, value_name = "NAME", help_heading = "Columns and fields")]
    label_column: Option<String>,
    /// The same with the id [default: guessed; `id`]
    #[arg(long, value_name = "NAME", help_heading = "Columns and fields")]
    id_column: Option<String>,
    /// The same with the headline [default: guessed; `title`]
    #[arg(long, value_name = "NAME", help_heading = "Columns and fields")]
    title_column: Option<String>,
    /// Take quotation marks in tables as characters like any other
    #[arg(long, help_heading = "Columns and fields")]
    literal_quotes: bool,
}

impl ReadingArgs {
    /// The same for the library; its notes are said.
    pub(crate) fn options(&self, messages: &Messages) -> InputOptions {
        let notices = Mutex::new(Notices::new(messages));
        let mut options = InputOptions::default()
            .format(self.input_format)
            .literal_quotes(self.literal_quotes)
            .include(&self.include)
            .exclude(&self.exclude)
            .notes(move |note| notices.lock().unwrap_or_else(PoisonError::into_inner).say(note));
        if let Some(most) = self.max_document_bytes {
            options = options.max_document_bytes(most);
        }
        if let Some(name) = &self.text_column {
            options = options.text_column(name);
        }
        if let Some(name) = &self.label_column {
            options = options.label_column(name);
        }
        if let Some(name) = &self.id_column {
            options = options.id_column(name);
        }
        if let Some(name) = &self.title_column {
            options = options.title_column(name);
        }
        options
    }
}
