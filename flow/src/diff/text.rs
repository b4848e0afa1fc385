//! A diff as text: a line for each change, under its widget.

use std::fmt;

use serde_json::Value;

use super::{Change, Diff, Fate, Rewired, StateDiff};

/// Stands where there was or is nothing.
const NOTHING: &str = "(nothing)";

impl fmt::Display for Diff {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.head.is_empty() {
            writeln!(out, "~ flow")?;
            self.head.iter().try_for_each(|change| write!(out, "{change}"))?;
        }
        self.states.iter().try_for_each(|state| write!(out, "{state}"))
    }
}

impl fmt::Display for StateDiff {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.fate {
            Fate::Added => '+',
            Fate::Removed => '-',
            Fate::Changed => '~',
        };
        write!(out, "{sign} {} ({})", self.name, self.kind)?;
        if let Some(was) = &self.was {
            write!(out, ", was {was}")?;
        }
        writeln!(out)?;
        self.changes.iter().try_for_each(|change| write!(out, "{change}"))?;
        self.wires.iter().try_for_each(|wire| write!(out, "{wire}"))?;
        if let Some(moved) = self.moved {
            let (from, to) = (moved.before, moved.after);
            writeln!(out, "    moved: {}, {} → {}, {}", from.x, from.y, to.x, to.y)?;
        }
        Ok(())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.strip_prefix("properties/").unwrap_or(&self.path);
        let words = |value: &Option<Value>| value.as_ref().map_or(NOTHING.into(), Value::to_string);
        writeln!(out, "    {path}: {} → {}", words(&self.before), words(&self.after))
    }
}

impl fmt::Display for Rewired {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |name: &Option<String>| name.clone().unwrap_or_else(|| NOTHING.to_owned());
        writeln!(out, "    {}: {} → {}", self.exit, name(&self.before), name(&self.after))
    }
}
