//! What is odd because something else is broken.

use super::super::defect::Defect;
use super::super::judge::Verdict;
use super::{Item, What, is_within};

/// Marks what is computed from something broken.
pub(in crate::sentinel) fn follow(items: &mut [Item<'_>]) {
    let mut broken: Vec<usize> = Vec::new();
    for idx in 0..items.len() {
        if items[idx].judgement.verdict == Verdict::Same {
            continue;
        }
        let explained = explained_by(idx, items);
        broken.extend(explained.filter(|cause| !broken.contains(cause)));
        let cause = broken.iter().find(|&&cause| {
            let (place, cause, item) = (cause, &items[cause], &items[idx]);
            place != idx
                && (is_within(&cause.sources, &item.sources) || item.is_reached_through(cause))
        });
        match (cause, &items[idx].judgement.verdict) {
            (Some(&cause), _) => {
                items[idx].follows_from = Some(items[cause].name().to_owned());
                // Its columns follow from it in turn.
                if matches!(items[idx].what, What::Table { .. }) {
                    broken.push(idx);
                }
            }
            (None, Verdict::Defect(_)) if !broken.contains(&idx) => broken.push(idx),
            (None, _) => {}
        }
    }
}

/// What tells more of the same column than that its values lie outside: a sign, or a unit.
fn explained_by(idx: usize, items: &[Item<'_>]) -> Option<usize> {
    let is_outside = matches!(
        items[idx].judgement.verdict,
        Verdict::Defect(Defect::Outside {
            are_years: false,
            ..
        })
    );
    if !is_outside {
        return None;
    }
    let tells_more = |item: &Item<'_>| {
        matches!(
            item.judgement.verdict,
            Verdict::Defect(Defect::SignFlipped { .. } | Defect::ScaledBy { .. })
        )
    };
    let mut others = idx + 1..items.len();
    others.find(|&other| tells_more(&items[other]) && items[other].sources == items[idx].sources)
}
