//! Measures how well articles are taken out of pages.
//!
//! `cargo bench --bench pages -- FOLDER [--worst N] [--dump FOLDER]`: FOLDER holds `gold.jsonl`, whose lines
//! have `html_file`, a path in the folder, and `text`, the article by hand. The measure is that of the article
//! extraction benchmark of Scrapinghub: shingles of four words, precision and recall of each page, their
//! means, and F1 of these. Prints it for pages of even and of odd index (rules are tuned on even ones only)
//! and for all, with pages a second on one thread.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use nutgraf::io::{Documents, InputFormat};

/// A page as measured: precision and recall, where they are defined.
struct Measured {
    name: String,
    precision: Option<f64>,
    recall: Option<f64>,
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let (mut folder, mut worst, mut dump) = (None, 0, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--worst" => worst = arguments.next().and_then(|it| it.parse().ok()).expect("a number"),
            "--dump" => dump = arguments.next(),
            _ => folder = Some(argument),
        }
    }
    let Some(folder) = folder else {
        println!("usage: cargo bench --bench pages -- FOLDER [--worst N] [--dump FOLDER]");
        return;
    };
    let folder = Path::new(&folder);
    let gold = read(&folder.join("gold.jsonl"));
    let mut pages = Vec::new();
    let mut time = Duration::ZERO;
    for line in gold.lines().filter(|line| !line.trim().is_empty()) {
        let record: serde_json::Value = serde_json::from_str(line).expect("a JSON object");
        let name = record["html_file"].as_str().expect("`html_file`").to_owned();
        let start = Instant::now();
        let mut documents =
            Documents::open(&[folder.join(&name)], InputFormat::Auto).expect("a page");
        let text = documents.next().and_then(Result::ok).map(|page| page.text).unwrap_or_default();
        time += start.elapsed();
        let gold = record["text"].as_str().unwrap_or_default();
        if let Some(dump) = &dump {
            let stem = format!("{dump}/{:03}", pages.len());
            write(&format!("{stem}.gold.txt"), gold);
            write(&format!("{stem}.text.txt"), &text);
        }
        let (precision, recall) = shingle_matching(gold, &text);
        pages.push(Measured { name, precision, recall });
    }
    report("even", pages.iter().step_by(2));
    report("odd", pages.iter().skip(1).step_by(2));
    report("all", pages.iter());
    println!("{:.0} pages a second", pages.len() as f64 / time.as_secs_f64());
    let mut order: Vec<(usize, &Measured)> = pages.iter().enumerate().step_by(2).collect();
    let score = |page: &Measured| page.precision.unwrap_or(1.0) + page.recall.unwrap_or(1.0);
    order.sort_by(|(_, one), (_, other)| score(one).total_cmp(&score(other)));
    for (index, page) in order.into_iter().take(worst) {
        let shown = |value: Option<f64>| value.map_or("-".to_owned(), |it| format!("{it:.3}"));
        println!("{index} {} {} {}", shown(page.precision), shown(page.recall), page.name);
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench is no part of the library")]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a file in UTF-8")
}

#[expect(clippy::disallowed_methods, reason = "a bench is no part of the library")]
fn write(path: &str, text: &str) {
    std::fs::write(path, text).expect("a folder that can be written to");
}

fn report<'pages>(name: &str, pages: impl Iterator<Item = &'pages Measured> + Clone) {
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
    let precision = mean(pages.clone().filter_map(|page| page.precision).collect());
    let recall = mean(pages.clone().filter_map(|page| page.recall).collect());
    let f1 = 2.0 * precision * recall / (precision + recall);
    let count = pages.count();
    println!("{name:5} {count:4} pages  F1 {f1:.4}  precision {precision:.4}  recall {recall:.4}");
}

/// Precision and recall of the shingles of a text against those of the article by hand.
fn shingle_matching(gold: &str, text: &str) -> (Option<f64>, Option<f64>) {
    let (gold, text) = (shingles(gold), shingles(text));
    let common: usize = gold
        .iter()
        .map(|(shingle, &count)| count.min(text.get(shingle).copied().unwrap_or(0)))
        .sum();
    let share = |all: usize, other: usize| match (all, other) {
        (0, _) => None,
        _ => Some(common as f64 / all as f64),
    };
    let (gold, text) = (gold.values().sum(), text.values().sum());
    (share(text, gold), share(gold, text))
}

/// How often each run of four words stands in a text; a shorter text is one run.
fn shingles(text: &str) -> BTreeMap<Vec<&str>, usize> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let words: Vec<&str> = text.split(|it| !is_word(it)).filter(|word| !word.is_empty()).collect();
    let mut counts = BTreeMap::new();
    if !words.is_empty() {
        for run in words.windows(4.min(words.len())) {
            *counts.entry(run.to_vec()).or_default() += 1;
        }
    }
    counts
}
