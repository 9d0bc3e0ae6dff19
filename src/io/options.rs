//! What a user says of inputs.

use super::input::InputFormat;
use super::notes::{Note, Notes};

/// How inputs are to be read.
///
/// | Parameter | Default |
/// |---|---|
/// | [`format`](Self::format) | [`InputFormat::Auto`]: found from name and content |
/// | [`text_column`](Self::text_column) and the other columns | guessed from usual names |
/// | [`max_document_bytes`](Self::max_document_bytes) | 16 MiB; at least 1 |
/// | [`include`](Self::include), [`exclude`](Self::exclude) | every file of a folder |
/// | [`literal_quotes`](Self::literal_quotes) | `false`: a cell may stand in quotes |
/// | [`notes`](Self::notes) | nobody is told |
///
/// # Example
///
/// ```
/// use nutgraf::io::{InputOptions, read_corpus};
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("desk.csv");
/// std::fs::write(&path, "desk,story\ntrade|ports,\"Tariffs, again.\"\nsport,They lost.\n").unwrap();
/// let options = InputOptions::default().text_column("story").label_column("desk");
/// let corpus = read_corpus(&path, options)?;
/// assert_eq!(corpus.documents()[0].labels, ["trade", "ports"]);
/// # Ok::<(), nutgraf::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct InputOptions {
    pub(super) format: InputFormat,
    pub(super) max_document_bytes: usize,
    pub(super) include: Vec<String>,
    pub(super) exclude: Vec<String>,
    pub(super) columns: ColumnNames,
    pub(super) literal_quotes: bool,
    pub(super) notes: Notes,
    /// Whether records may have a weight.
    pub(super) weighted: bool,
    /// Whether fields that mean nothing here are told of.
    pub(super) tells_left_out: bool,
}

/// The columns that were named.
#[derive(Clone, Debug, Default)]
pub(super) struct ColumnNames {
    pub(super) text: Option<String>,
    pub(super) label: Option<String>,
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
}

impl Default for InputOptions {
    fn default() -> Self {
        Self {
            format: InputFormat::Auto,
            max_document_bytes: Self::MAX_DOCUMENT_BYTES,
            include: Vec::new(),
            exclude: Vec::new(),
            columns: ColumnNames::default(),
            literal_quotes: false,
            notes: Notes::default(),
            weighted: false,
            tells_left_out: false,
        }
    }
}

impl InputOptions {
    /// The bytes that an article has at most where nothing else is said: 16 MiB.
    pub const MAX_DOCUMENT_BYTES: usize = 16 << 20;

    /// How articles lie in the inputs.
    pub fn format(mut self, format: InputFormat) -> Self {
        self.format = format;
        self
    }

    /// How many bytes a file that is read whole, or a record of one that is not, has at most.
    pub fn max_document_bytes(mut self, bytes: usize) -> Self {
        self.max_document_bytes = bytes;
        self
    }

    /// Of the files below folders, read those alone that one of these globs fits, as in `.gitignore`.
    pub fn include<S: Into<String>>(mut self, globs: impl IntoIterator<Item = S>) -> Self {
        self.include = globs.into_iter().map(Into::into).collect();
        self
    }

    /// Of the files below folders, leave out those that one of these globs fits, or a folder above them.
    pub fn exclude<S: Into<String>>(mut self, globs: impl IntoIterator<Item = S>) -> Self {
        self.exclude = globs.into_iter().map(Into::into).collect();
        self
    }

    /// The column of a table that holds the text; also the field of a JSON record.
    pub fn text_column(mut self, name: impl Into<String>) -> Self {
        self.columns.text = Some(name.into());
        self
    }

    /// The column of a table that holds the label, or several; also the field of a JSON record.
    pub fn label_column(mut self, name: impl Into<String>) -> Self {
        self.columns.label = Some(name.into());
        self
    }

    /// The column of a table that holds the id; also the field of a JSON record.
    pub fn id_column(mut self, name: impl Into<String>) -> Self {
        self.columns.id = Some(name.into());
        self
    }

    /// The column of a table that holds the headline; also the field of a JSON record.
    pub fn title_column(mut self, name: impl Into<String>) -> Self {
        self.columns.title = Some(name.into());
        self
    }

    /// Take quotation marks in tables as characters like any other, as some TSV files mean them.
    pub fn literal_quotes(mut self, literal: bool) -> Self {
        self.literal_quotes = literal;
        self
    }

    /// Whom to tell what was assumed, decoded or left out.
    pub fn notes(mut self, tell: impl Fn(&Note) + Send + Sync + 'static) -> Self {
        self.notes = Notes::to(tell);
        self
    }

    /// The same, reading the `weight` of records, which means nothing where no one learns from them.
    pub(super) fn weighted(mut self) -> Self {
        self.weighted = true;
        self
    }

    /// The same, telling of fields that are not read.
    pub(super) fn telling_left_out(mut self) -> Self {
        self.tells_left_out = true;
        self
    }
}

impl From<InputFormat> for InputOptions {
    fn from(format: InputFormat) -> Self {
        Self::default().format(format)
    }
}

/// Names in backticks, parted by commas.
pub(super) fn quoted<'name>(names: impl IntoIterator<Item = &'name String>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
