//! The building: its size, its equipment and how its parts compare.

use super::{entry, income};
use crate::features::catalogue::RiskTrend::Falls;
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Fold, col, fold};
use crate::features::sources::application::building_averages;
use crate::label::Unit;

/// The features that compare statements about the building, which the source normalises.
pub(super) fn features() -> Vec<Feature> {
    let row = |name, expr, en, fr| entry(Group::Building, name, Unit::Plain, expr, en, fr);
    let averages = || building_averages().map(col);
    vec![
        row(
            "BUILDING_MEAN",
            fold(Fold::Mean, averages()),
            "Mean of the statements about the building",
            "Moyenne des informations sur le bâtiment",
        )
        .risk(Falls),
        row(
            "BUILDING_DEVIATION",
            fold(Fold::StandardDeviation, averages()),
            "Standard deviation of the statements about the building",
            "Écart type des informations sur le bâtiment",
        ),
        row(
            "BUILDING_FLOORS_MEAN",
            fold(Fold::Mean, [col("FLOORSMAX_AVG"), col("FLOORSMIN_AVG")]),
            "Mean of highest and lowest number of floors",
            "Moyenne des nombres maximal et minimal d’étages",
        )
        .risk(Falls),
        row(
            "BUILDING_LIVING_TO_TOTAL_AREA",
            col("LIVINGAREA_AVG") / col("TOTALAREA_MODE"),
            "Living area to total area",
            "Surface habitable rapportée à la surface totale",
        ),
        row(
            "BUILDING_AREAS_MEAN",
            fold(
                Fold::Mean,
                [
                    "BASEMENTAREA_AVG",
                    "COMMONAREA_AVG",
                    "LANDAREA_AVG",
                    "LIVINGAREA_AVG",
                    "NONLIVINGAREA_AVG",
                ]
                .map(col),
            ),
            "Mean of the building’s areas",
            "Moyenne des surfaces du bâtiment",
        )
        .risk(Falls),
        row(
            "BUILDING_LIVING_TO_USED_AREA",
            col("LIVINGAREA_AVG") / (col("LIVINGAREA_AVG") + col("NONLIVINGAREA_AVG")),
            "Living area to living and non-living area",
            "Surface habitable rapportée aux surfaces habitable et non habitable",
        ),
        row(
            "BUILDING_COMMON_TO_LIVING_AREA",
            col("COMMONAREA_AVG") / col("LIVINGAREA_AVG"),
            "Common area to living area",
            "Surface des parties communes rapportée à la surface habitable",
        ),
        row(
            "BUILDING_LAND_TO_LIVING_AREA",
            col("LANDAREA_AVG") / col("LIVINGAREA_AVG"),
            "Land area to living area",
            "Surface du terrain rapportée à la surface habitable",
        ),
        row(
            "BUILDING_BASEMENT_TO_LIVING_AREA",
            col("BASEMENTAREA_AVG") / col("LIVINGAREA_AVG"),
            "Basement area to living area",
            "Surface du sous-sol rapportée à la surface habitable",
        ),
        row(
            "BUILDING_LIVED_IN_TO_ALL_FLATS",
            col("LIVINGAPARTMENTS_AVG") / col("APARTMENTS_AVG"),
            "Size of the lived-in flats to all flats",
            "Taille des appartements habités rapportée à l’ensemble",
        ),
        row(
            "BUILDING_FLOORS_RANGE",
            col("FLOORSMAX_AVG") - col("FLOORSMIN_AVG"),
            "Highest less lowest number of floors",
            "Nombre maximal moins nombre minimal d’étages",
        ),
        row(
            "BUILDING_LIFTS_TO_FLOORS",
            col("ELEVATORS_AVG") / col("FLOORSMAX_AVG"),
            "Lifts to highest number of floors",
            "Ascenseurs rapportés au nombre maximal d’étages",
        ),
        row(
            "BUILDING_LIFTS_TO_ENTRANCES",
            col("ELEVATORS_AVG") / col("ENTRANCES_AVG"),
            "Lifts to entrances",
            "Ascenseurs rapportés aux entrées",
        ),
        row(
            "BUILDING_FLATS_TO_ENTRANCES",
            col("APARTMENTS_AVG") / col("ENTRANCES_AVG"),
            "Size of the flats to entrances",
            "Taille des appartements rapportée aux entrées",
        ),
        row(
            "BUILDING_FLATS_TO_FLOORS",
            col("APARTMENTS_AVG") / col("FLOORSMAX_AVG"),
            "Size of the flats to highest number of floors",
            "Taille des appartements rapportée au nombre maximal d’étages",
        ),
        row(
            "BUILDING_LIVING_AREA_TO_FLATS",
            col("LIVINGAREA_AVG") / col("APARTMENTS_AVG"),
            "Living area to size of the flats",
            "Surface habitable rapportée à la taille des appartements",
        ),
        row(
            "BUILDING_TOTAL_AREA_TO_FLOORS",
            col("TOTALAREA_MODE") / col("FLOORSMAX_AVG"),
            "Total area to highest number of floors",
            "Surface totale rapportée au nombre maximal d’étages",
        ),
        row(
            "BUILDING_CONSTRUCTION_LESS_USE",
            col("YEARS_BUILD_AVG") - col("YEARS_BEGINEXPLUATATION_AVG"),
            "Year of construction less years in use",
            "Année de construction moins années d’exploitation",
        ),
        row(
            "BUILDING_SKEW",
            fold(
                Fold::Mean,
                building_stems()
                    .map(|stem| col(&format!("{stem}_AVG")) - col(&format!("{stem}_MEDI"))),
            ),
            "Mean distance of average and median in the statements about the building",
            "Écart moyen entre moyenne et médiane des informations sur le bâtiment",
        ),
        row(
            "INCOME_TO_BUILDING_AREA",
            income() / col("TOTALAREA_MODE"),
            "Income to total area of the building",
            "Revenu rapporté à la surface totale du bâtiment",
        ),
    ]
}

/// The statements that the source gives as average, mode and median.
fn building_stems() -> impl Iterator<Item = &'static str> {
    building_averages().map(|name| name.trim_end_matches("_AVG"))
}
