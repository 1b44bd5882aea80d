//! Branch and bound over boxes of inputs, cheapest first.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::answer::{Answer, Change, Proof, Standing, Stated};
use super::base::{Base, Reach};
use super::pruned::{Bounds, Pruned};
use super::region::{Ranges, Region, pruned_to_all};
use super::{Free, RecourseError, Request, Searcher};
use crate::features::Record;
use crate::math::sigmoid;
use crate::schema::TableName;

/// Sets of up to so many inputs have a budget of their own, which is to last for a proof.
const MOST_PROVED: usize = 2;

/// What the computed sigmoid may be off by, in parts: `exp` is within a unit of the last place, and
/// the addition and the division round once each. That is under 8e-16, so this has room to spare.
const SIGMOID_ERROR: f64 = 1e-14;

/// What is left of the forest is told anew for a box that is the result of so many cuts since then.
const CUTS_AT_ONCE: u32 = 4;

/// One search for one applicant.
pub(super) struct Search<'a> {
    searcher: &'a Searcher,
    record: &'a Record,
    request: &'a Request,
    free: &'a [Free],
    base: Base<'a>,
    reach: Reach,
    /// The forest within all that the inputs may be.
    forest: Pruned,
    found: Vec<Found>,
}

/// An answer, and the bits of its inputs.
struct Found {
    set: u32,
    answer: Answer,
}

/// A box that may hold an answer.
#[derive(Debug)]
struct Open {
    /// Of its cheapest point.
    cost: f64,
    region: usize,
    ranges: Ranges,
    /// Whether its cheapest point is known to be refused.
    is_checked: bool,
    /// What is left of the forest in a box around it, once the region was looked at, and how often
    /// that box was cut to get this one.
    pruned: Option<Rc<Pruned>>,
    n_cuts: u32,
}

impl Open {
    /// A region as one box.
    fn all_of(region: &Region<'_>, idx: usize) -> Self {
        let ranges = region.ranges();
        Self {
            cost: region.cost(&ranges),
            region: idx,
            ranges,
            is_checked: false,
            pruned: None,
            n_cuts: 0,
        }
    }

    /// By cost; boxes of the same cost in an order that nothing but the request decides.
    fn order(&self, other: &Self) -> Ordering {
        let order = self.cost.total_cmp(&other.cost);
        let order = order.then(self.region.cmp(&other.region));
        order.then_with(|| self.ranges.cmp(&other.ranges))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.order(other) == Ordering::Equal
    }
}

impl Eq for Open {}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order(other)
    }
}

impl<'a> Search<'a> {
    pub(super) fn new(
        searcher: &'a Searcher,
        record: &'a Record,
        base: Base<'a>,
        reach: Reach,
        free: &'a [Free],
        request: &'a Request,
    ) -> Self {
        let forest = pruned_to_all(free, &searcher.pruned, &base, &reach);
        Self {
            searcher,
            record,
            request,
            free,
            base,
            reach,
            forest,
            found: Vec::new(),
        }
    }

    /// Searches sets of one and of two inputs, each as far as it takes unless that is very far, then
    /// larger ones as far as the budget goes.
    pub(super) fn run(&mut self) -> Result<Vec<Proof>, RecourseError> {
        let n_together = self.request.n_together;
        let mut proofs = Vec::new();
        for n_inputs in 1..=n_together.min(MOST_PROVED) {
            proofs.extend(self.search(n_inputs, n_inputs, self.request.proof_budget)?);
        }
        if n_together > MOST_PROVED {
            proofs.extend(self.search(MOST_PROVED + 1, n_together, self.request.budget)?);
        }
        Ok(proofs)
    }

    /// Searches all sets of `least` to `most` inputs.
    fn search(
        &mut self,
        least: usize,
        most: usize,
        budget: u64,
    ) -> Result<Vec<Proof>, RecourseError> {
        let mut proofs: Vec<Proof> = (least..=most).map(Proof::nothing_yet).collect();
        let mut regions = Vec::new();
        for proof in &mut proofs {
            let of_size = Region::all(self.free, proof.n_inputs);
            proof.n_sets = n_sets(&of_size);
            regions.extend(of_size);
        }
        let roots = regions.iter().enumerate();
        let roots = roots.map(|(idx, region)| Reverse(Open::all_of(region, idx)));
        let mut open: BinaryHeap<Reverse<Open>> = roots.collect();
        let mut n_left = budget;
        while let Some(Reverse(next)) = open.pop() {
            if self.n_found_up_to(next.cost) >= self.request.n_answers {
                break;
            }
            let region = &mut regions[next.region];
            if self.is_beaten(region.set, next.cost) {
                continue;
            }
            let proof = &mut proofs[region.sides.len() - least];
            if n_left == 0 {
                proofs
                    .iter_mut()
                    .for_each(|proof| proof.is_complete = false);
                break;
            }
            let n_before = proof.n_boxes;
            open.extend(self.look_at(region, next, proof)?.into_iter().map(Reverse));
            n_left = n_left.saturating_sub(proof.n_boxes - n_before);
        }
        Ok(proofs)
    }

    /// Takes the cheapest point of a box for an answer if it is one, or leaves the halves of the box
    /// that may hold another.
    fn look_at(
        &mut self,
        region: &mut Region<'_>,
        mut open: Open,
        proof: &mut Proof,
    ) -> Result<Vec<Open>, RecourseError> {
        let pruned = self.pruned_for(region, &mut open);
        if !open.is_checked {
            let point: Ranges = open
                .ranges
                .iter()
                .map(|&(first, _)| (first, first))
                .collect();
            proof.n_boxes += 1;
            let is_refused = region
                .bounds(&point, &pruned)
                .is_some_and(|at| self.refuses_all(at));
            if !is_refused && self.take(region, &open)? {
                return Ok(Vec::new());
            }
            open.is_checked = true;
        }
        let mut left = Vec::new();
        for half in region.halves(&open.ranges).into_iter().flatten() {
            proof.n_boxes += 1;
            if region
                .bounds(&half, &pruned)
                .is_some_and(|within| self.refuses_all(within))
            {
                continue;
            }
            let has_same_point = half
                .iter()
                .zip(&open.ranges)
                .all(|(one, other)| one.0 == other.0);
            left.push(Open {
                cost: region.cost(&half),
                region: open.region,
                is_checked: has_same_point,
                ranges: half,
                pruned: Some(pruned.clone()),
                n_cuts: open.n_cuts + 1,
            });
        }
        Ok(left)
    }

    /// What is left of the forest in a box, or in one not much larger.
    fn pruned_for(&self, region: &mut Region<'_>, open: &mut Open) -> Rc<Pruned> {
        match &open.pruned {
            Some(pruned) if open.n_cuts < CUTS_AT_ONCE => pruned.clone(),
            around => {
                open.n_cuts = 0;
                let forest = around.as_deref().unwrap_or(&self.forest);
                region.pruned(&open.ranges, forest, &self.base, &self.reach)
            }
        }
    }

    /// Whether every raw score within the bounds is refused. The sigmoid as computed may fall by
    /// rounding where its argument rises, so bounds that are not one number are judged with room.
    fn refuses_all(&self, within: Bounds) -> bool {
        let score = sigmoid(within.lo);
        let least = match within.lo == within.hi {
            true => score,
            false => score * (1.0 - SIGMOID_ERROR),
        };
        least >= self.searcher.threshold
    }

    /// Takes the cheapest point of a box for an answer, if the executor and the scorer say so. The
    /// number that stands for "unknown" is no value to change to, even where a step leads there.
    fn take(&mut self, region: &Region<'_>, open: &Open) -> Result<bool, RecourseError> {
        let cells = region.cells(&open.ranges);
        let columns = TableName::Application.table().columns;
        let mut values = cells.iter();
        if values.any(|&(idx, value)| columns[idx].sentinel == Some(value)) {
            return Ok(false);
        }
        let changed = self.record.with_application_cells(cells.iter().copied());
        let then = self.searcher.decide(&changed)?;
        if !then.refused {
            let answer = self.answer(region, open, &cells, then);
            self.found.push(Found {
                set: region.set,
                answer,
            });
        }
        Ok(!then.refused)
    }

    fn answer(
        &self,
        region: &Region<'_>,
        open: &Open,
        cells: &[(usize, f64)],
        then: Standing,
    ) -> Answer {
        let columns = TableName::Application.table().columns;
        let sides = region.sides.iter().zip(&open.ranges);
        let changes = cells.iter().zip(sides).map(|(&(idx, to), (side, range))| {
            let column = &columns[idx];
            Change {
                column: column.name.to_owned(),
                label: column.label.clone(),
                unit: column.unit,
                from: Stated::of(column, self.base.cells[idx], self.record),
                to: Stated::of(column, to, self.record),
                cost: side.cost(range.0),
            }
        });
        Answer {
            changes: changes.collect(),
            cost: open.cost,
            then,
        }
    }

    /// How many answers cost at most so much.
    fn n_found_up_to(&self, cost: f64) -> usize {
        let found = self.found.iter();
        found.filter(|found| found.answer.cost <= cost).count()
    }

    /// Whether these inputs, or fewer of them, turn the decision at no more than this cost.
    fn is_beaten(&self, set: u32, cost: f64) -> bool {
        let mut found = self.found.iter();
        found.any(|found| found.set & !set == 0 && found.answer.cost <= cost)
    }

    /// The cheapest answers, as many as were wanted.
    pub(super) fn into_answers(self) -> Vec<Answer> {
        let mut found = self.found;
        found.sort_by(|one, other| {
            let order = one.answer.cost.total_cmp(&other.answer.cost);
            // Of the same cost fewer changes first.
            order.then(one.set.count_ones().cmp(&other.set.count_ones()))
        });
        let answers = found.into_iter().map(|found| found.answer);
        answers.take(self.request.n_answers).collect()
    }
}

impl Proof {
    fn nothing_yet(n_inputs: usize) -> Self {
        Self {
            n_inputs,
            n_sets: 0,
            n_boxes: 0,
            is_complete: true,
        }
    }
}

fn n_sets(regions: &[Region<'_>]) -> usize {
    let mut sets: Vec<u32> = regions.iter().map(|region| region.set).collect();
    sets.sort_unstable();
    sets.dedup();
    sets.len()
}
