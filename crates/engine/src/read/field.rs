//! The fields of a line, found and read eight bytes at a time.
//!
//! Reading is most of the work of computing features, and most fields are numbers of up to eight
//! bytes: those are found, checked and read within one register (Lamport, "Multiple byte
//! processing with full-word instructions", 1975).

/// Bytes of a `u64`, which holds so many.
pub(super) const WORD_BYTES: usize = 8;

const COMMAS: u64 = u64::from_le_bytes([b','; WORD_BYTES]);
const ONES: u64 = u64::from_le_bytes([1; WORD_BYTES]);
pub(super) const HIGH_BITS: u64 = u64::from_le_bytes([0x80; WORD_BYTES]);

/// A field with its first bytes in a register.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'t> {
    pub(super) bytes: &'t [u8],
    /// The first byte in the lowest eight bits, and so on. What comes behind the field's end is of
    /// no meaning.
    pub(super) word: u64,
}

impl<'t> From<&'t [u8]> for Field<'t> {
    fn from(bytes: &'t [u8]) -> Self {
        Self {
            bytes,
            word: word_at(bytes, 0),
        }
    }
}

/// The fields of a line without quotes, which are what stands between its commas.
#[derive(Clone, Debug)]
pub(super) struct Fields<'t> {
    /// The text from the next field on; it goes on behind the line's end, mostly.
    text: &'t [u8],
    /// How many bytes of it are the line's; none when the last field was taken.
    n_left: Option<usize>,
}

impl<'t> Fields<'t> {
    /// The fields of the first `n_bytes` of a text.
    pub(super) fn new(text: &'t [u8], n_bytes: usize) -> Self {
        Self {
            text,
            n_left: Some(n_bytes),
        }
    }
}

impl<'t> Iterator for Fields<'t> {
    type Item = Field<'t>;

    #[inline]
    fn next(&mut self) -> Option<Field<'t>> {
        let n_left = self.n_left?;
        let word = word_at(self.text, 0);
        let mut end = first_comma(word);
        let mut n_searched = WORD_BYTES;
        while end == n_searched && end < n_left {
            end += first_comma(word_at(self.text, end));
            n_searched += WORD_BYTES;
        }
        let end = end.min(n_left);
        let bytes = &self.text[..end];
        self.n_left = (n_left - end).checked_sub(1);
        if self.n_left.is_some() {
            self.text = &self.text[end + 1..];
        }
        Some(Field { bytes, word })
    }
}

/// Eight bytes from a place on; zeros behind the text's end.
#[inline]
fn word_at(text: &[u8], start: usize) -> u64 {
    let rest = &text[start..];
    match rest.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => {
            let mut bytes = [0; WORD_BYTES];
            bytes[..rest.len()].copy_from_slice(rest);
            u64::from_le_bytes(bytes)
        }
    }
}

/// The place of the first comma, or the number of bytes when there is none.
#[inline]
fn first_comma(word: u64) -> usize {
    first_zero(word ^ COMMAS).trailing_zeros() as usize / 8
}

/// A word whose lowest bit that is set is the highest of the first byte that is zero; 0 when there
/// is none.
#[inline]
pub(super) fn first_zero(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGH_BITS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn fields_are_what_stands_between_commas(
            line in "[,x]{0,40}|[a-z,]{0,60}|([0-9.-]{0,12},){0,6}",
            behind in "|\n|\n,,,,,,,,,",
        ) {
            let text = format!("{line}{behind}");
            let found = Fields::new(text.as_bytes(), line.len());
            let found: Vec<&[u8]> = found.map(|field| field.bytes).collect();
            let expected: Vec<&[u8]> = line.split(',').map(str::as_bytes).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn a_field_has_its_first_bytes_in_its_word(line in "[a-z,]{0,60}") {
            for field in Fields::new(line.as_bytes(), line.len()) {
                let n_bytes = field.bytes.len().min(WORD_BYTES);
                prop_assert_eq!(&field.word.to_le_bytes()[..n_bytes], &field.bytes[..n_bytes]);
                let alone = Field::from(field.bytes).word.to_le_bytes();
                prop_assert_eq!(&alone[..n_bytes], &field.bytes[..n_bytes]);
            }
        }
    }
}
