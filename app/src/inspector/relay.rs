//! The TwiML that says the same as a Conversation Relay widget.

use flow::relay::Settings;
use leptos::prelude::*;

use super::form::Form;
use crate::components::{IconButton, browser};
use crate::icon::COPY;
use crate::reactive::memo;

/// Where Twilio reports the end of the session; Studio fills in its own address.
const ACTION: &str = "https://webhooks.twilio.com/";

/// Shows the equal TwiML, which can be copied.
#[component]
pub(super) fn Twiml(form: Form) -> impl IntoView {
    let twiml = memo(move || {
        form.state.with(|state| {
            let settings = state.as_ref().map(|state| Settings::of_state(state, str::to_owned));
            settings.map(|settings| settings.twiml(ACTION)).unwrap_or_default()
        })
    });

    view! {
        <section class="inspector__section" aria-label="The same as TwiML">
            <div class="inspector__line">
                <h3 class="inspector__heading">"The same as TwiML"</h3>
                <IconButton
                    icon=COPY
                    label="Copy TwiML"
                    on_press=move |_| browser::copy(&twiml.get_untracked())
                />
            </div>
            <pre class="inspector__code" tabindex="0" aria-label="TwiML">{twiml}</pre>
        </section>
    }
}
