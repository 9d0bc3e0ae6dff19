//! The pages of a column, each unpacked and checked before the reader of values believes it.
//!
//! That reader makes room for as many values as a page says it has, and cuts its bytes where the page
//! says; so what a page says is held against what it has.

use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, Type};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::Length as _;
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::ColumnDescPtr;

use super::parquet_file::ParquetFile;
use super::parquet_unpacking::{is_known, unpacked};

/// Values that a page of lists has at most, that a few bytes cannot stand for billions; usual ones have
/// 20,000 rows.
const MOST_LISTED: u32 = 4 << 20;

/// The pages of one column in one row group.
pub(super) struct Pages {
    packed: SerializedPageReader<ParquetFile>,
    packing: Compression,
    column: ColumnDescPtr,
    has_dictionary: bool,
}

impl Pages {
    /// Opens a column whose place in the file is given by `chunk`, for a row group of some rows.
    pub(super) fn open(
        file: &Arc<ParquetFile>,
        chunk: &ColumnChunkMetaData,
        rows: usize,
    ) -> Result<Self> {
        let packing = chunk.compression();
        if !is_known(packing) {
            return Err(ParquetError::NYI(format!("pages packed by {packing}")));
        }
        let start = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
        let (Ok(start), Ok(length)) =
            (u64::try_from(start), u64::try_from(chunk.compressed_size()))
        else {
            return Err(damaged("a column that begins before the file"));
        };
        if start.checked_add(length).is_none_or(|end| end > file.len()) {
            return Err(damaged("a column that ends behind the file"));
        }
        // The crate would allocate whatever a page says that it unfolds to, so it is not told of the packing.
        let plain = chunk.clone().into_builder().set_compression(Compression::UNCOMPRESSED);
        let packed = SerializedPageReader::new(Arc::clone(file), &plain.build()?, rows, None)?;
        Ok(Self { packed, packing, column: chunk.column_descr_ptr(), has_dictionary: false })
    }

    /// A page as it is to be read.
    fn page(&self, mut page: Page) -> Result<Page> {
        match &mut page {
            Page::DataPage { buf, .. } | Page::DictionaryPage { buf, .. } => {
                *buf = unpacked(self.packing, buf)?;
            }
            Page::DataPageV2 {
                buf,
                def_levels_byte_len,
                rep_levels_byte_len,
                is_compressed,
                ..
            } => {
                let levels = u64::from(*def_levels_byte_len) + u64::from(*rep_levels_byte_len);
                let levels = usize::try_from(levels).unwrap_or(usize::MAX);
                if levels > buf.len() {
                    return Err(damaged("a page that is shorter than its levels"));
                }
                if *is_compressed && self.packing != Compression::UNCOMPRESSED {
                    let values = unpacked(self.packing, &buf.slice(levels..))?;
                    *buf = Bytes::from([&buf[..levels], &values[..]].concat());
                }
                *is_compressed = false;
            }
        }
        self.check(&page)?;
        Ok(page)
    }

    /// Holds how many values there are said to be against how many there can be.
    fn check(&self, page: &Page) -> Result<()> {
        let bytes = page.buffer();
        if page.is_dictionary_page() {
            let width = match self.column.physical_type() {
                Type::INT64 | Type::DOUBLE => 8,
                // The length of a string takes four bytes, too.
                _ => 4,
            };
            if page.num_values() as usize > bytes.len() / width {
                return Err(damaged("a dictionary that is shorter than it says"));
            }
            return Ok(());
        }
        if self.column.max_rep_level() > 0 && page.num_values() > MOST_LISTED {
            return Err(damaged("more than 4 million values in a page of lists"));
        }
        let names_dictionary =
            matches!(page.encoding(), Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY);
        if names_dictionary && !self.has_dictionary {
            return Err(damaged("a page that lacks its dictionary"));
        }
        let values = bytes.slice(self.levels(page).ok_or_else(cut_off)?..);
        let counts = match page.encoding() {
            Encoding::DELTA_BINARY_PACKED | Encoding::DELTA_LENGTH_BYTE_ARRAY => {
                vec![delta(&values).ok_or_else(cut_off)?.0]
            }
            // First how long the beginning is that a string shares with the one before, then the rest.
            Encoding::DELTA_BYTE_ARRAY => {
                let (shared, end) = delta(&values).ok_or_else(cut_off)?;
                vec![shared, delta(&values[end..]).ok_or_else(cut_off)?.0]
            }
            _ => return Ok(()),
        };
        if counts.iter().any(|&count| count > u64::from(page.num_values())) {
            return Err(damaged("a page of more values than it says"));
        }
        Ok(())
    }

    /// How many bytes of a page stand before its values; `None` where they are more than there are.
    fn levels(&self, page: &Page) -> Option<usize> {
        let bytes = page.buffer();
        let mut end = 0;
        match page {
            Page::DataPage { num_values, def_level_encoding, rep_level_encoding, .. } => {
                for (most, encoding) in [
                    (self.column.max_rep_level(), rep_level_encoding),
                    (self.column.max_def_level(), def_level_encoding),
                ] {
                    if most > 0 {
                        end += if *encoding == Encoding::RLE {
                            let length = bytes.get(end..end + 4)?.try_into().ok()?;
                            4 + u32::from_le_bytes(length) as usize
                        } else {
                            let bits = u16::BITS - most.unsigned_abs().leading_zeros();
                            (*num_values as usize * bits as usize).div_ceil(8)
                        };
                    }
                }
            }
            Page::DataPageV2 { def_levels_byte_len, rep_levels_byte_len, .. } => {
                end = *def_levels_byte_len as usize + *rep_levels_byte_len as usize;
            }
            Page::DictionaryPage { .. } => {}
        }
        (end <= bytes.len()).then_some(end)
    }
}

/// How many numbers a run of them holds that is packed by differences, and where it ends; `None` where it
/// is cut off.
///
/// A header of block size, miniblocks a block, count and first number; then blocks of a least difference,
/// a width in bits a miniblock, and the miniblocks, of which only those are there that have numbers.
fn delta(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut place = 0;
    let block = variable_length(bytes, &mut place)?;
    let miniblocks = variable_length(bytes, &mut place)?;
    let count = variable_length(bytes, &mut place)?;
    variable_length(bytes, &mut place)?;
    let numbers = block.checked_div(miniblocks).filter(|&numbers| numbers > 0)?;
    let mut left = count.saturating_sub(1);
    while left > 0 {
        variable_length(bytes, &mut place)?;
        let widths = place..place.checked_add(usize::try_from(miniblocks).ok()?)?;
        place = widths.end;
        for &width in bytes.get(widths)? {
            if width > 64 {
                return None;
            }
            if left > 0 {
                let length = u64::from(width).checked_mul(numbers)?.div_ceil(8);
                place = place.checked_add(usize::try_from(length).ok()?)?;
                left = left.saturating_sub(numbers);
            }
        }
    }
    // The last miniblock may be cut after its last number.
    Some((count, place.min(bytes.len())))
}

/// The number that stands at a place in bytes of seven bits each, the lowest first.
fn variable_length(bytes: &[u8], place: &mut usize) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(*place)?;
        *place += 1;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn damaged(what: &str) -> ParquetError {
    ParquetError::General(what.to_owned())
}

fn cut_off() -> ParquetError {
    damaged("a page that is cut off")
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.packed.get_next_page()?.map(|page| self.page(page)).transpose()?;
        self.has_dictionary |= page.as_ref().is_some_and(Page::is_dictionary_page);
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.packed.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.packed.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.packed.at_record_boundary()
    }
}
