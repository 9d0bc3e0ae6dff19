//! Articles per second from text to summary, on one thread, by each method.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use nutgraf::pipeline::{Method, TextSummarizerParams};

mod articles;

fn summarize(criterion: &mut Criterion) {
    let texts = articles::texts();
    let mut group = criterion.benchmark_group("summarize");
    group.throughput(Throughput::Elements(texts.len() as u64));
    for &method in Method::ALL {
        let summarizer = TextSummarizerParams::default().method(method).build();
        let summarizer = summarizer.expect("a method needs no more");
        group.bench_function(BenchmarkId::new("three sentences", method.name()), |bencher| {
            bencher.iter(|| {
                for text in &texts {
                    assert!(!summarizer.summarize(text, None).sentences.is_empty());
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, summarize);
criterion_main!(benches);
