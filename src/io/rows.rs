//! Parts a table into rows and cells: RFC 4180, strictly.
//!
//! A quotation mark that is out of place is an error here. Readers that let it pass, as most do,
//! take away the quotation marks of an article that opens with one, or read on to the next
//! quotation mark and lose the rows between.

use std::io::{self, BufRead as _, Read as _};

use super::bounded::read_line;
use super::input::{Reader, without_mark};

/// The cells of a table's rows, one row in memory at a time.
pub(super) struct Rows {
    reader: Reader,
    delimiter: u8,
    /// Whether a quotation mark is a character like any other.
    literal_quotes: bool,
    /// Bytes that a row has at most, with its end; a quotation that goes on for longer was never closed.
    most: usize,
    /// How many lines were read.
    line: usize,
    /// How many bytes were read.
    offset: usize,
    /// The lines of the row that is being read.
    buffer: Vec<u8>,
    row: Row,
}

/// A row.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The 1-based line on which it begins.
    pub(super) line: usize,
    /// The offset at which it begins in its file.
    pub(super) offset: usize,
    content: Vec<u8>,
    /// Where each cell ends in the content.
    ends: Vec<usize>,
}

impl Row {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of a cell, from 0; there is one more than marks that part them.
    pub(super) fn cell(&self, number: usize) -> &[u8] {
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.content[start..self.ends[number]]
    }
}

/// Why a row cannot be parted.
#[derive(Debug)]
pub(super) enum RowError {
    Read(io::Error),
    /// A quotation mark opens a cell on this line, and none closes it within a row's bytes or at all.
    Unclosed(usize),
    /// The row that begins on this line has more bytes than are allowed.
    TooLong(usize),
    /// On this line something follows on the quotation mark that closes a cell.
    Stray(usize),
}

impl Rows {
    /// The rows of a table; its first line says what parts cells, where there is a choice.
    pub(super) fn open(
        mut reader: Reader,
        is_tab_preferred: bool,
        literal_quotes: bool,
        most: usize,
    ) -> io::Result<Self> {
        let mut head = Vec::new();
        // A longer header is an error soon.
        (&mut *reader).take(most as u64 + 2).read_until(b'\n', &mut head)?;
        let delimiter = delimiter(&head, is_tab_preferred);
        let reader: Reader = Box::new(io::Read::chain(io::Cursor::new(head), reader));
        let (most, buffer, row) = (most.saturating_add(1), Vec::new(), Row::default());
        Ok(Self { reader, delimiter, literal_quotes, most, line: 0, offset: 0, buffer, row })
    }

    /// What parts cells.
    pub(super) fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    /// The next row; empty lines are none.
    pub(super) fn next_row(&mut self) -> Option<Result<&Row, RowError>> {
        loop {
            self.buffer.clear();
            let offset = self.offset;
            match self.read_line() {
                Ok(0) => return None,
                Err(error) => return Some(Err(RowError::Read(error))),
                Ok(_) if self.buffer.len() > self.most => {
                    return Some(Err(RowError::TooLong(self.line)));
                }
                Ok(_) if matches!(&self.buffer[..], b"\n" | b"\r\n" | b"\r") => {}
                Ok(_) => {
                    (self.row.line, self.row.offset) = (self.line, offset);
                    return Some(self.part().map(|()| &self.row));
                }
            }
        }
    }

    /// Puts one more line into the buffer, which holds a byte more than a row has at most.
    fn read_line(&mut self) -> io::Result<usize> {
        let room = self.most.saturating_sub(self.buffer.len());
        let length = read_line(&mut self.reader, &mut self.buffer, room)?;
        self.line += usize::from(length > 0);
        if self.line == 1 && without_mark(&self.buffer).len() < self.buffer.len() {
            self.buffer.drain(..3);
        }
        self.offset += length;
        Ok(length)
    }

    /// The row that was read last, as it stands in the table; none where it is not whole.
    pub(super) fn last_row(&self) -> Option<&[u8]> {
        (self.buffer.len() <= self.most).then_some(&self.buffer)
    }

    /// Parts the line in the buffer, and those that its quotations go on to.
    fn part(&mut self) -> Result<(), RowError> {
        self.row.content.clear();
        self.row.ends.clear();
        let mut start = 0;
        loop {
            let is_quoted = !self.literal_quotes && self.buffer.get(start) == Some(&b'"');
            let end = if is_quoted { self.quoted_cell(start + 1)? } else { self.bare_cell(start) };
            self.row.ends.push(self.row.content.len());
            match self.buffer.get(end) {
                Some(&byte) if byte == self.delimiter => start = end + 1,
                _ => return Ok(()),
            }
        }
    }

    /// Takes the cell that begins here; says where it ends.
    fn bare_cell(&mut self, start: usize) -> usize {
        let rest = &self.buffer[start..];
        let length = rest.iter().position(|&byte| byte == self.delimiter || byte == b'\n');
        let mut cell = &rest[..length.unwrap_or(rest.len())];
        let end = start + cell.len();
        if self.buffer.get(end) != Some(&self.delimiter) {
            cell = cell.strip_suffix(b"\r").unwrap_or(cell);
        }
        self.row.content.extend_from_slice(cell);
        end
    }

    /// Takes the quoted cell whose content begins here; says where the closing mark is behind.
    fn quoted_cell(&mut self, mut start: usize) -> Result<usize, RowError> {
        let opening = self.line;
        loop {
            let Some(length) = self.buffer[start..].iter().position(|&byte| byte == b'"') else {
                self.row.content.extend_from_slice(&self.buffer[start..]);
                start = self.buffer.len();
                let length = self.read_line().map_err(RowError::Read)?;
                if length == 0 || self.buffer.len() > self.most {
                    return Err(RowError::Unclosed(opening));
                }
                continue;
            };
            let end = start + length;
            self.row.content.extend_from_slice(&self.buffer[start..end]);
            let rest = &self.buffer[end + 1..];
            if rest.first() == Some(&b'"') {
                self.row.content.push(b'"');
                start = end + 2;
            } else if rest.first() == Some(&self.delimiter)
                || matches!(rest, b"" | b"\n" | b"\r\n" | b"\r")
            {
                return Ok(end + 1);
            } else {
                return Err(RowError::Stray(self.line));
            }
        }
    }
}

/// What parts the cells of a header: the most frequent of comma, tab and semicolon outside quotes;
/// tabs always where they are preferred and there is one.
fn delimiter(header: &[u8], is_tab_preferred: bool) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b',', 0), (b'\t', 0), (b';', 0)];
    for &byte in header {
        is_quoted ^= byte == b'"';
        for (candidate, count) in &mut counts {
            *count += usize::from(byte == *candidate && !is_quoted);
        }
    }
    if is_tab_preferred && (counts[1].1 > 0 || counts.iter().all(|&(_, count)| count == 0)) {
        return b'\t';
    }
    // The last of equals is taken, so the comma comes last.
    counts.iter().rev().max_by_key(|(_, count)| count).map_or(b',', |&(byte, _)| byte)
}

/// Writes a cell so that it is read back as it is.
///
/// Nothing is put before `=`, `+`, `-` or `@`: what a spreadsheet would make of a cell is not known
/// here, and the cells are data.
pub(super) fn write_cell(row: &mut Vec<u8>, cell: &str, delimiter: u8) {
    let needs_quotes = |byte: u8| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r');
    if !cell.bytes().any(needs_quotes) {
        row.extend_from_slice(cell.as_bytes());
        return;
    }
    row.push(b'"');
    row.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
    row.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(table: &str, literal_quotes: bool) -> Vec<Result<(usize, Vec<String>), String>> {
        let reader = Box::new(io::Cursor::new(table.as_bytes().to_vec()));
        let mut rows = Rows::open(reader, false, literal_quotes, 1 << 16).unwrap();
        let mut all = Vec::new();
        while let Some(row) = rows.next_row() {
            all.push(row.map_err(|error| format!("{error:?}")).map(|row| {
                let cell = |n| String::from_utf8(row.cell(n).to_vec()).unwrap();
                (row.line, (0..row.len()).map(cell).collect())
            }));
        }
        all
    }

    fn cells(table: &str) -> Vec<Vec<String>> {
        rows(table, false).into_iter().map(|row| row.unwrap().1).collect()
    }

    #[test]
    fn quoted_cells_hold_line_breaks_delimiters_and_quotes() {
        let table = "\u{feff}id,text\r\n\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n2,say \"so\"\n,";
        let expected = [vec!["id", "text"], vec!["1", "a, \"b\"\r\nc"], vec!["2", "say \"so\""]];
        assert_eq!(cells(table)[..3], expected);
        assert_eq!(cells(table)[3], ["", ""]);
        let lines: Vec<usize> = rows(table, false).into_iter().map(|row| row.unwrap().0).collect();
        assert_eq!(lines, [1, 3, 5, 6]);
    }

    #[test]
    fn a_quotation_mark_out_of_place_is_an_error_on_its_line() {
        let table = "text,label\n\"So,\" he said,a\nx,b\n\"never\nclosed";
        let rows = rows(table, false);
        assert_eq!(rows[1], Err("Stray(2)".to_owned()));
        assert!(rows[2].is_ok());
        assert_eq!(rows[3], Err("Unclosed(4)".to_owned()));
        assert_eq!(rows.len(), 4);
    }

    #[test]
    fn others_take_quotation_marks_away_without_a_word() {
        let table = "text,label\n\"So,\" he said,a\n";
        let mut others = csv::Reader::from_reader(table.as_bytes());
        let row: csv::StringRecord = others.records().next().unwrap().unwrap();
        assert_eq!(row.get(0), Some("So, he said"));
    }

    #[test]
    fn a_quotation_that_never_ends_is_given_up() {
        let lines = format!("{}\n", "a b c ".repeat(10)).repeat(400_000);
        let found = rows(&format!("x,y\n\"{lines}"), false);
        assert_eq!(found[1], Err("Unclosed(2)".to_owned()));
        assert_eq!(found.last().unwrap().as_ref().unwrap().0, 400_001);
    }

    #[test]
    fn a_row_of_too_many_bytes_is_not_held_and_the_next_one_is_read() {
        let row = |length: usize| format!("a,{}", "b".repeat(length - 2));
        let most = 1 << 16;
        let table = format!("x,y\n{}\n{}\n\"c\n{}\"\nd,e\n", row(most), row(most + 1), row(most));
        let found = rows(&table, false);
        assert!(found[1].is_ok());
        assert_eq!(found[2], Err("TooLong(3)".to_owned()));
        assert_eq!(found[3], Err("Unclosed(4)".to_owned()));
        assert_eq!(found[4].as_ref().unwrap().1, ["d", "e"]);
        assert_eq!(rows(&"x".repeat(most + 2), false), [Err("TooLong(1)".to_owned())]);
    }

    #[test]
    fn quotes_are_characters_where_that_is_said() {
        let rows = rows("text\tlabel\n\"So, he said\ta\n", true);
        assert_eq!(rows[1], Ok((2, vec!["\"So, he said".to_owned(), "a".to_owned()])));
    }

    #[test]
    fn the_header_says_what_parts_cells() {
        for (header, is_tab_preferred, expected) in [
            ("a,b;c", false, b','),
            ("a;b;c,d", false, b';'),
            ("\"a,b,c\"\tb", false, b'\t'),
            ("text", false, b','),
            ("text", true, b'\t'),
            ("a,b,c\td", true, b'\t'),
            ("a;b", true, b';'),
        ] {
            assert_eq!(delimiter(header.as_bytes(), is_tab_preferred), expected, "{header}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_here_and_by_others(
            table in prop::collection::vec(prop::collection::vec("[a,;\t\n\r\"=é ]{0,6}", 3), 1..5),
        ) {
            let mut written = b"x,y,z\n".to_vec();
            for row in &table {
                for (number, cell) in row.iter().enumerate() {
                    written.extend_from_slice(if number > 0 { b"," } else { b"" });
                    write_cell(&mut written, cell, b',');
                }
                written.push(b'\n');
            }
            let written = String::from_utf8(written).unwrap();
            prop_assert_eq!(&cells(&written)[1..], &table[..]);
            let mut reader = csv::Reader::from_reader(written.as_bytes());
            let others: Vec<Vec<String>> =
                reader.deserialize().collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(others, table);
        }

        #[test]
        fn no_table_panics(table in "[a,\t\n\r\"]{0,40}") {
            let _ = rows(&table, false);
        }
    }
}
