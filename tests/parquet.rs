//! Parquet: what other programs write of columns, and what damage does to a file.

#![cfg(feature = "parquet")]
#![expect(clippy::disallowed_methods, reason = "the subject of this test is files")]

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use nutgraf::corpus::Document;
use nutgraf::io::{Conversion, Documents, InputFormat, InputOptions};
use nutgraf::{Error, Result};
use parquet::basic::{Compression, Encoding};
use parquet::data_type::{
    ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type,
};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

/// Writes one column of a row group.
type Column<'a> = Box<dyn Fn(&mut parquet::file::writer::SerializedColumnWriter<'_>) + 'a>;

fn column<'a, T: DataType>(values: &'a [T::T], levels: Option<&'a [i16]>) -> Column<'a> {
    Box::new(move |column| {
        column.typed::<T>().write_batch(values, levels, None).unwrap();
    })
}

fn list<'a>(values: &'a [ByteArray], definitions: &'a [i16], repetitions: &'a [i16]) -> Column<'a> {
    Box::new(move |column| {
        let writer = column.typed::<ByteArrayType>();
        writer.write_batch(values, Some(definitions), Some(repetitions)).unwrap();
    })
}

/// A file of so many equal row groups.
fn file(
    schema: &str,
    properties: WriterProperties,
    columns: &[Column<'_>],
    groups: usize,
) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(&format!("message m {{ {schema} }}")).unwrap());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
    for _ in 0..groups {
        let mut group = writer.next_row_group().unwrap();
        for write in columns {
            let mut column = group.next_column().unwrap().unwrap();
            write(&mut column);
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}

fn plain() -> WriterProperties {
    WriterProperties::builder().build()
}

fn strings(values: &[&str]) -> Vec<ByteArray> {
    values.iter().map(|&value| ByteArray::from(value)).collect()
}

/// The articles of a file, which is called `a.parquet`, and the notes.
fn read(bytes: &[u8], options: InputOptions) -> (Vec<Result<Document>>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    fs::write(&path, bytes).unwrap();
    let said = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&said);
    let options = options.notes(move |note| heard.lock().unwrap().push(note.to_string()));
    let documents = Documents::open(&[path], options).unwrap().collect();
    let said = said.lock().unwrap().clone();
    (documents, said)
}

fn message(document: &Result<Document>) -> String {
    let text = document.as_ref().unwrap_err().to_string();
    text[text.find("a.parquet").unwrap()..].to_owned()
}

/// What stands in some columns of every kind, three rows a group.
fn mixed(properties: WriterProperties, groups: usize) -> Vec<u8> {
    let schema = "optional int64 id; optional binary Headline (STRING); optional binary body (STRING);
                  optional group topics (LIST) { repeated group list { optional binary element (STRING); } }
                  required int32 year;";
    let headlines = strings(&["Talks"]);
    let bodies = strings(&["Talks began.", "Talks went on."]);
    let topics = strings(&["trade", "ports", "trade"]);
    file(
        schema,
        properties,
        &[
            column::<Int64Type>(&[-7, 1 << 60], Some(&[1, 0, 1])),
            column::<ByteArrayType>(&headlines, Some(&[1, 0, 0])),
            column::<ByteArrayType>(&bodies, Some(&[1, 1, 0])),
            // Two labels and one without a value; an empty list; no list, then another row's label.
            list(&topics, &[3, 3, 2, 1, 3], &[0, 1, 1, 0, 0]),
            column::<Int32Type>(&[1990, 1991, 1992], None),
        ],
        groups,
    )
}

#[test]
fn nulls_lists_and_numbers_become_articles_in_every_version_and_encoding() {
    let builder = || WriterProperties::builder().set_dictionary_enabled(false);
    for properties in [
        plain(),
        WriterProperties::builder().set_writer_version(WriterVersion::PARQUET_2_0).build(),
        builder().set_compression(Compression::SNAPPY).build(),
        builder().set_writer_version(WriterVersion::PARQUET_2_0).build(),
        builder()
            .set_column_encoding("body".into(), Encoding::DELTA_LENGTH_BYTE_ARRAY)
            .set_column_encoding("id".into(), Encoding::DELTA_BINARY_PACKED)
            .build(),
        builder().set_column_encoding("body".into(), Encoding::DELTA_BYTE_ARRAY).build(),
    ] {
        let (documents, said) = read(&mixed(properties, 2), InputOptions::default());
        let documents: Vec<Document> = documents.into_iter().map(Result::unwrap).collect();
        assert_eq!(documents.len(), 6);
        assert_eq!(documents[0].id, "-7");
        assert_eq!(documents[0].title.as_deref(), Some("Talks"));
        assert_eq!(documents[0].text, "Talks began.");
        assert_eq!(documents[0].labels, ["trade", "ports"]);
        assert!(
            documents[1].id.ends_with("a.parquet:2") && documents[4].id.ends_with("a.parquet:5")
        );
        assert!(documents[1].labels.is_empty() && documents[1].title.is_none());
        assert_eq!(
            (documents[5].text.as_str(), documents[5].labels.as_slice()),
            ("", &["trade".to_owned()][..])
        );
        assert_eq!(documents[5].id, (1_u64 << 60).to_string());
        assert_eq!(
            said,
            [
                "columns: text from `body`, label from `topics`, title from `Headline`, id from `id`; not read: `year`"
            ]
        );
    }
}

#[test]
fn integers_are_labels_and_ids_by_their_digits_and_strings_are_parted_as_in_a_table() {
    let texts = strings(&["x", "y"]);
    let labels = strings(&["a| b", "c"]);
    let unsigned = file(
        "required binary text (STRING); required int32 id (INTEGER(32,false)); required binary label;",
        plain(),
        &[
            column::<ByteArrayType>(&texts, None),
            column::<Int32Type>(&[-1, 3], None),
            column::<ByteArrayType>(&labels, None),
        ],
        1,
    );
    let (documents, said) = read(&unsigned, InputOptions::default());
    let first = documents[0].as_ref().unwrap();
    assert_eq!(
        (first.id.as_str(), &first.labels[..]),
        ("4294967295", &["a".to_owned(), "b".to_owned()][..])
    );
    assert_eq!(said[1], "labels in `label` are parted at `|`");
    let numbered = file(
        "required binary text (STRING); required int64 label; required double weight;",
        plain(),
        &[
            column::<ByteArrayType>(&texts, None),
            column::<Int64Type>(&[0, 12], None),
            column::<DoubleType>(&[0.5, 2.0], None),
        ],
        1,
    );
    let (documents, _) = read(&numbered, InputOptions::default());
    assert_eq!(documents[1].as_ref().unwrap().labels, ["12"]);
}

#[test]
fn columns_of_other_kinds_are_errors_where_they_are_needed_and_left_out_else() {
    let texts = strings(&["x"]);
    let bytes = file(
        "required float text; required binary story (STRING); required double label; required int32 day (DATE);",
        plain(),
        &[
            column::<FloatType>(&[0.5], None),
            column::<ByteArrayType>(&texts, None),
            column::<DoubleType>(&[1.0], None),
            column::<Int32Type>(&[7], None),
        ],
        1,
    );
    let read = |options| read(&bytes, options);
    let (documents, _) = read(InputOptions::default());
    assert_eq!(
        message(&documents[0]),
        "a.parquet: expected strings in the column `text`, found numbers"
    );
    assert!(documents[0].as_ref().unwrap_err().hint().is_some());
    let (documents, said) = read(InputOptions::default().text_column("story"));
    assert_eq!(documents[0].as_ref().unwrap().text, "x");
    assert!(said[0].starts_with("`label` holds numbers in place of strings, integers"), "{said:?}");
    let (documents, _) = read(InputOptions::default().text_column("story").id_column("day"));
    assert!(message(&documents[0]).ends_with("in the column `day`, found INT32 values"));
    let (documents, _) = read(InputOptions::default().text_column("none"));
    assert!(
        message(&documents[0]).contains("expected the column `none`, found the columns `text`, ")
    );
}

#[test]
fn a_long_text_and_one_that_is_no_utf_8_are_errors_of_their_rows_and_reading_goes_on() {
    let texts = [&b"short"[..], &[b'x'; 101], b"caf\xe9", b"end"]
        .map(|text| ByteArray::from(text.to_vec()));
    let bytes = file("required binary text;", plain(), &[column::<ByteArrayType>(&texts, None)], 1);
    let (documents, _) = read(&bytes, InputOptions::default().max_document_bytes(100));
    let good: Vec<bool> = documents.iter().map(Result::is_ok).collect();
    assert_eq!(good, [true, false, false, true]);
    assert_eq!(message(&documents[1]), "a.parquet:2: expected at most 100 bytes, found more");
    assert_eq!(
        message(&documents[2]),
        "a.parquet:3: expected UTF-8, found the byte 0xe9 at offset 3 of a cell"
    );
}

#[test]
fn what_cannot_be_read_from_any_place_is_spooled() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.bin");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &mixed(plain(), 1)).unwrap();
    fs::write(&path, packed.finish().unwrap()).unwrap();
    let documents = Documents::open(&[path], InputFormat::Auto).unwrap();
    assert_eq!(documents.map(Result::unwrap).count(), 3);
}

#[test]
fn damage_in_one_row_group_costs_that_group() {
    let mut bytes = mixed(WriterProperties::builder().set_dictionary_enabled(false).build(), 3);
    // The length of the second body of the second group.
    let place =
        bytes.windows(10).enumerate().filter(|(_, it)| it == b"Talks went").nth(1).unwrap().0;
    bytes[place - 1] = 0x7f;
    let (documents, _) = read(&bytes, InputOptions::default());
    let good: Vec<bool> = documents.iter().map(Result::is_ok).collect();
    assert_eq!(good, [true, true, true, true, false, true, true, true]);
    let error = documents[4].as_ref().unwrap_err();
    assert!(
        error.to_string().contains("a.parquet:5: expected a row group that is whole"),
        "{error}"
    );
    assert!(error.hint().unwrap().starts_with("rows 5 to 6 cannot be read"));
}

/// Reads what may be damaged, and says what came of it; not one panic goes through.
fn is_error(bytes: &[u8], path: &Path) -> bool {
    fs::write(path, bytes).unwrap();
    let documents: Vec<_> =
        Documents::open(&[path.to_owned()], InputFormat::Parquet).unwrap().collect();
    for error in documents.iter().filter_map(|document| document.as_ref().err()) {
        assert!(matches!(error, Error::Record { .. }), "{error}");
        assert!(error.hint().is_some_and(|hint| !hint.is_empty()));
    }
    documents.iter().any(Result::is_err)
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let bytes = mixed(plain(), 1);
    for length in 0..bytes.len() {
        assert!(is_error(&bytes[..length], &path), "{length}");
    }
    assert!(!is_error(&bytes, &path));
}

#[test]
fn no_flipped_bit_panics_or_takes_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let builder = || WriterProperties::builder().set_dictionary_enabled(false);
    for properties in [
        plain(),
        builder().set_writer_version(WriterVersion::PARQUET_2_0).build(),
        builder().set_compression(Compression::SNAPPY).build(),
        builder().set_column_encoding("body".into(), Encoding::DELTA_LENGTH_BYTE_ARRAY).build(),
    ] {
        let bytes = mixed(properties, 1);
        for place in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[place] ^= 1 << (place % 8);
            is_error(&damaged, &path);
        }
    }
}

#[test]
fn texts_that_fill_several_row_groups_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let [lines, there, back] =
        ["a.jsonl", "b.parquet", "c.jsonl"].map(|name| folder.path().join(name));
    let text = "Talks began in the harbour town. ".repeat(80_000);
    let line = |number: usize| {
        let labels: Vec<String> = (0..number % 3).map(|label| format!("label {label}")).collect();
        serde_json::json!({ "id": number.to_string(), "text": format!("{number} {text}"), "labels": labels })
            .to_string()
    };
    let all: Vec<String> = (0..40).map(line).collect();
    fs::write(&lines, all.join("\n")).unwrap();
    let convert = |from: &Path, to: &Path, format| {
        Conversion::read(from, InputFormat::Auto, format).unwrap().write_file(to, false).unwrap();
    };
    convert(&lines, &there, InputFormat::Parquet);
    convert(&there, &back, InputFormat::Jsonl);
    let documents = |path: &Path| -> Vec<Document> {
        Documents::open(&[path.to_owned()], InputFormat::Auto)
            .unwrap()
            .collect::<Result<_>>()
            .unwrap()
    };
    assert_eq!(documents(&lines), documents(&back));
}

#[cfg(unix)]
#[test]
fn a_pipe_with_a_name_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let pipe = path.clone();
    let writer = std::thread::spawn(move || fs::write(pipe, mixed(plain(), 1)).unwrap());
    let documents = Documents::open(&[path], InputFormat::Auto).unwrap();
    assert_eq!(documents.map(Result::unwrap).count(), 3);
    writer.join().unwrap();
}
