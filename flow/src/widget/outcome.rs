//! What the other side of a widget may do: the one who is called, the queue, the card, the
//! network. Panel, scripts, documents and interpreter all read it from the widget.

/// One thing the other side of a widget may do.
#[derive(Debug)]
pub struct Outcome {
    /// What a script calls it: `busy`.
    pub name: &'static str,
    /// What the panel calls it: "The line is busy".
    pub label: &'static str,
    /// Which of the widget's questions it answers; most widgets ask one, which is called "".
    pub stage: &'static str,
    /// What follows.
    pub leads: Leads,
    /// Variables it leaves, with their values.
    pub sets: &'static [(&'static str, &'static str)],
    /// What may be told about it. Each is left as a variable too.
    pub details: &'static [Detail],
}

/// What follows from an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leads {
    /// The state is left on this event.
    On(&'static str),
    /// The widget asks its next question.
    To(&'static str),
}

/// Something that may be told about an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detail {
    /// The variable it becomes: `RecordingDuration`.
    pub key: &'static str,
    /// What the panel calls it.
    pub label: &'static str,
    /// What it is when nobody says; empty when the widget works it out, or leaves nothing.
    pub default: &'static str,
}

impl Outcome {
    pub(super) const fn on(name: &'static str, label: &'static str, event: &'static str) -> Self {
        Self { name, label, stage: "", leads: Leads::On(event), sets: &[], details: &[] }
    }

    pub(super) const fn to(name: &'static str, label: &'static str, stage: &'static str) -> Self {
        Self { name, label, stage: "", leads: Leads::To(stage), sets: &[], details: &[] }
    }

    /// The question it answers, where that is not the first.
    pub(super) const fn at(mut self, stage: &'static str) -> Self {
        self.stage = stage;
        self
    }

    pub(super) const fn sets(mut self, sets: &'static [(&'static str, &'static str)]) -> Self {
        self.sets = sets;
        self
    }

    pub(super) const fn details(mut self, details: &'static [Detail]) -> Self {
        self.details = details;
        self
    }
}

impl Detail {
    pub(super) const fn new(key: &'static str, label: &'static str, default: &'static str) -> Self {
        Self { key, label, default }
    }
}
