//! Notes: an author's words beside the widgets, on the canvas and nowhere else.

use flow::notes::{MAX_CHARACTERS, Note};
use leptos::html;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

use super::geometry::{Point, Rect, snapped};
use super::stage::Stage;
use crate::components::{For, IconButton};
use crate::icon::{GRIP, Picture, TRASH};
use crate::reactive::{RwSignal, effect, memo};

/// The size of a new note, and the smallest one may be.
const SIZE: Point = Point { x: 220.0, y: 132.0 };
const SMALLEST: Point = Point { x: 130.0, y: 72.0 };
/// How far a note moves or grows by one press of an arrow key.
const STEP: f64 = 10.0;

/// A note on its way, or growing.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Carried {
    from: Point,
    by: Point,
    grows: bool,
}

impl Stage {
    /// Puts an empty note where nothing is, near the middle of what is seen, ready to be written
    /// on.
    pub(crate) fn add_note(&self) {
        let (width, height) = self.size.get_untracked();
        let seen = self.view().shown(width, height);
        let notes = self.editor.notes.get_untracked();
        let at = free_place(&seen, |place| {
            self.scene(|scene| scene.within(place).next().is_none())
                && !notes.iter().any(|note| self::place(note).meets(place))
        });
        let (x, y, width, height) = (at.x, at.y, SIZE.x, SIZE.y);
        let note = Note { id: 0, text: String::new(), x, y, width, height };
        if let Some(id) = self.editor.add_note(note) {
            self.note_wanted.set(Some(id));
            self.editor.announce("Note added");
        }
    }
}

/// A place for a new note in what is seen: the one nearest to the middle that is free, or else the
/// middle.
fn free_place(seen: &Rect, is_free: impl Fn(&Rect) -> bool) -> Point {
    const STEP: f64 = 40.0;
    const AIR: f64 = 12.0;
    let middle = Point::new(seen.centre().x - SIZE.x / 2.0, seen.y + seen.height / 3.0);
    let (across, down) = (seen.width - SIZE.x, seen.height - SIZE.y);
    let steps =
        |length: f64| (0..80).map(|at| f64::from(at) * STEP).take_while(move |x| *x < length);
    let places = steps(across)
        .flat_map(|x| steps(down).map(move |y| Point::new(seen.x + x, seen.y + y)))
        .map(snapped)
        .filter(|at| is_free(&Rect { x: at.x, y: at.y, width: SIZE.x, height: SIZE.y }.grown(AIR)));
    let nearest = places.min_by(|a, b| a.distance(middle).total_cmp(&b.distance(middle)));
    nearest.unwrap_or_else(|| snapped(middle))
}

/// Where a note is, and how large.
pub(super) fn place(note: &Note) -> Rect {
    Rect { x: note.x, y: note.y, width: note.width, height: note.height }
}

/// A place after a note was carried, or its corner was.
fn carried_to(rect: Rect, by: Point, grows: bool) -> Rect {
    if grows {
        let to = snapped(Point::new(rect.width + by.x, rect.height + by.y));
        Rect { width: to.x.max(SMALLEST.x), height: to.y.max(SMALLEST.y), ..rect }
    } else {
        let to = snapped(Point::new(rect.x + by.x, rect.y + by.y));
        Rect { x: to.x, y: to.y, ..rect }
    }
}

/// All notes.
#[component]
pub(super) fn Notes() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let ids = memo(move || {
        stage.editor.notes.with(|all| all.iter().map(|note| note.id).collect::<Vec<_>>())
    });
    view! {
        <For each=move || ids.get() key=|id| *id let(id)>
            <NoteCard id/>
        </For>
    }
}

#[component]
fn NoteCard(id: u64) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let editor = stage.editor;
    let note =
        memo(move || editor.notes.with(|all| all.iter().find(|note| note.id == id).cloned()));
    let carried = RwSignal::new(None::<Carried>);
    let rect = move || {
        let rect = note.with(|note| note.as_ref().map(place)).unwrap_or_default();
        carried.get().map_or(rect, |it| carried_to(rect, it.by, it.grows))
    };
    let text =
        move || note.with(|note| note.as_ref().map(|it| it.text.clone())).unwrap_or_default();
    let put = move |by: Point, grows: bool| {
        let change = |note: &mut Note| {
            let rect = carried_to(place(note), by, grows);
            (note.x, note.y, note.width, note.height) = (rect.x, rect.y, rect.width, rect.height);
        };
        editor.change_note(id, change, None);
    };
    let remove = move || {
        editor.change_notes(|notes| notes.retain(|note| note.id != id), None);
        editor.announce("Note removed");
    };

    let down = move |event: PointerEvent, grows: bool| {
        event.stop_propagation();
        if event.button() != 0 {
            return;
        }
        let target = event_target::<web_sys::Element>(&event);
        // Without capture a fast drag loses its pointer; there is nothing else to do then.
        let _ = target.set_pointer_capture(event.pointer_id());
        carried.set(Some(Carried { from: screen(&event), by: Point::default(), grows }));
    };
    let moved = move |event: PointerEvent| {
        event.stop_propagation();
        let zoom = stage.view().zoom;
        if let Some(it) = carried.get_untracked() {
            let at = screen(&event);
            let by = Point::new((at.x - it.from.x) / zoom, (at.y - it.from.y) / zoom);
            carried.set(Some(Carried { by, ..it }));
        }
    };
    let up = move |_| {
        if let Some(it) = carried.try_update(Option::take).flatten()
            && it.by != Point::default()
        {
            put(it.by, it.grows);
        }
    };
    let key = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => Point::new(-STEP, 0.0),
            "ArrowRight" => Point::new(STEP, 0.0),
            "ArrowUp" => Point::new(0.0, -STEP),
            "ArrowDown" => Point::new(0.0, STEP),
            "Delete" | "Backspace" => {
                event.prevent_default();
                event.stop_propagation();
                remove();
                return;
            }
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        put(by, event.shift_key());
    };

    let paper = NodeRef::<html::Textarea>::new();
    effect(move || {
        if let Some(paper) = paper.get()
            && stage.note_wanted.get() == Some(id)
        {
            // An element on the page can always take the focus.
            let _ = paper.focus();
            stage.note_wanted.set(None);
        }
    });
    let write = move |event| {
        let text = event_target_value(&event);
        editor.change_note(id, |note| note.text = text, Some(format!("note/{id}")));
    };
    view! {
        <div
            class="note"
            class:note--carried=move || carried.get().is_some()
            role="group"
            aria-label="Note"
            style:transform=move || format!("translate({}px,{}px)", rect().x, rect().y)
            style:width=move || format!("{}px", rect().width)
            style:height=move || format!("{}px", rect().height)
            on:pointerdown=|event| event.stop_propagation()
            on:pointermove=|event| event.stop_propagation()
        >
            <div class="note__bar">
                <button
                    type="button"
                    class="note__grip"
                    aria-label="Move this note"
                    aria-keyshortcuts="ArrowDown Shift+ArrowDown Delete"
                    title="Drag. Arrow keys move it, with Shift its corner; Delete removes it."
                    on:pointerdown=move |event| down(event, false)
                    on:pointermove=moved
                    on:pointerup=up
                    on:pointercancel=move |_| carried.set(None)
                    on:keydown=key
                >
                    <Picture icon=GRIP/>
                </button>
                <IconButton icon=TRASH label="Delete this note" on_press=move |_| remove()/>
            </div>
            <textarea
                node_ref=paper
                class="note__text"
                aria-label="Text of the note"
                placeholder="Write a note"
                maxlength=MAX_CHARACTERS.to_string()
                prop:value=text
                on:input=write
                on:blur=move |_| editor.end_run()
            ></textarea>
            <div
                class="note__corner"
                aria-hidden="true"
                on:pointerdown=move |event| down(event, true)
                on:pointermove=moved
                on:pointerup=up
                on:pointercancel=move |_| carried.set(None)
            ></div>
        </div>
    }
}

fn screen(event: &PointerEvent) -> Point {
    Point::new(f64::from(event.client_x()), f64::from(event.client_y()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_note_lies_beside_what_is_there() {
        let seen = Rect { x: 0.0, y: 0.0, width: 1200.0, height: 800.0 };
        let card = Rect { x: 300.0, y: 0.0, width: 600.0, height: 800.0 };
        let at = free_place(&seen, |place| !place.meets(&card));
        assert!(at.x + SIZE.x <= card.x || at.x >= card.right(), "{at:?}");
        assert!((at.y - 800.0 / 3.0).abs() < 41.0, "{at:?}");
        let middle = free_place(&seen, |_| false);
        assert!((middle.x - 490.0).abs() < 21.0, "{middle:?}");
    }

    #[test]
    fn a_note_is_carried_on_the_grid_and_never_becomes_too_small() {
        let rect = Rect { x: 0.0, y: 0.0, width: 220.0, height: 132.0 };
        let moved = carried_to(rect, Point::new(33.0, -12.0), false);
        assert_eq!((moved.width, moved.height), (220.0, 132.0));
        assert_eq!(Point::new(moved.x, moved.y), snapped(Point::new(33.0, -12.0)));
        let grown = carried_to(rect, Point::new(-500.0, 40.0), true);
        assert_eq!((grown.x, grown.width), (0.0, SMALLEST.x));
        assert!(grown.height > 160.0);
    }
}
