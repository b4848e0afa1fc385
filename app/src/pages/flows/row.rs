//! One flow of the list.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::FlowList;
use crate::api::{self, FlowSummary, Status};
use crate::components::{IconButton, Toasts, ago, browser};
use crate::icon::{DOWNLOAD, Picture, TRASH};

/// A line that leads to its flow.
#[component]
pub(super) fn FlowRow(flow: FlowSummary) -> impl IntoView {
    let list = expect_context::<FlowList>();
    let toasts = expect_context::<Toasts>();
    let changed = flow.date_updated.clone().unwrap_or_else(|| flow.date_created.clone());
    let (status, class) = match flow.status {
        Status::Draft => ("Draft", "status"),
        Status::Published => ("Published", "status status--published"),
    };
    let name = flow.friendly_name.clone();
    let kept = flow.clone();

    view! {
        <tr class="table__row">
            <td class="table__name">
                <a href=format!("/flows/{}", flow.sid)>{flow.friendly_name.clone()}</a>
            </td>
            <td><span class=class>{status}</span></td>
            <td class="table__number">{flow.revision}</td>
            <td title=changed.clone()>{ago(&changed, browser::clock())}</td>
            <td class="table__tools">
                <a
                    class="icon-button"
                    href=api::export_address(&flow.sid)
                    download=format!("{name}.json")
                    aria-label=format!("Export {name}")
                    title="Export"
                >
                    <Picture icon=DOWNLOAD/>
                </a>
                <IconButton
                    icon=TRASH
                    label=format!("Delete {name}")
                    on_press=move |_| delete(list, toasts, kept.clone())
                />
            </td>
        </tr>
    }
}

/// Takes the flow off the list at once, and offers the way back.
fn delete(list: FlowList, toasts: Toasts, flow: FlowSummary) {
    list.flows.update(|flows| flows.retain(|other| other.sid != flow.sid));
    spawn_local(async move {
        if let Err(error) = api::delete(&flow.sid).await {
            toasts.say(format!("{} was not deleted. {error}", flow.friendly_name));
            return list.reload();
        }
        let sid = flow.sid.clone();
        let undo = move |()| {
            let sid = sid.clone();
            spawn_local(async move {
                match api::restore(&sid).await {
                    Ok(()) => list.reload(),
                    Err(error) => toasts.say(error.to_string()),
                }
            });
        };
        toasts.offer(format!("{} is deleted.", flow.friendly_name), "Undo", Callback::new(undo));
    });
}
