//! Removing what is selected, and closing the gap it leaves.

use flow::edit::{self, Bridge};

use super::stage::Stage;

/// What becomes of the ways that led to what is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// They lead nowhere; where they could lead on, that is offered.
    Leave,
    /// They lead to the widget behind, where there is one.
    Bridge,
}

impl Stage {
    /// Removes the selected states, or unwires the selected edge.
    pub(crate) fn delete_selection(&self, gap: Gap) {
        let selection = self.editor.selection.get_untracked();
        if let Some((name, exit)) = &selection.edge {
            self.wire(name, exit, None);
            self.editor.select_none();
            return;
        }
        let names: Vec<String> = self.editor.with_flow(|flow| {
            let is_trigger =
                |name: &str| flow.state(name).is_some_and(|state| state.kind() == "trigger");
            selection.states.iter().filter(|name| !is_trigger(name)).cloned().collect()
        });
        if names.is_empty() {
            if !selection.states.is_empty() {
                self.editor.announce("The trigger cannot be removed");
            }
            return;
        }
        let next = self.editor.with_flow(|flow| flow.initial_state().map(str::to_owned));
        let bridge = self.editor.with_flow(|flow| edit::bridge(flow, &names));
        let done = self.editor.edit(|flow| match gap {
            Gap::Leave => edit::remove(flow, &names),
            Gap::Bridge => edit::remove_bridging(flow, &names),
        });
        if !done {
            return;
        }
        self.stop.set(next.clone());
        self.focus_wanted.set(next);
        let removed = format!("{} removed", enumerated(&names));
        match bridge {
            Some(bridge) if gap == Gap::Leave => self.offer_bridge(removed, names, bridge),
            Some(bridge) => {
                self.editor.announce(format!(
                    "{removed}, {} leads on to {}",
                    ways(&bridge),
                    bridge.to
                ));
            }
            None => self.editor.announce(removed),
        }
    }

    /// Offers to lead the ways in to the widget behind. The message is read out by itself.
    fn offer_bridge(&self, removed: String, names: Vec<String>, bridge: Bridge) {
        let stage = *self;
        let label = format!("Connect {} to {}", ways(&bridge), bridge.to);
        self.toasts.offer(removed, label, move || {
            // The removal may have been taken back meanwhile.
            let is_back = |name: &String| stage.scene(|scene| scene.position(name).is_some());
            if names.iter().any(is_back) {
                stage.editor.announce("There is no gap any more");
                return;
            }
            if stage.editor.edit(|flow| edit::connect(flow, &bridge.from, &bridge.to)) {
                stage.editor.announce(format!("{} leads to {}", ways(&bridge), bridge.to));
            }
        });
    }
}

/// The ways in, in words: the state's name where there is one.
fn ways(bridge: &Bridge) -> String {
    match bridge.from.as_slice() {
        [(name, _)] => name.clone(),
        ways => format!("{} ways", ways.len()),
    }
}

/// Names in a row; many are counted.
pub(super) fn enumerated(names: &[String]) -> String {
    const FEW: usize = 3;
    if names.len() <= FEW { names.join(", ") } else { format!("{} widgets", names.len()) }
}
