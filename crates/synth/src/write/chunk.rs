//! Some applicants in a row, drawn and encoded.

use std::ops::Range;

use super::encoding::Encoding;
use super::file::PortfolioFile;
use crate::applicant::{Applicant, draw_applicant};
use crate::row::{Cell, Row};
use crate::spec::ValidPortfolioSpec;

/// The encoded rows of some applicants, by file in the order of [`PortfolioFile::ALL`].
pub(super) struct Chunk<E: Encoding> {
    pub(super) parts: Vec<Part<E::Rows>>,
}

/// Encoded rows of one file.
pub(super) struct Part<R> {
    pub(super) n_rows: usize,
    pub(super) rows: R,
}

impl<E: Encoding> Chunk<E> {
    pub(super) fn draw(spec: &ValidPortfolioSpec, numbers: Range<usize>) -> Self {
        let mut parts = PortfolioFile::ALL.map(PartEncoder::<E>::new);
        for number in numbers {
            let applicant = draw_applicant(spec, number);
            for part in &mut parts {
                part.push_applicant(&applicant);
            }
        }
        Self {
            parts: parts.into_iter().map(PartEncoder::finish).collect(),
        }
    }
}

struct PartEncoder<E> {
    file: PortfolioFile,
    n_rows: usize,
    cells: Vec<Cell>,
    encoder: E,
}

impl<E: Encoding> PartEncoder<E> {
    fn new(file: PortfolioFile) -> Self {
        Self {
            file,
            n_rows: 0,
            cells: Vec::new(),
            encoder: E::new(file),
        }
    }

    fn push_applicant(&mut self, applicant: &Applicant) {
        let histories = &applicant.histories;
        match self.file {
            PortfolioFile::ApplicationTrain => self.push_application(applicant, false),
            PortfolioFile::ApplicationTest => self.push_application(applicant, true),
            PortfolioFile::Bureau => self.push_rows(&histories.bureau),
            PortfolioFile::BureauBalance => self.push_rows(&histories.bureau_months),
            PortfolioFile::PreviousApplication => self.push_rows(&histories.previous),
            PortfolioFile::PosCashBalance => self.push_rows(&histories.pos_months),
            PortfolioFile::InstalmentsPayments => self.push_rows(&histories.instalments),
            PortfolioFile::CreditCardBalance => self.push_rows(&histories.card_months),
        }
    }

    fn push_application(&mut self, applicant: &Applicant, is_unlabelled: bool) {
        let portrait = &applicant.portrait;
        if portrait.is_unlabelled != is_unlabelled {
            return;
        }
        self.cells.clear();
        self.cells.push(Cell::Whole(portrait.key));
        if !is_unlabelled {
            self.cells.push(Cell::Whole(portrait.defaults.into()));
        }
        applicant.application.push_cells(&mut self.cells);
        self.encode();
    }

    fn push_rows(&mut self, rows: &[impl Row]) {
        for row in rows {
            self.cells.clear();
            row.push_cells(&mut self.cells);
            self.encode();
        }
    }

    fn encode(&mut self) {
        self.n_rows += 1;
        self.encoder.push(&self.cells);
    }

    fn finish(self) -> Part<E::Rows> {
        Part {
            n_rows: self.n_rows,
            rows: self.encoder.finish(),
        }
    }
}
