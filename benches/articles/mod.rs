//! The articles that every bench runs on: the project's own training corpus.

#![allow(dead_code, reason = "each bench uses a part of it")]

use nutgraf::corpus::{Corpus, Document};
use nutgraf::io::InputFormat;

const TRAIN: &str = include_str!("../../datasets/world-affairs/train.jsonl");

#[derive(serde::Deserialize)]
struct Line {
    text: String,
    labels: Vec<String>,
}

/// The project's own training corpus, or the one that `NUTGRAF_BENCH_CORPUS` names.
pub(crate) fn corpus() -> Corpus {
    if let Some(path) = std::env::var_os("NUTGRAF_BENCH_CORPUS") {
        let corpus = nutgraf::io::read_corpus(path.as_ref(), InputFormat::Auto);
        return corpus.expect("a corpus that can be read");
    }
    let lines = TRAIN.lines().map(|line| {
        let line: Line = serde_json::from_str(line).expect("the corpus is JSON Lines");
        Document { text: line.text, labels: line.labels, ..Document::default() }
    });
    Corpus::new(lines.collect())
}

pub(crate) fn texts() -> Vec<String> {
    corpus().documents().iter().map(|document| document.text.clone()).collect()
}
