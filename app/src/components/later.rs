//! What the first frame can do without.

use std::time::Duration;

use leptos::prelude::*;

use super::browser::after_frame;
use crate::reactive::RwSignal;

/// How long a page stays free for what it is there for, so that its first frame is there sooner and
/// the first touch of it is answered at once.
const FREE: Duration = Duration::from_millis(100);
/// A frame.
const FRAME: Duration = Duration::from_millis(17);

/// Makes its children a little after the page's first frame, and those of the `nth` such part `nth`
/// frames after those of the first, so that no frame is missed. The place they take should not
/// depend on them, or what is beside it moves.
#[component]
pub fn Later(nth: u32, children: ChildrenFn) -> impl IntoView {
    let is_time = RwSignal::new(false);
    after_frame(FREE + nth * FRAME, move || is_time.set(true));
    move || is_time.get().then(|| children())
}
