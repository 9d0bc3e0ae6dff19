//! The file itself: a safetensors container, its manifest, and a checksum over both.
//!
//! safetensors (version 1 of the format, as documented by its authors) checks that tensors neither
//! overlap nor reach outside the file. It knows no checksum, so one is kept beside the manifest: 128
//! bits of xxh3 over the manifest's JSON, the layout of the tensors, and the 128 bits of xxh3 of each
//! block of 1 MiB of their bytes.

use std::collections::HashMap;

use rayon::prelude::*;
use safetensors::tensor::{Dtype, Metadata, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::{Array, FileBytes, Number};
use crate::{Error, Result};

/// The key of the metadata under which the envelope lies.
const METADATA_KEY: &str = "nutgraf";

/// How many bytes are hashed in one go.
const BLOCK: usize = 1 << 20;

/// A header of more bytes than this is refused before it is parsed.
const MAX_HEADER: u64 = 16 << 20;

#[derive(Serialize, Deserialize)]
struct Envelope<'file> {
    checksum: String,
    #[serde(borrow)]
    manifest: &'file RawValue,
}

/// Named arrays of one model, on their way into a file.
#[derive(Default)]
pub(super) struct Arrays {
    arrays: Vec<(String, Dtype, Vec<usize>, Vec<u8>)>,
}

impl Arrays {
    pub(super) fn put_bytes(&mut self, name: String, values: &[u8]) {
        self.arrays.push((name, Dtype::U8, vec![values.len()], values.to_vec()));
    }

    pub(super) fn put_i8(&mut self, name: String, shape: Vec<usize>, values: &[i8]) {
        let bytes = values.iter().map(|value| value.cast_unsigned()).collect();
        self.arrays.push((name, Dtype::I8, shape, bytes));
    }

    pub(super) fn put_u32(&mut self, name: String, values: &[u32]) {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.arrays.push((name, Dtype::U32, vec![values.len()], bytes));
    }

    pub(super) fn put_u64(&mut self, name: String, values: &[u64]) {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.arrays.push((name, Dtype::U64, vec![values.len()], bytes));
    }

    pub(super) fn put_f32(&mut self, name: String, shape: Vec<usize>, values: &[f32]) {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.arrays.push((name, Dtype::F32, shape, bytes));
    }

    /// The bytes of the file.
    pub(super) fn into_file(self, manifest: &RawValue) -> Vec<u8> {
        let views = || {
            self.arrays.iter().map(|(name, dtype, shape, bytes)| {
                let view = TensorView::new(*dtype, shape.clone(), bytes);
                (name.as_str(), view.expect("an array's bytes are as many as its shape says"))
            })
        };
        let arrays = self.arrays.iter();
        let arrays = arrays
            .map(|(name, dtype, shape, data)| (name.as_str(), *dtype, shape, data.as_slice()));
        let checksum = checksum(manifest, arrays);
        let envelope = Envelope { checksum, manifest };
        let envelope = serde_json::to_string(&envelope).expect("strings become JSON");
        let metadata = HashMap::from([(METADATA_KEY.to_owned(), envelope)]);
        safetensors::serialize(views(), Some(metadata)).expect("the header is far below its limit")
    }
}

/// Named arrays of one model, out of a file.
pub(super) struct File<'file> {
    bytes: &'file FileBytes,
    /// Where the arrays begin.
    data: usize,
    tensors: Metadata,
    manifest: Box<RawValue>,
    checksum: String,
}

impl<'file> File<'file> {
    pub(super) fn parse(bytes: &'file FileBytes) -> Result<Self> {
        let header = bytes.get(..8).and_then(|length| length.try_into().ok());
        let header = u64::from_le_bytes(header.ok_or_else(|| damaged("not a model file"))?);
        if header > MAX_HEADER || header > bytes.len() as u64 {
            return Err(damaged("not a model file, or its end is missing"));
        }
        let (header, tensors) = SafeTensors::read_metadata(bytes)
            .map_err(|error| damaged(&format!("not a model file, or damaged: {error}")))?;
        let envelope = tensors.metadata().as_ref().and_then(|data| data.get(METADATA_KEY));
        let envelope =
            envelope.ok_or_else(|| damaged("a safetensors file, but not one of nutgraf"))?;
        let envelope: Envelope<'_> = serde_json::from_str(envelope)
            .map_err(|error| damaged(&format!("its manifest is damaged: {error}")))?;
        let (manifest, checksum) = (envelope.manifest.to_owned(), envelope.checksum);
        Ok(Self { bytes, data: 8 + header, manifest, checksum, tensors })
    }

    /// Refuses a file whose checksum does not hold.
    pub(super) fn verify(&self) -> Result<()> {
        let named = self.tensors.tensors();
        let arrays = named.iter().map(|(name, tensor)| {
            let (start, end) = tensor.data_offsets;
            let data = &self.bytes[self.data + start..self.data + end];
            (name.as_str(), tensor.dtype, &tensor.shape, data)
        });
        if checksum(&self.manifest, arrays) == self.checksum {
            Ok(())
        } else {
            Err(damaged("its checksum does not match: the file is damaged"))
        }
    }

    pub(super) fn manifest(&self) -> &RawValue {
        &self.manifest
    }

    /// Whether there is an array of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.tensors.info(name).is_some()
    }

    /// The array of a name, in place.
    pub(super) fn array<T: Number>(&self, name: &str, dtype: Dtype) -> Result<Array<T>> {
        let tensor = self.tensors.info(name);
        let tensor = tensor.ok_or_else(|| damaged(&format!("the array `{name}` is missing")))?;
        if tensor.dtype != dtype {
            return Err(damaged(&format!("the array `{name}` has the wrong type")));
        }
        let (start, end) = tensor.data_offsets;
        Ok(Array::in_file(self.bytes, self.data + start..self.data + end))
    }
}

/// An error about a model that does not yet know its file.
pub(super) fn damaged(reason: &str) -> Error {
    Error::Model { place: "model".to_owned(), reason: reason.to_owned() }
}

/// 128 bits over manifest, layout and arrays, in the order of the arrays' names.
fn checksum<'file>(
    manifest: &RawValue,
    tensors: impl Iterator<Item = (&'file str, Dtype, &'file Vec<usize>, &'file [u8])>,
) -> String {
    let mut tensors: Vec<_> = tensors.collect();
    tensors.sort_unstable_by_key(|(name, ..)| *name);
    let mut hasher = Xxh3::new();
    hasher.update(manifest.get().as_bytes());
    for (name, dtype, shape, data) in tensors {
        hasher.update(format!("\n{name} {dtype:?} {shape:?}\n").as_bytes());
        // Block by block, so that all cores share the work.
        let blocks: Vec<u128> = data.par_chunks(BLOCK).map(xxh3_128).collect();
        blocks.into_iter().for_each(|digest| hasher.update(&digest.to_le_bytes()));
    }
    format!("{:032x}", hasher.digest128())
}
