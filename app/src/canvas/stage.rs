//! What the canvas knows beside the draft, for as long as it is open: its size, the gesture
//! under way, which cards are near. And what can be done on it, by pointer or by key.

use std::collections::HashSet;

use flow::Offset;
use flow::edit;
use flow::widget::Exit;

use super::context_menu::ContextMenu;
use super::finder::Finder;
use super::geometry::{Point, Rect, Viewport};
use super::gesture::Gesture;
use super::insert::Adding;
use super::minimap;
use super::note;
use super::scene::{Direction, Hit, Scene};
use super::snap::Guide;
use crate::components::{Toasts, browser};
use crate::editor::{Editor, Selection};
use crate::reactive::{RwSignal, StoredValue};

/// The canvas of one editor; a handle, cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    /// The editor it draws.
    pub editor: Editor,
    /// Width and height on the screen; zero until it is laid out.
    pub(crate) size: RwSignal<(f64, f64)>,
    /// Where its corner stands in the window.
    pub(crate) corner: StoredValue<Point>,
    pub(crate) gesture: RwSignal<Gesture>,
    /// Names of the cards a drag has picked up, and how far it has carried them.
    pub(crate) lifted: RwSignal<HashSet<String>>,
    pub(crate) lift_by: RwSignal<Point>,
    /// The cards in view that lifted cards are held in line with, and the lines that show it.
    pub(crate) beside: StoredValue<Vec<Rect>>,
    pub(crate) guides: RwSignal<Vec<Guide>>,
    pub(crate) hover: RwSignal<Option<Hit>>,
    /// Names of the cards that are elements of the page.
    pub(crate) near: RwSignal<Vec<String>>,
    /// The card the Tab key comes to.
    pub(crate) stop: RwSignal<Option<String>>,
    /// The card that is to have the focus as soon as it is there.
    pub(crate) focus_wanted: RwSignal<Option<String>>,
    /// The port being wired by keyboard.
    pub(crate) connecting: RwSignal<Option<(String, Exit)>>,
    /// The way out that is to lead to a new widget, and where that is to stand.
    pub(crate) adding: RwSignal<Option<Adding>>,
    /// The edge that takes in what is let go now, by card and place.
    pub(crate) landing: RwSignal<Option<(usize, usize)>>,
    /// A card and those that lead to it, while the author chooses where to go.
    pub(crate) origins: RwSignal<Option<(String, Vec<String>)>>,
    /// The menu at the pointer.
    pub(crate) menu: RwSignal<Option<ContextMenu>>,
    /// What is searched for on it.
    pub(crate) finder: Finder,
    /// Whether the command palette is open.
    pub(crate) commands_shown: RwSignal<bool>,
    /// Whether the list of keys is shown.
    pub(crate) keys_shown: RwSignal<bool>,
    /// Whether the map is shown.
    pub(crate) map_shown: RwSignal<bool>,
    /// Where the pointer was last, on the screen; none while it is elsewhere.
    pub(crate) pointer: StoredValue<Option<Point>>,
    /// The note that is to be written on as soon as it is there.
    pub(crate) note_wanted: RwSignal<Option<u64>>,
    pub(crate) toasts: Toasts,
    /// Counts the times a finger came down.
    pub(crate) presses: StoredValue<u32>,
    /// What was selected before it did.
    pub(crate) held_before: StoredValue<Vec<String>>,
    /// Whether the space bar is held, so that dragging pans.
    pub(crate) space: StoredValue<bool>,
    /// Counts changes of the colours.
    pub(crate) themes: RwSignal<u32>,
}

impl Stage {
    /// The canvas of an editor, which tells what it did in `toasts`.
    pub fn new(editor: Editor, toasts: Toasts) -> Self {
        let first = editor.with_flow(|flow| flow.initial_state().map(str::to_owned));
        Self {
            editor,
            size: RwSignal::new((0.0, 0.0)),
            corner: StoredValue::new(Point::default()),
            gesture: RwSignal::new(Gesture::Idle),
            lifted: RwSignal::new(HashSet::new()),
            lift_by: RwSignal::new(Point::default()),
            beside: StoredValue::new(Vec::new()),
            guides: RwSignal::new(Vec::new()),
            hover: RwSignal::new(None),
            near: RwSignal::new(Vec::new()),
            stop: RwSignal::new(first),
            focus_wanted: RwSignal::new(None),
            connecting: RwSignal::new(None),
            adding: RwSignal::new(None),
            landing: RwSignal::new(None),
            origins: RwSignal::new(None),
            menu: RwSignal::new(None),
            finder: Finder::new(),
            commands_shown: RwSignal::new(false),
            keys_shown: RwSignal::new(false),
            map_shown: RwSignal::new(minimap::was_shown()),
            pointer: StoredValue::new(None),
            note_wanted: RwSignal::new(None),
            toasts,
            presses: StoredValue::new(0),
            held_before: StoredValue::new(Vec::new()),
            space: StoredValue::new(false),
            themes: RwSignal::new(0),
        }
    }

    pub(crate) fn view(&self) -> Viewport {
        self.editor.viewport.get_untracked()
    }

    pub(crate) fn scene<T>(&self, read: impl FnOnce(&Scene) -> T) -> T {
        self.editor.scene.with_value(read)
    }

    /// Shows the whole flow; where it would be too small to read, its beginning.
    pub(crate) fn open(&self) {
        const READABLE: f64 = 0.6;
        self.fit();
        // An address may name the widget to begin with: /flows/FW…#greet.
        if browser::fragment().is_some_and(|name| self.show(&name)) {
            return;
        }
        if self.view().zoom >= READABLE {
            return;
        }
        let (width, _) = self.size.get_untracked();
        let first = self.stop.get_untracked();
        let place = self.scene(|scene| {
            let named = first.and_then(|name| scene.card(&name).map(|card| card.rect));
            named.or_else(|| scene.cards().first().map(|card| card.rect))
        });
        if let Some(rect) = place {
            let zoom = 0.85;
            let x = width / 2.0 - rect.centre().x * zoom;
            self.editor.viewport.set(Viewport { x, y: 48.0 - rect.y * zoom, zoom });
        }
    }

    /// Shows the whole flow.
    pub fn fit(&self) {
        let (width, height) = self.size.get_untracked();
        let notes = self.editor.notes.with_untracked(|all| {
            all.iter().map(note::place).reduce(|all, place| all.with(&place))
        });
        let bounds = [self.scene(Scene::bounds), notes].into_iter().flatten();
        if let Some(bounds) = bounds.reduce(|all, more| all.with(&more)) {
            self.editor.viewport.set(Viewport::fitting(&bounds, width, height));
        }
    }

    /// Zooms at the middle of the canvas.
    pub fn zoom_by(&self, factor: f64) {
        let (width, height) = self.size.get_untracked();
        let middle = Point::new(width / 2.0, height / 2.0);
        self.editor.viewport.update(|view| *view = view.zoomed(factor, middle));
    }

    /// Brings a state into view and selects it; tells whether there is such a state.
    pub fn show(&self, name: &str) -> bool {
        let (width, height) = self.size.get_untracked();
        let Some(rect) = self.scene(|scene| scene.card(name).map(|card| card.rect)) else {
            return false;
        };
        self.editor.viewport.update(|view| *view = view.showing(&rect, width, height));
        self.editor.select(name);
        self.stop.set(Some(name.to_owned()));
        true
    }

    /// Brings a state into view, selects it and gives it the focus.
    pub fn go_to(&self, name: &str) {
        if self.show(name) {
            self.focus_wanted.set(Some(name.to_owned()));
        }
    }

    /// Moves the focus to the nearest card in a direction, and selects it.
    pub(crate) fn step(&self, direction: Direction) {
        if let Some(name) = self.neighbour(direction) {
            self.go_to(&name);
        }
    }

    /// Moves the focus to the nearest card in a direction; what is selected stays so.
    pub(crate) fn walk(&self, direction: Direction) {
        if let Some(name) = self.neighbour(direction) {
            self.reveal(&name);
            self.stop.set(Some(name.clone()));
            self.focus_wanted.set(Some(name));
        }
    }

    fn neighbour(&self, direction: Direction) -> Option<String> {
        let from = self.stop.get_untracked();
        let next = self.scene(|scene| {
            let from = from.and_then(|name| scene.position(&name))?;
            let next = scene.neighbour(from, direction)?;
            scene.cards().get(next).map(|card| card.name.clone())
        });
        if next.is_none() {
            self.editor.announce("No widget that way");
        }
        next
    }

    /// Where something of this size stands on the screen, to be on the canvas and near `place`.
    pub(super) fn within(&self, place: Point, size: Point) -> Point {
        let (width, height) = self.size.get_untracked();
        let within = |at: f64, size: f64, all: f64| at.clamp(8.0, (all - size - 8.0).max(8.0));
        Point::new(within(place.x, size.x, width), within(place.y, size.y, height))
    }

    /// Brings a state into view, where it is not, without taking the focus.
    pub(crate) fn reveal(&self, name: &str) {
        let (width, height) = self.size.get_untracked();
        let rect = self.scene(|scene| scene.card(name).map(|card| card.rect));
        let view = self.view();
        if let Some(rect) = rect
            && view.showing(&rect, width, height) != view
        {
            self.editor.viewport.set(view.showing(&rect, width, height));
        }
    }

    /// Moves the selected cards by a step.
    pub(crate) fn nudge(&self, by: Point) {
        let names = self.editor.selection.with_untracked(|selection| selection.states.clone());
        self.move_by(&names, by);
    }

    /// Moves cards: one edit.
    pub(crate) fn move_by(&self, names: &[String], by: Point) {
        let moves: Vec<(String, Offset)> = self.editor.with_flow(|flow| {
            let place = |name: &String| {
                let from = flow.state(name)?.offset();
                Some((name.clone(), Offset { x: from.x + by.x, y: from.y + by.y }))
            };
            names.iter().filter_map(place).collect()
        });
        let Some((name, to)) = moves.first().cloned() else { return };
        if self.editor.edit(|flow| edit::move_to(flow, &moves)) {
            self.editor.announce(format!("{name} moved to {:.0}, {:.0}", to.x, to.y));
        }
    }

    /// Leads one way out of a state to another, or nowhere.
    pub(crate) fn wire(&self, name: &str, exit: &Exit, next: Option<&str>) -> bool {
        let done = self.editor.edit(|flow| edit::wire(flow, name, exit, next));
        if done {
            self.editor.announce(match next {
                Some(next) => format!("{name} leads to {next} on {}", exit.event),
                None => format!("{name} leads nowhere on {}", exit.event),
            });
        }
        done
    }

    /// Adds every card within an area to the selection.
    pub(crate) fn select_within(&self, area: &Rect) {
        let mut states = self.editor.selection.with_untracked(|selection| selection.states.clone());
        let before: HashSet<String> = states.iter().cloned().collect();
        self.scene(|scene| {
            let more = scene.within(area).filter(|card| !before.contains(&card.name));
            states.extend(more.map(|card| card.name.clone()));
        });
        self.editor.announce(format!("{} selected", states.len()));
        self.editor.selection.set(Selection { states, edge: None });
    }
}
