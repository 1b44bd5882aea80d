//! Where the applicant lives, is registered and works.

use super::table;
use crate::latent::Latent;
use crate::stream::Stream;

/// Where the applicant lives, is registered and works.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    pub(crate) housing: &'static str,
    pub(crate) region_population: f64,
    /// The lender's rating of the region: 1 is best.
    pub(crate) region_rating: i64,
    pub(crate) region_rating_with_city: i64,
    pub(crate) region: Distance,
    pub(crate) city: Distance,
}

/// Which of the places of registration, living and work differ: 1 when they do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Distance {
    pub(crate) registered_not_live: i64,
    pub(crate) registered_not_work: i64,
    pub(crate) live_not_work: i64,
}

impl Home {
    pub(super) fn draw(stream: &mut Stream, latent: &Latent, age: f64, is_employed: bool) -> Self {
        let region_rating = draw_rating(stream, latent);
        let region = Distance::draw(stream, 0.014, commute(0.041, age, is_employed), None);
        let city_move = 0.066 + 0.03 * (35.0 - age).clamp(-15.0, 15.0) / 15.0;
        let city_commute = commute(0.165, age, is_employed);
        Self {
            housing: stream.pick(match age {
                ..=30.0 => table::HOUSING_TO_30,
                ..=50.0 => table::HOUSING_TO_50,
                _ => table::HOUSING_OVER_50,
            }),
            region_population: stream.pick(match region_rating {
                1 => table::REGION_OF_RATING_1,
                2 => table::REGION_OF_RATING_2,
                _ => table::REGION_OF_RATING_3,
            }),
            region_rating,
            region_rating_with_city: draw_rating_with_city(stream, region_rating),
            region,
            city: Distance::draw(stream, city_move, city_commute, Some(region)),
        }
    }
}

/// The young commute more often; who does not work does not commute.
fn commute(share: f64, age: f64, is_employed: bool) -> f64 {
    if is_employed {
        share * (1.0 + (40.0 - age) / 60.0) / 0.78
    } else {
        0.0
    }
}

fn draw_rating(stream: &mut Stream, latent: &Latent) -> i64 {
    match stream.view(latent.stability, 0.2) {
        z if z > 1.26 => 1,
        z if z < -1.05 => 3,
        _ => 2,
    }
}

fn draw_rating_with_city(stream: &mut Stream, rating: i64) -> i64 {
    let is_better = rating > 1 && stream.chance(if rating == 3 { 0.12 } else { 0.005 });
    if is_better { rating - 1 } else { rating }
}

impl Distance {
    /// Places that differ by the wider measure differ by the finer one too.
    fn draw(stream: &mut Stream, moved: f64, commutes: f64, wider: Option<Self>) -> Self {
        let wider_move = wider.is_some_and(|wider| wider.registered_not_live == 1);
        let wider_commute = wider.is_some_and(|wider| wider.live_not_work == 1);
        let has_moved = stream.chance(moved) || wider_move;
        let does_commute = stream.chance(commutes) || wider_commute;
        let works_where_registered = has_moved && does_commute && stream.chance(0.4);
        Self {
            registered_not_live: has_moved.into(),
            registered_not_work: ((has_moved || does_commute) && !works_where_registered).into(),
            live_not_work: does_commute.into(),
        }
    }
}
