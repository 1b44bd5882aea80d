//! The running state of each statistic: what one applicant's rows have come to so far.
//!
//! Each statistic has a type of its own, no larger than it must be, because the batch executor
//! keeps one for every applicant and aggregate. [`super::Accumulator`] is any one of them.

use super::aggregate::{FixedMoments, FixedSum};

/// What is kept of the rows seen so far.
///
/// Neither the order of the rows nor their partition over several states that are merged changes
/// a bit of [`State::value`], but for the sign of a zero.
pub trait State: Clone + Default {
    /// Takes one row's value, which is not a hole; `order` (NaN is a hole) matters to [`Latest`]
    /// and [`Earliest`] alone.
    fn add(&mut self, value: f64, order: f64);
    /// Takes in the rows that another state has seen.
    fn merge(&mut self, other: &Self);
    /// The statistic of the rows seen; NaN is a hole.
    fn value(&self) -> f64;
}

/// [`super::Statistic::Count`]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count(pub u64);

/// [`super::Statistic::CountDistinct`]: the bits of the different values seen, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountDistinct(pub Vec<u64>);

/// [`super::Statistic::Sum`]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// The sum of the values.
    pub sum: FixedSum,
    /// How many they are.
    pub n: u64,
}

/// [`super::Statistic::Mean`]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mean(pub Sum);

/// [`super::Statistic::Min`]; NaN before the first row.
#[derive(Clone, Debug, PartialEq)]
pub struct Min(pub f64);

/// [`super::Statistic::Max`]; NaN before the first row.
#[derive(Clone, Debug, PartialEq)]
pub struct Max(pub f64);

/// [`super::Statistic::Latest`]
#[derive(Clone, Debug, PartialEq)]
pub struct Latest {
    /// The greatest order so far; NaN before the first row.
    pub order: f64,
    /// The value there.
    pub value: f64,
}

/// [`super::Statistic::Earliest`]: the latest with the order's sign turned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Earliest(pub Latest);

impl State for Count {
    #[inline]
    fn add(&mut self, _: f64, _: f64) {
        self.0 += 1;
    }

    fn merge(&mut self, other: &Self) {
        self.0 += other.0;
    }

    fn value(&self) -> f64 {
        self.0 as f64
    }
}

impl CountDistinct {
    fn insert(&mut self, bits: u64) {
        if let Err(place) = self.0.binary_search(&bits) {
            self.0.insert(place, bits);
        }
    }
}

impl State for CountDistinct {
    #[inline]
    fn add(&mut self, value: f64, _: f64) {
        // Adding zero makes the two zeros one value.
        self.insert((value + 0.0).to_bits());
    }

    fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|&bits| self.insert(bits));
    }

    fn value(&self) -> f64 {
        self.0.len() as f64
    }
}

impl State for Sum {
    #[inline]
    fn add(&mut self, value: f64, _: f64) {
        self.sum.add(value);
        self.n += 1;
    }

    fn merge(&mut self, other: &Self) {
        self.sum.merge(other.sum);
        self.n += other.n;
    }

    fn value(&self) -> f64 {
        if self.n == 0 {
            f64::NAN
        } else {
            self.sum.value()
        }
    }
}

impl State for Mean {
    #[inline]
    fn add(&mut self, value: f64, order: f64) {
        self.0.add(value, order);
    }

    fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    fn value(&self) -> f64 {
        self.0.value() / self.0.n as f64
    }
}

impl Default for Min {
    fn default() -> Self {
        Self(f64::NAN)
    }
}

impl State for Min {
    #[inline]
    fn add(&mut self, value: f64, _: f64) {
        self.0 = self.0.min(value);
    }

    fn merge(&mut self, other: &Self) {
        self.0 = self.0.min(other.0);
    }

    fn value(&self) -> f64 {
        self.0
    }
}

impl Default for Max {
    fn default() -> Self {
        Self(f64::NAN)
    }
}

impl State for Max {
    #[inline]
    fn add(&mut self, value: f64, _: f64) {
        self.0 = self.0.max(value);
    }

    fn merge(&mut self, other: &Self) {
        self.0 = self.0.max(other.0);
    }

    fn value(&self) -> f64 {
        self.0
    }
}

impl State for FixedMoments {
    #[inline]
    fn add(&mut self, value: f64, _: f64) {
        FixedMoments::add(self, value);
    }

    fn merge(&mut self, other: &Self) {
        FixedMoments::merge(self, *other);
    }

    fn value(&self) -> f64 {
        self.standard_deviation()
    }
}

impl Default for Latest {
    fn default() -> Self {
        Self {
            order: f64::NAN,
            value: f64::NAN,
        }
    }
}

impl State for Latest {
    #[inline]
    fn add(&mut self, value: f64, order: f64) {
        if order > self.order || (self.order.is_nan() && !order.is_nan()) {
            *self = Self { order, value };
        } else if order == self.order {
            self.value = self.value.max(value);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.add(other.value, other.order);
    }

    fn value(&self) -> f64 {
        self.value
    }
}

impl State for Earliest {
    #[inline]
    fn add(&mut self, value: f64, order: f64) {
        self.0.add(value, -order);
    }

    fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    fn value(&self) -> f64 {
        self.0.value
    }
}
