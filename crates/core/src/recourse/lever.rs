//! An input that may change: to which values, which way, and what a change costs.

use serde::{Deserialize, Serialize};

use super::error::RecourseError;
use crate::features::record::{GREATEST_NUMBER, check_number};
use crate::label::Unit;
use crate::schema::{Column, Kind, TableName};

/// The smallest step: with it the points between the greatest numbers are still whole numbers that
/// an `f64` tells apart.
const LEAST_STEP: f64 = 1e-6;

/// An input of the application that may change. What no lever names stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lever {
    /// The column of the application.
    pub column: String,
    /// Which values it may take.
    pub moves: Moves,
    /// What a change costs.
    pub price: Price,
}

/// Which values an input may take besides its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moves {
    /// Multiples of a step, such as amounts in tens. Of a column of whole numbers the step is whole.
    Steps {
        /// At least 1e-6.
        step: f64,
        /// Which way.
        direction: Direction,
        /// How far.
        room: Room,
    },
    /// Dates that lie a whole number of months before or after the application: the whole day
    /// next to so many twelfths of 365.25 days. A step of 30.4375 days would fall between the days.
    Months {
        /// Which way; a date before the application is negative.
        direction: Direction,
        /// How far, in days.
        room: Room,
    },
    /// These levels of a category, as the files spell them.
    Levels {
        /// At least one.
        to: Vec<String>,
    },
}

/// Which way a number may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// It may only rise.
    Up,
    /// It may only fall.
    Down,
    /// It may do either.
    Both,
}

/// How far a number may change; both ends are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    /// Between two numbers.
    Between {
        /// The least.
        least: f64,
        /// The greatest.
        most: f64,
    },
    /// Between two parts of what was stated, such as 0.5 and 1.5 of it.
    Parts {
        /// The least part.
        least: f64,
        /// The greatest part.
        most: f64,
    },
}

/// What a change costs. Costs of several changes add up, so they have to be on one scale.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Price {
    /// So much whatever the change, over 0: the price of another level.
    Flat(f64),
    /// So much for each unit of the column, over 0.
    PerUnit(f64),
    /// So much for a change by as much as was stated, over 0: amounts of different sizes compare,
    /// a tenth of the credit costs what a tenth of the annuity costs.
    OfStated(f64),
}

impl Lever {
    /// The terms of the loan, which are what an applicant can change before a decision (the columns
    /// that the catalogue calls actionable): to borrow less, to repay faster or more slowly, to buy
    /// for less, to take the other contract. Amounts are in tens and keep at least half of what was
    /// stated; an annuity may rise by half. Nobody is told to borrow or to buy for more.
    ///
    /// The start of the employment is not among them: who waits for it grows older, too.
    pub fn terms() -> Vec<Self> {
        let amount = |column: &str, direction, most| Self {
            column: column.to_owned(),
            moves: Moves::Steps {
                step: 10.0,
                direction,
                room: Room::Parts { least: 0.5, most },
            },
            price: Price::OfStated(1.0),
        };
        let contracts = ["Cash loans", "Revolving loans"];
        vec![
            amount("AMT_CREDIT", Direction::Down, 1.0),
            amount("AMT_ANNUITY", Direction::Both, 1.5),
            amount("AMT_GOODS_PRICE", Direction::Down, 1.0),
            Self {
                column: "NAME_CONTRACT_TYPE".to_owned(),
                moves: Moves::Levels {
                    to: contracts.map(str::to_owned).into(),
                },
                price: Price::Flat(0.5),
            },
        ]
    }

    /// The position of its column in the application, if the lever is in order.
    ///
    /// # Errors
    /// When there is no such column or it is protected, when moves, room or price do not fit it.
    pub(super) fn check(&self) -> Result<usize, RecourseError> {
        let table = TableName::Application.table();
        let name = || self.column.clone();
        let idx = table.column_idx(&self.column);
        let idx = idx.ok_or_else(|| RecourseError::UnknownColumn { column: name() })?;
        let column = &table.columns[idx];
        if column.protected {
            return Err(RecourseError::Protected { column: name() });
        }
        check_moves(column, &self.moves)?;
        let (Price::Flat(price) | Price::PerUnit(price) | Price::OfStated(price)) = self.price;
        if !(price > 0.0 && price.is_finite()) {
            return Err(RecourseError::BadPrice {
                column: name(),
                price,
            });
        }
        let is_category = matches!(column.kind, Kind::Category(_));
        if is_category && !matches!(self.price, Price::Flat(_)) {
            return Err(RecourseError::PriceOfLevels { column: name() });
        }
        Ok(idx)
    }
}

fn check_moves(column: &Column, moves: &Moves) -> Result<(), RecourseError> {
    let name = || column.name.to_owned();
    let is_category = matches!(column.kind, Kind::Category(_));
    match moves {
        Moves::Levels { to } if is_category => check_levels(column, to),
        Moves::Steps { step, room, .. } if !is_category => {
            let is_whole = !matches!(column.kind, Kind::Whole) || step.fract() == 0.0;
            if !(*step >= LEAST_STEP && *step <= GREATEST_NUMBER && is_whole) {
                return Err(RecourseError::BadStep {
                    column: name(),
                    step: *step,
                });
            }
            check_room(column, *room)
        }
        Moves::Months { room, .. } if column.unit == Unit::Days => check_room(column, *room),
        _ => Err(RecourseError::WrongMoves { column: name() }),
    }
}

fn check_levels(column: &Column, to: &[String]) -> Result<(), RecourseError> {
    let levels = column.kind.levels();
    let is_known = |level: &&String| levels.iter().any(|known| known.name == **level);
    if let Some(level) = to.iter().find(|level| !is_known(level)) {
        return Err(RecourseError::UnknownLevel {
            column: column.name.to_owned(),
            level: level.clone(),
        });
    }
    match to.is_empty() {
        true => Err(RecourseError::NoLevel {
            column: column.name.to_owned(),
        }),
        false => Ok(()),
    }
}

fn check_room(column: &Column, room: Room) -> Result<(), RecourseError> {
    let (least, most, is_fine) = match room {
        // A fraction is fine as an end of whole numbers, which are then inside of it.
        Room::Between { least, most } => {
            let is_number = |end| check_number(&Kind::Real, end).is_ok();
            (least, most, is_number(least) && is_number(most))
        }
        Room::Parts { least, most } => (least, most, least.is_finite() && most.is_finite()),
    };
    match is_fine && least <= most {
        true => Ok(()),
        false => Err(RecourseError::BadRoom {
            column: column.name.to_owned(),
            least,
            most,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::sources;

    #[test]
    fn the_terms_are_in_order_and_are_what_the_catalogue_calls_actionable() {
        let terms = Lever::terms();
        assert!(terms.iter().all(|lever| lever.check().is_ok()));
        let catalogue = sources::catalogue();
        let columns = TableName::Application.table().columns.iter();
        let actionable = columns.filter(|column| {
            let mut own = catalogue.features().iter().filter(|feature| {
                let is_level = feature.is_level_of(column.name);
                is_level || feature.plain_column() == Some(column.name)
            });
            own.any(|feature| feature.actionable)
        });
        let mut named: Vec<&str> = terms.iter().map(|lever| lever.column.as_str()).collect();
        let mut expected: Vec<&str> = actionable.map(|column| column.name).collect();
        named.sort_unstable();
        expected.sort_unstable();
        assert_eq!(named, expected);
    }

    #[test]
    fn levers_survive_json() {
        let terms = Lever::terms();
        let json = serde_json::to_string(&terms).expect("levers are plain data");
        let back: Vec<Lever> = serde_json::from_str(&json).expect("the same data");
        assert_eq!(back, terms);
    }

    fn error_of(lever: Lever) -> String {
        lever.check().expect_err("it is out of order").to_string()
    }

    #[test]
    fn a_lever_out_of_order_is_an_error_that_says_what_was_allowed() {
        let lever = |column: &str, step, least, price| Lever {
            column: column.to_owned(),
            moves: Moves::Steps {
                step,
                direction: Direction::Both,
                room: Room::Between { least, most: 5.0 },
            },
            price: Price::PerUnit(price),
        };
        let cases = [
            (lever("AMT", 1.0, 0.0, 1.0), "there is no column `AMT`"),
            (
                lever("DAYS_BIRTH", 1.0, 0.0, 1.0),
                "`DAYS_BIRTH` tells sex, age or family",
            ),
            (
                lever("AMT_CREDIT", 0.0, 0.0, 1.0),
                "step of `AMT_CREDIT` is 0, expected",
            ),
            (
                lever("FLAG_EMAIL", 0.5, 0.0, 1.0),
                "step of `FLAG_EMAIL` is 0.5, expected",
            ),
            (
                lever("AMT_CREDIT", 1.0, 6.0, 1.0),
                "room of `AMT_CREDIT` is 6 to 5, expected",
            ),
            (
                lever("AMT_CREDIT", 1.0, -1e10, 1.0),
                "is -10000000000 to 5, expected",
            ),
            (
                lever("AMT_CREDIT", 1.0, 0.0, 0.0),
                "price of `AMT_CREDIT` is 0, expected",
            ),
            (
                lever("FLAG_OWN_CAR", 1.0, 0.0, 1.0),
                "moves of `FLAG_OWN_CAR` do not fit",
            ),
        ];
        for (lever, expected) in cases {
            let found = error_of(lever);
            assert!(found.contains(expected), "{found}");
        }
        let levels = |to: &[&str], price| Lever {
            column: "FLAG_OWN_CAR".to_owned(),
            moves: Moves::Levels {
                to: to.iter().map(|&level| level.to_owned()).collect(),
            },
            price,
        };
        assert!(error_of(levels(&[], Price::Flat(1.0))).contains("no level"));
        assert!(error_of(levels(&["y"], Price::Flat(1.0))).contains("no level `y`"));
        assert!(error_of(levels(&["Y"], Price::PerUnit(1.0))).contains("flat price"));
    }
}
