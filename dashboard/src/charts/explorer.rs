//! A chart whose places can be visited one by one: with the mouse, a finger or the arrow keys.
//! To a screen reader it is a slider that says the exact value of each place.

use std::rc::Rc;

use yew::prelude::*;

use super::canvas::Canvas;
use super::scene::Scene;

/// How many places the page keys leap over.
const LEAP: usize = 10;

/// What an [`Explorer`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ExplorerProps {
    /// The chart.
    pub(crate) scene: Scene,
    /// What the chart is, in words.
    pub(crate) label: AttrValue,
    /// What it says at the place visited, in words.
    pub(crate) value_text: AttrValue,
    /// The pixels between which each place lies: one more than places.
    pub(crate) bounds: Rc<[f64]>,
    /// The place visited, or where a visit begins.
    pub(crate) place: usize,
    /// Another place is visited, or none any more.
    pub(crate) on_visit: Callback<Option<usize>>,
}

/// A chart whose places can be visited.
#[component]
pub(crate) fn Explorer(props: &ExplorerProps) -> Html {
    let last = props.bounds.len().saturating_sub(2);
    let on_pointer = {
        let (bounds, on_visit) = (Rc::clone(&props.bounds), props.on_visit.clone());
        Callback::from(move |event: PointerEvent| {
            on_visit.emit(Some(place_at(&bounds, f64::from(event.offset_x()))));
        })
    };
    // A finger that is lifted leaves the value standing, so that it can be read.
    let onpointerleave = {
        let on_visit = props.on_visit.clone();
        Callback::from(move |event: PointerEvent| {
            if event.pointer_type() == "mouse" {
                on_visit.emit(None);
            }
        })
    };
    let onkeydown = {
        let (place, on_visit) = (props.place, props.on_visit.clone());
        Callback::from(move |event: KeyboardEvent| {
            if let Some(visited) = place_after_key(&event.key(), place, last) {
                event.prevent_default();
                on_visit.emit(visited);
            }
        })
    };
    html! {
        <div class="explorer" role="slider" tabindex="0" aria-label={props.label.clone()}
            aria-valuemin="0" aria-valuemax={last.to_string()}
            aria-valuenow={props.place.to_string()} aria-valuetext={props.value_text.clone()}
            onpointermove={on_pointer.clone()} onpointerdown={on_pointer}
            {onpointerleave} {onkeydown}>
            <Canvas scene={props.scene.clone()} />
        </div>
    }
}

/// The place under a pixel, or the one nearest to it.
fn place_at(bounds: &[f64], x: f64) -> usize {
    let passed = bounds.partition_point(|bound| *bound <= x);
    passed.saturating_sub(1).min(bounds.len().saturating_sub(2))
}

/// Where a key leads from a place; none for keys that lead nowhere.
fn place_after_key(key: &str, place: usize, last: usize) -> Option<Option<usize>> {
    let to = match key {
        "ArrowLeft" | "ArrowDown" => place.saturating_sub(1),
        "ArrowRight" | "ArrowUp" => (place + 1).min(last),
        "PageDown" => place.saturating_sub(LEAP),
        "PageUp" => (place + LEAP).min(last),
        "Home" => 0,
        "End" => last,
        "Escape" => return Some(None),
        _ => return None,
    };
    Some(Some(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_visits_the_place_it_lies_in() {
        let bounds = [10.0, 20.0, 40.0, 41.0];
        let visited = [0.0, 10.0, 20.0, 39.9, 40.5, 99.0].map(|x| place_at(&bounds, x));
        assert_eq!(visited, [0, 0, 1, 1, 2, 2]);
    }

    #[test]
    fn keys_walk_without_falling_off_the_ends() {
        assert_eq!(place_after_key("ArrowLeft", 0, 9), Some(Some(0)));
        assert_eq!(place_after_key("ArrowRight", 8, 9), Some(Some(9)));
        assert_eq!(place_after_key("PageUp", 3, 9), Some(Some(9)));
        assert_eq!(place_after_key("Escape", 3, 9), Some(None));
        assert_eq!(place_after_key("Tab", 3, 9), None);
    }
}
