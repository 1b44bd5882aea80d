//! Whatever is read, the answer is a forest that passes its check or an error: never a panic.

use creditwood_core::gbdt::RowScorer;
use creditwood_core::lightgbm::read;
use proptest::prelude::*;

use super::{KINDS, text_of};

/// A change of a text: at a place that is some part of its length.
#[derive(Clone, Debug)]
enum Change {
    Overwrite(f64, u8),
    Insert(f64, String),
    Remove(f64, usize),
    RemoveLine(f64),
    RepeatLine(f64, f64),
    SwapWord(f64, &'static str),
}

/// What a number may turn into.
const WORDS: [&str; 13] = [
    "-1",
    "0",
    "1",
    "2147483648",
    "-2147483648",
    "4294967295",
    "18446744073709551616",
    "1e400",
    "nan",
    "-inf",
    "inf",
    "",
    "0.5",
];

fn change() -> impl Strategy<Value = Change> {
    let place = 0.0..1.0;
    prop_oneof![
        (place.clone(), any::<u8>()).prop_map(|(at, byte)| Change::Overwrite(at, byte)),
        (place.clone(), "[-0-9. =a-z\n]{1,6}").prop_map(|(at, text)| Change::Insert(at, text)),
        (place.clone(), 1_usize..200).prop_map(|(at, n)| Change::Remove(at, n)),
        place.clone().prop_map(Change::RemoveLine),
        (place.clone(), place.clone()).prop_map(|(from, to)| Change::RepeatLine(from, to)),
        (place, prop::sample::select(&WORDS[..])).prop_map(|(at, word)| Change::SwapWord(at, word)),
    ]
}

fn apply(text: &str, change: &Change) -> String {
    let place = |part: f64| (text.len() as f64 * part) as usize;
    let lines = || text.split('\n').collect::<Vec<_>>();
    match change {
        &Change::Overwrite(at, byte) => {
            let mut bytes = text.as_bytes().to_vec();
            if let Some(old) = bytes.get_mut(place(at)) {
                *old = byte;
            }
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Change::Insert(at, inserted) => {
            let at = text.floor_char_boundary(place(*at));
            [&text[..at], inserted, &text[at..]].concat()
        }
        &Change::Remove(at, n) => {
            let start = text.floor_char_boundary(place(at));
            let end = text.floor_char_boundary((start + n).min(text.len()));
            [&text[..start], &text[end..]].concat()
        }
        &Change::RemoveLine(at) => {
            let mut lines = lines();
            lines.remove((lines.len() as f64 * at) as usize);
            lines.join("\n")
        }
        &Change::RepeatLine(from, to) => {
            let mut lines = lines();
            let of = |part: f64| (lines.len() as f64 * part) as usize;
            let (line, to) = (lines[of(from)], of(to));
            lines.insert(to, line);
            lines.join("\n")
        }
        &Change::SwapWord(at, word) => {
            let start = text.floor_char_boundary(place(at));
            let is_end = |letter: char| [' ', '=', '\n'].contains(&letter);
            let start = text[..start].rfind(is_end).map_or(0, |place| place + 1);
            let end = text[start..].find(is_end).map_or(text.len(), |n| start + n);
            [&text[..start], word, &text[end..]].concat()
        }
    }
}

/// Sizes of trees would refuse most changes before anything else is looked at.
fn without_sizes(text: &str) -> String {
    let lines = text
        .split('\n')
        .filter(|line| !line.starts_with("tree_sizes="));
    lines.collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn a_changed_model_is_a_forest_or_an_error(
        kind in prop::sample::select(&KINDS[..]),
        keeps_sizes in prop::bool::weighted(0.1),
        changes in prop::collection::vec(change(), 1..4),
    ) {
        let text = text_of(kind);
        let text = if keeps_sizes { text } else { without_sizes(&text) };
        let changed = changes.iter().fold(text, |text, change| apply(&text, change));
        match read(&changed) {
            Ok(imported) => {
                prop_assert_eq!(imported.forest.check(), Ok(()));
                let row = vec![0.5; imported.forest.n_features];
                let raw_score = imported.forest.raw_score(&row);
                prop_assert!(!raw_score.is_nan());
                let laid_out = RowScorer::new(&imported.forest).raw_score(&row);
                prop_assert_eq!(laid_out.to_bits(), raw_score.to_bits());
            }
            Err(error) => prop_assert!(error.line >= 1 && error.line <= changed.split('\n').count()),
        }
    }

    #[test]
    fn any_text_is_an_error(text in ".{0,200}") {
        prop_assert!(read(&text).is_err());
        let begun = format!("tree\n{text}\nend of trees\n");
        prop_assert!(read(&begun).is_err());
    }
}
