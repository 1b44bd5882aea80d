//! Numbers as tables spell them: plain decimal digits, read without a detour.
//!
//! Most fields of these tables are such, so this is where much of the time of reading goes. What
//! is spelt otherwise is left to the standard library, which reads the same numbers.

/// A number in plain decimal digits, not yet put together: `-12.50` is −1250 of 2 decimals.
struct Decimal {
    is_negative: bool,
    digits: u64,
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

impl Decimal {
    /// Nothing for any other spelling, be it a number's or not.
    #[inline]
    fn of(text: &[u8]) -> Option<Self> {
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
            n_decimals: point.map_or(0, |place| unsigned.len() - place - 1),
        })
    }
}

/// The number of a text in plain decimal digits, the same as `str::parse` reads; nothing for
/// another spelling, or for more digits than are sure to be read right here.
#[inline]
pub(super) fn plain_number(text: &[u8]) -> Option<f64> {
    let decimal = Decimal::of(text).filter(|decimal| decimal.digits <= MOST_EXACT)?;
    // Both numbers are exact, so the division rounds once, as the nearest number does: Clinger,
    // "How to read floating point numbers accurately", 1990.
    let size = decimal.digits as f64 / POWERS[decimal.n_decimals];
    Some(if decimal.is_negative { -size } else { size })
}

/// The whole number of a text in plain digits; nothing for another spelling.
#[inline]
pub(super) fn plain_whole(text: &[u8]) -> Option<i64> {
    let decimal = Decimal::of(text).filter(|_| !text.contains(&b'.'))?;
    let size = i64::try_from(decimal.digits).ok()?;
    Some(if decimal.is_negative { -size } else { size })
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
            if let Some(number) = plain_number(text.as_bytes()) {
                prop_assert_eq!(Some(number.to_bits()), parsed(&text), "{}", text);
            }
            if let Some(whole) = plain_whole(text.as_bytes()) {
                prop_assert_eq!(Ok(whole), text.parse(), "{}", text);
            }
        }

        #[test]
        fn what_tables_hold_is_read_here(whole in -100_000_000_000_i64..100_000_000_000, cents in 0..100) {
            prop_assert_eq!(plain_whole(whole.to_string().as_bytes()), Some(whole));
            let text = format!("{whole}.{cents:02}");
            prop_assert_eq!(plain_number(text.as_bytes()).map(f64::to_bits), parsed(&text));
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
            assert_eq!(plain_number(text.as_bytes()), None, "{text}");
            assert_eq!(plain_whole(text.as_bytes()), None, "{text}");
        }
        // 2⁵³ + 1 lies between two numbers.
        assert_eq!(plain_number(b"9007199254740993"), None);
        assert_eq!(
            plain_whole(b"9007199254740993"),
            Some(9_007_199_254_740_993)
        );
    }

    #[test]
    fn a_zero_keeps_its_sign() {
        assert_eq!(plain_number(b"-0.0").map(f64::to_bits), parsed("-0.0"));
        assert_eq!(plain_number(b"5.").map(f64::to_bits), parsed("5."));
        assert_eq!(plain_number(b".5").map(f64::to_bits), parsed(".5"));
    }
}
