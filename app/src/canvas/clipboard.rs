//! Copies: beside what is selected, and by way of the clipboard, as Studio's JSON.

use flow::edit::{self, Loose, Paste};
use flow::{Flow, Offset};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::ClipboardEvent;

use super::delete::{Gap, enumerated};
use super::geometry::{Point, Rect, snapped};
use super::keys::is_typing;
use super::scene::Scene;
use super::stage::Stage;
use crate::api::sentence_case;
use crate::components::browser;
use crate::editor::Selection;

/// How far copies keep from each other.
const AIR: f64 = 40.0;
/// How many places are tried before copies may lie on something.
const MOST: u32 = 1000;

impl Stage {
    /// Copies the selected states beside themselves.
    pub(super) fn duplicate(&self) {
        let names = self.editor.selection.with_untracked(|selection| selection.states.clone());
        let by = self.scene(|scene| {
            let rects: Vec<Rect> =
                names.iter().filter_map(|name| scene.card(name).map(|card| card.rect)).collect();
            beside(&rects, scene)
        });
        match by {
            Some(by) => self.bring_in(|flow| edit::duplicate(flow, &names, by), "copied"),
            None => self.editor.announce("Select a widget first"),
        }
    }

    /// Puts the selected states into the clipboard; tells whether there are any.
    pub(super) fn copy(&self, event: &ClipboardEvent) -> bool {
        if is_for_the_page(event) {
            return false;
        }
        let (Some((names, text)), Some(clipboard)) = (self.clipping(), event.clipboard_data())
        else {
            return false;
        };
        let is_kept = clipboard.set_data("text/plain", &text).is_ok();
        event.prevent_default();
        self.editor.announce(if is_kept {
            format!("{} copied to the clipboard", enumerated(&names))
        } else {
            "The browser did not let the clipboard be used".to_owned()
        });
        is_kept
    }

    /// Puts the selected states into the clipboard without the browser's own command; tells
    /// whether there are any.
    pub(super) fn copy_selection(&self) -> bool {
        let Some((names, text)) = self.clipping() else { return false };
        browser::copy(&text);
        self.editor.announce(format!("{} copied to the clipboard", enumerated(&names)));
        true
    }

    /// The names of the selected states, and their JSON.
    fn clipping(&self) -> Option<(Vec<String>, String)> {
        let names = self.editor.selection.with_untracked(|selection| selection.states.clone());
        let text = self.editor.with_flow(|flow| edit::clipping(flow, &names))?;
        Some((names, text))
    }

    /// Moves the selected states into the clipboard.
    pub(super) fn cut(&self, event: &ClipboardEvent) {
        if self.copy(event) {
            self.delete_selection(Gap::Leave);
        }
    }

    /// Brings in what is in the clipboard: where the pointer is, else in the middle.
    pub(super) fn paste(&self, event: &ClipboardEvent) {
        if is_for_the_page(event) {
            return;
        }
        let Some(text) = event.clipboard_data().and_then(|it| it.get_data("text/plain").ok())
        else {
            return;
        };
        event.prevent_default();
        self.paste_text(&text);
    }

    /// Brings in what is in the clipboard at a place of the screen, without the browser's own
    /// command.
    pub(super) fn paste_at(stage: Self, place: Point) {
        spawn_local(async move {
            let text = browser::pasted().await;
            if stage.pointer.is_disposed() {
                return;
            }
            stage.pointer.set_value(Some(place));
            match text {
                Some(text) => stage.paste_text(&text),
                None => {
                    stage
                        .toasts
                        .say("The browser does not let the clipboard be read: press Ctrl V.");
                }
            }
        });
    }

    fn paste_text(&self, text: &str) {
        match edit::read_clipping(text) {
            Ok(clipping) => {
                let by = self.scene(|scene| self.way_here(&clipping, scene));
                self.bring_in(|flow| edit::paste(flow, &clipping, by), "pasted");
            }
            Err(error) => self.toasts.say(sentence_case(&error.to_string())),
        }
    }

    /// Carries a paste out, selects what came, and tells what it lost.
    fn bring_in(
        &self,
        make: impl FnOnce(&Flow) -> Result<Paste, edit::EditError>,
        done: &'static str,
    ) {
        let paste = match self.editor.with_flow(make) {
            Ok(paste) => paste,
            Err(error) => return self.toasts.say(sentence_case(&error.to_string())),
        };
        let Paste { edit, names, loose, without_trigger } = paste;
        if !self.editor.edit(|_| Ok(edit)) {
            return;
        }
        if let Some(first) = names.first() {
            self.reveal(first);
            self.stop.set(Some(first.clone()));
            self.focus_wanted.set(Some(first.clone()));
        }
        self.editor.announce(format!("{} {done}", enumerated(&names)));
        self.editor.selection.set(Selection { states: names, edge: None });
        if !loose.is_empty() {
            self.toasts.say(loosened(&loose));
        }
        if without_trigger {
            self.toasts.say("The trigger was left out: a flow has one.");
        }
    }

    /// How far what is pasted has to go.
    fn way_here(&self, clipping: &Flow, scene: &Scene) -> Offset {
        let (width, height) = self.size.get_untracked();
        let middle = Point::new(width / 2.0, height / 2.0);
        let wish = self.view().to_canvas(self.pointer.get_value().unwrap_or(middle));
        let pasted = Scene::new(clipping);
        let rects = pasted.cards().iter().filter(|card| card.kind != "trigger");
        let rects: Vec<Rect> = rects.map(|card| card.rect).collect();
        let Some(bounds) = around(&rects) else { return Offset::default() };
        let centre = bounds.centre();
        let by = snapped(Point::new(wish.x - centre.x, wish.y - centre.y));
        clear(&rects, scene, by)
    }
}

/// Whether a field, a marked text or a window over the page has its own use for the clipboard.
fn is_for_the_page(event: &ClipboardEvent) -> bool {
    let has_marked = || {
        let selection = window().get_selection().ok().flatten();
        selection.is_some_and(|selection| !selection.is_collapsed())
    };
    let is_covered = || document().query_selector("dialog[open]").ok().flatten().is_some();
    is_typing(event) || has_marked() || is_covered()
}

/// What a paste had to leave loose, in words.
fn loosened(loose: &[Loose]) -> String {
    const FEW: usize = 3;
    let some = loose.iter().take(FEW);
    let some: Vec<String> =
        some.map(|it| format!("{} on {} (to {})", it.from, it.event, it.to)).collect();
    let more =
        if loose.len() > FEW { format!(" and {} more", loose.len() - FEW) } else { String::new() };
    format!("Wire again what led to widgets that are not here: {}{more}.", some.join(", "))
}

/// How far copies go to stand to the right of what is copied, where nothing is yet.
fn beside(rects: &[Rect], scene: &Scene) -> Option<Offset> {
    let bounds = around(rects)?;
    let step = bounds.width + AIR;
    let is_free = |by: &f64| scene.within(&Rect { x: bounds.x + by, ..bounds }).next().is_none();
    let mut steps = (1..=MOST).map(|at| f64::from(at) * step);
    let by = snapped(Point::new(steps.find(is_free).unwrap_or(step), 0.0));
    Some(Offset { x: by.x, y: by.y })
}

/// `by`, and a little more for as long as a card would cover another one exactly.
fn clear(rects: &[Rect], scene: &Scene, mut by: Point) -> Offset {
    let taken: std::collections::HashSet<(i64, i64)> =
        scene.cards().iter().map(|card| whole(card.rect.x, card.rect.y)).collect();
    for _ in 0..MOST {
        if !rects.iter().any(|rect| taken.contains(&whole(rect.x + by.x, rect.y + by.y))) {
            break;
        }
        by = Point::new(by.x + 30.0, by.y + 30.0);
    }
    Offset { x: by.x, y: by.y }
}

fn whole(x: f64, y: f64) -> (i64, i64) {
    // A canvas has no place beyond what an i64 holds; the cast saturates there.
    #[expect(clippy::cast_possible_truncation)]
    (x.round() as i64, y.round() as i64)
}

fn around(rects: &[Rect]) -> Option<Rect> {
    rects.iter().copied().reduce(|all, rect| all.with(&rect))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn scene(places: &[(f64, f64)]) -> Scene {
        let state = |(at, (x, y)): (usize, &(f64, f64))| {
            json!({ "name": format!("s{at}"), "type": "say-play", "transitions": [],
                    "properties": { "offset": { "x": x, "y": y } } })
        };
        let states: Vec<Value> = places.iter().enumerate().map(state).collect();
        Scene::new(&Flow::from_value(json!({ "states": states })).unwrap())
    }

    #[test]
    fn copies_stand_to_the_right_where_nothing_is() {
        let scene = scene(&[(0.0, 0.0), (340.0, 20.0), (0.0, 400.0)]);
        let rects: Vec<Rect> = scene.cards().iter().map(|card| card.rect).collect();
        assert_eq!(beside(&rects[..1], &scene), Some(Offset { x: 680.0, y: 0.0 }));
        assert_eq!(beside(&rects[2..], &scene), Some(Offset { x: 340.0, y: 0.0 }));
        assert_eq!(beside(&[], &scene), None);
    }

    #[test]
    fn a_paste_never_covers_a_card_exactly() {
        let scene = scene(&[(0.0, 0.0), (30.0, 30.0)]);
        let rect = scene.cards()[0].rect;
        let by = clear(&[rect], &scene, Point::default());
        assert_eq!(by, Offset { x: 60.0, y: 60.0 });
    }

    #[test]
    fn what_is_loose_is_told_and_the_rest_counted() {
        let loose = |at: usize| Loose {
            from: format!("a{at}"),
            event: "timeout".to_owned(),
            to: "gone".to_owned(),
        };
        let few: Vec<Loose> = (0..1).map(loose).collect();
        let text = "Wire again what led to widgets that are not here: a0 on timeout (to gone).";
        assert_eq!(loosened(&few), text);
        let many: Vec<Loose> = (0..5).map(loose).collect();
        assert!(loosened(&many).ends_with("a2 on timeout (to gone) and 2 more."));
    }
}
