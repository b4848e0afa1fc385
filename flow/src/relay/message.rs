//! The messages of the protocol, both ways (`reference/relay/protocol.md`, §1 to §3).

mod from_server;

use serde::Serialize;
use serde_json::{Map, Value};

pub use from_server::{FromServer, Malformed, Text};

/// A message from Twilio's side to the relay server. Written with its fields in the order that
/// was recorded from real calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[expect(clippy::large_enum_variant, reason = "a message is written at once, never kept")]
pub enum ToServer<'a> {
    /// The first message of a session. Unknown values are empty texts, never absent.
    Setup {
        /// `VX…`.
        session_id: &'a str,
        /// `CA…`.
        call_sid: &'a str,
        /// The call that dialled this one.
        parent_call_sid: &'a str,
        /// The caller's number.
        from: &'a str,
        /// The number called.
        to: &'a str,
        /// Who diverted the call here.
        forwarded_from: &'a str,
        /// From caller-name lookup.
        caller_name: &'a str,
        /// `inbound` or `outbound`.
        direction: &'a str,
        /// `PSTN`.
        call_type: &'a str,
        /// In capitals, such as `IN_PROGRESS`.
        call_status: &'a str,
        /// `AC…`.
        account_sid: &'a str,
        /// The widget's parameters; every value is text.
        custom_parameters: Map<String, Value>,
    },
    /// The caller said something.
    Prompt {
        /// The words.
        voice_prompt: &'a str,
        /// Their language.
        lang: &'a str,
        /// Whether the utterance is finished.
        last: bool,
    },
    /// The caller pressed a key.
    Dtmf {
        /// `0`–`9`, `*` or `#`.
        digit: char,
    },
    /// The caller cut the agent's speech.
    Interrupt {
        /// What was heard of the chunk that was playing.
        utterance_until_interrupt: &'a str,
        /// How long that chunk had been playing.
        duration_until_interrupt_ms: u64,
    },
    /// An event that the server asked for.
    Info {
        /// Such as `agentSpeaking`.
        name: &'a str,
        /// Always text.
        value: &'a str,
    },
    /// The server's last message was not understood.
    Error {
        /// Twilio's wording.
        description: &'a str,
    },
}

impl ToServer<'_> {
    /// The text of the frame: compact, `type` first.
    pub fn to_frame(&self) -> String {
        serde_json::to_string(self).expect("a message has text keys and writes to memory")
    }

    /// The text of the answer to a frame that is no message, in the recorded wording.
    pub fn malformed(frame: &str) -> String {
        let description = format!("Invalid message received, code: 64107, {frame}");
        ToServer::Error { description: &description }.to_frame()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn setup_has_its_thirteen_keys_in_the_recorded_order() {
        let custom_parameters = json!({ "tier": "gold" }).as_object().cloned().unwrap_or_default();
        let setup = ToServer::Setup {
            session_id: "VX1",
            call_sid: "CA1",
            parent_call_sid: "",
            from: "+15550100123",
            to: "+15550100456",
            forwarded_from: "",
            caller_name: "",
            direction: "inbound",
            call_type: "PSTN",
            call_status: "RINGING",
            account_sid: "AC1",
            custom_parameters,
        };
        assert_eq!(
            setup.to_frame(),
            r#"{"type":"setup","sessionId":"VX1","callSid":"CA1","parentCallSid":"","from":"+15550100123","to":"+15550100456","forwardedFrom":"","callerName":"","direction":"inbound","callType":"PSTN","callStatus":"RINGING","accountSid":"AC1","customParameters":{"tier":"gold"}}"#
        );
    }

    #[test]
    fn the_other_messages_are_written_as_recorded() {
        let frames = [
            ToServer::Prompt { voice_prompt: "Hi.", lang: "en-US", last: true }.to_frame(),
            ToServer::Dtmf { digit: '7' }.to_frame(),
            ToServer::Interrupt {
                utterance_until_interrupt: "Sentence 2 of",
                duration_until_interrupt_ms: 684,
            }
            .to_frame(),
            ToServer::Info { name: "agentSpeaking", value: "on" }.to_frame(),
            ToServer::malformed(r#"{"type":"txt","token":"hi"}"#),
        ];
        assert_eq!(
            frames,
            [
                r#"{"type":"prompt","voicePrompt":"Hi.","lang":"en-US","last":true}"#,
                r#"{"type":"dtmf","digit":"7"}"#,
                r#"{"type":"interrupt","utteranceUntilInterrupt":"Sentence 2 of","durationUntilInterruptMs":684}"#,
                r#"{"type":"info","name":"agentSpeaking","value":"on"}"#,
                r#"{"type":"error","description":"Invalid message received, code: 64107, {\"type\":\"txt\",\"token\":\"hi\"}"}"#,
            ]
        );
    }
}
