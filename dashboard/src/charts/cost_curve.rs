//! The cost of every threshold, on validation and on test data, with the threshold in force.

use std::rc::Rc;

use creditwood_contract::{CostCurve, CostPoint};
use yew::prelude::*;

use super::canvas::use_width;
use super::explorer::Explorer;
use super::scale::LinearScale;
use super::scene::{Align, Label, Scene, Tone};
use crate::components::data_table::DataTable;
use crate::components::preferences::use_language;
use crate::i18n::{Language, fill};

const HEIGHT: f64 = 300.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = HEIGHT - 42.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 12.0;

/// What a [`CostCurveChart`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct CostCurveChartProps {
    /// The costs.
    pub(crate) curve: Rc<CostCurve>,
}

/// The chart with its readout and data.
#[component]
pub(crate) fn CostCurveChart(props: &CostCurveChartProps) -> Html {
    let language = use_language();
    let messages = language.messages();
    let frame = use_node_ref();
    let visited = use_state_eq(|| None::<usize>);
    let curve = &props.curve;
    let layout = Layout::new(curve, use_width(&frame));
    let place = visited.unwrap_or_else(|| place_of(&curve.validation, curve.threshold));
    let readout = read_point(curve, place, visited.is_none(), language);
    let on_visit = {
        let visited = visited.clone();
        Callback::from(move |place| visited.set(place))
    };
    html! {
        <div ref={frame} class="cost-curve" data-testid="cost-curve">
            <p class="readout" data-testid="cost-readout">{ &readout }</p>
            <Explorer scene={layout.scene(*visited, language)} bounds={layout.bounds()}
                label={describe(curve, language)} value_text={readout.clone()} {place} {on_visit} />
            <ul class="legend-line">
                <li><span class="swatch line" />{ messages.part_validation }</li>
                <li><span class="swatch line dashed" />{ messages.part_test }</li>
            </ul>
            <DataTable summary={messages.data_as_table} head={table_head(language)}
                rows={table_rows(curve, language)} />
        </div>
    }
}

/// The chart in words.
fn describe(curve: &CostCurve, language: Language) -> String {
    let threshold = language.decimal(curve.threshold, 3);
    fill(
        language.messages().cost_curve_summary,
        &[("threshold", &threshold)],
    )
}

fn read_point(curve: &CostCurve, place: usize, is_in_force: bool, language: Language) -> String {
    let messages = language.messages();
    let Some(point) = curve.validation.get(place) else {
        return String::new();
    };
    let test = curve.test.get(place_of(&curve.test, point.threshold));
    let tell = |read: &dyn Fn(&CostPoint) -> String| test.map_or_else(|| "–".to_owned(), read);
    let template = if is_in_force {
        messages.cost_read_in_force
    } else {
        messages.cost_read
    };
    fill(
        template,
        &[
            ("threshold", &language.decimal(point.threshold, 3)),
            ("validation", &language.signed(point.cost, 3)),
            ("test", &tell(&|test| language.signed(test.cost, 3))),
            ("approved", &language.percent(point.approval_rate, 1)),
            (
                "approved_test",
                &tell(&|test| language.percent(test.approval_rate, 1)),
            ),
        ],
    )
}

/// The place of the point that a threshold decides like. Cost is a step function of the threshold:
/// between two scores nobody's decision changes, so a threshold between two points decides like
/// the next point up, and one past the last point like the last. 0 in an empty curve.
fn place_of(points: &[CostPoint], threshold: f64) -> usize {
    let first = points.partition_point(|point| point.threshold < threshold);
    first.min(points.len().saturating_sub(1))
}

struct Layout<'a> {
    curve: &'a CostCurve,
    width: f64,
    x: LinearScale,
    y: LinearScale,
}

impl<'a> Layout<'a> {
    fn new(curve: &'a CostCurve, width: f64) -> Self {
        let points = || curve.validation.iter().chain(&curve.test);
        let (x_low, x_high) = extent(points().map(|point| point.threshold));
        let (y_low, y_high) = extent(points().map(|point| point.cost));
        let pad = (y_high - y_low) * 0.06;
        let right = (width - RIGHT).max(LEFT + 1.0);
        let x = LinearScale::new((x_low.min(0.0), x_high.max(1.0)), (LEFT, right));
        let y = LinearScale::new((y_low - pad, y_high + pad), (BOTTOM, TOP));
        Self { curve, width, x, y }
    }

    /// The pixels halfway between neighbouring points.
    fn bounds(&self) -> Rc<[f64]> {
        let at: Vec<f64> = self
            .curve
            .validation
            .iter()
            .map(|p| self.x.place(p.threshold))
            .collect();
        let between = at.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0);
        [LEFT]
            .into_iter()
            .chain(between)
            .chain([self.width - RIGHT])
            .collect()
    }

    fn scene(&self, visited: Option<usize>, language: Language) -> Scene {
        let mut scene = Scene::new(self.width, HEIGHT);
        self.draw_axes(&mut scene, language);
        scene.dashes(self.points(&self.curve.test), Tone::Muted, 1.5);
        scene.line(self.points(&self.curve.validation), Tone::Ink, 2.0);
        self.draw_threshold(&mut scene, language);
        if let Some(point) = visited.and_then(|place| self.curve.validation.get(place)) {
            self.draw_visited(&mut scene, point);
        }
        scene
    }

    fn points(&self, points: &[CostPoint]) -> Vec<(f64, f64)> {
        points.iter().map(|point| self.at(point)).collect()
    }

    fn at(&self, point: &CostPoint) -> (f64, f64) {
        (self.x.place(point.threshold), self.y.place(point.cost))
    }

    fn draw_axes(&self, scene: &mut Scene, language: Language) {
        let messages = language.messages();
        let right = self.width - RIGHT;
        let costs = self.y.ticks(5);
        for cost in &costs.values {
            let at = self.y.place(*cost);
            scene.line(vec![(LEFT, at), (right, at)], Tone::Line, 1.0);
            let text = language.decimal(*cost, costs.n_decimals);
            scene.text(Label::small(LEFT - 6.0, at, text, Align::End));
        }
        let thresholds = self.x.ticks(if self.width < 420.0 { 5 } else { 10 });
        for threshold in &thresholds.values {
            let text = language.decimal(*threshold, thresholds.n_decimals.max(1));
            let label = Label::small(self.x.place(*threshold), BOTTOM + 14.0, text, Align::Middle);
            scene.text(label.kept_between(0.0, self.width));
        }
        scene.line(vec![(LEFT, BOTTOM), (right, BOTTOM)], Tone::Muted, 1.0);
        scene.text(Label::small(0.0, 8.0, messages.axis_cost, Align::Start));
        let middle = (LEFT + right) / 2.0;
        scene.text(Label::small(
            middle,
            HEIGHT - 8.0,
            messages.axis_threshold,
            Align::Middle,
        ));
    }

    fn draw_threshold(&self, scene: &mut Scene, language: Language) {
        let at = self.x.place(self.curve.threshold);
        scene.line(vec![(at, TOP - 4.0), (at, BOTTOM)], Tone::Ink, 1.0);
        let shown = language.decimal(self.curve.threshold, 3);
        let text = fill(
            language.messages().gauge_threshold_label,
            &[("threshold", &shown)],
        );
        let label = Label::small(at, TOP - 14.0, text, Align::Middle).strong();
        scene.text(label.kept_between(0.0, self.width));
        let least = place_of(&self.curve.validation, self.curve.threshold);
        if let Some(point) = self.curve.validation.get(least) {
            scene.dot(self.at(point), 5.0, Tone::Ink);
        }
    }

    fn draw_visited(&self, scene: &mut Scene, point: &CostPoint) {
        let (x, y) = self.at(point);
        scene.line(vec![(x, TOP), (x, BOTTOM)], Tone::Accent, 1.0);
        if let Some(test) = self
            .curve
            .test
            .get(place_of(&self.curve.test, point.threshold))
        {
            scene.dot(self.at(test), 4.0, Tone::Muted);
        }
        scene.dot((x, y), 4.0, Tone::Accent);
    }
}

fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let ends = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    if ends.0 <= ends.1 { ends } else { (0.0, 1.0) }
}

fn table_head(language: Language) -> Vec<AttrValue> {
    let messages = language.messages();
    [
        messages.column_threshold,
        messages.column_cost_validation,
        messages.column_approved,
    ]
    .map(AttrValue::Static)
    .to_vec()
}

fn table_rows(curve: &CostCurve, language: Language) -> Vec<Vec<AttrValue>> {
    let row = |point: &CostPoint| {
        let cells = [
            language.decimal(point.threshold, 4),
            language.signed(point.cost, 4),
            language.percent(point.approval_rate, 1),
        ];
        cells.map(AttrValue::from).to_vec()
    };
    curve.validation.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use creditwood_contract::CostMatrix;

    use super::*;

    fn curve() -> CostCurve {
        let point = |threshold, cost| CostPoint {
            threshold,
            cost,
            approval_rate: threshold,
        };
        CostCurve {
            costs: CostMatrix {
                false_negative: 100.0,
                true_negative: -10.0,
                true_positive: 0.0,
                false_positive: 0.0,
                per_applicant: 1.0,
            },
            threshold: 0.5,
            validation: vec![point(0.0, 1.0), point(0.5, -2.0), point(1.0, 0.0)],
            test: vec![point(0.0, 1.0), point(0.45, -1.5), point(1.0, 0.5)],
        }
    }

    #[test]
    fn every_point_has_its_place_between_bounds() {
        let curve = curve();
        let layout = Layout::new(&curve, LEFT + 100.0 + RIGHT);
        let bounds = layout.bounds();
        assert_eq!(*bounds, [LEFT, LEFT + 25.0, LEFT + 75.0, LEFT + 100.0]);
    }

    #[test]
    fn the_readout_says_both_costs_and_both_shares_approved() {
        let words = read_point(&curve(), 1, true, Language::English);
        for part in ["0.500", "\u{2212}2.000", "+0.500", "50.0%", "100.0%"] {
            assert!(words.contains(part), "{words}");
        }
    }

    #[test]
    fn a_threshold_between_two_points_decides_like_the_next_one_up() {
        let points = curve().test;
        assert_eq!(place_of(&points, 0.1), 1);
        assert_eq!(place_of(&points, 0.45), 1);
        assert_eq!(place_of(&points, 0.46), 2);
        assert_eq!(place_of(&points, 1.5), 2);
    }

    #[test]
    fn an_empty_curve_is_drawn_without_points() {
        let empty = CostCurve {
            validation: vec![],
            test: vec![],
            ..curve()
        };
        let scene = Layout::new(&empty, 400.0).scene(None, Language::French);
        assert!(!scene.marks.is_empty());
        assert_eq!(read_point(&empty, 0, true, Language::French), "");
    }
}
