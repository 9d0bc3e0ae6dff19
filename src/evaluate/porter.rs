//! The stemmer of ROUGE: Porter, "An algorithm for suffix stripping", 1980, with NLTK's extensions.
//!
//! It serves to compare figures with those that others publish; articles are read with Snowball's.

/// A suffix, what replaces it, and the measure that the stem before it must exceed.
type Rule = (&'static str, &'static str, usize);

const STEP_2: [Rule; 21] = [
    ("ational", "ate", 0),
    ("tional", "tion", 0),
    ("enci", "ence", 0),
    ("anci", "ance", 0),
    ("izer", "ize", 0),
    ("bli", "ble", 0),
    ("alli", "al", 0),
    ("entli", "ent", 0),
    ("eli", "e", 0),
    ("ousli", "ous", 0),
    ("ization", "ize", 0),
    ("ation", "ate", 0),
    ("ator", "ate", 0),
    ("alism", "al", 0),
    ("iveness", "ive", 0),
    ("fulness", "ful", 0),
    ("ousness", "ous", 0),
    ("aliti", "al", 0),
    ("iviti", "ive", 0),
    ("biliti", "ble", 0),
    ("fulli", "ful", 0),
];

const STEP_3: [Rule; 7] = [
    ("icate", "ic", 0),
    ("ative", "", 0),
    ("alize", "al", 0),
    ("iciti", "ic", 0),
    ("ical", "ic", 0),
    ("ful", "", 0),
    ("ness", "", 0),
];

const STEP_4: [&str; 19] = [
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou",
    "ism", "ate", "iti", "ous", "ive", "ize",
];

/// The stem of a lower-case word of ASCII letters and digits.
pub(super) fn porter_stem(word: &str) -> String {
    let irregular = match word {
        "skies" => "sky",
        "dying" => "die",
        "lying" => "lie",
        "tying" => "tie",
        "innings" => "inning",
        "outings" => "outing",
        "cannings" => "canning",
        "sky" | "news" | "inning" | "outing" | "canning" | "howe" | "proceed" | "exceed"
        | "succeed" => word,
        _ => "",
    };
    if !irregular.is_empty() || word.len() <= 2 {
        return if irregular.is_empty() { word } else { irregular }.to_owned();
    }
    let word = step_2(step_1c(step_1b(step_1a(word))));
    step_5(step_4(with_rules(word, &STEP_3)))
}

fn step_1a(word: &str) -> String {
    if word.len() == 4 && word.ends_with("ies") {
        return word[..3].to_owned();
    }
    let shorter = if word.ends_with("sses") || word.ends_with("ies") {
        2
    } else {
        usize::from(word.ends_with('s') && !word.ends_with("ss"))
    };
    word[..word.len() - shorter].to_owned()
}

fn step_1b(word: String) -> String {
    if word.ends_with("ied") {
        let shorter = if word.len() == 4 { 1 } else { 2 };
        return word[..word.len() - shorter].to_owned();
    }
    if let Some(stem) = word.strip_suffix("eed") {
        return if measure(stem) > 0 { format!("{stem}ee") } else { word };
    }
    let stem = ["ed", "ing"].into_iter().find_map(|suffix| {
        word.strip_suffix(suffix).filter(|stem| consonants(stem).contains(&false))
    });
    let Some(stem) = stem else { return word };
    if stem.ends_with("at") || stem.ends_with("bl") || stem.ends_with("iz") {
        return format!("{stem}e");
    }
    let bytes = stem.as_bytes();
    if let [.., last, end] = bytes
        && last == end
        && consonants(stem).last() == Some(&true)
    {
        let shorter = usize::from(!matches!(end, b'l' | b's' | b'z'));
        return stem[..stem.len() - shorter].to_owned();
    }
    if measure(stem) == 1 && ends_consonant_vowel_consonant(stem) {
        return format!("{stem}e");
    }
    stem.to_owned()
}

fn step_1c(word: String) -> String {
    match word.strip_suffix('y') {
        Some(stem) if stem.len() > 1 && consonants(stem).last() == Some(&true) => {
            format!("{stem}i")
        }
        _ => word,
    }
}

fn step_2(word: String) -> String {
    if let Some(stem) = word.strip_suffix("alli")
        && measure(stem) > 0
    {
        return step_2(format!("{stem}al"));
    }
    if let Some(stem) = word.strip_suffix("logi") {
        // The `l` counts for the stem, so that `geologi` is long enough.
        return if measure(&word[..word.len() - 3]) > 0 { format!("{stem}log") } else { word };
    }
    with_rules(word, &STEP_2)
}

fn step_4(word: String) -> String {
    let Some(stem) = STEP_4.iter().find_map(|suffix| word.strip_suffix(suffix)) else {
        return word;
    };
    let joins = !word.ends_with("ion") || stem.ends_with(['s', 't']);
    if measure(stem) > 1 && joins { stem.to_owned() } else { word }
}

fn step_5(word: String) -> String {
    let word = match word.strip_suffix('e') {
        Some(stem)
            if measure(stem) > 1
                || (measure(stem) == 1 && !ends_consonant_vowel_consonant(stem)) =>
        {
            stem.to_owned()
        }
        _ => word,
    };
    let shorter = usize::from(word.ends_with("ll") && measure(&word[..word.len() - 1]) > 1);
    word[..word.len() - shorter].to_owned()
}

/// The word after the first rule whose suffix it has; unchanged where its stem is too short.
fn with_rules(word: String, rules: &[Rule]) -> String {
    let matching = |&(suffix, replacement, least): &Rule| {
        word.strip_suffix(suffix).map(|stem| (stem, replacement, least))
    };
    match rules.iter().find_map(matching) {
        Some((stem, replacement, least)) if measure(stem) > least => format!("{stem}{replacement}"),
        _ => word,
    }
}

/// Which letters are consonants: all but the vowels, and `y` unless it follows a consonant.
fn consonants(word: &str) -> Vec<bool> {
    let mut flags: Vec<bool> = Vec::with_capacity(word.len());
    for byte in word.bytes() {
        flags.push(match byte {
            b'a' | b'e' | b'i' | b'o' | b'u' => false,
            b'y' => flags.last() != Some(&true),
            _ => true,
        });
    }
    flags
}

/// How often a vowel is followed by a consonant.
fn measure(stem: &str) -> usize {
    consonants(stem).windows(2).filter(|pair| !pair[0] && pair[1]).count()
}

/// Whether a word ends as `hop` does, or is two letters such as `at`.
fn ends_consonant_vowel_consonant(word: &str) -> bool {
    match *consonants(word) {
        [.., true, false, true] => !word.ends_with(['w', 'x', 'y']),
        [false, true] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_are_those_of_nltk() {
        // As NLTK 3.9's `PorterStemmer().stem` gives them.
        let pairs = "dying die skies sky news news proceed proceed relational relat \
            conditional condit rationally ration digitizer digit hopefully hope geology geolog \
            formaliti formal electrical electr goodness good revival reviv allowance allow \
            adoption adopt communism commun probate probat rate rate controll control roll roll \
            feed feed agreed agre plastered plaster hopping hop hissing hiss filing file \
            happy happi enjoy enjoy cries cri tied tie generally gener analogously analog \
            sensibilities sensibl argument argument possibly possibl matting mat mating mate \
            sky sky 2018th 2018th seventies seventi obeyed obey";
        let words: Vec<&str> = pairs.split_whitespace().collect();
        for pair in words.chunks_exact(2) {
            assert_eq!(porter_stem(pair[0]), pair[1], "{}", pair[0]);
        }
    }
}
