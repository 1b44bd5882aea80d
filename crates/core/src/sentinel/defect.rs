//! What can be wrong with a column.

use serde::{Deserialize, Serialize};

/// What a pipeline did to a column, with the figures that show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Defect {
    /// Values have the other sign.
    SignFlipped {
        /// The part of the values that are not zero whose sign is wrong, 0 to 1.
        share: f64,
        /// Whether they ought to be negative.
        ought_negative: bool,
    },
    /// Values are in another unit.
    ScaledBy {
        /// What a right value was multiplied by; negative when the sign is flipped as well.
        factor: f64,
        /// The part of the values that are not zero which are in it, 0 to 1.
        share: f64,
    },
    /// More values are missing than a changed population accounts for.
    HoleRateJumped {
        /// The part of the training rows without a value.
        reference: f64,
        /// The part of the current rows without a value.
        current: f64,
    },
    /// No row has a value.
    AllHoles {
        /// The part of the training rows without a value.
        reference: f64,
    },
    /// A value stands where the training rows had holes.
    HolesFilled {
        /// The value.
        value: f64,
        /// The part of the training rows without a value.
        reference: f64,
        /// The part of the current rows without a value.
        current: f64,
    },
    /// Every row that has a value has this one.
    Constant {
        /// The value.
        value: f64,
        /// The part of the training rows with a value that had it.
        reference: f64,
    },
    /// A number that stands for "unknown" is among the values.
    SentinelValue {
        /// The number.
        value: f64,
        /// The part of the values that it is, 0 to 1.
        share: f64,
    },
    /// Values lie where none of the training rows had one.
    Outside {
        /// The part of the values that do, 0 to 1.
        share: f64,
        /// The least of them.
        least: f64,
        /// The greatest of them; the same where it is one value.
        greatest: f64,
        /// Whether they are calendar years where another time belongs.
        are_years: bool,
    },
    /// Levels of a category have disappeared, in all rows or in a part of them, and their applicants
    /// have turned up together elsewhere.
    CategoriesRenamed {
        /// The levels that no applicant has any more, as the files spell them; none when all levels
        /// have lost a part of their applicants.
        vanished: Vec<String>,
        /// The level that their applicants have; none when it is no level that the model knows.
        appeared: Option<String>,
        /// The part of the training rows that had them, 0 to 1; without such levels the part of the
        /// current rows that were renamed.
        share: f64,
    },
    /// Texts of a category are none of its levels.
    LevelsUnknown {
        /// The part of the rows that have one, 0 to 1.
        share: f64,
        /// Some of the texts.
        examples: Vec<String>,
    },
    /// Two columns of the application hold what the other one ought to.
    Exchanged {
        /// The other one.
        with: String,
    },
    /// No applicant has a row in a history table.
    RowsLost {
        /// The part of the training applicants who had one, 0 to 1.
        reference: f64,
    },
    /// Far fewer applicants have rows in a history table, or each has far fewer.
    RowsCut {
        /// The part of the training applicants who had one, 0 to 1.
        reference: f64,
        /// The part of the current applicants who have one.
        current: f64,
        /// How many rows each of those has, in parts of what they were in training.
        rows: f64,
    },
    /// Columns that are needed are not among the features.
    ColumnsMissing {
        /// The features, in the catalogue's order.
        names: Vec<String>,
        /// Whether it is every column that is computed from the table.
        is_whole_table: bool,
        /// The columns of the table's export that all of these are computed from and nothing that is
        /// there is, in order; none where that does not tell why they are missing.
        columns: Vec<String>,
    },
    /// Values are of another type.
    TypeChanged {
        /// From what to what.
        change: TypeChange,
        /// The part of the values that show it, 0 to 1.
        share: f64,
    },
}

/// How the type of a column's values changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeChange {
    /// Numbers with a fraction became whole ones.
    FractionsLost,
    /// Numbers became 0 and 1.
    BecameFlag,
    /// Whole numbers have a fraction now.
    BecameFractions,
}
