//! Run Subflow (`reference/studio/widgets.md`, "run-subflow"; `reference/studio/runtime.md`,
//! "In a subflow").

use std::sync::Arc;

use super::{Category, Control, Field, Fresh, Widget, on};
use crate::definition::{Flow, Object};
use crate::interpreter::{
    Choice, Conduct, Descent, Effect, Fault, Happening, Loaded, MAX_WIDGETS, Progress, Visit,
};
use crate::sid::FlowSid;

pub(super) static WIDGET: Widget = Widget {
    kind: "run-subflow",
    label: "Run Subflow",
    category: Category::Tools,
    summary: "Run another flow and come back",
    prefix: "subflow",
    events: &[on("completed", "Completed"), on("failed", "Failed")],
    fields: &[
        Field::new("flow_sid", "Flow", Control::Literal)
            .help("Its FW identifier. A subflow cannot run another one.")
            .required()
            .fresh(Fresh::Text("")),
        Field::new("flow_revision", "Revision", Control::Literal)
            .help("`LatestPublished`, `LatestDraft` or a number.")
            .required()
            .fresh(Fresh::Text("LatestPublished")),
        Field::new("parameters", "Parameters", Control::Variables)
            .help("The subflow reads them as {{trigger.parent.parameters.name}}."),
    ],
    shows: &["flow_sid"],
    sets: &[],
    outcomes: &[],
    is_twiml: false,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let settings = visit.settings();
    if visit.execution.parent.is_some() {
        return Ok(fail(visit, "a subflow cannot run another subflow".to_owned()));
    }
    let sid = settings.text("flow_sid").trim();
    let Ok(flow_sid) = sid.parse::<FlowSid>() else {
        return Ok(fail(visit, format!("`{sid}` is not the SID of a flow")));
    };
    let mut parameters = Object::new();
    for row in settings.rows("parameters") {
        let key = row.key.clone();
        parameters.insert(key, row.parsed(visit));
    }
    let load = visit.number();
    visit.effects.push(Effect::LoadSubflow {
        load,
        state: visit.state.name().to_owned(),
        flow_sid: flow_sid.clone(),
        revision: settings.text_or("flow_revision", "LatestPublished").to_owned(),
    });
    visit.execution.progress = Progress::Loading { load, flow_sid, parameters };
    Ok(Choice::Stay)
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let Happening::SubflowLoaded { load, subflow } = event else { return Ok(Choice::Stay) };
    let (flow_sid, parameters) = match &visit.execution.progress {
        Progress::Loading { load: open, flow_sid, parameters } if open == load => {
            (flow_sid.clone(), parameters.clone())
        }
        _ => return Ok(Choice::Stay),
    };
    visit.execution.progress = Progress::None;
    let found = match &**subflow {
        Loaded::Found { definition, .. } => {
            Flow::from_value(definition.clone()).map_err(|error| error.to_string())
        }
        Loaded::Missing { problem } => Err(problem.clone()),
    };
    let found = found.and_then(|flow| match flow.initial_state().map(str::to_owned) {
        Some(initial_state) => Ok((flow, initial_state)),
        None => Err(Fault::NoInitialState.to_string()),
    });
    match found {
        Ok((flow, initial_state)) => {
            count_widgets(visit, flow.states().len())?;
            let flow = Arc::new(flow);
            Ok(Choice::Descend(Box::new(Descent { flow, flow_sid, parameters, initial_state })))
        }
        Err(problem) => Ok(fail(visit, problem)),
    }
}

/// Every subflow instance counts, whether it runs once or often.
fn count_widgets(visit: &mut Visit<'_>, widgets: usize) -> Result<(), Fault> {
    let name = visit.state.name().to_owned();
    let execution = &mut *visit.execution;
    execution.subflow_widgets.insert(name.clone(), widgets);
    let widgets = execution.own_widgets + execution.subflow_widgets.values().sum::<usize>();
    if widgets <= MAX_WIDGETS {
        return Ok(());
    }
    visit.warn(Some(81025), format!("the flow and its subflows have {widgets} widgets"));
    Err(Fault::TooManyWidgets(name))
}

fn fail(visit: &mut Visit<'_>, problem: String) -> Choice {
    visit.warn(Some(81024), format!("the subflow could not be run: {problem}"));
    Choice::Leave("failed")
}
