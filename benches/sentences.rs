//! Measures the sentence splitter against gold sentences, beside bare sentencex and the Unicode standard's
//! rules (UAX 29).
//!
//! `cargo bench --bench sentences -- FILE.jsonl... [--show]`: each line is an object with `text`,
//! `sentences` (in order) and optionally `lang` (ISO 639-1; English where absent). Prints the
//! texts split exactly, precision, recall and F1 of the ends within lines, and megabytes a second;
//! `--show` lists the ends that are wrong.

use std::collections::BTreeSet;
use std::ops::Range;
use std::time::{Duration, Instant};

use nutgraf::text::{Language, SentenceSplitter};
use unicode_segmentation::UnicodeSegmentation;

/// An end, as the number of characters before it that are not white space.
type Ends = BTreeSet<usize>;

struct Case {
    language: Language,
    text: String,
    sentences: Vec<String>,
}

#[derive(Default)]
struct Tally {
    exact: usize,
    found: usize,
    right: usize,
    gold: usize,
    time: Duration,
}

impl Tally {
    fn print(&self, name: &str, cases: usize, bytes: usize) {
        let ratio = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        println!(
            "  {name:10} exact {}/{cases}  P {:.3}  R {:.3}  F1 {:.3}  {:.0} MB/s",
            self.exact,
            ratio(self.right, self.found),
            ratio(self.right, self.gold),
            ratio(2 * self.right, self.found + self.gold),
            bytes as f64 / 1e6 / self.time.as_secs_f64().max(1e-9),
        );
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let paths: Vec<&String> = arguments.iter().filter(|a| !a.starts_with("--")).collect();
    if paths.is_empty() {
        println!("usage: cargo bench --bench sentences -- FILE.jsonl... [--show]");
    }
    let show = arguments.iter().any(|argument| argument == "--show");
    for path in paths {
        measure(path, show);
    }
}

fn measure(path: &str, show: bool) {
    let cases = read(path);
    let bytes = cases.iter().map(|case| case.text.len()).sum();
    let [mut ours, mut bare, mut standard] = [(); 3].map(|()| Tally::default());
    for case in &cases {
        let started = Instant::now();
        let spans = SentenceSplitter::new(case.language).spans(&case.text);
        ours.time += started.elapsed();
        let started = Instant::now();
        let pieces = sentencex::segment(case.language.code(), &case.text);
        bare.time += started.elapsed();
        let started = Instant::now();
        let by_standard: Vec<&str> = case.text.split_sentence_bounds().collect();
        standard.time += started.elapsed();
        score(case, &spans, &mut ours, show);
        score(case, &offsets(&pieces), &mut bare, false);
        score(case, &offsets(&by_standard), &mut standard, false);
    }
    println!("{path}");
    ours.print("nutgraf", cases.len(), bytes);
    bare.print("sentencex", cases.len(), bytes);
    standard.print("UAX 29", cases.len(), bytes);
}

fn read(path: &str) -> Vec<Case> {
    #[expect(clippy::disallowed_methods, reason = "a bench reads what it is pointed at")]
    let content = std::fs::read_to_string(path).expect("a readable file");
    let case = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let strings = value["sentences"].as_array().expect("`sentences`").iter();
        Case {
            language: value["lang"]
                .as_str()
                .and_then(|code| code.parse().ok())
                .unwrap_or(Language::English),
            text: value["text"].as_str().expect("`text`").to_owned(),
            sentences: strings.map(|s| s.as_str().expect("a string").to_owned()).collect(),
        }
    };
    content.lines().map(case).collect()
}

/// The byte ranges of slices that follow one another.
fn offsets(pieces: &[&str]) -> Vec<Range<usize>> {
    let mut position = 0;
    let range = |piece: &&str| {
        position += piece.len();
        position - piece.len()..position
    };
    pieces.iter().map(range).collect()
}

fn folded(sentence: &str) -> String {
    sentence.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn solid(text: &str) -> usize {
    text.chars().filter(|letter| !letter.is_whitespace()).count()
}

fn score(case: &Case, spans: &[Range<usize>], tally: &mut Tally, show: bool) {
    let split: Vec<String> = spans
        .iter()
        .map(|span| folded(&case.text[span.clone()]))
        .filter(|sentence| !sentence.is_empty())
        .collect();
    let wanted: Vec<String> = case.sentences.iter().map(|s| folded(s)).collect();
    tally.exact += usize::from(split == wanted);
    let gold: Ends = wanted
        .iter()
        .scan(0, |position, sentence| {
            *position += solid(sentence);
            Some(*position)
        })
        .collect();
    // Gold sentences that were cleaned cannot be placed in the text.
    if gold.last() != Some(&solid(&case.text)) {
        return;
    }
    let inside = ends_within_lines(&case.text);
    let found: Ends = ends(&case.text, spans).intersection(&inside).copied().collect();
    let gold: Ends = gold.intersection(&inside).copied().collect();
    tally.found += found.len();
    tally.gold += gold.len();
    tally.right += found.intersection(&gold).count();
    if show {
        for &end in found.symmetric_difference(&gold) {
            let kind = if gold.contains(&end) { "missed" } else { "false " };
            println!("{kind} {}", around(&case.text, end));
        }
    }
}

fn ends(text: &str, spans: &[Range<usize>]) -> Ends {
    let mut position = 0;
    let mut before = 0;
    let end = |span: &Range<usize>| {
        before += solid(&text[position..span.end]);
        position = span.end;
        before
    };
    spans.iter().map(end).collect()
}

/// The ends that no line break and no end of the text gives away.
fn ends_within_lines(text: &str) -> Ends {
    let mut ends = Ends::new();
    let mut before = 0;
    for line in text.split(['\n', '\r']) {
        let length = solid(line);
        ends.extend(before + 1..before + length);
        before += length;
    }
    ends
}

fn around(text: &str, end: usize) -> String {
    let mut seen = 0;
    let letters: Vec<char> = text.chars().collect();
    let place = letters.iter().position(|letter| {
        seen += usize::from(!letter.is_whitespace());
        seen == end
    });
    let place = place.map_or(0, |place| place + 1);
    let slice = |range: Range<usize>| letters[range].iter().collect::<String>();
    let (from, to) = (place.saturating_sub(45), (place + 35).min(letters.len()));
    folded(&format!("{} ‖ {}", slice(from..place), slice(place..to)))
}
