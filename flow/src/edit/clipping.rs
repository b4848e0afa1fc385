//! Widgets as text, for a clipboard: a flow definition with the states that were copied.

use serde_json::{Value, json};

use crate::definition::{DefinitionError, Flow};

/// A text that holds no widgets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClippingError {
    /// There is no text.
    #[error("the clipboard is empty")]
    Empty,
    /// It is some other text, or a broken definition.
    #[error("the clipboard holds no widgets: {0}")]
    NoWidgets(DefinitionError),
    /// It is a flow without widgets.
    #[error("the clipboard holds a flow without widgets")]
    NoStates,
}

/// The states called `names`, in the order of the document, as text that [`read_clipping`]
/// takes; `None` when there are none.
pub fn clipping(flow: &Flow, names: &[String]) -> Option<String> {
    let chosen = flow.states().iter().filter(|state| names.iter().any(|it| it == state.name()));
    let states: Vec<Value> = chosen.map(|state| Value::Object(state.object().clone())).collect();
    (!states.is_empty()).then(|| format!("{:#}", json!({ "states": states })))
}

/// Reads what was copied: a definition, a list of states, or one state.
pub fn read_clipping(text: &str) -> Result<Flow, ClippingError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(ClippingError::Empty);
    }
    let flow = match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(states)) => Flow::from_value(json!({ "states": states })),
        Ok(Value::Object(state)) if !state.contains_key("states") && state.contains_key("type") => {
            Flow::from_value(json!({ "states": [state] }))
        }
        Ok(value) => Flow::from_value(value),
        // Reading it as a flow says at which line and column it stops to be JSON.
        Err(_) => Flow::from_json(text),
    };
    let flow = flow.map_err(ClippingError::NoWidgets)?;
    if flow.states().is_empty() { Err(ClippingError::NoStates) } else { Ok(flow) }
}
