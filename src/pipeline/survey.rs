//! What is to be known of a corpus besides what is learned from it.

use xxhash_rust::xxh3::Xxh3;

use crate::corpus::Document;
use crate::text::{Language, detect_language};

use super::classifier::whole_text;

/// 64 bits over the texts and labels of documents, in their order.
pub(super) fn fingerprint<'corpus>(documents: impl Iterator<Item = &'corpus Document>) -> String {
    let mut hasher = Xxh3::new();
    for document in documents {
        hasher.update(whole_text(document).as_bytes());
        for label in &document.labels {
            hasher.update(b"\0");
            hasher.update(label.as_bytes());
        }
        if let Some(weight) = document.weight {
            hasher.update(b"\0\0");
            hasher.update(&weight.to_le_bytes());
        }
        hasher.update(b"\n");
    }
    format!("{:016x}", hasher.digest())
}

/// How many texts are asked for their language.
const ASKED: usize = 200;

/// The language that most of some documents, spread evenly, are written in.
pub(super) fn common_language(documents: &[Document]) -> Option<Language> {
    let step = documents.len().div_ceil(ASKED).max(1);
    let mut votes = vec![0_usize; Language::ALL.len()];
    for document in documents.iter().step_by(step) {
        if let Some(language) = detect_language(&whole_text(document)) {
            let place = Language::ALL.iter().position(|&known| known == language);
            votes[place.unwrap_or(0)] += 1;
        }
    }
    let most = (0..votes.len()).rev().max_by_key(|&place| votes[place])?;
    (votes[most] > 0).then(|| Language::ALL[most])
}
