//! What is left of a site around an article, once its main content was found.

use dom_query::{Document, NodeRef};

use super::page_text::{Block, BlockKind};
use crate::text::is_furniture_line;

/// Parts of the names of classes that hold no prose of the article, whole words of a name.
const CLASSES: &[&str] = &[
    "caption",
    "captions",
    "credit",
    "credits",
    "gallery",
    "slideshow",
    "carousel",
    "newsletter",
    "signup",
    "related",
    "recirc",
    "share",
    "sharing",
    "social",
    "promo",
    "advert",
    "advertisement",
    "sponsored",
    "trending",
    "popular",
    "recommended",
    "recommendations",
    "breadcrumb",
    "breadcrumbs",
    "timestamp",
    "byline",
    "bio",
    "paywall",
    "subscribe",
    "comments",
    "outbrain",
    "taboola",
    "rollover",
    "disclaimer",
    "copyright",
];
/// Characters beyond which an element is no furniture, whatever it is called.
const LONGEST_ELEMENT: usize = 1_500;

/// Takes out the elements of a page that are called after furniture.
pub(super) fn take_out(tree: &Document) {
    for element in tree.select("body [class]").nodes() {
        let class = element.class().unwrap_or_default().to_ascii_lowercase();
        if is_called_after_furniture(&class) && is_short(element) {
            element.remove_from_parent();
        }
    }
}

fn is_called_after_furniture(class: &str) -> bool {
    let parts = class.split(|letter: char| !letter.is_ascii_alphanumeric());
    parts.into_iter().any(|part| CLASSES.contains(&part))
}

fn is_short(element: &NodeRef<'_>) -> bool {
    let is_container =
        element.node_name().is_some_and(|name| matches!(&*name, "body" | "main" | "article"));
    let mut length = 0;
    !is_container
        && element.descendants_it().filter(NodeRef::is_text).all(|text| {
            length += text.text().trim().len();
            length <= LONGEST_ELEMENT
        })
}

/// Leaves out the blocks that are no part of the article; where hardly anything would be left, none.
pub(super) fn without_furniture(blocks: Vec<Block>, title: &str) -> Vec<Block> {
    let length = |blocks: &[Block]| blocks.iter().map(|block| block.text.len()).sum::<usize>();
    let mut kept: Vec<Block> = Vec::new();
    for block in &blocks {
        let is_repeated = block.text.len() > 40 && kept.iter().any(|it| it.text == block.text);
        let is_title = kept.iter().all(|it| it.text.len() < 60) && same(&block.text, title);
        if !is_repeated && !is_title && !RULES.iter().any(|rule| rule(block)) {
            kept.push(block.clone());
        }
    }
    // A heading with nothing below it headed what was left out.
    while kept.last().is_some_and(|block| block.kind == BlockKind::Heading) {
        kept.pop();
    }
    if length(&kept) * 4 < length(&blocks) { blocks } else { kept }
}

const RULES: [fn(&Block) -> bool; 4] = [is_furniture, is_link, is_caption, is_widget];

fn is_furniture(block: &Block) -> bool {
    is_furniture_line(&block.text)
}

/// A link to another page that stands alone, and is no sentence.
fn is_link(block: &Block) -> bool {
    let letters = block.text.chars().count();
    block.linked * 10 >= letters * 8
        && letters <= 200
        && !block.text.trim_end_matches(['"', '”', '’', ')']).ends_with(['.', '!', '。'])
}

/// `(Image: NASA)`, `© Aaron Schwartz`, `Image 1 of 8`, `Photo by Jane Roe`.
fn is_caption(block: &Block) -> bool {
    let line = block.text.as_str();
    let opens = [
        "(Image:",
        "(Photo",
        "(Picture",
        "©",
        "Image copyright",
        "Image caption",
        "Photo by",
        "Photos by",
        "Image courtesy",
    ];
    let closes = ["Image: ", "Photo: ", "Picture: ", "AP Photo", "Getty Images", "Photo by"];
    let is_short = line.chars().count() <= 250;
    let numbered = line.strip_prefix("Image ").is_some_and(|rest| {
        rest.chars().all(|letter| letter.is_ascii_digit() || "of/ ".contains(letter))
    });
    let credit = line.strip_suffix(')').and_then(|line| line.rsplit_once('('));
    numbered
        || is_short && opens.iter().any(|start| line.starts_with(start))
        || is_short && credit.is_some_and(|(_, credit)| closes.iter().any(|it| credit.contains(it)))
        || is_short && line.contains(" | ") && line.ends_with("Getty Images")
}

/// `Advert`, `Close`, `Sharing is caring!`, `You may also like...`.
fn is_widget(block: &Block) -> bool {
    const NAMES: [&str; 17] = [
        "advert",
        "caption",
        "close",
        "comments",
        "sharing is caring",
        "you may also like",
        "dont miss",
        "continue reading below",
        "about the author",
        "most read stories",
        "more",
        "warning",
        "this slideshow requires javascript",
        "tell us what you think",
        "share this",
        "loading",
        "print",
    ];
    let bare: String = block.text.chars().filter(|it| it.is_alphanumeric() || *it == ' ').collect();
    NAMES.contains(&bare.trim().to_lowercase().as_str())
}

/// Whether two texts have the same letters.
fn same(one: &str, other: &str) -> bool {
    let letters =
        |text: &str| -> String { text.chars().filter(|it| it.is_alphanumeric()).collect() };
    !one.is_empty() && letters(one).eq_ignore_ascii_case(&letters(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_of(blocks: &[(&str, usize)]) -> Vec<String> {
        let block = |&(text, linked): &(&str, usize)| Block {
            text: text.to_owned(),
            linked,
            ..Block::default()
        };
        let kept = without_furniture(blocks.iter().map(block).collect(), "Ferries run again");
        kept.into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn links_captions_and_widgets_go_and_prose_stays() {
        let prose =
            "The harbour office said on Tuesday that two ferries would run again from Friday.";
        let linked = "He told a reporter of it.";
        let blocks = [
            ("Ferries run again", 0),
            ("Advert", 0),
            (prose, 10),
            ("Image 1 of / 8", 0),
            ("The pier last spring (Image: Herald)", 0),
            ("Ice closes the northern harbour", 31),
            (linked, 25),
            (prose, 0),
        ];
        assert_eq!(left_of(&blocks), [prose, linked]);
    }

    #[test]
    fn where_all_would_go_all_stays() {
        let blocks = [("Advert", 0), ("Ice closes the northern harbour", 31)];
        assert_eq!(left_of(&blocks).len(), 2);
    }

    #[test]
    fn elements_called_after_furniture_go_unless_they_are_long() {
        let long = "word ".repeat(400);
        let page = format!(
            "<body class=related><p class=post-share>a</p><div class='x social'>{long}</div>\
             <p class=shareholders>b</p></body>"
        );
        let tree = Document::from(page.as_str());
        take_out(&tree);
        let text = tree.select("body").text();
        assert!(!text.contains('a') && text.contains('b') && text.contains("word"), "{text}");
    }
}
