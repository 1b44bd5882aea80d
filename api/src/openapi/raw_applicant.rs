//! The schema of an applicant sent along: every table and column that the lender's schema knows.

use std::borrow::Cow;

use creditwood_core::features::record::GREATEST_NUMBER;
use creditwood_core::schema::{APPLICANT_KEY, Column, Kind, TARGET, Table, TableName};
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, SchemaType, Type};
use utoipa::openapi::{Object, ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Stands for [`creditwood_core::features::RawApplicant`], which knows nothing of OpenAPI.
#[derive(Debug)]
pub(crate) struct RawApplicantSchema;

impl ToSchema for RawApplicantSchema {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("RawApplicant")
    }
}

impl PartialSchema for RawApplicantSchema {
    fn schema() -> RefOr<Schema> {
        let application = row_of(TableName::Application.table());
        let mut histories =
            closed_object("History rows by table; a table left out or null is empty");
        for name in TableName::ALL {
            if name != TableName::Application {
                let rows = ArrayBuilder::new().items(row_of(name.table()));
                let description = name.table().label.en.clone();
                histories =
                    histories.property(name.to_string(), rows.description(Some(description)));
            }
        }
        closed_object("An application's row and the applicant's histories")
            .property("application", application)
            .required("application")
            .property("histories", histories)
            .into()
    }
}

/// A row of a table: all columns, none of them required.
fn row_of(table: &Table) -> ObjectBuilder {
    let mut row = closed_object(&table.label.en).property(
        APPLICANT_KEY,
        key_column("The applicant: the same in every row that has it"),
    );
    for key in table.keys {
        let description = "A key, needed where the model groups rows by it; that of another table's row \
                           needs the row";
        row = row.property(*key, key_column(description));
    }
    if table.name == TableName::Application {
        row = row.property(TARGET, key_column("The outcome: accepted, not used"));
    }
    for column in table.columns {
        row = row.property(column.name, cell_of(column));
    }
    row
}

fn closed_object(description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .description(Some(description))
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
}

fn key_column(description: &str) -> Object {
    nullable(Type::Integer)
        .description(Some(description))
        .build()
}

fn cell_of(column: &Column) -> Object {
    let cell = match &column.kind {
        Kind::Whole => bounded(Type::Integer),
        Kind::Real => bounded(Type::Number),
        Kind::Category(levels) => {
            nullable(Type::String).examples(levels.iter().map(|level| level.name))
        }
    };
    cell.description(Some(column.label.en.clone())).build()
}

fn bounded(number: Type) -> ObjectBuilder {
    nullable(number)
        .minimum(Some(-GREATEST_NUMBER))
        .maximum(Some(GREATEST_NUMBER))
}

fn nullable(cell: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([cell, Type::Null]))
}
