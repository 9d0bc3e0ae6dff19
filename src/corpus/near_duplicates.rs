//! Articles that are all but the same: reprints, updates, wire copy with another first line.

use std::collections::HashMap;

use rayon::prelude::*;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::text::{Tokenizer, normalize};
use crate::{Error, Result};

/// Words of a shingle.
const SHINGLE: usize = 4;

/// Bins of a signature, and how many of them make a band: two articles are compared where all bins of one
/// band agree.
const BINS: usize = 120;
const ROWS: usize = 5;

/// Articles of a bucket that another is compared with at most: more are alike in a common opening, not in
/// what they say.
const MOST_COMPARED: usize = 16;

/// Bins beyond which a share of agreement tells so surely that two are unlike that their shingles need not be
/// compared: four standard deviations of a share of 120 bins.
const DOUBT: f64 = 0.18;

/// An article that is nearly the same as one before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearDuplicate {
    /// Its 0-based position among the articles.
    pub index: usize,
    /// The position of the article before it, itself no near-duplicate, that it is most alike.
    pub original: usize,
    /// The share of their shingles that both have (Jaccard), in `(0, 1]`.
    pub similarity: f64,
}

/// What counts as nearly the same.
///
/// Texts are sets of shingles, sequences of four normalised words. Those that may be alike are found by
/// one-permutation `MinHash` with optimal densification and banding, in time linear in the texts; they are then
/// compared shingle by shingle, so what is found is exact: none is found that is less alike than asked. Of
/// pairs with a similarity of 0.8, about one in 10,000 is overlooked (24 bands of 5 bins).
///
/// Sources: Broder, "On the resemblance and containment of documents" (1997); Li, Owen and Zhang,
/// "One permutation hashing" (2012); Shrivastava, "Optimal densification for fast and accurate minwise
/// hashing" (2017).
///
/// # Example
///
/// ```
/// use nutgraf::corpus::NearDuplicatesParams;
/// let texts = [
///     "Ministers of both states signed the treaty in Bern on Friday after ten years of talks.",
///     "Rain fell on Basel.",
///     "UPDATE: Ministers of both states signed the treaty in Bern on Friday after ten years of talks.",
/// ];
/// let found = NearDuplicatesParams::default().similarity(0.7).find(&texts)?;
/// assert_eq!((found.len(), found[0].index, found[0].original), (1, 2, 0));
/// # Ok::<(), nutgraf::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearDuplicatesParams {
    similarity: f64,
}

impl Default for NearDuplicatesParams {
    /// Four shingles in five.
    fn default() -> Self {
        Self { similarity: 0.8 }
    }
}

impl NearDuplicatesParams {
    /// The least share of shingles in common, in `(0, 1]`; below 0.5 ever more pairs are overlooked.
    #[must_use]
    pub fn similarity(self, similarity: f64) -> Self {
        Self { similarity }
    }

    /// The articles that are nearly the same as one before them, in order.
    ///
    /// Texts without a word are like no other. The result does not depend on the number of threads.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a similarity that is not in `(0, 1]`.
    pub fn find(&self, texts: &[impl AsRef<str> + Sync]) -> Result<Vec<NearDuplicate>> {
        if !(self.similarity > 0.0 && self.similarity <= 1.0) {
            return Err(Error::InvalidParameter {
                name: "similarity",
                expected: "above 0 and at most 1",
                actual: self.similarity.to_string(),
            });
        }
        let signatures: Vec<Option<Signature>> =
            texts.par_iter().map(|text| Signature::of(&shingles(text.as_ref()))).collect();
        let mut originals = Originals::default();
        let mut found = Vec::new();
        for (index, signature) in signatures.iter().enumerate() {
            let Some(signature) = signature else { continue };
            let candidates = originals.like(signature, |original| {
                let other = signatures[original].as_ref();
                other.is_some_and(|other| signature.agreement(other) + DOUBT >= self.similarity)
            });
            let own =
                if candidates.is_empty() { Vec::new() } else { shingles(texts[index].as_ref()) };
            let compared = candidates.into_iter().map(|original| {
                let similarity = in_common(&own, &shingles(texts[original].as_ref()));
                NearDuplicate { index, original, similarity }
            });
            // Of equal ones the earliest.
            let best = compared
                .filter(|one| one.similarity >= self.similarity)
                .reduce(|best, one| if one.similarity > best.similarity { one } else { best });
            match best {
                Some(duplicate) => found.push(duplicate),
                None => originals.add(index, signature),
            }
        }
        Ok(found)
    }
}

/// The hashes of the shingles of a text, ascending and unique; a text of fewer words than a shingle is one.
fn shingles(text: &str) -> Vec<u64> {
    let mut words: Vec<u64> = Vec::new();
    let mut word = String::new();
    Tokenizer.visit(text, |token, _| {
        normalize(token, &mut word);
        words.push(xxh3_64(word.as_bytes()));
    });
    if words.is_empty() {
        return words;
    }
    let hash = |words: &[u64]| {
        words.iter().fold(0, |sum, &word| (sum ^ word).wrapping_mul(MIX).rotate_left(31))
    };
    let mut shingles: Vec<u64> =
        words.windows(SHINGLE.min(words.len())).map(|words| mix(hash(words))).collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// An odd number whose bits are as good as random (the golden ratio in 64 bits).
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// Spreads a number over all bits (the finaliser of `SplitMix64`).
fn mix(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// The share of two ascending sets that both have, in `[0, 1]`.
fn in_common(one: &[u64], other: &[u64]) -> f64 {
    let (mut shared, mut here, mut there) = (0_usize, 0, 0);
    while let (Some(left), Some(right)) = (one.get(here), other.get(there)) {
        shared += usize::from(left == right);
        here += usize::from(left <= right);
        there += usize::from(right <= left);
    }
    let all = one.len() + other.len() - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

/// The least hash of each bin.
struct Signature([u32; BINS]);

impl Signature {
    /// `None` where there is no shingle.
    fn of(shingles: &[u64]) -> Option<Self> {
        let mut bins = [None; BINS];
        for &shingle in shingles {
            // The upper half says which bin, the lower half is what is compared.
            let bin = place(shingle >> 32);
            let hash = shingle as u32;
            let least: &mut Option<u32> = &mut bins[bin];
            *least = Some(least.map_or(hash, |least| least.min(hash)));
        }
        bins.iter().any(Option::is_some).then(|| Self(densified(&bins)))
    }

    /// The share of bins that agree, in `[0, 1]`: an estimate of the similarity.
    fn agreement(&self, other: &Self) -> f64 {
        let agree = self.0.iter().zip(&other.0).filter(|(one, other)| one == other).count();
        agree as f64 / BINS as f64
    }

    /// A number for each band.
    fn bands(&self) -> impl Iterator<Item = u64> {
        let bands = self.0.chunks(ROWS).zip(0_u64..);
        bands.map(|(bins, band)| xxh3_64_with_seed(bytemuck::cast_slice(bins), band))
    }
}

/// The bin of a number below 2 to the power of 32, each as likely as any other.
fn place(number: u64) -> usize {
    ((number * BINS as u64) >> 32) as usize
}

/// Fills each empty bin from one that is not, by a walk that is the same for all texts.
fn densified(bins: &[Option<u32>; BINS]) -> [u32; BINS] {
    std::array::from_fn(|bin| {
        let mut walk = bin as u64;
        loop {
            let at = if walk == bin as u64 { bin } else { place(walk >> 32) };
            if let Some(hash) = bins[at] {
                return hash;
            }
            walk = mix(walk.wrapping_add(MIX));
        }
    })
}

/// The articles that are nearly the same as none before them, by the bands of their signatures.
#[derive(Default)]
struct Originals {
    buckets: HashMap<u64, Vec<usize>>,
}

impl Originals {
    /// Those that share a band with a signature and may be alike, ascending.
    fn like(&self, signature: &Signature, may_be: impl Fn(usize) -> bool) -> Vec<usize> {
        let buckets = signature.bands().filter_map(|band| self.buckets.get(&band));
        let mut like: Vec<usize> = buckets.flatten().copied().collect();
        like.sort_unstable();
        like.dedup();
        like.retain(|&original| may_be(original));
        like
    }

    fn add(&mut self, index: usize, signature: &Signature) {
        for band in signature.bands() {
            let bucket = self.buckets.entry(band).or_default();
            if bucket.len() < MOST_COMPARED {
                bucket.push(index);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SplitMix64;
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    fn found(texts: &[String], similarity: f64) -> Vec<(usize, usize)> {
        let found = NearDuplicatesParams::default().similarity(similarity).find(texts).unwrap();
        found.iter().map(|one| (one.index, one.original)).collect()
    }

    /// A text of so many words that have nothing in common with another of another seed.
    fn words(seed: usize, count: usize) -> Vec<String> {
        (0..count).map(|word| format!("w{seed}x{word}")).collect()
    }

    #[test]
    fn similarity_by_hand() {
        let [one, other] = ["a b c d e f", "a b c d e g"].map(shingles);
        // `abcd` and `bcde` of `abcd bcde cdef cdeg`.
        assert_relative_eq!(in_common(&one, &other), 0.5);
        assert_relative_eq!(in_common(&shingles("Rain, SNOW"), &shingles("rain snow")), 1.0);
        assert!(shingles(" ... ").is_empty());
    }

    #[test]
    fn a_chain_of_updates_leads_to_the_first_that_is_like_none_before_it() {
        let first = words(0, 100);
        let text = |changed: std::ops::Range<usize>| {
            let mut words = first.clone();
            words[changed].iter_mut().for_each(|word| word.push('y'));
            words.join(" ")
        };
        // 97 shingles; one word changed at the edge spoils one of them, twelve spoil twelve.
        let texts =
            [text(0..0), text(0..1), text(99..100), text(0..12), "rain".to_owned(), text(0..0)];
        assert_eq!(found(&texts, 0.9), [(1, 0), (2, 0), (5, 0)]);
        assert_eq!(found(&texts, 0.75), [(1, 0), (2, 0), (3, 0), (5, 0)]);
    }

    #[test]
    fn pairs_at_the_limit_are_rarely_overlooked_and_no_others_are_found() {
        let mut texts = Vec::new();
        for seed in 0..200 {
            // Of 203 words, the last 20 differ: 180 of 220 shingles in common, .818.
            let (mut one, mut other) = (words(seed, 203), words(seed, 203));
            one[183..].iter_mut().for_each(|word| word.push('y'));
            other[183..].iter_mut().for_each(|word| word.push('z'));
            texts.extend([one.join(" "), other.join(" ")]);
        }
        assert!(found(&texts, 0.8).len() >= 198);
        assert_eq!(found(&texts, 0.82), []);
    }

    #[test]
    fn texts_without_words_are_like_no_other_and_limits_are_checked() {
        assert_eq!(found(&[String::new(), String::new(), "...".to_owned()], 0.5), []);
        let outside = NearDuplicatesParams::default().similarity(0.0).find(&["a"]);
        assert!(matches!(outside, Err(Error::InvalidParameter { name: "similarity", .. })));
    }

    proptest! {
        #[test]
        fn what_is_found_is_as_alike_as_asked_and_never_an_original(seed in 0_u64..1_000) {
            let mut random = SplitMix64::new(seed);
            let texts: Vec<String> = (0..30)
                .map(|_| (0..12).map(|_| ["a", "b"][random.below(2)]).collect::<Vec<_>>().join(" "))
                .collect();
            let found = NearDuplicatesParams::default().find(&texts).unwrap();
            for one in &found {
                prop_assert!(one.similarity >= 0.8 && one.original < one.index);
                prop_assert!(found.iter().all(|other| other.index != one.original));
            }
        }
    }
}
