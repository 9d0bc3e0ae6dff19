//! The labels that mail, minutes, interviews and lists of questions put before what they say: which lines
//! hold nothing else, and what stands behind the name of a speaker.

use std::collections::HashMap;
use std::ops::Range;

use super::markdown::{LineKind, MarkedLine};

/// What the head of a mail is made of, in small letters.
#[rustfmt::skip]
const MAIL_FIELDS: &[&str] = &[
    "from", "to", "cc", "bcc", "date", "sent", "subject", "reply-to", "message-id", "return-path",
    "in-reply-to", "references", "received", "von", "an", "gesendet", "betreff", "de", "à", "envoyé", "objet",
];

/// The fields that name what a mail is about.
const SUBJECTS: &[&str] = &["subject", "betreff", "objet"];

/// What minutes and programmes keep a record of, in small letters.
#[rustfmt::skip]
const RECORDS: &[&str] = &[
    "present", "members present", "directors present", "directors absent", "members absent", "also present",
    "apologies", "apologies for absence", "absent", "in attendance", "attendance", "attendees", "participants",
    "guests", "visitors", "staff", "venue", "place", "location", "time", "date", "chair", "clerk", "secretary",
    "quorum", "vote", "votes", "roll call", "ayes", "noes", "nays", "abstain", "abstentions", "for", "against",
    "moved by", "seconded by", "proposed by", "signed", "distribution", "anwesend", "entschuldigt",
    "protokoll", "présents", "excusés", "absents",
];

/// Labels that say what a sentence is, so that it is not the same without them.
const MEANT: &[&str] = &["motion", "resolved", "resolution", "decision", "action", "warning"];

/// Labels of questions and of answers.
const QUESTIONS: &[&str] = &["q", "question", "frage", "f"];
const ANSWERS: &[&str] = &["a", "answer", "antwort", "réponse", "r"];

/// How letters open and close: lines of few words that end in a comma or nothing.
#[rustfmt::skip]
const GREETINGS: &[&str] = &[
    "dear", "hi", "hello", "good morning", "good afternoon", "good evening", "best wishes", "best regards",
    "kind regards", "warm regards", "regards", "yours", "sincerely", "many thanks", "with many thanks",
    "thanks", "cheers", "sehr geehrte", "sehr geehrter", "liebe", "lieber", "mit freundlichen",
    "viele grüße", "madame", "monsieur", "cordialement",
];

/// Words that a greeting does not exceed.
const LONGEST_GREETING: usize = 12;

/// Words that a label does not exceed.
const LONGEST_LABEL: usize = 4;

/// Lines from which on a repeated label is that of a speaker, or questions make a list of them.
const FEWEST_REPEATED: usize = 3;

/// Words that a question on a line of its own does not exceed.
const LONGEST_QUESTION: usize = 25;

/// Marks the lines that hold a record and no prose, cuts the names of speakers off the others, and finds
/// what a mail says that it is about.
pub(super) fn read_labels(text: &str, lines: &mut [MarkedLine]) -> Option<Range<usize>> {
    let subject = mark_mail(text, lines);
    mark_records(text, lines);
    cut_speakers(text, lines);
    mark_questions(text, lines);
    subject
}

/// The label of a line, in small letters, and what stands behind it.
fn label(line: &str) -> Option<(String, &str)> {
    let (name, rest) = line.split_once(':')?;
    let words = name.split_whitespace();
    let fits = (1..=LONGEST_LABEL).contains(&words.count()) && !rest.starts_with("//");
    fits.then(|| (name.trim().to_lowercase(), rest.trim_start()))
}

fn has_label(line: &str, labels: &[&str]) -> bool {
    label(line).is_some_and(|(name, _)| labels.contains(&name.as_str()))
}

/// Marks the head, the greetings and the signature of a mail.
fn mark_mail(text: &str, lines: &mut [MarkedLine]) -> Option<Range<usize>> {
    let slice = |line: &MarkedLine| &text[line.range.clone()];
    let first = lines.iter().position(|line| !line.range.is_empty())?;
    let end = first + lines[first..].iter().take_while(|line| !line.range.is_empty()).count();
    let fields = lines[first..end].iter().filter(|line| has_label(slice(line), MAIL_FIELDS));
    let is_mail = fields.count() >= 2 && has_label(slice(&lines[first]), MAIL_FIELDS);
    let mut subject = None;
    if is_mail {
        subject = lines[first..end].iter().find_map(|line| {
            let (_, words) =
                label(slice(line)).filter(|(name, _)| SUBJECTS.contains(&name.as_str()))?;
            let replies = ["Re:", "RE:", "AW:", "Fwd:", "FW:"];
            let mut topic = words;
            while let Some(rest) = replies.iter().find_map(|mark| topic.strip_prefix(mark)) {
                topic = rest.trim_start();
            }
            (!topic.is_empty()).then(|| line.range.end - topic.len()..line.range.end)
        });
        mark(&mut lines[first..end]);
    }
    let mut signed = false;
    for index in 0..lines.len() {
        let line = slice(&lines[index]);
        if line == "--" {
            signed = is_mail || lines.len() - index <= LONGEST_SIGNATURE;
        } else if signed && lines[index].range.is_empty() {
            // A signature ends with its paragraph, but for a notice below it at the end.
            signed = lines.len() - index <= LONGEST_SIGNATURE;
        }
        if signed || is_attribution(line) || is_greeting(line) {
            lines[index].kind = LineKind::Markup;
        }
    }
    subject
}

/// Lines that a signature does not exceed.
const LONGEST_SIGNATURE: usize = 12;

fn mark(lines: &mut [MarkedLine]) {
    lines.iter_mut().for_each(|line| line.kind = LineKind::Markup);
}

/// `On Wed, 5 Feb 2025 at 18:02, Tom Birch wrote:`.
fn is_attribution(line: &str) -> bool {
    let opens = ["On ", "Am ", "Le "].iter().any(|word| line.starts_with(word));
    opens && ["wrote:", "schrieb:", "écrit :"].iter().any(|word| line.ends_with(word))
}

/// `Dear all,`, `Best wishes,`.
fn is_greeting(line: &str) -> bool {
    if !(line.ends_with(',') || line.ends_with(':'))
        || line.split_whitespace().nth(LONGEST_GREETING).is_some()
    {
        return false;
    }
    let small = line.to_lowercase();
    GREETINGS.iter().any(|greeting| {
        small.strip_prefix(greeting).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// Marks the records of a meeting: `Present: ...`, and the lines that it runs on in.
fn mark_records(text: &str, lines: &mut [MarkedLine]) {
    let slice = |line: &MarkedLine| &text[line.range.clone()];
    let mut recording = false;
    for line in lines.iter_mut() {
        let words = slice(line);
        let record = has_label(words, RECORDS);
        recording = record || recording && !words.is_empty() && label(words).is_none();
        if recording && line.kind == LineKind::Text {
            line.kind = LineKind::Markup;
        }
        // What ends as a sentence does not run on.
        recording &= !words.ends_with(['.', '!', '?']);
    }
}

/// Cuts off the labels that speakers have, and marks the questions of an interview.
fn cut_speakers(text: &str, lines: &mut [MarkedLine]) {
    let slice = |line: &MarkedLine| &text[line.range.clone()];
    let mut counts: HashMap<String, usize> = HashMap::new();
    let texts = || lines.iter().filter(|line| line.kind == LineKind::Text);
    for (name, _) in texts().filter_map(|line| speaker(slice(line))) {
        *counts.entry(name).or_default() += 1;
    }
    let of = |names: &[&str]| names.iter().filter_map(|&name| counts.get(name)).sum::<usize>();
    let is_interview = of(QUESTIONS) >= 2 && of(ANSWERS) >= 2;
    let mut asking = false;
    for line in lines.iter_mut() {
        let words = slice(line);
        asking &= !words.is_empty();
        if let Some((name, rest)) = speaker(words).filter(|_| line.kind == LineKind::Text) {
            let small = name.as_str();
            asking = is_interview && QUESTIONS.contains(&small);
            let answers = is_interview && ANSWERS.contains(&small);
            if answers || counts.get(small).is_some_and(|&count| count >= FEWEST_REPEATED) {
                line.range.start = line.range.end - rest.len();
            }
        }
        if asking {
            line.kind = LineKind::Markup;
        }
    }
}

/// The label of a line, where it may be the name of a speaker, and what he says.
fn speaker(line: &str) -> Option<(String, &str)> {
    let name = line.split(':').next().unwrap_or(line);
    let is_name = name.starts_with(char::is_uppercase) && !name.contains([',', '"', '(']);
    label(line)
        .filter(|(small, rest)| is_name && !rest.is_empty() && !MEANT.contains(&small.as_str()))
}

/// Marks the lines of a list of questions that ask, and nothing else: they are headings.
fn mark_questions(text: &str, lines: &mut [MarkedLine]) {
    let asks = |line: &MarkedLine| {
        let words = &text[line.range.clone()];
        line.kind == LineKind::Text
            && words.trim_end_matches(['*', '_']).ends_with('?')
            && words.split_whitespace().nth(LONGEST_QUESTION).is_none()
            && !words.contains(['.', '!'])
    };
    let apart = |index: usize| index == 0 || lines[index - 1].range.is_empty();
    let questions: Vec<usize> =
        (0..lines.len()).filter(|&index| apart(index) && asks(&lines[index])).collect();
    if questions.len() >= FEWEST_REPEATED {
        questions.into_iter().for_each(|index| lines[index].kind = LineKind::Markup);
    }
}

#[cfg(test)]
mod tests {
    use super::super::ArticleLayout;

    fn body(text: &str) -> Vec<&str> {
        ArticleLayout::of(text).body.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn of_a_mail_its_message_is_left() {
        let mail = "From: Ada Roth <ada@example.com>\nTo: all\nSubject: Re: AW: The pump\n\nDear all,\n\n\
            The pump is broken.\n\nBest wishes,\nAda\n\n--\nAda Roth\nChair.\n\nOn Friday Ben Moor wrote:\n\
            > How is the pump?";
        let layout = ArticleLayout::of(mail);
        assert_eq!(&mail[layout.title.unwrap()], "The pump");
        assert_eq!(body(mail), ["The pump is broken.", "Ada"]);
    }

    #[test]
    fn the_records_of_a_meeting_are_no_prose() {
        let minutes = "Present: A. Roth (Chair), B. Moor,\nC. Lind\nApologies: none.\nThe pump is broken.\n\
            VOTE: Roth - yes; Moor - no.\nRESOLVED: That it be mended.";
        assert_eq!(body(minutes), ["The pump is broken.", "RESOLVED: That it be mended."]);
    }

    #[test]
    fn of_an_interview_the_answers_are_left() {
        let interview = "Q: How did you start?\nA: By accident.\n\nQ: Tell us more about\nthe roof.\nA: I fell.";
        assert_eq!(body(interview), ["By accident.", "I fell."]);
    }

    #[test]
    fn a_label_that_returns_is_a_speaker() {
        let debate =
            "Ms Roth: It rains.\nMr Moor: It pours.\nMs Roth: It snows.\nMs Roth: It hails.";
        assert_eq!(body(debate), ["It rains.\nMr Moor: It pours.", "It snows.", "It hails."]);
    }

    #[test]
    fn questions_on_lines_of_their_own_are_headings() {
        let list = "Who may come?\n\nAll may.\n\nWhen is it?\nOn Friday.\n\nWhy?\nThey like it. Who knows?";
        assert_eq!(body(list).join("|"), "All may.|On Friday.|They like it. Who knows?");
        assert!(body("It rains.\n\nWhy?\n\nNobody knows.").join(" ").contains("Why?"));
    }
}
