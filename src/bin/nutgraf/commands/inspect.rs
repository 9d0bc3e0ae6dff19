//! `nutgraf inspect`: what a model knows.

use std::path::PathBuf;

use clap::Args;
use nutgraf::model::{Manifest, ModelBundle};
use serde::Serialize;

use crate::ExitStatus;
use crate::arguments::{OutputFormat, examples};
use crate::messages::Failure;
use crate::model::read_or_starter;
use crate::output::{FAINT, LABEL, Output};

/// Show what a model was made from, its labels, and the words that speak for each
#[derive(Args, Debug)]
#[command(after_help = examples![
    "nutgraf inspect                                the starter model",
    "nutgraf inspect model.safetensors --terms 20",
    "nutgraf inspect model.safetensors --format jsonl | jq .labels[].label",
])]
pub(crate) struct InspectArgs {
    /// A model that `nutgraf train` wrote [default: the starter model that is compiled in]
    #[arg(value_name = "MODEL")]
    model: Option<PathBuf>,
    /// How many words to show for each label
    #[arg(long, value_name = "N", default_value_t = 8)]
    terms: usize,
    /// How it is written; `csv` holds the labels and their words
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: OutputFormat,
}

pub(crate) fn run(args: &InspectArgs, output: &mut Output) -> Result<ExitStatus, Failure> {
    let bundle = read_or_starter(args.model.as_ref())?;
    let labels = labels(&bundle, args.terms);
    match args.format {
        OutputFormat::Text => write_text(&bundle, &labels, output)?,
        OutputFormat::Jsonl => {
            output.json(&Record { manifest: &bundle.manifest, labels: &labels })?;
        }
        OutputFormat::Csv => {
            output.csv(["label", "terms"])?;
            for label in &labels {
                output.csv([label.label, &label.words().join("; ")])?;
            }
        }
    }
    Ok(ExitStatus::Done)
}

/// A label, and the terms that speak most strongly for it.
#[derive(Serialize)]
struct Label<'run> {
    label: &'run str,
    terms: Vec<(String, f32)>,
}

impl Label<'_> {
    fn words(&self) -> Vec<&str> {
        self.terms.iter().map(|(term, _)| term.as_str()).collect()
    }
}

fn labels(bundle: &ModelBundle, terms: usize) -> Vec<Label<'_>> {
    let classifier = &bundle.classifier;
    let names = classifier.labels().iter().enumerate();
    names
        .map(|(place, label)| {
            let mut terms = classifier.strongest_terms(place, terms);
            terms.retain(|&(_, weight)| weight > 0.0);
            Label { label, terms }
        })
        .collect()
}

fn write_text(
    bundle: &ModelBundle,
    labels: &[Label<'_>],
    output: &mut Output,
) -> std::io::Result<()> {
    let rows = bundle.describe();
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0) + 2;
    for (name, value) in &rows {
        let name = output.styled(FAINT, &format!("{name:<width$}"));
        output.line(format_args!("{name}{}", output.paragraph(value, width)))?;
    }
    output.line("")?;
    let width = labels.iter().map(|label| label.label.chars().count()).max().unwrap_or(0) + 2;
    for label in labels {
        let name = output.styled(LABEL, &format!("{:<width$}", label.label));
        output
            .line(format_args!("{name}{}", output.paragraph(&label.words().join(", "), width)))?;
    }
    Ok(())
}

/// A line of JSON.
#[derive(Serialize)]
struct Record<'run> {
    manifest: &'run Manifest,
    labels: &'run [Label<'run>],
}
