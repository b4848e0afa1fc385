//! What the first frame can do without.

use std::time::Duration;

use leptos::prelude::*;

use crate::reactive::RwSignal;

/// How many frames stay free for what the page is there for, so that its first is there sooner and
/// the first touch of it is answered at once: a tenth of a second.
const FREE: u32 = 6;

/// Makes its children a little after the page's first frame, and those of the `nth` such part `nth`
/// frames after those of the first, so that no frame is missed. The place they take should not
/// depend on them, or what is beside it moves.
#[component]
pub fn Later(nth: u32, children: ChildrenFn) -> impl IntoView {
    let is_time = RwSignal::new(false);
    after_frames(FREE + nth, Box::new(move || is_time.set(true)));
    move || is_time.get().then(|| children())
}

/// Begins a task once so many frames are drawn: one is drawn before the tasks that were begun while
/// it was prepared.
fn after_frames(frames: u32, then: Box<dyn FnOnce()>) {
    request_animation_frame(move || match frames {
        0 | 1 => set_timeout(then, Duration::ZERO),
        _ => after_frames(frames - 1, then),
    });
}
