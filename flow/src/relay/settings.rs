//! What a session is to be like: the widget's settings, rendered, and the TwiML that equals them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::definition::State;

/// The settings of one session, with every template rendered. An absent one takes Twilio's
/// default (`reference/relay/twiml.md`, "Attributes").
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The relay server's address as in the flow, before any mapping.
    pub url: String,
    /// Spoken when the session opens.
    pub welcome_greeting: Option<String>,
    /// Language tag for both directions.
    pub language: Option<String>,
    /// ElevenLabs, Google or Amazon.
    pub tts_provider: Option<String>,
    /// The provider's name of a voice.
    pub voice: Option<String>,
    /// Deepgram or Google.
    pub transcription_provider: Option<String>,
    /// The provider's name of a model.
    pub speech_model: Option<String>,
    /// Words to expect, separated by commas.
    pub hints: Option<String>,
    /// Whether each key is reported.
    pub dtmf_detection: bool,
    /// What may interrupt speech; `None` where the widget does not say.
    pub interruptible: Option<Interruptible>,
    /// Custom parameters, in the order of the widget.
    pub parameters: Vec<(String, String)>,
}

/// What may interrupt the agent's speech.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Interruptible {
    /// Nothing.
    None,
    /// Keys.
    Dtmf,
    /// Words.
    Speech,
    /// Keys and words.
    #[default]
    Any,
}

impl Interruptible {
    /// Twilio's word for it; the old booleans are read too.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim() {
            "none" | "false" => Some(Self::None),
            "dtmf" => Some(Self::Dtmf),
            "speech" => Some(Self::Speech),
            "any" | "true" => Some(Self::Any),
            _ => None,
        }
    }

    /// Twilio's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Dtmf => "dtmf",
            Self::Speech => "speech",
            Self::Any => "any",
        }
    }

    /// Whether words interrupt.
    pub fn by_speech(self) -> bool {
        matches!(self, Self::Speech | Self::Any)
    }

    /// Whether keys interrupt.
    pub fn by_key(self) -> bool {
        matches!(self, Self::Dtmf | Self::Any)
    }
}

impl Settings {
    /// The settings of a Conversation Relay widget, each text put through `render`.
    pub fn of_state(state: &State, mut render: impl FnMut(&str) -> String) -> Self {
        let mut text = |key: &str| {
            let rendered = render(state.text(key));
            (!rendered.trim().is_empty()).then_some(rendered)
        };
        Self {
            url: text("url").unwrap_or_default().trim().to_owned(),
            welcome_greeting: text("welcome_greeting"),
            language: text("language"),
            tts_provider: text("tts_provider"),
            voice: text("voice"),
            transcription_provider: text("transcription_provider"),
            speech_model: text("speech_model"),
            hints: text("hints"),
            dtmf_detection: is_true(state.property("dtmf_detection")),
            interruptible: interruptible(state.property("interruptible")),
            parameters: parameters(state.property("parameters"), render),
        }
    }

    /// The TwiML that opens the same session. `action` is where Twilio reports its end.
    pub fn twiml(&self, action: &str) -> String {
        let mut noun = String::from("    <ConversationRelay");
        let mut attribute = |name: &str, value: &str| {
            noun.push_str(&format!("\n        {name}=\"{}\"", escaped(value)));
        };
        attribute("url", &self.url);
        let optional = [
            ("welcomeGreeting", &self.welcome_greeting),
            ("language", &self.language),
            ("ttsProvider", &self.tts_provider),
            ("voice", &self.voice),
            ("transcriptionProvider", &self.transcription_provider),
            ("speechModel", &self.speech_model),
            ("hints", &self.hints),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                attribute(name, value);
            }
        }
        if self.dtmf_detection {
            attribute("dtmfDetection", "true");
        }
        if let Some(interruptible) = self.interruptible {
            attribute("interruptible", interruptible.as_str());
        }
        if self.parameters.is_empty() {
            noun.push_str("/>\n");
        } else {
            noun.push_str(">\n");
            for (name, value) in &self.parameters {
                let (name, value) = (escaped(name), escaped(value));
                noun.push_str(&format!("      <Parameter name=\"{name}\" value=\"{value}\"/>\n"));
            }
            noun.push_str("    </ConversationRelay>\n");
        }
        let action = escaped(action);
        format!("<Response>\n  <Connect action=\"{action}\">\n{noun}  </Connect>\n</Response>\n")
    }
}

/// The widget's documentation does not say whether it is a boolean or text; both are read.
fn is_true(value: Option<&Value>) -> bool {
    matches!(value, Some(Value::Bool(true))) || value.and_then(Value::as_str) == Some("true")
}

fn interruptible(value: Option<&Value>) -> Option<Interruptible> {
    match value? {
        Value::Bool(true) => Some(Interruptible::Any),
        Value::Bool(false) => Some(Interruptible::None),
        value => Interruptible::parse(value.as_str()?),
    }
}

/// An array of `{key, value}`, or an object (`reference/relay/studio-widget.md`, "JSON").
fn parameters(
    value: Option<&Value>,
    mut render: impl FnMut(&str) -> String,
) -> Vec<(String, String)> {
    let text = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    let pairs: Vec<(String, String)> = match value {
        Some(Value::Array(rows)) => {
            rows.iter().map(|row| (text(row.get("key")), text(row.get("value")))).collect()
        }
        Some(Value::Object(object)) => {
            object.iter().map(|(key, value)| (key.clone(), text(Some(value)))).collect()
        }
        _ => Vec::new(),
    };
    pairs
        .into_iter()
        .filter(|(key, _)| !key.is_empty())
        .map(|(key, value)| (key, render(&value)))
        .collect()
}

/// A text as the value of an XML attribute.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn state(properties: Value) -> State {
        let state =
            json!({ "name": "agent", "type": "run-conversation-relay", "properties": properties });
        State::from_object(state.as_object().cloned().unwrap_or_default())
    }

    #[test]
    fn every_setting_of_the_widget_reaches_the_twiml() {
        let state = state(json!({
            "url": "wss://a.example/r?x=1&y=2", "welcome_greeting": "Say \"hi\"", "language": "en-US",
            "tts_provider": "Google", "voice": "en-US-Journey-O", "transcription_provider": "Deepgram",
            "speech_model": "flux", "hints": "a, b", "dtmf_detection": "true", "interruptible": "false",
            "parameters": [{ "key": "tier", "value": "gold" }],
        }));
        let settings = Settings::of_state(&state, str::to_owned);
        assert_eq!(
            settings.twiml("https://x.example/after"),
            r#"<Response>
  <Connect action="https://x.example/after">
    <ConversationRelay
        url="wss://a.example/r?x=1&amp;y=2"
        welcomeGreeting="Say &quot;hi&quot;"
        language="en-US"
        ttsProvider="Google"
        voice="en-US-Journey-O"
        transcriptionProvider="Deepgram"
        speechModel="flux"
        hints="a, b"
        dtmfDetection="true"
        interruptible="none">
      <Parameter name="tier" value="gold"/>
    </ConversationRelay>
  </Connect>
</Response>
"#
        );
    }

    #[test]
    fn absent_settings_stay_absent_and_odd_ones_do_no_harm() {
        let state = state(
            json!({ "url": "wss://a.example", "parameters": { "n": 5 }, "interruptible": 3 }),
        );
        let settings = Settings::of_state(&state, str::to_owned);
        assert_eq!(settings.interruptible, None);
        assert_eq!(settings.parameters, [("n".to_owned(), "5".to_owned())]);
        assert!(!settings.twiml("").contains("dtmfDetection"));
    }
}
