//! `nutgraf classify`: the labels of articles.

use clap::Args;
use nutgraf::corpus::Document;
use nutgraf::pipeline::{Prediction, Predictor, TextClassifier};
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::ExitStatus;
use crate::arguments::{OutputFormat, examples};
use crate::articles::InputArgs;
use crate::messages::{Failure, Messages};
use crate::model::ModelArgs;
use crate::output::{FAINT, Output, Page, Rounded, STRONG};
use crate::prediction::{Named, Parents, Scores};

/// Give articles their topic labels, each with its probability
///
/// An article has one label, several or none, as in the corpus that the model was trained on.
#[derive(Args, Debug)]
#[command(after_help = examples![
    "nutgraf classify article.txt",
    "nutgraf classify articles/ --model model.safetensors",
    "nutgraf classify articles.jsonl --format csv > labels.csv",
    "nutgraf classify article.txt --evidence 5",
    "nutgraf classify articles.jsonl --model model.safetensors --reject",
    "zcat archive.jsonl.gz | nutgraf classify --format jsonl | jq -r '[.id, .label] | @tsv'",
])]
pub(crate) struct ClassifyArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    model: ModelArgs,
    /// How labels are written
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: OutputFormat,
    /// Leave an article to a person where its best label would be right less often than this, from 0
    /// to 1, going by the training articles
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_accuracy: Option<f32>,
    /// Give no label to an article that is unlike the training articles; with a SHARE, to those that
    /// are less like them than this share of these are
    #[arg(long, value_name = "SHARE", value_parser = share, num_args = 0..=1, require_equals = true,
        default_missing_value = "0.05")]
    reject: Option<f32>,
    /// Show the N words that speak most strongly for each label (in `text` and `jsonl`)
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    evidence: usize,
}

pub(crate) fn run(
    args: &ClassifyArgs,
    output: &mut Output,
    messages: &Messages,
) -> Result<ExitStatus, Failure> {
    let articles = args.input.open(output, messages)?;
    let classifier = args.model.read()?.classifier;
    let threshold = match args.min_accuracy {
        Some(accuracy) => threshold(&classifier, accuracy, messages)?,
        None => 0.0,
    };
    let usual = args.reject.unwrap_or(Prediction::UNLIKE);
    if args.reject.is_some() && !classifier.knows_what_is_usual() {
        messages.warning(
            "the model does not know what is usual for its articles, so `--reject` rejects none; \
             train it anew on at least 100 articles",
        );
    }
    let predictor = classifier.predictor();
    if args.format == OutputFormat::Csv {
        output.csv(["id", "label", "probability", "labels"])?;
    }
    articles.each(output, |documents, _, page| {
        for (document, prediction) in documents.iter().zip(predictor.predict_all(documents)) {
            let mut prediction = prediction.abstain_below(threshold);
            if args.reject.is_some() {
                prediction = prediction.reject_below(usual);
            }
            let result = Classified {
                document,
                named: Named::new(&classifier, &prediction),
                parents: Parents::of(&classifier, &prediction),
                evidence: evidence(&classifier, &predictor, document, &prediction, args.evidence),
                unlike: prediction.typicality.filter(|&share| share < usual),
            };
            match args.format {
                OutputFormat::Text => result.write_text(page)?,
                OutputFormat::Jsonl => page.json(&result.record())?,
                OutputFormat::Csv => result.write_csv(page)?,
            }
        }
        Ok(())
    })
}

/// The probability that a best label must reach to be right often enough.
fn threshold(
    classifier: &TextClassifier,
    accuracy: f32,
    messages: &Messages,
) -> Result<f32, Failure> {
    let Some(step) = classifier.confidence().for_accuracy(accuracy) else {
        let best = classifier.confidence().steps().iter().map(|step| step.accuracy);
        return Err(Failure::from(nutgraf::Error::InvalidParameter {
            name: "min-accuracy",
            expected: "an accuracy that the model reaches on its surest articles",
            actual: format!("{accuracy}, against {:.3} at best", best.fold(0.0, f32::max)),
        }));
    };
    let articles =
        if classifier.is_multi_label() { "articles that get a label" } else { "articles" };
    messages.note(format!(
        "leaving about {:.0} % of {articles} to a person: those whose best label is below {:.2}",
        100.0 * (1.0 - step.coverage),
        step.threshold,
    ));
    Ok(step.threshold)
}

/// Reads a share, from 0 to 1.
fn share(typed: &str) -> Result<f32, String> {
    match typed.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a number between 0 and 1".to_owned()),
    }
}

/// An article, its labels, and the words that speak for each of them.
struct Classified<'run> {
    document: &'run Document,
    named: Named<'run>,
    parents: Parents,
    evidence: Evidence<'run>,
    /// How typical the article is, where it is unlike the training articles.
    unlike: Option<f32>,
}

/// The words that speak for each label, strongest first.
type Evidence<'run> = Vec<(&'run str, Vec<nutgraf::pipeline::Evidence>)>;

fn evidence<'run>(
    classifier: &'run TextClassifier,
    predictor: &Predictor<'_>,
    document: &Document,
    prediction: &Prediction,
    count: usize,
) -> Evidence<'run> {
    if count == 0 {
        return Vec::new();
    }
    let words = |&label: &usize| {
        (classifier.labels()[label].as_str(), predictor.explain(document, label, count))
    };
    prediction.labels.iter().map(words).collect()
}

impl Classified<'_> {
    fn write_text(&self, page: &mut Page) -> std::io::Result<()> {
        let id = page.styled(STRONG, &self.document.id);
        let unlike = if self.unlike.is_some() {
            page.styled(FAINT, "  unlike the training articles")
        } else {
            String::new()
        };
        page.line(format_args!("{id}\t{}{unlike}", self.named.phrase(page)))?;
        for (label, words) in &self.evidence {
            let words: Vec<&str> = words.iter().map(|evidence| evidence.word.as_str()).collect();
            let label = page.styled(FAINT, &format!("{label}:"));
            page.line(format_args!("    {label} {}", page.paragraph(&words.join(", "), 6)))?;
        }
        Ok(())
    }

    fn write_csv(&self, page: &mut Page) -> std::io::Result<()> {
        let probability =
            self.named.probability().map(|p| Rounded(f64::from(p)).to_string()).unwrap_or_default();
        page.csv([
            self.document.id.as_str(),
            self.named.best().unwrap_or_default(),
            &probability,
            &self.named.labels().join("; "),
        ])
    }

    fn record(&self) -> Record<'_> {
        Record {
            id: &self.document.id,
            label: self.named.best(),
            labels: self.named.labels(),
            scores: self.named.scores(),
            parents: &self.parents,
            unlike: self.unlike.is_some(),
            typicality: self.unlike,
            evidence: (!self.evidence.is_empty()).then_some(Words(&self.evidence)),
        }
    }
}

/// A line of JSON.
#[derive(serde::Serialize)]
struct Record<'run> {
    id: &'run str,
    label: Option<&'run str>,
    labels: Vec<&'run str>,
    scores: Scores<'run>,
    #[serde(skip_serializing_if = "Parents::is_empty")]
    parents: &'run Parents,
    /// Left out where the article is like the training articles.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unlike: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    typicality: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Words<'run>>,
}

/// `{"label": {"word": contribution}}`, strongest first.
struct Words<'run>(&'run Evidence<'run>);

impl Serialize for Words<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct OfLabel<'run>(&'run [nutgraf::pipeline::Evidence]);
        impl Serialize for OfLabel<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|one| (&one.word, one.contribution)))
            }
        }
        let mut labels = serializer.serialize_map(Some(self.0.len()))?;
        for (label, words) in self.0 {
            labels.serialize_entry(label, &OfLabel(words))?;
        }
        labels.end()
    }
}
