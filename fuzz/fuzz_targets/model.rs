//! Model files and weights of the summariser, from somebody whom nobody should trust.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use nutgraf::corpus::{Corpus, Document};
use nutgraf::model::ModelBundle;
use nutgraf::pipeline::{ClassifierKind, Ranker, TextClassifierParams, TextSummarizerParams};
use nutgraf_fuzz::{Choices, ModelFile, pass_over_caught_panics};

/// Sound files to change: of one label an article and of several, of words and of hashes.
static FILES: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| {
    let simple = TextClassifierParams::default().classifier(ClassifierKind::NaiveBayesSvm);
    [
        trained(&TextClassifierParams::default(), 1),
        trained(&simple, 2),
        trained(&simple.clone().hash_bits(Some(8)), 1),
    ]
});

/// The weights that are shipped, with the first trees alone: all of them would take too long.
static WEIGHTS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let json = Ranker::shipped().to_json();
    let (weights, trees) = json.split_once("\"trees\": [").unwrap();
    let trees: Vec<&str> = trees.lines().filter(|line| line.starts_with("    ")).take(3).collect();
    let trees = trees.join("").trim_end_matches(',').to_owned();
    let json = format!("{weights}\"trees\": [{trees}]}}");
    Ranker::from_json(&json).expect("fewer trees are trees");
    json.into_bytes()
});

const TEXT: &str =
    "The envoys signed the treaty. Talks on tariffs of the two states went on in Bern.";

fn trained(params: &TextClassifierParams, labels: usize) -> Vec<u8> {
    let words = ["treaty envoys border", "striker match goal", "tariffs exports ports"];
    let names = ["politics", "sport", "trade"];
    let documents = (0..24)
        .map(|number| Document {
            text: format!("{} {}", words[number % 3], words[number / 3 % 3]),
            labels: (0..labels).map(|more| names[(number + more) % 3].to_owned()).collect(),
            ..Document::default()
        })
        .collect();
    ModelBundle::new(params.fit(&Corpus::new(documents)).unwrap()).to_bytes()
}

fuzz_target!(
    init: pass_over_caught_panics(),
    |data: &[u8]| {
        let mut choices = Choices::new(data);
        match choices.byte() % 8 {
            0 => check(choices.rest()),
            1 => {
                if let Some(file) = ModelFile::parse(choices.rest()) {
                    check(&file.to_bytes());
                }
            }
            2 => {
                if let Ok(json) = std::str::from_utf8(choices.rest()) {
                    check_ranker(json);
                }
            }
            3 => {
                let mut json = WEIGHTS.clone();
                edit(&mut json, &mut choices);
                if let Ok(json) = std::str::from_utf8(&json) {
                    check_ranker(json);
                }
            }
            which => {
                let which = usize::from(which) % FILES.len();
                let mut file = ModelFile::parse(&FILES[which]).unwrap();
                for _ in 0..4 {
                    match choices.byte() % 4 {
                        0 => break,
                        1 => edit(&mut file.manifest, &mut choices),
                        2 => edit(&mut file.tensors, &mut choices),
                        _ => edit(&mut file.data, &mut choices),
                    }
                }
                check(&file.to_bytes());
            }
        }
    }
);

/// Changes some bytes, or puts others in their place.
fn edit(bytes: &mut Vec<u8>, choices: &mut Choices) {
    let place = usize::from(choices.byte()) << 8 | usize::from(choices.byte());
    let (taken, put) = (choices.byte(), choices.byte());
    let place = place % bytes.len().max(1);
    let end = (place + usize::from(taken & 15)).min(bytes.len());
    let new: Vec<u8> = match put >> 5 {
        // As many as there were, at the boundaries of numbers.
        0 => vec![0xff; end - place],
        1 => vec![0; end - place],
        2 => f32::NAN.to_le_bytes().to_vec(),
        3 => u32::MAX.to_le_bytes().to_vec(),
        4 => u32::from(put).to_le_bytes().to_vec(),
        _ => (0..put & 15).map(|_| choices.byte()).collect(),
    };
    let is_number = (2..=4).contains(&(put >> 5));
    let place = if is_number { place / 4 * 4 } else { place };
    let end = if is_number { (place + 4).min(bytes.len()) } else { end };
    bytes.splice(place..end, new);
}

fn check(bytes: &[u8]) {
    let Ok(bundle) = ModelBundle::from_bytes(bytes) else { return };
    let document = Document { text: TEXT.to_owned(), ..Document::default() };
    let prediction = bundle.classifier.predict(&document);
    assert_eq!(prediction.probabilities.len(), bundle.classifier.labels().len());
    assert!(
        prediction.probabilities.iter().all(|share| (0.0..=1.0).contains(share)),
        "{prediction:?}"
    );
    assert!(prediction.typicality.is_none_or(|share| (0.0..=1.0).contains(&share)));
    for label in 0..prediction.probabilities.len().min(4) {
        let _ = bundle.classifier.explain(&document, label, 3);
        let _ = bundle.classifier.strongest_terms(label, 3);
    }
    let _ = bundle.classifier.parents(&prediction);
    let _ = bundle.describe();
    let written = bundle.to_bytes();
    let again = ModelBundle::from_bytes(&written).expect("what was read can be written and read");
    assert!(again.to_bytes() == written, "a model is written in one way");
    assert_eq!(again.classifier.predict(&document), prediction);
}

fn check_ranker(json: &str) {
    let Ok(ranker) = Ranker::from_json(json) else { return };
    let written = ranker.to_json();
    let again = Ranker::from_json(&written).expect("what was read can be written and read");
    assert_eq!(again.to_json(), written);
    let summarizer = TextSummarizerParams::default().ranker(ranker).build().unwrap();
    let explanation = summarizer.explain(TEXT, None);
    assert!(explanation.sentences.iter().all(|it| it.score.is_finite() && it.score >= 0.0));
}
