//! Drawings and formulas in pages, in which a parser goes by other rules (HTML standard, section 13.2.6.5).
//!
//! Their tags are left out, so that no parser ever goes by those.

use super::tag::Tag;

/// Drawings and formulas, in which a parser goes by other rules.
const FOREIGN: &[&str] = &["svg", "math"];
/// What ends a drawing or a formula that it opens in.
const BREAKING_OUT: &[&str] = &[
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strong",
    "strike",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];

/// The drawing or formula that is open.
#[derive(Default)]
pub(super) struct Foreign<'page> {
    /// Its name, and how many are open within each other.
    open: Option<(&'page str, usize)>,
}

impl<'page> Foreign<'page> {
    /// Whether a drawing is open, whose texts label it.
    pub(super) fn is_drawing(&self) -> bool {
        self.open.is_some_and(|(name, _)| name == "svg")
    }

    /// Takes an opening tag; says whether it is that of a drawing or a formula, or of a part of one.
    pub(super) fn opens(&mut self, tag: &Tag<'page>) -> bool {
        let name = tag.name;
        let is_foreign = FOREIGN.contains(&name);
        self.open = match (self.open, is_foreign) {
            (None, false) => return false,
            (open, true) if tag.is_self_closing => open,
            (None, true) => Some((name, 1)),
            (Some((outer, depth)), true) if outer == name => Some((outer, depth + 1)),
            (Some(_), false) if BREAKING_OUT.contains(&name) => None,
            (open, _) => open,
        };
        self.open.is_some() || is_foreign
    }

    /// Takes an end tag by its name; says whether it is that of a drawing or a formula, or of a part of one.
    pub(super) fn closes(&mut self, name: &str) -> bool {
        let Some((foreign, depth)) = self.open else { return FOREIGN.contains(&name) };
        if name == foreign {
            self.open = (depth > 1).then_some((foreign, depth - 1));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::nesting::capped;

    #[test]
    fn of_drawings_nothing_is_left_and_of_formulas_their_text() {
        let page =
            "a<svg><title>x</title><g><svg/><svg>y</svg></g></svg>b<math><mi>c</mi></math>d</svg>";
        assert_eq!(capped(page).html, "abcd");
        // What belongs into no drawing ends it.
        assert_eq!(capped("<svg><g>x<p>One</g></svg></p>").html, "<p>One</g></p>");
    }
}
