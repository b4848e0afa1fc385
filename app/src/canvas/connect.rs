//! Wiring without a pointer: which way out, and where to.

use flow::widget::Exit;
use leptos::html;
use leptos::prelude::*;

use super::card::Card;
use super::geometry::Point;
use super::insert::{Adding, Site};
use super::stage::Stage;
use crate::reactive::{RwSignal, StoredValue, effect};

/// Where "New widget…" stands among the targets, and "New widget in between…".
const NEW: i32 = 1;
const BETWEEN: i32 = 2;

/// The small form that the key W, or a click on a port, opens beside a card.
#[component]
pub(super) fn Connect() -> impl IntoView {
    let stage = expect_context::<Stage>();
    move || {
        let (name, exit) = stage.connecting.get()?;
        let card = stage.scene(|scene| scene.card(&name).cloned())?;
        Some(view! { <ConnectForm card exit/> })
    }
}

#[component]
fn ConnectForm(card: Card, exit: Exit) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let target = NodeRef::<html::Select>::new();
    let place = place(stage, &card);
    let ports = StoredValue::new(card.ports.clone());
    let first = card.ports.iter().position(|port| port.exit == exit).unwrap_or(0);
    let chosen = RwSignal::new(first);
    let name = StoredValue::new(card.name.clone());
    let next =
        move || ports.with_value(|all| all.get(chosen.get()).and_then(|port| port.next.clone()));

    effect(move || {
        if let Some(select) = target.get() {
            // The form is on the page, so its field can take the focus.
            let _ = select.focus();
        }
    });
    let close = move || {
        stage.connecting.set(None);
        stage.focus_wanted.set(Some(name.get_value()));
    };
    let wire = move || {
        let exit =
            ports.with_value(|all| all.get(chosen.get_untracked()).map(|port| port.exit.clone()));
        let (Some(exit), Some(target)) = (exit, target.get_untracked()) else { return close() };
        let site = match target.selected_index() {
            NEW => Some(Site::After(name.get_value(), exit.clone())),
            BETWEEN => Some(Site::Within(name.get_value(), exit.clone())),
            _ => None,
        };
        if let Some(site) = site {
            stage.connecting.set(None);
            stage.adding.set(Some(Adding { site, at: None, place }));
            return;
        }
        let value = target.value();
        stage.wire(&name.read_value(), &exit, (!value.is_empty()).then_some(&value));
        close();
    };
    let options = stage.editor.names().get_untracked().into_iter().map(|state| {
        let is_next = {
            let state = state.clone();
            move || next().as_deref() == Some(&state)
        };
        view! { <option value=state.clone() selected=is_next>{state.clone()}</option> }
    });
    let options = options.collect_view();
    let exits = card.ports.iter().enumerate().map(|(at, port)| {
        view! { <option value=at.to_string() selected=at == first>{port.label.clone()}</option> }
    });
    let exits = exits.collect_view();

    view! {
        <form
            class="connect"
            role="dialog"
            aria-label=format!("Wire {}", card.name)
            style:left=format!("{}px", place.x)
            style:top=format!("{}px", place.y)
            on:submit=move |event| {
                event.prevent_default();
                wire();
            }
            on:keydown=move |event| {
                event.stop_propagation();
                match event.key().as_str() {
                    "Escape" => close(),
                    // A choice does not send its form by itself.
                    "Enter" if is_choice(&event) => {
                        event.prevent_default();
                        wire();
                    }
                    _ => {}
                }
            }
        >
            <label class="connect__field">
                <span>"When"</span>
                <select on:change=move |event| chosen.set(event_target_value(&event).parse().unwrap_or(0))>
                    {exits}
                </select>
            </label>
            <label class="connect__field">
                <span>"Go to"</span>
                <select node_ref=target>
                    <option value="" selected=move || next().is_none()>"Nowhere"</option>
                    <option value="">"New widget…"</option>
                    <option value="" disabled=move || next().is_none()>
                        "New widget in between…"
                    </option>
                    {options}
                </select>
            </label>
            <div class="connect__buttons">
                <button type="button" class="connect__button" on:click=move |_| close()>"Cancel"</button>
                <button type="submit" class="connect__button connect__button--main">"Wire"</button>
            </div>
        </form>
    }
}

fn is_choice(event: &web_sys::KeyboardEvent) -> bool {
    event_target::<web_sys::Element>(event).tag_name() == "SELECT"
}

/// Below the card, but within the canvas.
fn place(stage: Stage, card: &Card) -> Point {
    const SIZE: Point = Point::new(260.0, 150.0);
    let below = stage.view().to_screen(Point::new(card.rect.x, card.rect.bottom() + 8.0));
    stage.within(below, SIZE)
}
