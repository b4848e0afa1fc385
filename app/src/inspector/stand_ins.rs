//! Stand-ins for servers outside: another address, or an answer that is written down. Kept by the
//! server, never exported.

mod one;

use flow::definition::Object;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use crate::api::{self, Answer, Does, StandIn};
use crate::components::{Button, ButtonKind, For, words};
use crate::icon::PLUS;
use crate::open_flow::OpenFlow;
use crate::reactive::{RwSignal, memo};

use one::OneStandIn;

/// The stand-ins of the flow that is open; a handle, cheap to copy.
#[derive(Debug, Clone, Copy)]
struct Kept {
    open: OpenFlow,
    all: RwSignal<Vec<StandIn>>,
    problem: RwSignal<Option<String>>,
}

impl Kept {
    fn load(self) {
        spawn_local(async move {
            match api::stand_ins(&self.open.sid()).await {
                Ok(all) => self.all.set(all),
                Err(error) => self.problem.set(Some(error.to_string())),
            }
        });
    }

    /// Sends all of them; one that has no address yet is still being written.
    fn save(self) {
        let mut all = self.all.get_untracked();
        all.retain(|stand_in| !stand_in.url.trim().is_empty());
        for stand_in in &mut all {
            if let Does::Answer(answer) = &mut stand_in.does {
                answer.headers.retain(|name, _| !name.trim().is_empty());
            }
        }
        spawn_local(async move {
            let saved = api::set_stand_ins(&self.open.sid(), all).await;
            self.problem.set(saved.err().map(|error| error.to_string()));
        });
    }

    fn change(self, at: usize, change: impl FnOnce(&mut StandIn)) {
        self.all.update(|all| {
            if let Some(stand_in) = all.get_mut(at) {
                change(stand_in);
            }
        });
    }

    fn add(self) {
        let does = Does::Answer(answer(200));
        self.all.update(|all| all.push(StandIn { url: String::new(), method: None, does }));
    }

    fn remove(self, at: usize) {
        self.all.update(|all| drop(all.remove(at)));
        self.save();
    }
}

fn answer(status: u16) -> Answer {
    let kind = ("content-type".to_owned(), json!("application/json"));
    Answer { status, headers: Object::from_iter([kind]), body: "{}".to_owned(), delay_ms: 0 }
}

/// The list of stand-ins, with a button for one more.
#[component]
pub(super) fn StandIns() -> impl IntoView {
    let kept = Kept {
        open: expect_context::<OpenFlow>(),
        all: RwSignal::new(Vec::new()),
        problem: RwSignal::new(None),
    };
    kept.load();
    let count = memo(move || kept.all.with(Vec::len));

    view! {
        <fieldset class="field rows">
            <legend class="field__label">"Stand-ins for servers"</legend>
            <For each=move || 0..count.get() key=|at| *at let:at><OneStandIn kept at/></For>
            <Button kind=ButtonKind::Quiet icon=PLUS on_press=move |_| kept.add()>
                "Add a stand-in"
            </Button>
            {move || match kept.problem.get() {
                Some(why) => view! { <p class="field__problem" role="alert">{words(&why)}</p> }.into_any(),
                None => view! {
                    <p class="field__help">
                        "What answers in place of a server that Make HTTP Request or Run Function asks. They are not exported."
                    </p>
                }.into_any(),
            }}
        </fieldset>
    }
}
