//! The same corpus gives the same bytes, whatever the number of threads.

use linfa::traits::Fit;
use linfa::{DatasetBase, ParamGuard};
use nutgraf::classify::{
    ClassWeight, Folds, LabelSets, LinearSvmParams, LogisticRegressionParams,
    MultinomialLogisticRegressionParams, MultinomialNaiveBayesParams, NaiveBayesSvmParams,
};
use nutgraf::corpus::{Corpus, Document};
use nutgraf::features::{CsrMatrix, TfIdfVectorizer, WordSequences};
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
fn a_pool_without_labels_gives_the_same_model_on_any_number_of_threads() {
    let corpus = corpus();
    let (few, pool) = corpus.documents().split_at(60);
    let few = Corpus::new(few.to_vec());
    let bytes = |threads: usize| {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        threads.install(|| {
            let params = TextClassifierParams::default();
            let classifier = params.fit_with_unlabelled(&few, pool, &|_, _, _| {}).unwrap();
            ModelBundle::new(classifier).to_bytes()
        })
    };
    assert!(bytes(1) == bytes(8));
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

/// Every bit of a learner's model and out-of-fold scores: on 1 thread and on 8.
macro_rules! assert_same_on_all_threads {
    ($params:expr, $dataset:expr, $folds:expr) => {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let params = $params.check().unwrap();
                let (matrix, targets) = (&$dataset.records, &$dataset.targets);
                let (model, scores) = params.fit_out_of_fold(matrix, targets, $folds).unwrap();
                assert!(model == params.fit(&$dataset).unwrap(), "folds do not change the model");
                let bits = |numbers: &[f32]| numbers.iter().map(|n| n.to_bits()).collect();
                let parts: [Vec<u32>; 3] = [
                    bits(model.weights()),
                    bits(model.intercepts()),
                    bits(scores.as_slice().unwrap()),
                ];
                parts
            })
        };
        assert!(run(1) == run(8), "{} depends on the threads", stringify!($params));
    };
}

#[test]
fn every_learner_gives_the_same_bits_on_one_thread_and_eight() {
    let corpus = corpus();
    let documents = &corpus.documents()[..300];
    let texts: Vec<&str> = documents.iter().map(|document| document.text.as_str()).collect();
    let sequences = WordSequences::encode(&texts);
    let matrix: CsrMatrix = TfIdfVectorizer::params().fit_transform(&sequences).unwrap().1;
    let sets: Vec<[u32; 1]> = (0..300).map(|number| [number % 3]).collect();
    let fold_of: Vec<u32> = (0..300).map(|number| number / 3 % 5).collect();
    let folds = Folds::given(&fold_of);
    let dataset = DatasetBase::new(matrix, LabelSets::new(&sets, 3).unwrap());
    let weights: Option<Vec<f32>> = Some((0..300).map(|n| 1.0 + (n % 7) as f32).collect());
    let balanced = ClassWeight::Balanced;
    assert_same_on_all_threads!(LinearSvmParams::default().class_weight(balanced), dataset, &folds);
    assert_same_on_all_threads!(NaiveBayesSvmParams::default(), dataset, &folds);
    assert_same_on_all_threads!(
        LogisticRegressionParams::default().sample_weights(weights.clone()),
        dataset,
        &folds
    );
    assert_same_on_all_threads!(
        MultinomialLogisticRegressionParams::default().sample_weights(weights.clone()),
        dataset,
        &folds
    );
    assert_same_on_all_threads!(MultinomialNaiveBayesParams::default(), dataset, &folds);
}
