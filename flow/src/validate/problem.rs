//! One thing that is wrong with a draft.

use serde::{Deserialize, Serialize};

/// One thing that is wrong with a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Where, as a JSON pointer fragment counted from 0: `#/states/3/properties/timeout`.
    pub property_path: String,
    /// Name of the state it belongs to; none when it is about the whole flow.
    pub state: Option<String>,
    /// Whether the draft can be published all the same.
    pub severity: Severity,
    /// A stable word for programs.
    pub code: Code,
    /// What is wrong, and what to do where that is not plain; lower case, no full stop.
    pub message: String,
}

impl Problem {
    /// The problem of a text that is not the definition of a flow at all.
    pub fn unreadable(message: String) -> Self {
        let code = Code::Unreadable;
        let severity = code.severity();
        Self { property_path: "#".to_owned(), state: None, severity, code, message }
    }
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; the flow can be published.
    Warning,
    /// Studio would refuse the definition.
    Error,
}

/// What kind of problem it is; written in kebab case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// It is not the definition of a flow.
    Unreadable,
    /// A value of another JSON type than Studio takes.
    WrongType,
    /// A required key that is absent.
    Missing,
    /// A required key that is null.
    Null,
    /// A value that is none of those allowed.
    NotInEnumeration,
    /// An event that the widget does not leave on.
    UnknownEvent,
    /// A number below or above its bounds.
    OutOfBounds,
    /// Too few or too many items, or an empty text where one must stand.
    WrongLength,
    /// None, or more than one, of settings of which there must be one.
    NotExactlyOne,
    /// A name that breaks Studio's rules.
    BadName,
    /// Two states of one name.
    DuplicateName,
    /// A name that no state has.
    NoSuchState,
    /// A flow does not begin at its one trigger.
    NotTheTrigger,
    /// A subflow that is not named by a literal SID.
    NotAFlowSid,
    /// A widget for REST starts that other starts lead to.
    RestOnly,
    /// A type that Studio does not know, and that cannot be run.
    UnknownWidget,
    /// A name that templates can read in brackets only.
    AwkwardName,
    /// A required text that is blank.
    Blank,
    /// A text that is to hold a number, and does not.
    NotANumber,
    /// A revision of a subflow that is none.
    NotARevision,
    /// An address that Twilio refuses to open a socket to.
    NotWss,
    /// Voices, models and languages of a relay session that do not go together.
    RelaySettings,
    /// A condition that cannot be tested, or always comes out the same.
    IdleCondition,
    /// No event of the trigger leads anywhere.
    NeverStarts,
    /// No way leads to a state.
    Unreachable,
    /// A failure that cuts the caller off without a word.
    UnwiredFailure,
    /// A gather that cuts off whoever says nothing.
    UnwiredSilence,
    /// Ways that lead round and never wait.
    Loop,
    /// Liquid that cannot be read (81018).
    Liquid,
    /// Liquid where it is taken literally.
    LiteralLiquid,
    /// Liquid that reads a widget that is not there.
    ReadsNoWidget,
    /// Liquid that reads a widget that cannot have run yet.
    ReadsTooEarly,
    /// Liquid that reads a variable nobody sets.
    ReadsUnset,
}

impl Code {
    /// Whether only the parsers that run flows find all of these. The editor does without them,
    /// and learns of such problems from the server when it has saved.
    pub fn takes_a_parser(self) -> bool {
        matches!(self, Self::Liquid | Self::IdleCondition)
    }

    /// Whether Studio refuses a definition with such a problem.
    pub fn severity(self) -> Severity {
        match self {
            Self::Unreadable
            | Self::WrongType
            | Self::Missing
            | Self::Null
            | Self::NotInEnumeration
            | Self::UnknownEvent
            | Self::OutOfBounds
            | Self::WrongLength
            | Self::NotExactlyOne
            | Self::BadName
            | Self::DuplicateName
            | Self::NoSuchState
            | Self::NotTheTrigger
            | Self::NotAFlowSid
            | Self::RestOnly => Severity::Error,
            Self::UnknownWidget
            | Self::AwkwardName
            | Self::Blank
            | Self::NotANumber
            | Self::NotARevision
            | Self::NotWss
            | Self::RelaySettings
            | Self::IdleCondition
            | Self::NeverStarts
            | Self::Unreachable
            | Self::UnwiredFailure
            | Self::UnwiredSilence
            | Self::Loop
            | Self::Liquid
            | Self::LiteralLiquid
            | Self::ReadsNoWidget
            | Self::ReadsTooEarly
            | Self::ReadsUnset => Severity::Warning,
        }
    }
}
