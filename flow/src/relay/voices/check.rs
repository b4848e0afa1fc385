//! Settings that do not fit together, and how Twilio fails them (`reference/relay/twiml.md`, "Bad
//! attribute values").

#[cfg(feature = "run")]
use super::inventory::is_known;
use super::tables::{DEEPGRAM_MODELS, ELEVENLABS_MODELS, GOOGLE_MODELS};
use super::{Provider, amazon, is_language, primary};
use crate::relay::Settings;

/// Settings that end a session as soon as it has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Twilio's code.
    pub code: u32,
    /// Twilio's wording where it was seen, else one like it.
    pub message: String,
}

/// What is spoken or recognised with, for one language.
struct Choice<'a> {
    provider: &'a str,
    language: &'a str,
    /// Voice or model.
    name: Option<&'a str>,
}

const DEFAULT_LANGUAGE: &str = "en-US";

/// Checks the settings a session begins with. Gives what its author should know all the same.
pub fn check(settings: &Settings) -> Result<Vec<String>, Refused> {
    if let Some(value) = settings.invalid.first() {
        return Err(Refused { code: 64101, message: format!("Invalid parameter value: {value}") });
    }
    let language = settings.language.as_deref().unwrap_or(DEFAULT_LANGUAGE);
    let speech = settings.tts_language.as_deref().unwrap_or(language);
    let transcription = settings.transcription_language.as_deref().unwrap_or(language);
    let mut warnings = check_languages(settings, Some(speech), Some(transcription))?;
    for preset in &settings.languages {
        let code = Some(preset.code.as_str());
        let speech = code.filter(|_| preset.voice.is_some() || preset.tts_provider.is_some());
        let recognises = preset.speech_model.is_some() || preset.transcription_provider.is_some();
        warnings.extend(check_languages(settings, speech, code.filter(|_| recognises))?);
    }
    Ok(warnings)
}

/// Checks the languages that a session is switched to.
pub fn check_languages(
    settings: &Settings,
    speech: Option<&str>,
    transcription: Option<&str>,
) -> Result<Vec<String>, Refused> {
    let mut warnings = Vec::new();
    if let Some(language) = speech {
        check_speech(&speech_choice(settings, language), &mut warnings)?;
    }
    if let Some(language) = transcription {
        let choice = transcription_choice(settings, language);
        let preset = settings.preset(language);
        let hints = preset.and_then(|preset| preset.hints.as_ref()).or(settings.hints.as_ref());
        check_transcription(&choice, hints.is_some(), &mut warnings)?;
    }
    Ok(warnings)
}

fn speech_choice<'a>(settings: &'a Settings, language: &'a str) -> Choice<'a> {
    let preset = settings.preset(language);
    let provider = preset.and_then(|preset| preset.tts_provider.as_deref());
    let own = settings.tts_language.as_deref().or(settings.language.as_deref());
    // The session's voice is for its own language; others have the language's default.
    let is_own = own.unwrap_or(DEFAULT_LANGUAGE).eq_ignore_ascii_case(language);
    let voice = settings.voice.as_deref().filter(|_| is_own || preset.is_some());
    Choice {
        provider: provider.or(settings.tts_provider.as_deref()).unwrap_or("ElevenLabs"),
        language,
        name: preset.and_then(|preset| preset.voice.as_deref()).or(voice),
    }
}

fn transcription_choice<'a>(settings: &'a Settings, language: &'a str) -> Choice<'a> {
    let preset = settings.preset(language);
    let provider = preset.and_then(|preset| preset.transcription_provider.as_deref());
    let model = preset.and_then(|preset| preset.speech_model.as_deref());
    Choice {
        provider: provider.or(settings.transcription_provider.as_deref()).unwrap_or("Deepgram"),
        language,
        name: model.or(settings.speech_model.as_deref()),
    }
}

impl Choice<'_> {
    fn refused(&self, code: u32, kind: &str) -> Refused {
        let provider = match self.provider.to_ascii_lowercase() {
            name if name == "elevenlabs" => "block_elevenlabs".to_owned(),
            name => name,
        };
        let (language, name) = (self.language, self.name.unwrap_or("default"));
        let message = format!("Invalid values ({provider}/{language}/{name}) for {kind} settings");
        Refused { code, message }
    }
}

fn check_speech(choice: &Choice<'_>, warnings: &mut Vec<String>) -> Result<(), Refused> {
    let invalid = || choice.refused(64101, "tts");
    let provider = Provider::parse(choice.provider).ok_or_else(invalid)?;
    let is_multi = choice.language == "multi";
    if !is_language(choice.language) || (is_multi && provider != Provider::ElevenLabs) {
        return Err(invalid());
    }
    let Some(voice) = choice.name else { return Ok(()) };
    match (provider, provider_of(voice)) {
        (of, Some(by_form)) if of != by_form => return Err(invalid()),
        (Provider::ElevenLabs, Some(_)) if !is_elevenlabs(voice) => return Err(invalid()),
        (Provider::Google, Some(_)) => {
            let own = primary(plain(voice));
            if !own.eq_ignore_ascii_case(primary(choice.language)) {
                return Err(choice.refused(64106, "tts"));
            }
        }
        _ => {}
    }
    if !is_known(provider, plain(voice)) {
        let name = provider.as_str();
        warnings.push(format!("`{voice}` is not among the voices of {name} that are known here"));
    }
    Ok(())
}

fn check_transcription(
    choice: &Choice<'_>,
    has_hints: bool,
    warnings: &mut Vec<String>,
) -> Result<(), Refused> {
    let invalid = || choice.refused(64101, "stt");
    let provider = choice.provider.trim();
    let is_google = provider.eq_ignore_ascii_case("Google");
    if !is_google && !provider.eq_ignore_ascii_case("Deepgram") || !is_language(choice.language) {
        return Err(invalid());
    }
    if is_google && has_hints && choice.language.eq_ignore_ascii_case("cs-CZ") {
        return Err(invalid());
    }
    let takes_multi = |model: &str| {
        let models = ["nova-2", "nova-2-general", "nova-3", "nova-3-general"];
        models.contains(&model) || model.starts_with("flux")
    };
    if choice.language == "multi" && (is_google || choice.name.is_some_and(|m| !takes_multi(m))) {
        return Err(invalid());
    }
    let models = if is_google { GOOGLE_MODELS } else { DEEPGRAM_MODELS };
    let is_alias = |model: &str| !is_google && ["nova-2", "nova-3"].contains(&model);
    if let Some(model) = choice.name.filter(|name| !models.contains(name) && !is_alias(name)) {
        warnings.push(format!("`{model}` is not among the models of {provider} known here"));
    }
    Ok(())
}

/// A voice without the prefix that `<Say>` writes.
fn plain(voice: &str) -> &str {
    voice.strip_prefix("Google.").or_else(|| voice.strip_prefix("Polly.")).unwrap_or(voice)
}

/// Whose voice it is by the form of its name.
fn provider_of(voice: &str) -> Option<Provider> {
    if voice.starts_with("Google.") {
        return Some(Provider::Google);
    }
    if voice.starts_with("Polly.") || amazon().any(|name| name == voice) {
        return Some(Provider::Amazon);
    }
    let mut parts = voice.split('-');
    let first = parts.next().unwrap_or_default();
    let is_id = first.len() == 20 && first.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_tag = (2..=3).contains(&first.len())
        && parts.next().is_some_and(|region| region.len() == 2)
        && parts.next().is_some();
    match (is_id, is_tag) {
        (true, _) => Some(Provider::ElevenLabs),
        (_, true) => Some(Provider::Google),
        (false, false) => None,
    }
}

/// Without the inventory any voice may well exist.
#[cfg(not(feature = "run"))]
fn is_known(_: Provider, _: &str) -> bool {
    true
}

/// `<id>[-<model>][-<speed>_<stability>_<similarity>]`, each number in its range.
fn is_elevenlabs(voice: &str) -> bool {
    let mut parts = voice.split('-').skip(1).peekable();
    parts.next_if(|part| ELEVENLABS_MODELS.contains(part));
    let are_in_range = parts.next().is_none_or(|numbers| {
        let numbers = numbers.split('_').map(|text| serde_json::from_str::<f64>(text).ok());
        let numbers: Vec<_> = numbers.collect();
        let [Some(speed), Some(stability), Some(similarity)] = numbers[..] else { return false };
        (0.7..=1.2).contains(&speed)
            && (0.0..=1.0).contains(&stability)
            && (0.0..=1.0).contains(&similarity)
    });
    are_in_range && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relay::Language;

    fn speech(provider: &str, language: &str, voice: &str) -> Result<Vec<String>, Refused> {
        check(&Settings {
            tts_provider: Some(provider.to_owned()),
            language: Some(language.to_owned()),
            voice: Some(voice.to_owned()),
            ..Settings::default()
        })
    }

    fn code(checked: Result<Vec<String>, Refused>) -> Option<u32> {
        checked.err().map(|refused| refused.code)
    }

    #[test]
    fn a_voice_of_another_provider_is_refused_in_twilios_words() {
        let refused = speech("ElevenLabs", "en-US", "Polly.Joanna").expect_err("refused");
        assert_eq!(refused.code, 64101);
        assert_eq!(
            refused.message,
            "Invalid values (block_elevenlabs/en-US/Polly.Joanna) for tts settings"
        );
        assert_eq!(code(speech("google", "en-US", "UgBBYS2sOqTuMpoF3BR0")), Some(64101));
        assert_eq!(code(speech("Amazon", "en-US", "en-US-Journey-O")), Some(64101));
        assert_eq!(code(speech("Deepgram", "en-US", "anything")), Some(64101));
    }

    #[test]
    fn the_numbers_of_an_elevenlabs_voice_have_ranges() {
        for voice in ["UgBBYS2sOqTuMpoF3BR0-flash_v2_5-1.1_0.6_0.8", "UgBBYS2sOqTuMpoF3BR0-0.7_0_1"]
        {
            assert_eq!(speech("ElevenLabs", "en-US", voice), Ok(Vec::new()), "{voice}");
        }
        for voice in ["UgBBYS2sOqTuMpoF3BR0-1.3_0.6_0.8", "UgBBYS2sOqTuMpoF3BR0-v9-1_1_1"] {
            assert_eq!(code(speech("ElevenLabs", "en-US", voice)), Some(64101), "{voice}");
        }
    }

    #[test]
    fn a_voice_of_another_language_is_refused_by_the_provider() {
        assert_eq!(code(speech("Google", "de-DE", "en-US-Neural2-F")), Some(64106));
        assert_eq!(speech("Google", "es-MX", "es-US-Chirp3-HD-Aoede"), Ok(Vec::new()));
    }

    #[test]
    fn unknown_names_are_only_warned_of() {
        assert_eq!(speech("Google", "en-US", "en-US-Studio-Z").map(|all| all.len()), Ok(1));
        assert_eq!(speech("ElevenLabs", "en-US", "Charlie-flash_v2_5").map(|all| all.len()), Ok(1));
        let model = Settings { speech_model: Some("telephony".to_owned()), ..Settings::default() };
        assert_eq!(check(&model).map(|all| all.len()), Ok(1));
    }

    #[test]
    fn multi_needs_elevenlabs_and_a_nova_model() {
        let multi = |provider: &str, model: Option<&str>| {
            check(&Settings {
                tts_language: Some("en-US".to_owned()),
                transcription_language: Some("multi".to_owned()),
                transcription_provider: Some(provider.to_owned()),
                speech_model: model.map(str::to_owned),
                ..Settings::default()
            })
        };
        assert_eq!(multi("Deepgram", None), Ok(Vec::new()));
        assert_eq!(multi("Deepgram", Some("nova-3-general")), Ok(Vec::new()));
        assert_eq!(code(multi("Deepgram", Some("nova-2-medical"))), Some(64101));
        assert_eq!(code(multi("Google", None)), Some(64101));
        let spoken = Settings {
            language: Some("multi".to_owned()),
            tts_provider: Some("Google".to_owned()),
            ..Settings::default()
        };
        assert_eq!(code(check(&spoken)), Some(64101));
    }

    #[test]
    fn hints_for_czech_are_refused_by_google() {
        let czech = Settings {
            language: Some("cs-CZ".to_owned()),
            transcription_provider: Some("Google".to_owned()),
            hints: Some("ahoj".to_owned()),
            ..Settings::default()
        };
        assert_eq!(code(check(&czech)), Some(64101));
    }

    #[test]
    fn a_preset_is_checked_with_the_session_and_a_bad_value_at_once() {
        let preset = Language {
            code: "de-DE".to_owned(),
            voice: Some("Polly.Vicki".to_owned()),
            ..Language::default()
        };
        let settings = Settings { languages: vec![preset], ..Settings::default() };
        assert_eq!(code(check(&settings)), Some(64101));
        let mut settings = Settings::default();
        settings.invalid.push("interruptible=\"maybe\"".to_owned());
        assert_eq!(code(check(&settings)), Some(64101));
        assert_eq!(check(&Settings::default()), Ok(Vec::new()));
    }
}
