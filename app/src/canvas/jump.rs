//! Going along transitions: to what follows, and back to what leads here.

use leptos::prelude::*;

use super::picker::{Choice, Picker};
use super::scene::Scene;
use super::stage::Stage;
use crate::icon::Icon;

impl Stage {
    /// Goes where the selected edge leads, or the first way out of the current card.
    pub(super) fn follow(&self) {
        let edge = self.editor.selection.with_untracked(|selection| selection.edge.clone());
        let stop = self.stop.get_untracked();
        let next = self.scene(|scene| {
            let to = match &edge {
                Some((name, exit)) => scene.edge(name, exit)?.to,
                None => scene.edges(scene.position(stop.as_deref()?)?).first()?.to,
            };
            scene.cards().get(to).map(|card| card.name.clone())
        });
        match next {
            Some(name) => self.go_to(&name),
            None => self.editor.announce("Nothing follows"),
        }
    }

    /// Goes where the selected edge begins, or to what leads to the current card; of several, the
    /// author chooses.
    pub(super) fn go_back(&self) {
        let edge = self.editor.selection.with_untracked(|selection| selection.edge.clone());
        if let Some((name, _)) = edge {
            self.go_to(&name);
            return;
        }
        let Some(stop) = self.stop.get_untracked() else { return };
        let before = self.scene(|scene| leading_to(scene, &stop));
        match before.as_slice() {
            [] => self.editor.announce(format!("Nothing leads to {stop}")),
            [name] => self.go_to(name),
            _ => self.origins.set(Some((stop, before))),
        }
    }
}

/// The names of the cards that lead to one, itself left out.
fn leading_to(scene: &Scene, name: &str) -> Vec<String> {
    let Some(to) = scene.position(name) else { return Vec::new() };
    let leads_there = |from: &usize| scene.edges(*from).iter().any(|edge| edge.to == to);
    let from = (0..scene.cards().len()).filter(|from| *from != to).filter(leads_there);
    from.map(|from| scene.cards()[from].name.clone()).collect()
}

/// The list of what leads to a card, while the author chooses.
#[component]
pub(super) fn Origins() -> impl IntoView {
    let stage = expect_context::<Stage>();
    move || {
        let (name, before) = stage.origins.get()?;
        let rect = stage.scene(|scene| scene.card(&name).map(|card| card.rect))?;
        let place = stage.view().to_screen(rect.centre());
        let found = move |words: String| {
            let words = words.to_lowercase();
            let fits = before.iter().filter(|name| name.to_lowercase().contains(&words));
            let kind =
                |name: &str| stage.scene(|scene| scene.card(name).map(|card| Icon::of(&card.kind)));
            let choice = |name: &String| {
                Some(Choice { key: name.clone(), label: name.clone(), icon: kind(name)? })
            };
            fits.filter_map(choice).collect::<Vec<_>>()
        };
        let choose = move |name: String| {
            stage.origins.set(None);
            stage.go_to(&name);
        };
        let label = format!("What leads to {name}");
        // Closing itself takes the focus away, which closes again: then there is nothing to do.
        let close = move || {
            if stage.origins.try_update(Option::take).flatten().is_some() {
                stage.focus_wanted.set(Some(name.clone()));
            }
        };
        Some(view! { <Picker label place found on_choose=choose on_close=close/> })
    }
}

#[cfg(test)]
mod tests {
    use flow::Flow;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_leads_to_a_card_is_found_once_each() {
        let say = |name: &str, next: &str| {
            json!({ "name": name, "type": "gather-input-on-call", "properties": {}, "transitions": [
                { "event": "keypress", "next": next }, { "event": "speech", "next": next }] })
        };
        let states = [say("a", "c"), say("b", "c"), say("c", "c")];
        let scene = Scene::new(&Flow::from_value(json!({ "states": states })).unwrap());
        assert_eq!(leading_to(&scene, "c"), ["a", "b"]);
        assert_eq!(leading_to(&scene, "a"), [""; 0]);
    }
}
