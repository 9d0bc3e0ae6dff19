//! The model that a command works with.

use std::path::PathBuf;

use clap::Args;
use nutgraf::io;
use nutgraf::model::ModelBundle;

use crate::messages::Failure;

/// Which model.
#[derive(Args, Debug)]
pub(crate) struct ModelArgs {
    /// A model that `nutgraf train` wrote [default: the starter model that is compiled in]
    #[arg(short, long, value_name = "MODEL")]
    model: Option<PathBuf>,
}

impl ModelArgs {
    /// Reads the model.
    pub(crate) fn read(&self) -> Result<ModelBundle, Failure> {
        read_or_starter(self.model.as_ref())
    }
}

/// Reads a model, or the one that is compiled in where none is named.
pub(crate) fn read_or_starter(path: Option<&PathBuf>) -> Result<ModelBundle, Failure> {
    Ok(path.map_or_else(ModelBundle::starter, |path| io::read_model(path))?)
}
