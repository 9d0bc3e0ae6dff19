//! Reads labelled articles.

use std::path::Path;
use std::sync::Arc;

use super::documents::Documents;
use super::input::{self, InputFormat, OpenFile};
use super::label_folders::LabelFolders;
use super::options::InputOptions;
use super::whole::Whole;
use crate::corpus::{Corpus, Document};
use crate::{Error, Result};

/// Reads a labelled corpus: a file of several articles in any format of [`InputFormat`], or a folder
/// in which every folder is a label and holds its articles as files, at any depth.
///
/// A folder is read as files of several articles where the format says so. In a label folder pages, mail
/// and XML go by the ends of their names; every other file is a text, as it stands. Files beside the
/// label folders, hidden ones, and those that are no text are left out.
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
pub fn read_corpus(path: &Path, options: impl Into<InputOptions>) -> Result<Corpus> {
    let options = options.into().weighted();
    let is_folder = !input::is_standard_input(path) && input::file_size(path)?.is_none();
    let documents = match (is_folder, options.format) {
        (true, InputFormat::Auto | InputFormat::Folder) => read_label_folders(path, &options)?,
        (true, _) | (false, InputFormat::Folder) => {
            Documents::open(&[path.to_owned()], options)?.collect::<Result<_>>()?
        }
        (false, _) => read_file(path, &options)?,
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

fn read_file(path: &Path, options: &InputOptions) -> Result<Vec<Document>> {
    match input::open(path, options, &Arc::default())? {
        OpenFile::Records(mut records) => {
            let documents: Vec<Document> =
                std::iter::from_fn(|| records.next_document()).collect::<Result<_>>()?;
            if documents.is_empty() { Err(input::empty(path)) } else { Ok(documents) }
        }
        OpenFile::Text(reader) => {
            // An empty file and a file that is no text have errors of their own.
            Whole::read(path, reader, InputFormat::Text, options)?.articles(path)?;
            Err(Error::Record {
                place: input::place(path),
                expected: "JSON Lines, or a folder per label".to_owned(),
                found: "a text without labels".to_owned(),
                hint: "write one object a line: {\"text\": \"...\", \"label\": \"...\"}".to_owned(),
            })
        }
    }
}

fn read_label_folders(path: &Path, options: &InputOptions) -> Result<Vec<Document>> {
    let mut folders = LabelFolders::of(path, options.clone())?;
    let documents = folders.by_ref().collect::<Result<Vec<_>>>()?;
    if !documents.is_empty() {
        return Ok(documents);
    }
    let found = match (folders.labels(), folders.beside()) {
        (0, 0) => "nothing".to_owned(),
        (0, 1) => "1 file beside no folder".to_owned(),
        (0, files) => format!("{files} files beside no folder"),
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
    fn pages_in_label_folders_go_by_their_names_and_what_is_no_text_is_left_out() {
        let page = "<html><body><p>Tariffs fell on both sides of the strait.</p></body></html>";
        let corpus = corpus_of(&[
            ("trade/a.html", page),
            ("trade/b.txt", page),
            ("trade/c.txt", "%PDF-1.4"),
            ("sport/d.txt", "A goal."),
        ]);
        let texts: Vec<String> =
            corpus.unwrap().documents().iter().map(|document| document.text.clone()).collect();
        assert_eq!(texts, ["A goal.", "Tariffs fell on both sides of the strait.", page]);
    }

    #[test]
    fn globs_leave_labels_out_and_files_of_labels() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["trade/a.txt", "trade/a.bak", "sport/b.txt", "drafts/c.txt"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        let options = InputOptions::default().exclude(["drafts", "trade/*.bak"]);
        let corpus = read_corpus(folder.path(), options).unwrap();
        let texts: Vec<&str> =
            corpus.documents().iter().map(|document| document.text.as_str()).collect();
        assert_eq!(texts, ["sport/b.txt", "trade/a.txt"]);
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
