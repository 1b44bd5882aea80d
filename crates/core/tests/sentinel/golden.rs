//! Distances against SciPy's, in the units that Evidently takes.

use creditwood_core::label::Unit;
use creditwood_core::sentinel::{Measure, Profile, judge};
use serde::Deserialize;

/// What `scripts/golden-sentinel` writes.
#[derive(Deserialize)]
struct GoldenCase {
    name: String,
    reference: Vec<Option<f32>>,
    current: Vec<Option<f32>>,
    measure: Measure,
    distance: f64,
}

#[test]
fn distances_are_those_of_scipy() {
    let cases = include_str!("../golden/sentinel.json");
    let cases: Vec<GoldenCase> = serde_json::from_str(cases).unwrap();
    assert_eq!(cases.len(), 6);
    for case in cases {
        let profile = |column: &[Option<f32>]| {
            Profile::new(column.iter().map(|value| value.unwrap_or(f32::NAN)))
        };
        let judgement = judge(
            Unit::Plain,
            &profile(&case.reference),
            &profile(&case.current),
        );
        assert_eq!(judgement.measure, case.measure, "{}", case.name);
        let off = (judgement.distance - case.distance).abs();
        assert!(
            off < 1e-9,
            "{}: {judgement:?}, SciPy {}",
            case.name,
            case.distance
        );
    }
}
