//! `nutgraf evaluate`: how good a model is on labelled articles.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use nutgraf::corpus::Corpus;
use nutgraf::evaluate::{ClassificationReport, Predictions, Task};
use nutgraf::io;
use nutgraf::pipeline::{Prediction, TextClassifier};

use crate::ExitStatus;
use crate::arguments::{OutputFormat, examples};
use crate::messages::{Failure, Messages, some_of};
use crate::model::ModelArgs;
use crate::output::{FAINT, Output, Rounded, STRONG};
use crate::progress::Progress;
use crate::reading::ReadingArgs;

/// How many articles are classified between two steps of the progress bar.
const STEP: usize = 1_024;

/// Measure a model on labelled articles that it was not trained on
#[derive(Args, Debug)]
#[command(after_help = examples![
    "nutgraf evaluate test.jsonl --model model.safetensors",
    "nutgraf evaluate test.jsonl --model model.safetensors --format jsonl | jq .accuracy",
    "nutgraf evaluate test.jsonl --model model.safetensors --min-f1 0.8 && echo good enough",
])]
pub(crate) struct EvaluateArgs {
    /// Labelled articles: JSON Lines with `text` and `label` or `labels`, a table, fastText, exports of
    /// Prodigy, Label Studio and doccano, a folder per label, or `-`; also packed with gzip or zstd
    #[arg(value_name = "CORPUS")]
    corpus: PathBuf,
    #[command(flatten)]
    model: ModelArgs,
    /// How the report is written
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: OutputFormat,
    /// Exit with 1 where the micro-F1 is below this, between 0 and 1
    #[arg(long, value_name = "F1", value_parser = share)]
    min_f1: Option<f64>,
    #[command(flatten)]
    reading: ReadingArgs,
}

fn share(typed: &str) -> Result<f64, String> {
    let number = typed.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "expected a number between 0 and 1".to_owned())
}

pub(crate) fn run(
    args: &EvaluateArgs,
    output: &mut Output,
    messages: &Messages,
) -> Result<ExitStatus, Failure> {
    let corpus = io::read_corpus(&args.corpus, args.reading.options(messages))?;
    let classifier = args.model.read()?.classifier;
    let corpus = classifier.with_parents(corpus);
    let predictions = predictions(&classifier, &corpus, messages);
    let report = report(&classifier, &corpus, &predictions, messages)?;
    match args.format {
        OutputFormat::Text => write_text(&report, output)?,
        OutputFormat::Jsonl => output.json(&report)?,
        OutputFormat::Csv => write_csv(&report, output)?,
    }
    output.flush()?;
    match args.min_f1 {
        Some(min_f1) if report.micro_average.f1 < min_f1 => {
            let f1 = report.micro_average.f1;
            messages.warning(format!("micro-F1 is {f1:.4}, below `--min-f1 {min_f1}`"));
            Ok(ExitStatus::Unmet)
        }
        _ => Ok(ExitStatus::Done),
    }
}

fn predictions(
    classifier: &TextClassifier,
    corpus: &Corpus,
    messages: &Messages,
) -> Vec<Prediction> {
    let documents = corpus.documents();
    let progress = Progress::of_stages(messages);
    let mut predictions = Vec::with_capacity(documents.len());
    for chunk in documents.chunks(STEP) {
        predictions.extend(classifier.predict_batch(chunk));
        progress.stage("classifying", predictions.len() as u64, documents.len() as u64);
    }
    predictions
}

/// Measures over the labels of the model and of the corpus; those that the model does not know are
/// never right.
fn report(
    classifier: &TextClassifier,
    corpus: &Corpus,
    predictions: &[Prediction],
    messages: &Messages,
) -> Result<ClassificationReport, Failure> {
    let known: BTreeSet<&String> = classifier.labels().iter().collect();
    let in_corpus = corpus.labels();
    let unknown: Vec<String> =
        in_corpus.iter().filter(|label| !known.contains(label)).map(|l| format!("`{l}`")).collect();
    if !unknown.is_empty() {
        messages.warning(format!(
            "{} of {} labels of the corpus are not in the model: {}",
            unknown.len(),
            in_corpus.len(),
            some_of(&unknown)
        ));
    }
    let labels: Vec<String> =
        known.into_iter().chain(&in_corpus).collect::<BTreeSet<_>>().into_iter().cloned().collect();
    let places: Vec<usize> =
        classifier.labels().iter().filter_map(|label| labels.binary_search(label).ok()).collect();
    let truth = corpus.label_sets(&labels);
    let predicted: Vec<Vec<usize>> =
        predictions.iter().map(|p| p.labels.iter().map(|&label| places[label]).collect()).collect();
    let widened = |prediction: &Prediction| {
        let mut row = vec![0.0; labels.len()];
        for (&place, &probability) in places.iter().zip(&prediction.probabilities) {
            row[place] = probability;
        }
        row
    };
    let probabilities: Vec<Vec<f32>> = predictions.iter().map(widened).collect();
    let one_each = !classifier.is_multi_label() && !corpus.is_multi_label();
    let task = if one_each { Task::MultiClass } else { Task::MultiLabel };
    let predictions = Predictions { labels: &predicted, probabilities: &probabilities };
    Ok(ClassificationReport::new(task, &labels, &truth, predictions)?)
}

fn write_text(report: &ClassificationReport, output: &mut Output) -> std::io::Result<()> {
    let figures = [
        ("accuracy", report.accuracy),
        ("micro-F1", report.micro_average.f1),
        ("macro-F1", report.macro_average.f1),
        ("weighted F1", report.weighted_average.f1),
        ("log loss", report.log_loss),
        ("calibration error", report.calibration_error),
    ];
    let name = |output: &Output, name: &str| output.styled(FAINT, &format!("{name:<19}"));
    output.line(format_args!("{}{}", name(output, "articles"), report.documents))?;
    for (figure, value) in figures {
        output.line(format_args!("{}{value:.4}", name(output, figure)))?;
    }
    output.line("")?;
    let rows = || report.labels.iter().chain(&report.without_label);
    let width = rows().map(|row| row.label.chars().count()).max().unwrap_or(0);
    let width = width.max("label".len());
    let header = format!(
        "{:<width$}  {:>9}  {:>6}  {:>6}  {:>8}",
        "label", "precision", "recall", "F1", "articles"
    );
    output.line(output.styled(FAINT, &header))?;
    for label in rows() {
        let name = output.styled(STRONG, &format!("{:<width$}", label.label));
        output.line(format_args!(
            "{name}  {:>9.3}  {:>6.3}  {:>6.3}  {:>8}",
            label.precision, label.recall, label.f1, label.support
        ))?;
    }
    Ok(())
}

fn write_csv(report: &ClassificationReport, output: &mut Output) -> std::io::Result<()> {
    output.csv(["label", "precision", "recall", "f1", "articles"])?;
    for label in &report.labels {
        let [precision, recall, f1] =
            [label.precision, label.recall, label.f1].map(|value| Rounded(value).to_string());
        output.csv([&label.label, &precision, &recall, &f1, &label.support.to_string()])?;
    }
    Ok(())
}
