//! Which executions are shown. The page's address says it, so that a list can be kept and shared.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use leptos_router::params::ParamsMap;
use web_sys::UrlSearchParams;
use web_sys::js_sys::Date;

use crate::api::{self, Wanted};
use crate::components::{SelectField, TextField, browser};
use crate::reactive::{Memo, RwSignal, Signal, StoredValue};

/// Lengths of time to look back: as in the address, in words, in milliseconds.
const WITHIN: [(&str, &str, f64); 3] = [
    ("hour", "The last hour", 3_600_000.0),
    ("day", "The last day", 86_400_000.0),
    ("week", "The last week", 604_800_000.0),
];

/// What the list is narrowed to; empty texts do not narrow it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Filter {
    flow: String,
    status: String,
    within: String,
    contact: String,
}

impl Filter {
    /// As the page's address says.
    pub(super) fn of(query: &ParamsMap) -> Self {
        let text = |key| query.get(key).unwrap_or_default();
        Self {
            flow: text("flow"),
            status: text("status"),
            within: text("within"),
            contact: text("contact"),
        }
    }

    /// As the server is asked for it.
    pub(super) fn wanted(&self) -> Wanted {
        let text = |text: &String| (!text.is_empty()).then(|| text.clone());
        let back = WITHIN.iter().find(|(key, ..)| *key == self.within);
        let since = back.map(|(.., back)| Date::new(&(browser::clock() - back).into()));
        Wanted {
            flow: text(&self.flow),
            status: text(&self.status),
            from: text(&self.contact),
            since: since.map(|since| String::from(since.to_iso_string())),
        }
    }

    /// The page's address.
    fn address(&self) -> String {
        let parts = [
            ("flow", &self.flow),
            ("status", &self.status),
            ("within", &self.within),
            ("contact", &self.contact),
        ];
        let Ok(query) = UrlSearchParams::new() else { return "/executions".to_owned() };
        for (key, value) in parts.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append(key, value);
        }
        let query = String::from(query.to_string());
        if query.is_empty() { "/executions".to_owned() } else { format!("/executions?{query}") }
    }
}

/// The choices above the list.
#[component]
pub(super) fn Filters(filter: Memo<Filter>) -> impl IntoView {
    let navigate = StoredValue::new(use_navigate());
    let set = move |change: &dyn Fn(&mut Filter)| {
        let mut next = filter.get_untracked();
        change(&mut next);
        let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
        navigate.with_value(|navigate| navigate(&next.address(), options));
    };
    let flows = RwSignal::new(vec![(String::new(), "All flows".to_owned())]);
    spawn_local(async move {
        // Without the names the list can still be narrowed by everything else.
        if let Ok(page) = api::flows(None).await {
            let names = page.flows.into_iter().map(|it| (it.sid.to_string(), it.friendly_name));
            flows.update(|flows| flows.extend(names));
        }
    });
    let statuses = [("", "Any"), ("active", "Active"), ("ended", "Ended")];
    let statuses = statuses.map(|(key, words)| (key.to_owned(), words.to_owned())).to_vec();
    let mut times = vec![(String::new(), "Any time".to_owned())];
    times.extend(WITHIN.map(|(key, words, _)| (key.to_owned(), words.to_owned())));
    let typed = RwSignal::new(filter.get_untracked().contact);
    let look_up = move || {
        let contact = typed.get_untracked().trim().to_owned();
        if contact != filter.get_untracked().contact {
            set(&move |filter| filter.contact.clone_from(&contact));
        }
    };

    view! {
        <form
            class="filters"
            role="search"
            aria-label="Which executions"
            on:submit=move |event| {
                event.prevent_default();
                look_up();
            }
        >
            <SelectField
                label="Flow"
                value=Signal::derive(move || filter.get().flow)
                options=flows
                on_choose=move |flow: String| set(&move |filter| filter.flow.clone_from(&flow))
            />
            <SelectField
                label="Status"
                value=Signal::derive(move || filter.get().status)
                options=Signal::stored(statuses)
                on_choose=move |to: String| set(&move |filter| filter.status.clone_from(&to))
            />
            <SelectField
                label="Began"
                value=Signal::derive(move || filter.get().within)
                options=Signal::stored(times)
                on_choose=move |to: String| set(&move |filter| filter.within.clone_from(&to))
            />
            <TextField
                label="Contact"
                value=typed
                placeholder="+15551230001"
                on_input=move |text| typed.set(text)
                on_leave=move |()| look_up()
            />
        </form>
    }
}
