//! Labels with names such as `politics/diplomacy`: the second is a kind of the first.

use std::collections::{BTreeMap, BTreeSet};

/// The labels above a name, nearest first: `a/b` and `a` above `a/b/c`.
///
/// A name with a blank part, such as `/a` or `a//b`, has nothing above that part.
fn ancestors(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(parent(name), |&above| parent(above))
}

fn parent(name: &str) -> Option<&str> {
    let (above, below) = name.rsplit_once('/')?;
    let blank = |part: &str| part.trim().is_empty();
    (!blank(below) && !above.split('/').any(blank)).then_some(above)
}

/// The names above some labels that mean something: those that are labels themselves, or have two
/// labels or more below them. In byte order.
///
/// So `Sci/Tech` is one label, not a kind of `Sci`, unless something else is.
///
/// # Example
///
/// ```
/// use nutgraf::corpus::implied_parents;
/// let labels = ["politics/diplomacy", "politics/elections", "sci/tech"].map(str::to_owned);
/// assert_eq!(implied_parents(&labels), ["politics"]);
/// ```
pub fn implied_parents(labels: &[String]) -> Vec<String> {
    let mut below: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for label in labels {
        for above in ancestors(label) {
            below.entry(above).or_default().insert(label);
        }
    }
    let is_label: BTreeSet<&str> = labels.iter().map(String::as_str).collect();
    let means_something =
        |(above, below): (&&str, &BTreeSet<&str>)| below.len() > 1 || is_label.contains(*above);
    let parents = below.iter().filter(|&(above, below)| means_something((above, below)));
    parents.map(|(above, _)| (*above).to_owned()).collect()
}

/// Which label is a kind of which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelTree {
    /// Of each label the place of the nearest label above it, which comes before it in byte order.
    parents: Vec<Option<usize>>,
}

impl LabelTree {
    /// The tree of some labels in byte order.
    pub fn new(labels: &[String]) -> Self {
        let place = |name: &str| labels.binary_search_by(|label| label.as_str().cmp(name)).ok();
        let parents = labels.iter().map(|label| ancestors(label).find_map(place)).collect();
        Self { parents }
    }

    /// A tree of so many labels that are none above another, whatever their names.
    pub fn flat(labels: usize) -> Self {
        Self { parents: vec![None; labels] }
    }

    /// Whether no label is above another.
    pub fn is_flat(&self) -> bool {
        self.parents.iter().all(Option::is_none)
    }

    /// The labels above a label, nearest first.
    pub fn above(&self, label: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.parents[label], |&above| self.parents[above])
    }

    /// Adds to a set what is above its labels, and puts it into ascending order.
    pub fn complete(&self, set: &mut Vec<usize>) {
        let above: Vec<usize> = set.iter().flat_map(|&label| self.above(label)).collect();
        set.extend(above);
        set.sort_unstable();
        set.dedup();
    }

    /// Lowers probabilities, shape `(labels,)`, until none is above that of the label above it.
    ///
    /// Of the two the parent is the surer guide: it has learned from all articles of its children.
    pub fn limit(&self, probabilities: &mut [f32]) {
        for (label, parent) in self.parents.iter().enumerate() {
            if let Some(parent) = *parent {
                probabilities[label] = probabilities[label].min(probabilities[parent]);
            }
        }
    }

    /// Going down from a label, each time to the most probable label right below that holds: the
    /// most specific one that it leads to.
    pub fn most_specific(
        &self,
        label: usize,
        probabilities: &[f32],
        holds: impl Fn(usize) -> bool,
    ) -> usize {
        let mut at = label;
        // A parent comes before its children, so one pass sees the children of every place on the way.
        let mut best: Option<usize> = None;
        loop {
            for child in at + 1..self.parents.len() {
                let better = |best: usize| probabilities[child] > probabilities[best];
                if self.parents[child] == Some(at) && holds(child) && best.is_none_or(better) {
                    best = Some(child);
                }
            }
            match best.take() {
                Some(child) => at = child,
                None => return at,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(labels: &[&str]) -> Vec<String> {
        labels.iter().map(|&label| label.to_owned()).collect()
    }

    #[test]
    fn a_parent_of_one_label_is_implied_only_where_it_is_a_label() {
        assert!(implied_parents(&names(&["sci/tech", "sport"])).is_empty());
        assert_eq!(implied_parents(&names(&["sci", "sci/tech"])), ["sci"]);
        assert_eq!(implied_parents(&names(&["a/b/c", "a/b/d", "a/e"])), ["a", "a/b"]);
        assert_eq!(implied_parents(&names(&["a/b/c", "a/d"])), ["a"]);
    }

    #[test]
    fn blank_parts_of_a_name_make_no_parent() {
        assert!(
            implied_parents(&names(&["/a", "/b", "c/", "c//d", "c//e", " /f", " /g"])).is_empty()
        );
    }

    #[test]
    fn a_set_is_completed_by_what_is_above_its_labels() {
        let tree = LabelTree::new(&names(&["a", "a/b", "a/b/c", "d", "e/f"]));
        let mut set = vec![2, 3];
        tree.complete(&mut set);
        assert_eq!(set, [0, 1, 2, 3]);
        assert!(LabelTree::new(&names(&["d", "e/f"])).is_flat());
    }

    #[test]
    fn a_missing_level_is_skipped() {
        let tree = LabelTree::new(&names(&["a", "a/b/c"]));
        assert_eq!(tree.above(1).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn the_most_specific_label_is_the_most_probable_below_that_holds() {
        let tree = LabelTree::new(&names(&["a", "a/b", "a/c", "a/c/d", "e"]));
        let probabilities = [0.9, 0.3, 0.6, 0.2, 0.1];
        assert_eq!(tree.most_specific(0, &probabilities, |_| true), 3);
        assert_eq!(tree.most_specific(0, &probabilities, |label| probabilities[label] > 0.25), 2);
        assert_eq!(tree.most_specific(4, &probabilities, |_| true), 4);
    }

    proptest! {
        #[test]
        fn no_label_is_more_probable_than_one_above_it(
            labels in proptest::collection::btree_set("[ab](/[ab]){0,3}", 1..12),
            seed in proptest::collection::vec(0.0_f32..1.0, 12),
        ) {
            let labels: Vec<String> = labels.into_iter().collect();
            let tree = LabelTree::new(&labels);
            let mut probabilities = seed[..labels.len()].to_vec();
            tree.limit(&mut probabilities);
            for label in 0..labels.len() {
                for above in tree.above(label) {
                    prop_assert!(labels[label].starts_with(&labels[above]));
                    prop_assert!(probabilities[label] <= probabilities[above]);
                }
            }
        }
    }
}
