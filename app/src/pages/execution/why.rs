//! Why a step was taken, in words.

use flow::condition::{Kind, Operand};
use flow::interpreter::{Cause, Tried};
use leptos::prelude::*;

use crate::icon::{CHECK, CLOSE, Picture};

/// One condition, with both sides, what they were read as, and whether it held.
#[component]
pub(super) fn Comparison(tried: Tried) -> impl IntoView {
    let (icon, held) = if tried.holds { (CHECK, "Held") } else { (CLOSE, "Did not hold") };
    let as_what = match tried.compared_as {
        Kind::Blank => None,
        kind => Some(format!("compared as {}", kind_words(kind))),
    };
    let is_unary = tried.compared_as == Kind::Blank;
    let predicate = tried.predicate.replace('_', " ");

    view! {
        <li class="comparison" class:comparison--held=tried.holds>
            <span class="comparison__sign" title=held>
                <Picture icon/>
                <span class="unseen">{held}": "</span>
            </span>
            <div>
                <p class="comparison__name">{tried.name}</p>
                <p class="comparison__sides">
                    <Side operand=tried.subject/>
                    <span>" " {predicate} " "</span>
                    {(!is_unary).then(|| view! { <Side operand=tried.operand/> })}
                </p>
                {as_what.map(|words| view! { <p class="comparison__kind">{words}</p> })}
            </div>
        </li>
    }
}

#[component]
fn Side(operand: Operand) -> impl IntoView {
    let text = if operand.text.is_empty() { "nothing".to_owned() } else { operand.text };
    view! { <code class="comparison__side" title=kind_words(operand.kind)>{text}</code> }
}

fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Blank => "blank",
        Kind::Number => "a number",
        Kind::Time => "a time",
        Kind::Date => "a date",
        Kind::Pattern => "a pattern",
        Kind::Text => "text",
    }
}

/// What made a state leave.
pub(super) fn cause_words(cause: &Cause) -> String {
    match cause {
        Cause::Started => "the execution began".to_owned(),
        Cause::SpeechOver => "what it said was said".to_owned(),
        Cause::TimeOver => "its time was over".to_owned(),
        Cause::Said => "the caller spoke".to_owned(),
        Cause::Pressed { key } => format!("the caller pressed {key}"),
        Cause::HungUp => "the caller hung up".to_owned(),
        Cause::RelayEnded => "the relay session ended".to_owned(),
        Cause::Outcome { outcome, is_default: false } => format!("the other side: {outcome}"),
        Cause::Outcome { outcome, is_default: true } => {
            format!("the other side said nothing, so it went on by itself: {outcome}")
        }
        Cause::Message => "the contact wrote".to_owned(),
        Cause::Answer { status } => format!("the server answered {status}"),
        Cause::NoAnswer { problem } => format!("the server did not answer: {problem}"),
        Cause::Subflow => "the subflow ended".to_owned(),
        Cause::Returned => "the redirect came back".to_owned(),
    }
}
