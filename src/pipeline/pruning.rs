//! A smaller classifier: the terms that matter least are left out.

use crate::{Error, Result};

use super::classifier::{Parts, View};
use super::{Novelty, TextClassifier};

impl TextClassifier {
    /// The classifier with its `count` weightiest terms only, of all views together.
    ///
    /// A term weighs what it moves a score, by the root of the mean square over articles: the largest
    /// difference between its weights for two labels, times its idf, times the root of the share
    /// of training articles that contain it.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when `count` is 0.
    pub fn prune(self, count: usize) -> Result<Self> {
        if count == 0 {
            let (name, expected) = ("count", "at least 1");
            return Err(Error::InvalidParameter { name, expected, actual: "0".to_owned() });
        }
        let parts = self.into_parts();
        let mut ranked: Vec<(f32, usize, usize)> = Vec::new();
        for (place, view) in parts.views.iter().enumerate() {
            ranked
                .extend(importances(view).enumerate().map(|(term, weight)| (weight, place, term)));
        }
        // Stable: of equal weights the earlier term stays.
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut keep: Vec<Vec<bool>> =
            parts.views.iter().map(|view| vec![false; view.model.terms()]).collect();
        for &(_, place, term) in ranked.iter().take(count) {
            keep[place][term] = true;
        }
        let views = parts.views.into_iter().zip(&keep).map(|(view, keep)| {
            let (vectorizer, model) = (view.vectorizer.select(keep), view.model.select(keep));
            match vectorizer.vocabulary().columns() {
                // Strings whose columns are in their own order need no list of columns in a file.
                [columns] if columns.len() == model.terms() => {
                    let order = columns.to_vec();
                    View {
                        vectorizer: vectorizer.reordered(&order),
                        model: model.reordered(&order),
                    }
                }
                _ => View { vectorizer, model },
            }
        });
        let novelty = parts.novelty.map(Novelty::without_familiarity);
        Self::from_parts(Parts { views: views.collect(), novelty, ..parts })
    }
}

/// What each term of a view weighs, shape `(terms,)`.
fn importances(view: &View) -> impl Iterator<Item = f32> + '_ {
    view.vectorizer.idf().iter().enumerate().map(|(term, &idf)| {
        // The idf of BM25 is close to minus the logarithm of the share of documents.
        view.model.spread(term) * idf * (-idf / 2.0).exp()
    })
}
