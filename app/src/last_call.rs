//! What was known in the last call of the flow that is open: what previews are filled in with.

use serde_json::Value;

use crate::api::{self, Wanted};
use crate::call::Phone;
use crate::open_flow::OpenFlow;
use crate::reactive::StoredValue;

/// The context of the last call; a handle, cheap to copy. In context of the editor page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LastCall {
    open: OpenFlow,
    phone: Phone,
    /// That of the last execution the server knows of, once it was asked for.
    stored: StoredValue<Option<Value>>,
}

impl LastCall {
    pub(crate) fn new(open: OpenFlow, phone: Phone) -> Self {
        Self { open, phone, stored: StoredValue::new(None) }
    }

    /// The context of the call in the panel, or else of the last execution; none where there was
    /// none.
    pub(crate) async fn context(self) -> Option<Value> {
        let shown = self.phone.context();
        if shown.as_ref().is_some_and(Value::is_object) {
            return shown;
        }
        let stored = self.stored.try_get_value()?;
        if stored.is_some() {
            return stored;
        }
        let wanted = Wanted { flow: Some(self.open.sid().to_string()), ..Wanted::default() };
        let page = api::executions(&wanted).await.ok()?;
        let history = api::history(&page.executions.first()?.sid).await.ok()?;
        self.stored.set_value(Some(history.context.clone()));
        Some(history.context)
    }
}
