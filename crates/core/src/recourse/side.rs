//! The values that an input may change to on one side of its own, nearest first.

use super::lever::{Direction, Lever, Moves, Price, Room};
use super::span::Span;
use crate::features::record::GREATEST_NUMBER;
use crate::schema::{Column, Kind};

/// Days of a month on average, in a calendar with a leap year every fourth year.
const DAYS_OF_MONTH: f64 = 365.25 / 12.0;

/// Candidates of one input that cost more and more.
#[derive(Clone, Debug)]
pub(super) struct Side {
    stated: f64,
    price: Price,
    values: Values,
    n_values: u64,
}

#[derive(Clone, Debug)]
enum Values {
    /// Whole numbers of steps from the first on, up or down.
    Grid { grid: Grid, first: i64, rises: bool },
    /// Ascending, all at the same price.
    Listed(Vec<f64>),
}

/// Numbers that whole numbers of steps stand for, ascending with them.
#[derive(Clone, Copy, Debug)]
enum Grid {
    Multiples(f64),
    Months,
}

/// Why an input that has a lever stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stuck {
    /// The application does not state it.
    Missing,
    /// There is no other value within its bounds.
    NoRoom,
}

impl Grid {
    fn value(self, n_steps: i64) -> f64 {
        match self {
            Self::Multiples(step) => match whole_part(step) {
                // Three tenths by division are 0.3; three times a tenth are a little more.
                Some(n_parts) => n_steps as f64 / n_parts,
                None => n_steps as f64 * step,
            },
            // Without the sign of a zero.
            Self::Months => (n_steps as f64 * DAYS_OF_MONTH).round() + 0.0,
        }
    }

    /// The greatest number of steps whose value is at most this.
    fn last_up_to(self, most: f64) -> i64 {
        let step = match self {
            Self::Multiples(step) => step,
            Self::Months => DAYS_OF_MONTH,
        };
        // Near it by division; rounding may be off by one step, and so may be a day.
        let mut n_steps = (most / step).floor() as i64 + 2;
        while self.value(n_steps) > most {
            n_steps -= 1;
        }
        n_steps
    }

    /// The least number of steps whose value is over this.
    fn first_over(self, value: f64) -> i64 {
        self.last_up_to(value) + 1
    }

    /// The least number of steps whose value is at least this.
    fn first_from(self, least: f64) -> i64 {
        let last = self.last_up_to(least);
        if self.value(last) == least {
            last
        } else {
            last + 1
        }
    }

    /// The greatest number of steps whose value is below this.
    fn last_below(self, value: f64) -> i64 {
        self.first_from(value) - 1
    }
}

/// How many steps make 1, if a whole number of them does.
fn whole_part(step: f64) -> Option<f64> {
    let n_parts = (1.0 / step).round();
    (n_parts >= 1.0 && 1.0 / n_parts == step).then_some(n_parts)
}

impl Room {
    fn ends(self, stated: f64) -> (f64, f64) {
        let (one, other) = match self {
            Self::Between { least, most } => (least, most),
            Self::Parts { least, most } => (stated * least, stated * most),
        };
        let inside = |end: f64| end.clamp(-GREATEST_NUMBER, GREATEST_NUMBER);
        (inside(one.min(other)), inside(one.max(other)))
    }
}

impl Side {
    /// The sides of a checked lever, of an applicant whose cell is `stated`: at most two, none of
    /// which is empty.
    pub(super) fn of(lever: &Lever, column: &Column, stated: f64) -> Result<Vec<Self>, Stuck> {
        // A change in parts of nothing has no measure.
        let has_no_measure = stated == 0.0 && matches!(lever.price, Price::OfStated(_));
        if stated.is_nan() || column.sentinel == Some(stated) {
            return Err(Stuck::Missing);
        }
        let sides = match &lever.moves {
            _ if has_no_measure => Vec::new(),
            Moves::Levels { to } => vec![Self::of_levels(lever, &column.kind, to, stated)],
            &Moves::Steps {
                step,
                direction,
                room,
            } => Self::of_grid(lever, Grid::Multiples(step), direction, room, stated),
            &Moves::Months { direction, room } => {
                Self::of_grid(lever, Grid::Months, direction, room, stated)
            }
        };
        let sides: Vec<Self> = sides.into_iter().filter(|side| side.n_values > 0).collect();
        match sides.is_empty() {
            true => Err(Stuck::NoRoom),
            false => Ok(sides),
        }
    }

    fn of_levels(lever: &Lever, kind: &Kind, to: &[String], stated: f64) -> Self {
        let cells = to.iter().map(|level| kind.level_cell(level));
        let mut cells: Vec<f64> = cells.filter(|&cell| cell != stated).collect();
        cells.sort_unstable_by(f64::total_cmp);
        cells.dedup();
        Self {
            stated,
            price: lever.price,
            n_values: cells.len() as u64,
            values: Values::Listed(cells),
        }
    }

    fn of_grid(
        lever: &Lever,
        grid: Grid,
        direction: Direction,
        room: Room,
        stated: f64,
    ) -> Vec<Self> {
        let (least, most) = room.ends(stated);
        let side = |first: i64, last: i64, rises| Self {
            stated,
            price: lever.price,
            values: Values::Grid { grid, first, rises },
            n_values: if rises { last - first } else { first - last }
                .saturating_add(1)
                .max(0) as u64,
        };
        let up = || {
            let first = grid.first_over(stated).max(grid.first_from(least));
            side(first, grid.last_up_to(most), true)
        };
        let down = || {
            let first = grid.last_below(stated).min(grid.last_up_to(most));
            side(first, grid.first_from(least), false)
        };
        match direction {
            Direction::Up => vec![up()],
            Direction::Down => vec![down()],
            Direction::Both => vec![down(), up()],
        }
    }

    /// How many values there are.
    pub(super) fn len(&self) -> u64 {
        self.n_values
    }

    /// The value at a place, of which there are [`Side::len`].
    pub(super) fn value(&self, place: u64) -> f64 {
        match &self.values {
            Values::Listed(values) => values[place as usize],
            Values::Grid { grid, first, rises } => match rises {
                true => grid.value(first + place as i64),
                false => grid.value(first - place as i64),
            },
        }
    }

    /// What the value at a place costs; never less than at a place before.
    pub(super) fn cost(&self, place: u64) -> f64 {
        let size = || (self.value(place) - self.stated).abs();
        match self.price {
            Price::Flat(price) => price,
            Price::PerUnit(price) => price * size(),
            Price::OfStated(price) => price * size() / self.stated.abs(),
        }
    }

    /// All values from one place to another.
    pub(super) fn span(&self, (first, last): (u64, u64)) -> Span {
        Span::of(self.value(first)).or(Span::of(self.value(last)))
    }

    /// How much more the last of these places costs than the first: which side is to be cut. Where
    /// all cost the same, as levels do, they are to be told apart before anything else.
    pub(super) fn width(&self, (first, last): (u64, u64)) -> Option<f64> {
        (first < last).then(|| match self.price {
            Price::Flat(_) => f64::INFINITY,
            _ => self.cost(last) - self.cost(first),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::TableName;

    fn sides(
        column: &str,
        moves: Moves,
        price: Price,
        stated: f64,
    ) -> Result<Vec<Vec<f64>>, Stuck> {
        let lever = Lever {
            column: column.to_owned(),
            moves,
            price,
        };
        let idx = lever.check().expect("the lever is in order");
        let column = &TableName::Application.table().columns[idx];
        let sides = Side::of(&lever, column, stated)?;
        let values = |side: &Side| (0..side.len()).map(|place| side.value(place)).collect();
        Ok(sides.iter().map(values).collect())
    }

    fn steps(step: f64, direction: Direction, room: Room) -> Moves {
        Moves::Steps {
            step,
            direction,
            room,
        }
    }

    #[test]
    fn an_amount_changes_in_multiples_of_its_step_nearest_first() {
        let room = Room::Parts {
            least: 0.9,
            most: 1.1,
        };
        let amounts = |direction, stated| {
            let moves = steps(10.0, direction, room);
            sides("AMT_CREDIT", moves, Price::OfStated(1.0), stated)
        };
        let both = amounts(Direction::Both, 204.5);
        assert_eq!(both, Ok(vec![vec![200.0, 190.0], vec![210.0, 220.0]]));
        assert_eq!(amounts(Direction::Up, 200.0), Ok(vec![vec![210.0, 220.0]]));
        assert_eq!(
            amounts(Direction::Down, 200.0),
            Ok(vec![vec![190.0, 180.0]])
        );
        assert_eq!(amounts(Direction::Both, 25.0), Err(Stuck::NoRoom));
        assert_eq!(amounts(Direction::Both, 0.0), Err(Stuck::NoRoom));
        assert_eq!(amounts(Direction::Both, f64::NAN), Err(Stuck::Missing));
    }

    #[test]
    fn tenths_and_hundredths_are_the_numbers_that_people_write() {
        let amounts = |step, most| {
            let room = Room::Between { least: 0.0, most };
            let moves = steps(step, Direction::Down, room);
            sides("AMT_CREDIT", moves, Price::PerUnit(1.0), 5.0)
        };
        assert_eq!(amounts(0.1, 0.3), Ok(vec![vec![0.3, 0.2, 0.1, 0.0]]));
        assert_eq!(amounts(0.01, 0.03), Ok(vec![vec![0.03, 0.02, 0.01, 0.0]]));
        assert_eq!(amounts(0.7, 1.4), Ok(vec![vec![1.4, 0.7, 0.0]]));
    }

    #[test]
    fn a_value_out_of_bounds_may_only_move_into_them() {
        let room = Room::Between {
            least: 1.0,
            most: 3.0,
        };
        let counts = |direction, stated| {
            let moves = steps(1.0, direction, room);
            sides("REGION_RATING_CLIENT", moves, Price::PerUnit(1.0), stated)
        };
        assert_eq!(counts(Direction::Both, 7.0), Ok(vec![vec![3.0, 2.0, 1.0]]));
        assert_eq!(counts(Direction::Both, -7.0), Ok(vec![vec![1.0, 2.0, 3.0]]));
        assert_eq!(counts(Direction::Up, 7.0), Err(Stuck::NoRoom));
    }

    #[test]
    fn months_are_whole_days_and_a_year_of_them_is_a_year() {
        let room = Room::Between {
            least: -366.0,
            most: 0.0,
        };
        let moves = Moves::Months {
            direction: Direction::Down,
            room,
        };
        let days = sides("DAYS_EMPLOYED", moves.clone(), Price::PerUnit(1.0), -30.0);
        let expected = [
            -61, -91, -122, -152, -183, -213, -244, -274, -304, -335, -365,
        ];
        assert_eq!(days, Ok(vec![expected.map(f64::from).to_vec()]));
        // Who has no employment has no start of it.
        let unknown = sides("DAYS_EMPLOYED", moves, Price::PerUnit(1.0), 365_243.0);
        assert_eq!(unknown, Err(Stuck::Missing));
    }

    #[test]
    fn levels_are_the_others_that_are_allowed() {
        let contract = |to: &[&str], stated| {
            let to = to.iter().map(|&level| level.to_owned()).collect();
            let column = "NAME_CONTRACT_TYPE";
            sides(column, Moves::Levels { to }, Price::Flat(1.0), stated)
        };
        let both = ["Revolving loans", "Cash loans", "Cash loans"];
        assert_eq!(contract(&both, 0.0), Ok(vec![vec![1.0]]));
        // A text that the schema does not know may become either.
        assert_eq!(contract(&both, 2.0), Ok(vec![vec![0.0, 1.0]]));
        assert_eq!(contract(&["Cash loans"], 0.0), Err(Stuck::NoRoom));
    }

    #[test]
    fn costs_never_fall_from_place_to_place() {
        let room = Room::Parts {
            least: 0.0,
            most: 2.0,
        };
        let lever = Lever {
            column: "AMT_CREDIT".to_owned(),
            moves: steps(0.1, Direction::Both, room),
            price: Price::OfStated(0.3),
        };
        let idx = lever.check().expect("the lever is in order");
        let column = &TableName::Application.table().columns[idx];
        for side in Side::of(&lever, column, 123.45).expect("there is room") {
            let costs: Vec<f64> = (0..side.len()).map(|place| side.cost(place)).collect();
            assert!(costs.len() > 1_000 && costs.is_sorted() && costs[0] > 0.0);
        }
    }
}
