//! What Enqueue Call and Send To Flex hand to TaskRouter.

use serde_json::Value;

/// Characters of a task's attributes (`reference/studio/runtime.md`, "Limits").
const MAX_ATTRIBUTES: usize = 1_024;

/// Why no task can have these attributes; none may be given at all.
pub(super) fn problem(attributes: &str) -> Option<String> {
    if attributes.trim().is_empty() {
        return None;
    }
    if attributes.chars().count() > MAX_ATTRIBUTES {
        return Some(format!("the attributes are longer than {MAX_ATTRIBUTES} characters"));
    }
    match serde_json::from_str::<Value>(attributes) {
        Ok(Value::Object(_)) => None,
        Ok(_) => Some("the attributes are not a JSON object".to_owned()),
        Err(error) => Some(format!("the attributes are not JSON: {error}")),
    }
}
