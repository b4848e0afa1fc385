//! One setting: the control its type asks for.

use flow::widget::{Control, Field};
use leptos::prelude::*;
use serde_json::json;

use super::form::Form;
use super::liquid_field::LiquidField;
use super::list::Kind;
use super::list_field::ListControl;
use super::{offers, value};
use crate::components::{SelectField, Switch, TextArea, TextField};
use crate::reactive::{RwSignal, Signal};

/// Settings that few people change, below a fold.
const FURTHER: [&str; 12] = [
    "voice",
    "language",
    "loop",
    "gather_language",
    "hints",
    "profanity_filter",
    "speech_timeout",
    "speech_model",
    "tts_provider",
    "transcription_provider",
    "finish_on_key",
    "number_of_digits",
];

/// Whether a setting stands below the fold.
pub(super) fn is_further(key: &str) -> bool {
    FURTHER.contains(&key)
}

/// The control of one setting.
#[component]
pub(super) fn FieldControl(form: Form, field: &'static Field) -> impl IntoView {
    view! {
        <div class="inspector__field" data-place=format!("properties/{}", field.key)>
            {control(form, field)}
        </div>
    }
}

fn control(form: Form, field: &'static Field) -> AnyView {
    match field.control {
        Control::LongText
        | Control::Text
        | Control::Url
        | Control::Literal
        | Control::Secret
        | Control::Suggest(_)
        | Control::Several(_)
        | Control::Json
        | Control::TextNumber { .. }
        | Control::Integer { .. } => view! { <TextControl form field/> }.into_any(),
        Control::Choice(choices) => view! { <ChoiceControl form field choices/> }.into_any(),
        Control::Switch | Control::TextSwitch | Control::AnySwitch => {
            view! { <SwitchControl form field/> }.into_any()
        }
        Control::Pairs => view! { <ListControl form field kind=Kind::Pairs/> }.into_any(),
        Control::Variables => view! { <ListControl form field kind=Kind::Variables/> }.into_any(),
    }
}

/// Text, or a number typed as text.
#[component]
fn TextControl(form: Form, field: &'static Field) -> impl IntoView {
    let key = field.key;
    let stored = form.property(key);
    // What cannot be stored stays in the field, with what is wrong about it.
    let refused = RwSignal::new(None::<(String, String)>);
    let value = Signal::derive(move || match refused.get() {
        Some((text, _)) => text,
        None => value::shown(stored.get().as_ref()),
    });
    let found = form.problem(key);
    let problem = Signal::derive(move || refused.get().map(|(_, why)| why).or_else(|| found.get()));
    let on_input = move |text: String| match value::typed(field, &text) {
        Ok(value) => {
            refused.set(None);
            form.set(key, value);
        }
        Err(why) => refused.set(Some((text, why))),
    };
    let on_leave = move |()| form.leave();
    let (label, help) = (field.label, field.help);

    match field.control {
        Control::Json => {
            view! { <TextArea label help value problem on_input on_leave/> }.into_any()
        }
        Control::Suggest(_) | Control::Text if offers::has(form, field) => {
            let offers = offers::of(form, field);
            view! { <TextField label help value problem on_input on_leave offers/> }.into_any()
        }
        Control::LongText | Control::Text | Control::Url => {
            let is_long = field.control == Control::LongText;
            view! { <LiquidField form label help value problem on_input on_leave is_long/> }
                .into_any()
        }
        Control::Integer { unit, .. } | Control::TextNumber { unit, .. } => view! {
            <TextField label help value problem on_input on_leave unit mode="numeric"/>
        }
        .into_any(),
        _ => view! { <TextField label help value problem on_input on_leave/> }.into_any(),
    }
}

/// One of several values; one that the definition holds beside them is kept.
#[component]
fn ChoiceControl(
    form: Form,
    field: &'static Field,
    choices: &'static [(&'static str, &'static str)],
) -> impl IntoView {
    let stored = form.property(field.key);
    let value = Signal::derive(move || value::shown(stored.get().as_ref()));
    let options = Signal::derive(move || {
        let current = value.get();
        let mut options = vec![(String::new(), "As Twilio has it".to_owned())];
        options.extend(choices.iter().map(|(key, words)| ((*key).into(), (*words).into())));
        if !options.iter().any(|(key, _)| *key == current) {
            options.push((current.clone(), current));
        }
        options
    });
    let choose = move |text: String| {
        form.set(field.key, (!text.is_empty()).then(|| json!(text)));
        form.leave();
    };

    view! {
        <SelectField
            label=field.label
            help=field.help
            value
            options
            problem=form.problem(field.key)
            on_choose=choose
        />
    }
}

/// On or off, in the type its widget wants.
#[component]
fn SwitchControl(form: Form, field: &'static Field) -> impl IntoView {
    let stored = form.property(field.key);
    let on = Signal::derive(move || value::is_on(stored.get().as_ref()));
    let change = move |on| {
        form.set(field.key, Some(value::switched(field.control, on)));
        form.leave();
    };

    view! {
        <Switch
            label=field.label
            help=field.help
            on
            problem=form.problem(field.key)
            on_change=change
        />
    }
}
