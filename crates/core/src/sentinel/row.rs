//! One applicant's values against what training ever held: what cannot be told of a distribution is
//! told of a single value that lies far outside of it.

use serde::{Deserialize, Serialize};

use super::context::{Sources, is_within};
use super::distance::{Distribution, Sides};
use super::evidence::is_known_code;
use super::findings::{Profiles, UnknownLevels};
use super::profile::Profile;
use super::sentence::{sentence_of_text, sentence_of_texts, sentence_of_value};
use super::unit::coarse_factors;
use crate::features::Catalogue;
use crate::features::record::UnknownText;
use crate::label::{Label, Unit};
use crate::schema::TableName;

/// Fewer training values than this do not tell what may come.
const FEWEST_VALUES: u32 = 200;
/// The middle of the training values, in which a value has to lie once a mistake is undone.
const MIDDLE: (f64, f64) = (0.02, 0.98);
/// How far beyond the greatest size a value has to lie, as a factor at least.
const LEAST_BEYOND: f64 = 2.0;
/// The same in parts of the way from the outermost step of the ladder to the greatest size, both as
/// logarithms: where that is long already, the next may be longer.
const TIMES_TAIL: f64 = 1.0;

/// What is odd about one value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Oddity {
    /// It has a sign that no training value had, and its mirror image is an ordinary value.
    SignFlipped,
    /// An ordinary value was multiplied by this; negative when the sign is flipped as well.
    ScaledBy {
        /// The factor.
        factor: f64,
    },
    /// It is a number by which systems write "unknown".
    SentinelValue,
}

/// An odd value of one applicant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OddValue {
    /// The feature that has it.
    pub name: String,
    /// The value.
    pub value: f64,
    /// What is odd about it.
    pub oddity: Oddity,
    /// What an operator has to know.
    pub sentence: Label,
}

/// The odd ones among an applicant's values, which are given by feature, of those that keep the unit
/// of a column: what mixes columns may lie far out without a mistake.
pub fn judge_row<'a>(
    reference: &Profiles,
    catalogue: &Catalogue,
    values: impl IntoIterator<Item = (&'a str, f32)>,
) -> Vec<OddValue> {
    let odd = values.into_iter().filter_map(|(name, value)| {
        let profile = reference.get(name)?;
        let idx = catalogue.idx_of(name)?;
        let feature = &catalogue.features()[idx];
        let oddity = judge_value(profile, feature.unit, value)?;
        let is_told = feature.kept_column().is_some();
        is_told.then_some((idx, value, oddity, profile))
    });
    let mut odd: Vec<_> = odd.collect();
    odd.sort_unstable_by_key(|(idx, ..)| *idx);
    let mut told: Vec<Sources<'_>> = Vec::new();
    let is_first = |(idx, ..): &(usize, f32, Oddity, &Profile)| {
        let sources = catalogue.columns_of(&catalogue.features()[*idx]);
        let follows = told.iter().any(|cause| is_within(cause, &sources));
        told.push(sources);
        !follows
    };
    odd.retain(is_first);
    let finding = |(idx, value, oddity, profile): (usize, f32, Oddity, &Profile)| {
        let feature = &catalogue.features()[idx];
        let (name, value) = (&feature.name, f64::from(value));
        OddValue {
            name: name.clone(),
            value,
            oddity,
            sentence: sentence_of_value((name, feature.unit), value, oddity, profile),
        }
    };
    odd.into_iter().map(finding).collect()
}

/// What an operator has to know of a text that is none of its column's levels.
pub fn sentence_on_text(unknown: &UnknownText) -> Label {
    sentence_of_text(unknown, &level_names(unknown.table, unknown.column))
}

/// What an operator has to know of texts that are none of their column's levels, where one applicant may
/// have one of them.
pub fn sentence_on_texts(unknown: &UnknownLevels) -> Label {
    let levels = level_names(unknown.table, &unknown.column);
    sentence_of_texts(unknown, &levels)
}

/// A column's levels, as the files spell them.
fn level_names(table: TableName, column: &str) -> Vec<String> {
    let column = table.table().column(column);
    let levels = column.map_or(&[][..], |column| column.kind.levels());
    levels.iter().map(|level| level.name.to_owned()).collect()
}

/// What is odd about a value of a column; nothing where it is ordinary, rare, or a hole.
pub fn judge_value(reference: &Profile, unit: Unit, value: f32) -> Option<Oddity> {
    let (least, greatest) = reference.ends()?;
    let value = f64::from(value);
    let is_ordinary = !value.is_finite() || (least..=greatest).contains(&value);
    if is_ordinary || reference.n_values() < FEWEST_VALUES {
        return None;
    }
    if is_known_code(value, reference) {
        return Some(Oddity::SentinelValue);
    }
    let [n_negative, _, n_positive] = reference.n_by_sign();
    let side = |is_negative: bool| Side::of(reference, unit, is_negative);
    match (value < 0.0, n_negative, n_positive) {
        // Only one sign is known, and the value has the other.
        (true, 0, _) => flipped(&side(false)?, value),
        (false, _, 0) => flipped(&side(true)?, value),
        (is_negative, ..) => {
            let factor = side(is_negative)?.factor(value)?;
            Some(Oddity::ScaledBy { factor })
        }
    }
}

fn flipped(side: &Side, value: f64) -> Option<Oddity> {
    if side.is_in_middle(value) {
        Some(Oddity::SignFlipped)
    } else {
        let factor = -side.factor(value)?;
        Some(Oddity::ScaledBy { factor })
    }
}

/// The sizes of the training values on one side of zero, as logarithms.
struct Side {
    middle: (f64, f64),
    median: f64,
    /// How far beyond and how far below a size has to lie to be odd.
    odd: (f64, f64),
    /// Whether there are whole numbers alone.
    is_whole: bool,
    /// Whose factors it may be mistaken by.
    unit: Unit,
}

impl Side {
    fn of(reference: &Profile, unit: Unit, is_negative: bool) -> Option<Self> {
        let sides = if is_negative {
            Sides::Negative
        } else {
            Sides::Positive
        };
        let sizes = Distribution::of_log_sizes(reference, sides);
        let (first, last) = sizes.ends()?;
        let (least, greatest) = reference.ends()?;
        let log = |value: f64| libm::log(value.abs());
        // Of the greatest size only the side's own end is known, and of the least only where no
        // value has the other sign or none.
        let [n_negative, n_zeros, n_positive] = reference.n_by_sign();
        let is_alone = n_zeros == 0 && (n_negative == 0 || n_positive == 0);
        let (outer, inner) = if is_negative {
            (least, greatest)
        } else {
            (greatest, least)
        };
        let inner = if is_alone { log(inner) } else { first };
        let outer = log(outer);
        let beyond = libm::log(LEAST_BEYOND);
        Some(Self {
            middle: (sizes.quantile(MIDDLE.0), sizes.quantile(MIDDLE.1)),
            median: sizes.quantile(0.5),
            odd: (
                inner - beyond - TIMES_TAIL * (first - inner),
                outer + beyond + TIMES_TAIL * (outer - last),
            ),
            is_whole: reference.whole_share() == 1.0,
            unit,
        })
    }

    fn is_in_middle(&self, value: f64) -> bool {
        self.holds(libm::log(value.abs()))
    }

    fn holds(&self, size: f64) -> bool {
        (self.middle.0..=self.middle.1).contains(&size)
    }

    /// The factor without which an odd value is an ordinary one, the most ordinary if there are
    /// several.
    fn factor(&self, value: f64) -> Option<f64> {
        let size = libm::log(value.abs());
        if (self.odd.0..=self.odd.1).contains(&size) {
            return None;
        }
        // Twenty-one children are odd, but not ten times 2.1 children.
        let is_possible = |factor: f64| {
            let is_plain = factor > 1.0 && factor.fract() == 0.0;
            let right = value / factor;
            let rounding = right.abs() * f64::from(f32::EPSILON);
            !(self.is_whole && is_plain) || (right - right.round()).abs() <= rounding
        };
        let fitting = coarse_factors(self.unit)
            .filter(|&factor| self.holds(size - libm::log(factor)) && is_possible(factor));
        let off = |factor: &f64| (size - libm::log(*factor) - self.median).abs();
        fitting.min_by(|one, other| off(one).total_cmp(&off(other)))
    }
}
