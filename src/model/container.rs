//! The file itself: a safetensors container, its manifest, and a checksum over both.
//!
//! safetensors (version 1 of the format, as documented by its authors) checks that tensors neither
//! overlap nor reach outside the file. It knows no checksum, so one is kept beside the manifest: 128
//! bits of xxh3 over the manifest's JSON, the layout of the tensors and their bytes.

use std::collections::HashMap;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use xxhash_rust::xxh3::Xxh3;

use crate::{Error, Result};

/// The key of the metadata under which the envelope lies.
const METADATA_KEY: &str = "nutgraf";

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
        let tensors: Vec<(&str, TensorView<'_>)> = views().collect();
        let checksum = checksum(manifest, tensors.iter().map(|(name, view)| (*name, view)));
        let envelope = Envelope { checksum, manifest };
        let envelope = serde_json::to_string(&envelope).expect("strings become JSON");
        let metadata = HashMap::from([(METADATA_KEY.to_owned(), envelope)]);
        safetensors::serialize(views(), Some(metadata)).expect("the header is far below its limit")
    }
}

/// Named arrays of one model, out of a file whose checksum holds.
pub(super) struct File<'file> {
    tensors: SafeTensors<'file>,
    manifest: Box<RawValue>,
}

impl<'file> File<'file> {
    pub(super) fn parse(bytes: &'file [u8]) -> Result<Self> {
        let header = bytes.get(..8).and_then(|length| length.try_into().ok());
        let header = u64::from_le_bytes(header.ok_or_else(|| damaged("not a model file"))?);
        if header > MAX_HEADER || header > bytes.len() as u64 {
            return Err(damaged("not a model file, or its end is missing"));
        }
        let (_, metadata) = SafeTensors::read_metadata(bytes)
            .map_err(|error| damaged(&format!("not a model file, or damaged: {error}")))?;
        let envelope = metadata.metadata().as_ref().and_then(|data| data.get(METADATA_KEY));
        let envelope =
            envelope.ok_or_else(|| damaged("a safetensors file, but not one of nutgraf"))?;
        let envelope: Envelope<'_> = serde_json::from_str(envelope)
            .map_err(|error| damaged(&format!("its manifest is damaged: {error}")))?;
        let tensors = SafeTensors::deserialize(bytes)
            .map_err(|error| damaged(&format!("its arrays are damaged: {error}")))?;
        let mut named: Vec<(&str, TensorView<'_>)> = tensors.iter().collect();
        named.sort_unstable_by_key(|(name, _)| *name);
        let found = checksum(envelope.manifest, named.iter().map(|(name, view)| (*name, view)));
        if found != envelope.checksum {
            return Err(damaged("its checksum does not match: the file is damaged"));
        }
        Ok(Self { manifest: envelope.manifest.to_owned(), tensors })
    }

    pub(super) fn manifest(&self) -> &RawValue {
        &self.manifest
    }

    pub(super) fn bytes(&self, name: &str) -> Result<&'file [u8]> {
        Ok(self.tensor(name, Dtype::U8)?.data())
    }

    pub(super) fn i8s(&self, name: &str) -> Result<Vec<i8>> {
        let tensor = self.tensor(name, Dtype::I8)?;
        Ok(tensor.data().iter().map(|byte| byte.cast_signed()).collect())
    }

    pub(super) fn u32s(&self, name: &str) -> Result<Vec<u32>> {
        let tensor = self.tensor(name, Dtype::U32)?;
        Ok(tensor.data().as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
    }

    pub(super) fn u64s(&self, name: &str) -> Result<Vec<u64>> {
        let tensor = self.tensor(name, Dtype::U64)?;
        Ok(tensor.data().as_chunks().0.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect())
    }

    pub(super) fn f32s(&self, name: &str) -> Result<Vec<f32>> {
        let tensor = self.tensor(name, Dtype::F32)?;
        Ok(tensor.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    fn tensor(&self, name: &str, dtype: Dtype) -> Result<TensorView<'file>> {
        let tensor = self.tensors.tensor(name);
        let tensor = tensor.map_err(|_| damaged(&format!("the array `{name}` is missing")))?;
        if tensor.dtype() == dtype {
            Ok(tensor)
        } else {
            Err(damaged(&format!("the array `{name}` has the wrong type")))
        }
    }
}

/// An error about a model that does not yet know its file.
pub(super) fn damaged(reason: &str) -> Error {
    Error::Model { place: "model".to_owned(), reason: reason.to_owned() }
}

/// 128 bits over manifest, layout and arrays, in the order of the arrays' names.
fn checksum<'file>(
    manifest: &RawValue,
    tensors: impl Iterator<Item = (&'file str, &'file TensorView<'file>)>,
) -> String {
    let mut tensors: Vec<(&str, &TensorView<'_>)> = tensors.collect();
    tensors.sort_unstable_by_key(|(name, _)| *name);
    let mut hasher = Xxh3::new();
    hasher.update(manifest.get().as_bytes());
    for (name, tensor) in tensors {
        hasher.update(format!("\n{name} {:?} {:?}\n", tensor.dtype(), tensor.shape()).as_bytes());
        hasher.update(tensor.data());
    }
    format!("{:032x}", hasher.digest128())
}
