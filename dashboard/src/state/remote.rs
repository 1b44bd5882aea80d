//! What is known of something the server has: a fetch has four states.

use std::rc::Rc;

use yew::Reducible;

use crate::client::FetchError;

/// What is known of something the server has.
#[derive(Debug)]
pub(crate) enum Remote<T> {
    /// Not asked for.
    Idle,
    /// Asked for; what was known before stays at hand so that a list need not vanish.
    Loading { previous: Option<Rc<T>> },
    /// Answered.
    Ready(Rc<T>),
    /// Asked for in vain.
    Failed(FetchError),
}

/// What happens to a fetch.
#[derive(Debug)]
pub(crate) enum RemoteEvent<T> {
    /// The request left.
    Asked,
    /// The answer, or the failure, came.
    Answered(Result<Rc<T>, FetchError>),
}

impl<T> Remote<T> {
    /// The newest answer, be it on screen while the next one is on its way.
    pub(crate) fn latest(&self) -> Option<&Rc<T>> {
        match self {
            Self::Ready(value) => Some(value),
            Self::Loading { previous } => previous.as_ref(),
            Self::Idle | Self::Failed(_) => None,
        }
    }

    /// Whether an answer is on its way.
    pub(crate) fn is_loading(&self) -> bool {
        matches!(self, Self::Loading { .. })
    }

    /// This state after an event.
    pub(crate) fn after(&self, event: RemoteEvent<T>) -> Self {
        match event {
            RemoteEvent::Asked => Self::Loading {
                previous: self.latest().cloned(),
            },
            RemoteEvent::Answered(Ok(value)) => Self::Ready(value),
            RemoteEvent::Answered(Err(error)) => Self::Failed(error),
        }
    }
}

// Written by hand because the derived ones would ask `T` for what only its `Rc` needs.
impl<T> Clone for Remote<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Idle => Self::Idle,
            Self::Loading { previous } => Self::Loading {
                previous: previous.clone(),
            },
            Self::Ready(value) => Self::Ready(Rc::clone(value)),
            Self::Failed(error) => Self::Failed(error.clone()),
        }
    }
}

impl<T: PartialEq> PartialEq for Remote<T> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Idle, Self::Idle) => true,
            (Self::Loading { previous: left }, Self::Loading { previous: right }) => left == right,
            (Self::Ready(left), Self::Ready(right)) => left == right,
            (Self::Failed(left), Self::Failed(right)) => left == right,
            _ => false,
        }
    }
}

impl<T> Reducible for Remote<T> {
    type Action = RemoteEvent<T>;

    fn reduce(self: Rc<Self>, event: RemoteEvent<T>) -> Rc<Self> {
        Rc::new(self.after(event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_previous_answer_stays_at_hand_while_the_next_is_on_its_way() {
        let first = Remote::Idle.after(RemoteEvent::Asked);
        assert_eq!(first, Remote::<u8>::Loading { previous: None });
        let ready = first.after(RemoteEvent::Answered(Ok(Rc::new(1))));
        let again = ready.after(RemoteEvent::Asked);
        assert!(again.is_loading());
        assert_eq!(again.latest(), Some(&Rc::new(1)));
    }

    #[test]
    fn a_failure_forgets_the_previous_answer() {
        let ready = Remote::Ready(Rc::new(1));
        let failed = ready.after(RemoteEvent::Answered(Err(FetchError::Unreachable)));
        assert_eq!(failed, Remote::Failed(FetchError::Unreachable));
        assert_eq!(failed.latest(), None);
    }
}
