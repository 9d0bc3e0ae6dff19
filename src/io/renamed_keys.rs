//! Reads a JSON object whose fields a user has named.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{CowStrDeserializer, MapAccessDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, de::IntoDeserializer as _};

use super::options::ColumnNames;

/// Reads an object as a `T` with the fields `text`, `label`, `id` and `title`, where those are called otherwise.
///
/// A field that is called so while another one is meant is passed over.
pub(super) struct RenamedKeys<'names, T> {
    names: &'names ColumnNames,
    read: std::marker::PhantomData<T>,
}

impl<'names, T> RenamedKeys<'names, T> {
    pub(super) fn new(names: &'names ColumnNames) -> Self {
        Self { names, read: std::marker::PhantomData }
    }
}

impl<'line, T: Deserialize<'line>> DeserializeSeed<'line> for RenamedKeys<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'line>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'line, T: Deserialize<'line>> Visitor<'line> for RenamedKeys<'_, T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'line>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(RenamedMap { map, names: self.names }))
    }
}

struct RenamedMap<'names, A> {
    map: A,
    names: &'names ColumnNames,
}

impl<'line, A: MapAccess<'line>> MapAccess<'line> for RenamedMap<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'line>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let Some(Key(key)) = self.map.next_key()? else { return Ok(None) };
        let key: CowStrDeserializer<'_, A::Error> = self.names.renamed(key).into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'line>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// What a key that means nothing is called.
const PASSED_OVER: &str = "";

impl ColumnNames {
    /// Whether any column was named.
    pub(super) fn are_any(&self) -> bool {
        [&self.text, &self.label, &self.id, &self.title].iter().any(|name| name.is_some())
    }

    /// Whether a field was named so.
    pub(super) fn name(&self, key: &str) -> bool {
        [&self.text, &self.label, &self.id, &self.title]
            .iter()
            .any(|name| name.as_deref() == Some(key))
    }

    fn renamed<'line>(&self, key: Cow<'line, str>) -> Cow<'line, str> {
        let fields: [(&'static str, &Option<String>, &[&str]); 4] = [
            ("text", &self.text, &["text"]),
            ("label", &self.label, &["label", "labels", "accept", "cats"]),
            ("id", &self.id, &["id"]),
            ("title", &self.title, &["title"]),
        ];
        let named = |name: &Option<String>| name.as_deref() == Some(&*key);
        if let Some((field, ..)) = fields.iter().find(|(_, name, _)| named(name)) {
            return Cow::Borrowed(field);
        }
        let is_replaced =
            fields.iter().any(|(_, name, usual)| name.is_some() && usual.contains(&&*key));
        if is_replaced { Cow::Borrowed(PASSED_OVER) } else { key }
    }
}

/// The key of a field.
struct Key<'line>(Cow<'line, str>);

impl<'line> Deserialize<'line> for Key<'line> {
    fn deserialize<D: Deserializer<'line>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'line> Visitor<'line> for KeyVisitor {
            type Value = Key<'line>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_borrowed_str<E: de::Error>(self, key: &'line str) -> Result<Key<'line>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E: de::Error>(self, key: &str) -> Result<Key<'line>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Fields<'line> {
        text: Option<String>,
        label: Option<String>,
        #[serde(borrow)]
        id: Option<&'line serde_json::value::RawValue>,
    }

    fn read<'line>(names: &ColumnNames, object: &'line str) -> serde_json::Result<Fields<'line>> {
        let mut deserializer = serde_json::Deserializer::from_str(object);
        let fields = RenamedKeys::new(names).deserialize(&mut deserializer)?;
        deserializer.end().map(|()| fields)
    }

    #[test]
    fn a_named_field_takes_the_place_of_the_usual_one() {
        let names = ColumnNames {
            text: Some("story".to_owned()),
            label: Some("text".to_owned()),
            ..ColumnNames::default()
        };
        let object = r#"{"text": "a", "label": 7, "st\u006fry": "Talks.", "id": 12, "labels": {}}"#;
        let fields = read(&names, object).unwrap();
        assert_eq!((fields.text.as_deref(), fields.label.as_deref()), (Some("Talks."), Some("a")));
        assert_eq!(fields.id.unwrap().get(), "12");
    }

    #[test]
    fn errors_keep_their_columns() {
        let names = ColumnNames { text: Some("story".to_owned()), ..ColumnNames::default() };
        let error = read(&names, r#"{"id": 1, "story": 5}"#).unwrap_err();
        assert_eq!((error.line(), error.column()), (1, 20));
        assert!(read(&names, r#"{"story": "x"} y"#).is_err());
    }
}
