//! The words that settings are written in, read strictly.

use serde::{Deserialize, Serialize};

/// Which of the caller's input a setting is about: what may interrupt, or is reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Interruptible {
    /// Nothing.
    None,
    /// Keys.
    Dtmf,
    /// Words.
    Speech,
    /// Keys and words.
    #[default]
    Any,
}

impl Interruptible {
    /// Twilio's word for it; the old booleans are read too.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim() {
            "none" | "false" => Some(Self::None),
            "dtmf" => Some(Self::Dtmf),
            "speech" => Some(Self::Speech),
            "any" | "true" => Some(Self::Any),
            _ => None,
        }
    }

    /// Twilio's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Dtmf => "dtmf",
            Self::Speech => "speech",
            Self::Any => "any",
        }
    }

    /// Whether words are meant.
    pub fn by_speech(self) -> bool {
        matches!(self, Self::Speech | Self::Any)
    }

    /// Whether keys are meant.
    pub fn by_key(self) -> bool {
        matches!(self, Self::Dtmf | Self::Any)
    }
}

/// How little speech interrupts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sensitivity {
    /// A good deal is needed.
    Low,
    /// Between the two.
    Medium,
    /// A short word does.
    #[default]
    High,
}

impl Sensitivity {
    /// Twilio's word for it.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim() {
            "low" => Some(Self::Low),
            "medium" => Some(Self::Medium),
            "high" => Some(Self::High),
            _ => None,
        }
    }

    /// Twilio's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The letters and digits that must be recognised before they interrupt. Three were recorded
    /// for `high`; the other two are this model's own.
    pub fn least_characters(self) -> usize {
        match self {
            Self::Low => 12,
            Self::Medium => 6,
            Self::High => 3,
        }
    }
}

/// The `info` messages that a server may ask for. None is the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Events {
    /// `agentSpeaking` and `clientSpeaking`.
    pub speaker: bool,
    /// `tokensPlayed`.
    pub tokens_played: bool,
    /// `configUpdated`.
    pub config_updated: bool,
    /// `roundTripDelayMs`.
    pub round_trip: bool,
}

impl Events {
    /// Adds what `words`, of the attribute `events` or `debug`, ask for. `false` when one of them
    /// is unknown.
    pub fn add(&mut self, words: &str) -> bool {
        let mut are_known = true;
        for word in words.split_whitespace() {
            match word {
                "speaker-events" => self.speaker = true,
                "tokens-played" => self.tokens_played = true,
                "config-updated" => self.config_updated = true,
                "debugging" => self.round_trip = true,
                _ => are_known = false,
            }
        }
        are_known
    }

    /// The value of the attribute `events`.
    pub(super) fn words(self) -> String {
        let words = [
            (self.speaker, "speaker-events"),
            (self.tokens_played, "tokens-played"),
            (self.config_updated, "config-updated"),
        ];
        let words: Vec<&str> =
            words.into_iter().filter_map(|(is_on, word)| is_on.then_some(word)).collect();
        words.join(" ")
    }
}

/// `true` or `false`, as the noun writes them.
pub(super) fn flag(word: &str) -> Option<bool> {
    match word.trim() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// The silence that ends an utterance: 600 to 5,000 ms; `Some(None)` leaves it to the recogniser.
pub(super) fn speech_timeout(word: &str) -> Option<Option<u64>> {
    match word.trim() {
        "auto" => Some(None),
        word => word.parse().ok().filter(|ms| (600..=5_000).contains(ms)).map(Some),
    }
}
