//! What annotators decided: records of Prodigy and doccano, tasks of Label Studio.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::label_cell::distinct;

/// A task as Label Studio exports it.
#[derive(Deserialize)]
pub(super) struct Task {
    pub(super) id: Option<Value>,
    pub(super) data: serde_json::Map<String, Value>,
    #[serde(default, alias = "completions")]
    annotations: Vec<Annotation>,
}

#[derive(Deserialize)]
struct Annotation {
    #[serde(default)]
    result: Vec<Choice>,
    #[serde(default)]
    was_cancelled: Option<bool>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    value: Value,
}

impl Task {
    /// The labels of all annotations that were not skipped, each once; none where all were skipped.
    ///
    /// Paths of a taxonomy are joined by `/`.
    pub(super) fn labels(&self) -> Option<Vec<String>> {
        let is_kept = |annotation: &&Annotation| annotation.was_cancelled != Some(true);
        let kept: Vec<&Annotation> = self.annotations.iter().filter(is_kept).collect();
        if kept.is_empty() && !self.annotations.is_empty() {
            return None;
        }
        let results = kept.iter().flat_map(|annotation| &annotation.result);
        Some(distinct(results.flat_map(|choice| {
            let strings = |key: &str| choice.value.get(key).and_then(Value::as_array);
            let chosen = strings("choices").into_iter().flatten().filter_map(string);
            let paths = strings("taxonomy").into_iter().flatten().filter_map(Value::as_array);
            let paths =
                paths.map(|path| path.iter().filter_map(string).collect::<Vec<_>>().join("/"));
            chosen.chain(paths).collect::<Vec<_>>()
        })))
    }

    /// A field of the data, by one of some names in any case.
    pub(super) fn field(&self, names: &[&str]) -> Option<&Value> {
        names.iter().find_map(|name| {
            self.data.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        })
    }
}

/// A string, or a number as it is written.
pub(super) fn string(value: &Value) -> Option<String> {
    match value {
        Value::String(string) => Some(string.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What an annotator of Prodigy decided on a record.
#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    Accepted,
    /// Not to be learned from: `reject` or `ignore`.
    LeftOut(&'static str),
}

impl Answer {
    /// An `answer` of Prodigy; none where the field is something else.
    pub(super) fn of(raw: &str) -> Option<Self> {
        match raw {
            "\"accept\"" => Some(Self::Accepted),
            "\"reject\"" => Some(Self::LeftOut("reject")),
            "\"ignore\"" => Some(Self::LeftOut("ignore")),
            _ => None,
        }
    }
}

/// The options that were taken, of a record of Prodigy; an error where the fields are not as
/// Prodigy writes them.
///
/// An option is called by its `id`; by its `text` where the id is a number.
pub(super) fn accepted(
    accept: &str,
    options: Option<&str>,
) -> Result<Vec<String>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Choice {
        id: Value,
        text: Option<String>,
    }
    let accept: Vec<Value> = serde_json::from_str(accept)?;
    let options: Vec<Choice> = options.map_or(Ok(Vec::new()), serde_json::from_str)?;
    let name = |id: &Value| {
        let named = options.iter().find(|option| option.id == *id && id.is_number());
        named.and_then(|option| option.text.clone()).or_else(|| string(id))
    };
    Ok(distinct(accept.iter().filter_map(name)))
}

/// The labels that hold, of a record with `cats`: those of at least one half, or true.
pub(super) fn labels_of_cats(cats: &str) -> Result<Vec<String>, serde_json::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Cat {
        Holds(bool),
        Share(f64),
    }
    let cats: BTreeMap<String, Cat> = serde_json::from_str(cats)?;
    let holds = |cat: &Cat| match *cat {
        Cat::Holds(holds) => holds,
        Cat::Share(share) => share >= 0.5,
    };
    Ok(cats.into_iter().filter(|(_, cat)| holds(cat)).map(|(label, _)| label).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_called_by_their_ids_and_by_their_texts_where_ids_are_numbers() {
        let options =
            "[{\"id\": 1, \"text\": \"Sport\"}, {\"id\": \"trade\", \"text\": \"Trade!\"}]";
        assert_eq!(accepted("[1, \"trade\"]", Some(options)).unwrap(), ["Sport", "trade"]);
        assert_eq!(accepted("[3, \"x\"]", None).unwrap(), ["3", "x"]);
        assert!(accepted("7", None).is_err());
    }

    #[test]
    fn cats_hold_from_one_half_on() {
        let cats = "{\"b\": 1.0, \"a\": true, \"c\": 0.4, \"d\": false}";
        assert_eq!(labels_of_cats(cats).unwrap(), ["a", "b"]);
    }

    #[test]
    fn a_task_has_the_labels_of_all_who_did_not_skip_it() {
        let task = |annotations: &str| -> Task {
            serde_json::from_str(&format!("{{\"data\": {{}}, \"annotations\": {annotations}}}"))
                .unwrap()
        };
        let choices =
            |labels: &str| format!("{{\"result\": [{{\"value\": {{\"choices\": {labels}}}}}]}}");
        let both = format!("[{}, {}]", choices("[\"a\"]"), choices("[\"b\", \"a\"]"));
        assert_eq!(task(&both).labels().unwrap(), ["a", "b"]);
        assert_eq!(task("[{\"was_cancelled\": true}]").labels(), None);
        assert_eq!(task("[]").labels().unwrap(), [""; 0]);
        let taxonomy = "[{\"result\": [{\"value\": {\"taxonomy\": [[\"a\", \"b\"], [\"c\"]]}}]}]";
        assert_eq!(task(taxonomy).labels().unwrap(), ["a/b", "c"]);
    }
}
