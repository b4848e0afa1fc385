//! What waits until the author pauses.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;

use super::Editor;
use crate::reactive::{Signal, StoredValue};

impl Editor {
    /// Does something once `changes` have been counted and then none for `pause`, as often as
    /// that happens, for as long as the page lives.
    pub(crate) fn after_changes(
        &self,
        changes: Signal<u64>,
        pause: Duration,
        act: impl Fn() + Copy + 'static,
    ) {
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        Effect::new(move |before: Option<u64>| {
            let now = changes.get();
            if before.is_some_and(|before| before != now) {
                waiting.get_value().iter().for_each(TimeoutHandle::clear);
                waiting.set_value(set_timeout_with_handle(act, pause).ok());
            }
            now
        });
        on_cleanup(move || waiting.get_value().iter().for_each(TimeoutHandle::clear));
    }
}
