//! Every format of a corpus to every other and back: texts and labels stay as they are.

#![expect(clippy::disallowed_methods, reason = "the subject of this test is files")]

use std::fs;
use std::path::{Path, PathBuf};

use nutgraf::io::{Conversion, Documents, InputFormat, read_corpus};
use proptest::prelude::*;

/// An article of a test: its labels and its text.
type Labelled = (Vec<String>, String);

/// Writes articles as JSON Lines.
fn write_lines(path: &Path, articles: &[Labelled]) {
    let line = |(labels, text): &Labelled| {
        serde_json::json!({ "text": text, "labels": labels }).to_string() + "\n"
    };
    fs::write(path, articles.iter().map(line).collect::<String>()).unwrap();
}

/// The articles of a file or a folder, in an order that does not depend on the format.
fn read(path: &Path, format: InputFormat) -> Vec<Labelled> {
    let corpus = read_corpus(path, format).map(|corpus| corpus.documents().to_vec());
    // What has no label at all is no corpus, but can be read.
    let documents = corpus.unwrap_or_else(|_| {
        Documents::open(&[path.to_owned()], format).unwrap().collect::<Result<_, _>>().unwrap()
    });
    let mut articles: Vec<Labelled> =
        documents.into_iter().map(|document| (document.labels, document.text)).collect();
    if format == InputFormat::Folder {
        articles.sort();
    }
    articles
}

fn convert(from: (&Path, InputFormat), to: (&Path, InputFormat)) {
    let conversion = Conversion::read(from.0, from.1, to.1).unwrap();
    conversion.write_file(to.0, false).unwrap();
}

/// Converts articles to every format, from there to every format, and reads what has come of them.
fn check(articles: &[Labelled], formats: &[InputFormat]) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: String| -> PathBuf { folder.path().join(name) };
    let start = path("start.jsonl".to_owned());
    write_lines(&start, articles);
    let mut sorted = articles.to_vec();
    sorted.sort();
    for &first in formats {
        let there = path(first.name().to_owned());
        convert((&start, InputFormat::Jsonl), (&there, first));
        let found = read(&there, first);
        let expected = if first == InputFormat::Folder { &sorted } else { articles };
        assert_eq!(found, expected, "{}", first.name());
        for &second in formats {
            let back = path(format!("{}-{}", first.name(), second.name()));
            convert((&there, first), (&back, second));
            let mut found = read(&back, second);
            if first == InputFormat::Folder || second == InputFormat::Folder {
                found.sort();
                assert_eq!(found, sorted, "{} to {}", first.name(), second.name());
            } else {
                assert_eq!(found, articles, "{} to {}", first.name(), second.name());
            }
        }
    }
}

/// The formats that hold every text and every set of labels.
const WHOLE: &[InputFormat] = &[
    InputFormat::Jsonl,
    InputFormat::Csv,
    InputFormat::Tsv,
    InputFormat::Prodigy,
    InputFormat::LabelStudio,
    InputFormat::Doccano,
    #[cfg(feature = "parquet")]
    InputFormat::Parquet,
];

fn distinct(labels: Vec<String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for label in labels {
        if !distinct.contains(&label) {
            distinct.push(label);
        }
    }
    distinct
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn texts_and_labels_of_any_kind_come_back(
        articles in prop::collection::vec(
            (
                prop::collection::vec("(\\PC|[ |;,\"\\[=+@-]){0,6}[a-z|;\"]", 0..4).prop_map(distinct),
                "(\\PC|[\n\r\t,;\"'=+@|\u{feff}-]|__label__a |\\{\"|\\[\\{|\r\n){0,12}",
            ),
            1..6,
        ),
    ) {
        check(&articles, WHOLE);
    }

    #[test]
    fn lines_with_labels_of_one_word_come_back_from_fasttext_too(
        articles in prop::collection::vec(
            (
                prop::collection::vec("[^\\s]{0,6}[a-z|;\"]", 0..4).prop_map(distinct),
                "[^\\s\u{feff}_]([^\n\r_]|[\t,;\"=@]){0,12}[^\\s\u{feff}_]",
            ),
            1..6,
        ),
    ) {
        let formats: Vec<InputFormat> = WHOLE.iter().copied().chain([InputFormat::FastText]).collect();
        check(&articles, &formats);
    }

    #[test]
    fn texts_of_one_label_come_back_from_folders_too(
        articles in prop::collection::vec(
            (
                "[a-zé=+|;\" -]{0,6}[a-z]".prop_map(|label| vec![label]),
                "(\\PC|[\n\r\t,;\"\u{feff}]){0,12}[a-z{\"]",
            ),
            1..6,
        ),
    ) {
        let formats: Vec<InputFormat> = WHOLE.iter().copied().chain([InputFormat::Folder]).collect();
        check(&articles, &formats);
    }
}

#[test]
fn every_field_comes_back_from_formats_that_hold_it() {
    let folder = tempfile::tempdir().unwrap();
    let start = folder.path().join("start.jsonl");
    let lines = "{\"id\":\"=1+2\",\"title\":\"Talks, again\",\"text\":\"-x\",\"label\":\"a\",\"language\":\"fr\",\"weight\":0.1}\n\
                 {\"id\":\"@b\",\"text\":\"+y\",\"labels\":[]}\n";
    fs::write(&start, lines).unwrap();
    let whole = read_corpus(&start, InputFormat::Auto).unwrap();
    for &format in WHOLE {
        let path = folder.path().join(format.name());
        convert((&start, InputFormat::Auto), (&path, format));
        assert_eq!(read_corpus(&path, format).unwrap(), whole, "{}", format.name());
    }
}

#[test]
fn what_a_format_cannot_hold_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let start = folder.path().join("start.jsonl");
    let refused = |labels: &[&str], text: &str, format| {
        let labels = labels.iter().map(|&label| label.to_owned()).collect();
        write_lines(&start, &[(labels, text.to_owned())]);
        let error = Conversion::read(&start, InputFormat::Auto, format).err().unwrap();
        assert!(error.hint().is_some());
        error.to_string().rsplit_once("start.jsonl:1: ").unwrap().1.to_owned()
    };
    assert_eq!(
        refused(&["a", "b"], "x", InputFormat::Folder),
        "expected one label, as folder holds it, found 2"
    );
    for label in ["..", "a/b", "a\\b", ".hidden", "a:b"] {
        assert_eq!(
            refused(&[label], "x", InputFormat::Folder),
            format!(
                "expected a label that can be the name of a folder, as folder holds it, found `{label}`"
            )
        );
    }
    assert_eq!(
        refused(&["a"], "see __label__b there", InputFormat::FastText),
        "expected a text without labels in it, as fasttext holds it, found `__label__b`"
    );
    assert_eq!(
        refused(&["a"], " \n", InputFormat::FastText),
        "expected a text, as fasttext holds it, found a blank one"
    );
    let labels = vec!["a b".to_owned(), "a_b".to_owned()];
    write_lines(&start, &[(labels, "x".to_owned())]);
    let error = Conversion::read(&start, InputFormat::Auto, InputFormat::FastText).err().unwrap();
    assert!(error.to_string().ends_with("found `a b` and `a_b`"), "{error}");
}

#[test]
fn what_stands_there_is_replaced_only_on_request_and_a_folder_never() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let start = path("start.jsonl");
    write_lines(&start, &[(vec!["a".to_owned()], "x".to_owned())]);
    let read = |format| Conversion::read(&start, InputFormat::Auto, format).unwrap();
    fs::write(path("there.csv"), "old").unwrap();
    assert!(read(InputFormat::Csv).write_file(&path("there.csv"), false).is_err());
    assert_eq!(fs::read(path("there.csv")).unwrap(), b"old");
    read(InputFormat::Csv).write_file(&path("there.csv"), true).unwrap();
    assert!(fs::read(path("there.csv")).unwrap().starts_with(b"id,text,label\n"));
    fs::create_dir_all(path("labels").join("a")).unwrap();
    let error = read(InputFormat::Folder).write_file(&path("labels"), true).unwrap_err();
    assert!(error.to_string().ends_with("something stands there already"), "{error}");
    let packed = path("packed.csv.gz");
    read(InputFormat::Csv).write_file(&packed, false).unwrap();
    assert!(fs::read(&packed).unwrap().starts_with(b"\x1f\x8b"));
    assert_eq!(read_corpus(&packed, InputFormat::Auto).unwrap().labels(), ["a"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
}

#[test]
fn a_text_of_nothing_but_a_mark_is_blank_to_fasttext() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    fs::write(&path, "{\"text\": \"\u{feff}\\t\"}\n").unwrap();
    let conversion = Conversion::read(&path, InputFormat::Auto, InputFormat::FastText);
    let error = conversion.err().unwrap().to_string();
    assert!(error.ends_with("expected a text, as fasttext holds it, found a blank one"), "{error}");
}
