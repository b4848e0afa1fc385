//! What is to go wrong between Switchboard and the relay server: to see the Failed path work.

use flow::relay::Fault;
use leptos::prelude::*;

use crate::components::{Button, ButtonKind, For, IconButton};
use crate::icon::{PLUS, TRASH};
use crate::reactive::{RwSignal, memo};

/// Each fault: its name, its words, and with which number it begins, where it takes one.
const KINDS: [(&str, &str, Option<&str>); 9] = [
    ("refuse", "Nobody answers at its address", None),
    ("drop", "Connection lost after … messages", Some("1")),
    ("half-open", "Nothing gets through after … messages", Some("1")),
    ("close", "Closes the connection, code …", Some("1011")),
    ("delay", "Its messages come … ms late", Some("500")),
    ("duplicate", "Its messages come twice", None),
    ("garbage", "Garbage behind every … messages", Some("2")),
    ("slow", "Read slowly, … ms behind each message", Some("500")),
    ("provider", "The speech provider fails after … messages", Some("1")),
];

/// A fault as it is being written: its name and its number.
pub(super) type Wanted = (String, String);

/// The faults a call asks for.
pub(super) fn parsed(wanted: &[Wanted]) -> Result<Vec<Fault>, String> {
    let faults = wanted.iter().map(|(name, number)| {
        let text = match number.is_empty() {
            true => name.clone(),
            false => format!("{name}={number}"),
        };
        text.parse::<Fault>().map_err(|error| crate::api::sentence_case(&error.to_string()))
    });
    faults.collect()
}

/// The list of faults, with a button for one more.
#[component]
pub(super) fn Faults(faults: RwSignal<Vec<Wanted>>) -> impl IntoView {
    let count = memo(move || faults.with(Vec::len));
    let add = move |_| faults.update(|faults| faults.push((KINDS[0].0.to_owned(), String::new())));

    view! {
        <details class="dial__more">
            <summary>"When the relay server misbehaves"</summary>
            <div class="dial__faults">
                <For each=move || 0..count.get() key=|at| *at let:at><FaultRow at faults/></For>
                <Button kind=ButtonKind::Quiet icon=PLUS on_press=add>"Add a fault"</Button>
            </div>
        </details>
    }
}

#[component]
fn FaultRow(at: usize, faults: RwSignal<Vec<Wanted>>) -> impl IntoView {
    let row = memo(move || faults.with(|all| all.get(at).cloned()).unwrap_or_default());
    let set = move |change: &dyn Fn(&mut Wanted)| {
        faults.update(|faults| {
            if let Some(row) = faults.get_mut(at) {
                change(row);
            }
        });
    };
    let choose = move |name: String| {
        let number = KINDS.iter().find(|(key, ..)| *key == name).and_then(|(.., number)| *number);
        set(&move |row| *row = (name.clone(), number.unwrap_or_default().to_owned()));
    };
    let options = KINDS.map(|(key, words, _)| {
        let is_chosen = move || row.get().0 == key;
        view! { <option value=key selected=is_chosen>{words}</option> }
    });
    let takes_number = memo(move || {
        let name = row.get().0;
        KINDS.iter().any(|(key, _, number)| *key == name && number.is_some())
    });

    view! {
        <div class="dial__fault">
            <select
                class="field__input"
                aria-label=format!("Fault {}", at + 1)
                on:change:target=move |event| choose(event.target().value())
            >
                {options.collect_view()}
            </select>
            <Show when=move || takes_number.get()>
                <input
                    class="field__input dial__number"
                    inputmode="numeric"
                    aria-label=format!("Number of fault {}", at + 1)
                    prop:value=move || row.get().1
                    on:input:target=move |event| {
                        let number = event.target().value();
                        set(&move |row| row.1.clone_from(&number));
                    }
                />
            </Show>
            <IconButton
                icon=TRASH
                label=format!("Remove fault {}", at + 1)
                on_press=move |_| faults.update(|faults| drop(faults.remove(at)))
            />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_that_is_offered_can_be_asked_for() {
        for (name, _, number) in KINDS {
            let wanted = (name.to_owned(), number.unwrap_or_default().to_owned());
            assert_eq!(parsed(&[wanted]).map(|faults| faults.len()), Ok(1), "{name}");
        }
    }

    #[test]
    fn a_number_that_cannot_be_is_told() {
        let why = parsed(&[("close".to_owned(), "12".to_owned())]).unwrap_err();
        assert!(why.starts_with("`close=12` is no fault"), "{why}");
    }
}
