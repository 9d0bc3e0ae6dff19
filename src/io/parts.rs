//! A labelled corpus that is larger than memory, spilled to temporary files in parts.

use std::fs::File;
use std::io::{BufReader, BufWriter, Seek as _, Write as _};
use std::path::Path;

use super::convert::documents;
use super::jsonl::JsonLines;
use super::options::InputOptions;
use super::records::Records as _;
use super::{input, output};
use crate::corpus::{Corpus, Document, Outline};
use crate::io::InputFormat;
use crate::{Error, Result};

/// Temporary files among which documents are spread; a part is made of one or several.
const FILES: usize = 256;
/// Bytes that are held for each file before they are written.
const BUFFER: usize = 1 << 14;

/// A labelled corpus in temporary files, to be had in parts that are each a random sample of it.
///
/// # Example
///
/// ```
/// use nutgraf::io::{CorpusParts, InputFormat};
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("corpus.jsonl");
/// std::fs::write(&path, "{\"text\": \"A tariff.\", \"label\": \"trade\"}\n".repeat(1_000)).unwrap();
/// let mut parts = CorpusParts::read(&path, InputFormat::Auto, 0)?;
/// assert_eq!(parts.outline().documents(), 1_000);
/// // Each of about so many bytes of text.
/// let sizes = parts.of_bytes(3_000)?.map(|part| Ok(part?.documents().len()));
/// let sizes: Vec<usize> = sizes.collect::<nutgraf::Result<_>>()?;
/// assert!(sizes.len() == 3 && sizes.iter().sum::<usize>() == 1_000);
/// # Ok::<(), nutgraf::Error>(())
/// ```
#[derive(Debug)]
pub struct CorpusParts {
    files: Vec<File>,
    /// The number of each document of a file in the order of the corpus, ascending.
    numbers: Vec<Vec<u32>>,
    outline: Outline,
    bytes: u64,
    place: String,
}

impl CorpusParts {
    /// Reads a corpus, article by article; `seed` decides where each goes.
    ///
    /// # Errors
    ///
    /// As [`read_corpus`](super::read_corpus); [`Error::Write`] when the temporary folder has no space.
    pub fn read(path: &Path, options: impl Into<InputOptions>, seed: u64) -> Result<Self> {
        let options = options.into().weighted();
        let mut writers = Vec::new();
        for _ in 0..FILES {
            let file = tempfile::tempfile().map_err(spill_error)?;
            writers.push(BufWriter::with_capacity(BUFFER, file));
        }
        let mut numbers = vec![Vec::new(); FILES];
        let (mut outline, mut bytes, mut line) = (Outline::default(), 0, Vec::new());
        for document in documents(path, options)? {
            let document = document?;
            let number = outline.documents() as u32;
            let file =
                xxhash_rust::xxh3::xxh3_64_with_seed(&number.to_le_bytes(), seed) as usize % FILES;
            outline.add(&document);
            bytes += document.text.len() as u64;
            line.clear();
            output::json_line(&mut line, &document);
            writers[file].write_all(&line).map_err(spill_error)?;
            numbers[file].push(number);
        }
        let unbuffered =
            |writer: BufWriter<File>| writer.into_inner().map_err(|e| spill_error(e.into_error()));
        let files = writers.into_iter().map(unbuffered).collect::<Result<_>>()?;
        if outline.documents() == 0 {
            return Err(input::empty(path));
        }
        Ok(Self { files, numbers, outline, bytes, place: input::place(path) })
    }

    /// What the whole corpus holds.
    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    /// How many bytes all texts have together.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The corpus in as few parts of about the same size as have at most so many bytes of text each, a little
    /// more or less; one part where it has no more.
    ///
    /// # Errors
    ///
    /// [`Error::Corpus`] when that is more than 256 parts.
    pub fn of_bytes(&mut self, most: u64) -> Result<impl Iterator<Item = Result<Corpus>> + '_> {
        let count = self.bytes.div_ceil(most.max(1)).max(1);
        if count > FILES as u64 {
            return Err(Error::Corpus {
                reason: format!(
                    "{}: {} bytes of text are too many for parts of {most}; there are at most {FILES}",
                    self.place, self.bytes
                ),
                hint: "allow more memory".to_owned(),
            });
        }
        let count = count as usize;
        Ok((0..count).map(move |part| self.part(part, count)))
    }

    /// A part, its documents in the order of the corpus.
    fn part(&mut self, part: usize, count: usize) -> Result<Corpus> {
        let mut all: Vec<(u32, Document)> = Vec::new();
        for file in (part..FILES).step_by(count) {
            let mut spilled = self.files[file].try_clone().map_err(spill_error)?;
            spilled.rewind().map_err(spill_error)?;
            let reader = Box::new(BufReader::with_capacity(1 << 17, spilled));
            let options = InputOptions::from(InputFormat::Jsonl)
                .weighted()
                .max_document_bytes(usize::MAX / 2);
            let mut lines = JsonLines::new(Path::new("the temporary file"), reader, options);
            for number in &self.numbers[file] {
                let document = lines.next_document().ok_or_else(|| {
                    spill_error(std::io::Error::from(std::io::ErrorKind::UnexpectedEof))
                })?;
                all.push((*number, document?));
            }
        }
        all.sort_unstable_by_key(|(number, _)| *number);
        Ok(Corpus::new(all.into_iter().map(|(_, document)| document).collect()))
    }
}

fn spill_error(source: std::io::Error) -> Error {
    Error::Write { path: std::env::temp_dir(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn corpus(articles: usize) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::with_suffix(".jsonl").unwrap();
        let line =
            |number| format!("{{\"text\":\"Article {number}.\",\"label\":\"{}\"}}\n", number % 3);
        std::fs::write(file.path(), (0..articles).map(line).collect::<String>()).unwrap();
        file
    }

    #[test]
    fn parts_are_about_equal_in_the_order_of_the_corpus_and_hold_each_article_once() {
        let file = corpus(2_000);
        let mut parts = CorpusParts::read(file.path(), InputFormat::Auto, 1).unwrap();
        let bytes = parts.bytes();
        let parts: Vec<Corpus> =
            parts.of_bytes(bytes.div_ceil(4)).unwrap().collect::<Result<_>>().unwrap();
        assert_eq!(parts.len(), 4);
        let mut seen = BTreeSet::new();
        for part in &parts {
            assert!((400..600).contains(&part.documents().len()));
            let number =
                |document: &Document| document.text[8..].trim_end_matches('.').parse().unwrap();
            let numbers: Vec<usize> = part.documents().iter().map(number).collect();
            assert!(numbers.is_sorted());
            seen.extend(numbers);
        }
        assert_eq!(seen.len(), 2_000);
    }

    #[test]
    fn a_corpus_of_one_part_is_the_corpus() {
        let file = corpus(50);
        let mut parts = CorpusParts::read(file.path(), InputFormat::Auto, 0).unwrap();
        let only: Vec<Corpus> = parts.of_bytes(1 << 20).unwrap().collect::<Result<_>>().unwrap();
        assert_eq!(only, [super::super::read_corpus(file.path(), InputFormat::Auto).unwrap()]);
        assert!(parts.of_bytes(1).is_err());
    }
}
