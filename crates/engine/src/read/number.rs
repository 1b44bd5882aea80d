//! Numbers as tables spell them: plain decimal digits, read without a detour.
//!
//! Most fields of these tables are such, so this is where much of the time of reading goes. What
//! is spelt otherwise is left to the standard library, which reads the same numbers.

use super::field::{Field, HIGH_BITS, WORD_BYTES, first_zero};

/// A number in plain decimal digits, not yet put together: `-12.50` is −1250 of 2 decimals.
struct Decimal {
    is_negative: bool,
    digits: u64,
    has_point: bool,
    n_decimals: usize,
}

/// Up to this many bytes of digits are a `u64`.
const MOST_BYTES: usize = 19;

/// Up to this size every whole number is an `f64`.
const MOST_EXACT: u64 = 1 << 53;

/// Powers of ten, all of them exact.
const POWERS: [f64; MOST_BYTES] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18,
];

const ZEROS: u64 = u64::from_le_bytes([b'0'; WORD_BYTES]);
const POINTS: u64 = u64::from_le_bytes([b'.'; WORD_BYTES]);
/// What makes a byte over 9 one of 128 and more.
const TO_HIGH: u64 = u64::from_le_bytes([0x7f - 9; WORD_BYTES]);

impl Decimal {
    /// Nothing for any other spelling, be it a number's or not.
    #[inline]
    fn of(field: Field<'_>) -> Option<Self> {
        match field.bytes.len() {
            n_bytes @ 1..=WORD_BYTES => Self::of_word(field.word, n_bytes),
            _ => Self::of_bytes(field.bytes),
        }
    }

    /// The same, of a field that is the first `n_bytes` of a word, 1 to 8.
    #[inline]
    fn of_word(word: u64, n_bytes: usize) -> Option<Self> {
        let is_negative = word as u8 == b'-';
        let (word, mut n_bytes) = match is_negative {
            true => (word >> 8, n_bytes - 1),
            false => (word, n_bytes),
        };
        if n_bytes == 0 {
            return None;
        }
        // The field's end is the word's, which shifts out what stands behind it.
        let mut text = word << (8 * (WORD_BYTES - n_bytes));
        let mut n_decimals = 0;
        let point = first_zero(text ^ POINTS);
        if point != 0 {
            let place = point.trailing_zeros() / 8;
            n_decimals = WORD_BYTES - 1 - place as usize;
            // What stands before the point takes its place.
            let behind = u64::MAX << (8 * place) << 8;
            text = ((text & !behind) << 8 & !behind) | (text & behind);
            n_bytes -= 1;
            if n_bytes == 0 {
                return None;
            }
        }
        text |= ZEROS >> (8 * n_bytes - 1) >> 1;
        let digits = text ^ ZEROS;
        if (digits.wrapping_add(TO_HIGH) | digits) & HIGH_BITS != 0 {
            return None;
        }
        Some(Self {
            is_negative,
            digits: number_of_digits(digits),
            has_point: point != 0,
            n_decimals,
        })
    }

    /// The same, byte by byte.
    fn of_bytes(text: &[u8]) -> Option<Self> {
        let (is_negative, unsigned) = match text {
            [b'-', unsigned @ ..] => (true, unsigned),
            _ => (false, text),
        };
        if unsigned.is_empty() || unsigned.len() > MOST_BYTES {
            return None;
        }
        let (mut digits, mut point) = (0, None);
        for (place, &byte) in unsigned.iter().enumerate() {
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                digits = digits * 10 + u64::from(digit);
            } else if byte == b'.' && point.is_none() && unsigned.len() > 1 {
                point = Some(place);
            } else {
                return None;
            }
        }
        Some(Self {
            is_negative,
            digits,
            has_point: point.is_some(),
            n_decimals: point.map_or(0, |place| unsigned.len() - place - 1),
        })
    }
}

/// The number of a text in plain decimal digits, the same as `str::parse` reads; nothing for
/// another spelling, or for more digits than are sure to be read right here.
#[inline]
pub(super) fn plain_number(field: Field<'_>) -> Option<f64> {
    let decimal = Decimal::of(field).filter(|decimal| decimal.digits <= MOST_EXACT)?;
    // Both numbers are exact, so the division rounds once, as the nearest number does: Clinger,
    // "How to read floating point numbers accurately", 1990.
    let size = decimal.digits as i64 as f64 / POWERS[decimal.n_decimals];
    Some(if decimal.is_negative { -size } else { size })
}

/// The whole number of a text in plain digits; nothing for another spelling.
#[inline]
pub(super) fn plain_whole(field: Field<'_>) -> Option<i64> {
    let decimal = Decimal::of(field).filter(|decimal| !decimal.has_point)?;
    let size = i64::try_from(decimal.digits).ok()?;
    Some(if decimal.is_negative { -size } else { size })
}

/// The number whose digits are the bytes of a word, the first digit in the lowest: neighbours are
/// joined to pairs, those to fours, and those to the whole (Muła, "SIMD-ized atoi", 2014).
#[inline]
fn number_of_digits(digits: u64) -> u64 {
    /// Every other pair of digits.
    const PAIRS: u64 = 0x0000_00ff_0000_00ff;
    const FIRST_AND_THIRD: u64 = (1_000_000 << 32) + 100;
    const SECOND_AND_FOURTH: u64 = (10_000 << 32) + 1;
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let odd = (pairs & PAIRS).wrapping_mul(FIRST_AND_THIRD);
    let even = ((pairs >> 16) & PAIRS).wrapping_mul(SECOND_AND_FOURTH);
    odd.wrapping_add(even) >> 32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Option<u64> {
        text.parse::<f64>().ok().map(f64::to_bits)
    }

    proptest! {
        #[test]
        fn a_plain_number_is_the_one_that_the_standard_library_reads(text in "-?[0-9]{0,20}\\.?[0-9]{0,20}") {
            if let Some(number) = plain_number(text.as_bytes().into()) {
                prop_assert_eq!(Some(number.to_bits()), parsed(&text), "{}", text);
            }
            if let Some(whole) = plain_whole(text.as_bytes().into()) {
                prop_assert_eq!(Ok(whole), text.parse(), "{}", text);
            }
        }

        #[test]
        fn what_tables_hold_is_read_here(whole in -100_000_000_000_i64..100_000_000_000, cents in 0..100) {
            prop_assert_eq!(plain_whole(whole.to_string().as_bytes().into()), Some(whole));
            let text = format!("{whole}.{cents:02}");
            prop_assert_eq!(plain_number(text.as_bytes().into()).map(f64::to_bits), parsed(&text));
        }
    }

    #[test]
    fn other_spellings_are_left_to_the_standard_library() {
        for text in [
            "",
            "-",
            ".",
            "+1",
            "1e3",
            "inf",
            "NaN",
            "1.2.3",
            " 1",
            "--1",
            "1_0",
            "12345678901234567890",
        ] {
            assert_eq!(plain_number(text.as_bytes().into()), None, "{text}");
            assert_eq!(plain_whole(text.as_bytes().into()), None, "{text}");
        }
        // 2⁵³ + 1 lies between two numbers.
        assert_eq!(plain_number(b"9007199254740993".as_slice().into()), None);
        assert_eq!(
            plain_whole(b"9007199254740993".as_slice().into()),
            Some(9_007_199_254_740_993)
        );
    }

    #[test]
    fn a_zero_keeps_its_sign() {
        assert_eq!(
            plain_number(b"-0.0".as_slice().into()).map(f64::to_bits),
            parsed("-0.0")
        );
        assert_eq!(
            plain_number(b"5.".as_slice().into()).map(f64::to_bits),
            parsed("5.")
        );
        assert_eq!(
            plain_number(b".5".as_slice().into()).map(f64::to_bits),
            parsed(".5")
        );
    }
}
