//! Into a subflow and out again (`reference/studio/runtime.md`, "In a subflow"). An execution is
//! in one subflow at most, and remembers where it goes on after it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Cause, Execution, Progress, Why};
use crate::context::Context;
use crate::definition::{Flow, Object};
use crate::sid::{FlowSid, StepSid};

/// A subflow, and what is kept of the flow that runs it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// The subflow.
    pub flow: Arc<Flow>,
    /// The step of the Run Subflow widget, to which the subflow's steps belong.
    pub step_sid: StepSid,
    /// The state that runs the subflow.
    pub state: String,
    /// How often in a row that state was entered.
    pub repeats: u32,
    /// The number of the visit to it.
    pub visit: u64,
    /// What the parent knows.
    pub context: Context,
    /// What is known of why that state will leave.
    pub why: Why,
}

impl Execution {
    /// Goes into a subflow, to where it begins.
    pub(super) fn descend(&mut self, subflow: Descent) {
        let Descent { flow, flow_sid, parameters, initial_state } = subflow;
        let step_sid = self.step_sid();
        let context = self.subflow_context(&flow_sid, &step_sid, parameters);
        self.parent = Some(Box::new(Frame {
            flow,
            step_sid,
            state: std::mem::replace(&mut self.state, initial_state),
            repeats: std::mem::take(&mut self.repeats),
            visit: self.visit,
            context: std::mem::replace(&mut self.context, context),
            why: std::mem::take(&mut self.why),
        }));
        self.progress = Progress::None;
    }

    /// Comes back to the state that ran the subflow. Where the subflow ended well, what it set
    /// lies flat under that state.
    pub(super) fn ascend(&mut self, is_complete: bool) {
        let Some(frame) = self.parent.take() else { return };
        let Frame { state, repeats, visit, context, why, .. } = *frame;
        let subflow = std::mem::replace(&mut self.context, context);
        (self.state, self.repeats, self.visit, self.why) = (state, repeats, visit, why);
        self.progress = Progress::None;
        self.why.cause = Some(Cause::Subflow);
        let flow = subflow.object().get("flow").and_then(Value::as_object);
        for key in ["channel", "add_ons"] {
            if let Some(value) = flow.and_then(|flow| flow.get(key)) {
                self.context.set_flow(key, value.clone());
            }
        }
        if is_complete {
            let variables = flow.and_then(|flow| flow.get("variables")).and_then(Value::as_object);
            for (key, value) in variables.into_iter().flatten() {
                self.context.set_widget_variable(&self.state, key, value.clone());
            }
        }
    }

    /// What a subflow knows when it begins.
    fn subflow_context(
        &self,
        flow_sid: &FlowSid,
        step_sid: &StepSid,
        parameters: Object,
    ) -> Context {
        let parent = self.context.object();
        let part = |path: &str| parent.get(path).and_then(Value::as_object);
        let flow = |key: &str| part("flow").and_then(|flow| flow.get(key)).cloned();
        let mut trigger = part("trigger").cloned().unwrap_or_default();
        trigger.insert(
            "parent".to_owned(),
            json!({
                "parameters": parameters,
                "step_sid": step_sid,
                "execution_sid": flow("sid"),
                "flow_sid": flow("flow_sid"),
                "trigger_type": self.started_on,
            }),
        );
        let mut own = Object::new();
        own.insert("flow_sid".to_owned(), json!(flow_sid));
        for key in ["channel", "sid", "add_ons"] {
            if let Some(value) = flow(key) {
                own.insert(key.to_owned(), value);
            }
        }
        Context::of_parts(part("contact").cloned().unwrap_or_default(), trigger, own)
    }
}

/// What is needed to go into a subflow.
#[derive(Debug, Clone)]
pub(crate) struct Descent {
    pub(crate) flow: Arc<Flow>,
    pub(crate) flow_sid: FlowSid,
    pub(crate) parameters: Object,
    pub(crate) initial_state: String,
}
