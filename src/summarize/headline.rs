//! The sentence that would serve as a headline.

use super::{Article, References, Sentence};

/// Words that a headline is better for not exceeding.
const LONGEST: f64 = 15.0;

/// Words below which a sentence says too little.
const SHORTEST: usize = 4;

/// The index of the sentence that would serve best as the headline of an article without one.
///
/// `h(u) = s(u) sqrt(min(1, 15 / words(u))) / (1 + ln(1 + i))` for the sentence at position `i` is
/// the highest, among complete sentences that state something and stand on their own; where there
/// is none, among all. Equal ones go to the earlier sentence; `None` where there is no sentence.
///
/// # Panics
///
/// When there is not one score for each sentence.
pub fn headline(article: &Article, scores: &[f64]) -> Option<usize> {
    let sentences = article.sentences();
    assert_eq!(sentences.len(), scores.len(), "one score for each sentence");
    let shortness = |index: usize| (LONGEST / sentences[index].words as f64).min(1.0).sqrt();
    let worth = |index: usize| scores[index] * shortness(index) / (1.0 + (1.0 + index as f64).ln());
    let best = |fits: fn(&Sentence) -> bool| {
        let fitting = (0..sentences.len()).filter(|&index| fits(&sentences[index]));
        // The last of the highest, seen from the end, is the earliest.
        fitting.rev().max_by(|&one, &other| worth(one).total_cmp(&worth(other)))
    };
    best(stands_alone).or_else(|| best(|_| true))
}

fn stands_alone(sentence: &Sentence) -> bool {
    sentence.complete
        && sentence.cues.opening.is_none()
        && !sentence.continues_quotation
        && sentence.references == References::default()
        && !sentence.cues.question
        && sentence.words >= SHORTEST
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;

    #[test]
    fn length_and_place_are_weighed_against_the_score() {
        let long = "one two three four five six seven eight nine ten ".repeat(6) + "end";
        let article = article(&format!("{long}.\nA treaty was signed.\nThe talks went on."));
        // 61 words halve a score, and the second place takes two fifths of it.
        assert_eq!(headline(&article, &[0.9, 0.7, 0.3]), Some(0));
        assert_eq!(headline(&article, &[0.9, 0.8, 0.8]), Some(1));
    }

    #[test]
    fn what_asks_or_says_little_is_none_unless_there_is_nothing_else() {
        let article = article("They met.\nWho signed the old treaty?\nThe treaty was put off.");
        assert_eq!(headline(&article, &[0.9, 0.8, 0.1]), Some(2));
        let lone = crate::summarize::article::tests::article("They met.\nThey left.");
        assert_eq!(headline(&lone, &[0.5, 0.5]), Some(0));
        assert_eq!(headline(&Article::default(), &[]), None);
    }
}
