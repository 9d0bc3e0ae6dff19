//! Sentences that a site, a transcript or a stenographer has set between those of a text.

/// How asides open, in any case.
#[rustfmt::skip]
const OPENINGS: &[&str] = &[
    "see more", "read more:", "read more about", "read more on", "read more at", "read:", "read also",
    "click here", "share this article", "share this story", "follow us on", "follow @", "image copyright",
    "image caption", "image source", "media playback", "media caption", "this is a rush transcript",
    "transcript", "roll call .", "please note that there may be a delay", "scroll down", "lire aussi",
    "à lire aussi", "voir aussi", "bildunterschrift", "mehr zum thema", "lesen sie auch",
    "check against delivery", "story highlights", "e-mail to a friend", "watch the full video",
    "sign up for our", "sign up to our", "©",
    "subscribe to", "copyright 1", "copyright 2", "(reporting by", "(editing by", "reporting by",
    "thank you for using",
];

/// Words that a stage direction in brackets does not exceed.
const LONGEST_DIRECTION: usize = 5;

/// Whether a sentence is no part of what a text tells: `(Applause.)`, `Read more: Talks resume.`,
/// `Image copyright NTV.`
pub(crate) fn is_aside(sentence: &str) -> bool {
    is_direction(sentence)
        || OPENINGS.iter().any(|opening| opens(sentence, opening))
        || sentence.ends_with("ll rights reserved.")
}

/// `(Laughter.)`, `[Applause]`.
fn is_direction(sentence: &str) -> bool {
    let bare = sentence.trim_end_matches('.');
    let inside = bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let inside = inside.or_else(|| bare.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')));
    inside.is_some_and(|words| words.split_whitespace().nth(LONGEST_DIRECTION).is_none())
}

/// Whether a sentence opens with a phrase in small letters, as whole words, whatever its own case.
fn opens(sentence: &str, opening: &str) -> bool {
    let mut letters = sentence.chars().flat_map(char::to_lowercase);
    let same = opening.chars().all(|letter| letters.next() == Some(letter));
    same && (!opening.ends_with(char::is_alphabetic)
        || letters.next().is_none_or(|next| !next.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asides_are_told_from_prose() {
        for sentence in [
            "(Applause.)",
            "[Laughter]",
            "(The hall laughs).",
            "READ MORE: Talks resume.",
            "Image copyright NTV.",
            "See more of it on the site.",
            "© NTV 2015.",
            "All rights reserved.",
        ] {
            assert!(is_aside(sentence), "{sentence}");
        }
        for sentence in [
            "(They met in the old town of Bern.)",
            "Read more books, she told them.",
            "Transcripts were made.",
            "She saw more of it.",
            "Sharing is hard.",
            "",
        ] {
            assert!(!is_aside(sentence), "{sentence}");
        }
    }
}
