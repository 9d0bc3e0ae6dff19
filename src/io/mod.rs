//! Floor 7: paths, formats, encodings and atomic writes; the only module that opens files.

#![expect(clippy::disallowed_methods, reason = "files are opened here, and nowhere else")]

mod annotations;
mod atomic;
mod compression;
mod convert;
mod corpus;
mod detection;
mod documents;
mod fasttext;
mod input;
mod json_array;
mod json_record;
mod jsonl;
mod label_cell;
mod label_folders;
mod model_file;
mod options;
mod output;
mod records;
mod rows;
mod summaries;
mod table;
mod zstd_frames;

pub use atomic::{check_writable, write_atomically};
pub use convert::Conversion;
pub use corpus::read_corpus;
pub use documents::Documents;
pub use input::InputFormat;
pub use model_file::{read_model, write_model};
pub use options::InputOptions;
pub use summaries::{read_ranker, read_summaries, write_ranker};
