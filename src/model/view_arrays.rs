//! A view of a text as arrays of a model file, and back.

use safetensors::tensor::Dtype;

use crate::Array;
use crate::Result;
use crate::classify::{QuantizedModel, SparseRows};
use crate::features::{PairTable, StringTable, TfIdfVectorizer, TfIdfVectorizerParams, Vocabulary};
use crate::pipeline::View;

use super::container::{Arrays, File};

/// Reads the view at a 0-based place; vocabulary and weights at the same time.
pub(super) fn read_view(
    file: &File<'_>,
    index: usize,
    params: &TfIdfVectorizerParams,
) -> Result<View> {
    let array = |name: &str| format!("view{index}.{name}");
    let (vectorizer, model) = rayon::join(
        || {
            let vocabulary = match params.hashing() {
                Some(bits) => Vocabulary::hashed(bits, file.array(&array("slots"), Dtype::U32)?)?,
                None => read_vocabulary(file, index, params.levels())?,
            };
            let idf = file.array(&array("idf"), Dtype::F32)?;
            TfIdfVectorizer::from_parts(params.clone(), vocabulary, idf)
        },
        || {
            let weights = file.array(&array("weights"), Dtype::I8)?;
            let scales = file.array(&array("scales"), Dtype::F32)?;
            let intercepts = file.array(&array("intercepts"), Dtype::F32)?;
            let rows = read_rows(file, index, intercepts.len())?;
            QuantizedModel::from_arrays(weights, rows, scales, intercepts)
        },
    );
    Ok(View { vectorizer: vectorizer?, model: model? })
}

/// Writes the view at a 0-based place.
pub(super) fn put_view(arrays: &mut Arrays, index: usize, view: &View) {
    put_vocabulary(arrays, index, view.vectorizer.vocabulary());
    let terms = view.model.terms();
    let classes = view.model.classes();
    arrays.put_f32(format!("view{index}.idf"), vec![terms], view.vectorizer.idf());
    let (weights, scales, intercepts) = view.model.arrays();
    let shape = match view.model.rows() {
        None => vec![terms, classes],
        Some(rows) => {
            let (ends, classes) = rows.arrays();
            arrays.put_u32(format!("view{index}.weight_ends"), ends);
            arrays.put_u32(format!("view{index}.weight_classes"), classes);
            vec![rows.entries()]
        }
    };
    arrays.put_i8(format!("view{index}.weights"), shape, weights);
    arrays.put_f32(format!("view{index}.scales"), vec![terms], scales);
    arrays.put_f32(format!("view{index}.intercepts"), vec![classes], intercepts);
}

/// The places of a view's weights, where not all are kept.
fn read_rows(file: &File<'_>, index: usize, labels: usize) -> Result<Option<SparseRows>> {
    let ends = format!("view{index}.weight_ends");
    if !file.has(&ends) {
        return Ok(None);
    }
    let classes = file.array(&format!("view{index}.weight_classes"), Dtype::U32)?;
    SparseRows::from_arrays(file.array(&ends, Dtype::U32)?, classes, labels).map(Some)
}

fn read_vocabulary(file: &File<'_>, view: usize, levels: usize) -> Result<Vocabulary> {
    let array = |name: &str| format!("view{view}.{name}");
    let bytes = file.array(&array("atoms"), Dtype::U8)?;
    let ends = file.array(&array("atoms.ends"), Dtype::U32)?;
    let slots = file.array(&array("atoms.slots"), Dtype::U64)?;
    let atoms = StringTable::from_arrays(bytes, ends, slots)?;
    let first = array("ngrams1.columns");
    let mut columns: Vec<Array<u32>> = if levels == 1 && !file.has(&first) {
        vec![(0..atoms.len() as u32).collect()]
    } else {
        vec![file.array(&first, Dtype::U32)?]
    };
    let mut pairs = Vec::new();
    for size in 2..=levels {
        let array = |name: &str| array(&format!("ngrams{size}.{name}"));
        let keys = file.array(&array("keys"), Dtype::U64)?;
        let tags = file.array(&array("tags"), Dtype::U8)?;
        let slots = file.array(&array("slots"), Dtype::U32)?;
        let prefixes = columns[size - 2].len();
        pairs.push(PairTable::from_arrays(keys, tags, slots, prefixes, atoms.len())?);
        columns.push(file.array(&array("columns"), Dtype::U32)?);
    }
    Vocabulary::new(atoms, pairs, columns)
}

fn put_vocabulary(arrays: &mut Arrays, view: usize, vocabulary: &Vocabulary) {
    if vocabulary.hash_bits().is_some() {
        return arrays.put_u32(format!("view{view}.slots"), &vocabulary.columns()[0]);
    }
    let (bytes, ends, slots) = vocabulary.atoms().arrays();
    arrays.put_bytes(format!("view{view}.atoms"), bytes);
    arrays.put_u32(format!("view{view}.atoms.ends"), ends);
    arrays.put_u64(format!("view{view}.atoms.slots"), slots);
    for (level, pairs) in vocabulary.pairs().iter().enumerate() {
        let size = level + 2;
        let (keys, tags, slots) = pairs.arrays();
        arrays.put_u64(format!("view{view}.ngrams{size}.keys"), keys);
        arrays.put_bytes(format!("view{view}.ngrams{size}.tags"), tags);
        arrays.put_u32(format!("view{view}.ngrams{size}.slots"), slots);
    }
    // Strings that are all columns, in their order, need not say so.
    if let [columns] = vocabulary.columns()
        && columns.iter().copied().eq(0..columns.len() as u32)
    {
        return;
    }
    for (level, columns) in vocabulary.columns().iter().enumerate() {
        arrays.put_u32(format!("view{view}.ngrams{}.columns", level + 1), columns);
    }
}
