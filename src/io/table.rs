//! Reads tables (CSV, TSV): one article a row, columns by their names.

use std::path::Path;

use super::bounded::too_long;
use super::columns::{Columns, weight};
use super::input::{self, Reader};
use super::label_cell::labels_in;
use super::options::{InputOptions, quoted};
use super::records::{Records, language};
use super::rows::{Row, RowError, Rows};
use crate::corpus::Document;
use crate::{Error, Result};

/// The articles of a table, one row in memory at a time.
///
/// After a row that is no article, the next call goes on with the next row.
pub(super) struct Table {
    options: InputOptions,
    is_tab_preferred: bool,
    name: String,
    place: String,
    state: State,
}

enum State {
    /// The header was not read yet.
    Closed(Reader),
    Open(Box<(Rows, Columns)>),
    /// There is nothing more to be had.
    Over,
}

impl Table {
    pub(super) fn new(
        path: &Path,
        reader: Reader,
        is_tab_preferred: bool,
        options: InputOptions,
    ) -> Self {
        let name = path.display().to_string();
        let state = State::Closed(reader);
        Self { options, is_tab_preferred, name, place: input::place(path), state }
    }

    /// Reads the header and finds the columns.
    fn open(&self, reader: Reader) -> Result<Option<(Rows, Columns)>> {
        let read_error = |error| input::read_error(Path::new(&self.place))(error);
        let most = self.options.max_document_bytes;
        let mut rows = Rows::open(reader, self.is_tab_preferred, self.options.literal_quotes, most)
            .map_err(read_error)?;
        let names = match rows.next_row() {
            None => return Ok(None),
            Some(Err(error)) => return Err(self.broken(error)),
            Some(Ok(row)) => (0..row.len())
                .map(|number| Ok(cell(&self.place, row, number)?.trim().to_owned()))
                .collect::<Result<Vec<_>>>()?,
        };
        let header = format!("{}:1", self.place);
        let columns = Columns::find(names, &header, &self.options)?;
        columns.tell(&self.options.notes);
        Ok(Some((rows, columns)))
    }

    fn broken(&self, error: RowError) -> Error {
        let (line, found) = match error {
            RowError::Read(error) => return input::read_error(Path::new(&self.place))(error),
            RowError::Stray(line) => (line, "something between it and the end of the cell"),
            RowError::TooLong(line) => {
                return too_long(format!("{}:{line}", self.place), self.options.max_document_bytes);
            }
            RowError::Unclosed(line) => {
                (line, "none up to the end of the file, or before the row is too long")
            }
        };
        Error::Record {
            place: format!("{}:{line}", self.place),
            expected: "a quotation mark that closes the cell".to_owned(),
            found: found.to_owned(),
            hint: "write `\"\"` for a quotation mark in a quoted cell, or pass `--literal-quotes` \
                   where no cell is quoted"
                .to_owned(),
        }
    }

    fn document(&self, row: &Row, delimiter: char, columns: &Columns) -> Result<Document> {
        let place = || format!("{}:{}", self.place, row.line);
        if row.len() != columns.names.len() {
            let mark = if delimiter == '\t' { "tab".to_owned() } else { format!("`{delimiter}`") };
            return Err(Error::Record {
                place: place(),
                expected: format!(
                    "{} cells ({})",
                    columns.names.len(),
                    quoted(columns.names.iter().take(6))
                ),
                found: row.len().to_string(),
                hint: format!("put a cell that holds a {mark} into quotation marks"),
            });
        }
        let read = |number: usize| cell(&self.place, row, number);
        let optional = |number: Option<usize>| -> Result<Option<&str>> {
            let text = number.map(read).transpose()?;
            Ok(text.filter(|text| !text.trim().is_empty()))
        };
        let (labels, parting) = labels_in(optional(columns.label)?.unwrap_or_default());
        if let (Some(parting), Some(column)) = (parting, columns.label) {
            let name = &columns.names[column];
            self.options.notes.say(&format!("labels in `{name}` are parted at `{parting}`"));
        }
        let weight = optional(columns.weight)?.map(|text| weight(text, &place())).transpose()?;
        Ok(Document {
            id: match columns.id.map(read).transpose()? {
                Some(id) if !id.is_empty() => id.to_owned(),
                _ => format!("{}:{}", self.name, row.line),
            },
            title: optional(columns.title)?.map(str::to_owned),
            text: read(columns.text)?.to_owned(),
            labels,
            language: optional(columns.language)?
                .map(|code| language(code.trim(), &place()))
                .transpose()?,
            weight,
            ..Document::default()
        })
    }
}

/// A cell as text.
fn cell<'row>(place: &str, row: &'row Row, number: usize) -> Result<&'row str> {
    let bytes = row.cell(number);
    std::str::from_utf8(bytes).map_err(|error| Error::Record {
        place: format!("{place}:{}", row.line),
        expected: "UTF-8".to_owned(),
        found: format!(
            "the byte 0x{:02x} in the row that begins at offset {}",
            bytes[error.valid_up_to()],
            row.offset
        ),
        hint: "convert the file, for example with `iconv -f WINDOWS-1252 -t UTF-8`".to_owned(),
    })
}

impl Records for Table {
    fn next_document(&mut self) -> Option<Result<Document>> {
        if let State::Closed(_) = self.state {
            let State::Closed(reader) = std::mem::replace(&mut self.state, State::Over) else {
                return None;
            };
            match self.open(reader) {
                Ok(None) => return None,
                Ok(Some(opened)) => self.state = State::Open(Box::new(opened)),
                Err(error) => return Some(Err(error)),
            }
        }
        let State::Open(mut opened) = std::mem::replace(&mut self.state, State::Over) else {
            return None;
        };
        let (rows, columns) = &mut *opened;
        let delimiter = rows.delimiter();
        let document = match rows.next_row()? {
            Ok(row) => self.document(row, delimiter, columns),
            Err(RowError::Read(error)) => return Some(Err(self.broken(RowError::Read(error)))),
            Err(error) => Err(self.broken(error)),
        };
        self.state = State::Open(opened);
        Some(document)
    }

    fn last_record(&self) -> Option<&[u8]> {
        match &self.state {
            State::Open(opened) => opened.0.last_row(),
            State::Closed(_) | State::Over => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn documents(table: &str, options: InputOptions) -> Vec<Result<Document>> {
        let reader = Box::new(std::io::Cursor::new(table.as_bytes().to_vec()));
        let mut table = Table::new(Path::new("a.csv"), reader, false, options);
        std::iter::from_fn(move || table.next_document()).collect()
    }

    fn error(table: &str) -> String {
        documents(table, InputOptions::default()).pop().unwrap().unwrap_err().to_string()
    }

    #[test]
    fn columns_of_usual_names_are_found_in_any_case() {
        let table = "Headline,BODY,date,Category,ID,language\n\
                     Talks,\"One, two.\",1990,a|b,=7,en-GB\n,x,,,,\n";
        let documents = documents(table, InputOptions::default());
        let expected = Document {
            id: "=7".to_owned(),
            title: Some("Talks".to_owned()),
            text: "One, two.".to_owned(),
            labels: vec!["a".to_owned(), "b".to_owned()],
            language: Some(Language::English),
            weight: None,
            ..Document::default()
        };
        assert_eq!(documents[0].as_ref().unwrap(), &expected);
        let bare =
            Document { id: "a.csv:3".to_owned(), text: "x".to_owned(), ..Document::default() };
        assert_eq!(documents[1].as_ref().unwrap(), &bare);
    }

    #[test]
    fn named_columns_overrule_the_usual_ones() {
        let options = InputOptions::default().text_column("summary").label_column("desk");
        let document = documents("text\tsummary\tdesk\nlong\tshort\tcity\n", options).remove(0);
        let document = document.unwrap();
        assert_eq!((&document.text[..], &document.labels[..]), ("short", &["city".to_owned()][..]));
        let options = InputOptions::default().text_column("story");
        let error = documents("text,label\nx,y\n", options).remove(0).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a.csv:1: expected the column `story`, found the columns `text`, `label`"
        );
    }

    #[test]
    fn what_was_guessed_is_said() {
        let (sender, said) = std::sync::mpsc::channel();
        let options =
            InputOptions::default().notes(move |note| sender.send(note.to_string()).unwrap());
        documents("topic;content;date\na;x;1\nb|c;y;2\nb|d;y;2\n", options);
        assert_eq!(
            said.try_iter().collect::<Vec<_>>(),
            [
                "columns: text from `content`, label from `topic`; not read: `date`",
                "labels in `topic` are parted at `|`"
            ]
        );
    }

    #[test]
    fn a_row_of_too_many_cells_is_an_error_on_its_line_and_reading_goes_on() {
        let documents =
            documents("label,text\na,\"x\ny\"\nb,x, y\n\"b\" ,x\nc,z\n", InputOptions::default());
        let good: Vec<bool> = documents.iter().map(Result::is_ok).collect();
        assert_eq!(good, [true, false, false, true]);
        assert_eq!(
            documents[1].as_ref().unwrap_err().to_string(),
            "a.csv:4: expected 2 cells (`label`, `text`), found 3"
        );
    }

    #[test]
    fn a_table_without_a_header_or_with_a_column_twice_is_refused() {
        assert!(error("3,Talks began.\n").ends_with("found the columns `3`, `Talks began.`"));
        assert_eq!(
            error("text,text\na,b\n"),
            "a.csv:1: expected one column `text`, found 2 of them"
        );
        assert!(documents("", InputOptions::default()).is_empty());
    }
}
