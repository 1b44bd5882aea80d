//! From JSON to checked rows at once: long histories have tens of thousands of values, and raw
//! rows would take memory for the name of each.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::{Record, RecordError, Scalar, Slot, TableRows, slot_of};
use crate::schema::TableName;

/// An applicant as JSON in the shape of a [`super::RawApplicant`], read into a [`Record`] on the
/// way: what is no such shape fails to be read, what is wrong in a row is the error within.
#[derive(Clone, Debug)]
pub struct SentApplicant(pub Result<Record, RecordError>);

impl<'de> Deserialize<'de> for SentApplicant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut sent = Sent::default();
        deserializer.deserialize_map(&mut sent)?;
        let application = sent.tables.contains_key(&TableName::Application);
        if !application {
            return Err(D::Error::missing_field("application"));
        }
        Ok(Self(match sent.error {
            Some(error) => Err(error),
            None => Record::of_sent(sent.tables.into_values()),
        }))
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Field {
    Application,
    Histories,
}

/// What was read so far.
#[derive(Default)]
struct Sent {
    tables: BTreeMap<TableName, TableRows>,
    /// The first thing that is wrong in a row.
    error: Option<RecordError>,
}

impl<'de> Visitor<'de> for &mut Sent {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an applicant's `application` and `histories`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut has_histories = false;
        while let Some(field) = map.next_key()? {
            match field {
                Field::Application => {
                    let mut rows = RowsReader::new(TableName::Application, &mut self.error);
                    map.next_value_seed(RowSeed(&mut rows))?;
                    let application = rows.rows;
                    if self
                        .tables
                        .insert(TableName::Application, application)
                        .is_some()
                    {
                        return Err(A::Error::duplicate_field("application"));
                    }
                }
                Field::Histories if has_histories => {
                    return Err(A::Error::duplicate_field("histories"));
                }
                Field::Histories => {
                    map.next_value_seed(HistoriesSeed(self))?;
                    has_histories = true;
                }
            }
        }
        Ok(())
    }
}

/// Reads the history tables, of which each, and all, may be null.
struct HistoriesSeed<'a>(&'a mut Sent);

impl<'de> DeserializeSeed<'de> for HistoriesSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for HistoriesSeed<'_> {
    type Value = ();

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows by table")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(table) = map.next_key()? {
            if table == TableName::Application {
                map.next_value::<IgnoredAny>()?;
                let error = || RecordError::ApplicationAsHistory;
                self.0.error.get_or_insert_with(error);
                continue;
            }
            let mut rows = RowsReader::new(table, &mut self.0.error);
            map.next_value_seed(RowsSeed(&mut rows))?;
            let rows = rows.rows;
            if self.0.tables.insert(table, rows).is_some() {
                return Err(A::Error::custom(format_args!("duplicate table `{table}`")));
            }
        }
        Ok(())
    }
}

/// Reads the rows of one table.
struct RowsReader<'a> {
    rows: TableRows,
    /// Where the values of the row before belong, in its order: that of the next row as a rule.
    slots: Vec<Slot>,
    error: &'a mut Option<RecordError>,
}

impl<'a> RowsReader<'a> {
    fn new(table: TableName, error: &'a mut Option<RecordError>) -> Self {
        Self {
            rows: TableRows::new(table),
            slots: Vec::new(),
            error,
        }
    }

    fn keep(&mut self, outcome: Result<(), RecordError>) {
        if let Err(error) = outcome {
            self.error.get_or_insert(error);
        }
    }
}

struct RowsSeed<'a, 'b>(&'a mut RowsReader<'b>);

impl<'de> DeserializeSeed<'de> for RowsSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for RowsSeed<'_, '_> {
    type Value = ();

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(RowSeed(self.0))?.is_some() {}
        Ok(())
    }
}

struct RowSeed<'a, 'b>(&'a mut RowsReader<'b>);

impl<'de> DeserializeSeed<'de> for RowSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row of values by column")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let reader = self.0;
        reader.rows.push_holes();
        let mut position = 0;
        while let Some(slot) = map.next_key_seed(SlotSeed { reader, position })? {
            match slot {
                Some(slot) => map.next_value_seed(CellSeed { reader, slot })?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
            position += 1;
        }
        Ok(())
    }
}

/// Finds where the value under a name belongs; nowhere, and an error is kept, when the table has
/// no such column.
struct SlotSeed<'a, 'b> {
    reader: &'a mut RowsReader<'b>,
    /// How many names of the row stand before.
    position: usize,
}

impl<'de> DeserializeSeed<'de> for SlotSeed<'_, '_> {
    type Value = Option<Slot>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for SlotSeed<'_, '_> {
    type Value = Option<Slot>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a column")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let table = self.reader.rows.table.table();
        let slots = &mut self.reader.slots;
        let before = slots.get(self.position).copied();
        if let Some(slot) = before.filter(|slot| slot.name(table) == name) {
            return Ok(Some(slot));
        }
        let Some(slot) = slot_of(table, name) else {
            let error = self.reader.rows.unknown_column(name);
            self.reader.keep(Err(error));
            return Ok(None);
        };
        // Before it stand the row's own; where they are those of the row before, none stands twice.
        slots.truncate(self.position);
        if slots.contains(&slot) {
            let error = self.reader.rows.repeated_column(name);
            self.reader.keep(Err(error));
            return Ok(None);
        }
        slots.push(slot);
        Ok(Some(slot))
    }
}

/// Puts a value where it belongs, or keeps the error that it is none.
struct CellSeed<'a, 'b> {
    reader: &'a mut RowsReader<'b>,
    slot: Slot,
}

impl CellSeed<'_, '_> {
    fn set(self, value: Scalar<'_>) {
        let outcome = self.reader.rows.set(self.slot, value);
        self.reader.keep(outcome);
    }
}

impl<'de> DeserializeSeed<'de> for CellSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for CellSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, a text or null")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.set(Scalar::Null);
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.set(Scalar::Number(number.into()));
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.set(Scalar::Number(number.into()));
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.set(Number::from_f64(number).map_or(Scalar::Null, Scalar::Number));
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.set(Scalar::Text(text));
        Ok(())
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<(), E> {
        self.set(Scalar::Other(truth.into()));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        self.set(Scalar::Other(Value::deserialize(
            SeqAccessDeserializer::new(seq),
        )?));
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.set(Scalar::Other(Value::deserialize(
            MapAccessDeserializer::new(map),
        )?));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::features::RawApplicant;

    fn any_value() -> impl Strategy<Value = Value> {
        let scalar = prop_oneof![
            4 => (-5..5_i64).prop_map(Value::from),
            1 => any::<u64>().prop_map(Value::from),
            2 => any::<f64>().prop_map(Value::from),
            2 => (-5.0..5.0).prop_map(Value::from),
            3 => "C|X|0|Active|Approved|never heard of|\"|".prop_map(Value::from),
            2 => Just(Value::Null),
        ];
        // Most rows are to be right.
        prop_oneof![
            30 => scalar,
            1 => any::<bool>().prop_map(Value::from),
            1 => Just(json!([1, {"a": null}])),
            1 => Just(json!({"a": [2]})),
        ]
    }

    fn any_rows(table: TableName) -> impl Strategy<Value = Value> {
        let columns = table.table().columns.iter().map(|column| column.name);
        let names: Vec<_> = columns
            .take(4)
            .chain(table.table().all_keys())
            .chain(["TARGET"])
            .collect();
        let name = prop_oneof![40 => prop::sample::select(names), 1 => Just("NO_COLUMN")];
        let row = prop::collection::btree_map(name, any_value(), 0..4);
        prop::collection::vec(row.prop_map(|row| json!(row)), 0..4).prop_map(Value::from)
    }

    fn any_applicant() -> impl Strategy<Value = Value> {
        let histories = (
            any_rows(TableName::Bureau),
            any_rows(TableName::BureauBalance),
            prop::option::weighted(0.1, any_rows(TableName::Application)),
        );
        (any_rows(TableName::Application), histories).prop_map(|(application, histories)| {
            let mut tables = json!({ "bureau": histories.0, "bureau_balance": histories.1 });
            if let Some(rows) = histories.2 {
                tables["application"] = rows;
            }
            let application = application.get(0).cloned().unwrap_or_else(|| json!({}));
            json!({ "application": application, "histories": tables })
        })
    }

    fn bits(record: &Record) -> Vec<(u64, Option<i64>)> {
        let tables = TableName::ALL.map(|name| record.rows(name));
        let cells = tables.iter().flat_map(|rows| rows.cells.iter().flatten());
        let keys = tables.iter().flat_map(|rows| rows.keys.iter().flatten());
        let cells = cells.map(|cell| (cell.to_bits(), None));
        cells.chain(keys.map(|key| (0, *key))).collect()
    }

    fn short(json: &str) -> serde_json::Result<Result<Record, RecordError>> {
        serde_json::from_str(json).map(|SentApplicant(record)| record)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn the_short_way_reads_what_the_long_way_reads(applicant in any_applicant()) {
            let json = applicant.to_string();
            let raw: RawApplicant = serde_json::from_str(&json).unwrap();
            match (short(&json).unwrap(), Record::try_from(&raw)) {
                (Ok(short), Ok(long)) => prop_assert_eq!(bits(&short), bits(&long)),
                // Which of several errors is told may differ: that a table is out of place, or
                // what is wrong in it.
                (Err(short), Err(long)) => {
                    let is_place = |error: &RecordError| {
                        matches!(error, RecordError::ApplicationAsHistory)
                    };
                    prop_assert!(short == long || is_place(&short) || is_place(&long));
                }
                (short, long) => prop_assert!(false, "{short:?} against {long:?}"),
            }
        }
    }

    #[test]
    fn columns_in_another_order_than_the_row_before_are_found() {
        let json = r#"{"histories": {"bureau": [
            {"SK_ID_BUREAU": 5}, {"SK_ID_BUREAU": 6}, {"SK_ID_BUREAU": 7}], "bureau_balance": [
            {"MONTHS_BALANCE": -1, "STATUS": "C", "SK_ID_BUREAU": 5},
            {"SK_ID_BUREAU": 6, "STATUS": "X"},
            {"SK_ID_BUREAU": 7, "MONTHS_BALANCE": -2, "STATUS": "0"}]}, "application": {}}"#;
        let record = short(json).unwrap().unwrap();
        let months = record.rows(TableName::BureauBalance);
        assert_eq!(months.keys(0), [Some(5), Some(6), Some(7)]);
        assert_eq!(months.cells(1), [6.0, 7.0, 0.0]);
        assert_eq!((months.cells(0)[0], months.cells(0)[2]), (-1.0, -2.0));
        assert!(months.cells(0)[1].is_nan());
    }

    fn refusal(json: &str) -> String {
        let error = short(json).expect("the shape is an applicant's");
        let error = error.expect_err("the rows are none of one applicant");
        let raw = serde_json::from_str::<RawApplicant>(json).map(|raw| Record::try_from(&raw));
        // A name that stands twice is lost on the long way.
        if let Ok(Err(long)) = raw {
            assert_eq!(long, error);
        }
        error.to_string()
    }

    #[test]
    fn rows_of_somebody_else_are_refused() {
        let others = r#"{"application": {"SK_ID_CURR": 7},
            "histories": {"bureau": [{"SK_ID_CURR": 7}, {}, {"SK_ID_CURR": 8}]}}"#;
        assert_eq!(
            refusal(others),
            "bureau, row 2: column `SK_ID_CURR` holds 8, expected 7, as before: all rows must be one \
             applicant's"
        );
        let between_tables = r#"{"application": {"SK_ID_CURR": 7},
            "histories": {"bureau": [{"SK_ID_CURR": 8}, {"SK_ID_CURR": 8}]}}"#;
        assert!(refusal(between_tables).starts_with("bureau, row 0: column `SK_ID_CURR` holds 8"));
        let of_no_credit = r#"{"application": {}, "histories": {"bureau": [{"SK_ID_BUREAU": 1}],
            "bureau_balance": [{"SK_ID_BUREAU": 1}, {}, {"SK_ID_BUREAU": 2}]}}"#;
        assert_eq!(
            refusal(of_no_credit),
            "bureau_balance, row 2: column `SK_ID_BUREAU` holds 2, expected the number of a row of \
             `bureau` that is sent along"
        );
        // A credit without its number may be the one.
        let perhaps = r#"{"application": {}, "histories": {"bureau": [{}],
            "bureau_balance": [{"SK_ID_BUREAU": 2}]}}"#;
        assert!(short(perhaps).unwrap().is_ok());
    }

    #[test]
    fn a_name_that_stands_twice_is_refused() {
        let column = r#"{"application": {"AMT_CREDIT": 1, "AMT_ANNUITY": 2, "AMT_CREDIT": 3}}"#;
        assert_eq!(
            refusal(column),
            "application, row 0: column `AMT_CREDIT` stands twice"
        );
        let second_row = r#"{"application": {}, "histories": {"bureau": [
            {"DAYS_CREDIT": 1, "AMT_ANNUITY": 2}, {"DAYS_CREDIT": 1, "DAYS_CREDIT": 2}]}}"#;
        assert_eq!(
            refusal(second_row),
            "bureau, row 1: column `DAYS_CREDIT` stands twice"
        );
    }

    #[test]
    fn tables_that_are_null_are_empty() {
        for histories in ["null", r#"{"bureau": null}"#, "{}"] {
            let json = format!(r#"{{"application": {{}}, "histories": {histories}}}"#);
            let record = short(&json).unwrap().unwrap();
            assert!(record.rows(TableName::Bureau).is_empty());
            let raw: RawApplicant = serde_json::from_str(&json).unwrap();
            assert_eq!(bits(&Record::try_from(&raw).unwrap()), bits(&record));
        }
    }

    #[test]
    fn a_key_that_is_too_large_is_told_as_such() {
        let json = r#"{"application": {}, "histories": {"bureau": [{"SK_ID_BUREAU": 1e17}]}}"#;
        assert_eq!(
            refusal(json),
            "bureau, row 0: column `SK_ID_BUREAU` holds 1e+17, expected a whole number of 64 bits, \
             without a point beyond 2^53, or null"
        );
    }

    #[test]
    fn what_is_found_is_told_in_few_letters() {
        let text = "x".repeat(3_000_000);
        let wrong = format!(r#"{{"application": {{"AMT_CREDIT": "{text}"}}}}"#);
        assert!(refusal(&wrong).len() < 200);
        let unknown = format!(r#"{{"application": {{"\u001b{text}": 1}}}}"#);
        let told = refusal(&unknown);
        assert!(told.len() < 200 && !told.contains('\u{1b}'), "{told}");
    }

    #[test]
    fn what_is_no_applicant_is_not_read() {
        let refused = |json: &str, reason: &str| {
            let error = short(json).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        };
        refused("{}", "missing field `application`");
        refused(
            r#"{"application": {}, "application": {}}"#,
            "duplicate field",
        );
        refused(
            r#"{"application": {}, "history": {}}"#,
            "unknown field `history`, expected `application` or `histories`",
        );
        refused(
            r#"{"application": {}, "histories": {"bureaus": []}}"#,
            "unknown variant `bureaus`",
        );
        refused(
            r#"{"application": []}"#,
            "expected a row of values by column",
        );
        refused(
            r#"{"application": {}, "histories": {"bureau": [], "bureau": []}}"#,
            "duplicate table `bureau`",
        );
        refused(
            r#"{"application": {}, "histories": {"bureau": {}}}"#,
            "expected a list of rows",
        );
    }
}
