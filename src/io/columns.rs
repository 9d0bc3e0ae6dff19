//! Finds the columns of a table by their names.

use super::notes::Notes;
use super::options::{InputOptions, quoted};
use crate::{Error, Result};

/// The usual names of columns, in any case; the first that is there counts.
const TEXT: &[&str] = &["text", "body", "content", "article"];
const LABEL: &[&str] = &["label", "labels", "category", "categories", "topic", "topics", "class"];
const ID: &[&str] = &["id"];
const TITLE: &[&str] = &["title", "headline"];

/// Where in a row everything stands.
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    pub(super) text: usize,
    pub(super) label: Option<usize>,
    pub(super) id: Option<usize>,
    pub(super) title: Option<usize>,
    pub(super) language: Option<usize>,
    pub(super) weight: Option<usize>,
}

impl Columns {
    /// The columns that were named, and those of usual names, in a header at a place.
    ///
    /// # Errors
    ///
    /// [`Error::Record`] where one that was named is not there, one is there twice, or no text is found.
    pub(super) fn find(names: Vec<String>, place: &str, options: &InputOptions) -> Result<Self> {
        let chosen = &options.columns;
        let find =
            |named: Option<&String>, usual, option| column(&names, named, usual, (option, place));
        let text = find(chosen.text.as_ref(), TEXT, "--text-column")?;
        let label = find(chosen.label.as_ref(), LABEL, "--label-column")?;
        let id = find(chosen.id.as_ref(), ID, "--id-column")?;
        let title = find(chosen.title.as_ref(), TITLE, "--title-column")?;
        let language = find(None, &["language"], "")?;
        let weight = if options.weighted { find(None, &["weight"], "")? } else { None };
        let Some(text) = text else {
            return Err(Error::Record {
                place: place.to_owned(),
                expected: "a column with the text of the article, such as `text`".to_owned(),
                found: format!("the columns {}", quoted(&names)),
                hint: "name it with `--text-column`; without a header, put one above the rows, \
                       such as `label,text`"
                    .to_owned(),
            });
        };
        Ok(Self { names, text, label, id, title, language, weight })
    }

    /// Says what is read from where, and what is not read.
    pub(super) fn tell(&self, notes: &Notes) {
        let name = |column: usize| format!("`{}`", self.names[column]);
        let mut said = vec![format!("columns: text from {}", name(self.text))];
        let others = [
            ("label", self.label),
            ("title", self.title),
            ("id", self.id),
            ("language", self.language),
            ("weight", self.weight),
        ];
        for (what, column) in others {
            if let Some(column) = column {
                said.push(format!("{what} from {}", name(column)));
            }
        }
        let is_read = |column: usize| {
            column == self.text || others.iter().any(|(_, other)| *other == Some(column))
        };
        let rest: Vec<&String> =
            (0..self.names.len()).filter(|&c| !is_read(c)).map(|c| &self.names[c]).collect();
        let unread =
            if rest.is_empty() { String::new() } else { format!("; not read: {}", quoted(rest)) };
        notes.say(&format!("{}{unread}", said.join(", ")));
    }
}

/// The column that was named, by an option in a header at a place, or one of a usual name.
fn column(
    names: &[String],
    named: Option<&String>,
    usual: &[&str],
    (option, place): (&str, &str),
) -> Result<Option<usize>> {
    let places_of = |name: &str| -> Vec<usize> {
        let exact: Vec<usize> = (0..names.len()).filter(|&place| names[place] == name).collect();
        if !exact.is_empty() {
            return exact;
        }
        (0..names.len()).filter(|&place| names[place].eq_ignore_ascii_case(name)).collect()
    };
    let candidates: Vec<&str> = named.map_or(usual.to_vec(), |name| vec![name.as_str()]);
    let found = candidates.iter().map(|name| places_of(name)).find(|found| !found.is_empty());
    match (found, named) {
        (None, None) => Ok(None),
        (None, Some(name)) => Err(Error::Record {
            place: place.to_owned(),
            expected: format!("the column `{name}`"),
            found: format!("the columns {}", quoted(names)),
            hint: format!("name one of these with `{option}`"),
        }),
        (Some(places), _) if places.len() > 1 => Err(Error::Record {
            place: place.to_owned(),
            expected: format!("one column `{}`", names[places[0]]),
            found: format!("{} of them", places.len()),
            hint: "rename those that are not meant".to_owned(),
        }),
        (Some(places), _) => Ok(Some(places[0])),
    }
}

/// How much an article counts, of a row at a place.
pub(super) fn weight(cell: &str, place: &str) -> Result<f32> {
    match cell.trim().parse::<f32>() {
        Ok(weight) if weight.is_normal() && weight > 0.0 => Ok(weight),
        _ => Err(Error::Record {
            place: place.to_owned(),
            expected: "a number above 0 as `weight`".to_owned(),
            found: format!("`{cell}`"),
            hint: "leave the cell empty for an article that counts like any other".to_owned(),
        }),
    }
}
