//! Bytes per second from texts to TF-IDF vectors, on all threads.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use nutgraf::features::{RowEncoder, TfIdfVectorizer, WordSequences};
use nutgraf::text::{AnalyzerParams, Language, TermUnit};

mod articles;

fn features(criterion: &mut Criterion) {
    let texts = articles::texts();
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut group = criterion.benchmark_group("features");
    group.throughput(Throughput::Bytes(bytes as u64));

    let analyzers = [
        ("stems", AnalyzerParams::default().stem(Some(Language::English))),
        ("stems 1-2", AnalyzerParams::default().stem(Some(Language::English)).ngram_range(1, 2)),
        ("characters 3-5", AnalyzerParams::default().unit(TermUnit::Characters).ngram_range(3, 5)),
    ];
    for (name, analyzer) in analyzers {
        let params = TfIdfVectorizer::params().analyzer(analyzer);
        group.bench_function(BenchmarkId::new("fit and transform", name), |bencher| {
            bencher.iter(|| {
                let sequences = WordSequences::encode(&texts);
                let (_, matrix) = params.fit_transform(&sequences).expect("there are terms");
                assert_eq!(matrix.documents(), texts.len());
            });
        });
        let vectorizer = params.fit(&texts).expect("there are terms");
        group.bench_function(BenchmarkId::new("encode one by one", name), |bencher| {
            let mut encoder = RowEncoder::new([&vectorizer]);
            bencher.iter(|| {
                for text in &texts {
                    encoder.encode(text);
                    assert!(!encoder.row(0).columns.is_empty());
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, features);
criterion_main!(benches);
