//! `nutgraf train`: a model from labelled articles.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use nutgraf::classify::Objective;
use nutgraf::corpus::{Corpus, Document, Field, FieldWeights, Outline};
use nutgraf::io::{self, CorpusParts, Documents};
use nutgraf::model::ModelBundle;
use nutgraf::pipeline::{
    ClassifierKind, ContinueParams, LabelWeights, TextClassifier, TextClassifierParams,
};
use nutgraf::text::Language;

use super::learn_on::learn_on;
use crate::ExitStatus;
use crate::arguments::{classifier_kind, examples, field_weight, label_weight, objective, size};
use crate::messages::{Failure, Messages, some_of};
use crate::progress::Progress;
use crate::reading::ReadingArgs;
use crate::tuning::TuningArgs;

/// Below this many articles a label is hardly learned.
const FEW_ARTICLES: usize = 5;

/// Learn labels from a labelled corpus, and write a model
///
/// The same corpus, options and seed give the same file, byte for byte, on any number of threads.
#[derive(Args, Debug)]
#[command(after_help = examples![
    "nutgraf train corpus.jsonl --output model.safetensors",
    "nutgraf train corpus/ --output model.safetensors        a folder per label",
    "nutgraf train corpus.jsonl --output model.safetensors --fast",
    "nutgraf train more.jsonl --continue model.safetensors --output newer.safetensors",
    "nutgraf train few.jsonl --unlabelled archive.jsonl --output model.safetensors",
    "nutgraf train corpus.jsonl --output small.safetensors --max-size 2MB",
    "nutgraf train corpus.jsonl --output model.safetensors --tune --tune-seconds 600",
])]
pub(crate) struct TrainArgs {
    /// Labelled articles: JSON Lines with `text` and `label` or `labels`, a table, fastText, exports of
    /// Prodigy, Label Studio and doccano, a folder per label, or `-`; also packed with gzip or zstd
    #[arg(value_name = "CORPUS")]
    corpus: PathBuf,
    /// The file to write the model to
    #[arg(short, long, value_name = "MODEL")]
    output: PathBuf,
    /// What learns
    #[arg(long, value_name = "NAME", default_value = ClassifierKind::default().name(),
        value_parser = classifier_kind())]
    classifier: ClassifierKind,
    /// Learn by `naive-bayes-svm` alone: most of the accuracy in a fraction of the time
    #[arg(long, conflicts_with = "classifier")]
    fast: bool,
    /// Learn on from a model: new articles, articles of labels that are new, and articles that it
    /// learned with another label. It says what that cannot do
    #[arg(long = "continue", value_name = "MODEL", conflicts_with_all = ["classifier", "fast",
        "unlabelled", "class_weights", "flat_labels", "fields", "max_terms", "hash_bits", "language",
        "tune", "cost", "min_df", "ngrams", "characters", "drop_stop_words", "drop_names"])]
    earlier: Option<PathBuf>,
    /// Articles without labels, of the same kind, to learn from as well: for few labelled ones
    #[arg(long, value_name = "INPUT", conflicts_with_all = ["classifier", "fast", "max_terms"])]
    unlabelled: Vec<PathBuf>,
    /// What the thresholds of labels are chosen for, where an article may carry several
    #[arg(long, value_name = "NAME", default_value = Objective::default().name(),
        value_parser = objective())]
    objective: Objective,
    /// Have the articles of a label count so much: `LABEL:2.5`, may be repeated; `balanced` has every
    /// label count the same
    #[arg(long = "class-weight", value_name = "WEIGHT", value_parser = label_weight)]
    class_weights: Vec<Option<(String, f32)>>,
    /// Take a label such as `politics/diplomacy` for a name like any other, not a kind of `politics`
    #[arg(long)]
    flat_labels: bool,
    /// Have the words of a field count so often: `title:3`, `lead:2` or `text:1`; may be repeated [default:
    /// title:2 where a record has a `title`]
    #[arg(long = "field", value_name = "FIELD:N", value_parser = field_weight)]
    fields: Vec<(Field, u32)>,
    /// Learn from so many terms only, those that depend most on the labels (chi-squared)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max_terms: Option<u64>,
    /// Keep no word of the articles: terms go by hash to 2^N columns, N from 8 to 24
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(8..=24))]
    hash_bits: Option<u8>,
    /// Leave out the terms that matter least until the file is no larger, such as 5MB
    #[arg(long, value_name = "SIZE", value_parser = size)]
    max_size: Option<usize>,
    /// Take up about so much memory, such as 4GB, for a corpus that does not fit: it is spilled to the
    /// temporary folder and learned from in parts, each a random sample of it
    #[arg(long, value_name = "SIZE", value_parser = size, conflicts_with_all = ["earlier", "unlabelled", "tune"])]
    max_memory: Option<usize>,
    /// The language of the articles, as an ISO 639-1 code [default: detected]
    #[arg(long, value_name = "CODE")]
    language: Option<Language>,
    /// Where random choices begin
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    tuning: TuningArgs,
}

pub(crate) fn run(args: &TrainArgs, messages: &Messages) -> Result<ExitStatus, Failure> {
    let start = Instant::now();
    // Before the work, not after it.
    io::check_writable(&args.output)?;
    let kind = if args.fast { ClassifierKind::NaiveBayesSvm } else { args.classifier };
    let fields = args.fields.iter().copied();
    let params = TextClassifierParams::default()
        .classifier(kind)
        .fields(fields.fold(FieldWeights::default(), |all, (field, n)| all.weight(field, n)))
        .objective(args.objective)
        .language(args.language)
        .flat_labels(args.flat_labels)
        .max_terms(args.max_terms.map(|terms| terms as usize))
        .hash_bits(args.hash_bits)
        .label_weights(label_weights(&args.class_weights)?)
        .choices(args.tuning.choices())
        .seed(args.seed);
    if kind == ClassifierKind::LinfaLogistic {
        messages.note("linfa-logistic learns on a dense matrix; one of more than 1 GiB is refused");
    }
    let (classifier, corpus) = if let Some(memory) = args.max_memory {
        learn_in_parts(args, &params, memory, messages)?
    } else {
        let corpus = io::read_corpus(&args.corpus, args.reading.options(messages))?;
        let classifier = learn(args, &params, &corpus, messages)?;
        warn_of_rare_labels(&Outline::of(&corpus), messages);
        (classifier, corpus)
    };
    let mut bundle = ModelBundle::new(classifier);
    if let Some(limit) = args.max_size {
        bundle = shrink(args, &params, bundle, &corpus, limit, messages)?;
    }
    let size = io::write_model(&args.output, &bundle)?;
    messages.note(format!(
        "learned {} labels from {} articles{} by {} terms with {} in {:.2} s",
        bundle.classifier.labels().len(),
        bundle.manifest.training.documents,
        match bundle.manifest.training.unlabelled {
            0 => String::new(),
            unlabelled => format!(" and {unlabelled} without labels"),
        },
        bundle.classifier.terms(),
        bundle.manifest.training.classifier.name(),
        start.elapsed().as_secs_f64(),
    ));
    for (name, value) in bundle.describe() {
        messages.detail(format!("  {name}: {value}"));
    }
    let megabytes = size as f64 / 1e6;
    messages.note(format!("wrote {} ({megabytes:.1} MB)", args.output.display()));
    Ok(ExitStatus::Done)
}

/// Trains as was asked: once, with articles without labels, or until nothing better is found.
fn learn(
    args: &TrainArgs,
    params: &TextClassifierParams,
    corpus: &Corpus,
    messages: &Messages,
) -> Result<TextClassifier, Failure> {
    if let Some(earlier) = &args.earlier {
        let params = ContinueParams::default().objective(args.objective).seed(args.seed);
        return learn_on(earlier, corpus, &params, messages);
    }
    if args.tuning.is_wanted() {
        return args.tuning.tune(params, corpus, messages);
    }
    let progress = Progress::of_stages(messages);
    let told = |stage: &'static str, done, total| progress.stage(stage, done, total);
    if args.unlabelled.is_empty() {
        return Ok(params.fit_with_progress(corpus, &told)?);
    }
    let pool = Documents::open(&args.unlabelled, args.reading.options(messages))?;
    Ok(params.fit_with_unlabelled(corpus, &pool.collect::<Result<Vec<_>, _>>()?, &told)?)
}

/// Bytes that training takes up for a byte of text, as measured on news.
const MEMORY_A_BYTE: usize = 18;

/// Bytes of text below which a part teaches too little to be worth its own model.
const SMALLEST_PART: usize = 1 << 20;

/// Trains on a corpus in parts; gives one of these besides.
fn learn_in_parts(
    args: &TrainArgs,
    params: &TextClassifierParams,
    memory: usize,
    messages: &Messages,
) -> Result<(TextClassifier, Corpus), Failure> {
    let progress = Progress::of_stages(messages);
    let told = |stage: &'static str, done, total| progress.stage(stage, done, total);
    told("reading", 0, 1);
    let mut parts = CorpusParts::read(&args.corpus, args.reading.options(messages), args.seed)?;
    let outline = parts.outline().clone();
    let size = (memory / MEMORY_A_BYTE).max(SMALLEST_PART) as u64;
    let count = parts.bytes().div_ceil(size);
    let all = parts.of_bytes(size)?;
    if count > 1 {
        let means = "the means of whose weights are taken";
        messages.note(format!("note: learning in {count} parts, {means}"));
    }
    let classifier = params.fit_in_parts(&outline, all, &told)?;
    warn_of_rare_labels(&outline, messages);
    let sample = parts.of_bytes(size)?.next().transpose()?.unwrap_or_default();
    Ok((classifier, sample))
}

/// What `--class-weight` says: all labels the same, or some of them so much.
fn label_weights(typed: &[Option<(String, f32)>]) -> Result<LabelWeights, Failure> {
    let given: Vec<(String, f32)> = typed.iter().flatten().cloned().collect();
    if typed.is_empty() {
        Ok(LabelWeights::None)
    } else if given.is_empty() {
        Ok(LabelWeights::Balanced)
    } else if given.len() == typed.len() {
        Ok(LabelWeights::Given(given))
    } else {
        Err(Failure::from(nutgraf::Error::InvalidParameter {
            name: "class-weight",
            expected: "either `balanced`, or labels with their weights",
            actual: "both".to_owned(),
        }))
    }
}

/// How many training articles are labelled anew to see what shrinking changes.
const COMPARED: usize = 2_000;

/// Leaves out terms until the file is no larger than `limit` bytes, and says what this changes. Where an
/// article may carry several labels, it learns anew from the terms that are left: of fewer terms scores
/// are larger, and thresholds would let too much pass.
fn shrink(
    args: &TrainArgs,
    params: &TextClassifierParams,
    bundle: ModelBundle,
    corpus: &Corpus,
    limit: usize,
    messages: &Messages,
) -> Result<ModelBundle, Failure> {
    let step = corpus.documents().len().div_ceil(COMPARED).max(1);
    let sample: Vec<Document> = corpus.documents().iter().step_by(step).cloned().collect();
    let before = bundle.classifier.predict_batch(&sample);
    let terms = bundle.classifier.terms();
    let mut shrunk = bundle.shrink(limit)?;
    let is_smaller = shrunk.classifier.terms() < terms;
    let is_learned_at_once =
        args.earlier.is_none() && args.unlabelled.is_empty() && args.max_memory.is_none();
    let has_terms = args.hash_bits.is_none();
    if is_smaller && is_learned_at_once && has_terms && corpus.is_multi_label() {
        let progress = Progress::of_stages(messages);
        let told = |stage: &'static str, done, total| progress.stage(stage, done, total);
        let params = params.clone().choices(shrunk.manifest.training.choices);
        let again = params.fit_with_terms_of(corpus, &shrunk.classifier, &told)?;
        // Other weights may take a few bytes more.
        shrunk = ModelBundle::new(again).shrink(limit)?;
    }
    let after = shrunk.classifier.predict_batch(&sample);
    let changed =
        before.iter().zip(&after).filter(|(before, after)| before.labels != after.labels).count();
    messages.note(format!(
        "kept {} terms; {:.1} % of {} training articles change a label by that",
        shrunk.classifier.terms(),
        100.0 * changed as f64 / sample.len() as f64,
        sample.len(),
    ));
    Ok(shrunk)
}

fn warn_of_rare_labels(outline: &Outline, messages: &Messages) {
    let labels = outline.label_counts();
    let rare: Vec<String> = labels
        .iter()
        .filter(|&(_, &count)| count < FEW_ARTICLES)
        .map(|(label, count)| format!("`{label}` ({count})"))
        .collect();
    if !rare.is_empty() {
        messages.warning(format!(
            "{} of {} labels have fewer than {FEW_ARTICLES} articles: {}",
            rare.len(),
            labels.len(),
            some_of(&rare)
        ));
    }
}
