//! Settings as they are read from a widget, and the TwiML that equals them.

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
    let state =
        state(json!({ "url": "wss://a.example", "parameters": { "n": 5 }, "languages": "none" }));
    let settings = Settings::of_state(&state, str::to_owned);
    assert_eq!(settings.interruptible, None);
    assert!(settings.languages.is_empty());
    assert_eq!(settings.parameters, [("n".to_owned(), "5".to_owned())]);
    assert!(!settings.twiml("").contains("dtmfDetection"));
}

#[test]
fn the_nouns_other_attributes_are_read_and_written_too() {
    let state = state(json!({
        "url": "wss://a.example", "report_input_during_agent_speech": "speech",
        "interrupt_sensitivity": "low", "partial_prompts": true, "speech_timeout": 900,
        "events": "speaker-events tokens-played", "debug": "debugging", "eot_threshold": "0.7",
        "languages": [{ "code": "es-MX", "voice": "{{voice}}" }, { "voice": "lost" }],
    }));
    let settings = Settings::of_state(&state, |text| text.replace("{{voice}}", "Mia-Neural"));
    assert_eq!(
        settings.twiml("/after"),
        r#"<Response>
  <Connect action="/after">
    <ConversationRelay
        url="wss://a.example"
        interruptSensitivity="low"
        reportInputDuringAgentSpeech="speech"
        partialPrompts="true"
        speechTimeout="900"
        events="speaker-events tokens-played"
        debug="debugging"
        eotThreshold="0.7">
      <Language code="es-MX" voice="Mia-Neural"/>
    </ConversationRelay>
  </Connect>
</Response>
"#
    );
}

#[test]
fn values_that_the_noun_does_not_take_are_kept_apart() {
    let state = state(json!({
        "url": "wss://a.example", "interruptible": "maybe", "speech_timeout": "100",
        "partial_prompts": "yes", "events": "all",
    }));
    let settings = Settings::of_state(&state, str::to_owned);
    assert_eq!(
        settings.invalid,
        [
            r#"interruptible="maybe""#,
            r#"partialPrompts="yes""#,
            r#"speechTimeout="100""#,
            r#"events="all""#,
        ]
    );
}
