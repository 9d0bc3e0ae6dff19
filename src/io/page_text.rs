//! The text of a piece of HTML, block by block.

use dom_query::NodeRef;

/// A block of a page: a paragraph, a heading, an item of a list or a row of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Block {
    /// Trimmed, without runs of blanks; lines are those of the page.
    pub(super) text: String,
    pub(super) kind: BlockKind,
    /// Characters of the text that are links.
    pub(super) linked: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum BlockKind {
    #[default]
    Paragraph,
    Heading,
    Item,
    Row,
}

/// What is never text of an article.
const LEFT_OUT: &[&str] = &[
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "button",
    "select",
    "textarea",
    "iframe",
    "svg",
    "object",
    "video",
    "audio",
    "figcaption",
    "nav",
];
const PARAGRAPHS: &[&str] = &[
    "p",
    "div",
    "article",
    "section",
    "main",
    "blockquote",
    "pre",
    "ul",
    "ol",
    "dl",
    "table",
    "header",
    "footer",
    "aside",
    "address",
    "figure",
    "form",
    "fieldset",
    "hr",
    "body",
    "details",
    "summary",
    "center",
    "tbody",
    "thead",
    "tfoot",
    "caption",
];

/// The blocks below a node, in order; none is empty.
pub(super) fn blocks(root: &NodeRef<'_>) -> Vec<Block> {
    let mut reading = Reading::default();
    reading.node(root, &Context::default());
    reading.end_block(BlockKind::Paragraph);
    reading.blocks
}

/// Blocks as a text: a blank line between two, but for items and rows that follow their like.
pub(super) fn text_of(blocks: &[Block]) -> String {
    let mut text = String::new();
    let mut last = BlockKind::Paragraph;
    for block in blocks {
        if !text.is_empty() {
            let is_run = block.kind == last && matches!(last, BlockKind::Item | BlockKind::Row);
            text.push_str(if is_run { "\n" } else { "\n\n" });
        }
        text.push_str(&block.text);
        last = block.kind;
    }
    text
}

#[derive(Clone, Default)]
struct Context {
    kind: BlockKind,
    is_link: bool,
    is_preformatted: bool,
}

#[derive(Default)]
struct Reading {
    blocks: Vec<Block>,
    current: String,
    linked: usize,
}

impl Reading {
    /// Goes over a node and all below it; the depth of a page is bounded.
    fn node(&mut self, node: &NodeRef<'_>, context: &Context) {
        if node.is_text() {
            self.text(&node.text(), context);
            return;
        }
        let name = node.node_name().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
        if LEFT_OUT.contains(&name.as_str()) {
            return;
        }
        let mut inner = context.clone();
        let mut is_block = true;
        match name.as_str() {
            "br" => return self.line_break(context),
            "td" | "th" => {
                self.text(" ", context);
                is_block = false;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => inner.kind = BlockKind::Heading,
            "li" | "dt" | "dd" => inner.kind = BlockKind::Item,
            "tr" => inner.kind = BlockKind::Row,
            "pre" => inner.is_preformatted = true,
            "a" => {
                inner.is_link = true;
                is_block = false;
            }
            name => is_block = PARAGRAPHS.contains(&name) && context.kind != BlockKind::Row,
        }
        if is_block {
            self.end_block(context.kind);
        }
        for child in node.children_it(false) {
            self.node(&child, &inner);
        }
        if is_block {
            self.end_block(inner.kind);
        }
    }

    fn text(&mut self, text: &str, context: &Context) {
        let before = self.current.len();
        for letter in text.chars() {
            match letter {
                '\n' if context.is_preformatted => self.current.push('\n'),
                '\u{200b}' | '\u{feff}' => {}
                letter if letter.is_whitespace() => {
                    if !self.current.is_empty() && !self.current.ends_with([' ', '\n']) {
                        self.current.push(' ');
                    }
                }
                letter => self.current.push(letter),
            }
        }
        if context.is_link {
            self.linked += self.current[before..].chars().count();
        }
    }

    /// One break ends a line, two end a paragraph.
    fn line_break(&mut self, context: &Context) {
        let trimmed = self.current.trim_end_matches(' ').len();
        self.current.truncate(trimmed);
        if self.current.ends_with('\n') {
            self.end_block(context.kind);
        } else if !self.current.is_empty() {
            self.current.push('\n');
        }
    }

    fn end_block(&mut self, kind: BlockKind) {
        let text = self.current.trim();
        if !text.is_empty() {
            self.blocks.push(Block { text: text.to_owned(), kind, linked: self.linked });
        }
        self.current.clear();
        self.linked = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> (Vec<Block>, String) {
        let tree = dom_query::Document::from(html);
        let blocks = blocks(&tree.root());
        let text = text_of(&blocks);
        (blocks, text)
    }

    #[test]
    fn paragraphs_headings_items_and_rows_stand_on_lines_of_their_own() {
        let html = "<h2>Talks</h2><p>One  <b>two</b>\nthree.</p>Four.<ul><li>a<li><p>b</p></ul>\
                    <table><tr><td>c<td><p>d</p><tr><td>e</table>";
        assert_eq!(read(html).1, "Talks\n\nOne two three.\n\nFour.\n\na\nb\n\nc d\ne");
    }

    #[test]
    fn two_breaks_part_paragraphs_and_one_parts_lines() {
        assert_eq!(read("One.<br>Two.<br> <br/>Three.").1, "One.\nTwo.\n\nThree.");
        assert_eq!(read("<pre>a\n  b</pre>").1, "a\nb");
    }

    #[test]
    fn scripts_buttons_and_captions_are_no_text_and_links_are_counted() {
        let (blocks, text) =
            read("<script>x</script><p>a <a href=y>bcd</a><button>Share</button></p><nav>z</nav>");
        assert_eq!((text.as_str(), blocks[0].linked), ("a bcd", 3));
    }
}
