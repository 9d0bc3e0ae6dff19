//! Which documents a rare class must be told from.

use crate::features::CsrMatrix;

/// Finds the documents that resemble those of a class.
///
/// Of a hundred thousand documents a class of three need not be told from most: they share none of
/// its telling terms, and all score the intercept. Against those that do, and a sample of the rest
/// that holds the intercept down, it is learned as well and a hundred times faster.
pub(super) struct Rivals {
    /// Shape `(terms, documents)`.
    transposed: CsrMatrix,
    /// Terms of more documents do not make a document a rival.
    most: usize,
}

/// Of so many documents a term may stand in at most one to be telling.
const RARITY: usize = 1_000;
/// But a term of so few documents always is.
const FEW: usize = 20;
/// How many documents are taken whatever they say.
const SAMPLE: usize = 500;

impl Rivals {
    pub(super) fn new(matrix: &CsrMatrix) -> Self {
        let most = (matrix.documents() / RARITY).max(FEW);
        Self { transposed: matrix.transpose(), most }
    }

    /// Those of `documents` that are of a class, which `holds` says by bits above 0, that share a
    /// telling term with one that is, or that are in the sample.
    pub(super) fn of(&self, matrix: &CsrMatrix, documents: &[u32], holds: &[u8]) -> Vec<u32> {
        let mut is_rival = vec![false; matrix.documents()];
        for (document, _) in holds.iter().enumerate().filter(|(_, holds)| **holds != 0) {
            is_rival[document] = true;
            for &term in matrix.row(document).columns {
                let sharing = self.transposed.row(term as usize).columns;
                if sharing.len() <= self.most {
                    sharing.iter().for_each(|&document| is_rival[document as usize] = true);
                }
            }
        }
        let step = documents.len().div_ceil(SAMPLE).max(1);
        let among = documents.iter().enumerate();
        let among = among.filter(|&(place, &d)| place % step == 0 || is_rival[d as usize]);
        among.map(|(_, &document)| document).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rivals_share_a_telling_term() {
        // Each document has term 0; documents 3 and 9 have term 1 besides.
        let documents = 5_000;
        let (mut offsets, mut columns) = (vec![0], Vec::new());
        for document in 0..documents {
            columns.push(0);
            columns.extend((document == 3 || document == 9).then_some(1));
            offsets.push(columns.len());
        }
        let values = vec![1.0; columns.len()];
        let matrix = CsrMatrix::new(offsets, columns, values, 2).unwrap();
        let mut holds = vec![0; documents];
        holds[3] = 1;
        let all: Vec<u32> = (0..documents as u32).collect();
        let rivals = Rivals::new(&matrix).of(&matrix, &all, &holds);
        assert!(rivals.contains(&3) && rivals.contains(&9));
        assert_eq!(rivals.len(), SAMPLE + 2);
    }
}
