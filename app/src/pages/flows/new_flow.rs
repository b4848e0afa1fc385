//! Flows to begin with.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

use crate::api::{self, Changes, Template};
use crate::components::For;
use crate::reactive::RwSignal;

/// The templates, each a card that makes a flow and opens it.
#[component]
pub(super) fn Beginnings() -> impl IntoView {
    let templates = RwSignal::new(Vec::<Template>::new());
    let problem = RwSignal::new(None::<String>);
    let navigate = use_navigate();
    spawn_local(async move {
        match api::templates().await {
            Ok(list) => templates.set(list),
            Err(error) => problem.set(Some(error.to_string())),
        }
    });
    let make = Callback::new(move |template: Template| {
        let navigate = navigate.clone();
        spawn_local(async move {
            let changes = Changes {
                friendly_name: Some(template.name.clone()),
                definition: Some(template.definition.to_string()),
                ..Changes::default()
            };
            match api::create(&changes).await {
                Ok(record) => navigate(&format!("/flows/{}", record.sid), Default::default()),
                Err(error) => problem.set(Some(error.to_string())),
            }
        });
    });

    view! {
        <ul class="beginnings">
            <For each=move || templates.get() key=|template| template.id.clone() let:template>
                {{
                    let (name, description) = (template.name.clone(), template.description.clone());
                    view! {
                        <li>
                            <button
                                type="button"
                                class="beginnings__one"
                                on:click=move |_| make.run(template.clone())
                            >
                                <strong class="beginnings__name">{name}</strong>
                                <span class="beginnings__about">{description}</span>
                            </button>
                        </li>
                    }
                }}
            </For>
        </ul>
        {move || problem.get().map(|why| view! {
            <p class="field__problem" role="alert">{why}</p>
        })}
    }
}
