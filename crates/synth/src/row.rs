//! Rows on their way out: what a cell holds, and which columns a row has.

/// A cell as the public data set writes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Nothing known.
    Hole,
    /// Without a fraction.
    Whole(i64),
    /// With a fraction, be it `.0`.
    Real(f64),
    /// A level of a category.
    Text(&'static str),
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Whole(value)
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<&'static str> for Cell {
    fn from(text: &'static str) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Hole, Into::into)
    }
}

/// A row, or a run of columns of one, in the order of the file.
pub(crate) trait Row {
    /// Adds its cells.
    fn push_cells(&self, cells: &mut Vec<Cell>);

    /// Adds the names of its columns, as many as cells.
    #[cfg(test)]
    fn push_names(names: &mut Vec<&'static str>);
}

/// Declares a row: its fields, and the column that each is written to.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty = $column:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub(crate) struct $name {
            $(pub(crate) $field: $type,)+
        }

        impl $crate::row::Row for $name {
            fn push_cells(&self, cells: &mut Vec<$crate::row::Cell>) {
                $(cells.push(self.$field.into());)+
            }

            #[cfg(test)]
            fn push_names(names: &mut Vec<&'static str>) {
                names.extend([$($column),+]);
            }
        }
    };
}

pub(crate) use row;
