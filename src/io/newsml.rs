//! Articles in XML: RSS and Atom feeds, NewsML-G2 and NITF.
//!
//! Nothing outside the file is ever looked at: document types are passed over, and entities but those of XML
//! and HTML stay as they are written.

use std::path::Path;

use quick_xml::Reader;
use quick_xml::escape::{resolve_html5_entity, resolve_xml_entity};
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::input;
use super::page;
use super::xml_root::local;
use crate::corpus::Document;
use crate::{Error, Result};

/// Elements that hold an article.
const ARTICLES: &[&str] = &["item", "entry", "newsitem", "nitf"];
/// What is no prose of an article's body.
const LEFT_OUT: &[&str] = &["media", "head", "body.head", "body.end", "tagline", "style", "script"];

/// The articles of an XML file, in order.
///
/// # Errors
///
/// [`Error::Record`] where it is not well formed, and where it holds no article.
pub(super) fn read(path: &Path, text: &str) -> Result<Vec<Document>> {
    let mut reader = Reader::from_str(text);
    let mut reading = Reading::default();
    loop {
        let event = reader.read_event().map_err(|error| {
            let place = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
            let before = text.as_bytes().iter().take(place);
            let line = before.filter(|&&byte| byte == b'\n').count() + 1;
            Error::Record {
                place: format!("{}:{line}", input::place(path)),
                expected: "well-formed XML".to_owned(),
                found: error.to_string(),
                hint: "save the file again, or pass `--input-format text`".to_owned(),
            }
        })?;
        match event {
            Event::Start(start) => reading.start(&start),
            Event::Empty(start) => {
                reading.start(&start);
                reading.end();
            }
            Event::End(_) => reading.end(),
            Event::Text(text) => reading.text(&text),
            Event::CData(text) => reading.text(&text),
            Event::GeneralRef(reference) => reading.text(&resolved(&reference)),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if reading.articles.is_empty() {
        return Err(Error::Record {
            place: input::place(path),
            expected: "an article".to_owned(),
            found: "a feed without any".to_owned(),
            hint: "a feed has its articles in `item` or `entry`, NewsML-G2 in `newsItem`"
                .to_owned(),
        });
    }
    let name = path.display();
    let numbered = reading.articles.into_iter().enumerate();
    Ok(numbered.map(|(index, draft)| draft.document(format!("{name}:{}", index + 1))).collect())
}

/// What a reference such as `&amp;` or `&#233;` stands for; one that the file declares stays as it is.
fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return letter.to_string();
    }
    let name: &str = reference;
    let known = resolve_xml_entity(name).or_else(|| resolve_html5_entity(name));
    known.map_or_else(|| format!("&{name};"), str::to_owned)
}

#[derive(Default)]
struct Draft {
    id: String,
    title: String,
    byline: String,
    body: String,
    summary: String,
    /// Open elements around the article.
    depth: usize,
}

impl Draft {
    fn document(self, place: String) -> Document {
        let some = |text: &str| {
            let words: Vec<&str> = text.split_whitespace().collect();
            (!words.is_empty()).then(|| words.join(" "))
        };
        let text = if self.body.trim().is_empty() { self.summary } else { self.body };
        Document {
            id: some(&self.id).unwrap_or(place),
            title: some(&self.title),
            byline: some(&self.byline),
            text,
            is_extracted: true,
            ..Document::default()
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Field {
    Id,
    Title,
    Byline,
    Body,
    Summary,
}

/// How a field's text is written.
#[derive(Clone, Copy, PartialEq)]
enum Writing {
    Plain,
    /// HTML, written as text.
    Escaped,
    /// Elements of their own.
    Elements,
}

/// A field that is being read.
struct Open {
    field: Field,
    writing: Writing,
    /// Open elements around it.
    depth: usize,
    text: String,
    /// How many elements around what stands here are left out.
    left_out: usize,
}

#[derive(Default)]
struct Reading {
    articles: Vec<Draft>,
    /// The articles that are open; a NITF document may stand in an item of `NewsML`.
    current: Option<Draft>,
    names: Vec<String>,
    open: Option<Open>,
}

impl Reading {
    fn start(&mut self, start: &BytesStart<'_>) {
        let name = local(start.name().as_ref());
        let depth = self.names.len();
        if let Some(open) = &mut self.open {
            open.left_out += usize::from(open.left_out > 0 || LEFT_OUT.contains(&name.as_str()));
            if open.left_out == 0 && open.writing != Writing::Plain {
                open.text.extend(["<", as_html(&name), ">"]);
            }
        } else if self.current.is_none() && ARTICLES.contains(&name.as_str()) {
            let id = attribute(start, "guid");
            self.current = Some(Draft { id, depth, ..Draft::default() });
        } else if let Some(draft) = &self.current
            && let Some((field, writing)) = self.field(draft, &name, start)
        {
            self.open = Some(Open { field, writing, depth, text: String::new(), left_out: 0 });
        }
        self.names.push(name);
    }

    /// What an element of an article tells, and how.
    fn field(&self, draft: &Draft, name: &str, start: &BytesStart<'_>) -> Option<(Field, Writing)> {
        let parent = self.names.last().map_or("", String::as_str);
        let is_child = self.names.len() == draft.depth + 1;
        // `media:title` and its like tell of pictures.
        let is_own =
            !start.name().as_ref().contains(':') || start.name().as_ref().starts_with("atom:");
        let kind = attribute(start, "type") + &attribute(start, "contenttype");
        let writing = match kind.as_str() {
            "xhtml" | "application/xhtml+xml" => Writing::Elements,
            "html" | "text/html" => Writing::Escaped,
            _ => Writing::Plain,
        };
        let is_rss = self.names.get(draft.depth).is_some_and(|it| it == "item");
        match name {
            "guid" | "id" if is_child && is_own => Some((Field::Id, Writing::Plain)),
            "title" if is_child && is_own => Some((Field::Title, writing)),
            "headline" | "hl1" => Some((Field::Title, Writing::Plain)),
            "creator" | "by" | "byline" => Some((Field::Byline, Writing::Plain)),
            "author" if is_rss => Some((Field::Byline, Writing::Plain)),
            "name" if parent == "author" => Some((Field::Byline, Writing::Plain)),
            "encoded" => Some((Field::Body, Writing::Escaped)),
            "content" if is_child && is_own => Some((Field::Body, writing)),
            "description" if is_child && is_own && is_rss => {
                Some((Field::Summary, Writing::Escaped))
            }
            "summary" if is_child && is_own => Some((Field::Summary, writing)),
            "body.content" => Some((Field::Body, Writing::Elements)),
            "body" if parent == "html" => Some((Field::Body, Writing::Elements)),
            "inlinedata" => Some((Field::Body, writing)),
            _ => None,
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(open) = self.open.as_mut().filter(|open| open.left_out == 0) {
            match open.writing {
                Writing::Plain | Writing::Escaped => open.text.push_str(text),
                Writing::Elements => {
                    open.text.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
                }
            }
        }
    }

    fn end(&mut self) {
        let name = self.names.pop().unwrap_or_default();
        let depth = self.names.len();
        if let Some(open) = self.open.take_if(|open| open.depth == depth) {
            self.keep(&open);
        } else if let Some(open) = &mut self.open {
            if open.left_out > 0 {
                open.left_out -= 1;
            } else if open.writing != Writing::Plain {
                open.text.extend(["</", as_html(&name), ">"]);
            } else {
                open.text.push(' ');
            }
        } else if let Some(draft) = self.current.take_if(|draft| draft.depth == depth) {
            self.articles.push(draft);
        }
    }

    /// Puts a field that was read to its end into the article, unless it has a longer or an earlier one.
    fn keep(&mut self, open: &Open) {
        let Some(draft) = &mut self.current else { return };
        let text = match open.writing {
            Writing::Plain => open.text.trim().to_owned(),
            Writing::Escaped | Writing::Elements => page::fragment_text(&open.text),
        };
        let place = match open.field {
            Field::Id => &mut draft.id,
            Field::Title => &mut draft.title,
            Field::Byline => &mut draft.byline,
            Field::Body => &mut draft.body,
            Field::Summary => &mut draft.summary,
        };
        let is_better = match open.field {
            Field::Body | Field::Summary => text.len() > place.len(),
            Field::Id | Field::Title | Field::Byline => place.is_empty(),
        };
        if is_better {
            *place = text;
        }
    }
}

/// What an element of an article's body is in HTML.
fn as_html(name: &str) -> &str {
    match name {
        "hl1" | "hl2" => "h2",
        "block" => "div",
        other => other,
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> String {
    let found = start.attributes().flatten().find(|it| it.key.as_ref() == name);
    found.map(|it| it.value.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::xml_root::root;
    use proptest::prelude::*;

    fn articles(xml: &str) -> Result<Vec<Document>> {
        read(Path::new("a.xml"), xml)
    }

    #[test]
    fn an_rss_feed_gives_an_article_an_item() {
        let xml = r#"<?xml version="1.0"?><rss xmlns:content="c" xmlns:dc="d" xmlns:media="m"><channel>
            <title>The Herald</title><item><media:title>A pier</media:title><title>Ferry &amp; pier</title>
            <guid>h-1</guid><dc:creator>Ada Moss</dc:creator><description>Short.</description>
            <content:encoded><![CDATA[<p>It runs again.</p><p>From Friday&nbsp;on.</p>]]></content:encoded>
            </item><item><title>Ice</title><description>&lt;b&gt;It&lt;/b&gt; closes the harbour.</description>
            </item></channel></rss>"#;
        let articles = articles(xml).unwrap();
        assert_eq!(articles.len(), 2);
        let first = &articles[0];
        assert_eq!(
            (first.id.as_str(), first.text.as_str()),
            ("h-1", "It runs again.\n\nFrom Friday on.")
        );
        assert_eq!(first.title.as_deref(), Some("Ferry & pier"));
        assert_eq!(first.byline.as_deref(), Some("Ada Moss"));
        assert_eq!(
            (articles[1].id.as_str(), articles[1].text.as_str()),
            ("a.xml:2", "It closes the harbour.")
        );
    }

    #[test]
    fn an_atom_feed_may_hold_xhtml_html_and_plain_text() {
        let xml = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>
            <entry><id>1</id><title>One</title><author><name>Ada</name></author>
            <content type="xhtml"><div><p>A &lt; B.</p><p>C.</p></div></content></entry>
            <entry><id>2</id><title type="html">T&lt;i>w&lt;/i>o</title><summary>1 &lt; 2</summary></entry></feed>"#;
        let articles = articles(xml).unwrap();
        let texts: Vec<&str> = articles.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["A < B.\n\nC.", "1 < 2"]);
        assert_eq!(
            (articles[1].title.as_deref(), articles[0].byline.as_deref()),
            (Some("Two"), Some("Ada"))
        );
    }

    #[test]
    fn newsml_holds_nitf_or_xhtml_or_plain_text() {
        let meta = "<contentMeta><headline>Ferry runs</headline><by>By Ada</by></contentMeta>";
        for body in [
            "<inlineXML><nitf><body><body.head><hedline><hl1>X</hl1></hedline></body.head><body.content>\
             <p>One.</p><media><caption>y</caption></media><p>Two.</p></body.content></body></nitf></inlineXML>",
            "<inlineXML><html><head><title>X</title></head><body><p>One.</p><p>Two.</p></body></html></inlineXML>",
            "<inlineData contenttype='text/plain'>One.\n\nTwo.</inlineData>",
        ] {
            let xml = format!(
                "<newsMessage><itemSet><newsItem guid='urn:7'>{meta}<contentSet>{body}</contentSet>\
                 </newsItem></itemSet></newsMessage>"
            );
            let articles = articles(&xml).unwrap();
            assert_eq!(articles.len(), 1, "{body}");
            assert_eq!(
                (articles[0].id.as_str(), articles[0].text.as_str()),
                ("urn:7", "One.\n\nTwo.")
            );
            assert_eq!(articles[0].title.as_deref(), Some("Ferry runs"));
        }
    }

    #[test]
    fn entities_of_a_document_type_are_not_looked_up() {
        let xml = "<!DOCTYPE rss [<!ENTITY a 'x'><!ENTITY b '&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>\
                   <rss><channel><item><title>&b;&f;</title></item></channel></rss>";
        assert_eq!(root(xml).as_deref(), Some("rss"));
        assert_eq!(articles(xml).unwrap()[0].title.as_deref(), Some("&b;&f;"));
    }

    #[test]
    fn broken_xml_is_named_by_its_line_and_a_feed_of_nothing_too() {
        let error = articles("<rss>\n<channel>\n</rss>").unwrap_err().to_string();
        assert!(error.starts_with("a.xml:3: expected well-formed XML, found"), "{error}");
        let error = articles("<rss><channel></channel></rss>").unwrap_err().to_string();
        assert_eq!(error, "a.xml: expected an article, found a feed without any");
    }

    proptest! {
        #[test]
        fn no_xml_panics(
            tags in prop::collection::vec(
                prop::sample::select(vec![
                    "<rss>", "<item>", "</item>", "<title>", "</title>", "<content type='html'>", "x", "é",
                    "</content>", "<entry>", "</entry>", "&lt;", "&#x41;", "&y;", "<nitf/>", "<body.content>",
                    "</body.content>", "<media>", "</media>", "<![CDATA[", "]]>", "<!DOCTYPE", "<!--", "-->", ">",
                ]),
                0..30,
            )
        ) {
            let xml = tags.concat();
            let _ = (root(&xml), articles(&xml));
        }
    }
}
