//! How the time and the memory of training grow with the corpus.
//!
//! Trains the default on 1, 2, 4, 8 and 16 times the corpus, the words of each copy's articles in an
//! order of their own so that texts differ, each in a process of its own so that its peak of memory is
//! its own; then prints the exponents that fit best: `time = a * articles ^ exponent`.
//!
//! `NUTGRAF_BENCH_CORPUS=news.jsonl cargo bench --bench scaling`

use std::process::Command;
use std::time::Instant;

use nutgraf::corpus::{Corpus, Document};
use nutgraf::pipeline::TextClassifierParams;

mod articles;

/// What the process that trains on one size is told by.
const SIZE: &str = "NUTGRAF_SCALING_TIMES";

fn main() {
    if let Ok(times) = std::env::var(SIZE) {
        return measure(times.parse().expect("a number of copies"));
    }
    // `cargo test --benches` and `cargo bench -- --test` only want to see that it runs.
    let is_bench = std::env::args().any(|argument| argument == "--bench")
        && std::env::args().all(|argument| argument != "--test");
    let sizes: &[usize] = if is_bench { &[1, 2, 4, 8, 16] } else { &[1, 2] };
    let points: Vec<[f64; 3]> = sizes.iter().map(|&times| run(times)).collect();
    let exponent = |measured: usize| {
        let logarithms = points.iter().map(|point| (point[0].ln(), point[measured].ln()));
        slope(&logarithms.collect::<Vec<_>>())
    };
    let (time, memory) = (exponent(1), exponent(2));
    println!("exponent of time {time:.2}, of memory {memory:.2}");
    assert!(time.is_finite(), "every size was measured");
}

/// Trains on so many times the corpus in another process: articles, seconds, megabytes at the peak.
fn run(times: usize) -> [f64; 3] {
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new(program).env(SIZE, times.to_string()).output().expect("it runs");
    let line = String::from_utf8(output.stdout).expect("numbers are text");
    let numbers: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let &[articles, seconds, megabytes] = numbers.as_slice() else {
        panic!("three numbers, not {line:?}: {}", String::from_utf8_lossy(&output.stderr))
    };
    println!("{times:>2} times: {articles:>8} articles {seconds:>8.2} s {megabytes:>8.0} MB");
    [articles, seconds, megabytes]
}

fn measure(times: usize) {
    let corpus = articles::corpus();
    let mut documents = Vec::with_capacity(times * corpus.documents().len());
    for copy in 0..times {
        documents.extend(corpus.documents().iter().map(|document| shuffled(document, copy)));
    }
    let labels = corpus.labels().len();
    drop(corpus);
    let corpus = Corpus::new(documents);
    let start = Instant::now();
    let classifier = TextClassifierParams::default().fit(&corpus).expect("it was a corpus before");
    let seconds = start.elapsed().as_secs_f64();
    assert!(classifier.labels().len() >= labels);
    println!("{} {seconds} {}", corpus.documents().len(), peak_megabytes());
}

/// An article with its words in another order for every copy but the first.
fn shuffled(document: &Document, copy: usize) -> Document {
    if copy == 0 {
        return document.clone();
    }
    let mut words: Vec<&str> = document.text.split_whitespace().collect();
    // Numbers as random as a shuffle of words needs them (Knuth's multiplier).
    let mut state = copy as u64;
    for last in (1..words.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        words.swap(last, (state >> 33) as usize % (last + 1));
    }
    Document { text: words.join(" "), ..document.clone() }
}

/// The most memory that this process held so far; 1 where the system does not tell.
fn peak_megabytes() -> f64 {
    #[expect(clippy::disallowed_methods, reason = "the system tells it in a file")]
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.map_or(1.0, |kilobytes| kilobytes / 1e3)
}

/// The slope of the straight line that is closest to some points.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean_x = points.iter().map(|point| point.0).sum::<f64>() / count;
    let mean_y = points.iter().map(|point| point.1).sum::<f64>() / count;
    let both: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    both / points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum::<f64>()
}
