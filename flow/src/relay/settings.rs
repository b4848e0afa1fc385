//! What a session is to be like: the widget's settings, rendered, and the TwiML that equals them.

#[cfg(test)]
mod tests;
mod twiml;
mod words;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::definition::State;

pub use words::{Events, Interruptible, Sensitivity};

/// The settings of one session, with every template rendered. An absent one takes Twilio's
/// default (`reference/relay/twiml.md`, "Attributes"). Studio's widget is known to have the
/// properties up to `parameters`; the noun's other attributes are read under their names in snake
/// case, for the widget's panel may offer them.
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
    /// What may interrupt the greeting.
    pub welcome_greeting_interruptible: Option<Interruptible>,
    /// Language tag for what is spoken, where it differs.
    pub tts_language: Option<String>,
    /// Language tag for what is recognised, where it differs.
    pub transcription_language: Option<String>,
    /// How little speech interrupts.
    pub interrupt_sensitivity: Option<Sensitivity>,
    /// Whether short acknowledgements do not interrupt.
    pub ignore_backchannel: bool,
    /// What is reported while the agent speaks without being interrupted.
    pub report_input_during_agent_speech: Option<Interruptible>,
    /// Whether later text may cut text that does not say so itself.
    pub preemptible: bool,
    /// Whether unfinished utterances are reported.
    pub partial_prompts: bool,
    /// Whether an utterance that the caller's hanging up cuts is reported.
    pub partial_prompt_on_hangup: bool,
    /// Whether the agent's own words are dropped when they come back from the caller.
    pub echo_prompt_filtering: bool,
    /// The silence that ends an utterance; `None` leaves it to the recogniser.
    pub speech_timeout_ms: Option<u64>,
    /// The `info` messages to send.
    pub events: Events,
    /// Presets of languages.
    pub languages: Vec<Language>,
    /// Attributes that only Twilio's own side acts on, under the noun's names.
    pub others: Vec<(String, String)>,
    /// Values that the noun does not take, as `name="value"`; they end a session at once.
    pub invalid: Vec<String>,
}

/// What one language is spoken and recognised with; what is absent is taken from the session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Language {
    /// Language tag, or `multi`.
    pub code: String,
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
}

/// Attributes without a part in this model: property and attribute.
const OTHERS: [(&str, &str); 16] = [
    ("profanity_filter", "profanityFilter"),
    ("deepgram_smart_format", "deepgramSmartFormat"),
    ("asr_smart_format", "asrSmartFormat"),
    ("eot_threshold", "eotThreshold"),
    ("eager_eot_threshold", "eagerEotThreshold"),
    ("turn_detection", "turnDetection"),
    ("background_noise_reduction", "backgroundNoiseReduction"),
    ("elevenlabs_text_normalization", "elevenlabsTextNormalization"),
    ("tts_text_normalization", "ttsTextNormalization"),
    ("tts_language_text_normalization", "ttsLanguageTextNormalization"),
    ("include_in_prompt", "includeInPrompt"),
    ("application_reconnect", "applicationReconnect"),
    ("intelligence_service", "intelligenceService"),
    ("conversation_configuration", "conversationConfiguration"),
    ("conversation_id", "conversationId"),
    ("customer_name", "customerName"),
];

/// Properties whose values are words, and their attributes.
const WORDS: [(&str, &str); 13] = [
    ("dtmf_detection", "dtmfDetection"),
    ("interruptible", "interruptible"),
    ("welcome_greeting_interruptible", "welcomeGreetingInterruptible"),
    ("report_input_during_agent_speech", "reportInputDuringAgentSpeech"),
    ("interrupt_sensitivity", "interruptSensitivity"),
    ("ignore_backchannel", "ignoreBackchannel"),
    ("preemptible", "preemptible"),
    ("partial_prompts", "partialPrompts"),
    ("partial_prompt_on_hangup", "partialPromptOnHangup"),
    ("echo_prompt_filtering", "echoPromptFiltering"),
    ("speech_timeout", "speechTimeout"),
    ("events", "events"),
    ("debug", "debug"),
];

impl Settings {
    /// The settings of a Conversation Relay widget, each text put through `render`.
    pub fn of_state(state: &State, mut render: impl FnMut(&str) -> String) -> Self {
        let mut text = |key: &str| match state.property(key) {
            Some(Value::Bool(flag)) => Some(flag.to_string()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => {
                let rendered = render(state.text(key));
                (!rendered.trim().is_empty()).then_some(rendered)
            }
        };
        let url = text("url").unwrap_or_default().trim().to_owned();
        let mut settings = Self {
            url,
            welcome_greeting: text("welcome_greeting"),
            language: text("language"),
            tts_provider: text("tts_provider"),
            voice: text("voice"),
            transcription_provider: text("transcription_provider"),
            speech_model: text("speech_model"),
            hints: text("hints"),
            tts_language: text("tts_language"),
            transcription_language: text("transcription_language"),
            ..Self::default()
        };
        for (property, attribute) in OTHERS {
            if let Some(value) = text(property) {
                settings.others.push((attribute.to_owned(), value));
            }
        }
        for (property, attribute) in WORDS {
            if let Some(value) = text(property) {
                settings.set(attribute, &value);
            }
        }
        settings.languages = languages(state.property("languages"), &mut render);
        settings.parameters = parameters(state.property("parameters"), render);
        settings
    }

    /// What the author set and a simulated session does without, in words.
    pub fn idle(&self) -> impl Iterator<Item = &'static str> {
        self.others.iter().filter_map(|(attribute, value)| match attribute.as_str() {
            "applicationReconnect" if value == "true" => Some(
                "applicationReconnect changes nothing here: Twilio would connect again, a \
                 simulated session that loses its server fails",
            ),
            "includeInPrompt" => Some(
                "includeInPrompt changes nothing here: the fields that it adds to prompts are not \
                 documented",
            ),
            _ => None,
        })
    }

    /// Sets an attribute whose values are words; one the noun does not take is kept as invalid.
    fn set(&mut self, attribute: &str, value: &str) {
        if !self.try_set(attribute, value) {
            self.invalid.push(format!("{attribute}=\"{value}\""));
        }
    }

    /// Sets one of the session's settings under its attribute's name; `false` when there is no
    /// such setting or it does not take the value.
    pub fn try_set(&mut self, attribute: &str, value: &str) -> bool {
        fn put<T>(setting: &mut T, value: Option<T>) -> bool {
            let is_some = value.is_some();
            if let Some(value) = value {
                *setting = value;
            }
            is_some
        }
        let input = || Some(Interruptible::parse(value)).filter(Option::is_some);
        let text = || Some(Some(value.to_owned()));
        match attribute {
            "interruptible" => put(&mut self.interruptible, input()),
            "welcomeGreetingInterruptible" => {
                put(&mut self.welcome_greeting_interruptible, input())
            }
            "reportInputDuringAgentSpeech" => {
                put(&mut self.report_input_during_agent_speech, input())
            }
            "interruptSensitivity" => {
                let word = Some(Sensitivity::parse(value)).filter(Option::is_some);
                put(&mut self.interrupt_sensitivity, word)
            }
            "speechTimeout" => put(&mut self.speech_timeout_ms, words::speech_timeout(value)),
            "dtmfDetection" => put(&mut self.dtmf_detection, words::flag(value)),
            "ignoreBackchannel" => put(&mut self.ignore_backchannel, words::flag(value)),
            "preemptible" => put(&mut self.preemptible, words::flag(value)),
            "partialPrompts" => put(&mut self.partial_prompts, words::flag(value)),
            "partialPromptOnHangup" => put(&mut self.partial_prompt_on_hangup, words::flag(value)),
            "echoPromptFiltering" => put(&mut self.echo_prompt_filtering, words::flag(value)),
            "events" | "debug" => self.events.add(value),
            "voice" => put(&mut self.voice, text()),
            "ttsProvider" => put(&mut self.tts_provider, text()),
            "transcriptionProvider" => put(&mut self.transcription_provider, text()),
            "speechModel" => put(&mut self.speech_model, text()),
            "hints" => put(&mut self.hints, text()),
            _ => false,
        }
    }

    /// The preset of a language, if there is one.
    pub fn preset(&self, code: &str) -> Option<&Language> {
        self.languages.iter().find(|language| language.code.eq_ignore_ascii_case(code))
    }
}

fn languages(value: Option<&Value>, render: &mut impl FnMut(&str) -> String) -> Vec<Language> {
    let rows = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut presets = Vec::new();
    for row in rows {
        let mut text = |key: &str| {
            let rendered = render(row.get(key).and_then(Value::as_str).unwrap_or_default());
            (!rendered.trim().is_empty()).then_some(rendered)
        };
        let Some(code) = text("code") else { continue };
        presets.push(Language {
            code,
            tts_provider: text("tts_provider"),
            voice: text("voice"),
            transcription_provider: text("transcription_provider"),
            speech_model: text("speech_model"),
            hints: text("hints"),
        });
    }
    presets
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
