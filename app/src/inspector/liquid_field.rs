//! A text with Liquid: coloured, completed as it is typed, and shown as the last call would have
//! it.

use flow::known::known_at;
use flow::template::{Token, has_liquid, tokens};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlTextAreaElement;

use super::completion::{Offer, Place, byte_at, completed, offers, place, utf16_at};
use super::form::Form;
use super::preview::Preview;
use crate::components::{Field, fresh_id};
use crate::reactive::{RwSignal, Signal, memo};

/// What is offered at the caret.
#[derive(Debug, Clone, PartialEq)]
struct Offered {
    place: Place,
    offers: Vec<Offer>,
    chosen: usize,
}

/// One setting whose text may hold Liquid.
#[component]
pub(super) fn LiquidField(
    form: Form,
    label: &'static str,
    help: &'static str,
    value: Signal<String>,
    problem: Signal<Option<String>>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(into)] on_leave: Callback<()>,
    /// It may have several lines.
    is_long: bool,
) -> impl IntoView {
    let id = fresh_id();
    let list = format!("{id}-offers");
    let area = NodeRef::<html::Textarea>::new();
    let offered = RwSignal::new(None::<Offered>);
    let has_focus = RwSignal::new(false);
    let look = move || offered.set(area.get_untracked().and_then(|area| at_caret(form, &area)));
    let take = move |at: usize| {
        let Some(all) = offered.get_untracked() else { return };
        let (Some(offer), Some(area)) = (all.offers.get(at), area.get_untracked()) else { return };
        let (text, caret) = completed(&area.value(), all.place, &offer.text);
        area.set_value(&text);
        let caret = utf16_at(&text, caret);
        // The caret was in this field, so it can be put there.
        let _ = area.set_selection_range(caret, caret);
        offered.set(None);
        on_input.run(text);
    };
    let key = move |event: KeyboardEvent| {
        if offered.with_untracked(Option::is_some) && choose(&event, offered, &take) {
            event.prevent_default();
            event.stop_propagation();
        } else if event.key() == "Enter" && !is_long {
            event.prevent_default();
        }
    };
    let leave = move |_| {
        has_focus.set(false);
        offered.set(None);
        on_leave.try_run(());
    };
    let active = {
        let list = list.clone();
        move || offered.get().map(|all| format!("{list}-{}", all.chosen))
    };

    view! {
        <Field label=label id=id.clone() help=help problem>
            <div class="liquid" class:liquid--line=!is_long>
                <div class="liquid__paint" aria-hidden="true">{move || painted(&value.get())}</div>
                <textarea
                    node_ref=area
                    id=id.clone()
                    class="field__input liquid__text"
                    rows="1"
                    spellcheck="false"
                    autocomplete="off"
                    aria-describedby=format!("{id}-note")
                    aria-invalid=move || problem.get().is_some().to_string()
                    aria-autocomplete="list"
                    aria-controls=list.clone()
                    aria-activedescendant=active
                    prop:value=move || value.get()
                    on:input:target=move |event| {
                        let text = event.target().value();
                        on_input.run(if is_long { text } else { text.replace('\n', " ") });
                        look();
                    }
                    on:click=move |_| look()
                    on:focus=move |_| has_focus.set(true)
                    on:keydown=key
                    on:blur=leave
                ></textarea>
                <Offers id=list offered on_take=take/>
            </div>
            <Preview value has_focus/>
        </Field>
    }
}

/// The list of what is offered.
#[component]
fn Offers(
    id: String,
    offered: RwSignal<Option<Offered>>,
    #[prop(into)] on_take: Callback<usize>,
) -> impl IntoView {
    let line = move |id: &str, at: usize, offer: Offer| {
        let is_chosen = move || offered.with(|all| all.as_ref().is_some_and(|it| it.chosen == at));
        view! {
            <li
                id=format!("{id}-{at}")
                class="liquid__offer"
                role="option"
                aria-selected=move || is_chosen().to_string()
                on:pointerdown=move |event| {
                    // The focus stays in the text.
                    event.prevent_default();
                    on_take.run(at);
                }
            >
                <span class="liquid__path">{offer.text}</span>
                <span class="liquid__about">{offer.about}</span>
            </li>
        }
    };
    let all = memo(move || offered.with(|it| it.as_ref().map(|it| it.offers.clone())));
    let is_open = move || all.with(Option::is_some);
    let own = id.clone();

    view! {
        <ul
            id=own
            class="liquid__offers"
            role="listbox"
            aria-label="What can be read here"
            hidden=move || !is_open()
        >
            {move || {
                let lines = all.get().unwrap_or_default().into_iter().enumerate();
                lines.map(|(at, offer)| line(&id, at, offer)).collect_view()
            }}
        </ul>
    }
}

/// What fits where the caret stands.
fn at_caret(form: Form, area: &HtmlTextAreaElement) -> Option<Offered> {
    let text = area.value();
    let caret = byte_at(&text, area.selection_start().ok().flatten()?);
    let place = place(&text, caret)?;
    let name = form.name.get_value();
    let known = form.editor.with_flow(|flow| known_at(flow, &name));
    let offers = offers(&text, place, &known);
    (!offers.is_empty()).then_some(Offered { place, offers, chosen: 0 })
}

/// A key while something is offered; tells whether it was meant for the list.
fn choose(
    event: &KeyboardEvent,
    offered: RwSignal<Option<Offered>>,
    take: &impl Fn(usize),
) -> bool {
    let Some(Offered { chosen, offers, .. }) = offered.get_untracked() else { return false };
    let step = |to: usize| {
        offered.update(|all| {
            if let Some(all) = all {
                all.chosen = to;
            }
        });
    };
    match event.key().as_str() {
        "ArrowDown" => step((chosen + 1) % offers.len()),
        "ArrowUp" => step((chosen + offers.len() - 1) % offers.len()),
        "Enter" | "Tab" => take(chosen),
        "Escape" => offered.set(None),
        _ => return false,
    }
    true
}

/// The text in its colours, to stand behind the one that is typed.
fn painted(text: &str) -> AnyView {
    if !has_liquid(text) {
        // The typed text is seen itself.
        return ().into_any();
    }
    let part = |(token, range): (Token, std::ops::Range<usize>)| {
        view! { <span class=class(token)>{text[range].to_owned()}</span> }
    };
    let parts = tokens(text).into_iter().map(part).collect_view();
    // A last empty line would have no height of its own.
    view! { <span class="liquid__parts">{parts}"\u{200b}"</span> }.into_any()
}

fn class(token: Token) -> &'static str {
    match token {
        Token::Text => "liquid__plain",
        Token::Brace => "liquid__brace",
        Token::Word => "liquid__word",
        Token::Path => "liquid__name",
        Token::Filter => "liquid__filter",
        Token::Literal => "liquid__literal",
        Token::Sign => "liquid__sign",
    }
}
