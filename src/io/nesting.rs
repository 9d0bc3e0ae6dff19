//! Cuts the nesting of a page before a tree is built of it.
//!
//! Building a tree takes time by the square of its depth, and walking it takes stack; browsers stop at 512
//! levels, and so does this. One pass over the tags keeps the stack of open elements as the HTML standard
//! does (section 13.2.6, "in body"), and where it differs it takes an element for open that is closed,
//! never the other way round. What a tag could hide in is left out (scripts, styles, comments, drawings, the tags
//! of formulas) or has its `<` escaped (titles, attributes), so that whoever reads the result sees no tag that was
//! not counted here.

use std::collections::BTreeMap;

use super::elements::{BARRIERS, BLOCKS, FORMATTING, RAW, SPECIAL, TABLE_PARTS, VOID};
use super::foreign::Foreign;
use super::tag::{Tag, raw_end};

/// Levels of elements that are kept.
const MOST_LEVELS: usize = 512;
/// Formatting elements, such as `b`, that are open across blocks: each block holds all of them again.
const MOST_FORMATTING: usize = 32;
/// Formatting elements that end inside other elements; a parser wraps each of these anew.
const MOST_MISNESTED: usize = 256;

/// What an element is called that has ended and is still around others.
const ENDED: &str = "";

/// Headings that are open within each other. Whoever looks for the article compares all the text of each to the
/// title of the page.
const MOST_HEADINGS: usize = 8;
/// Bytes of a title that are kept, for the same reason.
const LONGEST_TITLE: usize = 4_000;

/// A page of at most 512 levels.
pub(super) struct Capped {
    pub(super) html: String,
    /// How many opening tags were left out.
    pub(super) cut: usize,
}

/// Leaves out the tags of a page that would nest too deep, and all that is no text; text is kept.
pub(super) fn capped(html: &str) -> Capped {
    let lower = html.to_ascii_lowercase();
    let mut scan = Scan { html, lower: &lower, ..Scan::default() };
    scan.output.reserve(html.len());
    let mut position = 0;
    while let Some(found) = html[position..].find('<') {
        scan.text(&html[position..position + found]);
        position = scan.markup(position + found);
    }
    scan.text(&html[position..]);
    Capped { html: scan.output, cut: scan.cut }
}

#[derive(Default)]
struct Scan<'page> {
    html: &'page str,
    /// The page in lower case.
    lower: &'page str,
    output: String,
    /// The names of open elements, the outermost first.
    open: Vec<&'page str>,
    foreign: Foreign<'page>,
    /// Formatting elements that were closed by a block around them, so that they open again.
    reopened: usize,
    /// Formatting elements that ended with others open in them.
    misnested: usize,
    /// How many opening tags of each name were left out, whose end tags are still to come.
    left_out: BTreeMap<&'page str, usize>,
    cut: usize,
}

impl<'page> Scan<'page> {
    /// Keeps a text, unless it labels a drawing.
    fn text(&mut self, text: &str) {
        if !self.foreign.is_drawing() {
            self.output.push_str(text);
        }
    }

    /// Goes over the markup that opens at a `<`, and says where it ends.
    fn markup(&mut self, start: usize) -> usize {
        let html = self.html;
        let rest = &html[start..];
        let end_of = |close: &str, from: usize| {
            html[start + from..]
                .find(close)
                .map_or(html.len(), |at| start + from + at + close.len())
        };
        if rest.starts_with("<!--") {
            // `<!-->` is a comment of nothing.
            return end_of("-->", 2);
        }
        match rest.as_bytes().get(1) {
            Some(b'!') if rest.get(..9).is_some_and(|it| it.eq_ignore_ascii_case("<!doctype")) => {
                let end = end_of(">", 1);
                self.output.push_str(&html[start..end].replace(['\'', '"', '['], ""));
                end
            }
            Some(b'/') if rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic) => {
                let tag = Tag::read(html, self.lower, start, 2);
                self.close(&tag);
                tag.end
            }
            Some(b'!' | b'?' | b'/') => end_of(">", 1),
            Some(letter) if letter.is_ascii_alphabetic() => self.open(start),
            _ => {
                self.text("&lt;");
                start + 1
            }
        }
    }

    /// Opens an element, unless there are too many; says where its tag ends, or all of it that is left out.
    fn open(&mut self, start: usize) -> usize {
        let tag = Tag::read(self.html, self.lower, start, 1);
        let name = tag.name;
        if self.foreign.opens(&tag) {
            return tag.end;
        }
        if name == "script" {
            let end = raw_end(self.html, tag.end, name);
            if tag.text.contains("ld+json") {
                let script = &self.html[tag.end..end];
                let json = &script[..script.rfind("</").unwrap_or(script.len())];
                // The same string to whoever reads JSON.
                let json = json.replace('<', "\\u003c");
                self.output.extend([tag.text.as_str(), &json, "</script>"]);
            }
            return end;
        }
        if name == "title" {
            let end = raw_end(self.html, tag.end, name);
            let title = &self.html[tag.end..end];
            let title = &title[..title.rfind("</").unwrap_or(title.len())];
            let title = &title[..title.floor_char_boundary(LONGEST_TITLE)];
            self.output.extend(["<title>", &title.replace('<', "&lt;"), "</title>"]);
            return end;
        }
        if RAW.contains(&name) {
            return raw_end(self.html, tag.end, name);
        }
        if matches!(name, "html" | "head" | "body") || VOID.contains(&name) {
            self.output.push_str(&tag.text);
            return tag.end;
        }
        if TABLE_PARTS.contains(&name) && !self.open.contains(&"table") {
            return tag.end;
        }
        // What a tag closes stays open where the tag is left out.
        let before = (self.open.clone(), self.reopened, self.misnested);
        self.close_implied(name);
        // A table holds a body and a row that no tag tells of, a template a document.
        let implied: usize = (self.open.iter())
            .map(|&open| 2 * usize::from(open == "table") + usize::from(open == "template"))
            .sum();
        let depth = self.open.len() + self.reopened + implied;
        let formats = FORMATTING.contains(&name);
        let is_tangled = self.reopened >= MOST_FORMATTING || self.misnested >= MOST_MISNESTED;
        let is_tangled =
            is_tangled && formats || is_heading(name) && self.open_headings() >= MOST_HEADINGS;
        if depth >= MOST_LEVELS || is_tangled {
            (self.open, self.reopened, self.misnested) = before;
            *self.left_out.entry(name).or_default() += 1;
            self.cut += 1;
            return tag.end;
        }
        self.open.push(name);
        self.output.push_str(&tag.text);
        tag.end
    }

    /// Closes what an opening tag closes without saying so.
    fn close_implied(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            let stops = |it: &str| BARRIERS.contains(&it) || it == "button";
            self.pop_to(|it| it == "p", stops);
        }
        let ends_item = |it: &str| {
            BARRIERS.contains(&it)
                || SPECIAL.contains(&it)
                || (BLOCKS.contains(&it) && !matches!(it, "address" | "div" | "p"))
        };
        let is_barrier = |it: &str| BARRIERS.contains(&it);
        let ends_table =
            |it: &str| BARRIERS.contains(&it) && !matches!(it, "td" | "th" | "caption");
        match name {
            "li" => self.pop_to(|it| it == "li", ends_item),
            "dd" | "dt" => self.pop_to(|it| matches!(it, "dd" | "dt"), ends_item),
            "td" | "th" => self.pop_to(|it| matches!(it, "td" | "th"), ends_table),
            "tr" => self.pop_to(|it| it == "tr", ends_table),
            "tbody" | "thead" | "tfoot" | "caption" | "colgroup" => {
                let parts = ["tbody", "thead", "tfoot", "caption", "colgroup"];
                self.pop_to(|it| parts.contains(&it), ends_table);
            }
            "a" | "nobr" => self.remove(name, is_barrier),
            // One heading after the other, of which the first was not closed.
            _ if is_heading(name) => {
                self.open.pop_if(|open| is_heading(open));
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: &Tag<'page>) {
        if self.foreign.closes(tag.name) {
            return;
        }
        let name = tag.name;
        if let Some(count) = self.left_out.get_mut(name).filter(|count| **count > 0) {
            *count -= 1;
            return;
        }
        self.output.push_str(&tag.text);
        let is_barrier = |it: &str| BARRIERS.contains(&it);
        match name {
            _ if FORMATTING.contains(&name) => {
                if !self.open.contains(&name) {
                    self.reopened = self.reopened.saturating_sub(1);
                }
                self.remove(name, is_barrier);
            }
            "form" => self.end_form(is_barrier),
            "p" => self.pop_to(|it| it == name, |it| is_barrier(it) || it == "button"),
            "li" => self.pop_to(|it| it == name, |it| is_barrier(it) || matches!(it, "ul" | "ol")),
            _ if is_heading(name) => self.pop_to(is_heading, is_barrier),
            "table" => self.pop_to(|it| it == name, |it| it == "template"),
            _ if TABLE_PARTS.contains(&name) => {
                self.pop_to(|it| it == name, |it| is_barrier(it) && !TABLE_PARTS.contains(&it));
            }
            _ if is_barrier(name) || BLOCKS.contains(&name) || SPECIAL.contains(&name) => {
                self.pop_to(|it| it == name, is_barrier);
            }
            _ => {
                let is_special =
                    |it: &str| is_barrier(it) || BLOCKS.contains(&it) || SPECIAL.contains(&it);
                self.pop_to(|it| it == name, is_special);
            }
        }
    }

    /// Closes the innermost element that is looked for, and all in it, unless one stops the search.
    fn pop_to(&mut self, is_wanted: impl Fn(&str) -> bool, stops: impl Fn(&str) -> bool) {
        let found = self.open.iter().rposition(|name| is_wanted(name) || stops(name));
        let Some(place) = found.filter(|&place| is_wanted(self.open[place])) else { return };
        let closed = self.open.drain(place..).skip(1);
        self.reopened += closed.filter(|name| FORMATTING.contains(name)).count();
    }

    /// Takes out one element alone.
    fn remove(&mut self, name: &str, stops: impl Fn(&str) -> bool) {
        let found = self.open.iter().rposition(|&open| open == name || stops(open));
        if let Some(place) = found.filter(|&place| self.open[place] == name) {
            self.open.remove(place);
            self.misnested += usize::from(place < self.open.len() && FORMATTING.contains(&name));
        }
    }

    /// Ends a form, which still holds whatever is open in it.
    fn end_form(&mut self, stops: impl Fn(&str) -> bool) {
        let found = self.open.iter().rposition(|&open| open == "form" || stops(open));
        if let Some(place) = found.filter(|&place| self.open[place] == "form") {
            if place + 1 == self.open.len() {
                self.open.pop();
            } else {
                self.open[place] = ENDED;
            }
        }
    }

    fn open_headings(&self) -> usize {
        self.open.iter().filter(|name| is_heading(name)).count()
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The deepest nesting of tags that a parser could make of a page.
    fn depth(html: &str) -> usize {
        let tree = dom_query::Document::from(html);
        let deepest = |node: dom_query::NodeRef<'_>| node.ancestors(None).len();
        tree.root().descendants_it().map(deepest).max().unwrap_or(0)
    }

    #[test]
    fn a_page_of_the_usual_kind_keeps_its_tags_and_its_text() {
        let page = "<!DOCTYPE html><html><head><title>A &lt; B</title></head><body><p class=\"x\">One\
                    <p>Two <b>three</b><br><ul><li>4<li>5</ul></body></html>";
        let capped = capped(page);
        assert_eq!((capped.html.as_str(), capped.cut), (page, 0));
    }

    #[test]
    fn scripts_styles_and_comments_go_but_what_tells_of_the_article_stays() {
        let page = "a<!-- <b> --><script>if (1<b) '</div>'</script><style>p{}</style>b\
                    <script type=\"application/ld+json\">{\"headline\":\"<i>\"}</script>c 1 < 2";
        assert_eq!(
            capped(page).html,
            "ab<script type=\"application/ld+json\">{\"headline\":\"\\u003ci>\"}</script>c 1 &lt; 2"
        );
    }

    #[test]
    fn unclosed_paragraphs_and_items_are_no_nesting() {
        for element in ["<p>x", "<li>x", "<dt>x<dd>y", "<a href=x>y", "<div><p>x</div>"] {
            assert_eq!(capped(&element.repeat(3_000)).cut, 0, "{element}");
        }
        let table = format!("<table>{}</table>", "<tr><td>x<td>y".repeat(3_000));
        assert_eq!(capped(&table).cut, 0);
    }

    #[test]
    fn however_tags_are_hidden_the_tree_stays_flat() {
        let long = "<div><section>x".repeat(4_000);
        for page in [
            long.clone(),
            "<div><table><td></div>".repeat(4_000),
            "<span><div></span>".repeat(4_000),
            "<table><td><svg><td>".repeat(4_000),
            "<b><p id=1>".repeat(4_000),
            "<td><div><div>".repeat(4_000),
            (0..4_000)
                .flat_map(|id| ["<p><b id=".to_owned(), id.to_string(), ">x</p>".to_owned()])
                .collect(),
            format!("<svg><style>{long}</style>"),
            format!("<select><style></select>{long}"),
            format!("<a title='{long}'>{long}"),
            format!("<svg><div><script>\"<b x='\"</script>{long}'>"),
            format!("<!--><x-->{long}"),
            format!("<svg><![CDATA[>]]>{long}"),
            format!("<p x=<{long}"),
            "<math><button><td><td><table><span><span><td><a x='<a x='<div>".repeat(600),
            "<h1></svg></table><p><svg><div></style><li>".repeat(600),
            "<desc></span><form><desc></form>".repeat(600),
            "<hx>".repeat(4_000),
        ] {
            let start = &page[..page.len().min(40)].to_owned();
            let levels = depth(&capped(&page).html);
            assert!(levels <= MOST_LEVELS + 64, "{levels} levels of {start}");
        }
    }

    #[test]
    fn headings_within_headings_and_endless_titles_are_cut() {
        let page = "<h1>One<div>".repeat(100);
        let headings = |page: &str| capped(page).html.matches("<h").count();
        assert_eq!((headings(&page), capped(&page).html.matches("One").count()), (8, 100));
        // Those that are left open beside each other are none within each other.
        assert_eq!(headings(&"<h2>One<p>two".repeat(100)), 100);
        assert_eq!(headings(&"<h1><a>One</a></h1>".repeat(100)), 100);
        let endless = format!("<title>{}", "é".repeat(3_000));
        assert_eq!(capped(&endless).html, format!("<title>{}</title>", "é".repeat(2_000)));
    }

    #[test]
    fn attributes_beyond_measure_are_left_out() {
        let many: String =
            (0..100_000).flat_map(|number| [" a".to_owned(), number.to_string()]).collect();
        assert!(capped(&format!("<p{many}>x</p>")).html.len() < 2_000);
    }

    proptest! {
        #[test]
        fn every_page_stays_flat_and_none_panics(
            tags in prop::collection::vec(
                prop::sample::select(vec![
                    "<div>", "</div>", "<p>", "</p>", "<table>", "</table>", "<td>", "</td>", "<tr>",
                    "<svg>", "</svg>", "<style>", "</style>", "<b>", "</b>", "<a x='", "'>", "<!--",
                    "-->", "<li>", "<ul>", "<select>", "</select>", "<template>", "</template>",
                    "<title>", "</title>", "<script>", "</script>", "<span>", "</span>", "é", "<", "=",
                    "<button>", "<form>", "</form>", "<math>", "<desc>", "<![CDATA[", "]]>", "\"", "<h1>",
                    "<h2>", "</h2>", "<hx>", "</hx>", "</desc>", "</svg>", "</math>", "<option>",
                ]),
                1..40,
            )
        ) {
            let page = tags.concat().repeat(600);
            let levels = depth(&capped(&page).html);
            // What is tangled is wrapped.
            prop_assert!(levels <= MOST_LEVELS * 3, "{levels}");
        }
    }
}
