//! The applicant's life: age, household, work, home, contacts.

pub(crate) mod building;
pub(crate) mod contact;
pub(crate) mod home;
mod table;
pub(crate) mod work;

use building::Building;
use contact::Contact;
use home::Home;
use work::Work;

use crate::latent::Latent;
use crate::stream::Stream;

/// Who applies.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) gender: &'static str,
    /// Days from birth to the application, negative.
    pub(crate) days_birth: i64,
    pub(crate) education: &'static str,
    pub(crate) family_status: &'static str,
    pub(crate) n_children: i64,
    /// Missing for a handful.
    pub(crate) n_family: Option<f64>,
    pub(crate) owns_realty: bool,
    /// In years; only of those with a car.
    pub(crate) car_age: Option<f64>,
    pub(crate) owns_car: bool,
    pub(crate) work: Work,
    pub(crate) home: Home,
    pub(crate) building: Building,
    pub(crate) contact: Contact,
}

impl Person {
    pub(crate) fn draw(stream: &mut Stream, latent: &Latent, is_unlabelled: bool) -> Self {
        let days_birth = stream.quantile(table::DAYS_BIRTH) as i64;
        let age = -days_birth as f64 / 365.25;
        let income_type = work::draw_income_type(stream, age);
        let gender = draw_gender(stream, income_type);
        let education = draw_education(stream, latent, age);
        let family_status = draw_family_status(stream, age);
        let n_children = stream.count(table::CHILDREN_BY_AGE.at(age)).min(19);
        let work = Work::draw(stream, latent, income_type, gender, education, days_birth);
        let home = Home::draw(stream, latent, age, work.is_employed());
        let owns_car = stream.chance(if gender == "M" { 0.57 } else { 0.225 });
        Self {
            gender,
            days_birth,
            education,
            family_status,
            n_children,
            n_family: draw_family_size(stream, family_status, n_children),
            owns_realty: stream.chance(0.693),
            car_age: draw_car_age(stream, latent, owns_car),
            owns_car,
            building: Building::draw(stream, latent, &home),
            contact: Contact::draw(stream, latent, days_birth, &work, is_unlabelled),
            work,
            home,
        }
    }

    /// In years at the application.
    pub(crate) fn age(&self) -> f64 {
        -self.days_birth as f64 / 365.25
    }
}

fn draw_gender(stream: &mut Stream, income_type: &str) -> &'static str {
    let share_of_women = match income_type {
        "Pensioner" => 0.817,
        "State servant" => 0.725,
        _ => 0.613,
    };
    if stream.chance(0.000_012) {
        "XNA"
    } else if stream.chance(share_of_women) {
        "F"
    } else {
        "M"
    }
}

fn draw_education(stream: &mut Stream, latent: &Latent, age: f64) -> &'static str {
    let z = stream.view(latent.stability, 0.4);
    let (higher, incomplete) = match age {
        ..=30.0 => (0.50, 0.22),
        ..=50.0 => (0.62, 0.54),
        _ => (0.88, 0.84),
    };
    if z > higher {
        let is_academic = stream.chance(0.003);
        if is_academic {
            "Academic degree"
        } else {
            "Higher education"
        }
    } else if z > incomplete {
        "Incomplete higher"
    } else if z < -2.25 {
        "Lower secondary"
    } else {
        "Secondary / secondary special"
    }
}

fn draw_family_status(stream: &mut Stream, age: f64) -> &'static str {
    stream.pick(match age {
        ..=30.0 => table::FAMILY_STATUS_TO_30,
        ..=50.0 => table::FAMILY_STATUS_TO_50,
        _ => table::FAMILY_STATUS_OVER_50,
    })
}

fn draw_family_size(stream: &mut Stream, family_status: &str, n_children: i64) -> Option<f64> {
    let is_couple = matches!(family_status, "Married" | "Civil marriage");
    let n_adults = if is_couple { 2 } else { 1 };
    (!stream.chance(0.000_01)).then_some((n_adults + n_children) as f64)
}

fn draw_car_age(stream: &mut Stream, latent: &Latent, owns_car: bool) -> Option<f64> {
    let z = stream.view(-latent.stability, 0.3);
    let is_known = owns_car && !stream.chance(0.000_02);
    is_known.then(|| table::CAR_AGE.at_normal(z).floor())
}
