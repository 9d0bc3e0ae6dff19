//! Reads labelled articles.

use std::path::{Path, PathBuf};

use super::documents::Documents;
use super::input::{self, Entry, InputFormat, OpenFile};
use super::jsonl::JsonLines;
use super::options::ReadOptions;
use super::walk;
use super::whole::Whole;
use crate::corpus::{Corpus, Document};
use crate::{Error, Result};

/// Reads a labelled corpus: JSON Lines, or a folder in which every folder is a label and holds its
/// articles as text files, at any depth.
///
/// A folder is read as JSON Lines files where the format says so. Files beside the label folders
/// and hidden ones are left out.
///
/// # Errors
///
/// [`Error::Read`] when the path is missing or cannot be read, [`Error::Record`] with its place
/// for the first article that is not well formed, and for an empty file; [`Error::Corpus`] when
/// there is no label in it, or no article.
///
/// # Example
///
/// ```
/// use nutgraf::io::{InputFormat, read_corpus};
/// let folder = tempfile::tempdir().unwrap();
/// for (label, text) in [("trade", "Tariffs fell."), ("sport", "The match was lost.")] {
///     std::fs::create_dir(folder.path().join(label)).unwrap();
///     std::fs::write(folder.path().join(label).join("1.txt"), text).unwrap();
/// }
/// assert_eq!(read_corpus(folder.path(), InputFormat::Auto)?.labels(), ["sport", "trade"]);
/// # Ok::<(), nutgraf::Error>(())
/// ```
pub fn read_corpus(path: &Path, format: InputFormat) -> Result<Corpus> {
    let is_folder = !input::is_standard_input(path) && input::file_size(path)?.is_none();
    let documents = match (is_folder, format) {
        (true, InputFormat::Auto | InputFormat::Folder) => read_label_folders(path)?,
        (true, _) | (false, InputFormat::Folder) => {
            Documents::open(&[path.to_owned()], format)?.weighted().collect::<Result<_>>()?
        }
        (false, _) => read_file(path, format)?,
    };
    if documents.iter().all(|document: &Document| document.labels.is_empty()) {
        return Err(Error::Corpus {
            reason: format!(
                "{}: none of the {} articles has a label",
                input::place(path),
                documents.len()
            ),
            hint: "give each line a `label`, or `labels` as an array".to_owned(),
        });
    }
    Ok(Corpus::new(documents))
}

fn read_file(path: &Path, format: InputFormat) -> Result<Vec<Document>> {
    match input::open(path, format)? {
        OpenFile::Jsonl(reader) => {
            let mut lines = JsonLines::new(path, reader).weighted(true);
            let documents: Vec<Document> =
                std::iter::from_fn(|| lines.next_document()).collect::<Result<_>>()?;
            if documents.is_empty() { Err(input::empty(path)) } else { Ok(documents) }
        }
        OpenFile::Text(reader) | OpenFile::Mbox(reader) => {
            let most = ReadOptions::MAX_DOCUMENT_BYTES;
            // An empty file and a file that is no text have errors of their own.
            Whole::read(path, reader, InputFormat::Text, most, &mut Vec::new())?.articles(path)?;
            Err(Error::Record {
                place: input::place(path),
                expected: "JSON Lines, or a folder per label".to_owned(),
                found: "a text without labels".to_owned(),
                hint: "write one object a line: {\"text\": \"...\", \"label\": \"...\"}".to_owned(),
            })
        }
    }
}

fn read_label_folders(path: &Path) -> Result<Vec<Document>> {
    let mut labels = 0;
    let mut files = 0;
    let mut documents = Vec::new();
    for entry in input::entries(path)? {
        match entry {
            Entry::File => files += 1,
            Entry::Folder(folder) => {
                labels += 1;
                documents.extend(read_label(&folder)?);
            }
        }
    }
    if !documents.is_empty() {
        return Ok(documents);
    }
    let found = match (labels, files) {
        (0, 0) => "nothing".to_owned(),
        (0, 1) => "1 file beside no folder".to_owned(),
        (0, _) => format!("{files} files beside no folder"),
        _ => "only empty folders".to_owned(),
    };
    Err(Error::Record {
        place: input::place(path),
        expected: "a folder per label with articles in it".to_owned(),
        found,
        hint: format!(
            "put each article into a folder that is called as its label: `{}`",
            path.join("LABEL").join("article.txt").display()
        ),
    })
}

fn read_label(folder: &Path) -> Result<Vec<Document>> {
    let name = folder.file_name().unwrap_or_default();
    let label = name.to_str().ok_or_else(|| Error::Record {
        place: input::place(folder),
        expected: "the name of a label in UTF-8".to_owned(),
        found: "other bytes".to_owned(),
        hint: "rename the folder".to_owned(),
    })?;
    let read = |path: PathBuf| {
        let (OpenFile::Jsonl(reader) | OpenFile::Text(reader) | OpenFile::Mbox(reader)) =
            input::open(&path, InputFormat::Text)?;
        let whole = Whole::read(
            &path,
            reader,
            InputFormat::Text,
            ReadOptions::MAX_DOCUMENT_BYTES,
            &mut Vec::new(),
        )?;
        let mut articles = whole.articles(&path)?;
        articles.iter_mut().for_each(|article| article.labels = vec![label.to_owned()]);
        Ok(articles)
    };
    let files = walk::files_below(folder, &ReadOptions::default())?.into_iter();
    Ok(files.map(read).collect::<Result<Vec<_>>>()?.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn corpus_of(files: &[(&str, &str)]) -> Result<Corpus> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        read_corpus(folder.path(), InputFormat::Auto)
    }

    fn json_lines(lines: &str) -> Result<Corpus> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("corpus.jsonl");
        fs::write(&path, lines).unwrap();
        read_corpus(&path, InputFormat::Auto)
    }

    #[test]
    fn a_folder_names_the_label_of_all_below_it() {
        let corpus =
            corpus_of(&[("sport/2019/a.txt", "A."), ("trade/b.txt", "B."), ("README", "x")])
                .unwrap();
        let labels: Vec<&[String]> =
            corpus.documents().iter().map(|document| &document.labels[..]).collect();
        assert_eq!(labels, [["sport"], ["trade"]]);
    }

    #[test]
    fn a_folder_without_label_folders_tells_what_it_holds() {
        let Err(Error::Record { found, .. }) = corpus_of(&[("a.txt", "A."), ("b.txt", "B.")])
        else {
            panic!("files alone have no label")
        };
        assert_eq!(found, "2 files beside no folder");
    }

    #[test]
    fn articles_without_a_label_are_welcome_beside_labelled_ones() {
        let lines = "{\"text\":\"x\",\"label\":\"a\"}\n{\"text\":\"y\",\"labels\":[]}";
        assert!(json_lines(lines).unwrap().is_multi_label());
    }

    #[test]
    fn a_corpus_without_any_label_is_refused() {
        let error = json_lines("{\"text\":\"x\"}\n{\"text\":\"y\"}").unwrap_err();
        assert!(error.to_string().ends_with("none of the 2 articles has a label"), "{error}");
        assert!(error.hint().is_some());
    }

    #[test]
    fn a_text_is_no_corpus_and_an_empty_file_is_no_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        for (text, found) in [("A text.", "a text without labels"), ("", "found no text")] {
            fs::write(&path, text).unwrap();
            let error = read_corpus(&path, InputFormat::Auto).unwrap_err();
            assert!(error.to_string().ends_with(found), "{error}");
        }
    }
}
