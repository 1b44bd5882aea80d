//! The papers handed in with the application: 20 flags, mostly one of them set.

use crate::loan::Loan;
use crate::person::Person;
use crate::row::{Cell, Row};
use crate::stream::Stream;

/// The number of the first flag, `FLAG_DOCUMENT_2`.
const FIRST: usize = 2;

/// The share of applications with a paper that comes in addition to the main one, by number.
const EXTRA: [(usize, f64); 16] = [
    (2, 0.000_04),
    (4, 0.000_08),
    (7, 0.000_2),
    (9, 0.003_9),
    (10, 0.000_02),
    (11, 0.003_9),
    (12, 0.000_01),
    (13, 0.003_5),
    (14, 0.002_9),
    (15, 0.001_2),
    (16, 0.009_9),
    (17, 0.000_3),
    (18, 0.008_1),
    (19, 0.000_6),
    (20, 0.000_5),
    (21, 0.000_3),
];

/// Flags of the papers 2 to 21, 0 or 1.
#[derive(Clone, Debug)]
pub(crate) struct Documents([i64; 20]);

impl Documents {
    pub(crate) fn draw(stream: &mut Stream, person: &Person, loan: &Loan) -> Self {
        let mut flags = [0; 20];
        if let Some(main) = draw_main(stream, person, loan) {
            flags[main - FIRST] = 1;
        }
        for (number, share) in EXTRA {
            flags[number - FIRST] |= i64::from(!loan.is_card && stream.chance(share));
        }
        Self(flags)
    }
}

/// Number 6 is the pensioners' paper, a card needs none.
fn draw_main(stream: &mut Stream, person: &Person, loan: &Loan) -> Option<usize> {
    if loan.is_card {
        return stream.chance(0.04).then_some(3);
    }
    if person.work.is_employed() {
        stream.pick(&[
            (Some(3), 0.85),
            (Some(8), 0.105),
            (Some(5), 0.017),
            (None, 0.028),
        ])
    } else {
        stream.pick(&[
            (Some(3), 0.49),
            (Some(6), 0.50),
            (Some(5), 0.008),
            (None, 0.002),
        ])
    }
}

impl Row for Documents {
    fn push_cells(&self, cells: &mut Vec<Cell>) {
        cells.extend(self.0.map(Cell::Whole));
    }

    #[cfg(test)]
    fn push_names(names: &mut Vec<&'static str>) {
        names.extend([
            "FLAG_DOCUMENT_2",
            "FLAG_DOCUMENT_3",
            "FLAG_DOCUMENT_4",
            "FLAG_DOCUMENT_5",
            "FLAG_DOCUMENT_6",
            "FLAG_DOCUMENT_7",
            "FLAG_DOCUMENT_8",
            "FLAG_DOCUMENT_9",
            "FLAG_DOCUMENT_10",
            "FLAG_DOCUMENT_11",
            "FLAG_DOCUMENT_12",
            "FLAG_DOCUMENT_13",
            "FLAG_DOCUMENT_14",
            "FLAG_DOCUMENT_15",
            "FLAG_DOCUMENT_16",
            "FLAG_DOCUMENT_17",
            "FLAG_DOCUMENT_18",
            "FLAG_DOCUMENT_19",
            "FLAG_DOCUMENT_20",
            "FLAG_DOCUMENT_21",
        ]);
    }
}
