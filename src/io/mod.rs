//! Floor 7: paths, formats, encodings and atomic writes; the only module that opens files.

#![expect(clippy::disallowed_methods, reason = "files are opened here, and nowhere else")]

mod annotations;
mod atomic;
mod binary;
mod bounded;
mod columns;
mod compression;
mod convert;
mod corpus;
mod detection;
mod documents;
mod elements;
mod encoding;
mod failures;
mod fasttext;
mod foreign;
mod input;
mod json_array;
mod json_record;
mod jsonl;
mod label_cell;
mod label_folders;
mod mail;
mod model_file;
mod nesting;
mod newsml;
mod ninjs;
mod notes;
mod options;
mod output;
mod page;
mod page_furniture;
mod page_text;
#[cfg(feature = "parquet")]
mod parquet_column;
#[cfg(feature = "parquet")]
mod parquet_file;
mod parquet_input;
#[cfg(feature = "parquet")]
mod parquet_pages;
#[cfg(feature = "parquet")]
mod parquet_rows;
#[cfg(feature = "parquet")]
mod parquet_unpacking;
#[cfg(feature = "parquet")]
mod parquet_writer;
mod parts;
mod records;
mod renamed_keys;
mod rows;
mod spool;
mod summaries;
mod table;
mod tag;
mod walk;
mod whole;
mod xml_root;
mod zstd_frames;

pub use atomic::{check_writable, write_atomically};
pub use convert::Conversion;
pub use corpus::read_corpus;
pub use documents::Documents;
pub use failures::FailureLog;
pub use input::InputFormat;
pub use model_file::{read_model, write_model};
pub use notes::Note;
pub use options::InputOptions;
pub use parts::CorpusParts;
pub use summaries::{read_ranker, read_summaries, write_ranker};
