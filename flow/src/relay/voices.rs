//! The providers of a session, their voices, models and languages, and what does not fit together
//! (`reference/relay/voices.md`). What Twilio certainly refuses is refused; a name that is only
//! not known here is something to warn of.

mod check;
#[cfg(feature = "run")]
mod inventory;
mod tables;

pub use check::{Refused, check, check_languages};
#[cfg(feature = "run")]
pub use inventory::Voice;
pub use tables::{DEEPGRAM_MODELS, GOOGLE_MODELS};

use tables::{AMAZON, LANGUAGES, PRIMARY};

/// Who speaks for the agent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Provider {
    /// ElevenLabs, the default.
    #[default]
    ElevenLabs,
    /// Google.
    Google,
    /// Amazon Polly.
    Amazon,
}

impl Provider {
    /// All of them, the default first.
    pub const ALL: [Self; 3] = [Self::ElevenLabs, Self::Google, Self::Amazon];

    /// By Twilio's name, whose case does not matter.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.as_str().eq_ignore_ascii_case(name.trim()))
    }

    /// Twilio's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ElevenLabs => "ElevenLabs",
            Self::Google => "Google",
            Self::Amazon => "Amazon",
        }
    }
}

/// The language tags that are known for speech or recognition.
pub fn languages() -> impl Iterator<Item = &'static str> {
    LANGUAGES.split(' ')
}

/// Whether a well-formed tag names a language that can be spoken or recognised. Any region will
/// do, for the lists of regions are not complete.
pub fn is_language(tag: &str) -> bool {
    tag == "multi" || PRIMARY.split(' ').any(|known| known.eq_ignore_ascii_case(primary(tag)))
}

/// `en` of `en-US`.
pub fn primary(tag: &str) -> &str {
    tag.split_once('-').map_or(tag, |(primary, _)| primary)
}

/// The language of the prompts: models that find out the language themselves only tell the primary one.
pub fn prompt_language<'a>(language: &'a str, model: Option<&str>) -> &'a str {
    let finds_out = model.is_some_and(|model| model.trim().starts_with("flux"));
    if finds_out { primary(language) } else { language }
}

fn amazon() -> impl Iterator<Item = String> {
    AMAZON.iter().flat_map(|(family, names)| {
        names.split(' ').map(move |name| match *family {
            "Standard" => name.to_owned(),
            family => format!("{name}-{family}"),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_with_any_region() {
        for known in ["en-US", "en", "EN-us", "multi", "yue-Hant-HK", "hr-HR"] {
            assert!(is_language(known), "{known}");
        }
        assert!(!is_language("tlh-KX"));
    }

    #[test]
    fn flux_reports_the_primary_language_only() {
        assert_eq!(prompt_language("en-US", Some("flux-general-en")), "en");
        assert_eq!(prompt_language("en-US", Some("nova-3-general")), "en-US");
        assert_eq!(prompt_language("en-US", None), "en-US");
    }
}
