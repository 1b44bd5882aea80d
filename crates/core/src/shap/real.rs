//! Numbers that explanations are computed in, with their registers.

use std::ops::{Add, Mul, Sub};

use pulp::Simd;

use crate::gbdt::input::round_down;

/// `f64`, or `f32` for twice as many lanes.
pub(super) trait Real:
    Copy
    + Default
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Send
    + Sync
    + 'static
{
    /// A register of these.
    type Lanes<S: Simd>: Copy;
    /// A yes or no for each lane.
    type Mask<S: Simd>: Copy;

    /// So many trees are summed up before the sum is added to one in `f64`.
    const TREES_PER_SUM: usize;

    fn n_lanes<S: Simd>() -> usize;

    /// The nearest one.
    fn from_f64(number: f64) -> Self;

    /// The largest that is not above a threshold: an `f32` is at most the one exactly if it is at most
    /// the other.
    fn at_most(threshold: f64) -> Self;

    fn from_f32(value: f32) -> Self;

    fn to_f64(self) -> f64;

    /// What is in the lanes of registers.
    fn as_mut_numbers<S: Simd>(registers: &mut [Self::Lanes<S>]) -> &mut [Self];

    fn splat<S: Simd>(simd: S, number: Self) -> Self::Lanes<S>;

    fn add_lanes<S: Simd>(simd: S, a: Self::Lanes<S>, b: Self::Lanes<S>) -> Self::Lanes<S>;

    fn sub_lanes<S: Simd>(simd: S, a: Self::Lanes<S>, b: Self::Lanes<S>) -> Self::Lanes<S>;

    fn mul_lanes<S: Simd>(simd: S, a: Self::Lanes<S>, b: Self::Lanes<S>) -> Self::Lanes<S>;

    fn is_at_most<S: Simd>(simd: S, a: Self::Lanes<S>, b: Self::Lanes<S>) -> Self::Mask<S>;

    fn select<S: Simd>(
        simd: S,
        mask: Self::Mask<S>,
        yes: Self::Lanes<S>,
        no: Self::Lanes<S>,
    ) -> Self::Lanes<S>;

    fn and<S: Simd>(simd: S, a: Self::Mask<S>, b: Self::Mask<S>) -> Self::Mask<S>;

    fn not<S: Simd>(simd: S, mask: Self::Mask<S>) -> Self::Mask<S>;
}

macro_rules! real {
    ($real:ty, $lanes:ident, $mask:ident, $n_lanes:ident, $trees_per_sum:expr, $at_most:expr,
     $splat:ident, $add:ident, $sub:ident, $mul:ident,
     $is_at_most:ident, $select:ident, $and:ident, $not:ident) => {
        impl Real for $real {
            type Lanes<S: Simd> = S::$lanes;
            type Mask<S: Simd> = S::$mask;

            const TREES_PER_SUM: usize = $trees_per_sum;

            #[inline(always)]
            fn n_lanes<S: Simd>() -> usize {
                S::$n_lanes
            }

            #[inline(always)]
            fn from_f64(number: f64) -> Self {
                number as Self
            }

            fn at_most(threshold: f64) -> Self {
                $at_most(threshold)
            }

            #[inline(always)]
            fn from_f32(value: f32) -> Self {
                Self::from(value)
            }

            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }

            #[inline(always)]
            fn as_mut_numbers<S: Simd>(registers: &mut [Self::Lanes<S>]) -> &mut [Self] {
                pulp::bytemuck::cast_slice_mut(registers)
            }

            #[inline(always)]
            fn splat<S: Simd>(simd: S, number: Self) -> Self::Lanes<S> {
                simd.$splat(number)
            }

            #[inline(always)]
            fn add_lanes<S: Simd>(simd: S, a: Self::Lanes<S>, b: Self::Lanes<S>) -> Self::Lanes<S> {
                simd.$add(a, b)
            }

            #[inline(always)]
            fn sub_lanes<S: Simd>(simd: S, a: Self::Lanes<S>, b: Self::Lanes<S>) -> Self::Lanes<S> {
                simd.$sub(a, b)
            }

            #[inline(always)]
            fn mul_lanes<S: Simd>(simd: S, a: Self::Lanes<S>, b: Self::Lanes<S>) -> Self::Lanes<S> {
                simd.$mul(a, b)
            }

            #[inline(always)]
            fn is_at_most<S: Simd>(simd: S, a: Self::Lanes<S>, b: Self::Lanes<S>) -> Self::Mask<S> {
                simd.$is_at_most(a, b)
            }

            #[inline(always)]
            fn select<S: Simd>(
                simd: S,
                mask: Self::Mask<S>,
                yes: Self::Lanes<S>,
                no: Self::Lanes<S>,
            ) -> Self::Lanes<S> {
                simd.$select(mask, yes, no)
            }

            #[inline(always)]
            fn and<S: Simd>(simd: S, a: Self::Mask<S>, b: Self::Mask<S>) -> Self::Mask<S> {
                simd.$and(a, b)
            }

            #[inline(always)]
            fn not<S: Simd>(simd: S, mask: Self::Mask<S>) -> Self::Mask<S> {
                simd.$not(mask)
            }
        }
    };
}

real!(
    f64,
    f64s,
    m64s,
    F64_LANES,
    usize::MAX,
    |threshold| threshold,
    splat_f64s,
    add_f64s,
    sub_f64s,
    mul_f64s,
    less_than_or_equal_f64s,
    select_f64s,
    and_m64s,
    not_m64s
);
real!(
    f32,
    f32s,
    m32s,
    F32_LANES,
    32,
    round_down,
    splat_f32s,
    add_f32s,
    sub_f32s,
    mul_f32s,
    less_than_or_equal_f32s,
    select_f32s,
    and_m32s,
    not_m32s
);
