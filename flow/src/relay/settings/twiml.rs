//! The TwiML that opens the same session (`reference/relay/twiml.md`).

use super::{Language, Settings};

impl Settings {
    /// The TwiML that opens the same session. `action` is where Twilio reports its end.
    pub fn twiml(&self, action: &str) -> String {
        let mut noun = String::from("    <ConversationRelay");
        for (name, value) in self.attributes() {
            noun.push_str(&format!("\n        {name}=\"{}\"", escaped(&value)));
        }
        if self.languages.is_empty() && self.parameters.is_empty() {
            noun.push_str("/>\n");
        } else {
            noun.push_str(">\n");
            for language in &self.languages {
                noun.push_str(&preset(language));
            }
            for (name, value) in &self.parameters {
                let (name, value) = (escaped(name), escaped(value));
                noun.push_str(&format!("      <Parameter name=\"{name}\" value=\"{value}\"/>\n"));
            }
            noun.push_str("    </ConversationRelay>\n");
        }
        let action = escaped(action);
        format!("<Response>\n  <Connect action=\"{action}\">\n{noun}  </Connect>\n</Response>\n")
    }

    /// The noun's attributes, those with Twilio's default left out.
    fn attributes(&self) -> Vec<(&str, String)> {
        let events = self.events.words();
        let flag = |is_on: bool| is_on.then(|| "true".to_owned());
        let attributes = [
            ("url", Some(self.url.clone())),
            ("welcomeGreeting", self.welcome_greeting.clone()),
            (
                "welcomeGreetingInterruptible",
                self.welcome_greeting_interruptible.map(|word| word.as_str().to_owned()),
            ),
            ("language", self.language.clone()),
            ("ttsLanguage", self.tts_language.clone()),
            ("ttsProvider", self.tts_provider.clone()),
            ("voice", self.voice.clone()),
            ("transcriptionLanguage", self.transcription_language.clone()),
            ("transcriptionProvider", self.transcription_provider.clone()),
            ("speechModel", self.speech_model.clone()),
            ("hints", self.hints.clone()),
            ("dtmfDetection", flag(self.dtmf_detection)),
            ("interruptible", self.interruptible.map(|word| word.as_str().to_owned())),
            (
                "interruptSensitivity",
                self.interrupt_sensitivity.map(|word| word.as_str().to_owned()),
            ),
            ("ignoreBackchannel", flag(self.ignore_backchannel)),
            (
                "reportInputDuringAgentSpeech",
                self.report_input_during_agent_speech.map(|word| word.as_str().to_owned()),
            ),
            ("preemptible", flag(self.preemptible)),
            ("partialPrompts", flag(self.partial_prompts)),
            ("partialPromptOnHangup", flag(self.partial_prompt_on_hangup)),
            ("echoPromptFiltering", flag(self.echo_prompt_filtering)),
            ("speechTimeout", self.speech_timeout_ms.map(|ms| ms.to_string())),
            ("events", (!events.is_empty()).then_some(events)),
            ("debug", self.events.round_trip.then(|| "debugging".to_owned())),
        ];
        let attributes = attributes.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let others = self.others.iter().map(|(name, value)| (name.as_str(), value.clone()));
        attributes.chain(others).collect()
    }
}

fn preset(language: &Language) -> String {
    let attributes = [
        ("ttsProvider", &language.tts_provider),
        ("voice", &language.voice),
        ("transcriptionProvider", &language.transcription_provider),
        ("speechModel", &language.speech_model),
        ("hints", &language.hints),
    ];
    let mut element = format!("      <Language code=\"{}\"", escaped(&language.code));
    for (name, value) in attributes {
        if let Some(value) = value {
            element.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        }
    }
    element + "/>\n"
}

/// A text as the value of an XML attribute. What XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\r' => escaped.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(character),
        }
    }
    escaped
}
