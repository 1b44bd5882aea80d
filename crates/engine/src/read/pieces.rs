//! Files in pieces, which several threads work on side by side.
//!
//! One thread at a time takes the next piece off the file, which is quick; what it took it works
//! on apart from the others, which is not.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::error::ReadError;

/// A file that is taken piece by piece, in its order.
pub(super) trait Pieces: Send {
    /// A part of the file that means something without the others; one that is empty at first.
    type Piece: Default;

    /// Puts the next piece in the place of another; false when there is none.
    fn take(&mut self, piece: &mut Self::Piece) -> Result<bool, ReadError>;
}

/// What is done with a piece, which comes with its position in the file; `Break` ends it all.
pub(super) type Work<'a, P> =
    dyn Fn(usize, &<P as Pieces>::Piece) -> Result<ControlFlow<()>, ReadError> + Sync + 'a;

/// Works on all pieces of a file. Of several failures the one that comes first in the file is told,
/// whichever thread is the quickest.
pub(super) fn for_each_piece<P: Pieces>(
    pieces: P,
    n_threads: NonZeroUsize,
    work: &Work<'_, P>,
) -> Result<(), ReadError> {
    let queue = Mutex::new(Queue {
        pieces,
        n_taken: 0,
        is_over: false,
        failure: None,
    });
    thread::scope(|scope| {
        for _ in 1..n_threads.get() {
            scope.spawn(|| drain(&queue, work));
        }
        drain(&queue, work);
    });
    let queue = queue.into_inner().unwrap_or_else(PoisonError::into_inner);
    queue.failure.map_or(Ok(()), |(_, error)| Err(error))
}

/// What threads found in the pieces of files, until it is put into the files' order.
#[derive(Debug)]
pub(crate) struct ByPiece<T>(Mutex<Vec<(usize, T)>>);

impl<T> Default for ByPiece<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> ByPiece<T> {
    /// Adds what was found in the piece at this position.
    pub(crate) fn add(&self, idx: usize, found: T) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push((idx, found));
    }

    /// All that was found, in the order of the pieces.
    pub(crate) fn into_ordered(self) -> impl Iterator<Item = T> {
        let mut all = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        all.sort_by_key(|(idx, _)| *idx);
        all.into_iter().map(|(_, found)| found)
    }
}

fn drain<P: Pieces>(queue: &Mutex<Queue<P>>, work: &Work<'_, P>) {
    let lock = || queue.lock().unwrap_or_else(PoisonError::into_inner);
    let mut piece = P::Piece::default();
    loop {
        let Some(idx) = lock().take(&mut piece) else {
            return;
        };
        match work(idx, &piece) {
            Ok(ControlFlow::Continue(())) => {}
            Ok(ControlFlow::Break(())) => lock().is_over = true,
            Err(error) => lock().fail(idx, error),
        }
    }
}

struct Queue<P> {
    pieces: P,
    n_taken: usize,
    is_over: bool,
    /// The failure that comes first in the file so far, with its piece's position.
    failure: Option<(usize, ReadError)>,
}

impl<P: Pieces> Queue<P> {
    fn take(&mut self, piece: &mut P::Piece) -> Option<usize> {
        if self.is_over {
            return None;
        }
        match self.pieces.take(piece) {
            Ok(true) => {
                self.n_taken += 1;
                return Some(self.n_taken - 1);
            }
            Ok(false) => self.is_over = true,
            Err(error) => self.fail(self.n_taken, error),
        }
        None
    }

    /// Pieces before this one are at work still, or done.
    fn fail(&mut self, idx: usize, error: ReadError) {
        self.is_over = true;
        if self.failure.as_ref().is_none_or(|(first, _)| idx < *first) {
            self.failure = Some((idx, error));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    struct Numbers(usize);

    impl Pieces for Numbers {
        type Piece = usize;

        fn take(&mut self, piece: &mut usize) -> Result<bool, ReadError> {
            *piece = self.0;
            self.0 += 1;
            Ok(self.0 <= 100)
        }
    }

    fn failure(idx: usize) -> ReadError {
        ReadError::Empty {
            file: idx.to_string(),
        }
    }

    fn threads(n_threads: usize) -> NonZeroUsize {
        NonZeroUsize::new(n_threads).unwrap()
    }

    #[test]
    fn every_piece_is_worked_on_once_with_its_position() {
        for n_threads in [1, 3] {
            let seen = Mutex::new(Vec::new());
            for_each_piece(Numbers(0), threads(n_threads), &|idx, piece| {
                assert_eq!(idx, *piece);
                seen.lock().unwrap().push(idx);
                Ok(ControlFlow::Continue(()))
            })
            .unwrap();
            let seen = seen.into_inner().unwrap();
            assert_eq!(seen.len(), 100);
            assert_eq!(seen.into_iter().collect::<BTreeSet<_>>().len(), 100);
        }
    }

    #[test]
    fn the_first_failure_in_the_file_is_told_though_a_later_one_came_before() {
        let n_failed = AtomicUsize::new(0);
        let failed = for_each_piece(Numbers(0), threads(2), &|idx, _| {
            if idx == 0 {
                // The other thread is the one that goes on, and fails.
                while n_failed.load(Ordering::SeqCst) == 0 {
                    thread::yield_now();
                }
                return Err(failure(idx));
            }
            if idx < 7 {
                return Ok(ControlFlow::Continue(()));
            }
            n_failed.fetch_add(1, Ordering::SeqCst);
            Err(failure(idx))
        });
        assert_eq!(failed.unwrap_err().to_string(), failure(0).to_string());
    }

    #[test]
    fn a_break_ends_it_without_failure() {
        let n_worked = AtomicUsize::new(0);
        for_each_piece(Numbers(0), threads(1), &|_, _| {
            n_worked.fetch_add(1, Ordering::SeqCst);
            Ok(ControlFlow::Break(()))
        })
        .unwrap();
        assert_eq!(n_worked.into_inner(), 1);
    }
}
