//! The voices that are known by name (`reference/relay/voices.md`).

use super::tables::{ELEVENLABS, GOOGLE};
use super::{Provider, amazon, primary};

/// A voice to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// What stands in the setting `voice`.
    pub value: String,
    /// What people call it.
    pub name: String,
}

impl Provider {
    /// The voices for a language. Amazon's are not known by language, so they are all given.
    pub fn voices(self, language: &str) -> Vec<Voice> {
        let same = |value: String| Voice { name: value.clone(), value };
        match self {
            Self::ElevenLabs => elevenlabs(language).collect(),
            Self::Google => google(language).map(same).collect(),
            Self::Amazon => amazon().map(same).collect(),
        }
    }
}

/// Whether a voice, without the prefix that `<Say>` writes, is among those of its provider.
pub(super) fn is_known(provider: Provider, voice: &str) -> bool {
    let mut parts = voice.splitn(3, '-');
    match provider {
        Provider::ElevenLabs => {
            let id = parts.next().unwrap_or_default();
            ELEVENLABS.lines().any(|line| line.split('\t').nth(1) == Some(id))
        }
        Provider::Google => {
            let language = [parts.next(), parts.next()].into_iter().flatten().collect::<Vec<_>>();
            google(&language.join("-")).any(|name| name == voice)
        }
        Provider::Amazon => amazon().any(|name| name == voice),
    }
}

fn elevenlabs(language: &str) -> impl Iterator<Item = Voice> {
    ELEVENLABS.lines().filter_map(move |line| {
        let mut fields = line.split('\t');
        let (of, id, name) = (fields.next()?, fields.next()?, fields.next()?);
        let is_wanted = of.eq_ignore_ascii_case(primary(language));
        is_wanted.then(|| Voice { value: id.to_owned(), name: name.to_owned() })
    })
}

fn google(language: &str) -> impl Iterator<Item = String> {
    GOOGLE.iter().flat_map(move |(family, variants, languages)| {
        let language = languages.split(' ').find(|known| known.eq_ignore_ascii_case(language));
        let variants = variants.split(' ').filter(move |_| language.is_some());
        variants.map(move |variant| format!("{}-{family}-{variant}", language.unwrap_or_default()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_defaults_are_among_the_voices() {
        for (provider, voice) in [
            (Provider::ElevenLabs, "UgBBYS2sOqTuMpoF3BR0"),
            (Provider::Google, "en-US-Journey-O"),
            (Provider::Amazon, "Joanna-Neural"),
        ] {
            let voices = provider.voices("en-US");
            assert!(voices.iter().any(|known| known.value == voice), "{voice}");
        }
    }

    #[test]
    fn the_tables_hold_what_was_collected() {
        assert_eq!(ELEVENLABS.lines().count(), 1_200);
        assert_eq!(amazon().count(), 140);
        let tags = GOOGLE.iter().flat_map(|row| row.2.split(' '));
        let mut tags: Vec<String> = tags.map(str::to_lowercase).collect();
        tags.sort_unstable();
        tags.dedup();
        assert_eq!(tags.iter().map(|tag| google(tag).count()).sum::<usize>(), 757 + 3);
        assert!(Provider::Google.voices("tlh").is_empty());
        assert!(super::super::languages().any(|tag| tag == "es-MX"));
    }
}
