//! Writes Parquet: one article a row, labels as lists.

use std::io::{self, Seek as _, Write};
use std::mem;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, FloatType};
use parquet::errors::Result as ParquetResult;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;

use super::convert::Survey;
use crate::corpus::Document;

/// A row group ends with whichever comes first; it is in memory until then.
const GROUP_BYTES: usize = 32 << 20;
const GROUP_ROWS: usize = 1 << 17;

/// Writes all articles of a corpus.
pub(super) fn write(
    writer: &mut dyn Write,
    survey: &Survey,
    documents: impl Iterator<Item = io::Result<Document>>,
) -> io::Result<()> {
    // The crate's writer goes to another thread if it likes; what is given here need not.
    let mut file = tempfile::tempfile()?;
    let mut parquet = open(&mut file, survey).map_err(io::Error::other)?;
    let mut group = Vec::new();
    let mut bytes = 0;
    for document in documents {
        let document = document?;
        bytes += document.text.len();
        group.push(document);
        if bytes >= GROUP_BYTES || group.len() == GROUP_ROWS {
            write_group(&mut parquet, &mem::take(&mut group)).map_err(io::Error::other)?;
            bytes = 0;
        }
    }
    if !group.is_empty() {
        write_group(&mut parquet, &group).map_err(io::Error::other)?;
    }
    parquet.close().map_err(io::Error::other)?;
    file.rewind()?;
    io::copy(&mut file, writer)?;
    writer.flush()
}

fn open<W: Write + Send>(file: W, survey: &Survey) -> ParquetResult<SerializedFileWriter<W>> {
    let columns: String = [
        ("required binary id (STRING);", 1),
        ("optional binary title (STRING);", survey.titles),
        ("required binary text (STRING);", 1),
        (
            "required group labels (LIST) { repeated group list { required binary element (STRING); } }",
            1,
        ),
        ("optional binary language (STRING);", survey.languages),
        ("optional float weight;", survey.weights),
    ]
    .into_iter()
    .filter(|&(_, count)| count > 0)
    .map(|(column, _)| column)
    .collect();
    let schema = parse_message_type(&format!("message articles {{ {columns} }}"))?;
    let column = |path: &[&str]| ColumnPath::new(path.iter().map(|&part| part.into()).collect());
    let properties = WriterProperties::builder()
        // The packing that every reader knows.
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        // Labels repeat themselves, texts do not.
        .set_dictionary_enabled(false)
        .set_column_dictionary_enabled(column(&["labels", "list", "element"]), true)
        .set_column_dictionary_enabled(column(&["language"]), true)
        .build();
    SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))
}

fn write_group<W: Write + Send>(
    parquet: &mut SerializedFileWriter<W>,
    documents: &[Document],
) -> ParquetResult<()> {
    let fields = parquet.schema_descr().root_schema().get_fields();
    let names: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
    let mut group = parquet.next_row_group()?;
    for name in names {
        let Some(mut column) = group.next_column()? else { break };
        let title = |document: &Document| document.title.clone();
        let language = |document: &Document| document.language.map(|it| it.code().to_owned());
        match name.as_str() {
            "id" => write_strings(&mut column, documents, false, |it| Some(it.id.clone()))?,
            "title" => write_strings(&mut column, documents, true, title)?,
            "text" => write_strings(&mut column, documents, false, |it| Some(it.text.clone()))?,
            "language" => write_strings(&mut column, documents, true, language)?,
            "weight" => write_weights(&mut column, documents)?,
            _ => write_labels(&mut column, documents)?,
        }
        column.close()?;
    }
    group.close()?;
    Ok(())
}

/// A string an article, or none where the column allows that.
fn write_strings(
    column: &mut SerializedColumnWriter<'_>,
    documents: &[Document],
    is_optional: bool,
    string: impl Fn(&Document) -> Option<String>,
) -> ParquetResult<()> {
    let writer = column.typed::<ByteArrayType>();
    // One at a time, because the size of a page is looked at between two calls only.
    for document in documents {
        let value = string(document).map(|string| ByteArray::from(string.into_bytes()));
        let level = [i16::from(value.is_some())];
        writer.write_batch(value.as_slice(), is_optional.then_some(&level[..]), None)?;
    }
    Ok(())
}

fn write_weights(
    column: &mut SerializedColumnWriter<'_>,
    documents: &[Document],
) -> ParquetResult<()> {
    let weights: Vec<f32> = documents.iter().filter_map(|document| document.weight).collect();
    let levels: Vec<i16> =
        documents.iter().map(|document| i16::from(document.weight.is_some())).collect();
    column.typed::<FloatType>().write_batch(&weights, Some(&levels), None)?;
    Ok(())
}

/// A list an article. Level 1 of definition is a label, 0 the place of an empty list; level 1 of repetition
/// goes on with the list before.
fn write_labels(
    column: &mut SerializedColumnWriter<'_>,
    documents: &[Document],
) -> ParquetResult<()> {
    let mut labels = Vec::new();
    let mut definitions = Vec::new();
    let mut repetitions = Vec::new();
    for document in documents {
        for (number, label) in document.labels.iter().enumerate() {
            labels.push(ByteArray::from(label.as_str()));
            definitions.push(1);
            repetitions.push(i16::from(number > 0));
        }
        if document.labels.is_empty() {
            definitions.push(0);
            repetitions.push(0);
        }
    }
    let writer = column.typed::<ByteArrayType>();
    writer.write_batch(&labels, Some(&definitions), Some(&repetitions))?;
    Ok(())
}
