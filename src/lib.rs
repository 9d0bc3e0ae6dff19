//! Offline topic labels and extractive summaries for news articles.

#![warn(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that cannot go on should stop"))]

mod array;
pub mod classify;
pub mod corpus;
mod error;
pub mod evaluate;
pub mod features;
pub mod io;
pub mod model;
pub mod pipeline;
mod random;
pub mod summarize;
pub mod text;

pub use array::{Array, FileBytes, Number};
pub use error::{Error, Result};
