//! Threads that wait for short work without falling asleep.
//!
//! A tree of some ten thousand rows is grown in a few dozen steps, each shorter than it takes to
//! wake a thread up. So the threads that share these steps are there for the whole training and
//! keep asking for the next one. Only when none comes for a while do they sleep.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, RwLock};
use std::thread;

/// So often a thread asks for an order before it offers its processor to others between two asks.
const ASKS_AT_ONCE: u32 = 1 << 12;
/// So often it asks before it goes to sleep: some milliseconds.
const MOST_ASKS: u32 = ASKS_AT_ONCE + (1 << 13);

/// Threads that carry out orders together, the one that gives them included.
struct Team<O> {
    n_followers: usize,
    n_parts: usize,
    last: RwLock<Option<Given<O>>>,
    /// How many orders were given.
    n_given: AtomicUsize,
    is_dismissed: AtomicBool,
    n_asleep: Mutex<usize>,
    wake: Condvar,
}

/// An order with how far it is carried out.
struct Given<O> {
    order: O,
    /// The first part that nobody has taken.
    next: AtomicUsize,
    n_done: AtomicUsize,
}

/// The parts of an order that nobody has taken yet.
pub(super) struct Parts<'a> {
    next: &'a AtomicUsize,
    n_parts: usize,
    n_done: &'a AtomicUsize,
    is_at_work: bool,
}

impl Parts<'_> {
    fn report(&mut self) {
        if std::mem::take(&mut self.is_at_work) {
            self.n_done.fetch_add(1, Ordering::Release);
        }
    }
}

impl Iterator for Parts<'_> {
    type Item = usize;

    /// Takes a part; the one before it is done then.
    fn next(&mut self) -> Option<usize> {
        self.report();
        let part = self.next.fetch_add(1, Ordering::Relaxed);
        self.is_at_work = part < self.n_parts;
        self.is_at_work.then_some(part)
    }
}

impl Drop for Parts<'_> {
    /// A part that a panic broke off is not done; the team is dismissed then.
    fn drop(&mut self) {
        if !thread::panicking() {
            self.report();
        }
    }
}

/// Leads a team of `n_threads`, the calling one included. Each order is carried out by all of them
/// at once, by `work`, which is told the order and shares out its `n_parts` among them.
pub(super) fn with_team<O: Send + Sync, R>(
    n_threads: usize,
    n_parts: usize,
    work: impl Fn(&O, Parts<'_>) + Sync,
    lead: impl FnOnce(&dyn Fn(O)) -> R,
) -> R {
    let n_followers = n_threads.min(n_parts).saturating_sub(1);
    let team = Team::new(n_followers, n_parts);
    thread::scope(|scope| {
        // Followers leave even if the leader panics, since the scope waits for them.
        let _dismissal = Dismissal(&team);
        for _ in 0..n_followers {
            scope.spawn(|| team.follow(&work));
        }
        lead(&|order| team.give(order, &work))
    })
}

impl<O: Send + Sync> Team<O> {
    fn new(n_followers: usize, n_parts: usize) -> Self {
        Self {
            n_followers,
            n_parts,
            last: RwLock::new(None),
            n_given: AtomicUsize::new(0),
            is_dismissed: AtomicBool::new(false),
            n_asleep: Mutex::new(0),
            wake: Condvar::new(),
        }
    }

    /// Carries out an order; returns when all its parts are done, whoever did them. A follower that
    /// comes too late finds nothing left.
    fn give(&self, order: O, work: &impl Fn(&O, Parts<'_>)) {
        let given = Given {
            order,
            next: AtomicUsize::new(0),
            n_done: AtomicUsize::new(0),
        };
        *self.last.write().unwrap_or_else(PoisonError::into_inner) = Some(given);
        self.n_given.fetch_add(1, Ordering::SeqCst);
        if self.n_followers > 0 {
            self.wake_sleepers();
        }
        self.carry_out(work, |given| {
            let mut n_asks = 0;
            while given.n_done.load(Ordering::Acquire) < self.n_parts
                && !self.is_dismissed.load(Ordering::Acquire)
            {
                pause(&mut n_asks);
            }
        });
        assert!(
            !self.is_dismissed.load(Ordering::Acquire),
            "a thread of the team panicked"
        );
    }

    fn follow(&self, work: &impl Fn(&O, Parts<'_>)) {
        let _alarm = Alarm(self);
        let mut n_seen = 0;
        while let Some(n_given) = self.wait_for_order(n_seen) {
            n_seen = n_given;
            self.carry_out(work, |_| ());
        }
    }

    fn carry_out(&self, work: &impl Fn(&O, Parts<'_>), and_then: impl FnOnce(&Given<O>)) {
        let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(given) = &*last {
            let parts = Parts {
                next: &given.next,
                n_parts: self.n_parts,
                n_done: &given.n_done,
                is_at_work: false,
            };
            work(&given.order, parts);
            and_then(given);
        }
    }

    /// Waits for more orders than were seen and tells how many there are; there will be no more when
    /// the team is dismissed.
    fn wait_for_order(&self, n_seen: usize) -> Option<usize> {
        let mut n_asks = 0;
        loop {
            if self.is_dismissed.load(Ordering::Relaxed) {
                return None;
            }
            let n_given = self.n_given.load(Ordering::SeqCst);
            if n_given > n_seen {
                return Some(n_given);
            }
            if n_asks < MOST_ASKS {
                pause(&mut n_asks);
            } else {
                self.sleep(n_seen);
                n_asks = 0;
            }
        }
    }

    /// Sleeps until there is an order or none will come.
    fn sleep(&self, n_seen: usize) {
        let mut n_asleep = self.n_asleep.lock().unwrap_or_else(PoisonError::into_inner);
        *n_asleep += 1;
        while self.n_given.load(Ordering::SeqCst) == n_seen
            && !self.is_dismissed.load(Ordering::SeqCst)
        {
            n_asleep = self
                .wake
                .wait(n_asleep)
                .unwrap_or_else(PoisonError::into_inner);
        }
        *n_asleep -= 1;
    }

    fn wake_sleepers(&self) {
        // Who goes to sleep holds the lock from looking for an order until it sleeps.
        if *self.n_asleep.lock().unwrap_or_else(PoisonError::into_inner) > 0 {
            self.wake.notify_all();
        }
    }

    fn dismiss(&self) {
        self.is_dismissed.store(true, Ordering::SeqCst);
        self.wake_sleepers();
    }
}

/// Waits a moment, the longer the more often.
fn pause(n_asks: &mut u32) {
    if *n_asks < ASKS_AT_ONCE {
        std::hint::spin_loop();
    } else {
        thread::yield_now();
    }
    *n_asks = n_asks.saturating_add(1);
}

struct Dismissal<'a, O: Send + Sync>(&'a Team<O>);

impl<O: Send + Sync> Drop for Dismissal<'_, O> {
    fn drop(&mut self) {
        self.0.dismiss();
    }
}

/// Ends the team if a follower panics.
struct Alarm<'a, O: Send + Sync>(&'a Team<O>);

impl<O: Send + Sync> Drop for Alarm<'_, O> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.dismiss();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn every_part_of_every_order_is_done_once_by_any_number_of_threads() {
        for n_threads in [1, 2, 5] {
            let done: Vec<AtomicUsize> = (0..7).map(|_| AtomicUsize::new(0)).collect();
            let work = |order: &usize, parts: Parts<'_>| {
                parts.for_each(|part| {
                    done[part].fetch_add(*order, Ordering::Relaxed);
                });
            };
            with_team(n_threads, done.len(), work, |give| {
                for order in 1..=300 {
                    give(order);
                    let sum = order * (order + 1) / 2;
                    assert!(done.iter().all(|it| it.load(Ordering::Relaxed) == sum));
                }
            });
        }
    }

    #[test]
    fn who_fell_asleep_is_woken() {
        let done = AtomicUsize::new(0);
        let work = |_: &(), parts: Parts<'_>| {
            done.fetch_add(parts.count(), Ordering::Relaxed);
        };
        with_team(3, 6, work, |give| {
            for _ in 0..3 {
                thread::sleep(Duration::from_millis(100));
                give(());
            }
        });
        assert_eq!(done.into_inner(), 18);
    }

    #[test]
    fn panics_of_the_leader_and_of_followers_end_the_team() {
        let nothing = |_: &(), _: Parts<'_>| ();
        let led = || with_team(3, 3, nothing, |_| panic!("as meant"));
        assert!(std::panic::catch_unwind(led).is_err());
        let leader = thread::current().id();
        // The leader waits for somebody to take the other part.
        let is_taken = AtomicBool::new(false);
        let work = |_: &(), mut parts: Parts<'_>| {
            let is_leader = thread::current().id() == leader;
            if parts.next().is_some() && is_leader {
                while !is_taken.load(Ordering::Relaxed) {
                    thread::yield_now();
                }
            } else if !is_leader {
                is_taken.store(true, Ordering::Relaxed);
                panic!("as meant");
            }
        };
        let led = || {
            with_team(2, 2, work, |give| {
                give(());
                unreachable!("a part of the order was not done");
            });
        };
        assert!(std::panic::catch_unwind(led).is_err());
    }
}
