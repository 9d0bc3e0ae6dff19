//! The lines of site furniture: one rule a kind.

use super::cleaning::CleaningRule;

type Rule = (fn(&str) -> bool, CleaningRule);

const RULES: [Rule; 8] = [
    (is_byline, CleaningRule::Byline),
    (is_source, CleaningRule::Source),
    (is_timestamp, CleaningRule::Timestamp),
    (is_advertisement, CleaningRule::Advertisement),
    (is_link_to_more, CleaningRule::Link),
    (is_invitation_to_share, CleaningRule::Share),
    (is_invitation_to_subscribe, CleaningRule::Subscribe),
    (is_copyright, CleaningRule::Copyright),
];

/// Characters that a line of furniture does not exceed, save for a notice of copyright.
const LONGEST_FURNITURE: usize = 200;

/// The rule by which a line, trimmed, is none of the article's prose.
pub(super) fn furniture(line: &str) -> Option<CleaningRule> {
    RULES.iter().find(|(holds, _)| holds(line)).map(|&(_, rule)| rule)
}

/// Whether a line, trimmed, is none of the article's prose.
pub(crate) fn is_furniture(line: &str) -> bool {
    furniture(line).is_some()
}

/// Whether a line opens with one of some phrases, as whole words, in any case.
fn opens_with(line: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| {
        line.get(..phrase.len()).is_some_and(|start| start.eq_ignore_ascii_case(phrase))
            && !line[phrase.len()..].starts_with(char::is_alphanumeric)
    })
}

fn has_at_most(words: usize, line: &str) -> bool {
    line.len() <= LONGEST_FURNITURE && line.split_whitespace().nth(words).is_none()
}

/// Whether a line is prose by its end.
fn ends_a_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '’', ')']).ends_with(['.', '!', '?'])
}

/// `By Jane Roe and John Doe, Staff Writer`; but `By noon the talks had failed.`
fn is_byline(line: &str) -> bool {
    let name = |word: &str| {
        word.starts_with(|letter: char| letter.is_uppercase() || !letter.is_alphabetic())
            || matches!(word, "and" | "for" | "in" | "of" | "the" | "de" | "van" | "von")
    };
    if opens_with(line, &["Posted by", "Written by", "Reported by", "Reporting by", "Edited by"]) {
        return has_at_most(14, line);
    }
    opens_with(line, &["By"])
        && has_at_most(12, line)
        && !ends_a_sentence(line)
        && line.split_whitespace().nth(1).is_some()
        && line.split_whitespace().skip(1).all(name)
}

/// `Source: Hanil News Agency`, `Photo: J. Roe`.
fn is_source(line: &str) -> bool {
    const NAMES: [&str; 10] = [
        "Source",
        "Sources",
        "Photo",
        "Photos",
        "Image",
        "Picture",
        "Credit",
        "Photo credit",
        "Image credit",
        "File photo",
    ];
    line.contains(':') && is_named(line, &NAMES) && has_at_most(14, line)
}

/// `Published 14:11 GMT, 25 October 2013`, `Last updated: May 3`.
fn is_timestamp(line: &str) -> bool {
    const OPENINGS: [&str; 6] =
        ["Published", "Updated", "Last updated", "Last modified", "First published", "Posted on"];
    opens_with(line, &OPENINGS)
        && has_at_most(14, line)
        && !ends_a_sentence(line)
        && line.contains(|letter: char| letter.is_ascii_digit())
}

/// `ADVERTISEMENT`, `Sponsored content`.
fn is_advertisement(line: &str) -> bool {
    const NAMES: [&str; 9] = [
        "advertisement",
        "advertisements",
        "advertising",
        "sponsored",
        "sponsored content",
        "ad",
        "promoted content",
        "story continues below",
        "article continues below",
    ];
    let bare = line.trim_matches(|letter: char| !letter.is_alphanumeric());
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(bare))
        || opens_with(bare, &["Advertisement"]) && has_at_most(6, line) && !ends_a_sentence(line)
        || opens_with(bare, &["Story continues below", "Article continues below"])
            && has_at_most(6, line)
}

/// `Read more: Ministers meet again`, `Recent POSTS`, `Scroll down for video`.
fn is_link_to_more(line: &str) -> bool {
    const NAMES: [&str; 8] = [
        "Related",
        "Recommended",
        "Trending",
        "Up next",
        "Most read",
        "Most popular",
        "Latest news",
        "Watch",
    ];
    const OPENINGS: [&str; 11] = [
        "Read more",
        "Read also",
        "Also read",
        "See also",
        "Related stories",
        "Related articles",
        "Related topics",
        "More on this story",
        "Recent posts",
        "Latest posts",
        "You may also like",
    ];
    const INVITATIONS: [&str; 2] = ["Scroll down for", "Click here"];
    is_named(line, &NAMES)
        || opens_with(line, &INVITATIONS) && has_at_most(12, line)
        || opens_with(line, &OPENINGS)
            && (line.contains(':') && has_at_most(24, line) || has_at_most(6, line))
}

/// Whether a line is one of some names, or one of them with a colon and what it names.
fn is_named(line: &str, names: &[&str]) -> bool {
    let name = line.split(':').next().unwrap_or(line).trim();
    names.iter().any(|known| known.eq_ignore_ascii_case(name)) && has_at_most(24, line)
}

/// `Share this`, `Share on Facebook`, `Leave a comment`.
fn is_invitation_to_share(line: &str) -> bool {
    const NAMES: [&str; 6] = ["Share", "Tweet", "Comments", "Print", "Email", "Save"];
    const OPENINGS: [&str; 11] = [
        "Share this",
        "Share on",
        "Share via",
        "Tweet this",
        "Follow us",
        "Like us on",
        "Print this",
        "Email this",
        "Leave a comment",
        "Leave a reply",
        "Post a comment",
    ];
    is_named(line, &NAMES) && has_at_most(1, line)
        || opens_with(line, &OPENINGS) && has_at_most(9, line)
}

/// `Sign up for our newsletter`, `Subscribe to read on.`
fn is_invitation_to_subscribe(line: &str) -> bool {
    const OPENINGS: [&str; 10] = [
        "Sign up",
        "Subscribe to",
        "Subscribe now",
        "Subscribe for",
        "Get our",
        "Get the latest",
        "Join our",
        "Register for",
        "Enter your email",
        "Download our app",
    ];
    const THINGS: [&str; 8] =
        ["newsletter", "inbox", "email", "e-mail", "subscri", "alerts", "free trial", "our app"];
    let things = || {
        let small = line.to_lowercase();
        THINGS.iter().any(|thing| small.contains(thing))
    };
    opens_with(line, &OPENINGS) && has_at_most(24, line) && things()
}

/// `© 2024 Hanil News`, `Copyright 2024 ...`, `All rights reserved.`
fn is_copyright(line: &str) -> bool {
    let digits = |line: &str| line.contains(|letter: char| letter.is_ascii_digit());
    line.starts_with('©')
        || opens_with(line, &["(c)", "Copyright"]) && digits(line) && has_at_most(40, line)
        || line.len() <= LONGEST_FURNITURE && line.to_lowercase().contains("all rights reserved")
}

#[cfg(test)]
mod tests {
    macro_rules! rules {
        ($($rule:ident: $holds:expr, but not $fails:expr;)+) => {
            $(#[test]
            fn $rule() {
                for line in $holds {
                    assert!(super::$rule(line), "{line}");
                }
                for line in $fails {
                    assert!(!super::$rule(line), "{line}");
                }
            })+
        };
    }

    rules! {
        is_byline:
            ["By Jane Roe", "By Jane Roe and John van Doe, Staff Writer", "Posted by admin on May 3"],
            but not ["By noon the talks had failed", "By", "By Jane Roe's account, they left."];
        is_source:
            ["Source: Hanil News Agency", "photo: J. Roe"],
            but not ["Sources said the talks failed.", "The source: a minister."];
        is_timestamp:
            ["Published 14:11 GMT, 25 October 2013", "Last updated: May 3"],
            but not ["Published works came to 12 last year.", "Updated rules"];
        is_advertisement:
            ["ADVERTISEMENT", "advertisement", "- Advertisement -", "Story continues below"],
            but not ["Advertising revenue fell.", "Ad spending fell"];
        is_link_to_more:
            ["Read more", "READ MORE: Ministers meet", "Recent POSTS", "Scroll down for video", "Related:"],
            but not ["Related parties must leave the room", "Read on."];
        is_invitation_to_share:
            ["Share this", "Share on Facebook", "Leave a comment", "SHARE"],
            but not ["Share prices fell", "Comments were few"];
        is_invitation_to_subscribe:
            ["Sign up for our daily newsletter.", "Get the latest news in your inbox"],
            but not ["Subscribe or leave, he said.", "Newsletter writers met in Seoul"];
        is_copyright:
            ["© 2024 Hanil", "Copyright 2024 Hanil News", "Hanil. All rights reserved."],
            but not ["Copyright law is old.", "All rights were reserved."];
    }
}
