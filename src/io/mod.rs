//! Floor 7: paths, formats, encodings and atomic writes; the only module that opens files.

#![expect(clippy::disallowed_methods, reason = "files are opened here, and nowhere else")]

mod atomic;
mod compression;
mod corpus;
mod documents;
mod input;
mod jsonl;
mod model_file;
mod summaries;

pub use atomic::{check_writable, write_atomically};
pub use corpus::read_corpus;
pub use documents::Documents;
pub use input::InputFormat;
pub use model_file::{read_model, write_model};
pub use summaries::{read_ranker, read_summaries, write_ranker};
