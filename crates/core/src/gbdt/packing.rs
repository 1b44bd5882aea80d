//! A row's gradient, its hessian and the row itself as one whole number.
//!
//! Summing a histogram is a load, an add and a store for every cell. Three sums in one word cost as
//! much as one, and whole numbers add up to the same in any order, so neither the number of threads
//! nor the way in which work is divided between them can change a tree.
//!
//! From the lowest bit upwards a word holds how many rows it stands for, their hessians and their
//! gradients, the latter two in fixed point. What is left of a tree's word when its rows are counted
//! is shared by gradients and hessians; their units are powers of two, the finest for which the
//! sums of all rows fit. Splits are found in these sums. Leaf values and gains are not: they are
//! summed anew from unrounded gradients.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub, SubAssign};

use super::arch;
use super::histogram::{Gradient, Sums};

/// The most rows that `i64` sums serve. With more, units would be too coarse beside an average row, and
/// sums are [`Wide`], which cost a quarter more.
pub(super) const MOST_NARROW_ROWS: usize = (1 << 19) - 1;

/// Units are at least `2^-MOST_EXPONENT` and at most `2^MOST_EXPONENT`: both are normal numbers.
const MOST_EXPONENT: i32 = 1000;

/// What holds packed sums: an `i64`, or for many rows a [`Wide`].
pub(super) trait Word:
    Copy
    + Default
    + PartialEq
    + std::fmt::Debug
    + Add<Output = Self>
    + AddAssign
    + Sub<Output = Self>
    + SubAssign
    + Sum
    + Send
    + Sync
    + 'static
{
    /// How many bits the sums of gradients, their sign among them, and of hessians may take beside a
    /// count of so many bits; neither more than [`MOST_BITS`].
    fn bits_beside(count_bits: u32) -> [u32; 2];

    /// A row's word of its gradient and hessian in units, rounded to whole ones, of ties to the even
    /// one. `shifts` tell where hessians and where gradients begin.
    fn compose(gradient: f64, hessian: f64, shifts: [u32; 2]) -> Self;

    /// A sum that may leave what its type holds, where it means nothing.
    fn add_wrapping(self, other: Self) -> Self;

    /// The parts of a sum: gradients, hessians, and the count.
    fn parts(self, shifts: [u32; 2]) -> [i64; 3];
}

/// The most bits of a sum, so that it is a number without loss, and by few instructions.
const MOST_BITS: u32 = 51;

impl Word for i64 {
    #[inline]
    fn bits_beside(count_bits: u32) -> [u32; 2] {
        let gradient_bits = (Self::BITS - count_bits) / 2 + 1;
        [gradient_bits, Self::BITS - count_bits - gradient_bits]
    }

    #[inline(always)]
    fn compose(gradient: f64, hessian: f64, shifts: [u32; 2]) -> Self {
        (round(gradient) << shifts[1]) + (round(hessian) << shifts[0]) + 1
    }

    #[inline(always)]
    fn add_wrapping(self, other: Self) -> Self {
        self.wrapping_add(other)
    }

    #[inline(always)]
    fn parts(self, shifts: [u32; 2]) -> [i64; 3] {
        let below_gradient = self & ((1 << shifts[1]) - 1);
        let count = below_gradient & ((1 << shifts[0]) - 1);
        [self >> shifts[1], below_gradient >> shifts[0], count]
    }
}

/// Sums of many rows: two numbers side by side, which are added by one instruction where a number of
/// 128 bits takes two that wait for each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(16))]
pub(super) struct Wide {
    gradient: i64,
    /// The hessians above the count.
    rest: i64,
}

impl Wide {
    /// A word made of each of two words' halves.
    #[inline(always)]
    fn zip(self, other: Self, make: impl Fn(i64, i64) -> i64) -> Self {
        Self {
            gradient: make(self.gradient, other.gradient),
            rest: make(self.rest, other.rest),
        }
    }
}

impl Word for Wide {
    #[inline]
    fn bits_beside(count_bits: u32) -> [u32; 2] {
        [MOST_BITS, (i64::BITS - 1 - count_bits).min(MOST_BITS)]
    }

    #[inline(always)]
    fn compose(gradient: f64, hessian: f64, shifts: [u32; 2]) -> Self {
        Self {
            gradient: round(gradient),
            rest: (round(hessian) << shifts[0]) + 1,
        }
    }

    #[inline(always)]
    fn add_wrapping(self, other: Self) -> Self {
        self.zip(other, i64::wrapping_add)
    }

    #[inline(always)]
    fn parts(self, shifts: [u32; 2]) -> [i64; 3] {
        let count = self.rest & ((1 << shifts[0]) - 1);
        [self.gradient, self.rest >> shifts[0], count]
    }
}

impl Add for Wide {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }
}

impl Sub for Wide {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.zip(other, |a, b| a - b)
    }
}

impl AddAssign for Wide {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Wide {
    #[inline(always)]
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Wide {
    #[inline(always)]
    fn sum<I: Iterator<Item = Self>>(words: I) -> Self {
        words.fold(Self::default(), Add::add)
    }
}

/// A whole number of at most [`MOST_BITS`] bits as a number: added to the bits of 1.5 · 2^52 it stands in the
/// lowest ones, which count whole numbers. Few processors convert many whole numbers of 64 bits at
/// once; all of them add.
#[inline(always)]
fn small_number_of(part: i64) -> f64 {
    f64::from_bits((SHIFTER.to_bits() as i64).wrapping_add(part) as u64) - SHIFTER
}

/// 1.5 · 2^52: a number of this size counts by ones.
const SHIFTER: f64 = 6_755_399_441_055_744.0;

/// How the rows of one tree are packed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packing {
    /// Where hessians and gradients begin.
    shifts: [u32; 2],
    units_per_gradient: f64,
    units_per_hessian: f64,
    gradient_unit: f64,
    hessian_unit: f64,
    /// By how much the tree's rows ask the raw score to move, on average: the sum of the gradients'
    /// sizes over that of the hessians.
    mean_step: f64,
}

/// A gain that moves the raw score by less than some 5e-6 of the mean step is rounding.
const ROUNDING: f64 = 2.5e-11;

impl Packing {
    /// For words of a type, a tree's number of rows and the sums of its absolute gradients and of
    /// its hessians.
    pub(super) fn new<W: Word>(n_rows: usize, sum_gradient: f64, sum_hessian: f64) -> Self {
        let count_bits = usize::BITS - n_rows.leading_zeros();
        let [gradient_bits, hessian_bits] = W::bits_beside(count_bits);
        // One bit of the gradients is their sign.
        let gradient_exponent = unit_exponent(sum_gradient, gradient_bits - 1, n_rows);
        let hessian_exponent = unit_exponent(sum_hessian, hessian_bits, n_rows);
        Self {
            shifts: [count_bits, count_bits + hessian_bits],
            units_per_gradient: power_of_two(gradient_exponent),
            units_per_hessian: power_of_two(hessian_exponent),
            gradient_unit: power_of_two(-gradient_exponent),
            hessian_unit: power_of_two(-hessian_exponent),
            mean_step: if sum_hessian > 0.0 {
                sum_gradient / sum_hessian
            } else {
                0.0
            },
        }
    }

    /// The gain up to which a split of a node is rounding, in whatever unit targets are.
    #[inline]
    pub(super) fn rounding(&self, score: f64, hessian: f64) -> f64 {
        ROUNDING * (score.abs() + hessian * self.mean_step * self.mean_step)
    }

    /// A row as a word; hessians are not negative.
    #[inline(always)]
    pub(super) fn pack<W: Word>(&self, row: Gradient) -> W {
        let gradient = row.gradient * self.units_per_gradient;
        let hessian = row.hessian * self.units_per_hessian;
        W::compose(gradient, hessian, self.shifts)
    }

    /// Packs rows, as many as there are words.
    pub(super) fn pack_all<W: Word>(&self, rows: &[Gradient], words: &mut [W]) {
        arch::widest().dispatch(PackAll {
            packing: self,
            rows,
            words,
        });
    }

    /// The sums of gradients and hessians and the number of rows that a sum of words stands for,
    /// with the bits of [`Packing::unpack`], for many words at once.
    #[inline(always)]
    pub(super) fn unpack_lanes<W: Word>(&self, word: W) -> [f64; 3] {
        let [gradient, hessian, n_rows] = word.parts(self.shifts).map(small_number_of);
        [
            gradient * self.gradient_unit,
            hessian * self.hessian_unit,
            n_rows,
        ]
    }

    /// What a sum of words stands for.
    #[inline]
    pub(super) fn unpack<W: Word>(&self, word: W) -> Sums {
        let [gradient, hessian, n_rows] = word.parts(self.shifts);
        Sums {
            gradient: gradient as f64 * self.gradient_unit,
            hessian: hessian as f64 * self.hessian_unit,
            n_rows: n_rows as u32,
        }
    }
}

/// What [`Packing::pack_all`] does, to be compiled for registers of every width.
struct PackAll<'a, W> {
    packing: &'a Packing,
    rows: &'a [Gradient],
    words: &'a mut [W],
}

impl<W: Word> pulp::NullaryFnOnce for PackAll<'_, W> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (word, &row) in self.words.iter_mut().zip(self.rows) {
            *word = self.packing.pack(row);
        }
    }
}

/// The greatest power of two by which terms of a sum may be multiplied so that, each rounded, they
/// add up to less than `2^bits`.
fn unit_exponent(sum: f64, bits: u32, n_terms: usize) -> i32 {
    // A quarter of the room, or half a unit for each term, whichever is more, is for rounding: of
    // the terms here and of their sum.
    let room =
        power_of_two(bits as i32) - (n_terms as f64 / 2.0).max(power_of_two(bits as i32 - 2));
    if !(sum > 0.0 && sum.is_finite()) {
        return 0;
    }
    let exponent = libm::ilogb(room) - libm::ilogb(sum) - 1;
    let finest = exponent.clamp(-MOST_EXPONENT, MOST_EXPONENT);
    let doubled = power_of_two(finest + 1) * sum <= room && finest < MOST_EXPONENT;
    if doubled { finest + 1 } else { finest }
}

fn power_of_two(exponent: i32) -> f64 {
    libm::ldexp(1.0, exponent)
}

/// The nearest whole number, of ties the even one, of sizes that [`MOST_BITS`] hold: adding what has
/// its last bit at one rounds.
#[inline(always)]
fn round(value: f64) -> i64 {
    (value + SHIFTER).to_bits() as i64 - SHIFTER.to_bits() as i64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packing_of<W: Word>(rows: &[Gradient]) -> Packing {
        let gradient = rows.iter().map(|row| row.gradient.abs()).sum();
        let hessian = rows.iter().map(|row| row.hessian).sum();
        Packing::new::<W>(rows.len(), gradient, hessian)
    }

    fn check_sums<W: Word>(rows: &[Gradient], picked: &[bool]) -> Result<(), TestCaseError> {
        let packing = packing_of::<W>(rows);
        let mut expected = Sums::default();
        let mut sum = W::default();
        for (&row, &picked) in rows.iter().zip(picked) {
            if picked {
                sum += packing.pack(row);
                expected += row;
            }
        }
        let found = packing.unpack(sum);
        let numbers = [found.gradient, found.hessian, f64::from(found.n_rows)];
        prop_assert_eq!(packing.unpack_lanes(sum), numbers);
        prop_assert_eq!(found.n_rows, expected.n_rows);
        let off = f64::from(expected.n_rows) / 2.0 + 1e-6;
        let sizes = rows.len() as f64;
        prop_assert!(
            (found.gradient - expected.gradient).abs()
                <= off * packing.gradient_unit + 1e-12 * sizes
        );
        prop_assert!(
            (found.hessian - expected.hessian).abs() <= off * packing.hessian_unit + 1e-12 * sizes
        );
        Ok(())
    }

    proptest! {
        #[test]
        fn a_sum_of_words_is_the_words_of_the_sums(
            rows in prop::collection::vec((-1.0_f64..1.0, 0.0_f64..0.25, any::<bool>()), 1..300),
            exponent in -40_i32..40,
        ) {
            let scale = power_of_two(exponent);
            let gradient = |&(gradient, hessian, _): &(f64, f64, bool)| Gradient {
                gradient: gradient * scale / 1e12,
                hessian: hessian * scale / 1e12,
            };
            let picked: Vec<bool> = rows.iter().map(|row| row.2).collect();
            let rows: Vec<Gradient> = rows.iter().map(gradient).collect();
            check_sums::<i64>(&rows, &picked)?;
            check_sums::<Wide>(&rows, &picked)?;
        }

        #[test]
        fn rounding_is_to_the_nearest_and_of_ties_to_the_even(value in -1e6_f64..1e6) {
            prop_assert_eq!(round(value) as f64, value.round_ties_even());
            prop_assert_eq!(round(value.floor() + 0.5) as f64, (value.floor() + 0.5).round_ties_even());
        }
    }

    #[test]
    fn the_most_rows_of_one_sign_fit_and_are_not_coarse() {
        for n_rows in [1, 2, 1000, MOST_NARROW_ROWS] {
            for gradient in [-1.0, 1.0] {
                let row = Gradient {
                    gradient,
                    hessian: 0.25,
                };
                let packing = Packing::new::<i64>(n_rows, n_rows as f64, 0.25 * n_rows as f64);
                // As many equal words as there are rows.
                let [high, middle, _] = packing.pack::<i64>(row).parts(packing.shifts);
                let wide = i128::from(high) * n_rows as i128;
                let sum = (wide << packing.shifts[1])
                    + ((i128::from(middle) * n_rows as i128) << packing.shifts[0])
                    + n_rows as i128;
                let found = packing.unpack(i64::try_from(sum).unwrap());
                assert_eq!(found.n_rows as usize, n_rows);
                assert_eq!(found.gradient, gradient * n_rows as f64);
                assert_eq!(found.hessian, 0.25 * n_rows as f64);
                assert!(packing.gradient_unit <= 0.25 && packing.hessian_unit <= 0.25 / 4.0);
            }
        }
    }

    #[test]
    fn many_rows_of_one_sign_fit_wide_words_and_are_not_coarse() {
        for n_rows in [MOST_NARROW_ROWS + 1, 1 << 24, (1 << 28) - 1] {
            for gradient in [-1.0, 1.0] {
                let row = Gradient {
                    gradient,
                    hessian: 0.25,
                };
                let packing = Packing::new::<Wide>(n_rows, n_rows as f64, 0.25 * n_rows as f64);
                let word = packing.pack::<Wide>(row);
                // As many equal words as there are rows.
                let times = |part: i64| part.checked_mul(n_rows as i64).unwrap();
                let sum = word.zip(Wide::default(), |part, _| times(part));
                let found = packing.unpack(sum);
                assert_eq!(found.n_rows as usize, n_rows);
                assert_eq!(found.gradient, gradient * n_rows as f64);
                assert_eq!(found.hessian, 0.25 * n_rows as f64);
                let numbers = [found.gradient, found.hessian, n_rows as f64];
                assert_eq!(packing.unpack_lanes(sum), numbers);
                assert!(packing.gradient_unit <= 0.25 && packing.hessian_unit <= 0.25 / 4.0);
            }
        }
    }

    #[test]
    fn sums_of_any_size_have_units() {
        for sum in [0.0, 5e-324, 1e-300, 1.0, 1e300, f64::MAX / 2.0] {
            let packing = Packing::new::<i64>(10, sum, sum);
            let row = Gradient {
                gradient: -sum,
                hessian: sum,
            };
            let found = packing.unpack(packing.pack::<i64>(row));
            assert_eq!(found.n_rows, 1);
            assert!(
                (found.gradient + sum).abs() <= 1e-6 * sum.max(1e-290),
                "{sum} {found:?}"
            );
        }
    }
}
