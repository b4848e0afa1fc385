//! One execution of the list.

use leptos::prelude::*;

use crate::api::{Execution, Standing};
use crate::components::{ago, browser};
use crate::pages::execution::{beginning, ending};

/// A line that leads to its execution.
#[component]
pub(super) fn ExecutionRow(execution: Execution) -> impl IntoView {
    let began = execution.date_created.clone();
    let name = execution.flow_name.clone().unwrap_or_else(|| execution.flow_sid.to_string());
    let class = match execution.status {
        Standing::Active => "status status--active",
        Standing::Ended if execution.end_message.is_some() => "status status--fault",
        Standing::Ended => "status",
    };

    view! {
        <tr class="table__row">
            <td class="table__name" title=began.clone()>
                <a href=format!("/executions/{}", execution.sid)>{ago(&began, browser::clock())}</a>
            </td>
            <td class="executions__flow">
                {name}
                <span class="executions__revision">" rev. " {execution.revision}</span>
            </td>
            <td>{beginning(&execution)}</td>
            <td>{execution.from.clone()}</td>
            <td>{execution.to.clone()}</td>
            <td><span class=class>{ending(&execution)}</span></td>
        </tr>
    }
}
