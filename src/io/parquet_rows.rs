//! Reads Parquet: one article a row, columns by their names.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ParquetMetaData, ParquetMetaDataOptions, ParquetMetaDataReader, ParquetStatisticsPolicy,
};
use parquet::file::reader::{ChunkReader as _, Length as _};

use super::bounded::too_long;
use super::columns::{Columns, weight};
use super::input;
use super::label_cell::{distinct, labels_in};
use super::options::InputOptions;
use super::parquet_column::{self, Cells, Kind, Leaf};
use super::parquet_file::ParquetFile;
use super::records::{Records, language};
use crate::corpus::Document;
use crate::{Error, Result};

/// What tells where everything lies has at most so many bytes, because all of it is in memory.
const MOST_FOOTER: u32 = 32 << 20;

/// How many fields of an article columns are read for: text, labels, id, title, language, weight.
const FIELDS: usize = 6;

/// The articles of a Parquet file, one row and a page of each column in memory at a time.
///
/// Behind a row that is no article, the next call goes on with the next row; behind a page that cannot be
/// read, with the next row group.
pub(super) struct ParquetRows {
    file: Arc<ParquetFile>,
    metadata: ParquetMetaData,
    options: InputOptions,
    name: String,
    place: String,
    columns: Columns,
    leaves: [Option<Leaf>; FIELDS],
    group: Option<Group>,
    next_group: usize,
    /// How many rows were read, or lost.
    row: usize,
    rows: usize,
    /// What tells how far the reading is, and how far it was before; none where that was told already.
    progress: Option<(Arc<AtomicU64>, u64)>,
}

/// A row group that is being read.
struct Group {
    /// The number of its last row, from 1.
    end: usize,
    cells: [Option<Box<dyn Cells>>; FIELDS],
}

impl ParquetRows {
    /// Reads where everything lies, and finds the columns.
    pub(super) fn open(
        path: &Path,
        file: ParquetFile,
        options: InputOptions,
        progress: Option<(Arc<AtomicU64>, u64)>,
    ) -> Result<Self> {
        let place = input::place(path);
        let wrong = |found: String, hint: &str| Error::Record {
            place: place.clone(),
            expected: "a Parquet file".to_owned(),
            found,
            hint: hint.to_owned(),
        };
        let again = "copy or fetch the file again, or write it anew";
        if let Err((found, hint)) = check_end(&file) {
            return Err(wrong(found, hint));
        }
        let metadata = guarded(|| {
            let skipped = ParquetStatisticsPolicy::SkipAll;
            let wanted = ParquetMetaDataOptions::new()
                .with_column_stats_policy(skipped.clone())
                .with_size_stats_policy(skipped.clone())
                .with_encoding_stats_policy(skipped);
            ParquetMetaDataReader::new().with_metadata_options(Some(wanted)).parse_and_finish(&file)
        });
        let metadata =
            metadata.map_err(|why| wrong(format!("one that is damaged ({why})"), again))?;
        let fields = metadata.file_metadata().schema_descr().root_schema().get_fields();
        let names = fields.iter().map(|field| field.name().to_owned()).collect();
        let mut columns = Columns::find(names, &place, &options)?;
        let leaves = leaves(&mut columns, &metadata, &place, &options)?;
        columns.tell(&options.notes);
        let rows = metadata.row_groups().iter().fold(0_usize, |sum, group| {
            sum.saturating_add(usize::try_from(group.num_rows()).unwrap_or_default())
        });
        Ok(Self {
            file: Arc::new(file),
            metadata,
            options,
            name: path.display().to_string(),
            place,
            columns,
            leaves,
            group: None,
            next_group: 0,
            row: 0,
            rows,
            progress,
        })
    }

    /// Opens the next row group; `None` behind the last.
    fn open_group(&mut self) -> Option<Result<Group>> {
        let group = self.metadata.row_groups().get(self.next_group)?;
        self.next_group += 1;
        let Ok(rows) = usize::try_from(group.num_rows()) else {
            let found = format!("a row group of {} rows", group.num_rows());
            return Some(Err(self.lost(&found, self.row)));
        };
        let end = self.row.saturating_add(rows);
        let opened = guarded(|| {
            let mut cells = [const { None }; FIELDS];
            for (cells, leaf) in cells.iter_mut().zip(self.leaves) {
                *cells =
                    leaf.map(|leaf| parquet_column::open(&self.file, group, leaf)).transpose()?;
            }
            Ok(cells)
        });
        Some(match opened {
            Ok(cells) => Ok(Group { end, cells }),
            Err(why) => {
                self.row += 1;
                let error = self.lost(&why, end);
                self.row = end;
                Err(error)
            }
        })
    }

    /// The error that nothing can be read from the row that was to be read next to another.
    fn lost(&self, why: &str, end: usize) -> Error {
        let rows = if end > self.row {
            format!("rows {} to {end} cannot be read", self.row)
        } else {
            "the row cannot be read".to_owned()
        };
        Error::Record {
            place: format!("{}:{}", self.place, self.row),
            expected: "a row group that is whole".to_owned(),
            found: why.to_owned(),
            hint: format!("{rows}; copy or fetch the file again, or write it anew"),
        }
    }

    fn document(&self, cells: &[Vec<Vec<u8>>; FIELDS]) -> Result<Document> {
        let place = format!("{}:{}", self.place, self.row);
        let most = self.options.max_document_bytes;
        if cells.iter().flatten().map(Vec::len).sum::<usize>() > most {
            return Err(too_long(place, most));
        }
        let [texts, labels, ids, titles, languages, weights] = cells;
        let one = |cells: &[Vec<u8>]| -> Result<Option<String>> {
            let text = cells.first().map(|cell| utf8(cell, &place)).transpose()?;
            Ok(text.filter(|text| !text.trim().is_empty()).map(str::to_owned))
        };
        let labels = if self.leaves[1].is_some_and(|leaf| leaf.is_list) {
            let labels = labels.iter().map(|label| Ok(utf8(label, &place)?.to_owned()));
            distinct(labels.collect::<Result<Vec<_>>>()?)
        } else {
            let (labels, parting) = labels_in(&one(labels)?.unwrap_or_default());
            if let (Some(parting), Some(column)) = (parting, self.columns.label) {
                let name = &self.columns.names[column];
                self.options.notes.say(&format!("labels in `{name}` are parted at `{parting}`"));
            }
            labels
        };
        let id = ids.first().map(|cell| utf8(cell, &place)).transpose()?;
        Ok(Document {
            id: match id.filter(|id| !id.is_empty()) {
                Some(id) => id.to_owned(),
                None => format!("{}:{}", self.name, self.row),
            },
            title: one(titles)?,
            text: texts
                .first()
                .map(|cell| utf8(cell, &place))
                .transpose()?
                .unwrap_or("")
                .to_owned(),
            labels,
            language: one(languages)?.map(|code| language(code.trim(), &place)).transpose()?,
            weight: one(weights)?.map(|text| weight(&text, &place)).transpose()?,
            ..Document::default()
        })
    }

    fn tell_progress(&self) {
        let Some((bytes, before)) = &self.progress else { return };
        let share = self.row as f64 / self.rows.max(1) as f64;
        bytes.store(before + (self.file.len() as f64 * share) as u64, Ordering::Relaxed);
    }
}

impl Records for ParquetRows {
    fn next_document(&mut self) -> Option<Result<Document>> {
        loop {
            let Some(mut group) = self.group.take() else {
                match self.open_group() {
                    None => {
                        self.row = self.rows;
                        self.tell_progress();
                        return None;
                    }
                    Some(Ok(group)) => self.group = Some(group),
                    Some(Err(error)) => return Some(Err(error)),
                }
                continue;
            };
            if self.row >= group.end {
                continue;
            }
            self.row += 1;
            self.tell_progress();
            return Some(match guarded(|| group.next_row()) {
                Ok(cells) => {
                    self.group = Some(group);
                    self.document(&cells)
                }
                Err(why) => {
                    let error = self.lost(&why, group.end);
                    self.row = group.end;
                    Err(error)
                }
            });
        }
    }
}

impl Group {
    fn next_row(&mut self) -> parquet::errors::Result<[Vec<Vec<u8>>; FIELDS]> {
        let mut row = [const { Vec::new() }; FIELDS];
        for (values, cells) in row.iter_mut().zip(&mut self.cells) {
            if let Some(cells) = cells {
                *values = cells.next_row()?.ok_or_else(|| {
                    ParquetError::General("a column that ends before the others".to_owned())
                })?;
            }
        }
        Ok(row)
    }
}

/// A field of an article, and what its column has to hold.
struct Field<'columns> {
    column: &'columns mut Option<usize>,
    is_named: bool,
    expected: &'static str,
    is_fit: fn(Leaf) -> bool,
}

/// Where the values of each field lie. A column of values that cannot be read is an error where it was
/// named and where it is the text; else it is not read, and that is said.
fn leaves(
    columns: &mut Columns,
    metadata: &ParquetMetaData,
    place: &str,
    options: &InputOptions,
) -> Result<[Option<Leaf>; FIELDS]> {
    let schema = metadata.file_metadata().schema_descr();
    let chosen = &options.columns;
    let strings: fn(Leaf) -> bool = |leaf| leaf.kind == Kind::Strings && !leaf.is_list;
    let names: fn(Leaf) -> bool = |leaf| leaf.kind != Kind::Numbers && !leaf.is_list;
    let mut text = Some(columns.text);
    let field = |column, is_named, expected, is_fit| Field { column, is_named, expected, is_fit };
    let fields: [Field<'_>; FIELDS] = [
        field(&mut text, true, "strings", strings),
        field(
            &mut columns.label,
            chosen.label.is_some(),
            "strings, integers or lists of them",
            |leaf| leaf.kind != Kind::Numbers,
        ),
        field(&mut columns.id, chosen.id.is_some(), "strings or integers", names),
        field(&mut columns.title, chosen.title.is_some(), "strings", strings),
        field(&mut columns.language, false, "strings", strings),
        field(&mut columns.weight, false, "numbers", |leaf| !leaf.is_list),
    ];
    let mut leaves = [None; FIELDS];
    for (leaf, Field { column, is_named, expected, is_fit }) in leaves.iter_mut().zip(fields) {
        let Some(root) = *column else { continue };
        let name = &columns.names[root];
        let found = match Leaf::of(schema, root) {
            Ok(found) if is_fit(found) => {
                *leaf = Some(found);
                continue;
            }
            Ok(found) if found.is_list => "lists".to_owned(),
            Ok(found) if found.kind == Kind::Strings => "strings".to_owned(),
            Ok(_) => "numbers".to_owned(),
            Err(found) => found,
        };
        if is_named {
            return Err(Error::Record {
                place: place.to_owned(),
                expected: format!("{expected} in the column `{name}`"),
                found,
                hint: "name another column, or write this one as strings".to_owned(),
            });
        }
        options.notes.say(&format!("`{name}` holds {found} in place of {expected}: not read"));
        *column = None;
    }
    Ok(leaves)
}

/// Looks whether a file ends as a Parquet file does; says what it is else, and the way out.
fn check_end(file: &ParquetFile) -> std::result::Result<(), (String, &'static str)> {
    let cut_off = "the file is cut off, was never finished, or is something else; fetch or write it \
                   again, or name what it is with `--input-format`";
    let Some(start) = file.len().checked_sub(8) else {
        return Err((format!("a file of {} bytes", file.len()), cut_off));
    };
    let end = file.get_bytes(start, 8).map_err(|error| (error.to_string(), cut_off))?;
    let length = u32::from_le_bytes([end[0], end[1], end[2], end[3]]);
    match &end[4..] {
        b"PAR1" if u64::from(length) > start => {
            Err(("a file that is shorter than it says".to_owned(), cut_off))
        }
        b"PAR1" if length > MOST_FOOTER => Err((
            format!("one whose table of contents has {length} bytes, more than {MOST_FOOTER}"),
            "write it anew with fewer columns or larger row groups",
        )),
        b"PAR1" => Ok(()),
        b"PARE" => Err(("one that is encrypted".to_owned(), "write it anew without encryption")),
        _ => Err(("one that does not end with `PAR1`".to_owned(), cut_off)),
    }
}

/// What the crate makes of a file, or why it makes nothing of it.
///
/// Its decoders of values cut their bytes where damaged ones say, and stop with a panic where that is
/// outside of them; what can be checked before is, but not the values themselves. All that they were at is
/// dropped after that.
fn guarded<T>(work: impl FnOnce() -> parquet::errors::Result<T>) -> std::result::Result<T, String> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(ParquetError::General(why) | ParquetError::EOF(why) | ParquetError::NYI(why))) => {
            Err(why)
        }
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("values that are no values".to_owned()),
    }
}

/// A cell as text.
fn utf8<'cell>(cell: &'cell [u8], place: &str) -> Result<&'cell str> {
    std::str::from_utf8(cell).map_err(|error| Error::Record {
        place: place.to_owned(),
        expected: "UTF-8".to_owned(),
        found: format!(
            "the byte 0x{:02x} at offset {} of a cell",
            cell[error.valid_up_to()],
            error.valid_up_to()
        ),
        hint: "write the column as strings rather than as bytes".to_owned(),
    })
}
