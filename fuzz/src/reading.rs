//! Reads bytes as articles, and checks what comes of them.

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read};
use std::sync::{Arc, Mutex};

use nutgraf::Error;
use nutgraf::corpus::Document;
use nutgraf::io::{Documents, InputOptions};

/// A message is to be read by a person, whatever stood in the input.
const LONGEST_MESSAGE: usize = 6_000;

/// The name of what is read, unless its name is part of the matter.
const NAME: &str = "input";

/// Choices that the first bytes of an input make.
pub struct Choices<'data> {
    rest: &'data [u8],
}

impl<'data> Choices<'data> {
    pub fn new(data: &'data [u8]) -> Self {
        Self { rest: data }
    }

    /// The next byte, 0 at the end.
    pub fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.rest.split_first() else { return 0 };
        self.rest = rest;
        first
    }

    /// One of several, by the next byte.
    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::from(self.byte()) % all.len()]
    }

    /// What is left of the input.
    pub fn rest(self) -> &'data [u8] {
        self.rest
    }
}

/// Mostly what a user has; sometimes so little that it is reached.
pub fn limit(choice: u8) -> usize {
    [InputOptions::MAX_DOCUMENT_BYTES, InputOptions::MAX_DOCUMENT_BYTES, 300, 20]
        [usize::from(choice) % 4]
}

/// Gives no more than a few bytes at a time, as a pipe may.
struct Dribble {
    bytes: Cursor<Vec<u8>>,
    step: usize,
}

impl Read for Dribble {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let length = target.len().min(self.step);
        self.bytes.read(&mut target[..length])
    }
}

/// All articles and errors of some bytes, checked.
pub fn read(
    name: &str,
    bytes: &[u8],
    options: &InputOptions,
    most: usize,
) -> Result<Vec<Document>, Vec<Error>> {
    let (documents, errors) = items(name, bytes, options, bytes.len().max(1));
    check(name, bytes, &documents, &errors, most);
    if errors.is_empty() { Ok(documents) } else { Err(errors) }
}

/// As [`read`], of what is called `input`; it must not matter in what pieces the bytes come.
pub fn read_steadily(
    bytes: &[u8],
    options: &InputOptions,
    most: usize,
    step: usize,
) -> Result<Vec<Document>, Vec<Error>> {
    let at_once = read(NAME, bytes, options, most);
    if step > 0 && step < bytes.len() {
        let (documents, errors) = items(NAME, bytes, options, step);
        let told = |errors: &[Error]| errors.iter().map(ToString::to_string).collect::<Vec<_>>();
        // How far damage is unfolded, and a bomb before it is stopped, depends on the pieces.
        if is_packed(bytes) && !errors.is_empty() {
            return at_once;
        }
        match &at_once {
            Ok(all) => assert_eq!((all, told(&errors)), (&documents, Vec::new())),
            Err(all) => assert_eq!(told(all), told(&errors)),
        }
    }
    at_once
}

/// Whether bytes open as gzip or zstd do.
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1f\x8b") || bytes.starts_with(b"\x28\xb5\x2f\xfd")
}

fn items(
    name: &str,
    bytes: &[u8],
    options: &InputOptions,
    step: usize,
) -> (Vec<Document>, Vec<Error>) {
    let said = Arc::new(Mutex::new(0));
    let heard = Arc::clone(&said);
    let options = options.clone().notes(move |note| {
        let note = note.to_string();
        assert!(note.len() <= LONGEST_MESSAGE, "a note of {} bytes", note.len());
        assert!(!note.contains('\n'), "{note:?}");
        *heard.lock().unwrap() += 1;
    });
    let reader = Dribble { bytes: Cursor::new(bytes.to_vec()), step };
    let mut reading = Documents::from_reader(name, reader, options).unwrap();
    // Every article has at least a byte of its own; what is packed may unfold.
    let is_packed = is_packed(bytes);
    let most = if is_packed { (2 << 20) + bytes.len() * 100 } else { bytes.len() + 1 };
    let (mut documents, mut errors) = (Vec::new(), Vec::new());
    while let Some(item) = reading.next() {
        if let Some(record) = reading.last_record()
            && !is_packed
        {
            assert!(record.len() <= bytes.len());
            let is_there = || bytes.windows(record.len()).any(|part| part == record);
            assert!(record.is_empty() || bytes.len() > 1_000 || is_there(), "{record:?}");
        }
        match item {
            Ok(document) => documents.push(document),
            Err(error) => errors.push(error),
        }
        assert!(documents.len() + errors.len() <= most, "reading does not end");
    }
    assert!(reading.next().is_none(), "something comes after the end");
    assert!(*said.lock().unwrap() <= 16);
    (documents, errors)
}

/// The most bytes of a text out of `most` bytes: a byte of a legacy encoding, or one that is replaced, takes
/// three in UTF-8, and some entities of HTML are shorter than what they stand for.
pub fn bounded_text(most: usize) -> usize {
    most * 4 + 64
}

fn check(name: &str, bytes: &[u8], documents: &[Document], errors: &[Error], most: usize) {
    for document in documents {
        assert!(document.text.len() <= bounded_text(most), "{} bytes", document.text.len());
        assert!(document.id.len() <= name.len() + bounded_text(most).max(20));
        assert!(
            document.title.as_ref().is_none_or(|title| !title.trim().is_empty()),
            "a blank title"
        );
        assert!(
            document.byline.as_ref().is_none_or(|byline| !byline.trim().is_empty()),
            "a blank byline"
        );
        let labels: BTreeSet<&String> = document.labels.iter().collect();
        assert_eq!(labels.len(), document.labels.len(), "a label twice");
        assert!(labels.iter().all(|label| !label.trim().is_empty()), "a blank label");
        assert!(document.weight.is_none());
    }
    for error in errors {
        let Error::Record { place, hint, .. } = error else {
            panic!("memory can be read: {error}");
        };
        let called = if name == "-" { "standard input" } else { name };
        assert!(place.starts_with(called), "{error}");
        assert!(!hint.is_empty());
        let message = error.to_string();
        assert!(message.len() <= LONGEST_MESSAGE, "a message of {} bytes", message.len());
        assert!(!message.contains('\n'), "{message:?}");
    }
    assert!(!documents.is_empty() || !errors.is_empty(), "nothing is said of {} bytes", bytes.len());
}
