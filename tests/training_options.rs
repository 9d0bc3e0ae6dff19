//! What can be asked of a training holds in the model file, and in every prediction from it.

use nutgraf::Error;
use nutgraf::corpus::{Corpus, Document, Field, FieldWeights};
use nutgraf::model::ModelBundle;
use nutgraf::pipeline::{
    Choices, ClassifierKind, ContinueParams, LabelWeights, TextClassifier, TextClassifierParams,
};
use nutgraf::text::Language;

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

/// Articles whose label only the name of a city tells.
fn cities() -> Corpus {
    let documents = (0..40).map(|number| match number % 2 {
        0 => {
            article("", "The envoys came to Lima and slept, before they left Lima.", &["diplomacy"])
        }
        _ => article("", "The envoys came to Quito and slept, before they left Quito.", &["sport"]),
    });
    Corpus::new(documents.collect())
}

#[test]
fn a_name_speaks_for_a_label_unless_names_are_dropped() {
    let learned = |drop_names| {
        let choices = Choices { drop_names, ..Choices::default() };
        let params = TextClassifierParams::default().choices(choices);
        let classifier = params.fit(&cities()).unwrap();
        let evidence = classifier.explain(&cities().documents()[0], 0, 9);
        (terms(&classifier), evidence.into_iter().map(|evidence| evidence.word).collect::<Vec<_>>())
    };
    let (all, evidence) = learned(false);
    assert!(all.iter().any(|term| term.contains("lima")) && evidence.contains(&"Lima".to_owned()));
    let (fewer, evidence) = learned(true);
    assert!(fewer.contains(&"envoy".to_owned()));
    assert!(!fewer.iter().any(|term| term.contains("lim") || term.contains('\n')), "{fewer:?}");
    assert!(!evidence.contains(&"Lima".to_owned()));
}

#[test]
fn names_that_are_learned_on_from_are_dropped_as_before() {
    let choices = Choices { drop_names: true, ..Choices::default() };
    let earlier = fit(TextClassifierParams::default().choices(choices), &cities());
    let more =
        article("", "The envoys flew to Oslo in winter, then to Oslo in spring.", &["sport"]);
    let more = Corpus::new(vec![more; 4]);
    let newer = ContinueParams::default().fit(earlier, &more).unwrap().classifier;
    let terms = terms(&newer);
    assert!(
        terms.contains(&"winter".to_owned()) && !terms.contains(&"oslo".to_owned()),
        "{terms:?}"
    );
}

#[test]
fn where_every_word_is_a_name_the_error_says_what_to_leave_out() {
    let choices = Choices { drop_names: true, ..Choices::default() };
    let documents =
        vec![article("", "LIMA LIMA", &["diplomacy"]), article("", "QUITO", &["sport"])];
    let params = TextClassifierParams::default().choices(choices);
    let error = params.fit(&Corpus::new(documents)).unwrap_err();
    assert!(matches!(&error, Error::Corpus { hint, .. } if hint.contains("drop-names")), "{error}");
}

#[test]
fn german_writes_every_noun_with_a_capital_so_that_no_name_can_be_told() {
    let choices = Choices { drop_names: true, ..Choices::default() };
    let params = TextClassifierParams::default().choices(choices);
    let error = params.language(Some(Language::German)).fit(&cities()).unwrap_err();
    assert!(matches!(error, Error::Corpus { .. }) && error.to_string().contains("German"));
}

#[test]
fn articles_that_get_no_label_do_not_count_against_the_best_one() {
    let documents = (0..60).map(|number| match number % 3 {
        0 => article("", "Envoys signed the treaty after talks.", &["diplomacy"]),
        1 => article("", "Voters cast ballots and turnout rose.", &["elections"]),
        _ => article("", "The striker scored and the match was won.", &[]),
    });
    let classifier = fit(TextClassifierParams::default(), &Corpus::new(documents.collect()));
    let surest = classifier.confidence().for_accuracy(0.95).unwrap();
    assert!(surest.coverage > 0.95, "{surest:?}");
}

#[test]
fn what_is_learned_from_the_terms_of_a_pruned_model_has_those_and_no_others() {
    let params = TextClassifierParams::default();
    let corpus = kinds(true);
    let pruned = params.fit(&corpus).unwrap().prune(12).unwrap();
    let again = params.fit_with_terms_of(&corpus, &pruned, &|_, _, _| {}).unwrap();
    let sorted = |classifier: &TextClassifier| {
        let mut terms = terms(classifier);
        terms.sort();
        terms
    };
    assert_eq!(sorted(&pruned), sorted(&again));
    let others = TextClassifierParams::default().classifier(ClassifierKind::NaiveBayesSvm);
    let error = others.fit_with_terms_of(&corpus, &pruned, &|_, _, _| {}).unwrap_err();
    assert!(matches!(error, Error::Corpus { .. }), "{error}");
}

/// Articles of two kinds of politics and of sport; `both` adds a second label to some.
fn kinds(both: bool) -> Corpus {
    let documents = (0..60).map(|number| match number % 3 {
        0 => article("", "Envoys signed the treaty after talks.", &["politics/diplomacy"]),
        1 if both && number % 2 == 0 => article(
            "",
            "Voters cast ballots while envoys signed a treaty.",
            &["politics/elections", "politics/diplomacy"],
        ),
        1 => article("", "Voters cast ballots and turnout rose.", &["politics/elections"]),
        _ => article("", "The striker scored and the match was won.", &["sport"]),
    });
    Corpus::new(documents.collect())
}

#[test]
fn where_articles_carry_several_labels_parents_are_labels_too() {
    let classifier = fit(TextClassifierParams::default(), &kinds(true));
    assert_eq!(
        classifier.labels(),
        ["politics", "politics/diplomacy", "politics/elections", "sport"]
    );
    let prediction = classifier.predict(&article("", "Envoys held talks on a treaty.", &[]));
    assert_eq!(prediction.labels[0], 0, "the parent is at least as probable");
    assert!(prediction.labels.contains(&1));
    assert_eq!(prediction.best, Some(1), "the most specific one is the best");
    assert!(prediction.probabilities[1] <= prediction.probabilities[0]);
    assert!(classifier.parents(&prediction).is_empty());
    let measured = classifier.with_parents(kinds(true));
    assert_eq!(measured.documents()[0].labels, ["politics/diplomacy", "politics"]);
}

#[test]
fn where_articles_carry_one_label_parents_sum_up_probabilities() {
    let classifier = fit(TextClassifierParams::default(), &kinds(false));
    assert_eq!(classifier.labels(), ["politics/diplomacy", "politics/elections", "sport"]);
    let prediction = classifier.predict(&article("", "Envoys held talks on a treaty.", &[]));
    let parents = classifier.parents(&prediction);
    let sum = prediction.probabilities[0] + prediction.probabilities[1];
    assert_eq!(parents, [("politics".to_owned(), sum)]);
    assert!((prediction.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
}

#[test]
fn flat_labels_have_no_parents() {
    let params = TextClassifierParams::default().flat_labels(true);
    let classifier = fit(params.clone(), &kinds(true));
    assert_eq!(classifier.labels(), ["politics/diplomacy", "politics/elections", "sport"]);
    assert_eq!(classifier.with_parents(kinds(true)), kinds(true));
    let classifier = fit(params, &kinds(false));
    let prediction = classifier.predict(&article("", "Envoys held talks.", &[]));
    assert!(classifier.parents(&prediction).is_empty());
}

/// Two labels on nearly the same words, the second on few articles.
fn skewed() -> Corpus {
    let documents = (0..40).map(|number| match number {
        0..4 => article("", "The envoys met for talks in the rain.", &["rare"]),
        _ if number % 5 == 0 => article("", "The envoys met for talks.", &["usual"]),
        _ => article("", "The striker scored in the rain.", &["usual"]),
    });
    Corpus::new(documents.collect())
}

#[test]
fn a_label_of_greater_weight_is_the_more_probable() {
    // Complement naive Bayes has no priors: weights move its smoothing only.
    // linfa's logistic regression weighs nothing.
    let moved = |kind: &&ClassifierKind| {
        !matches!(kind, ClassifierKind::ComplementNaiveBayes | ClassifierKind::LinfaLogistic)
    };
    for &kind in ClassifierKind::ALL.iter().filter(moved) {
        let probability = |weights| {
            let params = TextClassifierParams::default().classifier(kind).label_weights(weights);
            let unclear = article("", "The envoys met in the rain.", &[]);
            params.fit(&skewed()).unwrap().predict(&unclear).probabilities[0]
        };
        let plain = probability(LabelWeights::None);
        let name = kind.name();
        assert!(probability(LabelWeights::Given(vec![("rare".to_owned(), 8.0)])) > plain, "{name}");
        assert!(probability(LabelWeights::Balanced) > plain, "{name}");
    }
}

#[test]
fn articles_weigh_what_they_say() {
    let mut documents = skewed().documents().to_vec();
    documents[..4].iter_mut().for_each(|document| document.weight = Some(8.0));
    let weighted = fit(TextClassifierParams::default(), &Corpus::new(documents.clone()));
    let plain = fit(TextClassifierParams::default(), &skewed());
    let unclear = article("", "The envoys met in the rain.", &[]);
    let probability = |classifier: &TextClassifier| classifier.predict(&unclear).probabilities[0];
    assert!(probability(&weighted) > probability(&plain));
    documents[0].weight = Some(f32::NAN);
    let error = TextClassifierParams::default().fit(&Corpus::new(documents)).unwrap_err();
    assert_eq!(error.to_string(), "`weight` must be finite and above 0, found `NaN`");
}

fn contains(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

#[test]
fn a_hashed_model_labels_alike_and_holds_no_word_of_the_articles() {
    for &kind in ClassifierKind::ALL {
        let params = TextClassifierParams::default().classifier(kind);
        let plain = params.fit(&headlines()).unwrap();
        let hashed = ModelBundle::new(params.hash_bits(Some(18)).fit(&headlines()).unwrap());
        let bytes = hashed.to_bytes();
        let document = article("", "An envoy and a striker resume talks.", &[]);
        let read = ModelBundle::from_bytes(&bytes).unwrap().classifier;
        let one = plain.predict(&document).probabilities[0];
        let other = read.predict(&document).probabilities[0];
        assert!((one - other).abs() < 0.01, "{}: {one} against {other}", kind.name());
        assert!(contains(&ModelBundle::new(plain).to_bytes(), "striker"));
        assert!(!contains(&bytes, "striker") && !contains(&bytes, "strik"));
        assert!(read.strongest_terms(0, 10).is_empty());
        assert!(read.explain(&document, 0, 10).iter().any(|evidence| evidence.word == "talks"));
    }
}

#[test]
fn a_hashed_model_is_bounded_and_can_be_shrunk() {
    let params = TextClassifierParams::default().hash_bits(Some(8));
    let bundle = ModelBundle::new(params.fit(&headlines()).unwrap());
    assert!(bundle.classifier.terms() <= 2 * 256);
    let shrunk = bundle.shrink(6_000).unwrap();
    let read = ModelBundle::from_bytes(&shrunk.to_bytes()).unwrap();
    assert_eq!(read.classifier.terms(), shrunk.classifier.terms());
}

#[test]
fn the_terms_that_are_kept_are_those_that_tell_labels_apart() {
    let params = TextClassifierParams::default().max_terms(Some(5));
    let mut terms = terms(&fit(params, &headlines()));
    terms.sort();
    // Chi-squared is 20 for every term of one label; the first of them in byte order stay.
    assert_eq!(terms, ["envoy", "envoy resum", "match", "resum", "resum talk"]);
    let none = TextClassifierParams::default().max_terms(Some(0)).fit(&headlines()).unwrap_err();
    assert_eq!(none.to_string(), "`max_terms` must be at least 1, found `0`");
}

#[cfg(not(feature = "linfa-logistic"))]
#[test]
fn a_learner_that_is_not_built_in_is_refused_by_name() {
    let params = TextClassifierParams::default().classifier(ClassifierKind::LinfaLogistic);
    let message = params.fit(&headlines()).unwrap_err().to_string();
    assert!(message.ends_with("which lacks a cargo feature of that name, found `linfa-logistic`"));
}

#[test]
fn a_model_from_before_there_were_weights_counts_every_field_once() {
    let classifier = TextClassifierParams::default().fit(&headlines()).unwrap();
    let manifest = ModelBundle::new(classifier).manifest;
    assert_eq!(manifest.fields, FieldWeights::default());
    let mut json = serde_json::to_value(&manifest).unwrap();
    json.as_object_mut().unwrap().remove("fields").unwrap();
    let old: nutgraf::model::Manifest = serde_json::from_value(json).unwrap();
    assert_eq!(old.fields, FieldWeights::even());
}
