//! ninjs: the JSON of news agencies, one object or several after each other.

use std::path::Path;

use serde_json::{Deserializer, Value};

use super::input;
use super::page;
use crate::corpus::Document;
use crate::{Error, Result};

/// What the body of an article is called; the last of ninjs 2 and later.
const BODIES: [&str; 4] = ["body_text", "body_xhtml", "body_html", "bodies"];

/// Whether the first JSON object of a text is ninjs, as far as its keys, maybe cut off, tell.
///
/// A record of JSON Lines has a `text`, which ninjs has not.
pub(super) fn is_ninjs(json: &[u8]) -> bool {
    let keys = keys(json);
    !keys.contains(&&b"text"[..]) && BODIES.iter().any(|body| keys.contains(&body.as_bytes()))
}

/// The keys of the object that opens a JSON text, as far as it goes.
fn keys(json: &[u8]) -> Vec<&[u8]> {
    let mut keys = Vec::new();
    let (mut depth, mut string, mut last, mut position) = (0_usize, None, None, 0);
    while let Some(&byte) = json.get(position) {
        match (string, byte) {
            (Some(_), b'\\') => position += 1,
            (Some(start), b'"') => {
                last = Some(&json[start..position]);
                string = None;
            }
            (None, b'"') => string = Some(position + 1),
            (None, b':') if depth == 1 => keys.extend(last.take()),
            (None, b'{' | b'[') => depth += 1,
            (None, b'}' | b']') if depth <= 1 => break,
            (None, b'}' | b']') => depth -= 1,
            _ => {}
        }
        position += 1;
    }
    keys
}

/// The articles of a file of ninjs.
///
/// # Errors
///
/// [`Error::Record`] for broken JSON, for an object without a body, and where there is none.
pub(super) fn read(path: &Path, text: &str) -> Result<Vec<Document>> {
    let mut articles = Vec::new();
    for value in Deserializer::from_str(text).into_iter::<Value>() {
        let value = value.map_err(|error| Error::Record {
            place: format!("{}:{}", input::place(path), error.line()),
            expected: "a JSON object".to_owned(),
            found: format!("broken JSON ({error})"),
            hint: "see that the file is whole, or pass `--input-format text`".to_owned(),
        })?;
        articles.push(article(path, articles.len() + 1, &value)?);
    }
    if articles.is_empty() { Err(input::empty(path)) } else { Ok(articles) }
}

/// The article of an object, the so-manieth of its file.
fn article(path: &Path, number: usize, value: &Value) -> Result<Document> {
    let string = |key: &str| value[key].as_str().map(str::trim).filter(|text| !text.is_empty());
    let text = string("body_text").map(str::to_owned).or_else(|| {
        let html = string("body_xhtml").or(string("body_html"));
        html.map(page::fragment_text).or_else(|| body(&value["bodies"]))
    });
    let text = text.ok_or_else(|| Error::Record {
        place: format!("{}:{number}", input::place(path)),
        expected: "a body of text in `body_text`, `body_xhtml`, `body_html` or `bodies`".to_owned(),
        found: "none".to_owned(),
        hint: "pictures and films have no body: leave them out".to_owned(),
    })?;
    let id = string("uri").or(string("guid"));
    let title = string("headline").or_else(|| value["headlines"][0]["value"].as_str());
    let language = string("language").and_then(|code| code.get(..2)?.parse().ok());
    Ok(Document {
        id: id.map_or_else(|| format!("{}:{number}", path.display()), str::to_owned),
        title: title.map(str::to_owned),
        byline: string("byline").map(str::to_owned),
        text,
        is_extracted: true,
        language,
        ..Document::default()
    })
}

/// The longest of several bodies, HTML or plain.
fn body(bodies: &Value) -> Option<String> {
    let text = |body: &Value| {
        let value = body["value"].as_str()?;
        let kind = body["contenttype"].as_str().unwrap_or_default();
        Some(if kind.contains("html") { page::fragment_text(value) } else { value.to_owned() })
    };
    bodies.as_array()?.iter().filter_map(text).max_by_key(String::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn articles(json: &str) -> Result<Vec<Document>> {
        read(Path::new("a.json"), json)
    }

    #[test]
    fn the_keys_tell_ninjs_from_json_lines_even_where_the_text_is_cut() {
        assert!(is_ninjs(br#"{"uri": "u", "x": {"text": 1}, "body_text": "It r"#));
        assert!(!is_ninjs(br#"{"id": 1, "text": "\"body_text\":", "body_text": ""}"#));
        assert!(!is_ninjs(b"{\"label\": \"a\"}\n{\"body_text\": 1}"));
    }

    #[test]
    fn bodies_of_every_version_are_read() {
        let json = r#"{"uri": "u1", "headline": "Ferry runs", "byline": "Ada", "language": "en-GB",
            "body_text": "It runs."} {"body_xhtml": "<p>It</p><p>stops.</p>"}
            {"uri": "u3", "headlines": [{"value": "Ice"}],
             "bodies": [{"role": "a", "contenttype": "text/html", "value": "<p>It closes the harbour.</p>"}]}"#;
        let articles = articles(json).unwrap();
        let texts: Vec<&str> = articles.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["It runs.", "It\n\nstops.", "It closes the harbour."]);
        let ids: Vec<&str> = articles.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["u1", "a.json:2", "u3"]);
        assert_eq!(articles[0].language, Some(crate::text::Language::English));
        assert_eq!(articles[2].title.as_deref(), Some("Ice"));
    }

    #[test]
    fn a_file_without_an_object_is_refused() {
        for blank in ["", " \n"] {
            let error = articles(blank).unwrap_err().to_string();
            assert_eq!(error, "a.json: expected an article, found no text");
        }
    }

    #[test]
    fn a_picture_and_broken_json_are_refused() {
        let error = articles("{\"headline\": \"A pier\"}").unwrap_err().to_string();
        assert!(error.starts_with("a.json:1: expected a body"), "{error}");
        let error = articles("{\"body_text\":\n").unwrap_err().to_string();
        assert!(
            error.starts_with("a.json:2: expected a JSON object, found broken JSON"),
            "{error}"
        );
    }
}
