//! Bytes per second of splitting, normalising and analysing text, on one thread.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use nutgraf::features::WordSequences;
use nutgraf::text::{AnalyzerParams, Language, SentenceSplitter, Tokenizer, detect_language};

mod articles;

fn text(criterion: &mut Criterion) {
    let text = articles::texts().join("\n\n");
    let words = text.split_whitespace().count();
    let mut group = criterion.benchmark_group("text");
    group.throughput(Throughput::Bytes(text.len() as u64));

    group.bench_function("count words by white space", |bencher| {
        bencher.iter(|| assert_eq!(text.split_whitespace().count(), words));
    });
    group.bench_function("tokenize", |bencher| {
        bencher.iter(|| {
            let mut tokens = 0;
            Tokenizer.visit(&text, |_, _| tokens += 1);
            assert!(tokens > words);
        });
    });
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let analyzer = AnalyzerParams::default().stem(Some(Language::English)).build();
    let analyzer = analyzer.expect("English has a stemmer");
    group.bench_function("analyse: tokenize, normalise, look up, stem", |bencher| {
        bencher.iter(|| {
            one_thread.install(|| {
                let sequences = WordSequences::encode(&[&text]);
                let stems = sequences.words().iter().filter_map(|word| analyzer.stem(word));
                assert!(stems.count() > 5_000);
            });
        });
    });
    group.bench_function("split into sentences", |bencher| {
        let splitter = SentenceSplitter::new(Language::English);
        bencher.iter(|| assert!(splitter.spans(&text).len() > 1_000));
    });
    group.bench_function("detect the language of each article", |bencher| {
        let texts = articles::texts();
        bencher.iter(|| {
            let english =
                texts.iter().filter(|text| detect_language(text) == Some(Language::English));
            assert!(english.count() * 10 > texts.len() * 9);
        });
    });
    group.finish();
}

criterion_group!(benches, text);
criterion_main!(benches);
