//! Measures how fast near-duplicates are found, and how many are overlooked.
//!
//! `cargo bench --bench duplicates -- FILE.jsonl...`: prints how many of the articles are nearly the same as
//! one before them, and the seconds; then the same of the first 2,000 as comparing all pairs finds them.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;

use nutgraf::corpus::NearDuplicatesParams;
use nutgraf::io::{Documents, InputFormat};
use nutgraf::text::{Tokenizer, normalize};

/// Articles all of whose pairs are compared.
const COMPARED: usize = 2_000;

const SIMILARITY: f64 = 0.8;

fn main() {
    let paths: Vec<PathBuf> =
        std::env::args().skip(1).filter(|typed| typed != "--bench").map(PathBuf::from).collect();
    if paths.is_empty() {
        println!("usage: cargo bench --bench duplicates -- FILE.jsonl...");
        return;
    }
    let documents = Documents::open(&paths, InputFormat::Auto).expect("files of articles");
    let texts: Vec<String> = documents.map(|document| document.expect("an article").text).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let params = NearDuplicatesParams::default().similarity(SIMILARITY);
    let started = Instant::now();
    let found = params.find(&texts).expect("a similarity in its range");
    println!(
        "{} articles, {:.1} MB: {} near-duplicates in {:.2} s",
        texts.len(),
        bytes as f64 / 1e6,
        found.len(),
        started.elapsed().as_secs_f64()
    );
    let some = &texts[..texts.len().min(COMPARED)];
    let found = params.find(some).expect("a similarity in its range").len();
    let exact = duplicates_of_all_pairs(some);
    println!("of the first {}: {found} found, {exact} by comparing all pairs", some.len());
}

/// How many texts are like one before them that is itself like none before it.
fn duplicates_of_all_pairs(texts: &[String]) -> usize {
    let mut originals: Vec<BTreeSet<Vec<String>>> = Vec::new();
    for text in texts {
        let own = shingles(text);
        let is_like = |other: &BTreeSet<Vec<String>>| {
            let shared = own.intersection(other).count();
            shared as f64 >= SIMILARITY * (own.len() + other.len() - shared) as f64
        };
        if own.is_empty() || !originals.iter().any(is_like) {
            originals.push(own);
        }
    }
    texts.len() - originals.len()
}

fn shingles(text: &str) -> BTreeSet<Vec<String>> {
    let mut words = Vec::new();
    let mut word = String::new();
    Tokenizer.visit(text, |token, _| {
        normalize(token, &mut word);
        words.push(word.clone());
    });
    words.windows(4.min(words.len().max(1))).map(<[String]>::to_vec).collect()
}
