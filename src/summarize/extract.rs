//! What became of each sentence of an article, and why.

/// The scores of an article's sentences, and what became of each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extract {
    /// The salience of each sentence, shape `(sentences,)`: finite and at least 0.
    pub scores: Vec<f64>,
    /// Why each sentence was taken or left, shape `(sentences,)`.
    pub reasons: Vec<Reason>,
}

impl Extract {
    /// The indices of the sentences of the summary, ascending.
    pub fn chosen(&self) -> Vec<usize> {
        chosen(&self.reasons)
    }
}

/// The indices of the sentences that were taken, ascending.
pub(super) fn chosen(reasons: &[Reason]) -> Vec<usize> {
    let taken = reasons.iter().enumerate().filter(|(_, reason)| reason.is_taken());
    taken.map(|(index, _)| index).collect()
}

/// Why a sentence was taken or left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// Taken: it was worth more than those that were left.
    Taken,
    /// Taken because the sentence behind it was, which leans on it.
    TakenForNext,
    /// Left: a sentence that was taken, at this 0-based index, says the same.
    Repeats(usize),
    /// Left: it leans on the sentence before it, which could not come along.
    LeansOnLeft,
    /// Left: a heading, or an entry of a list.
    Heading,
    /// Left: the budget had no room for it when its turn came.
    DidNotFit,
    /// Left: others were worth more.
    RankedLow,
}

impl Reason {
    /// Whether the sentence is part of the summary.
    pub fn is_taken(self) -> bool {
        matches!(self, Self::Taken | Self::TakenForNext)
    }

    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::TakenForNext => "taken-for-next",
            Self::Repeats(_) => "repeats",
            Self::LeansOnLeft => "leans-on-left",
            Self::Heading => "heading",
            Self::DidNotFit => "did-not-fit",
            Self::RankedLow => "ranked-low",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_is_chosen_in_the_order_of_the_text() {
        let reasons = vec![Reason::TakenForNext, Reason::Taken, Reason::Repeats(1), Reason::Taken];
        let extract = Extract { scores: vec![0.1, 0.4, 0.3, 0.2], reasons };
        assert_eq!(extract.chosen(), [0, 1, 3]);
    }
}
