//! `application_train` and `application_test`: one row an applicant.

use crate::document::Documents;
use crate::external::{Circle, Enquiries, Scores};
use crate::loan::Loan;
use crate::person::Person;
use crate::person::building::Building;
use crate::row::{Cell, Row, row};

/// The row of an application. The outcome is written by the labelled file alone, and not here.
#[derive(Clone, Debug)]
pub(crate) struct ApplicationRow {
    statement: Statement,
    building: Building,
    circle: Circle,
    phone_change: Option<f64>,
    documents: Documents,
    enquiries: Enquiries,
}

row! {
    /// What the applicant states, up to the external scores.
    Statement {
        name_contract_type: &'static str = "NAME_CONTRACT_TYPE",
        code_gender: &'static str = "CODE_GENDER",
        flag_own_car: &'static str = "FLAG_OWN_CAR",
        flag_own_realty: &'static str = "FLAG_OWN_REALTY",
        cnt_children: i64 = "CNT_CHILDREN",
        amt_income_total: f64 = "AMT_INCOME_TOTAL",
        amt_credit: f64 = "AMT_CREDIT",
        amt_annuity: Option<f64> = "AMT_ANNUITY",
        amt_goods_price: Option<f64> = "AMT_GOODS_PRICE",
        name_type_suite: Option<&'static str> = "NAME_TYPE_SUITE",
        name_income_type: &'static str = "NAME_INCOME_TYPE",
        name_education_type: &'static str = "NAME_EDUCATION_TYPE",
        name_family_status: &'static str = "NAME_FAMILY_STATUS",
        name_housing_type: &'static str = "NAME_HOUSING_TYPE",
        region_population_relative: f64 = "REGION_POPULATION_RELATIVE",
        days_birth: i64 = "DAYS_BIRTH",
        days_employed: i64 = "DAYS_EMPLOYED",
        days_registration: f64 = "DAYS_REGISTRATION",
        days_id_publish: i64 = "DAYS_ID_PUBLISH",
        own_car_age: Option<f64> = "OWN_CAR_AGE",
        flag_mobil: i64 = "FLAG_MOBIL",
        flag_emp_phone: i64 = "FLAG_EMP_PHONE",
        flag_work_phone: i64 = "FLAG_WORK_PHONE",
        flag_cont_mobile: i64 = "FLAG_CONT_MOBILE",
        flag_phone: i64 = "FLAG_PHONE",
        flag_email: i64 = "FLAG_EMAIL",
        occupation_type: Option<&'static str> = "OCCUPATION_TYPE",
        cnt_fam_members: Option<f64> = "CNT_FAM_MEMBERS",
        region_rating_client: i64 = "REGION_RATING_CLIENT",
        region_rating_client_w_city: i64 = "REGION_RATING_CLIENT_W_CITY",
        weekday_appr_process_start: &'static str = "WEEKDAY_APPR_PROCESS_START",
        hour_appr_process_start: i64 = "HOUR_APPR_PROCESS_START",
        reg_region_not_live_region: i64 = "REG_REGION_NOT_LIVE_REGION",
        reg_region_not_work_region: i64 = "REG_REGION_NOT_WORK_REGION",
        live_region_not_work_region: i64 = "LIVE_REGION_NOT_WORK_REGION",
        reg_city_not_live_city: i64 = "REG_CITY_NOT_LIVE_CITY",
        reg_city_not_work_city: i64 = "REG_CITY_NOT_WORK_CITY",
        live_city_not_work_city: i64 = "LIVE_CITY_NOT_WORK_CITY",
        organization_type: &'static str = "ORGANIZATION_TYPE",
        ext_source_1: Option<f64> = "EXT_SOURCE_1",
        ext_source_2: Option<f64> = "EXT_SOURCE_2",
        ext_source_3: Option<f64> = "EXT_SOURCE_3",
    }
}

impl ApplicationRow {
    pub(crate) fn new(
        person: Person,
        loan: &Loan,
        scores: &Scores,
        documents: Documents,
        circle: Circle,
        enquiries: Enquiries,
    ) -> Self {
        Self {
            statement: Statement::new(&person, loan, scores),
            building: person.building,
            circle,
            phone_change: person.contact.days_phone_change,
            documents,
            enquiries,
        }
    }
}

impl Statement {
    fn new(person: &Person, loan: &Loan, scores: &Scores) -> Self {
        let (work, home, contact) = (&person.work, &person.home, &person.contact);
        Self {
            name_contract_type: if loan.is_card {
                "Revolving loans"
            } else {
                "Cash loans"
            },
            code_gender: person.gender,
            flag_own_car: yes_or_no(person.owns_car),
            flag_own_realty: yes_or_no(person.owns_realty),
            cnt_children: person.n_children,
            amt_income_total: work.income,
            amt_credit: loan.credit,
            amt_annuity: loan.annuity,
            amt_goods_price: loan.goods_price,
            name_type_suite: loan.suite,
            name_income_type: work.income_type,
            name_education_type: person.education,
            name_family_status: person.family_status,
            name_housing_type: home.housing,
            region_population_relative: home.region_population,
            days_birth: person.days_birth,
            days_employed: work.days_employed,
            days_registration: contact.days_registration,
            days_id_publish: contact.days_id_publish,
            own_car_age: person.car_age,
            flag_mobil: 1,
            flag_emp_phone: contact.has_employer_phone,
            flag_work_phone: contact.has_work_phone,
            flag_cont_mobile: contact.is_mobile_reachable,
            flag_phone: contact.has_home_phone,
            flag_email: contact.has_email,
            occupation_type: work.occupation,
            cnt_fam_members: person.n_family,
            region_rating_client: home.region_rating,
            region_rating_client_w_city: home.region_rating_with_city,
            weekday_appr_process_start: loan.weekday,
            hour_appr_process_start: loan.hour,
            reg_region_not_live_region: home.region.registered_not_live,
            reg_region_not_work_region: home.region.registered_not_work,
            live_region_not_work_region: home.region.live_not_work,
            reg_city_not_live_city: home.city.registered_not_live,
            reg_city_not_work_city: home.city.registered_not_work,
            live_city_not_work_city: home.city.live_not_work,
            organization_type: work.organization,
            ext_source_1: scores.first,
            ext_source_2: scores.second,
            ext_source_3: scores.third,
        }
    }
}

fn yes_or_no(flag: bool) -> &'static str {
    if flag { "Y" } else { "N" }
}

impl Row for ApplicationRow {
    fn push_cells(&self, cells: &mut Vec<Cell>) {
        self.statement.push_cells(cells);
        self.building.push_cells(cells);
        self.circle.push_cells(cells);
        cells.push(self.phone_change.into());
        self.documents.push_cells(cells);
        self.enquiries.push_cells(cells);
    }

    #[cfg(test)]
    fn push_names(names: &mut Vec<&'static str>) {
        Statement::push_names(names);
        Building::push_names(names);
        Circle::push_names(names);
        names.push("DAYS_LAST_PHONE_CHANGE");
        Documents::push_names(names);
        Enquiries::push_names(names);
    }
}
