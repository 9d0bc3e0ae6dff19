//! The parts of a model file, and a checksum that holds whatever becomes of them.
//!
//! Without it, a change would never get past the checksum to what is read behind it.

use serde_json::{Map, Value, json};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// The key of the metadata under which manifest and checksum lie.
const KEY: &str = "nutgraf";

/// How many bytes are summed up in one go.
const BLOCK: usize = 1 << 20;

/// A model file in parts: each may be changed.
pub struct ModelFile {
    /// JSON.
    pub manifest: Vec<u8>,
    /// The header of safetensors but for its metadata, JSON.
    pub tensors: Vec<u8>,
    /// The arrays.
    pub data: Vec<u8>,
}

impl ModelFile {
    /// Takes a file apart; none where it is not laid out as a model is.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<8>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (header, data) = (rest.get(..length)?, rest.get(length..)?);
        let mut header: Map<String, Value> = serde_json::from_slice(header).ok()?;
        let envelope = header.remove("__metadata__")?.get(KEY)?.as_str()?.to_owned();
        // Not as a value, which would put its keys into another order.
        let envelope: std::collections::BTreeMap<String, Box<serde_json::value::RawValue>> =
            serde_json::from_str(&envelope).ok()?;
        let manifest = envelope.get("manifest")?.get().as_bytes().to_vec();
        Some(Self { manifest, tensors: serde_json::to_vec(&header).ok()?, data: data.to_vec() })
    }

    /// The file, with the checksum of what it now holds where it is still laid out as one.
    pub fn to_bytes(&self) -> Vec<u8> {
        let manifest = String::from_utf8_lossy(&self.manifest);
        let checksum = self.checksum(&manifest).unwrap_or_default();
        let envelope = format!("{{\"checksum\":\"{checksum}\",\"manifest\":{manifest}}}");
        let metadata = json!({ KEY: envelope }).to_string();
        let tensors = String::from_utf8_lossy(&self.tensors);
        let rest = tensors.strip_prefix('{').unwrap_or(&tensors);
        let comma = if rest.trim_start().starts_with('}') { "" } else { "," };
        let mut header = format!("{{\"__metadata__\":{metadata}{comma}{rest}").into_bytes();
        while !header.len().is_multiple_of(8) {
            header.push(b' ');
        }
        [&(header.len() as u64).to_le_bytes()[..], &header, &self.data].concat()
    }

    fn checksum(&self, manifest: &str) -> Option<String> {
        let tensors: Map<String, Value> = serde_json::from_slice(&self.tensors).ok()?;
        let mut tensors: Vec<(&String, &Value)> = tensors.iter().collect();
        tensors.sort_unstable_by_key(|(name, _)| *name);
        let mut hasher = Xxh3::new();
        hasher.update(manifest.as_bytes());
        for (name, tensor) in tensors {
            let dtype = tensor.get("dtype")?.as_str()?;
            let number = |value: &Value| value.as_u64().and_then(|n| usize::try_from(n).ok());
            let numbers = |key: &str| -> Option<Vec<usize>> {
                tensor.get(key)?.as_array()?.iter().map(number).collect()
            };
            let (shape, offsets) = (numbers("shape")?, numbers("data_offsets")?);
            let data = self.data.get(*offsets.first()?..*offsets.get(1)?)?;
            hasher.update(format!("\n{name} {dtype} {shape:?}\n").as_bytes());
            data.chunks(BLOCK).for_each(|block| hasher.update(&xxh3_128(block).to_le_bytes()));
        }
        Some(format!("{:032x}", hasher.digest128()))
    }
}
