//! The articles of many inputs, one after the other.

use std::collections::VecDeque;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::input::{self, InputFormat, OpenFile, Reader};
use super::options::InputOptions;
use super::records::Records;
use super::walk;
use super::whole::Whole;
use crate::corpus::Document;
use crate::{Error, Result};

/// The articles of files, folders and standard input (`-`), in order.
///
/// Streams: one article is in memory at a time, however long a file of several is. An article that
/// cannot be read is an error in its place, and the next call goes on after it.
///
/// # Example
///
/// ```
/// use nutgraf::io::{Documents, InputFormat};
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("articles.jsonl");
/// std::fs::write(&path, "{\"text\": \"Talks began.\"}\n{\"text\": \"Talks ended.\"}\n").unwrap();
/// let documents = Documents::open(&[path], InputFormat::Auto)?;
/// let texts: Vec<String> = documents.map(|document| Ok(document?.text)).collect::<nutgraf::Result<_>>()?;
/// assert_eq!(texts, ["Talks began.", "Talks ended."]);
/// # Ok::<(), nutgraf::Error>(())
/// ```
pub struct Documents {
    files: VecDeque<Input>,
    options: InputOptions,
    /// The articles of the last file that was read whole, as far as they were not given yet.
    ready: VecDeque<Document>,
    /// The file of several articles that is being read, and whether it gave anything yet.
    current: Option<OpenRecords>,
    bytes_read: Arc<AtomicU64>,
    bytes: Option<u64>,
}

/// Where articles are read from.
struct Input {
    /// What ids and messages call it.
    path: PathBuf,
    /// Whether it was found in a folder rather than named.
    is_found: bool,
    /// What to read in place of a file.
    reader: Option<Box<dyn Read + Send>>,
}

impl Input {
    fn file(path: PathBuf, is_found: bool) -> Self {
        Self { path, is_found, reader: None }
    }
}

struct OpenRecords {
    path: PathBuf,
    records: Box<dyn Records>,
    is_empty: bool,
}

impl Documents {
    /// Looks where the inputs are; reads nothing yet.
    ///
    /// A folder stands for all files below it that are not hidden, sorted by path; a glob that is the path
    /// of nothing, such as `articles/*.html`, for all that it fits.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] for an input that is not there, [`Error::Record`] for a folder without files, a glob
    /// that fits none, or a file where the format says folder.
    pub fn open(inputs: &[PathBuf], options: impl Into<InputOptions>) -> Result<Self> {
        let mut options = options.into();
        let mut files = VecDeque::new();
        let mut bytes = Some(0);
        for path in inputs {
            if input::is_standard_input(path) {
                bytes = None;
                files.push_back(Input::file(path.clone(), false));
                continue;
            }
            let below = match input::file_size(path) {
                Ok(Some(size)) if options.format != InputFormat::Folder => {
                    bytes = bytes.map(|sum| sum + size);
                    files.push_back(Input::file(path.clone(), false));
                    continue;
                }
                Ok(Some(_)) => {
                    let hint = "leave `--input-format` out to have the format found";
                    return Err(wrong(path, "a folder", "a file", hint));
                }
                Ok(None) => walk::files_below(path, &options)?,
                // Quoted in a shell, or typed where no shell takes it for what it fits.
                Err(error) => walk::files_of_glob(path, &options)?.ok_or(error)?,
            };
            if below.is_empty() {
                let hint =
                    "hidden files do not count, nor what `--include` and `--exclude` keep out";
                return Err(wrong(path, "articles", "no file", hint));
            }
            for file in below {
                let size = input::file_size(&file)?.unwrap_or_default();
                bytes = bytes.map(|sum| sum + size);
                files.push_back(Input::file(file, true));
            }
        }
        if options.format == InputFormat::Folder {
            options.format = InputFormat::Text;
        }
        Ok(Self::new(files, options, bytes))
    }

    /// The articles of what a reader gives, as those of a file that is called so: unpacked where it is
    /// gzip or zstd, in a format found from name and content, streamed.
    ///
    /// The name need not be a file's. It stands in ids and messages, and `-` is called standard
    /// input there. Reading needs no buffer of its own.
    ///
    /// # Errors
    ///
    /// [`Error::Record`] where the format says folder. Reading that fails is an [`Error::Read`] among
    /// the articles.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::io::{Documents, InputFormat};
    /// let table = "headline,body\nHarbour,The port closed.\n".as_bytes();
    /// let mut documents = Documents::from_reader("desk/today.csv", table, InputFormat::Auto)?;
    /// let article = documents.next().unwrap()?;
    /// assert_eq!((article.id.as_str(), article.text.as_str()), ("desk/today.csv:2", "The port closed."));
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn from_reader(
        name: impl Into<PathBuf>,
        reader: impl Read + Send + 'static,
        options: impl Into<InputOptions>,
    ) -> Result<Self> {
        let (path, options) = (name.into(), options.into());
        if options.format == InputFormat::Folder {
            let hint = "leave `--input-format` out to have the format found";
            return Err(wrong(&path, "a folder", "a reader", hint));
        }
        let input = Input { path, is_found: false, reader: Some(Box::new(reader)) };
        Ok(Self::new(VecDeque::from([input]), options, None))
    }

    fn new(files: VecDeque<Input>, options: InputOptions, bytes: Option<u64>) -> Self {
        Self {
            files,
            options,
            ready: VecDeque::new(),
            current: None,
            bytes_read: Arc::default(),
            bytes,
        }
    }

    /// The record that was read last, as it stands in its file of several, its line's end included: after
    /// an error, what the error is of. None for a file of one article, and where it is not whole.
    pub fn last_record(&self) -> Option<&[u8]> {
        self.current.as_ref()?.records.last_record()
    }

    /// How many bytes all inputs have together; `None` where standard input or a
    /// reader is among them.
    pub fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    /// How many of these bytes were read so far; of a file that is packed, packed ones.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }
}

fn wrong(path: &Path, expected: &str, found: &str, hint: &str) -> Error {
    Error::Record {
        place: input::place(path),
        expected: expected.to_owned(),
        found: found.to_owned(),
        hint: hint.to_owned(),
    }
}

impl Iterator for Documents {
    type Item = Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(document) = self.ready.pop_front() {
                return Some(Ok(document));
            }
            if let Some(current) = &mut self.current {
                if let Some(document) = current.records.next_document() {
                    current.is_empty = false;
                    // A disk that fails once would fail for ever.
                    if matches!(document, Err(Error::Read { .. })) {
                        self.current = None;
                    }
                    return Some(document);
                }
                let finished = self.current.take()?;
                if finished.is_empty {
                    return Some(Err(input::empty(&finished.path)));
                }
            }
            let Input { path, is_found, reader } = self.files.pop_front()?;
            let opened = match reader {
                None => input::open(&path, &self.options, &self.bytes_read),
                Some(reader) => input::open_reader(&path, reader, &self.options, &self.bytes_read),
            };
            match opened {
                Err(error) => return Some(Err(error)),
                Ok(OpenFile::Records(records)) => {
                    self.current = Some(OpenRecords { path, records, is_empty: true });
                }
                Ok(OpenFile::Text(reader)) => {
                    if let Err(error) = self.read_whole(&path, reader, is_found) {
                        return Some(Err(error));
                    }
                }
            }
        }
    }
}

impl Documents {
    /// Makes the articles of a file ready; one that was found in a folder may be none.
    fn read_whole(&mut self, path: &Path, reader: Reader, is_found: bool) -> Result<()> {
        let whole = Whole::read(path, reader, self.options.format, &self.options)?;
        self.ready.extend(if is_found {
            whole.found_articles(path, &self.options.notes)
        } else {
            whole.articles(path)?
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::notes::Note;
    use super::*;
    use std::fs;

    #[test]
    fn a_folder_of_texts_and_json_lines_gives_all_articles_in_the_order_of_paths() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "One.").unwrap();
        fs::write(folder.path().join("b.json"), "{\"text\": \"Two.\"}\n{\"text\": \"Three.\"}")
            .unwrap();
        let mut documents =
            Documents::open(&[folder.path().to_owned()], InputFormat::Auto).unwrap();
        let texts: Vec<String> = documents.by_ref().map(|d| d.unwrap().text).collect();
        assert_eq!(texts, ["One.", "Two.", "Three."]);
        assert_eq!(Some(documents.bytes_read()), documents.bytes());
    }

    #[test]
    fn an_empty_file_is_an_error_in_its_place_and_reading_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let [empty, blank, good] = ["a.jsonl", "b.txt", "c.txt"].map(|n| folder.path().join(n));
        fs::write(&empty, "").unwrap();
        fs::write(&blank, " \n").unwrap();
        fs::write(&good, "Text.").unwrap();
        let documents = Documents::open(&[empty, blank, good], InputFormat::Auto).unwrap();
        assert_eq!(
            documents.map(|document| document.is_ok()).collect::<Vec<_>>(),
            [false, false, true]
        );
    }

    #[test]
    fn a_missing_input_is_found_before_anything_is_read() {
        let error = Documents::open(&["no such file".into()], InputFormat::Auto).err().unwrap();
        assert!(error.to_string().starts_with("cannot read `no such file`"));
        assert!(error.hint().is_some());
    }

    #[test]
    fn named_formats_overrule_the_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("brace.txt");
        fs::write(&path, "{ a text that opens with a brace }").unwrap();
        let read =
            |format| Documents::open(std::slice::from_ref(&path), format).unwrap().next().unwrap();
        assert!(read(InputFormat::Auto).is_err());
        assert_eq!(read(InputFormat::Text).unwrap().text, "{ a text that opens with a brace }");
    }

    #[test]
    fn a_reader_gives_what_a_file_of_its_name_would_give() {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in [
            ("a.csv", &b"id,text\n1,One.\n2,\"Two\n3,Three.\n"[..]),
            ("b", b"[{\"text\": \"One.\"}, {}, {\"text\": \"Two.\"}]"),
            ("c.txt", b"Le pr\xe9sident a d\xe9clar\xe9 la paix."),
            ("d.html", b"<p>The harbour has closed, and no ship may leave it before Monday.</p>"),
            ("e", b"From a\nSubject: Harbour\n\nClosed.\n\nFrom b\n\nOpen again.\n"),
            ("f.gz", b"\x1f\x8b\x08\0"),
            ("g", b""),
        ] {
            let path = folder.path().join(name);
            fs::write(&path, content).unwrap();
            let all = |open: &dyn Fn(InputOptions) -> Result<Documents>| {
                let (sender, said) = std::sync::mpsc::channel();
                let tell = move |note: &Note| sender.send(note.to_string()).unwrap();
                let mut documents = open(InputOptions::default().notes(tell)).unwrap();
                let items: Vec<String> = documents.by_ref().map(|it| format!("{it:?}")).collect();
                (items, documents.bytes_read(), said.try_iter().collect::<Vec<_>>())
            };
            let of_reader = all(&|options| Documents::from_reader(&path, content, options));
            let of_file = all(&|options| Documents::open(std::slice::from_ref(&path), options));
            assert_eq!(of_reader, of_file, "{name}");
        }
    }

    #[test]
    fn a_reader_that_fails_is_an_error_and_the_end() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(std::io::Error::other("unplugged"))
            }
        }
        let reader = b"{\"text\": \"One.\"}\n".chain(Broken);
        let mut documents = Documents::from_reader("wire", reader, InputFormat::Jsonl).unwrap();
        assert_eq!(documents.next().unwrap().unwrap().id, "wire:1");
        let error = documents.next().unwrap().unwrap_err();
        assert_eq!(error.to_string(), "cannot read `wire`: unplugged");
        assert!(documents.next().is_none());
    }

    #[test]
    fn a_reader_is_no_folder() {
        let read = Documents::from_reader("wire", std::io::empty(), InputFormat::Folder);
        assert_eq!(read.err().unwrap().to_string(), "wire: expected a folder, found a reader");
    }
}
