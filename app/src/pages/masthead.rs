//! The head of the pages outside the editor: where one is, and where else one can go.

use leptos::prelude::*;

use crate::header::ThemeMenu;
use crate::icon::{MARK, Picture};
use crate::reactive::Signal;

/// The pages the head leads to.
const PLACES: [(&str, &str); 3] =
    [("/", "Flows"), ("/executions", "Executions"), ("/replace", "Search and replace")];

/// The head of a page, with what can be done there.
#[component]
pub(super) fn Masthead(
    /// The page, by the name it has in the head.
    here: &'static str,
    /// Read out, where the page is about one thing of many.
    #[prop(optional, into)]
    title: Option<Signal<String>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let places = PLACES.map(|(address, name)| {
        view! {
            <a
                class="masthead__place"
                href=address
                aria-current=(name == here).then_some(if title.is_some() { "true" } else { "page" })
            >
                {name}
            </a>
        }
    });
    let title = title.unwrap_or_else(|| Signal::stored(here.to_owned()));

    view! {
        <header class="masthead">
            <span class="masthead__mark" aria-hidden="true"><Picture icon=MARK/></span>
            <h1 class="unseen">"Switchboard: " {title}</h1>
            <nav class="masthead__places" aria-label="Pages">{places.collect_view()}</nav>
            <ThemeMenu/>
            {children.map(|children| children())}
        </header>
    }
}
