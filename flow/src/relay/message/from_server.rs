//! What a relay server may send, read strictly.

use serde_json::{Map, Value};

use crate::relay::voices;

/// A message from the relay server.
#[derive(Debug, Clone, PartialEq)]
pub enum FromServer {
    /// A piece of text to speak.
    Text(Text),
    /// A recording to play.
    Play {
        /// Its address.
        source: String,
        /// How often; 1,000 where the server says 0.
        times: u64,
        /// Whether it may be interrupted, where the message says so.
        interruptible: Option<bool>,
        /// Whether a later message may cut it.
        is_preemptible: bool,
    },
    /// Keypad tones to send.
    SendDigits {
        /// `0`–`9`, `*`, `#`, and `w` for half a second of silence.
        digits: String,
    },
    /// Switch to another language; one of the two is there.
    Language {
        /// For what is spoken.
        speech: Option<String>,
        /// For what is recognised.
        transcription: Option<String>,
    },
    /// End the session.
    End {
        /// What to hand to the flow, byte for byte.
        handoff_data: Option<String>,
    },
    /// New settings in mid-session. Announced by Twilio, shape unknown, so never refused.
    Config(Map<String, Value>),
    /// Other words to expect. Announced by Twilio, shape unknown, so never refused.
    Hints(Map<String, Value>),
}

/// A piece of text to speak.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The text, blanks and all.
    pub token: String,
    /// Whether the reply ends here.
    pub is_last: bool,
    /// Its language, where it differs.
    pub language: Option<String>,
    /// Whether it may be interrupted, where the message says so.
    pub interruptible: Option<bool>,
    /// Whether a later message may cut it, where the message says so.
    pub is_preemptible: Option<bool>,
}

/// A frame that is no message of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the frame is no message of the protocol")]
pub struct Malformed;

impl FromServer {
    /// Reads one frame, strictly.
    pub fn parse(frame: &str) -> Result<Self, Malformed> {
        let Ok(Value::Object(object)) = serde_json::from_str(frame) else { return Err(Malformed) };
        let fields = Fields(&object);
        match object.get("type").and_then(Value::as_str) {
            Some("text") => fields.text().map(Self::Text),
            Some("play") => fields.play(),
            Some("sendDigits") => fields.digits(),
            Some("language") => fields.languages(),
            Some("end") => Ok(Self::End {
                handoff_data: fields.optional_text("handoffData")?.map(str::to_owned),
            }),
            Some("config") => Ok(Self::Config(object)),
            Some("hints") => Ok(Self::Hints(object)),
            Some(_) | None => Err(Malformed),
        }
    }
}

/// The fields of a message. Those that no rule names are not looked at.
struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    fn text(&self) -> Result<Text, Malformed> {
        Ok(Text {
            token: self.optional_text("token")?.ok_or(Malformed)?.to_owned(),
            is_last: self.optional_flag("last")?.unwrap_or(false),
            language: self.language("lang")?,
            interruptible: self.optional_flag("interruptible")?,
            is_preemptible: self.optional_flag("preemptible")?,
        })
    }

    fn play(&self) -> Result<FromServer, Malformed> {
        let source = self.optional_text("source")?.ok_or(Malformed)?;
        if !is_web_address(source) {
            return Err(Malformed);
        }
        let times = match self.0.get("loop") {
            None | Some(Value::Null) => 1,
            Some(value) => value.as_u64().ok_or(Malformed)?,
        };
        Ok(FromServer::Play {
            source: source.to_owned(),
            times: if times == 0 { 1_000 } else { times.min(1_000) },
            interruptible: self.optional_flag("interruptible")?,
            is_preemptible: self.optional_flag("preemptible")?.unwrap_or(false),
        })
    }

    fn digits(&self) -> Result<FromServer, Malformed> {
        let digits = self.optional_text("digits")?.ok_or(Malformed)?;
        let is_tone = |tone: u8| matches!(tone, b'0'..=b'9' | b'w' | b'#' | b'*');
        if digits.is_empty() || !digits.bytes().all(is_tone) {
            return Err(Malformed);
        }
        Ok(FromServer::SendDigits { digits: digits.to_owned() })
    }

    fn languages(&self) -> Result<FromServer, Malformed> {
        let speech = self.language("ttsLanguage")?;
        let transcription = self.language("transcriptionLanguage")?;
        if speech.is_none() && transcription.is_none() {
            return Err(Malformed);
        }
        Ok(FromServer::Language { speech, transcription })
    }

    fn language(&self, name: &str) -> Result<Option<String>, Malformed> {
        match self.optional_text(name)? {
            Some(tag) if !is_language_tag(tag) || !voices::is_language(tag) => Err(Malformed),
            tag => Ok(tag.map(str::to_owned)),
        }
    }

    fn optional_text(&self, name: &str) -> Result<Option<&'a str>, Malformed> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value.as_str().map(Some).ok_or(Malformed),
        }
    }

    fn optional_flag(&self, name: &str) -> Result<Option<bool>, Malformed> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value.as_bool().map(Some).ok_or(Malformed),
        }
    }
}

/// `en`, `en-US`, `cmn-Hans-CN`, `multi`.
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_part = |part: &str, least, most| {
        (least..=most).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    parts.next().is_some_and(|first| is_part(first, 2, 8)) && parts.all(|part| is_part(part, 1, 8))
}

fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_message_of_a_server_is_read() {
        let text = r#"{"type":"text","token":" hi","last":true,"lang":"en-GB","extra":1}"#;
        assert_eq!(
            FromServer::parse(text),
            Ok(FromServer::Text(Text {
                token: " hi".to_owned(),
                is_last: true,
                language: Some("en-GB".to_owned()),
                ..Text::default()
            }))
        );
        let play = r#"{"type":"play","source":"https://a.example/b.mp3","loop":0}"#;
        assert!(matches!(FromServer::parse(play), Ok(FromServer::Play { times: 1_000, .. })));
        let digits = FromServer::SendDigits { digits: "1w2#".to_owned() };
        assert_eq!(FromServer::parse(r#"{"type":"sendDigits","digits":"1w2#"}"#), Ok(digits));
        let language = r#"{"type":"language","ttsLanguage":"es-ES"}"#;
        assert!(matches!(FromServer::parse(language), Ok(FromServer::Language { .. })));
        let end = FromServer::End { handoff_data: Some("{\"a\": 1}".to_owned()) };
        assert_eq!(FromServer::parse(r#"{"type":"end","handoffData":"{\"a\": 1}"}"#), Ok(end));
        assert!(matches!(FromServer::parse(r#"{"type":"config"}"#), Ok(FromServer::Config(_))));
        assert!(matches!(FromServer::parse(r#"{"type":"hints"}"#), Ok(FromServer::Hints(_))));
    }

    #[test]
    fn anything_else_is_malformed() {
        for frame in [
            "",
            "hello",
            "[]",
            "{}",
            r#"{"type":"interrupt"}"#,
            r#"{"type":"clear"}"#,
            r#"{"type":"text"}"#,
            r#"{"type":"text","token":null}"#,
            r#"{"type":"text","token":"a","last":"true"}"#,
            r#"{"type":"text","token":"a","lang":"e"}"#,
            r#"{"type":"text","token":"a","lang":"tlh-KX"}"#,
            r#"{"type":"text","token":5}"#,
            r#"{"type":"text","token":"a","interruptible":"any"}"#,
            r#"{"type":"play"}"#,
            r#"{"type":"play","source":"ftp://a.example/b.mp3"}"#,
            r#"{"type":"sendDigits","digits":"1W"}"#,
            r#"{"type":"connected"}"#,
            r#"{"type":5}"#,
            r#"{"type":"play","source":"jingle.mp3"}"#,
            r#"{"type":"play","source":"https://a.example","loop":-1}"#,
            r#"{"type":"sendDigits","digits":""}"#,
            r#"{"type":"sendDigits","digits":"12A"}"#,
            r#"{"type":"language"}"#,
            r#"{"type":"end","handoffData":{"a":1}}"#,
        ] {
            assert_eq!(FromServer::parse(frame), Err(Malformed), "{frame}");
        }
    }
}
