//! Several labels in one cell of a table.

use crate::corpus::Document;

/// What parts labels, the first that stands in the cell.
const PARTINGS: [char; 2] = ['|', ';'];

/// The labels in a cell, each once and none blank, and what parted them.
///
/// A JSON array of strings is those strings; else `|` parts labels, or `;` where there is no `|`,
/// and blanks around a label are not part of it.
pub(super) fn labels_in(cell: &str) -> (Vec<String>, Option<char>) {
    if cell.starts_with('[')
        && let Ok(labels) = serde_json::from_str::<Vec<String>>(cell)
    {
        return (distinct(labels), None);
    }
    let parting = PARTINGS.into_iter().find(|&parting| cell.contains(parting));
    let parts = match parting {
        Some(parting) => cell.split(parting).map(|part| part.trim().to_owned()).collect(),
        None => vec![cell.trim().to_owned()],
    };
    (distinct(parts), parting)
}

/// A cell that [`labels_in`] reads back as these labels.
pub(super) fn cell_of(document: &Document) -> String {
    let labels = &document.labels;
    let is_plain = |label: &String| {
        label.trim() == label && !label.starts_with('[') && !label.contains(PARTINGS)
    };
    if labels.iter().all(is_plain) {
        labels.join("|")
    } else {
        serde_json::Value::from(labels.as_slice()).to_string()
    }
}

/// The labels without those that are blank or came before.
pub(super) fn distinct(labels: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for label in labels {
        if !label.trim().is_empty() && !distinct.contains(&label) {
            distinct.push(label);
        }
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(cell: &str) -> Vec<String> {
        labels_in(cell).0
    }

    #[test]
    fn bars_part_labels_and_semicolons_only_where_there_is_no_bar() {
        assert_eq!(labels(" trade | ports|trade||"), ["trade", "ports"]);
        assert_eq!(labels("trade; ports"), ["trade", "ports"]);
        assert_eq!(labels("a;b|c"), ["a;b", "c"]);
        assert_eq!(labels("-5 = x"), ["-5 = x"]);
        assert!(labels("  ").is_empty());
    }

    #[test]
    fn an_array_of_strings_is_taken_as_it_is_and_brackets_may_begin_a_label() {
        assert_eq!(labels("[\"a|b\", \" c \"]"), ["a|b", " c "]);
        assert_eq!(labels("[]"), [""; 0]);
        assert_eq!(labels("[draft]|x"), ["[draft]", "x"]);
    }

    proptest! {
        #[test]
        fn every_set_of_labels_comes_back(labels in prop::collection::vec("\\PC*[|;\\[ a-z]", 0..4)) {
            let document = Document { labels: distinct(labels), ..Document::default() };
            prop_assert_eq!(&labels_in(&cell_of(&document)).0, &document.labels);
        }
    }
}
