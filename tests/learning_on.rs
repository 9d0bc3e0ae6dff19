//! Learning on from a model keeps what it knew and takes up what is new.

use nutgraf::Error;
use nutgraf::corpus::{Corpus, Document};
use nutgraf::model::ModelBundle;
use nutgraf::pipeline::{ContinueParams, TextClassifier, TextClassifierParams};

const DIPLOMACY: [&str; 6] = ["envoy", "treaty", "talks", "embassy", "border", "summit"];
const SPORT: [&str; 6] = ["striker", "match", "goal", "coach", "penalty", "stadium"];
const WEATHER: [&str; 6] = ["rain", "storm", "snow", "wind", "flood", "thunder"];

/// Articles of three of a topic's words each, and words of everyone.
fn articles(label: &str, words: [&str; 6], numbers: std::ops::Range<usize>) -> Vec<Document> {
    let article = |number: usize| {
        let word = |step: usize| words[(number * step + step) % 6];
        let common = ["the", "of", "said", "on"][number % 4];
        Document {
            text: format!("{common} {} and {} with {} by noon", word(1), word(2), word(5)),
            labels: vec![label.to_owned()],
            ..Document::default()
        }
    };
    numbers.map(article).collect()
}

fn earlier() -> TextClassifier {
    let documents =
        [articles("diplomacy", DIPLOMACY, 0..60), articles("sport", SPORT, 0..60)].concat();
    TextClassifierParams::default().fit(&Corpus::new(documents)).unwrap()
}

fn best(classifier: &TextClassifier, text: &str) -> String {
    let document = Document { text: text.to_owned(), ..Document::default() };
    classifier.labels()[classifier.predict(&document).best.unwrap()].clone()
}

#[test]
fn a_new_label_is_learned_and_the_earlier_ones_stay() {
    let more = Corpus::new(articles("weather", WEATHER, 0..20));
    let continued = ContinueParams::default().fit(earlier(), &more).unwrap();
    assert_eq!(continued.new_labels, ["weather"]);
    assert_eq!(continued.unseen_labels, ["diplomacy", "sport"]);
    assert!(continued.new_terms > 0 && !continued.measured_anew);
    // A label that is new was right of no article before.
    assert!(continued.accuracy_before == 0.0 && continued.accuracy_after > 0.9);
    let classifier = &continued.classifier;
    for (text, label) in [
        ("A storm and rain", "weather"),
        ("An envoy at the embassy", "diplomacy"),
        ("The coach in the stadium", "sport"),
    ] {
        assert_eq!(best(classifier, text), label, "{text}");
    }
}

#[test]
fn what_was_measured_was_measured_on_articles_not_seen() {
    // The labels are new, and have nothing to do with the words.
    let words = ["amber", "basalt", "copper", "dolomite", "emerald", "flint", "garnet"];
    let article = |number: usize| Document {
        text: format!("{} and {}", words[number * 5 % 7], words[number * number % 7]),
        labels: vec![["alpha", "beta", "gamma", "delta"][number * number / 3 % 4].to_owned()],
        ..Document::default()
    };
    let more = Corpus::new((0..60).map(article).collect());
    let continued = ContinueParams::default().fit(earlier(), &more).unwrap();
    assert!(continued.accuracy_after < 0.7, "{}", continued.accuracy_after);
}

#[test]
fn weights_without_measure_are_refused() {
    let mut document = articles("sport", SPORT, 0..1).remove(0);
    document.weight = Some(3e38);
    let error = ContinueParams::default().fit(earlier(), &Corpus::new(vec![document]));
    assert!(matches!(error, Err(Error::InvalidParameter { name: "weight", .. })));
}

#[test]
fn corrections_outweigh_what_was_learned() {
    // Articles on penalties are to be diplomacy from now on.
    let mut more = articles("diplomacy", ["penalty"; 6], 0..30);
    more.extend(articles("sport", ["goal"; 6], 0..30));
    let earlier = earlier();
    assert_eq!(best(&earlier, "penalty with penalty"), "sport");
    let continued = ContinueParams::default().fit(earlier, &Corpus::new(more)).unwrap();
    assert_eq!(best(&continued.classifier, "penalty with penalty"), "diplomacy");
    assert_eq!(best(&continued.classifier, "goal with coach"), "sport");
    assert!(continued.accuracy_after > continued.accuracy_before);
}

#[test]
fn one_thread_and_eight_give_the_same_bytes() {
    let more = || {
        let weather = articles("weather", WEATHER, 0..40);
        Corpus::new([articles("sport", SPORT, 60..140), weather].concat())
    };
    let bytes = |threads: usize| {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        threads.install(|| {
            let continued = ContinueParams::default().fit(earlier(), &more()).unwrap();
            assert!(continued.measured_anew);
            ModelBundle::new(continued.classifier).to_bytes()
        })
    };
    let bytes_of_one = bytes(1);
    assert!(bytes_of_one == bytes(8));
    let bundle = ModelBundle::from_bytes(&bytes_of_one).unwrap();
    assert_eq!(bundle.manifest.training.documents, 120 + 120);
    assert_eq!(bundle.manifest.training.continued, 1);
}

#[test]
fn articles_of_several_labels_do_not_fit_a_model_of_one_each() {
    let mut document = articles("sport", SPORT, 0..1).remove(0);
    document.labels.push("diplomacy".to_owned());
    let error = ContinueParams::default().fit(earlier(), &Corpus::new(vec![document]));
    assert!(matches!(error, Err(Error::Corpus { .. })));
    let error = ContinueParams::default().c(0.0).fit(earlier(), &Corpus::new(Vec::new()));
    assert_eq!(error.unwrap_err().to_string(), "`c` must be above 0, found `0`");
}
