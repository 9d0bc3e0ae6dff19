//! Articles in temporary files without a name, between being read and being used.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek as _, Write as _};
use std::path::Path;

use super::input::InputFormat;
use super::jsonl::JsonLines;
use super::options::InputOptions;
use super::output;
use super::records::Records as _;
use crate::corpus::Document;
use crate::{Error, Result};

/// A temporary file that articles are put into.
pub(super) struct SpoolWriter {
    writer: BufWriter<File>,
    line: Vec<u8>,
}

impl SpoolWriter {
    /// A new file, of which so many bytes are held before they are written.
    pub(super) fn new(held: usize) -> Result<Self> {
        let file = tempfile::tempfile().map_err(spool_error)?;
        Ok(Self { writer: BufWriter::with_capacity(held, file), line: Vec::new() })
    }

    pub(super) fn put(&mut self, document: &Document) -> Result<()> {
        self.line.clear();
        output::json_line(&mut self.line, document);
        self.writer.write_all(&self.line).map_err(spool_error)
    }

    pub(super) fn finish(self) -> Result<Spool> {
        let file = self.writer.into_inner().map_err(|error| spool_error(error.into_error()))?;
        Ok(Spool(file))
    }
}

/// A temporary file of articles.
#[derive(Debug)]
pub(super) struct Spool(File);

impl Spool {
    /// Its articles, from the first on.
    pub(super) fn documents(
        &self,
    ) -> io::Result<impl Iterator<Item = io::Result<Document>> + use<>> {
        let mut file = self.0.try_clone()?;
        file.rewind()?;
        let reader = Box::new(BufReader::with_capacity(1 << 17, file));
        // As JSON an article may be longer than it is.
        let options =
            InputOptions::from(InputFormat::Jsonl).weighted().max_document_bytes(usize::MAX / 2);
        let mut lines = JsonLines::new(Path::new("the temporary file"), reader, options);
        Ok(std::iter::from_fn(move || lines.next_document())
            .map(|document| document.map_err(io::Error::other)))
    }
}

/// The error of a temporary file.
pub(super) fn spool_error(source: io::Error) -> Error {
    Error::Write { path: std::env::temp_dir(), source }
}
