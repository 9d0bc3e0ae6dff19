//! What stands before and behind the prose of a news story: the dateline, the agency, the byline
//! that a feed has run into the first line, and the credits at the end.

/// How many bytes open a story and are no prose: a dateline, or a byline and its dates.
pub(super) fn opening_furniture(line: &str) -> usize {
    let byline = run_in_byline(line);
    byline + dateline(&line[byline..])
}

/// Bytes within which a dateline ends.
const LONGEST_DATELINE: usize = 90;

/// Words of a place and a date, as in `WASHINGTON, D.C., United States, Aug. 26`.
const LONGEST_PLACE: usize = 7;

/// The length of a dateline: `SEOUL--`, `SEOUL, Aug. 26 (Yonhap) --`, `(CNN)`,
/// `WASHINGTON (Reuters) - `; 0 where there is none.
fn dateline(line: &str) -> usize {
    let near = &line[..line.floor_char_boundary(LONGEST_DATELINE)];
    let dash = dash(near);
    let Some(open) = near.find('(').filter(|&open| dash.is_none_or(|(start, _)| open < start))
    else {
        let place_alone = dash.filter(|&(start, _)| is_place(&near[..start], true));
        return place_alone.map_or(0, |(_, end)| end);
    };
    let Some(close) = near.find(')') else { return 0 };
    let (place, agency) = (near[..open].trim_end(), near.get(open + 1..close).unwrap_or(""));
    if !is_agency(agency) || !(place.is_empty() || is_place(place, false)) {
        return 0;
    }
    let end = close + 1;
    match dash {
        Some((start, dash_end)) if start == end => dash_end,
        // `(The Evening Post)Ministers met`: no blank parts a credit from the story.
        _ if open == 0 && is_glued_credit(agency, &line[end..]) => end,
        // Without a dash, only a known agency is one: `Asean (Secretariat) officials` is prose.
        _ if AGENCIES.iter().any(|known| agency.starts_with(known)) => end + blanks(&line[end..]),
        _ => 0,
    }
}

const AGENCIES: [&str; 12] = [
    "CNN",
    "Reuters",
    "AP",
    "AFP",
    "Yonhap",
    "Xinhua",
    "Kyodo",
    "TASS",
    "UPI",
    "dpa",
    "ANSA",
    "Bloomberg",
];

fn is_agency(name: &str) -> bool {
    name.split_whitespace().count() <= 4
        && name.starts_with(char::is_alphabetic)
        && !name.contains(['.', '!', '?', ','])
}

/// Whether a name in brackets stands before a story without a blank between them.
fn is_glued_credit(name: &str, story: &str) -> bool {
    let small = ["the", "of", "and", "for", "in"];
    let capitalised = |word: &str| word.starts_with(char::is_uppercase) || small.contains(&word);
    name.starts_with(char::is_uppercase)
        && name.split_whitespace().all(capitalised)
        && story.starts_with(|first: char| first.is_uppercase() || matches!(first, '"' | '“'))
}

/// The first dash that parts a dateline from its story: from the blanks before it to the end of
/// those behind it.
fn dash(text: &str) -> Option<(usize, usize)> {
    let marks = ["--", "—", "–", " - "];
    let first = marks.iter().filter_map(|mark| Some((text.find(mark)?, mark.len()))).min()?;
    let end = first.0 + first.1;
    Some((text[..first.0].trim_end().len(), end + blanks(&text[end..])))
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Whether a text is a place and perhaps a date: `SEOUL`, `NEW YORK/LONDON`, `SEOUL, Aug. 26`.
///
/// A place that stands `alone`, without an agency, must be in capitals or have a date.
fn is_place(text: &str, alone: bool) -> bool {
    let capitalised =
        |word: &str| word.starts_with(|letter: char| letter.is_uppercase() || letter.is_numeric());
    let capitals = |word: &str| {
        let mut letters = word.chars().filter(|letter| letter.is_alphabetic()).peekable();
        letters.peek().is_some() && letters.all(char::is_uppercase)
    };
    let dated = text.contains(", ") && text.contains(|letter: char| letter.is_ascii_digit());
    text.split_whitespace().all(capitalised)
        && text.split_whitespace().nth(LONGEST_PLACE).is_none()
        && text.split_whitespace().next().is_some_and(|first| {
            first.chars().nth(1).is_some() && (!alone || dated || capitals(first))
        })
}

/// Openings of the stretches that a feed runs into one line: `By . Jane Roe . PUBLISHED: . 14:11
/// EST, 25 October 2013 . | . UPDATED: . ... . ` and `Last updated at 3:31 PM on 19th July 2011 . `.
const STRETCHES: [&str; 3] = ["PUBLISHED:", "UPDATED:", "Last updated at "];

/// Bytes within which one stretch of a byline ends.
const LONGEST_STRETCH: usize = 80;

/// The length of a byline and its dates, run into the line with a lone ` . ` after each.
fn run_in_byline(line: &str) -> usize {
    let mut end = 0;
    let mut names_next = false;
    loop {
        let rest = &line[end..];
        let near = &rest[..rest.floor_char_boundary(LONGEST_STRETCH)];
        let Some(stop) = near.find(" . ") else { return end };
        let stretch = &near[..stop];
        let opens = matches!(stretch, "By" | "|")
            || end == 0 && is_date(stretch)
            || STRETCHES.iter().any(|opening| stretch.starts_with(opening));
        if !opens && !names_next {
            return end;
        }
        // `By` and `UPDATED:` stand alone; what they name follows.
        names_next = matches!(stretch, "By" | "PUBLISHED:" | "UPDATED:");
        end += stop + " . ".len();
    }
}

/// `May 3, 2015`.
fn is_date(stretch: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let numbered =
        |word: &str| word.trim_end_matches(',').bytes().all(|byte| byte.is_ascii_digit());
    let mut words = stretch.split_whitespace();
    let month = words.next().is_some_and(|word| MONTHS.iter().any(|name| word.starts_with(name)));
    month && (1..=2).contains(&words.clone().count()) && words.all(numbered)
}

/// Where the credits at the end of a line begin: `CNN's Jane Roe contributed to this report.`
pub(super) fn closing_credit(line: &str) -> Option<usize> {
    const CREDITS: [&str; 7] = [
        "contributed to this report",
        "contributed to this story",
        "contributed to this article",
        "contributed reporting",
        "(Reporting by ",
        "(Editing by ",
        "Sorry we are not currently accepting comments",
    ];
    let tail = line.floor_char_boundary(line.len().saturating_sub(LONGEST_CREDIT));
    let found = CREDITS.iter().filter_map(|credit| line[tail..].find(credit)).min()? + tail;
    if line[found..].starts_with(['(', 'S']) {
        return Some(found);
    }
    // The sentence that the credit ends: it starts with the names.
    let start = line[tail..found].rfind(". ").map_or(tail, |stop| tail + stop + 2);
    (start > tail || tail == 0).then_some(start)
}

/// Bytes within which the credits at the end of a story begin.
const LONGEST_CREDIT: usize = 300;

#[cfg(test)]
mod tests {
    use super::*;

    fn story(line: &str) -> &str {
        &line[opening_furniture(line)..]
    }

    #[test]
    fn datelines_of_every_agency_are_furniture() {
        for dateline in [
            "SEOUL-- ",
            "SEOUL, Aug. 26 (Yonhap) -- ",
            "(CNN) -- ",
            "(CNN)",
            "Beirut (CNN) -- ",
            "Canberra, Australia (CNN) -- ",
            "WASHINGTON (Reuters) - ",
            "NEW YORK/LONDON (Reuters) – ",
            "GENEVA, May 3 — ",
            "WASHINGTON, D.C. (AP) — ",
            "(The Post of Bern)",
        ] {
            let line = format!("{dateline}Two ministers met -- at last - for talks (in Bern).");
            assert_eq!(story(&line), "Two ministers met -- at last - for talks (in Bern).");
        }
    }

    #[test]
    fn prose_with_dashes_and_brackets_is_no_dateline() {
        for line in [
            "The treaty -- signed in May -- is void.",
            "Nobody won - that much is clear.",
            "Asean (the Association of Southeast Asian Nations) met.",
            "NATO (North Atlantic Treaty Organisation) members met.",
            "Ministers (and aides) met.",
            "(Two) ministers met.",
            "(They met.) Nobody spoke.",
        ] {
            assert_eq!(story(line), line);
        }
    }

    #[test]
    fn a_byline_run_into_the_line_is_furniture() {
        for line in [
            "By . Jane Roe . PUBLISHED: . 14:11 EST, 25 May 2013 . | . UPDATED: . 15:36 EST, 25 May 2013 . Talks go on.",
            "By . Jane Roe . Talks go on.",
            "May 3, 2015 . Talks go on.",
            "Last updated at 3:31 PM on 19th July 2011 . Talks go on.",
        ] {
            assert_eq!(story(line), "Talks go on.");
        }
        assert_eq!(story("By noon . they had left."), "By noon . they had left.");
    }

    #[test]
    fn credits_at_the_end_are_cut_off() {
        let line = "Talks go on. Nobody knows why. NTV's Jane Roe contributed to this report.";
        assert_eq!(&line[..closing_credit(line).unwrap()], "Talks go on. Nobody knows why. ");
        assert_eq!(closing_credit("He contributed to the talks."), None);
    }
}
