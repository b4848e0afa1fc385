//! What is typed in a terminal during a call: speech, keys, and what the other side of a widget does.

use flow::definition::Object;
use flow::interpreter::Ask;
use flow::live::Request;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::mpsc;

/// A question to the other side of a widget, with its outcomes by number.
pub(super) fn question(ask: &Ask) -> String {
    let mut text = format!("{}: what happens?\n", ask.text);
    for (number, outcome) in (1..).zip(&ask.outcomes) {
        let details = outcome.details.iter().map(|detail| format!(" {}=…", detail.key));
        let details: String = details.collect();
        text += &format!("  {number}  {} ({}){details}\n", outcome.name, outcome.label);
    }
    text
}

/// How a line settles an open question; `None` when it names none of the outcomes.
fn answer(ask: &Ask, line: &str) -> Option<Request> {
    let mut words = line.split_whitespace();
    let word = words.next()?;
    let by_number = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let outcome = by_number
        .and_then(|number| ask.outcomes.get(number))
        .or_else(|| ask.outcomes.iter().find(|outcome| outcome.name == word))?;
    let mut details = Object::new();
    let mut last = None;
    for word in words {
        match word.split_once('=') {
            Some((key, value)) => {
                details.insert(key.to_owned(), value.into());
                last = Some(key);
            }
            // A value goes on to the next `KEY=`.
            None => {
                let value = details.get_mut(last?)?;
                *value = format!("{} {word}", value.as_str()?).into();
            }
        }
    }
    Some(Request::Answer { ask: ask.ask, outcome: outcome.name.clone(), details })
}

/// Something typed in a terminal.
#[derive(Debug)]
pub(super) enum Typed {
    Line(String),
    End,
}

impl Typed {
    /// What it asks for, while a question may be open; nothing for keys that no telephone has.
    pub(super) fn request(self, open: Option<&Ask>) -> Option<Request> {
        let Self::Line(line) = self else { return Some(Request::HangUp) };
        if let Some(answer) = open.and_then(|ask| answer(ask, &line)) {
            return Some(answer);
        }
        let request = request(&line);
        if request.is_none() {
            eprintln!("these are no keys: use 0 to 9, * and #");
        }
        request
    }
}

/// Lines typed in a terminal, and their end.
pub(super) fn type_lines() -> mpsc::Receiver<Typed> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut lines = BufReader::new(tokio::io::stdin()).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if !line.trim().is_empty() && sender.send(Typed::Line(line)).await.is_err() {
                return;
            }
        }
        // The call may be over already.
        let _ = sender.send(Typed::End).await;
    });
    receiver
}

/// What a line does; none when it would press keys that no telephone has.
pub(super) fn request(line: &str) -> Option<Request> {
    let line = line.trim();
    match line.strip_prefix('#') {
        None => Some(Request::Say { text: line.to_owned() }),
        Some(keys) => {
            let is_keypad = keys.chars().all(|key| matches!(key, '0'..='9' | '*' | '#'));
            let keys = if keys.is_empty() { "#" } else { keys };
            is_keypad.then(|| Request::Press { keys: keys.to_owned() })
        }
    }
}

#[cfg(test)]
mod tests {
    use flow::interpreter::Offer;

    use super::*;

    #[test]
    fn a_line_answers_by_number_or_name_and_else_is_speech() {
        let offer =
            |name: &str| Offer { name: name.to_owned(), label: String::new(), details: Vec::new() };
        let ask = Ask {
            ask: 7,
            state: String::new(),
            widget: String::new(),
            stage: String::new(),
            text: "Ringing".to_owned(),
            settings: Object::new(),
            outcomes: vec![offer("answers"), offer("busy")],
            fallback: None,
        };
        let answered = |line: &str| match answer(&ask, line) {
            Some(Request::Answer { ask: 7, outcome, details }) => Some((outcome, details)),
            _ => None,
        };
        assert_eq!(answered("2"), Some(("busy".to_owned(), Object::new())));
        let (outcome, details) = answered("answers Note=well done Code=3").unwrap();
        assert_eq!(outcome, "answers");
        assert_eq!(
            serde_json::json!(details),
            serde_json::json!({"Note": "well done", "Code": "3"})
        );
        assert_eq!(answered("3"), None);
        assert_eq!(answered("hello there"), None);
    }
}
