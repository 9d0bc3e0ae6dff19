//! The articles that every bench runs on: the project's own training corpus.

#![allow(dead_code, reason = "each bench uses a part of it")]

use nutgraf::corpus::{Corpus, Document};

const TRAIN: &str = include_str!("../../datasets/world-affairs/train.jsonl");

#[derive(serde::Deserialize)]
struct Line {
    text: String,
    labels: Vec<String>,
}

pub(crate) fn corpus() -> Corpus {
    let lines = TRAIN.lines().map(|line| {
        let line: Line = serde_json::from_str(line).expect("the corpus is JSON Lines");
        Document { text: line.text, labels: line.labels, ..Document::default() }
    });
    Corpus::new(lines.collect())
}

pub(crate) fn texts() -> Vec<String> {
    corpus().documents().iter().map(|document| document.text.clone()).collect()
}
