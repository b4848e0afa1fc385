//! Where an execution is begun: by a call, a message or a request; on the draft or on what is
//! published.

mod faults;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::Value;

use super::phone::{Beginning, Phone};
use crate::api::{CallRequest, MessageRequest, RestRequest, Status};
use crate::components::{Button, ButtonKind, SelectField, TextArea, TextField, browser, words};
use crate::icon::{ERROR, Icon, PHONE, Picture, SEND};
use crate::reactive::{RwSignal, Signal};

use faults::{Faults, Wanted};

const FROM: &str = "call-from";
const TO: &str = "call-to";

/// Ways to begin, in the order in which they are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Call,
    Message,
    Request,
}

impl Way {
    const ALL: [Self; 3] = [Self::Call, Self::Message, Self::Request];

    fn key(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Message => "message",
            Self::Request => "request",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Call => "A call",
            Self::Message => "A message",
            Self::Request => "A REST request",
        }
    }

    fn button(self) -> (&'static str, Icon) {
        match self {
            Self::Call => ("Start call", PHONE),
            Self::Message => ("Send message", SEND),
            Self::Request => ("Send request", SEND),
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::Call => {
                "You are the caller: type to speak, press keys, hang up. No phone is needed."
            }
            Self::Message => {
                "You are the contact: the flow's messages appear here, and you answer them."
            }
            Self::Request => {
                "As the Executions API begins a flow: for calls and messages that the flow itself makes."
            }
        }
    }
}

/// The form that begins an execution.
#[component]
pub(super) fn Dial() -> impl IntoView {
    let phone = expect_context::<Phone>();
    let way = RwSignal::new(Way::Call);
    let from = kept(FROM, "+15551230001");
    let to = kept(TO, "+15559870000");
    let (body, parameters) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (revision, clock) = (RwSignal::new(Status::Draft), RwSignal::new("real".to_owned()));
    let faults = RwSignal::new(Vec::<Wanted>::new());
    let beginning = move || -> Result<Beginning, String> {
        let (from, to) = (from.get_untracked(), to.get_untracked());
        let (revision, clock) = (revision.get_untracked().as_str(), clock.get_untracked());
        let attended = true;
        Ok(match way.get_untracked() {
            Way::Call => {
                let faults = faults::parsed(&faults.get_untracked())?;
                Beginning::Call(CallRequest { from, to, revision, clock, attended, faults })
            }
            Way::Message => {
                let body = body.get_untracked().trim().to_owned();
                if body.is_empty() {
                    return Err("Write a message first.".to_owned());
                }
                Beginning::Message(MessageRequest { from, to, body, revision, clock, attended })
            }
            Way::Request => {
                let parameters = object(&parameters.get_untracked())?;
                Beginning::Request(RestRequest {
                    contact: from,
                    from: to,
                    parameters,
                    revision,
                    clock,
                })
            }
        })
    };
    let dial = move |event: SubmitEvent| {
        event.prevent_default();
        browser::remember(FROM, &from.get_untracked());
        browser::remember(TO, &to.get_untracked());
        match beginning() {
            Ok(beginning) => phone.begin(beginning),
            Err(why) => phone.problem.set(Some(why)),
        }
    };

    view! {
        <form class="dial" on:submit=dial>
            <SelectField
                label="Begin with"
                value=Signal::derive(move || way.get().key().to_owned())
                options=Signal::stored(options(Way::ALL.map(|way| (way.key(), way.label()))))
                on_choose=move |key: String| {
                    way.set(Way::ALL.into_iter().find(|way| way.key() == key).unwrap_or(Way::Call));
                }
            />
            <div class="dial__numbers">
                <TextField label="From" value=from mode="tel" on_input=move |text| from.set(text)/>
                <TextField label="To" value=to mode="tel" on_input=move |text| to.set(text)/>
            </div>
            {move || match way.get() {
                Way::Call => ().into_any(),
                Way::Message => view! {
                    <TextArea label="Message" value=body on_input=move |text| body.set(text)/>
                }.into_any(),
                Way::Request => view! {
                    <TextArea
                        label="Parameters"
                        help="A JSON object: the flow reads it at `flow.data`."
                        value=parameters
                        on_input=move |text| parameters.set(text)
                    />
                }.into_any(),
            }}
            <SelectField
                label="Flow"
                value=Signal::derive(move || revision.get().as_str().to_owned())
                options=Signal::stored(options([
                    (Status::Draft.as_str(), "The draft, as it is now"),
                    (Status::Published.as_str(), "What is published"),
                ]))
                on_choose=move |text: String| {
                    let published = text == Status::Published.as_str();
                    revision.set(if published { Status::Published } else { Status::Draft });
                }
            />
            <SelectField
                label="Time"
                value=clock
                options=Signal::stored(options([
                    ("real", "Passes as it does"),
                    ("x4", "Four times as fast"),
                    ("x20", "Twenty times as fast"),
                ]))
                on_choose=move |text| clock.set(text)
            />
            <Show when=move || way.get() == Way::Call><Faults faults/></Show>
            {move || {
                let (words, icon) = way.get().button();
                view! {
                    <Button kind=ButtonKind::Primary icon submits=true disabled=phone.is_dialling>
                        {move || if phone.is_dialling.get() { "Beginning…" } else { words }}
                    </Button>
                }
            }}
            {move || phone.problem.get().map(|problem| view! {
                <p class="dial__problem" role="alert"><Picture icon=ERROR/><span>{words(&problem)}</span></p>
            })}
            <p class="dial__hint">{move || way.get().hint()}</p>
        </form>
    }
}

fn options<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs.map(|(key, words)| (key.to_owned(), words.to_owned())).to_vec()
}

/// The text, where it is empty or a JSON object.
fn object(text: &str) -> Result<String, String> {
    let is_object = || matches!(serde_json::from_str(text), Ok(Value::Object(_)));
    match text.trim() {
        "" => Ok(String::new()),
        trimmed if is_object() => Ok(trimmed.to_owned()),
        _ => Err("The parameters must be a JSON object, such as `{\"name\": \"Ada\"}`.".to_owned()),
    }
}

fn kept(key: &str, fallback: &str) -> RwSignal<String> {
    RwSignal::new(browser::remembered(key).unwrap_or_else(|| fallback.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_an_object_or_nothing() {
        assert_eq!(object(" "), Ok(String::new()));
        assert_eq!(object(" {\"a\": 1} "), Ok("{\"a\": 1}".to_owned()));
        assert!(object("[1]").is_err());
        assert!(object("{").is_err());
    }
}
