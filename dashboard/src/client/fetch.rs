//! The hook that keeps a component's [`Remote`] in step with the path it needs.

use std::cell::Cell;
use std::rc::Rc;

use serde::de::DeserializeOwned;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::state::remote::{Remote, RemoteEvent};

/// A running fetch as a component sees it.
#[derive(Clone, PartialEq)]
pub(crate) struct Fetch<T> {
    /// What is known by now.
    pub(crate) state: Remote<T>,
    /// Asks once more.
    pub(crate) retry: Callback<()>,
}

/// Asks for `path` now, whenever it changes, and on retry. An answer that comes after a newer
/// question was asked is dropped.
#[hook]
pub(crate) fn use_fetch<T: DeserializeOwned + 'static>(path: Option<String>) -> Fetch<T> {
    let state = use_reducer(|| Remote::<T>::Idle);
    let attempt = use_state(|| 0_u32);
    let dispatcher = state.dispatcher();
    use_effect_with((path, *attempt), move |(path, _)| {
        let wanted = Rc::new(Cell::new(true));
        if let Some(path) = path.clone() {
            dispatcher.dispatch(RemoteEvent::Asked);
            let wanted = Rc::clone(&wanted);
            spawn_local(async move {
                let answer = super::get(&path).await.map(Rc::new);
                if wanted.get() {
                    dispatcher.dispatch(RemoteEvent::Answered(answer));
                }
            });
        }
        move || wanted.set(false)
    });
    let retry = Callback::from(move |()| attempt.set(*attempt + 1));
    Fetch {
        state: (*state).clone(),
        retry,
    }
}
