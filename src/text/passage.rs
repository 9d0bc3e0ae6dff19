//! A document in parts that do not count the same, and the words of them all.

use super::Tokenizer;

/// A part of a document, and how much it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage<'text> {
    /// The part, as it stands in the document.
    pub text: &'text str,
    /// How often each of its words counts; 0 leaves the part out.
    pub weight: u32,
}

/// Stands between two passages where a word would: no sequence of words goes through it, and it is
/// no term. No token is spelled so.
pub(crate) const BOUNDARY: &str = "\n";

/// Hands every word of some passages to `visitor`, as often as it counts, with a [`BOUNDARY`]
/// between two passages and between the rounds of one that counts several times.
pub(crate) fn visit_words<'text>(passages: &[Passage<'text>], mut visitor: impl FnMut(&'text str)) {
    let mut first = true;
    for passage in passages {
        for _ in 0..passage.weight {
            if !std::mem::take(&mut first) {
                visitor(BOUNDARY);
            }
            Tokenizer::visit_terms(passage.text, &mut visitor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_as_often_as_their_passage_with_boundaries_between() {
        let passages = [
            Passage { text: "Talks resume", weight: 2 },
            Passage { text: "left out", weight: 0 },
            Passage { text: "They met.", weight: 1 },
        ];
        let mut words = Vec::new();
        visit_words(&passages, |word| words.push(word));
        assert_eq!(words, ["Talks", "resume", "\n", "Talks", "resume", "\n", "They", "met"]);
    }
}
