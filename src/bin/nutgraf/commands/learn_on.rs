//! `nutgraf train --continue`: a model and further articles.

use std::path::Path;

use nutgraf::corpus::Corpus;
use nutgraf::io;
use nutgraf::pipeline::{ContinueParams, TextClassifier};

use crate::messages::{Failure, Messages, some_of};

/// Learns on from the model at `path`, and says what came of it and what could not.
pub(crate) fn learn_on(
    path: &Path,
    more: &Corpus,
    params: &ContinueParams,
    messages: &Messages,
) -> Result<TextClassifier, Failure> {
    let earlier = io::read_model(path)?;
    let documents = earlier.manifest.training.documents;
    let continued = params.fit(earlier.classifier, more)?;
    messages.note(format!(
        "learned on from {} articles after {documents}; {} terms came to the model",
        more.documents().len(),
        continued.new_terms,
    ));
    if !continued.new_labels.is_empty() {
        let names: Vec<String> =
            continued.new_labels.iter().map(|label| format!("`{label}`")).collect();
        messages.note(format!("labels that are new: {}", some_of(&names)));
    }
    messages.note(format!(
        "best label right on the further articles: {:.3} by the earlier model, {:.3} by models that \
         learned on from the others of them",
        continued.accuracy_before, continued.accuracy_after,
    ));
    messages.note(
        "a model holds no article: the earlier ones were not seen again, and the weights of their \
         terms by rarity stayed; training on all articles does better where you still have them",
    );
    if !continued.unseen_labels.is_empty() {
        let names: Vec<String> =
            continued.unseen_labels.iter().map(|label| format!("`{label}`")).collect();
        messages.warning(format!(
            "{} earlier labels have no further article, so they learned nothing and others may take their \
             articles: {}; add some of theirs",
            names.len(),
            some_of(&names),
        ));
    }
    if !continued.measured_anew {
        messages.note(
            "too few further articles to measure anew how sure is sure enough and what is usual: \
             both are those of the earlier model",
        );
    }
    Ok(continued.classifier)
}
