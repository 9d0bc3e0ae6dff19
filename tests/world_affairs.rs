//! The starter corpus is what its datasheet says, and the starter model is what the corpus gives.

#![cfg(feature = "cli")]
#![expect(clippy::disallowed_methods, reason = "the subject of this test is files")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nutgraf::corpus::{Document, NearDuplicatesParams};
use nutgraf::io::{InputFormat, read_corpus};
use nutgraf::model::ModelBundle;
use nutgraf::text::{Language, SentenceSplitter, Tokenizer, normalize};
use serde::Deserialize;

/// An article as it stands in a file of the corpus.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Article {
    id: String,
    title: String,
    text: String,
    labels: Vec<String>,
    form: String,
    /// The countries that it is about, the scene first.
    places: Vec<String>,
    /// That in which it is set.
    year: u16,
}

impl Article {
    fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }
}

#[derive(Deserialize)]
struct Taxonomy {
    label: Vec<Label>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Label {
    name: String,
    definition: String,
    r#in: String,
    out: String,
    media_topics: Vec<String>,
    #[serde(rename = "nearest", default)]
    _nearest: Option<String>,
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn articles(split: &str) -> Vec<Article> {
    let file = fs::read_to_string(path(&format!("datasets/world-affairs/{split}.jsonl"))).unwrap();
    file.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn both() -> Vec<Article> {
    articles("train").into_iter().chain(articles("test")).collect()
}

fn taxonomy() -> Vec<Label> {
    let file = fs::read_to_string(path("datasets/world-affairs/labels.toml")).unwrap();
    toml::from_str::<Taxonomy>(&file).unwrap().label
}

#[test]
fn every_label_is_defined_and_known_to_the_model() {
    let taxonomy = taxonomy();
    for label in &taxonomy {
        assert!([&label.definition, &label.r#in, &label.out].iter().all(|text| text.len() > 20));
        let is_concept = |topic: &String| {
            topic.strip_prefix("medtop:").is_some_and(|digits| {
                digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit())
            })
        };
        assert!(!label.media_topics.is_empty() && label.media_topics.iter().all(is_concept));
    }
    let names: BTreeSet<&str> = taxonomy.iter().map(|label| label.name.as_str()).collect();
    assert_eq!(names.len(), 18);
    let starter = ModelBundle::starter().unwrap().classifier;
    assert!(starter.labels().iter().map(String::as_str).eq(names.iter().copied()));
    for article in both() {
        assert!(
            article.labels.iter().all(|label| names.contains(label.as_str())),
            "{}",
            article.id
        );
    }
}

#[test]
fn every_article_has_the_length_of_a_short_story_and_an_id_of_its_own() {
    let mut ids = BTreeSet::new();
    for article in both() {
        assert!((80..=400).contains(&article.words()), "{}: {}", article.id, article.words());
        assert!(
            !article.title.is_empty() && !article.form.is_empty() && !article.places.is_empty()
        );
        assert!((1945..=2026).contains(&article.year), "{}: {}", article.id, article.year);
        let labels: BTreeSet<&String> = article.labels.iter().collect();
        assert_eq!(labels.len(), article.labels.len(), "{}", article.id);
        assert!(ids.insert(article.id.clone()), "{} stands twice", article.id);
    }
}

#[test]
fn there_are_enough_articles_of_every_kind() {
    let all = both();
    let count =
        |fits: &dyn Fn(&Article) -> bool| all.iter().filter(|article| fits(article)).count();
    assert!(all.len() >= 900);
    assert!(count(&|article| article.labels.len() >= 2) * 3 >= all.len());
    assert!(count(&|article| article.labels.is_empty()) >= 120);
    for label in taxonomy() {
        let carriers = count(&|article| article.labels.contains(&label.name));
        assert!(carriers >= 60, "{}: {carriers}", label.name);
        let mut scenes: BTreeMap<&str, usize> = BTreeMap::new();
        for article in all.iter().filter(|article| article.labels.contains(&label.name)) {
            *scenes.entry(&article.places[0]).or_default() += 1;
        }
        // No country is the scene of more than a fifth of the articles of a label.
        let (country, most) = scenes.iter().max_by_key(|(_, count)| **count).unwrap();
        assert!(scenes.len() >= 30, "{} has {} scenes", label.name, scenes.len());
        assert!(most * 5 <= carriers, "{}: {most} of {carriers} in {country}", label.name);
    }
}

#[test]
fn no_two_articles_share_a_sentence() {
    let splitter = SentenceSplitter::new(Language::English);
    let mut owners: HashMap<Vec<String>, String> = HashMap::new();
    for article in both() {
        for span in splitter.spans(&article.text) {
            let words = words(&article.text[span]);
            if words.len() < 5 {
                continue;
            }
            let owner = owners.entry(words.clone()).or_insert_with(|| article.id.clone());
            assert_eq!(*owner, article.id, "share {words:?}");
        }
    }
}

fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    Tokenizer.visit(text, |token, _| {
        let mut word = String::new();
        normalize(token, &mut word);
        words.push(word);
    });
    words
}

#[test]
fn no_article_is_nearly_another() {
    let texts: Vec<String> = both().into_iter().map(|article| article.text).collect();
    let found = NearDuplicatesParams::default().similarity(0.5).find(&texts).unwrap();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn articles_to_measure_with_are_set_in_other_countries() {
    let scenes = |split: &str| -> BTreeSet<String> {
        articles(split).into_iter().map(|article| article.places[0].clone()).collect()
    };
    let shared: Vec<String> = scenes("train").intersection(&scenes("test")).cloned().collect();
    assert!(shared.is_empty(), "{shared:?}");
}

/// The words that add most to a label, summed over the articles that carry it.
fn evidence(count: usize) -> BTreeMap<String, Vec<String>> {
    let classifier = ModelBundle::starter().unwrap().classifier;
    let corpus = read_corpus(&path("datasets/world-affairs/train.jsonl"), InputFormat::Auto);
    let corpus = corpus.unwrap();
    let strongest = |(place, label): (usize, &String)| {
        let mut sums: BTreeMap<String, f32> = BTreeMap::new();
        for document in corpus.documents().iter().filter(|one| one.labels.contains(label)) {
            for evidence in classifier.explain(document, place, usize::MAX) {
                *sums.entry(evidence.word.to_lowercase()).or_default() += evidence.contribution;
            }
        }
        let mut sums: Vec<(String, f32)> = sums.into_iter().collect();
        sums.sort_by(|one, other| other.1.total_cmp(&one.1));
        (label.clone(), sums.into_iter().take(count).map(|(word, _)| word).collect())
    };
    classifier.labels().iter().enumerate().map(strongest).collect()
}

#[test]
fn no_country_person_or_agency_is_among_the_strongest_evidence() {
    let mut small = BTreeSet::new();
    let mut places = BTreeSet::new();
    for article in both() {
        Tokenizer.visit(&article.text, |token, _| {
            if token.starts_with(char::is_lowercase) {
                small.insert(token.to_lowercase());
            }
        });
        places.extend(article.places.iter().map(|place| place.to_lowercase()));
    }
    // What never begins with a small letter is a name.
    let is_name = |word: &&String| {
        places.contains(*word) || word.starts_with(char::is_alphabetic) && !small.contains(*word)
    };
    for (label, words) in evidence(20) {
        assert_eq!(words.len(), 20, "{label}");
        let names: Vec<&String> = words.iter().filter(is_name).collect();
        assert!(names.is_empty(), "{label}: {names:?}");
    }
}

#[test]
fn nine_in_ten_articles_without_a_topic_get_none() {
    let classifier = ModelBundle::starter().unwrap().classifier;
    let corpus =
        read_corpus(&path("datasets/world-affairs/test.jsonl"), InputFormat::Auto).unwrap();
    let without: Vec<Document> =
        corpus.documents().iter().filter(|document| document.labels.is_empty()).cloned().collect();
    let predictions = classifier.predict_batch(&without);
    let right = predictions.iter().filter(|prediction| prediction.labels.is_empty()).count();
    assert!(without.len() >= 50 && right * 10 >= without.len() * 9, "{right} of {}", without.len());
}

#[test]
fn the_command_of_the_model_card_makes_the_model_again_bit_for_bit() {
    let card = fs::read_to_string(path("models/README.md")).unwrap();
    let command = card
        .split('`')
        .find(|code| code.starts_with("nutgraf train datasets/world-affairs/train.jsonl"))
        .expect("the card has the command");
    let folder = tempfile::tempdir().unwrap();
    let again = folder.path().join("again.safetensors");
    let typed = command.split_whitespace().skip(1).map(|word| match word {
        "models/world-affairs.safetensors" => again.clone().into_os_string(),
        other => other.into(),
    });
    let mut run = Command::new(env!("CARGO_BIN_EXE_nutgraf"));
    let status = run.args(typed).arg("--quiet").current_dir(path("")).status().unwrap();
    assert!(status.success());
    let (made, kept) =
        (fs::read(again).unwrap(), fs::read(path("models/world-affairs.safetensors")));
    let kept = kept.unwrap();
    assert!(kept.len() <= 2_000_000, "{} bytes", kept.len());
    assert!(made == kept, "the corpus, or what learns from it, has changed: run the command");
}
