//! The TwiML that says the same as a Conversation Relay widget.

use leptos::prelude::*;

use super::state_form::Form;

/// Shows the equal TwiML.
#[component]
pub(super) fn Twiml(form: Form) -> impl IntoView {
    let _ = form;
}
