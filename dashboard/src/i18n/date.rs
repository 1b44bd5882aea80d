//! The moment a model was trained, as each language writes it.

use super::Language;

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const FRENCH_MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

impl Language {
    /// An RFC 3339 moment as day, month, year and time; anything else is left as it is. The time
    /// keeps its offset: a model's moment must read the same for everyone.
    pub(crate) fn moment(self, rfc_3339: &str) -> String {
        self.parse_moment(rfc_3339)
            .unwrap_or_else(|| rfc_3339.to_owned())
    }

    fn parse_moment(self, text: &str) -> Option<String> {
        let (date, time) = text.split_once('T')?;
        let mut parts = date.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let month_idx = month.parse::<usize>().ok()?.checked_sub(1)?;
        let day = day.parse::<u8>().ok()?;
        let time_of_day = time.get(..5)?;
        let offset = match time.find(['Z', '+', '-']).and_then(|at| time.get(at..))? {
            "Z" | "+00:00" => "UTC",
            offset => offset,
        };
        Some(match self {
            Self::English => {
                let month = ENGLISH_MONTHS.get(month_idx)?;
                format!("{day} {month} {year}, {time_of_day} {offset}")
            }
            Self::French => {
                let month = FRENCH_MONTHS.get(month_idx)?;
                let day = if day == 1 {
                    "1er".to_owned()
                } else {
                    day.to_string()
                };
                format!("{day} {month} {year} à {time_of_day} {offset}")
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{English, French};

    #[test]
    fn a_moment_is_written_out() {
        let moment = "2026-02-01T09:48:12.5Z";
        assert_eq!(English.moment(moment), "1 February 2026, 09:48 UTC");
        assert_eq!(French.moment(moment), "1er février 2026 à 09:48 UTC");
        assert_eq!(
            English.moment("2026-12-24T18:00:00+01:00"),
            "24 December 2026, 18:00 +01:00"
        );
    }

    #[test]
    fn what_is_not_a_moment_is_left_as_it_is() {
        for text in ["", "yesterday", "2026-13-01T00:00:00Z", "2026-01-01T0Z"] {
            assert_eq!(English.moment(text), text);
        }
    }
}
