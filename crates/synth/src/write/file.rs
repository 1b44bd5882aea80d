//! The eight files of a portfolio and their columns.

use creditwood_core::schema::{APPLICANT_KEY, Kind, TARGET, TableName};

/// A file of the portfolio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PortfolioFile {
    ApplicationTrain,
    ApplicationTest,
    Bureau,
    BureauBalance,
    PreviousApplication,
    PosCashBalance,
    InstalmentsPayments,
    CreditCardBalance,
}

/// What the cells of a column are stored as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    Whole,
    Real,
    Text,
}

impl PortfolioFile {
    /// All of them, applications first.
    pub(crate) const ALL: [Self; 8] = [
        Self::ApplicationTrain,
        Self::ApplicationTest,
        Self::Bureau,
        Self::BureauBalance,
        Self::PreviousApplication,
        Self::PosCashBalance,
        Self::InstalmentsPayments,
        Self::CreditCardBalance,
    ];

    /// Its name without extension.
    pub(crate) fn name(self) -> &'static str {
        let files = self.table_name().table().files;
        match self {
            Self::ApplicationTest => files[1],
            _ => files[0],
        }
    }

    pub(crate) fn table_name(self) -> TableName {
        match self {
            Self::ApplicationTrain | Self::ApplicationTest => TableName::Application,
            Self::Bureau => TableName::Bureau,
            Self::BureauBalance => TableName::BureauBalance,
            Self::PreviousApplication => TableName::PreviousApplication,
            Self::PosCashBalance => TableName::PosCashBalance,
            Self::InstalmentsPayments => TableName::InstalmentsPayments,
            Self::CreditCardBalance => TableName::CreditCardBalance,
        }
    }

    /// The columns before the table's own, in the order of the public data set.
    fn leading_columns(self) -> &'static [&'static str] {
        match self {
            Self::ApplicationTrain => &[APPLICANT_KEY, TARGET],
            Self::ApplicationTest => &[APPLICANT_KEY],
            Self::Bureau => &[APPLICANT_KEY, "SK_ID_BUREAU"],
            Self::BureauBalance => &["SK_ID_BUREAU"],
            Self::PreviousApplication
            | Self::PosCashBalance
            | Self::InstalmentsPayments
            | Self::CreditCardBalance => &["SK_ID_PREV", APPLICANT_KEY],
        }
    }

    /// All columns in the order of the file.
    pub(crate) fn columns(self) -> Vec<(&'static str, Storage)> {
        let leading = self.leading_columns().iter();
        let own = self.table_name().table().columns.iter();
        leading
            .map(|&name| (name, Storage::Whole))
            .chain(own.map(|column| (column.name, Storage::of(&column.kind))))
            .collect()
    }
}

impl Storage {
    fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Whole => Self::Whole,
            Kind::Real => Self::Real,
            Kind::Category(_) => Self::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applicant::draw_applicant;
    use crate::application::ApplicationRow;
    use crate::history::Histories;
    use crate::row::{Cell, Row};
    use crate::spec::PortfolioSpec;

    fn names_of<R: Row>(leading: &[&'static str]) -> Vec<&'static str> {
        let mut names = leading.to_vec();
        R::push_names(&mut names);
        names
    }

    /// Names the row type of a list of rows.
    fn names_in<R: Row>(_: &[R]) -> Vec<&'static str> {
        names_of::<R>(&[])
    }

    fn row_names(file: PortfolioFile) -> Vec<&'static str> {
        let histories = Histories::default();
        match file {
            PortfolioFile::ApplicationTrain => {
                names_of::<ApplicationRow>(&["SK_ID_CURR", "TARGET"])
            }
            PortfolioFile::ApplicationTest => names_of::<ApplicationRow>(&["SK_ID_CURR"]),
            PortfolioFile::Bureau => names_in(&histories.bureau),
            PortfolioFile::BureauBalance => names_in(&histories.bureau_months),
            PortfolioFile::PreviousApplication => names_in(&histories.previous),
            PortfolioFile::PosCashBalance => names_in(&histories.pos_months),
            PortfolioFile::InstalmentsPayments => names_in(&histories.instalments),
            PortfolioFile::CreditCardBalance => names_in(&histories.card_months),
        }
    }

    #[test]
    fn rows_have_the_columns_of_their_file_in_order() {
        for file in PortfolioFile::ALL {
            let columns: Vec<&str> = file.columns().iter().map(|&(name, _)| name).collect();
            assert_eq!(row_names(file), columns, "{file:?}");
        }
    }

    fn check_cells<R: Row>(file: PortfolioFile, rows: &[R]) {
        let n_leading = file.leading_columns().len();
        let columns = file.table_name().table().columns;
        for row in rows {
            let mut cells = Vec::new();
            row.push_cells(&mut cells);
            assert_eq!(cells.len(), n_leading + columns.len());
            for (column, cell) in columns.iter().zip(&cells[n_leading..]) {
                let is_valid = match (cell, &column.kind) {
                    (Cell::Hole, _) => true,
                    (Cell::Whole(_), Kind::Whole) => true,
                    (Cell::Real(value), Kind::Real) => value.abs() < 1e9,
                    (Cell::Text(text), Kind::Category(levels)) => {
                        levels.iter().any(|level| level.name == *text)
                    }
                    _ => false,
                };
                assert!(is_valid, "{}: {cell:?}", column.name);
            }
        }
    }

    struct Application(Vec<Cell>);

    impl Row for Application {
        fn push_cells(&self, cells: &mut Vec<Cell>) {
            cells.extend(&self.0);
        }

        fn push_names(_: &mut Vec<&'static str>) {}
    }

    #[test]
    fn every_cell_is_valid_for_its_column() {
        let spec = PortfolioSpec::of_size(2_000).check().unwrap();
        for number in 0..2_000 {
            let applicant = draw_applicant(&spec, number);
            let mut cells = vec![Cell::Whole(applicant.portrait.key)];
            applicant.application.push_cells(&mut cells);
            check_cells(PortfolioFile::ApplicationTest, &[Application(cells)]);
            let histories = &applicant.histories;
            check_cells(PortfolioFile::Bureau, &histories.bureau);
            check_cells(PortfolioFile::BureauBalance, &histories.bureau_months);
            check_cells(PortfolioFile::PreviousApplication, &histories.previous);
            check_cells(PortfolioFile::PosCashBalance, &histories.pos_months);
            check_cells(PortfolioFile::InstalmentsPayments, &histories.instalments);
            check_cells(PortfolioFile::CreditCardBalance, &histories.card_months);
        }
    }
}
