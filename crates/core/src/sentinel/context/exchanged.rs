//! Columns that hold what another one ought to.

use super::super::defect::Defect;
use super::super::judge::{Verdict, farthest};
use super::super::profile::Profile;
use super::{Item, What};

/// Two columns have been exchanged when each is so much nearer to the other's training than to its
/// own, as a part of the distance.
const MOST_EXCHANGED: f64 = 0.3;

/// Names columns of the application that hold what another one ought to: each is of the other's
/// distribution, and neither of its own.
pub(in crate::sentinel) fn find_exchanged(items: &mut [Item<'_>]) {
    let odd: Vec<usize> = (0..items.len())
        .filter(|&idx| items[idx].is_odd_column())
        .collect();
    for (place, &one) in odd.iter().enumerate() {
        for &other in &odd[place + 1..] {
            if are_exchanged(&items[one], &items[other]) {
                let names = [one, other].map(|idx| items[idx].name().to_owned());
                let [first, second] = names;
                items[one].judgement.verdict = Verdict::Defect(Defect::Exchanged { with: second });
                items[other].judgement.verdict = Verdict::Defect(Defect::Exchanged { with: first });
            }
        }
    }
}

fn are_exchanged(one: &Item<'_>, other: &Item<'_>) -> bool {
    let (
        What::Feature {
            feature: first,
            reference: first_before,
            current: first_now,
        },
        What::Feature {
            feature: second,
            reference: second_before,
            current: second_now,
        },
    ) = (&one.what, &other.what)
    else {
        return false;
    };
    let fits = |before: &Profile, now: &Profile, instead: &Profile| {
        farthest(before, instead) <= MOST_EXCHANGED * farthest(before, now)
    };
    let has_many = |profile: &Profile| profile.levels().is_none();
    first.unit == second.unit
        && has_many(first_before)
        && has_many(second_before)
        && fits(first_before, first_now, second_now)
        && fits(second_before, second_now, first_now)
}

impl Item<'_> {
    /// Whether it is a column of the application as it stands, and not as it was.
    fn is_odd_column(&self) -> bool {
        let is_plain = match &self.what {
            What::Feature { feature, .. } => feature.plain_column().is_some(),
            _ => false,
        };
        is_plain && self.judgement.verdict != Verdict::Same
    }
}
