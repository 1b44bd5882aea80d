//! One applicant's value against the distributions of those who repaid and those who defaulted.
//!
//! Bins of about the same width stand on a straight axis. Where the widths differ much (amounts
//! binned by quantile), a straight axis would squeeze nearly all applicants into a hair's breadth,
//! so every bin gets the same room and the axis says its edges.

mod bin;
mod layout;

use std::rc::Rc;

use creditwood_contract::{Distribution, Unit};
use yew::prelude::*;

use self::bin::bin_range;
use self::layout::Layout;
use super::canvas::use_width;
use super::explorer::Explorer;
use crate::components::data_table::DataTable;
use crate::components::preferences::use_language;
use crate::i18n::{Language, fill};

/// What a [`DistributionChart`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct DistributionChartProps {
    /// How the feature is distributed.
    pub(crate) distribution: Rc<Distribution>,
    /// The applicant's value.
    pub(crate) value: Option<f64>,
}

/// The chart with its readout, legend and data.
#[component]
pub(crate) fn DistributionChart(props: &DistributionChartProps) -> Html {
    let language = use_language();
    let frame = use_node_ref();
    let visited = use_state_eq(|| None::<usize>);
    let distribution = Rc::new(fold_flag(&props.distribution));
    let layout = Layout::new(&distribution, use_width(&frame));
    let home = props.value.map(|value| layout.bin_of(value));
    let readout = match visited.or(home) {
        Some(bin) => read_bin(&distribution, bin, home == Some(bin), language),
        None => language.messages().distribution_no_value.to_owned(),
    };
    let on_visit = {
        let visited = visited.clone();
        Callback::from(move |bin| visited.set(bin))
    };
    html! {
        <div ref={frame} class="distribution" data-testid="distribution">
            <p class="readout">{ &readout }</p>
            <Explorer scene={layout.scene(props.value, *visited, language)}
                label={describe(&distribution, props.value, language)} value_text={readout.clone()}
                bounds={layout.bounds()} place={visited.or(home).unwrap_or(0)} {on_visit} />
            { view_legend(&distribution, language) }
            <DataTable summary={language.messages().data_as_table} head={table_head(language)}
                rows={table_rows(&distribution, language)} />
        </div>
    }
}

/// A flag has two values, however many bins the server cut its range into.
fn fold_flag(distribution: &Distribution) -> Distribution {
    if distribution.unit != Unit::Flag || distribution.repaid.is_empty() {
        return distribution.clone();
    }
    let middles: Vec<f64> = distribution
        .bin_edges
        .windows(2)
        .map(|edge| (edge[0] + edge[1]) / 2.0)
        .collect();
    let yes = |shares: &[f64]| -> f64 {
        let of_yes = middles
            .iter()
            .zip(shares)
            .filter(|(middle, _)| **middle >= 0.5);
        of_yes.map(|(_, share)| share).sum()
    };
    let (repaid, defaulted) = (yes(&distribution.repaid), yes(&distribution.defaulted));
    Distribution {
        bin_edges: vec![-0.5, 0.5, 1.5],
        repaid: vec![1.0 - repaid, repaid],
        defaulted: vec![1.0 - defaulted, defaulted],
        ..distribution.clone()
    }
}

fn read_bin(distribution: &Distribution, bin: usize, is_home: bool, language: Language) -> String {
    let messages = language.messages();
    let template = if is_home {
        messages.distribution_here
    } else {
        messages.distribution_bin
    };
    let share = |shares: &[f64]| language.percent(shares.get(bin).copied().unwrap_or(0.0), 1);
    fill(
        template,
        &[
            (
                "range",
                &capitalise(&bin_range(distribution, bin, language)),
            ),
            ("repaid", &share(&distribution.repaid)),
            ("defaulted", &share(&distribution.defaulted)),
        ],
    )
}

/// The text with a capital at its beginning, as a sentence begins.
fn capitalise(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}

/// What stands for each group in a word or number: the median, or how many say yes to a flag.
struct Typical {
    repaid: String,
    defaulted: String,
}

impl Typical {
    fn of(distribution: &Distribution, language: Language) -> Self {
        if distribution.unit == Unit::Flag {
            let yes = |shares: &[f64]| language.percent(shares.get(1).copied().unwrap_or(0.0), 1);
            let (repaid, defaulted) = (yes(&distribution.repaid), yes(&distribution.defaulted));
            return Self { repaid, defaulted };
        }
        let median = |median| language.value(distribution.unit, median);
        Self {
            repaid: median(distribution.median_repaid),
            defaulted: median(distribution.median_defaulted),
        }
    }
}

/// The chart in words.
fn describe(distribution: &Distribution, value: Option<f64>, language: Language) -> String {
    let messages = language.messages();
    let template = match distribution.unit {
        Unit::Flag => messages.distribution_summary_flag,
        _ => messages.distribution_summary,
    };
    let typical = Typical::of(distribution, language);
    fill(
        template,
        &[
            ("feature", language.pick(&distribution.label)),
            ("value", &language.value(distribution.unit, value)),
            ("repaid", &typical.repaid),
            ("defaulted", &typical.defaulted),
        ],
    )
}

fn view_legend(distribution: &Distribution, language: Language) -> Html {
    let messages = language.messages();
    let typical = Typical::of(distribution, language);
    let typical_head = match distribution.unit {
        Unit::Flag => messages.value_yes,
        _ => messages.legend_median,
    };
    let row = |class, name: &str, typical: &str, holes, count| {
        html! {
            <tr>
                <th scope="row"><span class={classes!("swatch", class)} />{ name }</th>
                <td>{ typical }</td>
                <td>{ language.percent(holes, 1) }</td>
                <td>{ language.count(count) }</td>
            </tr>
        }
    };
    html! {
        <table class="legend">
            <thead><tr>
                <th scope="col">{ messages.legend_outcome }</th>
                <th scope="col">{ typical_head }</th>
                <th scope="col">{ messages.legend_holes }</th>
                <th scope="col">{ messages.legend_count }</th>
            </tr></thead>
            <tbody>
                { row("low", messages.outcome_repaid, &typical.repaid,
                    distribution.holes_repaid, distribution.n_repaid) }
                { row("high", messages.outcome_defaulted, &typical.defaulted,
                    distribution.holes_defaulted, distribution.n_defaulted) }
            </tbody>
        </table>
    }
}

fn table_head(language: Language) -> Vec<AttrValue> {
    let messages = language.messages();
    [
        messages.column_value,
        messages.outcome_repaid,
        messages.outcome_defaulted,
    ]
    .map(AttrValue::Static)
    .to_vec()
}

fn table_rows(distribution: &Distribution, language: Language) -> Vec<Vec<AttrValue>> {
    let shares = distribution.repaid.iter().zip(&distribution.defaulted);
    let row = |(bin, (repaid, defaulted)): (usize, (&f64, &f64))| {
        let range = bin_range(distribution, bin, language);
        let shares = [repaid, defaulted].map(|share| language.percent(*share, 2));
        [range]
            .into_iter()
            .chain(shares)
            .map(AttrValue::from)
            .collect()
    };
    shares.enumerate().map(row).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use creditwood_contract::Text;

    use super::*;

    pub(crate) fn distribution(unit: Unit, bin_edges: &[f64], repaid: &[f64]) -> Distribution {
        Distribution {
            name: "feature".into(),
            label: Text {
                en: "Feature".into(),
                fr: "Variable".into(),
            },
            formula: String::new(),
            unit,
            bin_edges: bin_edges.to_vec(),
            repaid: repaid.to_vec(),
            defaulted: repaid.iter().rev().copied().collect(),
            median_repaid: Some(0.25),
            median_defaulted: None,
            n_repaid: 100,
            n_defaulted: 10,
            holes_repaid: 0.0,
            holes_defaulted: 0.5,
        }
    }

    #[test]
    fn a_flag_has_two_bins_however_it_was_cut() {
        let cut = distribution(
            Unit::Flag,
            &[0.0, 0.25, 0.5, 0.75, 1.0],
            &[0.75, 0.0, 0.0, 0.25],
        );
        let folded = fold_flag(&cut);
        assert_eq!(
            (folded.repaid, folded.defaulted),
            (vec![0.75, 0.25], vec![0.25, 0.75])
        );
    }

    #[test]
    fn a_bin_is_read_with_its_range_and_both_shares() {
        let halves = distribution(Unit::Score, &[0.0, 0.5, 1.0], &[0.25, 0.75]);
        let words = read_bin(&halves, 1, false, Language::English);
        for part in ["0.500 or more", "75.0%", "25.0%"] {
            assert!(words.contains(part), "{words}");
        }
    }

    #[test]
    fn a_flag_is_told_by_how_many_say_yes() {
        let flag = distribution(Unit::Flag, &[-0.5, 0.5, 1.5], &[0.25, 0.75]);
        let words = describe(&flag, Some(1.0), Language::English);
        assert!(
            words.contains("75.0%") && words.contains("25.0%"),
            "{words}"
        );
    }

    #[test]
    fn the_table_holds_every_bin() {
        let halves = distribution(Unit::Score, &[0.0, 0.5, 1.0], &[0.25, 0.75]);
        assert_eq!(table_rows(&halves, Language::French).len(), 2);
    }
}
