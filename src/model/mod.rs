//! Floor 6: trained pipelines to bytes and back.

mod bundle;
mod container;
mod manifest;

pub use bundle::ModelBundle;
pub use manifest::{Manifest, Training};
