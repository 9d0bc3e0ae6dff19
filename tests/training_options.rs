//! What can be asked of a training holds in the model file, and in every prediction from it.

use nutgraf::corpus::{Corpus, Document, Field, FieldWeights};
use nutgraf::model::ModelBundle;
use nutgraf::pipeline::{ClassifierKind, TextClassifier, TextClassifierParams};

fn article(title: &str, text: &str, labels: &[&str]) -> Document {
    Document {
        title: (!title.is_empty()).then(|| title.to_owned()),
        text: text.to_owned(),
        labels: labels.iter().map(|&label| label.to_owned()).collect(),
        ..Document::default()
    }
}

/// Articles whose headline tells the label, and whose text is the same for both.
fn headlines() -> Corpus {
    let filler = "The report came on a grey morning and was read by few.";
    let documents = (0..20).map(|number| match number % 2 {
        0 => article("Envoys resume talks", filler, &["diplomacy"]),
        _ => article("Striker wins match", filler, &["sport"]),
    });
    Corpus::new(documents.collect())
}

fn fit(params: TextClassifierParams, corpus: &Corpus) -> TextClassifier {
    let params = params.classifier(ClassifierKind::NaiveBayesSvm);
    let bundle = ModelBundle::new(params.fit(corpus).unwrap());
    // Every test goes by way of the file.
    ModelBundle::from_bytes(&bundle.to_bytes()).unwrap().classifier
}

fn terms(classifier: &TextClassifier) -> Vec<String> {
    classifier.strongest_terms(0, usize::MAX).into_iter().map(|(term, _)| term).collect()
}

#[test]
fn no_pair_of_words_bridges_two_fields() {
    let classifier = fit(TextClassifierParams::default(), &headlines());
    let terms = terms(&classifier);
    assert!(terms.contains(&"resum talk".to_owned()), "{terms:?}");
    assert!(!terms.contains(&"talk the".to_owned()), "{terms:?}");
    assert!(!terms.iter().any(|term| term.contains('\n')), "{terms:?}");
}

#[test]
fn a_heavier_title_speaks_louder_in_predictions_too() {
    let probability = |weight| {
        let fields = FieldWeights::default().weight(Field::Title, weight);
        let classifier = fit(TextClassifierParams::default().fields(fields), &headlines());
        let unclear = article("Envoys resume talks", "Striker, striker, match, match.", &[]);
        classifier.predict(&unclear).probabilities[0]
    };
    assert!(probability(5) > probability(1));
    assert!(probability(1) > probability(0));
}

#[test]
fn words_of_a_weighted_title_are_evidence_once() {
    let fields = FieldWeights::default().weight(Field::Title, 3);
    let classifier = fit(TextClassifierParams::default().fields(fields), &headlines());
    let document = article("Envoys resume talks", "Few read it.", &[]);
    let words = classifier.explain(&document, 0, 10);
    assert_eq!(words.iter().filter(|evidence| evidence.word == "Envoys").count(), 1);
    assert!(words.iter().all(|evidence| evidence.word != "\n"));
}
