//! A page that could not be loaded.

use leptos::prelude::*;

use crate::components::{Button, words};
use crate::icon::{ERROR, Picture, RETRY};

/// Says why something could not be loaded, and tries again when asked to.
#[component]
pub(super) fn Failure(why: String, #[prop(into)] on_retry: Callback<()>) -> impl IntoView {
    view! {
        <div class="page__failure" role="alert">
            <Picture icon=ERROR/>
            <p>{words(&why)}</p>
            <Button icon=RETRY on_press=move |_| on_retry.run(())>"Try again"</Button>
        </div>
    }
}
