//! Numbers that are owned, or that lie in the bytes of a model file.

use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;
use std::ops::{Deref, Range};
use std::sync::Arc;

use bytemuck::{AnyBitPattern, NoUninit};

/// The bytes of a file, in memory that numbers of up to eight bytes can be read from in place.
#[derive(Clone)]
pub struct FileBytes {
    words: Arc<Vec<u64>>,
    length: usize,
}

impl FileBytes {
    /// Memory for `length` bytes, all 0, and a way to fill it before it is shared.
    pub(crate) fn filled<E>(
        length: usize,
        fill: impl FnOnce(&mut [u8]) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut words = vec![0_u64; length.div_ceil(8)];
        fill(&mut bytemuck::cast_slice_mut(&mut words)[..length])?;
        Ok(Self { words: Arc::new(words), length })
    }
}

impl From<&[u8]> for FileBytes {
    fn from(bytes: &[u8]) -> Self {
        let mut words = vec![0_u64; bytes.len().div_ceil(8)];
        bytemuck::cast_slice_mut(&mut words)[..bytes.len()].copy_from_slice(bytes);
        Self { words: Arc::new(words), length: bytes.len() }
    }
}

impl Deref for FileBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &bytemuck::cast_slice(&self.words)[..self.length]
    }
}

/// A type of number that a model file holds.
pub trait Number: AnyBitPattern + NoUninit {
    /// The number whose bytes these are, the least significant first.
    fn from_little_endian(bytes: &[u8]) -> Self;
}

macro_rules! number {
    ($($number:ty),*) => {$(
        impl Number for $number {
            fn from_little_endian(bytes: &[u8]) -> Self {
                let mut own = [0; size_of::<Self>()];
                own.copy_from_slice(bytes);
                Self::from_le_bytes(own)
            }
        }
    )*};
}

number!(u8, i8, u32, u64, f32);

/// A sequence of numbers: owned after training, or in place in the bytes of a model file, so that
/// loading a model copies nothing.
#[derive(Clone)]
pub struct Array<T>(Storage<T>);

#[derive(Clone)]
enum Storage<T> {
    Owned(Vec<T>),
    InFile { file: FileBytes, bytes: Range<usize>, number: PhantomData<T> },
}

impl<T: Number> Array<T> {
    /// The numbers that lie at a range of bytes of a file, least significant byte first; bytes that
    /// do not fill a number are left out.
    ///
    /// In place where the machine keeps numbers so and they are aligned, else a copy.
    pub(crate) fn in_file(file: &FileBytes, bytes: Range<usize>) -> Self {
        let size = size_of::<T>();
        let bytes = bytes.start..bytes.end - bytes.len() % size;
        let in_place = cfg!(target_endian = "little")
            && bytemuck::try_cast_slice::<u8, T>(&file[bytes.clone()]).is_ok();
        if in_place {
            Self(Storage::InFile { file: file.clone(), bytes, number: PhantomData })
        } else {
            let numbers = file[bytes].chunks_exact(size).map(T::from_little_endian);
            Self(Storage::Owned(numbers.collect()))
        }
    }
}

impl<T: Number> Deref for Array<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Storage::Owned(numbers) => numbers,
            Storage::InFile { file, bytes, .. } => bytemuck::cast_slice(&file[bytes.clone()]),
        }
    }
}

impl<T> From<Vec<T>> for Array<T> {
    fn from(numbers: Vec<T>) -> Self {
        Self(Storage::Owned(numbers))
    }
}

impl<T> FromIterator<T> for Array<T> {
    fn from_iter<I: IntoIterator<Item = T>>(numbers: I) -> Self {
        Self(Storage::Owned(numbers.into_iter().collect()))
    }
}

impl<T> Default for Array<T> {
    fn default() -> Self {
        Self(Storage::Owned(Vec::new()))
    }
}

impl<T: Number + Debug> Debug for Array<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

impl<T: Number + PartialEq> PartialEq for Array<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Number + Eq> Eq for Array<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_file_are_read_in_place_or_copied_alike() {
        let mut bytes = vec![7];
        bytes.extend([1_u32, 2, u32::MAX].into_iter().flat_map(u32::to_le_bytes));
        let unaligned = Array::<u32>::in_file(&FileBytes::from(bytes.as_slice()), 1..13);
        let aligned = Array::<u32>::in_file(&FileBytes::from(&bytes[1..]), 0..12);
        assert!(matches!(unaligned.0, Storage::Owned(_)));
        assert!(cfg!(target_endian = "big") || matches!(aligned.0, Storage::InFile { .. }));
        assert_eq!(*aligned, [1, 2, u32::MAX]);
        assert_eq!(unaligned, aligned);
    }

    #[test]
    fn bytes_that_do_not_fill_a_number_are_left_out() {
        let file = FileBytes::from([1, 0, 0, 0, 9].as_slice());
        assert_eq!(*Array::<u32>::in_file(&file, 0..5), [1]);
        assert!(Array::<u64>::in_file(&file, 0..5).is_empty());
    }
}
