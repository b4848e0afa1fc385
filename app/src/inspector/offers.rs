//! What is offered while a text is filled in: by the catalogue, and for Conversation Relay the
//! voices, models and languages that go with its other settings.

use flow::relay::voices::{self, DEEPGRAM_MODELS, GOOGLE_MODELS};
use flow::widget::{Control, Field};

use super::form::Form;
use super::value::shown;
use crate::api;
use crate::reactive::{Signal, loaded};

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
        "voice" if is_relay(form) => of_voice(text("tts_provider"), text("language")),
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

/// The voices of a provider for a language, once the server has told them. Without an answer none
/// is offered, and any can be written.
fn of_voice(provider: Signal<String>, language: Signal<String>) -> Signal<Offers> {
    let voices = loaded(move || {
        let (provider, language) = (provider.get(), language.get());
        async move { api::voices(&provider, &language).await.unwrap_or_default() }
    });
    Signal::derive(move || {
        let voices = voices.get().unwrap_or_default().into_iter();
        voices.map(|voice| (voice.value, voice.name)).collect()
    })
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
    fn models_go_with_the_transcription_provider() {
        assert_eq!(of_model("")[0].0, "nova-3-general");
        assert_eq!(of_model("Google")[0].0, "telephony");
    }
}
