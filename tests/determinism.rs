//! The same corpus gives the same bytes, whatever the number of threads.

use nutgraf::corpus::{Corpus, Document};
use nutgraf::model::ModelBundle;
use nutgraf::pipeline::{ClassifierKind, TextClassifierParams};

/// Articles of invented words, long enough to be encoded and counted in several pieces.
fn corpus() -> Corpus {
    let documents = (0..1_500_u32).map(|number| {
        let topic = number % 3;
        let words = (0..400_u32).map(|place| {
            let common = (number * 31 + place * 17) % 900;
            if place % 5 == 0 {
                format!("topic{topic}x{}", common % 40)
            } else {
                format!("w{common}")
            }
        });
        Document {
            id: number.to_string(),
            text: words.collect::<Vec<_>>().join(" "),
            labels: vec![format!("label {topic}")],
            ..Document::default()
        }
    });
    Corpus::new(documents.collect())
}

fn model_bytes(corpus: &Corpus, kind: ClassifierKind, threads: usize) -> Vec<u8> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let classifier = TextClassifierParams::default().classifier(kind).fit(corpus).unwrap();
        ModelBundle::new(classifier).to_bytes()
    })
}

#[test]
fn one_thread_and_eight_give_the_same_model_bytes() {
    let corpus = corpus();
    for &kind in ClassifierKind::ALL {
        assert!(
            model_bytes(&corpus, kind, 1) == model_bytes(&corpus, kind, 8),
            "{} depends on the number of threads",
            kind.name()
        );
    }
}

#[test]
fn a_model_read_from_its_bytes_predicts_as_before() {
    let corpus = corpus();
    let classifier = TextClassifierParams::default().fit(&corpus).unwrap();
    let before = classifier.predict_batch(corpus.documents());
    let bytes = ModelBundle::new(classifier).to_bytes();
    let after = ModelBundle::from_bytes(&bytes).unwrap();
    assert_eq!(before, after.classifier.predict_batch(corpus.documents()));
}
