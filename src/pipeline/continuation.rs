//! A classifier and further articles in, a classifier out.

use ndarray::Array2;
use rayon::prelude::*;

use crate::classify::{Adaptation, Folds, LabelSets, LinearModel, Objective, largest};
use crate::corpus::{Corpus, Document, LabelTree, implied_parents};
use crate::text::{Language, Passage};
use crate::{Error, Result};

use super::classifier::{Parts, TextClassifier};
use super::decisions::{Decisions, Rules};
use super::extended_views::{ExtendedViews, uncertainty};
use super::labelling::Labelling;
use super::newcomers::Newcomers;
use super::novelty::margins;
use super::survey::fingerprint;
use super::{Novelty, Training};

/// How a classifier learns on.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`c`](Self::c) | 2.0 | `> 0` |
/// | [`objective`](Self::objective) | [`Objective::Balanced`] | |
/// | [`seed`](Self::seed) | 0 | |
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct ContinueParams {
    c: f32,
    objective: Objective,
    seed: u64,
}

impl Default for ContinueParams {
    fn default() -> Self {
        Self { c: 2.0, objective: Objective::default(), seed: 0 }
    }
}

/// A classifier that has learned on, and what came of it.
#[derive(Debug)]
pub struct Continued {
    /// The classifier.
    pub classifier: TextClassifier,
    /// Labels that it did not know before.
    pub new_labels: Vec<String>,
    /// Labels that it knew and no further article carries: they were learned nothing about, but how the
    /// further articles do not look.
    pub unseen_labels: Vec<String>,
    /// How many terms came to it.
    pub new_terms: usize,
    /// The share of further articles whose best label the earlier classifier gave right.
    pub accuracy_before: f64,
    /// The same of classifiers that have learned on from the other further articles, not from this one.
    pub accuracy_after: f64,
    /// Whether there were enough further articles to measure anew how sure is sure enough, and what is
    /// usual; else both stay as they were.
    pub measured_anew: bool,
}

/// From so many further articles on confidence and novelty are measured on them.
const ENOUGH: usize = 100;
/// What articles of new labels cost where there are no others, against what they cost among others.
const LEAST_SHARE: f32 = 1e-3;
/// Into how many folds the further articles are parted.
const FOLDS: usize = 10;

impl ContinueParams {
    /// What an error on a further article costs, against how far the weights move away from the
    /// earlier ones.
    pub fn c(mut self, c: f32) -> Self {
        self.c = c;
        self
    }

    /// What the thresholds of labels are chosen for, where an article may carry several.
    pub fn objective(mut self, objective: Objective) -> Self {
        self.objective = objective;
        self
    }

    /// Where every random choice starts.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Learns on from further articles: new ones, ones of labels that are new, and ones that were learned
    /// with another label.
    ///
    /// A classifier holds no article that it was trained on. Its weights are what is known of
    /// them: the new weights are those under which the labels of the further articles are most
    /// likely, drawn to the earlier ones. Terms of the further articles come to its vocabulary; those
    /// that it has keep their inverse document frequency. Probabilities are calibrated on the further
    /// articles, each scored by weights that have learned nothing from it, neither of new labels nor of
    /// earlier ones.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when `c` is out of range; [`Error::Corpus`] when there is no
    /// article or no label, and when articles carry several labels or none though the
    /// classifier gives exactly one.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::corpus::{Corpus, Document};
    /// use nutgraf::pipeline::{ContinueParams, TextClassifierParams};
    /// let article = |text: &str, label: &str| Document {
    ///     text: text.to_owned(),
    ///     labels: vec![label.to_owned()],
    ///     ..Document::default()
    /// };
    /// let classifier = TextClassifierParams::default().fit(&Corpus::new(vec![
    ///     article("The envoys met for talks.", "diplomacy"),
    ///     article("Talks between the two envoys ended.", "diplomacy"),
    ///     article("The striker scored twice.", "sport"),
    ///     article("A late goal by the striker.", "sport"),
    /// ]))?;
    /// let more = Corpus::new(vec![
    ///     article("Rain and storm on the coast.", "weather"),
    ///     article("The storm brought rain.", "weather"),
    /// ]);
    /// let continued = ContinueParams::default().fit(classifier, &more)?;
    /// assert_eq!(continued.new_labels, ["weather"]);
    /// let best = |text| {
    ///     let prediction = continued.classifier.predict(&article(text, ""));
    ///     continued.classifier.labels()[prediction.best.unwrap()].as_str()
    /// };
    /// assert_eq!((best("A storm"), best("The envoys met")), ("weather", "diplomacy"));
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn fit(&self, classifier: TextClassifier, more: &Corpus) -> Result<Continued> {
        self.check(&classifier, more)?;
        let old = classifier.into_parts();
        let labelling = union(&old, more);
        let (known, places) = places(&old.labels, &labelling.labels);
        let targets = LabelSets::new(&labelling.sets, labelling.labels.len())?;
        let language = old.training.language.unwrap_or(Language::English);
        let fields = old.fields;
        let passages = |document| fields.passages(document, language);
        let texts: Vec<Vec<Passage<'_>>> = more.documents().par_iter().map(passages).collect();
        let extended = ExtendedViews::new(&old, &texts)?;
        let matrix = extended.matrix(&texts)?;
        let known_model = extended.earlier(&old, &places, labelling.labels.len())?;
        let known_scores = known_model.decision_function(&matrix);
        let accuracy_before = accuracy(&known_scores, &targets, &known);
        let newcomers = known.contains(&false).then(|| Newcomers {
            matrix: &matrix,
            targets: &targets,
            known: &known,
            usual: extended.usual_values(&old, &matrix),
        });
        // The earlier model with what some of the further articles say of new labels.
        let start = |documents: &[u32]| match &newcomers {
            Some(newcomers) => newcomers.join(&known_model, &known_scores, &old, documents),
            None => Ok(known_model.clone()),
        };
        let all: Vec<u32> = (0..targets.documents() as u32).collect();
        let earlier = start(&all)?;
        let scores = earlier.decision_function(&matrix);
        let costs = self.costs(more, &targets, &known);
        let folds = Folds::stratified(&targets, FOLDS, self.seed);
        let earlier_documents = old.training.documents as f32;
        let uncertainty = uncertainty(scores.view(), old.multi_label);
        let stretch = extended.stretch(&matrix, self.c * uncertainty * earlier_documents);
        let adaptation = Adaptation {
            matrix: &stretch.matrix,
            bias: stretch.bias,
            scores: scores.view(),
            targets: &targets,
            costs: &costs,
            seed: self.seed,
        };
        let change = adaptation.fit(old.multi_label, &all)?;
        let out_of_fold = scores_out_of_fold(adaptation, &folds, old.multi_label, start)?;
        let scored = folds.scored();
        let scored_targets = targets.select(&scored);
        let rules = self.rules(&old, more);
        let mut decisions =
            Decisions::fit(out_of_fold.view(), &scored_targets, &folds, &labelling, rules);
        let counts = counts(&labelling);
        for (place, &label) in places.iter().enumerate() {
            if counts[label] == 0 {
                decisions.thresholds[label] = old.thresholds[place];
            }
        }
        let margins = margins(out_of_fold.view(), decisions.probabilities.view(), old.multi_label);
        let measured_anew = more.documents().len() >= ENOUGH;
        let novelty = if measured_anew {
            Novelty::measure(&extended.seen(&texts, &scored), &margins)
        } else {
            old.novelty
        };
        let accuracy_after =
            accuracy(&out_of_fold, &scored_targets, &vec![true; labelling.labels.len()]);
        let training = Training {
            documents: old.training.documents + more.documents().len(),
            continued: old.training.continued + 1,
            fingerprint: chained(&old.training.fingerprint, more),
            seed: self.seed,
            metrics: decisions.metrics(&scored_targets),
            ..old.training
        };
        let new_terms = extended.new_terms();
        let views = extended.into_views(&earlier, &stretch.unstretched(&change)?)?;
        let new_labels = labels_where(&labelling, |label| !known[label]);
        let unseen_labels = labels_where(&labelling, |label| known[label] && counts[label] == 0);
        let classifier = TextClassifier::from_parts(Parts {
            labels: labelling.labels,
            multi_label: old.multi_label,
            allows_none: rules.allows_none,
            hierarchical: old.hierarchical,
            fields: old.fields,
            views,
            calibration: decisions.calibration,
            thresholds: decisions.thresholds,
            confidence: if measured_anew { decisions.confidence } else { old.confidence },
            novelty,
            training,
        })?;
        Ok(Continued {
            classifier,
            new_labels,
            unseen_labels,
            new_terms,
            accuracy_before,
            accuracy_after,
            measured_anew,
        })
    }

    fn rules(&self, old: &Parts, more: &Corpus) -> Rules {
        let some_have_none = more.documents().iter().any(|document| document.labels.is_empty());
        Rules {
            multi_label: old.multi_label,
            allows_none: old.allows_none || some_have_none,
            objective: self.objective,
        }
    }

    /// What an error on each article costs: its weight; those of new labels together no more than the
    /// others, or nothing would speak for the earlier labels.
    fn costs(&self, more: &Corpus, targets: &LabelSets, known: &[bool]) -> Vec<f32> {
        let is_new = |document: usize| targets.of(document).iter().any(|&l| !known[l as usize]);
        let new = (0..targets.documents()).filter(|&document| is_new(document)).count();
        let others = targets.documents() - new;
        let of_new = (others as f32 / new.max(1) as f32).clamp(LEAST_SHARE, 1.0);
        let cost = |(number, document): (usize, &Document)| {
            let share = if is_new(number) { of_new } else { 1.0 };
            self.c * share * document.weight.unwrap_or(1.0)
        };
        more.documents().iter().enumerate().map(cost).collect()
    }

    fn check(&self, classifier: &TextClassifier, more: &Corpus) -> Result<()> {
        if !(self.c.is_finite() && self.c > 0.0) {
            let (name, expected) = ("c", "above 0");
            return Err(Error::InvalidParameter { name, expected, actual: self.c.to_string() });
        }
        let weights = more.documents().iter().filter_map(|document| document.weight);
        if let Some(weight) =
            weights.into_iter().find(|weight| !(*weight > 0.0 && (self.c * weight).is_normal()))
        {
            let (name, expected) = ("weight", "finite and above 0");
            return Err(Error::InvalidParameter { name, expected, actual: weight.to_string() });
        }
        let refuse = |reason: &str, hint: &str| {
            Err(Error::Corpus { reason: reason.to_owned(), hint: hint.to_owned() })
        };
        if more.labels().is_empty() {
            return refuse(
                "no further article has a label",
                "give each record a `label` or `labels`, or put articles into a folder per label",
            );
        }
        if !classifier.is_multi_label() && more.is_multi_label() {
            return refuse(
                "the model gives an article exactly one label, and further articles have several or none",
                "train a model of its own on all articles",
            );
        }
        Ok(())
    }
}

/// The labels of both, with what is above them, and the further articles' sets of them.
fn union(old: &Parts, more: &Corpus) -> Labelling {
    let mut labels = old.labels.clone();
    labels.extend(more.labels());
    let tree_of = |labels: &mut Vec<String>| {
        labels.sort_unstable();
        labels.dedup();
        if !(old.hierarchical && old.multi_label) {
            return LabelTree::flat(labels.len());
        }
        labels.extend(implied_parents(labels));
        labels.sort_unstable();
        labels.dedup();
        LabelTree::new(labels)
    };
    let tree = tree_of(&mut labels);
    let numbers = |mut set: Vec<usize>| {
        tree.complete(&mut set);
        set.into_iter().map(|label| label as u32).collect()
    };
    let sets = more.label_sets(&labels).into_iter().map(numbers).collect();
    Labelling { labels, hierarchical: old.hierarchical, tree, sets }
}

/// Which labels were known, and for each earlier label its place among all.
fn places(old: &[String], all: &[String]) -> (Vec<bool>, Vec<usize>) {
    let places = old.iter().map(|label| all.binary_search(label).unwrap_or(0)).collect();
    (all.iter().map(|label| old.binary_search(label).is_ok()).collect(), places)
}

/// The scores of the further articles, each by a model that has learned nothing from it, rows in the order
/// of `folds`; `start` gives the model to learn on from, by what some of the articles say of new labels.
fn scores_out_of_fold(
    adaptation: Adaptation<'_>,
    folds: &Folds,
    multi_label: bool,
    start: impl Fn(&[u32]) -> Result<LinearModel> + Sync,
) -> Result<Array2<f32>> {
    let (matrix, labels) = (adaptation.matrix, adaptation.targets.labels());
    let scores = folds.parts().par_iter().map(|(kept, left_out)| {
        let scores = start(kept)?.decision_function(matrix);
        let adaptation = Adaptation { scores: scores.view(), ..adaptation };
        let change = adaptation.fit(multi_label, kept)?;
        Ok(adaptation.changed_scores(&change, left_out))
    });
    let scores = scores.collect::<Result<Vec<Vec<f32>>>>()?.concat();
    Array2::from_shape_vec((scores.len() / labels, labels), scores)
        .map_err(|error| linfa::Error::NdShape(error).into())
}

/// The names of some labels.
fn labels_where(labelling: &Labelling, wanted: impl Fn(usize) -> bool) -> Vec<String> {
    let labels = labelling.labels.iter().enumerate();
    labels.filter(|(label, _)| wanted(*label)).map(|(_, name)| name.clone()).collect()
}

/// How many articles carry each label.
fn counts(labelling: &Labelling) -> Vec<usize> {
    let mut counts = vec![0; labelling.labels.len()];
    labelling.sets.iter().flatten().for_each(|&label| counts[label as usize] += 1);
    counts
}

/// The share of articles that carry the label of the highest score among those that may be given, of
/// articles that carry any.
fn accuracy(scores: &Array2<f32>, targets: &LabelSets, may_be_given: &[bool]) -> f64 {
    let labelled = (0..targets.documents()).filter(|&document| !targets.of(document).is_empty());
    let (mut right, mut all) = (0, 0);
    for document in labelled {
        let row = scores.row(document);
        let given = row.iter().zip(may_be_given);
        let given = given.map(|(&score, may)| if *may { score } else { f32::NEG_INFINITY });
        let best = largest(&given.collect::<Vec<_>>());
        right += usize::from(best.is_some_and(|label| targets.contains(document, label)));
        all += 1;
    }
    f64::from(right as u32) / f64::from(all.max(1))
}

/// 64 bits over the earlier articles and the further ones.
fn chained(earlier: &str, more: &Corpus) -> String {
    let earlier = Document { text: earlier.to_owned(), ..Document::default() };
    fingerprint(std::iter::once(&earlier).chain(more.documents()))
}
