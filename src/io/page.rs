//! Pages: the article on them, its title and its byline.

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use encoding_rs::Encoding;

use super::encoding;
use super::nesting;
use super::page_furniture;
use super::page_text::{blocks, text_of};

/// An article that was taken out of a page.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Page {
    pub(super) title: Option<String>,
    pub(super) byline: Option<String>,
    /// Blocks with blank lines between them; empty where the page has no text.
    pub(super) text: String,
    /// How many tags were left out because they would nest too deep.
    pub(super) cut: usize,
}

/// Takes the article out of a page.
pub(super) fn read(html: &str) -> Page {
    let capped = nesting::capped(html);
    let config = Config { text_mode: TextMode::Raw, ..Config::default() };
    let page = Page { cut: capped.cut, ..Page::default() };
    let tree = Document::from(capped.html.as_str());
    page_furniture::take_out(&tree);
    let article =
        Readability::with_document(tree, None, Some(config)).and_then(|mut page| page.parse());
    let Ok(article) = article else {
        let tree = Document::from(capped.html.as_str());
        let title = tree.select("title").first().text().trim().to_owned();
        return Page { title: some(&title), text: text_of(&blocks(&tree.root())), ..page };
    };
    let content = Document::fragment(article.content);
    let blocks = page_furniture::without_furniture(blocks(&content.root()), &article.title);
    Page {
        title: some(&article.title),
        byline: article.byline.as_deref().and_then(some),
        text: text_of(&blocks),
        ..page
    }
}

/// The text of a piece of HTML.
pub(super) fn fragment_text(html: &str) -> String {
    let tree = Document::fragment(nesting::capped(html).html);
    text_of(&blocks(&tree.root()))
}

/// A text on one line, where there is one.
fn some(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Bytes in which a page declares its encoding.
const PROLOGUE: usize = 1 << 14;

/// The encoding that a page or an XML file says it is in.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(PROLOGUE)].to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = find(&head[from..], b"<meta").or_else(|| find(&head[from..], b"<?xml"))
    {
        let tag = &head[from + found..];
        let tag = &tag[..find(tag, b">").unwrap_or(tag.len())];
        let key: &[u8] = if tag.starts_with(b"<?") { b"encoding" } else { b"charset" };
        if let Some(place) = find(tag, key) {
            let label = &tag[place + key.len()..];
            let is_filler = |it: &u8| it.is_ascii_whitespace() || matches!(it, b'=' | b'"' | b'\'');
            let start = label.iter().position(|it| !is_filler(it)).unwrap_or(label.len());
            let label = &label[start..];
            let ends = |it: &u8| is_filler(it) || matches!(it, b';' | b'/' | b'?');
            let end = label.iter().position(ends).unwrap_or(label.len());
            return encoding::labelled(&label[..end]);
        }
        from += found + 5;
    }
    None
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Whether a text is a page: it opens with a tag that pages open with, behind comments.
pub(super) fn is_page(text: &str) -> bool {
    let mut rest = text.trim_start();
    loop {
        if let Some(comment) = rest.strip_prefix("<!--") {
            let Some(end) = comment.find("-->") else { return false };
            rest = comment[end + 3..].trim_start();
        } else if rest.starts_with("<?xml") {
            let Some(end) = rest.find("?>") else { return false };
            rest = rest[end + 2..].trim_start();
        } else {
            break;
        }
    }
    let opens_with = |tag: &str| {
        rest.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
            && !rest[tag.len()..].starts_with(|letter: char| letter.is_ascii_alphanumeric())
    };
    ["<!doctype html", "<html", "<head", "<body", "<meta", "<title"]
        .iter()
        .any(|tag| opens_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTICLE: &str = "<p>The harbour office said on Tuesday that two ferries would run again from \
        Friday, once the repairs to the pier are done and the tide allows it.</p><p>Fishermen had used \
        the old landing in the meantime, which the office had thought too narrow for them.</p>";

    #[test]
    fn title_and_byline_are_kept_apart_from_the_text() {
        let page = read(&format!(
            "<html><head><title>Ferries run again</title><meta name=author content='Ada Moss'></head>\
             <body><nav><a href=x>Home</a></nav><article><h1>Ferries run again</h1>{ARTICLE}\
             <p><a href=y>Ice closes the harbour</a></p></article></body></html>"
        ));
        assert_eq!(page.title.as_deref(), Some("Ferries run again"));
        assert_eq!(page.byline.as_deref(), Some("Ada Moss"));
        let paragraphs: Vec<&str> = page.text.split("\n\n").collect();
        assert_eq!(paragraphs.len(), 2, "{paragraphs:?}");
        assert!(paragraphs[0].starts_with("The harbour office") && paragraphs[0].ends_with("it."));
    }

    #[test]
    fn a_page_without_an_article_gives_what_text_it_has() {
        assert_eq!(read("<html><body><p>Short.</p></body></html>").text, "Short.");
        assert_eq!(read("<html><body></body></html>").text, "");
    }

    #[test]
    fn a_page_of_nothing_but_depth_is_read_at_once() {
        let page = read(&format!("{}The bridge closes.", "<div>".repeat(16_000)));
        assert_eq!((page.text.as_str(), page.cut > 15_000), ("The bridge closes.", true));
    }

    #[test]
    fn pages_are_told_from_texts_by_how_they_open() {
        for page in
            ["<!DOCTYPE html><p>", " <!-- x --><html lang=en>", "<?xml version='1.0'?><HTML>"]
        {
            assert!(is_page(page), "{page}");
        }
        for text in ["Talks began.", "<rss version='2.0'>", "<htmlish>", "<!-- x", "1 < 2"] {
            assert!(!is_page(text), "{text}");
        }
    }

    #[test]
    fn the_encoding_is_where_pages_declare_it() {
        let name = |page: &str| declared_encoding(page.as_bytes()).map(Encoding::name);
        assert_eq!(name("<html><meta charset=\"ISO-8859-2\">"), Some("ISO-8859-2"));
        let old = "<meta name=x><META http-equiv=Content-Type content='text/html; charset=koi8-r'>";
        assert_eq!(name(old), Some("KOI8-R"));
        assert_eq!(name("<?xml version='1.0' encoding='Shift_JIS'?>"), Some("Shift_JIS"));
        assert_eq!(name("<p>charset=koi8-r"), None);
    }
}
