//! The rules that take back false ends: each says of a seam, where sentencex has put an end, that
//! the sentence goes on.

use std::ops::Range;

use super::parts::is_part_name;
use super::{Language, is_stop_word};

/// A seam between two stretches of a block.
pub(super) struct Seam<'text> {
    /// The sentence so far.
    before: &'text str,
    /// Its last word, without opening brackets and quotation marks.
    word: &'text str,
    /// What follows, trimmed.
    after: &'text str,
    /// Whether white space parts the two.
    parted: bool,
    language: Language,
}

/// Bytes that are looked at on the way back to the last word.
const LONGEST_WORD: usize = 64;

impl<'text> Seam<'text> {
    /// The seam between two trimmed ranges of a text.
    pub(super) fn new(
        text: &'text str,
        before: Range<usize>,
        after: Range<usize>,
        language: Language,
    ) -> Self {
        let parted = before.end < after.start;
        let (before, after) = (&text[before], &text[after]);
        Self { before, word: last_word(before), after, parted, language }
    }

    /// The last word without its full stop; empty where it has none.
    fn abbreviation(&self) -> &'text str {
        self.word.strip_suffix('.').unwrap_or_default()
    }

    /// The word before the last one, as far as it is near.
    fn word_before(&self) -> &'text str {
        last_word(self.before[..self.before.len() - self.word.len()].trim_end())
    }

    /// The word that follows, up to its first mark of punctuation.
    fn next_word(&self) -> &'text str {
        let end = self.after.find(|letter: char| !letter.is_alphanumeric());
        &self.after[..end.unwrap_or(self.after.len())]
    }

    fn goes_on_with(&self, kind: fn(char) -> bool) -> bool {
        self.after.starts_with(kind)
    }

    /// Whether a capitalised word follows that is no `The` or `He`.
    fn name_follows(&self) -> bool {
        self.goes_on_with(char::is_uppercase)
            && !is_stop_word(&self.next_word().to_lowercase(), self.language)
    }
}

fn last_word(before: &str) -> &str {
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST_WORD))..];
    let word = near.rsplit(char::is_whitespace).next().unwrap_or(near);
    word.trim_start_matches(['(', '[', '"', '“', '‘', '\'', '«'])
}

const RULES: [fn(&Seam<'_>) -> bool; 11] = [
    title_before_name,
    short_form_before_name,
    initial_before_name,
    short_form_before_number,
    measure_goes_on,
    time_of_day_goes_on,
    ellipsis_goes_on,
    marker_before_item,
    part_before_heading,
    web_address_goes_on,
    ordinal_before_noun,
];

/// Whether the sentence goes on over the seam.
pub(super) fn belongs_together(seam: &Seam<'_>) -> bool {
    RULES.iter().any(|rule| rule(seam))
}

/// Before a name, whatever it is: there are a Mr. He and a Gen. So.
#[rustfmt::skip]
const TITLES: [&str; 43] = [
    "Mr", "Mrs", "Ms", "Mx", "Cllr", "Messrs", "Mme", "Mmes", "Mlle", "Dr", "Drs", "Prof", "Profs", "Gen",
    "Sen", "Sens", "Rep", "Reps", "Gov", "Govs", "Pres", "Amb", "Sec", "Col", "Lt", "Capt", "Cpt",
    "Sgt", "Maj", "Cmdr", "Cdr", "Cpl", "Pvt", "Adm", "Brig", "Insp", "Supt", "Rev", "Msgr",
    "Hon", "Atty", "Assoc", "Asst",
];

/// `Gen. Lee`, `Ms. Park`.
fn title_before_name(seam: &Seam<'_>) -> bool {
    seam.goes_on_with(char::is_uppercase) && TITLES.contains(&seam.abbreviation())
}

/// Before a name as well as at the end of a sentence.
const SHORT_FORMS: [&str; 11] =
    ["St", "Ste", "Mt", "Ft", "Pt", "Fr", "vs", "v", "ca", "cf", "Bros"];

/// `St. Petersburg`, `Roe v. Wade`; but `in Main St. He left.`
fn short_form_before_name(seam: &Seam<'_>) -> bool {
    SHORT_FORMS.contains(&seam.abbreviation()) && seam.name_follows()
}

/// `by J. Roe`, `H.R.F. Keating`; but `vitamin C. It`.
fn initial_before_name(seam: &Seam<'_>) -> bool {
    let mut letters = seam.abbreviation().chars();
    matches!((letters.next(), letters.next()), (Some(letter), None) if letter.is_uppercase())
        && (!seam.parted || seam.name_follows())
}

#[rustfmt::skip]
const COUNTED: [&str; 26] = [
    "No", "Nos", "no", "nos", "Art", "art", "Sec", "sec", "Fig", "fig", "p", "pp", "vol", "Vol",
    "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
];

/// `No. 5`, `Aug. 26`, `pp. 3-9`.
fn short_form_before_number(seam: &Seam<'_>) -> bool {
    seam.goes_on_with(char::is_numeric) && COUNTED.contains(&seam.abbreviation())
}

#[rustfmt::skip]
const MEASURES: [&str; 18] = [
    "pct", "approx", "est", "avg", "incl", "dept", "govt", "mln", "mil", "bln", "bn", "tn", "hrs",
    "mins", "secs", "Inc", "Ltd", "Corp",
];

/// `1.2 pct. to`, `Hyundai Ltd. said`, `for 1. above`: a small letter follows a short form.
fn measure_goes_on(seam: &Seam<'_>) -> bool {
    let short = seam.abbreviation();
    seam.goes_on_with(char::is_lowercase)
        && (MEASURES.contains(&short)
            || !short.is_empty() && short.bytes().all(|byte| byte.is_ascii_digit()))
}

#[rustfmt::skip]
const AFTER_TIME: [&str; 23] = [
    "EST", "EDT", "ET", "CST", "CDT", "CT", "MST", "MDT", "PST", "PDT", "PT", "GMT", "BST", "UTC",
    "KST", "JST", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    "Sunday",
];

/// `at 10 a.m. KST`, `by 6 p.m. Friday`.
fn time_of_day_goes_on(seam: &Seam<'_>) -> bool {
    matches!(seam.word, "a.m." | "p.m." | "A.M." | "P.M.") && AFTER_TIME.contains(&seam.next_word())
}

/// `"Well ... we shall see"`.
fn ellipsis_goes_on(seam: &Seam<'_>) -> bool {
    seam.goes_on_with(char::is_lowercase)
        && (seam.word.ends_with("...") || seam.word.ends_with('…'))
}

/// `1. Get some rest`, `Q. What is it?`: the sentence so far is a marker alone.
fn marker_before_item(seam: &Seam<'_>) -> bool {
    let marker = seam.before.trim_start_matches('(').trim_end_matches(['.', ')']);
    let number = marker.len() <= 3 && marker.bytes().all(|byte| byte.is_ascii_digit());
    let letter = marker.len() == 1 && marker.bytes().all(|byte| byte.is_ascii_alphabetic());
    marker.len() < seam.before.len() && (number || letter)
}

/// `Section 1. Short title.`: the sentence so far is the number of a part alone.
fn part_before_heading(seam: &Seam<'_>) -> bool {
    is_part_name(seam.before)
}

/// `www.Example.com`.
fn web_address_goes_on(seam: &Seam<'_>) -> bool {
    !seam.parted && (seam.word.starts_with("www.") || seam.word.contains("://"))
}

#[rustfmt::skip]
const BEFORE_ORDINAL: [&str; 16] = [
    "am", "im", "zum", "vom", "beim", "der", "die", "das", "dem", "den", "des", "bis", "ab",
    "seit", "und", "ein",
];

/// `im 18. Jahrhundert`, `am 3. Oktober`.
fn ordinal_before_noun(seam: &Seam<'_>) -> bool {
    let number = seam.abbreviation();
    seam.language == Language::German
        && matches!(number.len(), 1 | 2)
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && seam.goes_on_with(char::is_uppercase)
        && BEFORE_ORDINAL.contains(&seam.word_before())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a rule holds for the seam at `|`.
    fn holds(rule: fn(&Seam<'_>) -> bool, marked: &str, language: Language) -> bool {
        let seam = marked.find('|').unwrap();
        let text = marked.replace('|', "");
        let before = text[..seam].trim_end().len();
        let after = text.len() - text[seam..].trim_start().len();
        rule(&Seam::new(&text, 0..before, after..text.len(), language))
    }

    macro_rules! rules {
        ($($rule:ident in $language:ident: $holds:literal but not $fails:literal;)+) => {
            $(#[test]
            fn $rule() {
                assert!(holds(super::$rule, $holds, Language::$language), $holds);
                assert!(!holds(super::$rule, $fails, Language::$language), $fails);
            })+
        };
    }

    rules! {
        title_before_name in English: "asked Gen. |So on" but not "the generals. |So on";
        short_form_before_name in English: "in (St. |Petersburg" but not "in Main St. |He left";
        initial_before_name in English: "by J. |Roe" but not "vitamin C. |It helps";
        short_form_before_number in English: "on Aug. |26" but not "on Aug. |Later";
        measure_goes_on in English: "1.2 pct. |to 4" but not "1.2 pct. |Exports";
        time_of_day_goes_on in English: "at 6 p.m. |Friday" but not "at 6 p.m. |Ministers";
        ellipsis_goes_on in English: "Well ... |we shall" but not "Well ... |We shall";
        marker_before_item in English: "Q. |What is it?" but not "No. |What is it?";
        part_before_heading in English: "§ 4. |Keepers." but not "under § 4. |Keepers left.";
        web_address_goes_on in English: "www.test.|Example.com" but not "at www.test.org. |It";
        ordinal_before_noun in German: "im 18. |Jahrhundert" but not "er zählte 18. |Danach";
    }
}
