//! The numbered parts of statutes, contracts and standing orders.

/// What a numbered part is called, in small letters.
#[rustfmt::skip]
const NAMES: [&str; 18] = [
    "section", "sec", "sect", "sections", "§", "§§", "article", "art", "chapter", "part", "rule", "clause",
    "schedule", "title", "artikel", "artículo", "articolo", "abschnitt",
];

/// Words behind its number that a heading does not exceed.
const LONGEST_HEADING: usize = 6;

/// Whether a text is the name of a part and nothing else: `Section 1.`, `§ 12a.`
pub(super) fn is_part_name(text: &str) -> bool {
    let mut words = text.split_whitespace();
    words.next().is_some_and(is_name)
        && words.next().is_some_and(is_number)
        && words.next().is_none()
}

/// Whether a sentence is the heading of a part: `Section 2. Duty to dredge.`
pub(crate) fn is_part_heading(sentence: &str) -> bool {
    let mut words = sentence.split_whitespace();
    words.next().is_some_and(is_name)
        && words.next().is_some_and(is_number)
        && words.count() <= LONGEST_HEADING
}

fn is_name(word: &str) -> bool {
    let small = word.trim_end_matches('.').to_lowercase();
    NAMES.contains(&small.as_str())
}

/// `1.`, `12a.`, `3.1.`, `IV.`
fn is_number(word: &str) -> bool {
    let Some(number) = word.strip_suffix('.') else { return false };
    let roman = |number: &str| number.bytes().all(|byte| b"IVXLC".contains(&byte));
    let arabic = number.starts_with(|letter: char| letter.is_ascii_digit()) && number.len() <= 8;
    !number.is_empty() && (arabic || roman(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_told_by_its_name_and_number() {
        for text in ["Section 1.", "SEC. 12a.", "§ 3.", "Art. 3.1.", "Chapter IV."] {
            assert!(is_part_name(text), "{text}");
        }
        for text in ["Section 1", "Section one.", "In Section 1.", "Section 1. Short title."] {
            assert!(!is_part_name(text), "{text}");
        }
    }

    #[test]
    fn a_heading_is_short() {
        assert!(is_part_heading("SECTION 6. EFFECTIVE DATE."));
        assert!(!is_part_heading(
            "Section 1. This Act may be cited as the Harbours (Dredging) Act."
        ));
        assert!(!is_part_heading("Section heads met."));
    }
}
