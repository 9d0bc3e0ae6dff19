//! From the bytes of a text to its characters: what encoding they are in, and what does not belong to it.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    DecoderResult, Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED,
};

/// A text that was bytes.
#[derive(Debug, PartialEq)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// The encoding it was read in.
    pub(super) encoding: &'static Encoding,
    /// How many bytes did not belong to that encoding; each run of them is now one `U+FFFD`.
    pub(super) replaced: usize,
}

impl Decoded {
    /// Whether the text is the bytes as they were, but for a byte order mark.
    pub(super) fn is_verbatim(&self) -> bool {
        self.encoding == UTF_8 && self.replaced == 0
    }
}

/// Reads bytes in the encoding that their byte order mark tells; else in UTF-8 where they are that; else in
/// the encoding that the text declares; else in the one that they look most like.
///
/// UTF-8 goes before what is declared, because hardly a text in another encoding happens to be valid UTF-8, and
/// pages saved by a browser are UTF-8 whatever they still declare.
pub(super) fn decode(mut bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        bytes.drain(..mark);
        return decode_as(encoding, bytes);
    }
    // ISO-2022-JP consists of ASCII bytes, so it is valid UTF-8.
    if has_japanese_escapes(&bytes) {
        return decode_as(ISO_2022_JP, bytes);
    }
    let is_wide = bytes.contains(&0);
    if let Some(encoding) = [UTF_16LE, UTF_16BE].into_iter().find(|it| is_wide && fits(it, &bytes))
    {
        return decode_as(encoding, bytes);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Decoded { text, encoding: UTF_8, replaced: 0 },
        Err(error) => error.into_bytes(),
    };
    let encoding = declared.filter(|_| !is_mostly_utf8(&bytes)).unwrap_or_else(|| guess(&bytes));
    decode_as(encoding, bytes)
}

/// The encoding that a label such as `latin1` or `windows-1251` stands for.
///
/// A document that says in bytes of ASCII that it is UTF-16 is not; the label then says nothing.
pub(super) fn labelled(label: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_label(label)
        .filter(|it| ![UTF_16LE, UTF_16BE, X_USER_DEFINED, REPLACEMENT].contains(it))
}

/// The encoding that bytes, which are not UTF-8, look most like.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if is_mostly_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether bytes are UTF-8 but for a few: a text that was cut, or pasted together.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    /// Good characters of several bytes that outweigh one bad byte; by accident they are rare.
    const FOR_ONE_BAD_BYTE: usize = 4;
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|&byte| byte >= 0xc0).count();
        bad += chunk.invalid().len();
    }
    good >= bad * FOR_ONE_BAD_BYTE
}

/// Whether the escape sequences of ISO-2022-JP stand in bytes of ASCII.
fn has_japanese_escapes(bytes: &[u8]) -> bool {
    bytes.is_ascii()
        && bytes.windows(3).any(|bytes| bytes == b"\x1b$B" || bytes == b"\x1b$@")
        && decode_strictly(ISO_2022_JP, bytes).is_some()
}

/// Whether bytes with zeros among them are a text in an encoding of 16 bits.
fn fits(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    /// Of a hundred characters, those that do not stand in words or between them.
    const STRANGE: usize = 2;
    let is_usual = |letter: char| {
        letter.is_alphanumeric()
            || letter.is_whitespace()
            || letter.is_ascii_punctuation()
            || ('\u{a0}'..='\u{36f}').contains(&letter)
            || ('\u{2010}'..='\u{206f}').contains(&letter)
            || ('\u{3000}'..='\u{303f}').contains(&letter)
            || ('\u{ff00}'..='\u{ffef}').contains(&letter)
    };
    bytes.len().is_multiple_of(2)
        && decode_strictly(encoding, bytes).is_some_and(|text| {
            let letters = text.chars().count();
            let strange = text.chars().filter(|&letter| !is_usual(letter)).count();
            let ascii = text.chars().filter(char::is_ascii).count();
            // The wrong order of bytes turns blanks and line ends into rare letters, the right one has some.
            strange * 100 <= letters * STRANGE && ascii > 0 && !text.contains('\0')
        })
}

fn decode_strictly(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

/// Reads bytes in an encoding, counting those that do not belong to it.
fn decode_as(encoding: &'static Encoding, bytes: Vec<u8>) -> Decoded {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if encoding == UTF_8 => return Decoded { text, encoding, replaced: 0 },
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len());
    let (mut read, mut replaced) = (0, 0);
    loop {
        let (result, length) =
            decoder.decode_to_string_without_replacement(&bytes[read..], &mut text, true);
        read += length;
        match result {
            DecoderResult::InputEmpty => return Decoded { text, encoding, replaced },
            DecoderResult::OutputFull => text.reserve((bytes.len() - read).max(64) * 3 / 2),
            DecoderResult::Malformed(length, _) => {
                replaced += usize::from(length);
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, EUC_KR, GBK, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};
    use proptest::prelude::*;

    fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn what_is_utf_8_stays_as_it_is() {
        let decoded = decode("Café, 서울".into(), Some(WINDOWS_1252));
        assert_eq!((decoded.text.as_str(), decoded.is_verbatim()), ("Café, 서울", true));
        assert_eq!(decode(b"\xef\xbb\xbfTalks".to_vec(), None).text, "Talks");
    }

    #[test]
    fn utf_16_is_read_with_a_mark_and_without() {
        for text in ["The talks began\nin Genève.", "서울에서 회담이\n열렸다."] {
            for (encoding, bytes) in [
                (UTF_16LE, utf_16(text, u16::to_le_bytes)),
                (UTF_16BE, utf_16(text, u16::to_be_bytes)),
            ] {
                let decoded = decode(bytes, None);
                assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
            }
            let marked = utf_16(&format!("\u{feff}{text}"), u16::to_be_bytes);
            assert_eq!(decode(marked, None).text, text);
        }
    }

    #[test]
    fn encodings_of_one_language_are_told_from_their_bytes() {
        for (encoding, text) in [
            (WINDOWS_1252, "Le président a déclaré que l’accord était « très fragile » à Genève."),
            (WINDOWS_1251, "Министр иностранных дел прибыл в столицу для переговоров о мире."),
            (EUC_KR, "외교부 장관이 서울에서 열린 회담에 참석하여 협정에 서명했다."),
            (SHIFT_JIS, "外務大臣は東京で開かれた会談に出席し、協定に署名しました。"),
            (GBK, "外交部长出席了在北京举行的会谈并签署了协议，双方表示满意。"),
            (BIG5, "外交部長出席了在臺北舉行的會談並簽署了協議，雙方表示滿意。"),
        ] {
            let (bytes, _, failed) = encoding.encode(text);
            assert!(!failed);
            let decoded = decode(bytes.into_owned(), None);
            assert_eq!((decoded.text.as_str(), decoded.replaced), (text, 0), "{}", encoding.name());
        }
    }

    #[test]
    fn japanese_mail_in_seven_bits_is_no_ascii() {
        let (bytes, ..) = ISO_2022_JP.encode("会談は終わった。");
        assert_eq!(decode(bytes.into_owned(), None).text, "会談は終わった。");
    }

    #[test]
    fn what_a_page_declares_goes_before_what_it_looks_like() {
        let bytes = b"Caf\xe9 \xa4 5".to_vec();
        assert_eq!(decode(bytes, labelled(b"iso-8859-15")).text, "Café € 5");
        assert_eq!(labelled(b"utf-16"), None);
        assert_eq!(labelled(b"no such"), None);
    }

    #[test]
    fn a_stray_byte_in_utf_8_is_replaced_and_counted() {
        let with_bad_byte = |text: &str| decode([text.as_bytes(), b"\xff"].concat(), None);
        let decoded = with_bad_byte("Genève, été, là");
        assert_eq!((decoded.encoding, decoded.replaced), (UTF_8, 1));
        assert_eq!(decoded.text, "Genève, été, là\u{fffd}");
        assert_ne!(with_bad_byte("Genève").encoding, UTF_8);
    }

    proptest! {
        #[test]
        fn every_text_in_utf_8_comes_back(text in "[^\0\u{1b}\u{feff}]*") {
            prop_assert_eq!(decode(text.clone().into_bytes(), None).text, text);
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            decode(bytes, None);
        }
    }
}
