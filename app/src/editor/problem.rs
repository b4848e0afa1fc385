//! What is wrong with the draft, placed on its state.

/// One problem of the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the state it belongs to; none when it is about the whole flow.
    pub state: Option<String>,
    /// Where exactly, such as `#/states/3/properties/timeout`.
    pub property_path: String,
    /// What is wrong and what to do.
    pub message: String,
    /// How bad it is.
    pub severity: Severity,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; can be published.
    Warning,
    /// Cannot be published.
    Error,
}
