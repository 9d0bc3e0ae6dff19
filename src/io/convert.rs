//! Turns a corpus of one format into another.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::atomic::AtomicFile;
use super::documents::Documents;
use super::input::{self, InputFormat};
use super::label_folders::{LabelFolders, write_label_folders};
use super::notes::Notes;
use super::options::InputOptions;
use super::spool::{Spool, SpoolWriter};
use super::{detection, output, parquet_input};
use crate::corpus::{Document, Outline};
use crate::{Error, Result};

/// A corpus on its way from one format to another.
///
/// It is read whole, article by article, into a temporary file before anything is written, so that
/// an error leaves nothing half done, standard input will do, and an output may replace its input.
/// In memory are one article and the labels.
///
/// # Example
///
/// ```
/// use nutgraf::io::{Conversion, InputFormat};
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("corpus.csv");
/// std::fs::write(&path, "id,label,text\n7,trade|ports,\"Tariffs, again.\"\n").unwrap();
/// let mut written = Vec::new();
/// Conversion::read(&path, InputFormat::Auto, InputFormat::FastText)?.write(&mut written).unwrap();
/// assert_eq!(written, b"__label__trade __label__ports Tariffs, again.\n");
/// # Ok::<(), nutgraf::Error>(())
/// ```
pub struct Conversion {
    format: InputFormat,
    spool: Spool,
    survey: Survey,
}

/// Bytes that are held before they are written to the temporary file.
const HELD: usize = 1 << 13;

/// What a corpus holds.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) outline: Outline,
    pub(super) titles: usize,
    pub(super) languages: usize,
    pub(super) weights: usize,
    /// How many texts are not written as they are.
    pub(super) changed_texts: usize,
}

impl Survey {
    fn add(&mut self, document: &Document) {
        self.outline.add(document);
        self.titles += usize::from(document.title.is_some());
        self.languages += usize::from(document.language.is_some());
        self.weights += usize::from(document.weight.is_some());
    }
}

impl InputFormat {
    /// The formats that can be written.
    pub const WRITABLE: &[Self] = &[
        Self::Jsonl,
        Self::Csv,
        Self::Tsv,
        Self::FastText,
        Self::Prodigy,
        Self::LabelStudio,
        Self::Doccano,
        Self::Parquet,
        Self::Folder,
    ];

    /// The format that a file to be written is named after, with or without `.gz`; a folder's where
    /// the name ends in a slash. None where the name does not tell.
    pub fn of_output(path: &Path) -> Option<Self> {
        let bytes = path.as_os_str().as_encoded_bytes();
        if bytes.ends_with(b"/") || path.is_dir() {
            return Some(Self::Folder);
        }
        let is_json =
            |path: &Path| path.extension().is_some_and(|name| name.eq_ignore_ascii_case("json"));
        match detection::by_name(path, is_named(path, "gz")) {
            None if is_json(path) => Some(Self::LabelStudio),
            format => format,
        }
    }
}

impl Conversion {
    /// Reads a corpus, labelled or not, for a format.
    ///
    /// # Errors
    ///
    /// As [`Documents`] fail, for the first article that is not well formed; [`Error::Record`] for
    /// the first that the format cannot hold without loss, and [`Error::InvalidParameter`] for a
    /// format that is not among [`InputFormat::WRITABLE`]. What is lost beyond texts and labels is
    /// told as a note.
    pub fn read(
        input: &Path,
        options: impl Into<InputOptions>,
        format: InputFormat,
    ) -> Result<Self> {
        if !InputFormat::WRITABLE.contains(&format) {
            return Err(Error::InvalidParameter {
                name: "output-format",
                expected: "a format of several articles",
                actual: format.name().to_owned(),
            });
        }
        if format == InputFormat::Parquet && !parquet_input::IS_THERE {
            return Err(parquet_input::missing(input));
        }
        let options = options.into().weighted().telling_left_out();
        let notes = options.notes.clone();
        let mut spool = SpoolWriter::new(HELD)?;
        let mut survey = Survey::default();
        let place = input::place(input);
        for document in documents(input, options)? {
            let document = document?;
            survey.add(&document);
            survey.changed_texts += usize::from(output::check(&document, format, &place)?);
            spool.put(&document)?;
        }
        let spool = spool.finish()?;
        output::check_labels(&survey, format, &place)?;
        tell(&notes, &survey, format);
        Ok(Self { format, spool, survey })
    }

    /// How many articles there are.
    pub fn documents(&self) -> usize {
        self.survey.outline.documents()
    }

    /// Writes the corpus; a folder per label cannot be written so.
    ///
    /// # Errors
    ///
    /// When the writer fails, or the temporary file cannot be read.
    pub fn write(self, writer: &mut dyn Write) -> io::Result<()> {
        let (format, survey) = (self.format, &self.survey);
        #[cfg(feature = "parquet")]
        if format == InputFormat::Parquet {
            return super::parquet_writer::write(writer, survey, self.spool.documents()?);
        }
        let mut piece = Vec::new();
        output::header(&mut piece, survey, format);
        for (number, document) in self.spool.documents()?.enumerate() {
            output::record(&mut piece, &document?, number, survey, format);
            if piece.len() > 1 << 16 {
                writer.write_all(&piece)?;
                piece.clear();
            }
        }
        output::footer(&mut piece, format);
        writer.write_all(&piece)?;
        writer.flush()
    }

    /// Writes the corpus to a file, packed with gzip where its name ends in `.gz`, or to a folder:
    /// whole or not at all.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] when something stands there that is not to be replaced (a folder never is),
    /// and when the path cannot be written.
    pub fn write_file(self, path: &Path, replaces: bool) -> Result<()> {
        let result = if self.format == InputFormat::Folder {
            self.spool.documents().and_then(|documents| write_label_folders(path, documents))
        } else if !replaces && fs::symlink_metadata(path).is_ok() {
            Err(already_there())
        } else if is_named(path, "zst") {
            let reason = "nutgraf packs with gzip only; pack with `zstd` afterwards";
            Err(io::Error::new(io::ErrorKind::InvalidInput, reason))
        } else {
            self.write_atomically(path)
        };
        result.map_err(|source| Error::Write { path: path.to_owned(), source })
    }

    fn write_atomically(self, path: &Path) -> io::Result<()> {
        let mut file = AtomicFile::create(path)?;
        if is_named(path, "gz") {
            let mut packed = GzEncoder::new(&mut file, Compression::default());
            self.write(&mut packed)?;
            packed.finish()?;
        } else {
            self.write(&mut file)?;
        }
        file.commit()
    }
}

/// The error for what must not be replaced.
pub(super) fn already_there() -> io::Error {
    io::Error::new(io::ErrorKind::AlreadyExists, "something stands there already")
}

fn is_named(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

/// The articles of an input: of label folders where there are folders in a folder.
pub(super) fn documents(
    input: &Path,
    options: InputOptions,
) -> Result<Box<dyn Iterator<Item = Result<Document>>>> {
    let is_folder = !input::is_standard_input(input) && input::file_size(input)?.is_none();
    if is_folder && matches!(options.format, InputFormat::Auto | InputFormat::Folder) {
        let folders = LabelFolders::of(input, options.clone())?;
        if folders.labels() > 0 {
            return Ok(Box::new(folders));
        }
    }
    Ok(Box::new(Documents::open(&[input.to_owned()], options)?))
}

/// Says what the format does not hold, and what it holds otherwise.
fn tell(notes: &Notes, survey: &Survey, format: InputFormat) {
    let articles =
        |count: usize| if count == 1 { "1 article".into() } else { format!("{count} articles") };
    if matches!(format, InputFormat::FastText | InputFormat::Folder) {
        notes.say(&format!("{} holds no ids: they are left out", format.name()));
        for (name, count) in
            [("title", survey.titles), ("language", survey.languages), ("weight", survey.weights)]
        {
            if count > 0 {
                let articles = articles(count);
                notes.say(&format!(
                    "{} holds no {name}: that of {articles} is left out",
                    format.name()
                ));
            }
        }
    }
    if survey.changed_texts > 0 {
        let articles = articles(survey.changed_texts);
        notes.say(&format!(
            "{} holds one line an article: line breaks in {articles} became blanks, and blanks at \
             the ends were left out",
            format.name()
        ));
    }
    if format == InputFormat::FastText {
        for label in survey
            .outline
            .label_counts()
            .keys()
            .filter(|label| output::fasttext_label(label) != **label)
        {
            let written = output::fasttext_label(label);
            notes.say(&format!("the label `{label}` is written as `{written}`"));
        }
    }
    if format == InputFormat::Prodigy && survey.outline.label_counts().len() > output::MOST_OPTIONS
    {
        notes.say(&format!(
            "{} labels: each record has its own as `options`, not all of them",
            survey.outline.label_counts().len()
        ));
    }
}
