//! What is offered while a text is filled in: by the catalogue, and for Conversation Relay the
//! voices, models and languages that go with its other settings.

use flow::relay::voices::{self, DEEPGRAM_MODELS, GOOGLE_MODELS, Provider};
use flow::widget::{Control, Field};

use super::form::Form;
use super::value::shown;
use crate::reactive::Signal;

/// What Twilio takes where no language is set.
const LANGUAGE: &str = "en-US";

type Offers = Vec<(String, String)>;

/// Whether something is offered for a setting.
pub(super) fn has(form: Form, field: &Field) -> bool {
    matches!(field.control, Control::Suggest(_)) || (is_relay(form) && field.key == "voice")
}

/// What is offered for a setting, each with words of its own; anything else is taken too.
pub(super) fn of(form: Form, field: &'static Field) -> Signal<Offers> {
    let text = |key| {
        let property = form.property(key);
        Signal::derive(move || shown(property.get().as_ref()))
    };
    match field.key {
        "voice" if is_relay(form) => {
            let (provider, language) = (text("tts_provider"), text("language"));
            Signal::derive(move || of_voice(&provider.get(), &language.get()))
        }
        "language" if is_relay(form) => {
            Signal::derive(|| voices::languages().chain(["multi"]).map(alone).collect())
        }
        "speech_model" if is_relay(form) => {
            let provider = text("transcription_provider");
            Signal::derive(move || of_model(&provider.get()))
        }
        _ => match field.control {
            Control::Suggest(texts) => Signal::stored(texts.iter().copied().map(alone).collect()),
            _ => Signal::stored(Offers::new()),
        },
    }
}

fn is_relay(form: Form) -> bool {
    form.state.with_untracked(|state| {
        state.as_ref().is_some_and(|state| state.kind() == "run-conversation-relay")
    })
}

/// The voices of a provider for a language; Twilio's defaults where they are not set.
fn of_voice(provider: &str, language: &str) -> Offers {
    let language = if language.is_empty() { LANGUAGE } else { language };
    let provider = Provider::parse(provider).unwrap_or_default();
    let voices = provider.voices(language).into_iter();
    voices.map(|voice| (voice.value, voice.name)).collect()
}

fn of_model(provider: &str) -> Offers {
    let is_google = provider.trim().eq_ignore_ascii_case("google");
    let models = if is_google { GOOGLE_MODELS } else { DEEPGRAM_MODELS };
    models.iter().copied().map(alone).collect()
}

fn alone(text: &str) -> (String, String) {
    (text.to_owned(), text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voices_go_with_the_provider_and_the_language() {
        let has = |offers: &Offers, value: &str| offers.iter().any(|(known, _)| known == value);
        assert!(has(&of_voice("", ""), "UgBBYS2sOqTuMpoF3BR0"));
        assert!(has(&of_voice("google", "de-DE"), "de-DE-Neural2-A"));
        assert!(!has(&of_voice("google", "de-DE"), "en-US-Journey-O"));
        assert!(has(&of_voice("Amazon", "en-US"), "Joanna-Neural"));
    }

    #[test]
    fn models_go_with_the_transcription_provider() {
        assert_eq!(of_model("")[0].0, "nova-3-general");
        assert_eq!(of_model("Google")[0].0, "telephony");
    }
}
