//! Which applicants the list shows, and the steps from one such question to the next.
//!
//! The address carries the question, so a list can be sent to a colleague. What is the default is
//! left out of it.

use creditwood_contract::{
    ApplicantFilter, ApplicantQuery, ApplicantSort, Decision, MOST_SEARCH_DIGITS, SortOrder,
};

/// The question that an address asks; none where it cannot be read.
pub(crate) fn parse_query(query: &str) -> Option<ApplicantQuery> {
    serde_urlencoded::from_str(query.trim_start_matches('?')).ok()
}

/// The order in force: the query's, or by number.
pub(crate) fn sort_of(query: &ApplicantQuery) -> (ApplicantSort, SortOrder) {
    (
        query.sort.unwrap_or_default(),
        query.order.unwrap_or_default(),
    )
}

/// The query searching for the beginning of a number, from the first page.
pub(crate) fn with_search(query: &ApplicantQuery, search: &str) -> ApplicantQuery {
    let search = clean_search(search);
    let search = (!search.is_empty()).then_some(search);
    ApplicantQuery {
        search,
        page: None,
        ..query.clone()
    }
}

/// A search without the spaces that people group digits with, no-break ones included.
pub(crate) fn clean_search(search: &str) -> String {
    search.split_whitespace().collect()
}

/// Whether any applicant's number can begin like the search: it is digits, and not too many.
pub(crate) fn can_match(query: &ApplicantQuery) -> bool {
    let search = query.search.as_deref().unwrap_or_default();
    search.len() <= MOST_SEARCH_DIGITS && search.bytes().all(|byte| byte.is_ascii_digit())
}

/// The query keeping to a part of the applicants, from the first page.
pub(crate) fn with_filter(query: &ApplicantQuery, filter: ApplicantFilter) -> ApplicantQuery {
    let filter = (filter != ApplicantFilter::default()).then_some(filter);
    ApplicantQuery {
        filter,
        page: None,
        ..query.clone()
    }
}

/// The query keeping to a decision, from the first page.
pub(crate) fn with_decision(query: &ApplicantQuery, decision: Option<Decision>) -> ApplicantQuery {
    ApplicantQuery {
        decision,
        page: None,
        ..query.clone()
    }
}

/// The query ordered by a column: the same column turns round, another begins at its interesting
/// end, which for all but the number is the greatest value.
pub(crate) fn sorted_by(query: &ApplicantQuery, column: ApplicantSort) -> ApplicantQuery {
    let (sort, order) = sort_of(query);
    let order = match (sort == column, order) {
        (true, SortOrder::Ascending) => SortOrder::Descending,
        (true, SortOrder::Descending) => SortOrder::Ascending,
        (false, _) if column == ApplicantSort::ApplicantId => SortOrder::Ascending,
        (false, _) => SortOrder::Descending,
    };
    ApplicantQuery {
        sort: (column != ApplicantSort::default()).then_some(column),
        order: (order != SortOrder::default()).then_some(order),
        page: None,
        ..query.clone()
    }
}

/// The query at a page, counted from 1.
pub(crate) fn at_page(query: &ApplicantQuery, page: usize) -> ApplicantQuery {
    ApplicantQuery {
        page: (page > 1).then_some(page),
        ..query.clone()
    }
}

/// How many pages hold `n_total` items; an empty list still has one.
pub(crate) fn count_pages(n_total: usize, per_page: usize) -> usize {
    n_total.div_ceil(per_page.max(1)).max(1)
}

/// The first and last place on a page, counted from 1, of a list of `n_total`.
pub(crate) fn places_on_page(page: usize, per_page: usize, n_total: usize) -> (usize, usize) {
    let first = page.saturating_sub(1) * per_page;
    ((first + 1).min(n_total), (first + per_page).min(n_total))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(query: &ApplicantQuery) -> String {
        serde_urlencoded::to_string(query).unwrap()
    }

    #[test]
    fn an_address_brings_back_the_question_it_was_made_from() {
        let query = ApplicantQuery {
            search: Some("1000".into()),
            filter: Some(ApplicantFilter::Queue),
            decision: Some(Decision::Refuse),
            sort: Some(ApplicantSort::AmountCredit),
            order: Some(SortOrder::Descending),
            page: Some(3),
            per_page: Some(50),
        };
        assert_eq!(parse_query(&format!("?{}", address(&query))), Some(query));
    }

    #[test]
    fn an_unreadable_address_is_told_from_one_that_asks_for_everything() {
        assert_eq!(parse_query("?page=many"), None);
        assert_eq!(parse_query("?colour=blue"), None);
        assert_eq!(parse_query(""), Some(ApplicantQuery::default()));
    }

    #[test]
    fn defaults_are_left_out_of_the_address() {
        let query = with_filter(&ApplicantQuery::default(), ApplicantFilter::All);
        let query = at_page(&with_search(&query, "  "), 1);
        assert_eq!(address(&query), "");
    }

    #[test]
    fn the_same_column_turns_round_and_another_begins_with_the_greatest() {
        let by_score = sorted_by(&ApplicantQuery::default(), ApplicantSort::Score);
        assert_eq!(
            sort_of(&by_score),
            (ApplicantSort::Score, SortOrder::Descending)
        );
        let turned = sorted_by(&by_score, ApplicantSort::Score);
        assert_eq!(
            sort_of(&turned),
            (ApplicantSort::Score, SortOrder::Ascending)
        );
        let by_number = sorted_by(&turned, ApplicantSort::ApplicantId);
        assert_eq!(address(&by_number), "");
    }

    #[test]
    fn a_search_is_digits_whatever_spaces_group_them() {
        let query = with_search(&ApplicantQuery::default(), " 100\u{202f}002\u{a0}1 ");
        assert_eq!(query.search.as_deref(), Some("1000021"));
        assert!(can_match(&query) && can_match(&ApplicantQuery::default()));
        for hopeless in ["smith", "-7", "10.5", "12345678901234567890", "٣"] {
            let query = with_search(&ApplicantQuery::default(), hopeless);
            assert!(!can_match(&query), "{hopeless}");
        }
    }

    #[test]
    fn every_new_question_begins_at_the_first_page() {
        let query = at_page(&ApplicantQuery::default(), 7);
        assert_eq!(with_search(&query, "1").page, None);
        assert_eq!(with_filter(&query, ApplicantFilter::Queue).page, None);
        assert_eq!(with_decision(&query, Some(Decision::Approve)).page, None);
        assert_eq!(sorted_by(&query, ApplicantSort::Score).page, None);
    }

    #[test]
    fn places_and_pages_hold_at_the_ends() {
        assert_eq!(
            (count_pages(0, 25), count_pages(25, 25), count_pages(26, 25)),
            (1, 1, 2)
        );
        assert_eq!(places_on_page(2, 25, 26), (26, 26));
        assert_eq!(places_on_page(1, 25, 0), (0, 0));
    }
}
