//! A card near enough to be read: an element of the page, for eyes, keyboard and screen reader.

use flow::validate::Severity;
use leptos::html;
use leptos::prelude::*;

use super::card::Card;
use super::gesture::Gesture;
use super::stage::Stage;
use super::theme::category_name;
use crate::api::sentence_case;
use crate::icon::{Icon, Picture, WARNING};
use crate::reactive::{Memo, StoredValue, effect, memo};

/// The card of one state.
#[component]
pub(super) fn StateCard(
    /// The state.
    name: String,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let name = StoredValue::new(name);
    let state = stage.editor.state(name.get_value());
    let card = memo(move || state.with(|state| state.as_ref().map(Card::new)));
    let element = NodeRef::<html::Div>::new();
    take_focus_when_wanted(stage, name, element);

    let place = move || {
        let rect = card.with(|card| card.as_ref().map(|card| card.rect)).unwrap_or_default();
        let lifted = stage.lifted.with(|lifted| lifted.contains(&*name.read_value()));
        let by = if lifted { stage.lift_by.get() } else { Default::default() };
        format!("translate({}px,{}px)", rect.x + by.x, rect.y + by.y)
    };
    let height = move || {
        format!("{}px", card.with(|card| card.as_ref().map_or(0.0, |card| card.rect.height)))
    };
    let category = move || {
        let category = card.with(|card| card.as_ref().and_then(|card| card.category));
        format!("card card--{}", category_name(category))
    };
    let marks = Marks::new(stage, name);
    let tab = move || {
        if stage.stop.with(|stop| stop.as_deref() == Some(&*name.read_value())) {
            "0"
        } else {
            "-1"
        }
    };

    view! {
        <div
            node_ref=element
            class=category
            class:card--selected=move || marks.selected.get()
            class:card--active=move || marks.active.get()
            class:card--visited=move || marks.visited.get()
            class:card--target=move || marks.target.get()
            class:card--lit=move || marks.lit.get()
            class:card--lifted=move || stage.lifted.with(|all| all.contains(&*name.read_value()))
            role="group"
            aria-roledescription="widget"
            aria-label=move || card.with(|card| card.as_ref().map(spoken))
            aria-current=move || marks.selected.get().then_some("true")
            aria-keyshortcuts="Enter W Delete Shift+ArrowDown"
            tabindex=tab
            data-state=name.get_value()
            style:transform=place
            style:height=height
            on:focus=move |_| stage.stop.set(Some(name.get_value()))
        >
            {move || card.get().map(|card| view! { <Face card name/> })}
        </div>
    }
}

/// What is written on a card.
#[component]
fn Face(card: Card, name: StoredValue<String>) -> impl IntoView {
    let ports = card.ports.iter().map(|port| {
        let label = match &port.next {
            Some(next) => format!("{}, leads to {next}", port.label),
            None => format!("{}, not wired", port.label),
        };
        view! {
            <div
                class="card__port"
                class:card__port--open=port.next.is_none()
                role="img"
                aria-label=label
                title=port.label.clone()
                style:left=format!("{}px", port.rect.x)
                style:top=format!("{}px", port.rect.y)
                style:width=format!("{}px", port.rect.width)
            >
                <span class="card__event">{port.label.clone()}</span>
            </div>
        }
    });
    let ports = ports.collect_view();
    view! {
        <div class="card__header">
            <span class="card__icon"><Picture icon=Icon::of(&card.kind)/></span>
            <span class="card__name" title=card.name.clone()>{card.name.clone()}</span>
            <Badge name/>
        </div>
        <div class="card__content">{card.content.clone()}</div>
        {ports}
    }
}

/// The sign of a problem, with its words.
#[component]
fn Badge(name: StoredValue<String>) -> impl IntoView {
    let editor = expect_context::<Stage>().editor;
    let worst = memo(move || {
        editor.problems.with(|problems| {
            let own = problems.iter().filter(|it| it.state.as_deref() == Some(&*name.read_value()));
            own.max_by_key(|it| it.severity).map(|it| (it.severity, sentence_case(&it.message)))
        })
    });
    move || {
        worst.get().map(|(severity, message)| {
            let class = match severity {
                Severity::Error => "card__badge card__badge--error",
                Severity::Warning => "card__badge card__badge--warning",
            };
            view! {
                <span class=class role="img" aria-label=format!("Problem: {message}") title=message.clone()>
                    <Picture icon=WARNING/>
                </span>
            }
        })
    }
}

/// Why a card stands out.
#[derive(Clone, Copy)]
struct Marks {
    selected: Memo<bool>,
    active: Memo<bool>,
    visited: Memo<bool>,
    target: Memo<bool>,
    lit: Memo<bool>,
}

impl Marks {
    fn new(stage: Stage, name: StoredValue<String>) -> Self {
        let editor = stage.editor;
        let finder = stage.finder;
        let is_name = move |other: &str| other == name.read_value().as_str();
        Self {
            selected: memo(move || editor.selection.with(|all| all.contains(&name.read_value()))),
            active: memo(move || {
                editor.active.with(|active| active.as_deref().is_some_and(is_name))
            }),
            visited: memo(move || {
                editor.traced.with(|traced| {
                    traced
                        .iter()
                        .any(|it| is_name(&it.from) || it.to.as_deref().is_some_and(is_name))
                })
            }),
            lit: memo(move || finder.lit.with(|lit| lit.contains(&*name.read_value()))),
            target: memo(move || {
                stage.gesture.with(|gesture| match gesture {
                    Gesture::Wire { target: Some(target), .. } => stage.scene(|scene| {
                        scene.cards().get(*target).is_some_and(|card| is_name(&card.name))
                    }),
                    _ => false,
                })
            }),
        }
    }
}

/// A card in words.
fn spoken(card: &Card) -> String {
    let wired = card.ports.iter().filter(|port| port.next.is_some()).count();
    let exits = match card.ports.len() {
        0 => String::from("no exits"),
        all => format!("{wired} of {all} exits wired"),
    };
    if card.content == card.label {
        format!("{}, {}, {exits}", card.name, card.label)
    } else {
        format!("{}, {}, {}, {exits}", card.name, card.label, card.content)
    }
}

fn take_focus_when_wanted(stage: Stage, name: StoredValue<String>, element: NodeRef<html::Div>) {
    effect(move || {
        let wanted =
            stage.focus_wanted.with(|wanted| wanted.as_deref() == Some(&*name.read_value()));
        if let Some(element) = element.get()
            && wanted
        {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            // An element on the page can always take the focus.
            let _ = element.focus_with_options(&options);
            stage.focus_wanted.set(None);
        }
    });
}
