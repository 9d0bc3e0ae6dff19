//! Training on, and labelling of, the project's own corpus.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use nutgraf::model::ModelBundle;
use nutgraf::pipeline::{ClassifierKind, TextClassifierParams};

mod articles;

fn classify(criterion: &mut Criterion) {
    let corpus = articles::corpus();
    let bytes: usize = corpus.documents().iter().map(|document| document.text.len()).sum();
    let mut group = criterion.benchmark_group("classify");
    group.sample_size(10);
    // Those that take articles of several labels, and of none.
    let kinds = ClassifierKind::ALL.iter().filter(|&&k| k != ClassifierKind::MultinomialLogistic);
    for &kind in kinds {
        group.throughput(Throughput::Bytes(bytes as u64));
        let params = TextClassifierParams::default().classifier(kind);
        group.bench_function(BenchmarkId::new("train", kind.name()), |bencher| {
            bencher.iter(|| {
                let classifier = params.fit(&corpus).expect("the corpus has 18 labels");
                assert_eq!(classifier.labels().len(), 18);
            });
        });
    }
    let bundle = ModelBundle::starter().expect("the starter model is sound");
    group.bench_function("label all articles", |bencher| {
        bencher.iter(|| {
            let predictions = bundle.classifier.predict_batch(corpus.documents());
            let labelled = predictions.iter().filter(|prediction| prediction.best.is_some());
            assert!(labelled.count() > 150);
        });
    });
    let file = bundle.to_bytes();
    group.throughput(Throughput::Bytes(file.len() as u64));
    group.bench_function("read the starter model", |bencher| {
        bencher.iter(|| assert!(ModelBundle::from_bytes(&file).is_ok()));
    });
    group.finish();
}

criterion_group!(benches, classify);
criterion_main!(benches);
