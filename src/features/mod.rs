//! Floor 2: from terms to sparse vectors.

mod characters;
mod counts;
mod dense;
mod extension;
mod hash_slots;
mod hashing;
mod latent;
mod matrix;
mod ngrams;
mod pair_table;
mod params;
mod pool;
mod proper_names;
mod row;
mod selection;
mod string_table;
mod transpose;
mod vectorizer;
mod views;
mod vocabulary;
mod weighting;
mod words;

pub(crate) use dense::eigen;
pub use latent::LatentSpace;
pub use matrix::{CsrMatrix, SparseRow};
pub use pair_table::PairTable;
pub use params::{DocumentFrequency, TfIdfVectorizerParams};
pub use pool::PooledViews;
pub use row::{RowEncoder, RowView};
pub use string_table::StringTable;
pub use vectorizer::TfIdfVectorizer;
pub use views::Views;
pub use vocabulary::Vocabulary;
pub use weighting::{InverseDocumentFrequency, Norm, smooth_idf};
pub use words::WordSequences;
