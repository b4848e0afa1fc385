//! Dragging the lines of a list into another order. The same is done by key with the buttons of
//! each line.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

use crate::icon::{GRIP, Picture};
use crate::reactive::RwSignal;

/// The line that is carried and the one it would land on, of one list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drag {
    pub(super) carried: RwSignal<Option<(usize, usize)>>,
    /// The element whose children are the lines.
    pub(super) list: NodeRef<html::Div>,
}

impl Drag {
    pub(super) fn is_carried(self, at: usize) -> bool {
        self.carried.with(|carried| carried.is_some_and(|(from, _)| from == at))
    }

    /// Whether what is carried lands before this line.
    pub(super) fn lands_above(self, at: usize) -> bool {
        self.carried.with(|carried| carried.is_some_and(|(from, to)| to == at && to < from))
    }

    /// Whether it lands after this line.
    pub(super) fn lands_below(self, at: usize) -> bool {
        self.carried.with(|carried| carried.is_some_and(|(from, to)| to == at && to > from))
    }

    /// The line at a height of the window; beyond the list, the first or last one.
    fn line_at(self, y: f64) -> Option<usize> {
        let lines = self.list.get_untracked()?.unchecked_into::<Element>().children();
        let bottom = |at: u32| lines.item(at).map(|line| line.get_bounding_client_rect().bottom());
        let last = lines.length().checked_sub(1)?;
        let found = (0..last).find(|at| bottom(*at).is_some_and(|bottom| y < bottom));
        usize::try_from(found.unwrap_or(last)).ok()
    }
}

/// What a line is carried by.
#[component]
pub(super) fn Grip(at: usize, drag: Drag, put: Callback<usize>) -> impl IntoView {
    let down = move |event: PointerEvent| {
        if event.button() == 0 {
            event.prevent_default();
            let grip = event.current_target().and_then(|it| it.dyn_into::<Element>().ok());
            // Without capture the drag ends where the pointer leaves the grip.
            let _ = grip.map(|grip| grip.set_pointer_capture(event.pointer_id()));
            drag.carried.set(Some((at, at)));
        }
    };
    let moved = move |event: PointerEvent| {
        let to = drag.line_at(f64::from(event.client_y()));
        if let (Some((from, before)), Some(to)) = (drag.carried.get_untracked(), to)
            && before != to
        {
            drag.carried.set(Some((from, to)));
        }
    };
    let up = move |_| {
        if let Some((from, to)) = drag.carried.try_update(Option::take).flatten()
            && from != to
        {
            put.run(to);
        }
    };
    view! {
        <span
            class="grip"
            aria-hidden="true"
            title="Drag to change the order"
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=move |_| drag.carried.set(None)
        >
            <Picture icon=GRIP/>
        </span>
    }
}
