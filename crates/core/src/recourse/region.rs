//! The values of some inputs, each on one side of what was stated: where a search begins.

use std::rc::Rc;

use super::Free;
use super::base::{Base, Reach};
use super::flow::Flow;
use super::pruned::{Bounds, Pruned};
use super::side::Side;
use super::span::Span;

/// Of each input of a region, the first and the last place of a range of its values.
pub(super) type Ranges = Vec<(u64, u64)>;

/// Sides of different inputs, and what follows from values of them.
#[derive(Clone, Debug)]
pub(super) struct Region<'a> {
    /// The bits of its inputs.
    pub(super) set: u32,
    inputs: Vec<&'a Free>,
    pub(super) sides: Vec<&'a Side>,
    /// Made when the region is first looked at.
    flow: Option<Flow>,
}

impl<'a> Region<'a> {
    /// All regions in which exactly `n_together` inputs change: every choice of inputs, with every
    /// choice of their sides.
    pub(super) fn all(free: &'a [Free], n_together: usize) -> Vec<Self> {
        let none = Self {
            set: 0,
            inputs: Vec::new(),
            sides: Vec::new(),
            flow: None,
        };
        let mut regions = vec![(0, none)];
        for _ in 0..n_together {
            let longer = regions.into_iter().flat_map(|(from, region)| {
                let inputs = free.iter().enumerate().skip(from);
                inputs.flat_map(move |(place, input)| {
                    let region = region.clone();
                    let sides = input.sides.iter();
                    sides.map(move |side| (place + 1, region.with(input, side)))
                })
            });
            regions = longer.collect();
        }
        regions.into_iter().map(|(_, region)| region).collect()
    }

    fn with(&self, input: &'a Free, side: &'a Side) -> Self {
        let mut region = self.clone();
        region.set |= 1 << input.idx;
        region.inputs.push(input);
        region.sides.push(side);
        region
    }

    /// All of its values.
    pub(super) fn ranges(&self) -> Ranges {
        self.sides.iter().map(|side| (0, side.len() - 1)).collect()
    }

    /// The cost of the cheapest point of a box, which has the first place of every range.
    pub(super) fn cost(&self, ranges: &Ranges) -> f64 {
        let costs = self.sides.iter().zip(ranges);
        costs.map(|(side, &(first, _))| side.cost(first)).sum()
    }

    /// The cells of the cheapest point of a box: positions in the application, and values.
    pub(super) fn cells(&self, ranges: &Ranges) -> Vec<(usize, f64)> {
        let inputs = self.inputs.iter().zip(&self.sides).zip(ranges);
        inputs
            .map(|((input, side), &(first, _))| (input.cell, side.value(first)))
            .collect()
    }

    /// What of a forest is left within a box.
    pub(super) fn pruned(
        &mut self,
        ranges: &Ranges,
        forest: &Pruned,
        base: &Base<'_>,
        reach: &Reach,
    ) -> Rc<Pruned> {
        let spans = self.spans(ranges);
        let flow = self.flow.get_or_insert_with(|| {
            let cells: Vec<usize> = self.inputs.iter().map(|input| input.cell).collect();
            Flow::new(base, reach, self.set, &cells)
        });
        Rc::new(forest.within(flow.run(spans.into_iter())))
    }

    /// The bounds of the raw score within a box, by what is left of the forest in one around it;
    /// none before [`Region::pruned`].
    pub(super) fn bounds(&mut self, ranges: &Ranges, pruned: &Pruned) -> Option<Bounds> {
        let spans = self.spans(ranges);
        let flow = self.flow.as_mut()?;
        Some(pruned.bounds(flow.run(spans.into_iter())))
    }

    fn spans(&self, ranges: &Ranges) -> Vec<Span> {
        let sides = self.sides.iter().zip(ranges);
        sides.map(|(side, &range)| side.span(range)).collect()
    }

    /// A box as two, cut in the middle of the range whose ends are furthest apart in cost: the half
    /// with its cheapest point, then the other. A box of one point cannot be cut.
    pub(super) fn halves(&self, ranges: &Ranges) -> Option<[Ranges; 2]> {
        let widths = self.sides.iter().zip(ranges).enumerate();
        let widths = widths.filter_map(|(idx, (side, &range))| Some((idx, side.width(range)?)));
        // Of equal ones the first.
        let (widest, _) = widths.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        let (first, last) = ranges[widest];
        let middle = first + (last - first) / 2;
        let with = |range| {
            let mut half = ranges.clone();
            half[widest] = range;
            half
        };
        Some([with((first, middle)), with((middle + 1, last))])
    }
}

/// What of a forest is left where each input is as stated or anywhere on its sides.
pub(super) fn pruned_to_all(
    free: &[Free],
    forest: &Pruned,
    base: &Base<'_>,
    reach: &Reach,
) -> Pruned {
    let cells: Vec<usize> = free.iter().map(|input| input.cell).collect();
    let set = free.iter().fold(0, |set, input| set | 1 << input.idx);
    let spans = free.iter().map(|input| {
        let sides = input
            .sides
            .iter()
            .map(|side| side.span((0, side.len() - 1)));
        sides.fold(Span::of(base.cells[input.cell]), Span::or)
    });
    forest.within(Flow::new(base, reach, set, &cells).run(spans))
}
