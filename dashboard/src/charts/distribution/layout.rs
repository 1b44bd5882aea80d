//! Where the curves, medians, ticks and the applicant's line of a distribution lie.

use std::rc::Rc;

use creditwood_contract::{Distribution, Unit};

use crate::charts::scale::LinearScale;
use crate::charts::scene::{Align, Label, Scene, Tone};
use crate::charts::value_axis::ValueAxis;
use crate::i18n::Language;

const HEIGHT: f64 = 264.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = HEIGHT - 42.0;
const LEFT: f64 = 40.0;
const RIGHT: f64 = 8.0;
/// Bins whose widths differ by more than this factor get the same room each.
const UNEQUAL: f64 = 4.0;
/// The room that a tick's text needs: an amount may have nine digits.
const AMOUNT_TICK_WIDTH: f64 = 84.0;
const TICK_WIDTH: f64 = 52.0;

/// Where a distribution's parts lie, for one width.
pub(super) struct Layout<'a> {
    distribution: &'a Distribution,
    width: f64,
    /// Pixels of the bins' edges.
    edges: Vec<f64>,
    axis: ValueAxis,
    /// The straight axis, where there is one.
    straight: Option<LinearScale>,
}

impl<'a> Layout<'a> {
    pub(super) fn new(distribution: &'a Distribution, width: f64) -> Self {
        let values = &distribution.bin_edges;
        let (low, high) = (
            values.first().copied().unwrap_or(0.0),
            values.last().copied().unwrap_or(1.0),
        );
        let axis = ValueAxis::new(distribution.unit, low, high);
        let range = (LEFT, (width - RIGHT).max(LEFT + 1.0));
        let straight = is_even(values)
            .then(|| LinearScale::new((axis.measure(low), axis.measure(high)), range));
        let edges = match straight {
            Some(scale) => values
                .iter()
                .map(|edge| scale.place(axis.measure(*edge)))
                .collect(),
            None => {
                let last = values.len().saturating_sub(1).max(1) as f64;
                let by_bin = LinearScale::new((0.0, last), range);
                (0..values.len())
                    .map(|idx| by_bin.place(idx as f64))
                    .collect()
            }
        };
        Self {
            distribution,
            width,
            edges,
            axis,
            straight,
        }
    }

    /// The pixels between which the bins lie.
    pub(super) fn bounds(&self) -> Rc<[f64]> {
        self.edges.as_slice().into()
    }

    /// The bin of a value; the outer bins hold what lies beyond.
    pub(super) fn bin_of(&self, value: f64) -> usize {
        let passed = self
            .distribution
            .bin_edges
            .partition_point(|edge| *edge <= value);
        passed
            .saturating_sub(1)
            .min(self.distribution.repaid.len().saturating_sub(1))
    }

    pub(super) fn scene(
        &self,
        value: Option<f64>,
        visited: Option<usize>,
        language: Language,
    ) -> Scene {
        let mut scene = Scene::new(self.width, HEIGHT);
        if self.edges.len() < 2 {
            return scene;
        }
        let y = self.share_scale();
        self.draw_grid(&mut scene, &y, language);
        if let Some(bin) = visited {
            let corners = (self.edges[bin], self.edges[bin + 1]);
            scene.rect(
                (corners.0, TOP),
                (corners.1, BOTTOM),
                Tone::Accent.faint(0.12),
            );
        }
        let Distribution {
            repaid, defaulted, ..
        } = self.distribution;
        self.draw_curve(&mut scene, &y, repaid, Tone::Low);
        self.draw_curve(&mut scene, &y, defaulted, Tone::High);
        if self.distribution.unit != Unit::Flag {
            self.draw_median(&mut scene, self.distribution.median_repaid, Tone::Low);
            self.draw_median(&mut scene, self.distribution.median_defaulted, Tone::High);
        }
        self.draw_ticks(&mut scene, language);
        if let Some(value) = value {
            self.draw_applicant(&mut scene, value, language);
        }
        scene
    }

    /// The pixel of a value: on its own place in its bin, at an end if it lies beyond.
    fn place(&self, value: f64) -> f64 {
        let values = &self.distribution.bin_edges;
        let bin = self.bin_of(value);
        let (Some(low), Some(high)) = (values.get(bin), values.get(bin + 1)) else {
            return LEFT;
        };
        LinearScale::new((*low, *high), (self.edges[bin], self.edges[bin + 1])).place_clamped(value)
    }

    fn share_scale(&self) -> LinearScale {
        let shares = self
            .distribution
            .repaid
            .iter()
            .chain(&self.distribution.defaulted);
        let greatest = shares.copied().fold(1e-6, f64::max);
        LinearScale::new((0.0, greatest * 1.08), (BOTTOM, TOP))
    }

    fn draw_grid(&self, scene: &mut Scene, y: &LinearScale, language: Language) {
        let ticks = y.ticks(4);
        let right = self.width - RIGHT;
        for share in &ticks.values {
            let at = y.place(*share);
            scene.line(vec![(LEFT, at), (right, at)], Tone::Line, 1.0);
            let text = language.percent(*share, ticks.n_decimals.saturating_sub(2));
            scene.text(Label::small(LEFT - 6.0, at, text, Align::End));
        }
        let title = language.messages().axis_share_of_applicants;
        scene.text(Label::small(0.0, 8.0, title, Align::Start));
    }

    fn draw_curve(&self, scene: &mut Scene, y: &LinearScale, shares: &[f64], tone: Tone) {
        let mut outline = Vec::with_capacity(shares.len() * 2);
        for (share, edge) in shares.iter().zip(self.edges.windows(2)) {
            outline.extend([(edge[0], y.place(*share)), (edge[1], y.place(*share))]);
        }
        let mut area = outline.clone();
        area.push((self.edges[self.edges.len() - 1], BOTTOM));
        area.push((self.edges[0], BOTTOM));
        scene.area(area, tone.faint(0.14));
        scene.line(outline, tone, 2.0);
    }

    fn draw_median(&self, scene: &mut Scene, median: Option<f64>, tone: Tone) {
        if let Some(median) = median {
            let at = self.place(median);
            scene.dashes(vec![(at, TOP), (at, BOTTOM)], tone, 1.5);
        }
    }

    fn draw_ticks(&self, scene: &mut Scene, language: Language) {
        scene.line(
            vec![(LEFT, BOTTOM), (self.width - RIGHT, BOTTOM)],
            Tone::Muted,
            1.0,
        );
        let y = BOTTOM + 14.0;
        for (at, text) in self.ticks(language) {
            let label = Label::small(at, y, text, Align::Middle);
            scene.text(label.kept_between(0.0, self.width));
        }
        if self.distribution.unit != Unit::Flag {
            let middle = (LEFT + self.width - RIGHT) / 2.0;
            let title = self.axis.title(language);
            scene.text(Label::small(middle, HEIGHT - 8.0, title, Align::Middle));
        }
    }

    fn ticks(&self, language: Language) -> Vec<(f64, String)> {
        let is_amount = self.distribution.unit == Unit::Amount;
        let tick_width = if is_amount {
            AMOUNT_TICK_WIDTH
        } else {
            TICK_WIDTH
        };
        let room = (self.width - LEFT - RIGHT) / tick_width;
        let n_wanted = room.max(2.0) as usize;
        if self.distribution.unit == Unit::Flag {
            return [0, 1].map(|bin| self.flag_tick(bin, language)).to_vec();
        }
        if let Some(scale) = self.straight {
            let ticks = scale.ticks(n_wanted);
            let text = |measure: f64| self.axis.tick(measure, ticks.n_decimals, language);
            return ticks
                .values
                .iter()
                .map(|tick| (scale.place(*tick), text(*tick)))
                .collect();
        }
        let every = self.edges.len().div_ceil(n_wanted).max(1);
        let edges = self
            .edges
            .iter()
            .zip(&self.distribution.bin_edges)
            .step_by(every);
        edges
            .map(|(at, value)| (*at, self.axis.edge(*value, language)))
            .collect()
    }

    fn flag_tick(&self, bin: usize, language: Language) -> (f64, String) {
        let middle = (self.edges[bin] + self.edges[bin + 1]) / 2.0;
        (middle, language.value(Unit::Flag, Some(bin as f64)))
    }

    fn draw_applicant(&self, scene: &mut Scene, value: f64, language: Language) {
        let at = self.place(value);
        scene.line(vec![(at, TOP - 6.0), (at, BOTTOM)], Tone::Ink, 2.0);
        scene.dot((at, BOTTOM), 4.0, Tone::Ink);
        let text = language.value(self.distribution.unit, Some(value));
        let label = Label::small(at, TOP - 16.0, text, Align::Middle).strong();
        scene.text(label.kept_between(0.0, self.width));
    }
}

fn is_even(edges: &[f64]) -> bool {
    let widths = || edges.windows(2).map(|edge| edge[1] - edge[0]);
    let narrowest = widths().fold(f64::INFINITY, f64::min);
    let widest = widths().fold(0.0, f64::max);
    widest <= narrowest * UNEQUAL
}

#[cfg(test)]
mod tests {
    use super::super::tests::distribution;
    use super::*;

    #[test]
    fn even_bins_stand_on_a_straight_axis_and_uneven_ones_get_the_same_room() {
        let even = distribution(Unit::Ratio, &[0.0, 1.0, 2.0, 3.0], &[0.2, 0.3, 0.5]);
        assert!(Layout::new(&even, 400.0).straight.is_some());
        let uneven = distribution(Unit::Amount, &[0.0, 1.0, 10.0, 1000.0], &[0.2, 0.3, 0.5]);
        let layout = Layout::new(&uneven, LEFT + 300.0 + RIGHT);
        assert_eq!(
            layout.edges,
            [LEFT, LEFT + 100.0, LEFT + 200.0, LEFT + 300.0]
        );
        assert_eq!(layout.place(505.0), LEFT + 250.0);
    }

    #[test]
    fn a_value_beyond_the_edges_belongs_to_the_outer_bin_and_stays_on_the_chart() {
        let halves = distribution(Unit::Score, &[0.0, 0.5, 1.0], &[0.25, 0.75]);
        let layout = Layout::new(&halves, 400.0);
        assert_eq!(
            (layout.bin_of(-3.0), layout.bin_of(0.5), layout.bin_of(9.0)),
            (0, 1, 1)
        );
        assert_eq!(
            (layout.place(-3.0), layout.place(9.0)),
            (LEFT, 400.0 - RIGHT)
        );
    }

    #[test]
    fn a_distribution_without_bins_is_an_empty_chart() {
        let empty = distribution(Unit::Score, &[], &[]);
        assert!(
            Layout::new(&empty, 400.0)
                .scene(Some(1.0), None, Language::English)
                .marks
                .is_empty()
        );
    }

    #[test]
    fn the_ticks_of_a_flag_are_no_and_yes() {
        let flag = distribution(Unit::Flag, &[-0.5, 0.5, 1.5], &[0.25, 0.75]);
        let ticks = Layout::new(&flag, 400.0).ticks(Language::French);
        let texts: Vec<&str> = ticks.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["non", "oui"]);
    }

    #[test]
    fn ticks_do_not_touch_each_other_on_a_phone() {
        let edges: Vec<f64> = (0..=20).map(|idx| f64::from(idx) * 100_000.0).collect();
        let amounts = distribution(Unit::Amount, &edges, &[0.05; 20]);
        let ticks = Layout::new(&amounts, 328.0).ticks(Language::French);
        assert!(
            ticks.windows(2).all(|pair| pair[1].0 - pair[0].0 > 60.0),
            "{ticks:?}"
        );
    }
}
