//! The building the applicant lives in, known for about half of them.
//!
//! All measures follow the size of the building; the means (`_AVG`), modes (`_MODE`) and medians
//! (`_MEDI`) of one measure are the same number with a little noise. Measures are missing as a
//! block: one uniform draw decides how well the building is known, and a measure is there when
//! the draw lies below its known share.

use super::home::Home;
use crate::amount::round_decimals;
use crate::latent::Latent;
use crate::quantile::{Quantiles, normal_share};
use crate::row::{Cell, Row};
use crate::stream::{Stream, Weights};

/// How often a measure is known although the building is not known that well, or the reverse.
const SHARE_OF_EXCEPTIONS: f64 = 0.03;

/// The building the applicant lives in.
#[derive(Clone, Debug)]
pub(crate) struct Building {
    means: [Option<f64>; MEASURES.len()],
    modes: [Option<f64>; MEASURES.len()],
    medians: [Option<f64>; MEASURES.len()],
    fund: Option<&'static str>,
    house: Option<&'static str>,
    total_area: Option<f64>,
    walls: Option<&'static str>,
    emergency: Option<&'static str>,
}

/// A measure: its columns, the share of buildings for which it is
/// known, how much it follows the size of the building, the step it is told in, its quantiles.
struct Measure {
    #[cfg(test)]
    columns: [&'static str; 3],
    known_share: f64,
    loading: f64,
    step: f64,
    quantiles: Quantiles,
}

/// Declares a measure from its quantiles at 0, 5, 25, 50, 75, 95, 99 and 100 %,
/// with the step that its values are told in.
macro_rules! measure {
    ($name:literal, $known:literal, $loading:literal, $step:literal, [$p0:literal, $p5:literal, $p25:literal, $p50:literal, $p75:literal, $p95:literal, $p99:literal, $p100:literal]) => {
        Measure {
            #[cfg(test)]
            columns: [
                concat!($name, "_AVG"),
                concat!($name, "_MODE"),
                concat!($name, "_MEDI"),
            ],
            known_share: $known,
            loading: $loading,
            step: $step,
            quantiles: Quantiles(&[
                (0.0, $p0),
                (0.05, $p5),
                (0.25, $p25),
                (0.5, $p50),
                (0.75, $p75),
                (0.95, $p95),
                (0.99, $p99),
                (1.0, $p100),
            ]),
        }
    };
}

#[rustfmt::skip]
const MEASURES: [Measure; 14] = [
    measure!("APARTMENTS", 0.493, 0.93, 0.0001, [0.0, 0.0093, 0.0588, 0.0866, 0.1474, 0.3392, 0.542, 1.0]),
    measure!("BASEMENTAREA", 0.416, 0.70, 0.0001, [0.0, 0.0, 0.0443, 0.0756, 0.1129, 0.2318, 0.4, 1.0]),
    measure!("YEARS_BEGINEXPLUATATION", 0.512, 0.48, 0.0001, [0.9, 0.9692, 0.9767, 0.9816, 0.9866, 0.9955, 0.998, 0.9995]),
    measure!("YEARS_BUILD", 0.335, 0.47, 0.0001, [0.3, 0.592, 0.6872, 0.7552, 0.8164, 0.9456, 0.993, 1.0]),
    measure!("COMMONAREA", 0.303, 0.60, 0.0001, [0.0, 0.0, 0.0071, 0.0187, 0.0491, 0.1677, 0.377, 1.0]),
    measure!("ELEVATORS", 0.466, 0.72, 0.04, [0.0, 0.0, 0.0, 0.0, 0.12, 0.36, 0.6, 1.0]),
    measure!("ENTRANCES", 0.496, 0.55, 0.0345, [0.0, 0.0345, 0.069, 0.1379, 0.2069, 0.3276, 0.517, 1.0]),
    measure!("FLOORSMAX", 0.502, 0.78, 0.0417, [0.0, 0.0417, 0.1667, 0.1667, 0.3333, 0.5417, 0.667, 1.0]),
    measure!("FLOORSMIN", 0.322, 0.50, 0.0417, [0.0, 0.0417, 0.125, 0.2083, 0.375, 0.5208, 0.708, 1.0]),
    measure!("LANDAREA", 0.407, 0.45, 0.0001, [0.0, 0.0, 0.0187, 0.0477, 0.0884, 0.2025, 0.43, 1.0]),
    measure!("LIVINGAPARTMENTS", 0.317, 0.91, 0.0001, [0.0, 0.0101, 0.0504, 0.0748, 0.1202, 0.2992, 0.449, 0.8338]),
    measure!("LIVINGAREA", 0.499, 0.94, 0.0001, [0.0, 0.0085, 0.0476, 0.0748, 0.1275, 0.3294, 0.53, 1.0]),
    measure!("NONLIVINGAPARTMENTS", 0.307, 0.28, 0.0039, [0.0, 0.0, 0.0, 0.0, 0.0039, 0.0309, 0.09, 1.0]),
    measure!("NONLIVINGAREA", 0.448, 0.25, 0.0001, [0.0, 0.0, 0.0, 0.0038, 0.0268, 0.1258, 0.32, 1.0]),
];

const TOTAL_AREA: Quantiles = Quantiles(&[
    (0.0, 0.0),
    (0.05, 0.0065),
    (0.25, 0.0411),
    (0.50, 0.0686),
    (0.75, 0.1272),
    (0.95, 0.3023),
    (0.99, 0.5253),
    (1.0, 1.0),
]);

const FUND: &Weights<&str> = &[
    ("reg oper account", 22_071.0),
    ("reg oper spec account", 3_556.0),
    ("org spec account", 1_696.0),
    ("not specified", 1_607.0),
];
const HOUSE: &Weights<&str> = &[
    ("block of flats", 44_723.0),
    ("specific housing", 452.0),
    ("terraced house", 360.0),
];
const WALLS: &Weights<&str> = &[
    ("Panel", 20_137.0),
    ("Stone, brick", 18_984.0),
    ("Block", 2_711.0),
    ("Wooden", 1_491.0),
    ("Mixed", 695.0),
    ("Monolithic", 535.0),
    ("Others", 482.0),
];
const EMERGENCY: &Weights<&str> = &[("No", 47_373.0), ("Yes", 680.0)];

impl Building {
    pub(super) fn draw(stream: &mut Stream, latent: &Latent, home: &Home) -> Self {
        let obscurity = normal_share(stream.view(-latent.stability, 0.12));
        let urbanity = (home.region_population - 0.02) / 0.014;
        let size = 0.18 * urbanity + 0.2 * latent.stability + 0.95 * stream.normal();
        let mut building = Self {
            means: [None; MEASURES.len()],
            modes: [None; MEASURES.len()],
            medians: [None; MEASURES.len()],
            fund: draw_level(stream, obscurity, 0.316, FUND),
            house: draw_level(stream, obscurity, 0.498, HOUSE),
            total_area: draw_value(stream, obscurity, size, 0.517, 0.9, TOTAL_AREA)
                .map(|area| round_decimals(area, 4)),
            walls: draw_level(stream, obscurity, 0.493, WALLS),
            emergency: draw_level(stream, obscurity, 0.526, EMERGENCY),
        };
        for (position, measure) in MEASURES.iter().enumerate() {
            building.draw_measure(stream, obscurity, size, position, measure);
        }
        building
    }

    fn draw_measure(
        &mut self,
        stream: &mut Stream,
        obscurity: f64,
        size: f64,
        position: usize,
        measure: &Measure,
    ) {
        let tell = |value: f64| {
            let stepped = (value / measure.step).round() * measure.step;
            round_decimals(stepped.clamp(0.0, measure.quantiles.at(1.0)), 4)
        };
        let (known_share, loading) = (measure.known_share, measure.loading);
        let mean = draw_value(
            stream,
            obscurity,
            size,
            known_share,
            loading,
            measure.quantiles,
        );
        let mut near = |deviation: f64| {
            mean.map(|mean| {
                let spread = mean.min(1.0 - mean).max(0.0) * deviation * stream.normal();
                tell(mean + spread)
            })
        };
        self.modes[position] = near(0.06);
        self.medians[position] = near(0.015);
        self.means[position] = mean.map(tell);
    }

    /// The highest floor, normalised; missing for about half.
    pub(crate) fn highest_floor(&self) -> Option<f64> {
        self.means[7]
    }
}

fn is_known(stream: &mut Stream, obscurity: f64, known_share: f64) -> bool {
    if stream.chance(SHARE_OF_EXCEPTIONS) {
        stream.chance(known_share)
    } else {
        obscurity < known_share
    }
}

fn draw_level(
    stream: &mut Stream,
    obscurity: f64,
    known_share: f64,
    weights: &Weights<&'static str>,
) -> Option<&'static str> {
    is_known(stream, obscurity, known_share).then(|| stream.pick(weights))
}

fn draw_value(
    stream: &mut Stream,
    obscurity: f64,
    size: f64,
    known_share: f64,
    loading: f64,
    quantiles: Quantiles,
) -> Option<f64> {
    let z = stream.view(size, loading);
    is_known(stream, obscurity, known_share).then(|| quantiles.at_normal(z))
}

impl Row for Building {
    fn push_cells(&self, cells: &mut Vec<Cell>) {
        for block in [&self.means, &self.modes, &self.medians] {
            cells.extend(block.iter().map(|&value| Cell::from(value)));
        }
        cells.extend([
            Cell::from(self.fund),
            self.house.into(),
            self.total_area.into(),
            self.walls.into(),
            self.emergency.into(),
        ]);
    }

    #[cfg(test)]
    fn push_names(names: &mut Vec<&'static str>) {
        for block in 0..3 {
            names.extend(MEASURES.iter().map(|measure| measure.columns[block]));
        }
        names.extend([
            "FONDKAPREMONT_MODE",
            "HOUSETYPE_MODE",
            "TOTALAREA_MODE",
            "WALLSMATERIAL_MODE",
            "EMERGENCYSTATE_MODE",
        ]);
    }
}
