//! Measures the methods of summarising against summaries that people wrote.
//!
//! `cargo bench --bench summaries -- FILE.jsonl [--folds N] [--train FILE.jsonl]... [--lead]`: each
//! line is an object with `text`, `summary` and optionally `title`. For each budget, and for the lead
//! and every method, prints ROUGE-1, 2 and Lsum (F1, times 100; of stemmed words for English, else of
//! words with their accents) with 95 % bootstrap intervals, the paired difference of ROUGE-1 to the
//! lead, the share of summaries with a dangling opener, the largest overlap of two of their
//! sentences, their words, and articles a second on one thread. With `--folds`, the ranker of the
//! `editor` is trained on the other folds and on the files after `--train`; with `--train` alone, on
//! these; else it is the shipped one. `--lead` leaves out all methods but `lead` and `editor`.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use nutgraf::evaluate::{rouge_lsum, rouge_n, rouge_tokens, word_tokens};
use nutgraf::io;
use nutgraf::pipeline::{
    Budget, Method, Ranker, RankerParams, SummarizedArticle, TextSummarizer, TextSummarizerParams,
};
use nutgraf::text::{Cues, Language, SentenceSplitter, detect_language};
use rayon::prelude::*;

const BUDGETS: [Budget; 5] = [
    Budget::Sentences(2),
    Budget::Sentences(3),
    Budget::Words(60),
    Budget::Words(75),
    Budget::Words(100),
];

/// What is measured of each summary.
const MEASURES: usize = 6;
type Row = [f64; MEASURES];

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let (mut data, mut folds, mut train, mut lead_only) = (None, 1, Vec::new(), false);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect("a value");
        match argument.as_str() {
            "--folds" => folds = value().parse().expect("a number of folds"),
            "--train" => train.extend(read(&value())),
            "--lead" => lead_only = true,
            _ => data = Some(argument),
        }
    }
    let Some(data) = data else {
        println!("usage: cargo bench --bench summaries -- FILE.jsonl [--folds N] [--train FILE]");
        return;
    };
    let articles = read(&data);
    let rankers = rankers(&articles, folds, &train);
    println!("{data}: {} articles, {} ranker(s)", articles.len(), rankers.len());
    for budget in BUDGETS {
        println!("\n{budget:?}");
        let lead = measure(&articles, Method::Lead, budget, &rankers);
        report("lead", &lead, &lead);
        for &method in Method::ALL {
            if method != Method::Lead && (!lead_only || method == Method::Editor) {
                let rows = measure(&articles, method, budget, &rankers);
                report(method.name(), &rows, &lead);
            }
        }
    }
}

fn read(path: &str) -> Vec<SummarizedArticle> {
    io::read_summaries(Path::new(path)).expect("articles with summaries")
}

/// The ranker of each fold: article `i` belongs to fold `i % folds`.
fn rankers(
    articles: &[SummarizedArticle],
    folds: usize,
    train: &[SummarizedArticle],
) -> Vec<Ranker> {
    let fit = |articles: &[SummarizedArticle]| {
        RankerParams::default().fit(articles).expect("articles to learn from")
    };
    if folds < 2 {
        return vec![if train.is_empty() { Ranker::shipped().clone() } else { fit(train) }];
    }
    let of_fold = |fold: usize| {
        let others = articles.iter().enumerate().filter(|(index, _)| index % folds != fold);
        let others: Vec<_> =
            others.map(|(_, article)| article.clone()).chain(train.to_vec()).collect();
        fit(&others)
    };
    (0..folds).map(of_fold).collect()
}

/// What summaries of all articles measure, and articles a second.
fn measure(
    articles: &[SummarizedArticle],
    method: Method,
    budget: Budget,
    rankers: &[Ranker],
) -> (Vec<Row>, f64) {
    let summarizer = |ranker: &Ranker| {
        let params = TextSummarizerParams::default().method(method).budget(budget);
        params.ranker(ranker.clone()).build().expect("a budget above 0")
    };
    let summarizers: Vec<TextSummarizer> = rankers.iter().map(summarizer).collect();
    let started = Instant::now();
    let summaries: Vec<Vec<&str>> = articles
        .iter()
        .enumerate()
        .map(|(index, article)| {
            let summarizer = &summarizers[index % summarizers.len()];
            let summary = summarizer.summarize(&article.text, article.title.as_deref());
            summary.sentences.iter().map(|s| &article.text[s.span.clone()]).collect()
        })
        .collect();
    let rate = articles.len() as f64 / started.elapsed().as_secs_f64();
    let rows = articles.par_iter().zip(&summaries).map(|(article, summary)| row(article, summary));
    (rows.collect(), rate)
}

/// ROUGE-1, 2 and Lsum, whether a sentence dangles, the largest overlap, and words.
fn row(article: &SummarizedArticle, summary: &[&str]) -> Row {
    let language = detect_language(&article.text).unwrap_or(Language::English);
    let tokens = if language == Language::English { rouge_tokens } else { word_tokens };
    let splitter = SentenceSplitter::new(language);
    let lines: Vec<Vec<String>> = if article.summary.contains('\n') {
        article.summary.lines().map(tokens).collect()
    } else {
        let spans = splitter.spans(&article.summary);
        spans.into_iter().map(|span| tokens(&article.summary[span])).collect()
    };
    let sentences: Vec<Vec<String>> = summary.iter().map(|sentence| tokens(sentence)).collect();
    let (reference, whole) = (lines.concat(), sentences.concat());
    let sets: Vec<BTreeSet<&String>> = sentences.iter().map(|s| s.iter().collect()).collect();
    let overlaps = sets.iter().enumerate().flat_map(|(index, one)| {
        sets[..index].iter().map(move |other| {
            one.intersection(other).count() as f64 / one.union(other).count().max(1) as f64
        })
    });
    [
        100.0 * rouge_n(&reference, &whole, 1),
        100.0 * rouge_n(&reference, &whole, 2),
        100.0 * rouge_lsum(&lines, &sentences),
        100.0 * f64::from(u8::from(dangles(article, summary, language))),
        overlaps.fold(0.0, f64::max),
        summary.iter().map(|sentence| sentence.split_whitespace().count() as f64).sum(),
    ]
}

/// Whether a sentence leans on one before it that is not in the summary.
fn dangles(article: &SummarizedArticle, summary: &[&str], language: Language) -> bool {
    let offset = |sentence: &str| sentence.as_ptr() as usize - article.text.as_ptr() as usize;
    summary.iter().enumerate().any(|(index, sentence)| {
        let between = |before: &&str| {
            let between = &article.text[offset(before) + before.len()..offset(sentence)];
            between.trim().is_empty()
        };
        let follows = index > 0 && between(&summary[index - 1]);
        !follows && Cues::of(sentence, Some(language)).opening.is_some()
    })
}

fn report(name: &str, (rows, rate): &(Vec<Row>, f64), (lead, _): &(Vec<Row>, f64)) {
    let column = |measure: usize| rows.iter().map(|row| row[measure]).collect::<Vec<f64>>();
    let means: Vec<[f64; 3]> = (0..3).map(|measure| interval(&column(measure))).collect();
    let differences: Vec<f64> = rows.iter().zip(lead).map(|(row, lead)| row[0] - lead[0]).collect();
    let mean = |measure: usize| column(measure).iter().sum::<f64>() / rows.len() as f64;
    let show = |[mean, low, high]: [f64; 3]| format!("{mean:5.2} [{low:5.2},{high:5.2}]");
    let [difference, low, high] = interval(&differences);
    println!(
        "  {name:15} R1 {}  R2 {}  Lsum {}  vs lead {difference:+.2} [{low:+.2},{high:+.2}]  \
         dangle {:4.1} %  overlap {:.3}  words {:5.1}  {rate:5.0}/s",
        show(means[0]),
        show(means[1]),
        show(means[2]),
        mean(3),
        mean(4),
        mean(5),
    );
}

/// The mean, and the ends of its 95 % bootstrap interval, of 1,000 draws from a fixed seed.
fn interval(values: &[f64]) -> [f64; 3] {
    let count = values.len();
    let mut state = 7_u64;
    let mut draw = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        values[((state >> 33) as usize) % count]
    };
    let mut means: Vec<f64> =
        (0..1_000).map(|_| (0..count).map(|_| draw()).sum::<f64>() / count as f64).collect();
    means.sort_by(f64::total_cmp);
    [values.iter().sum::<f64>() / count as f64, means[25], means[974]]
}
