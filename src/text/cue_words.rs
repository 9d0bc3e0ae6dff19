//! The words that tell how a sentence opens, who speaks and what is meant, by language.

use super::{Language, Opening, is_stop_word};

/// The closed lists of a language; phrases of several words are parted by blanks.
pub(super) struct Lists {
    pub(super) pronouns: &'static [&'static str],
    /// Articles that point to what is known.
    pub(super) definite: &'static [&'static str],
    /// Those of persons that never stand for nothing, as `it` does in `it rained`.
    pub(super) persons: &'static [&'static str],
    pub(super) demonstratives: &'static [&'static str],
    pub(super) connectives: &'static [&'static str],
    pub(super) first_person: &'static [&'static str],
    pub(super) speech: &'static [&'static str],
    pub(super) points: &'static [&'static str],
}

static ENGLISH: Lists = Lists {
    pronouns: &["he", "she", "it", "they", "his", "her", "their", "its", "him", "them"],
    definite: &["the"],
    persons: &["he", "she", "they", "him", "her", "them"],
    demonstratives: &[
        "this",
        "that",
        "these",
        "those",
        "such",
        "the former",
        "the latter",
        "the other",
        "the same",
        "in each case",
        "in that case",
        "in this case",
        "in both cases",
        "at that time",
        "at the time",
        "by then",
        "since then",
        "beside it",
        "of these",
        "one of them",
        "some of them",
        "most of them",
        "many of them",
        "none of them",
        "all of them",
    ],
    connectives: &[
        "however",
        "but",
        "and",
        "so",
        "yet",
        "also",
        "meanwhile",
        "moreover",
        "furthermore",
        "therefore",
        "thus",
        "instead",
        "then",
        "still",
        "nevertheless",
        "nonetheless",
        "additionally",
        "in addition",
        "for example",
        "for instance",
        "as a result",
        "on the other hand",
        "otherwise",
        "similarly",
        "likewise",
        "too",
        "consequently",
        "accordingly",
        "hence",
        "in contrast",
        "by contrast",
        "in fact",
        "indeed",
        "either way",
        "after that",
    ],
    first_person: &["i", "we", "my", "our", "me", "us"],
    speech: &["said", "says", "say", "told", "tells", "added", "adds"],
    points: &[
        "adopted",
        "agreed",
        "aim",
        "approved",
        "conclude",
        "conclusion",
        "conclusions",
        "decided",
        "decision",
        "found",
        "important",
        "must",
        "need",
        "propose",
        "proposal",
        "purpose",
        "recommend",
        "recommendation",
        "request",
        "requests",
        "resolved",
        "results",
        "shall",
        "should",
        "show",
        "shows",
    ],
};

static FRENCH: Lists = Lists {
    pronouns: &[
        "il", "elle", "ils", "elles", "lui", "leur", "leurs", "son", "sa", "ses", "celui", "celle",
        "ceux", "celles",
    ],
    definite: &["le", "la", "les", "l"],
    persons: &["elle", "ils", "elles", "lui", "leur"],
    demonstratives: &["ce", "cet", "cette", "ces", "cela", "ça", "ceci", "c"],
    connectives: &[
        "mais",
        "or",
        "donc",
        "ainsi",
        "cependant",
        "toutefois",
        "pourtant",
        "néanmoins",
        "également",
        "par ailleurs",
        "en outre",
        "de plus",
        "en effet",
        "d ailleurs",
        "ensuite",
        "enfin",
        "puis",
        "et",
        "en revanche",
        "par conséquent",
        "au contraire",
        "par exemple",
        "aussi",
        "alors",
    ],
    first_person: &["je", "j", "nous", "mon", "ma", "mes", "notre", "nos"],
    speech: &[
        "dit",
        "déclaré",
        "affirmé",
        "indiqué",
        "ajouté",
        "expliqué",
        "précisé",
        "assuré",
        "estimé",
    ],
    points: &[
        "adopté",
        "but",
        "conclusion",
        "conclusions",
        "conclure",
        "décidé",
        "décision",
        "doit",
        "doivent",
        "faut",
        "montre",
        "montrent",
        "objectif",
        "propose",
        "proposition",
        "recommande",
        "recommandation",
        "résultats",
    ],
};

static GERMAN: Lists = Lists {
    pronouns: &[
        "er", "sie", "es", "sein", "seine", "seiner", "seinem", "seinen", "ihr", "ihre", "ihrer",
        "ihrem", "ihren", "ihnen", "ihm", "ihn",
    ],
    definite: &["der", "die", "das", "den", "dem"],
    persons: &["er", "ihm", "ihn", "ihnen"],
    demonstratives: &[
        "dies", "diese", "dieser", "dieses", "diesem", "diesen", "jene", "jener", "jenes",
        "solche", "solcher",
    ],
    connectives: &[
        "dabei",
        "damit",
        "daher",
        "deshalb",
        "deswegen",
        "darum",
        "dazu",
        "dagegen",
        "danach",
        "zudem",
        "außerdem",
        "jedoch",
        "aber",
        "doch",
        "und",
        "sondern",
        "allerdings",
        "auch",
        "dann",
        "also",
        "so",
        "trotzdem",
        "dennoch",
        "indes",
        "unterdessen",
        "ferner",
        "stattdessen",
        "zum beispiel",
        "im gegenteil",
        "darüber hinaus",
    ],
    first_person: &["ich", "wir", "mein", "meine", "unser", "unsere", "mich", "uns"],
    speech: &["sagte", "sagt", "sagten", "erklärte", "betonte", "teilte", "hieß"],
    points: &[
        "beschlossen",
        "beschluss",
        "empfehlen",
        "empfehlung",
        "ergebnis",
        "ergebnisse",
        "muss",
        "müssen",
        "schluss",
        "soll",
        "sollen",
        "vorschlag",
        "wichtig",
        "zeigen",
        "zeigt",
        "ziel",
        "zweck",
    ],
};

impl Lists {
    /// Those of a language; known for English, French and German.
    pub(super) fn of(language: Option<Language>) -> Option<&'static Self> {
        match language? {
            Language::English => Some(&ENGLISH),
            Language::French => Some(&FRENCH),
            Language::German => Some(&GERMAN),
            _ => None,
        }
    }

    /// The list that the beginning of a sentence, its first words parted by blanks, stands in.
    ///
    /// A person behind words that name nobody leans, too: "When she arrived".
    pub(super) fn opening(&self, words: &[String], language: Language) -> Option<Opening> {
        let beginning = words.join(" ") + " ";
        let opens = |list: &[&str]| {
            list.iter().any(|entry| {
                beginning.strip_prefix(entry).is_some_and(|rest| rest.starts_with(' '))
            })
        };
        let lists = [
            (self.pronouns, Opening::Pronoun),
            (self.demonstratives, Opening::Demonstrative),
            (self.connectives, Opening::Connective),
        ];
        let person = words.iter().position(|word| self.persons.contains(&word.as_str()));
        let names_nobody =
            |place: usize| words[..place].iter().all(|word| is_stop_word(word, language));
        lists
            .into_iter()
            .find_map(|(list, opening)| opens(list).then_some(opening))
            .or_else(|| person.filter(|&place| names_nobody(place)).map(|_| Opening::Pronoun))
    }
}
