//! One column of a Parquet file, row by row, as text.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::column::page::PageReader;
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{
    ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type,
};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::RowGroupMetaData;
use parquet::schema::types::{ColumnDescPtr, ColumnDescriptor, SchemaDescriptor};

use super::parquet_file::ParquetFile;
use super::parquet_pages::Pages;

/// What a column holds, as far as articles are made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Strings,
    Integers { is_signed: bool },
    Numbers,
}

/// A column of a schema, by its number among the names at the top.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    /// Its number among the columns in which values lie.
    number: usize,
    pub(super) kind: Kind,
    pub(super) is_list: bool,
}

impl Leaf {
    /// Where the values of a column lie; what it holds instead where it is none of a kind that is read.
    pub(super) fn of(schema: &SchemaDescriptor, root: usize) -> std::result::Result<Self, String> {
        let below: Vec<usize> = (0..schema.num_columns())
            .filter(|&number| schema.get_column_root_idx(number) == root)
            .collect();
        let [number] = below[..] else { return Err("a group of several values".to_owned()) };
        let column = schema.column(number);
        let is_list = column.max_rep_level() == 1;
        let is_nested = column.path().parts().len() > 1 && !is_list;
        if is_nested || column.max_rep_level() > 1 {
            return Err("a group of values".to_owned());
        }
        match Kind::of(&column) {
            Some(kind) => Ok(Self { number, kind, is_list }),
            None => Err(format!("{} values", column.physical_type())),
        }
    }
}

impl Kind {
    fn of(column: &ColumnDescriptor) -> Option<Self> {
        let converted = column.converted_type();
        match column.physical_type() {
            // Without a type of its own, bytes are text where they are UTF-8.
            Type::BYTE_ARRAY if converted != ConvertedType::DECIMAL => Some(Self::Strings),
            Type::INT32 | Type::INT64 => match (column.logical_type_ref(), converted) {
                (Some(LogicalType::Integer(kind)), _) => {
                    Some(Self::Integers { is_signed: kind.is_signed })
                }
                (
                    None,
                    ConvertedType::UINT_8
                    | ConvertedType::UINT_16
                    | ConvertedType::UINT_32
                    | ConvertedType::UINT_64,
                ) => Some(Self::Integers { is_signed: false }),
                (
                    None,
                    ConvertedType::NONE
                    | ConvertedType::INT_8
                    | ConvertedType::INT_16
                    | ConvertedType::INT_32
                    | ConvertedType::INT_64,
                ) => Some(Self::Integers { is_signed: true }),
                // Dates, times and decimals.
                _ => None,
            },
            Type::FLOAT | Type::DOUBLE => Some(Self::Numbers),
            _ => None,
        }
    }
}

/// The cells of a column, one row after the other.
pub(super) trait Cells: Send {
    /// The values of the next row: one or none, or those of a list; `None` behind the last row.
    fn next_row(&mut self) -> Result<Option<Vec<Vec<u8>>>>;
}

/// Opens a column of a row group.
pub(super) fn open(
    file: &Arc<ParquetFile>,
    group: &RowGroupMetaData,
    leaf: Leaf,
) -> Result<Box<dyn Cells>> {
    let chunk = group.columns().get(leaf.number).ok_or_else(|| {
        ParquetError::General("a row group that lacks columns of the schema".to_owned())
    })?;
    let column = chunk.column_descr_ptr();
    let rows = usize::try_from(group.num_rows()).unwrap_or_default();
    let pages: Box<dyn PageReader> = Box::new(Pages::open(file, chunk, rows)?);
    let is_signed = leaf.kind != (Kind::Integers { is_signed: false });
    Ok(match (column.physical_type(), is_signed) {
        (Type::BYTE_ARRAY, _) => {
            let text = |value: ByteArray| value.data().to_vec();
            Values::<ByteArrayType, _>::boxed(column, pages, text)
        }
        (Type::INT32, true) => Values::<Int32Type, _>::boxed(column, pages, digits::<i32>),
        (Type::INT32, false) => {
            Values::<Int32Type, _>::boxed(column, pages, |value: i32| digits(value.cast_unsigned()))
        }
        (Type::INT64, true) => Values::<Int64Type, _>::boxed(column, pages, digits::<i64>),
        (Type::INT64, false) => {
            Values::<Int64Type, _>::boxed(column, pages, |value: i64| digits(value.cast_unsigned()))
        }
        (Type::FLOAT, _) => Values::<FloatType, _>::boxed(column, pages, digits::<f32>),
        (Type::DOUBLE, _) => Values::<DoubleType, _>::boxed(column, pages, digits::<f64>),
        (other, _) => return Err(ParquetError::NYI(format!("columns of {other}"))),
    })
}

/// A number as it is written.
fn digits<N: Copy + ToString>(number: N) -> Vec<u8> {
    number.to_string().into_bytes()
}

/// Values of one type, which become text by a function.
struct Values<T: DataType, F> {
    reader: ColumnReaderImpl<T>,
    text: F,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    read: Vec<T::T>,
}

impl<T: DataType, F: Fn(T::T) -> Vec<u8> + Send + 'static> Values<T, F> {
    fn boxed(column: ColumnDescPtr, pages: Box<dyn PageReader>, text: F) -> Box<dyn Cells> {
        let reader = ColumnReaderImpl::new(column, pages);
        let (definitions, repetitions, read) = (Vec::new(), Vec::new(), Vec::new());
        Box::new(Self { reader, text, definitions, repetitions, read })
    }
}

impl<T: DataType, F: Fn(T::T) -> Vec<u8> + Send> Cells for Values<T, F> {
    fn next_row(&mut self) -> Result<Option<Vec<Vec<u8>>>> {
        self.definitions.clear();
        self.repetitions.clear();
        self.read.clear();
        // One row at a time: a batch of some would hold as many texts of any length.
        let (rows, ..) = self.reader.read_records(
            1,
            Some(&mut self.definitions),
            Some(&mut self.repetitions),
            &mut self.read,
        )?;
        Ok((rows > 0).then(|| self.read.drain(..).map(&self.text).collect()))
    }
}
