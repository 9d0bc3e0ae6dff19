//! Floor 7: paths, formats, encodings and atomic writes; the only module that opens files.

#![expect(clippy::disallowed_methods, reason = "files are opened here, and nowhere else")]

mod atomic;
mod binary;
mod bounded;
mod corpus;
mod documents;
mod elements;
mod encoding;
mod input;
mod jsonl;
mod mail;
mod model_file;
mod nesting;
mod newsml;
mod ninjs;
mod notes;
mod options;
mod page;
mod page_furniture;
mod page_text;
mod summaries;
mod tag;
mod walk;
mod whole;
mod xml_root;

pub use atomic::{check_writable, write_atomically};
pub use corpus::read_corpus;
pub use documents::Documents;
pub use input::InputFormat;
pub use model_file::{read_model, write_model};
pub use notes::Note;
pub use options::ReadOptions;
pub use summaries::{read_ranker, read_summaries, write_ranker};
