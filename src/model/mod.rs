//! Floor 6: trained pipelines to bytes and back.

mod bundle;
mod container;
mod manifest;
mod view_arrays;

pub use bundle::ModelBundle;
pub use manifest::{Manifest, Training};
