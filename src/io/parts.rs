//! A labelled corpus that is larger than memory, spilled to temporary files in parts.

use std::path::Path;

use super::convert::documents;
use super::input;
use super::options::InputOptions;
use super::spool::{Spool, SpoolWriter, spool_error};
use crate::corpus::{Corpus, Document, Outline};
use crate::{Error, Result};

/// Temporary files among which documents are spread; a part is made of one or several.
const FILES: usize = 256;
/// Bytes that are held for each file before they are written.
const HELD: usize = 1 << 14;

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
    files: Vec<Spool>,
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
        let mut spools =
            (0..FILES).map(|_| SpoolWriter::new(HELD)).collect::<Result<Vec<SpoolWriter>>>()?;
        let mut numbers = vec![Vec::new(); FILES];
        let (mut outline, mut bytes) = (Outline::default(), 0);
        for document in documents(path, options)? {
            let document = document?;
            let number = outline.documents() as u32;
            let file =
                xxhash_rust::xxh3::xxh3_64_with_seed(&number.to_le_bytes(), seed) as usize % FILES;
            outline.add(&document);
            bytes += document.text.len() as u64;
            spools[file].put(&document)?;
            numbers[file].push(number);
        }
        let files = spools.into_iter().map(SpoolWriter::finish).collect::<Result<_>>()?;
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
            let mut documents = self.files[file].documents().map_err(spool_error)?;
            for number in &self.numbers[file] {
                let document = documents.next().unwrap_or_else(|| {
                    Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof))
                });
                all.push((*number, document.map_err(spool_error)?));
            }
        }
        all.sort_unstable_by_key(|(number, _)| *number);
        Ok(Corpus::new(all.into_iter().map(|(_, document)| document).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::InputFormat;
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
