//! The built-in demo agent: a ConversationRelay server that follows a script, to try flows with
//! before there is a server of one's own. It uses every message a server may send.

use std::net::SocketAddr;

use anyhow::Context;
use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::any;
use serde_json::{Value, json};

/// Where the agent answers.
const PATH: &str = "/demo/relay";
/// No message of a relay session is longer.
const MAX_MESSAGE_BYTES: usize = 64 << 10;
/// As for the sessions themselves: the default of 128 kB is more than a call is worth.
const BUFFER_BYTES: usize = 4_096;
/// Something to play, which every Twilio tutorial plays too.
const MUSIC: &str = "https://api.twilio.com/cowbell.mp3";

/// The agent's WebSocket, at `/demo/relay`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route(PATH, any(open))
}

/// Serves nothing but the agent, until the process is stopped.
pub async fn run(listen: SocketAddr) -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    tracing::info!("the demo agent answers at ws://{address}{PATH}");
    axum::serve(listener, routes::<()>()).await?;
    Ok(())
}

async fn open(upgrade: WebSocketUpgrade) -> Response {
    upgrade.max_message_size(MAX_MESSAGE_BYTES).read_buffer_size(BUFFER_BYTES).on_upgrade(converse)
}

async fn converse(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        let Message::Text(frame) = message else { continue };
        for answer in answers(&frame) {
            if socket.send(Message::text(answer.to_string())).await.is_err() {
                return;
            }
        }
    }
}

/// What the agent sends for one frame.
fn answers(frame: &str) -> Vec<Value> {
    let Ok(message) = serde_json::from_str::<Value>(frame) else { return Vec::new() };
    let text = |key: &str| message.get(key).and_then(Value::as_str).unwrap_or_default();
    match text("type") {
        "setup" => match message.pointer("/customParameters/name").and_then(Value::as_str) {
            Some(name) if !name.is_empty() => says(&format!("Hello {name}. How can I help?")),
            Some(_) | None => Vec::new(),
        },
        "prompt" if message.get("last") == Some(&Value::Bool(true)) => replies(text("voicePrompt")),
        "dtmf" => says(&format!("You pressed {}.", key_name(text("digit")))),
        "error" => {
            tracing::warn!("the demo agent sent a message that was not understood");
            Vec::new()
        }
        // After an interrupt the caller's words or key follow, or came before.
        _ => Vec::new(),
    }
}

/// What the agent answers to what the caller said.
fn replies(said: &str) -> Vec<Value> {
    let lower = said.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let mentions = |wanted: &[&str]| wanted.iter().any(|word| words.contains(word));
    if mentions(&["agent", "human", "person"]) {
        let handoff = json!({ "reason": "live-agent", "said": said }).to_string();
        // Without a word before it: `end` does not wait for speech, so the flow has to say it.
        vec![json!({ "type": "end", "handoffData": handoff })]
    } else if mentions(&["bye", "goodbye"]) {
        vec![json!({ "type": "end" })]
    } else if mentions(&["music"]) {
        let music = json!({ "type": "play", "source": MUSIC, "loop": 1 });
        says_and("Here is some music.", music)
    } else if mentions(&["digits"]) {
        let digits = json!({ "type": "sendDigits", "digits": "12w34#" });
        says_and("I am sending some digits.", digits)
    } else if mentions(&["spanish"]) {
        speaks("es-ES", "Ahora hablamos español. Diga english para volver.")
    } else if mentions(&["english"]) {
        speaks("en-US", "We speak English again.")
    } else {
        says(&format!("You said: {said} Say agent for a person, or music, digits, spanish or bye."))
    }
}

fn speaks(language: &str, text: &str) -> Vec<Value> {
    let switch =
        json!({ "type": "language", "ttsLanguage": language, "transcriptionLanguage": language });
    std::iter::once(switch).chain(says(text)).collect()
}

/// Says something and does something in the same reply, which ends with an empty token.
fn says_and(text: &str, then: Value) -> Vec<Value> {
    let mut answers = says(text);
    if let Some(last) = answers.last_mut() {
        last["last"] = Value::Bool(false);
    }
    answers.push(then);
    answers.push(json!({ "type": "text", "token": "", "last": true }));
    answers
}

/// A reply as a language model streams it: a token for each word, blanks first.
fn says(text: &str) -> Vec<Value> {
    let mut tokens: Vec<Value> = text
        .split_inclusive(' ')
        .map(|token| json!({ "type": "text", "token": token, "last": false }))
        .collect();
    if let Some(last) = tokens.last_mut() {
        last["last"] = Value::Bool(true);
    }
    tokens
}

fn key_name(key: &str) -> &str {
    match key {
        "*" => "star",
        "#" => "hash",
        digit => digit,
    }
}

#[cfg(test)]
mod tests {
    use flow::relay::message::FromServer;

    use super::*;

    fn prompt(text: &str) -> Vec<Value> {
        answers(&json!({ "type": "prompt", "voicePrompt": text, "last": true }).to_string())
    }

    fn spoken(answers: &[Value]) -> String {
        answers.iter().filter_map(|answer| answer["token"].as_str()).collect()
    }

    #[test]
    fn each_answer_is_a_message_of_the_protocol() {
        for said in ["hello", "an agent!", "bye", "music", "digits", "Spanish", "english", ""] {
            for answer in prompt(said) {
                FromServer::parse(&answer.to_string()).expect("a message");
            }
        }
    }

    #[test]
    fn it_greets_by_name_echoes_and_reports_keys() {
        let setup = json!({ "type": "setup", "customParameters": { "name": "Ada" } });
        assert_eq!(spoken(&answers(&setup.to_string())), "Hello Ada. How can I help?");
        assert!(spoken(&prompt("Hi there.")).starts_with("You said: Hi there."));
        assert_eq!(spoken(&answers(r##"{"type":"dtmf","digit":"#"}"##)), "You pressed hash.");
        assert!(answers("garbage").is_empty());
    }

    #[test]
    fn a_caller_who_asks_for_a_person_is_handed_over() {
        let answers = prompt("Get me a human, please");
        let end = answers.last().expect("an end");
        assert_eq!(
            end["handoffData"],
            r#"{"reason":"live-agent","said":"Get me a human, please"}"#
        );
    }
}
