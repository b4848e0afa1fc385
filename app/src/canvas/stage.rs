//! What the canvas knows beside the draft, for as long as it is open: its size, the gesture
//! under way, which cards are near. And what can be done on it, by pointer or by key.

use std::collections::HashSet;

use flow::edit::{self, Edit};
use flow::widget::{Exit, Widget};
use flow::{Flow, Offset};
use leptos::prelude::*;

use super::card::WIDTH;
use super::geometry::{Point, Rect, Viewport, snapped};
use super::gesture::Gesture;
use super::scene::{Direction, Hit, Scene};
use crate::editor::{Editor, Selection};

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
    pub(crate) hover: RwSignal<Option<Hit>>,
    /// Names of the cards that are elements of the page.
    pub(crate) near: RwSignal<Vec<String>>,
    /// The card the Tab key comes to.
    pub(crate) stop: RwSignal<Option<String>>,
    /// The card that is to have the focus as soon as it is there.
    pub(crate) focus_wanted: RwSignal<Option<String>>,
    /// The port being wired by keyboard.
    pub(crate) connecting: RwSignal<Option<(String, Exit)>>,
    /// Whether the space bar is held, so that dragging pans.
    pub(crate) space: StoredValue<bool>,
    /// Counts changes of the colours.
    pub(crate) themes: RwSignal<u32>,
}

impl Stage {
    /// The canvas of an editor.
    pub fn new(editor: Editor) -> Self {
        let first = editor.with_flow(|flow| flow.initial_state().map(str::to_owned));
        Self {
            editor,
            size: RwSignal::new((0.0, 0.0)),
            corner: StoredValue::new(Point::default()),
            gesture: RwSignal::new(Gesture::Idle),
            lifted: RwSignal::new(HashSet::new()),
            lift_by: RwSignal::new(Point::default()),
            hover: RwSignal::new(None),
            near: RwSignal::new(Vec::new()),
            stop: RwSignal::new(first),
            focus_wanted: RwSignal::new(None),
            connecting: RwSignal::new(None),
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
        if let Some(bounds) = self.scene(Scene::bounds) {
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

    /// Moves the focus to the nearest card in a direction.
    pub(crate) fn step(&self, direction: Direction) {
        let from = self.stop.get_untracked();
        let next = self.scene(|scene| {
            let from = from.and_then(|name| scene.position(&name))?;
            let next = scene.neighbour(from, direction)?;
            scene.cards().get(next).map(|card| card.name.clone())
        });
        match next {
            Some(name) => self.go_to(&name),
            None => self.editor.announce("No widget that way"),
        }
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

    /// Removes the selected states, or unwires the selected edge.
    pub fn delete_selection(&self) {
        let selection = self.editor.selection.get_untracked();
        if let Some((name, exit)) = &selection.edge {
            self.wire(name, exit, None);
            self.editor.select_none();
            return;
        }
        let is_trigger = |flow: &Flow, name: &String| {
            flow.state(name).is_some_and(|state| state.kind() == "trigger")
        };
        let names: Vec<String> = self.editor.with_flow(|flow| {
            selection.states.iter().filter(|name| !is_trigger(flow, name)).cloned().collect()
        });
        if names.is_empty() {
            if !selection.states.is_empty() {
                self.editor.announce("The trigger cannot be removed");
            }
            return;
        }
        let next = self.editor.with_flow(|flow| flow.initial_state().map(str::to_owned));
        if self.editor.edit(|flow| edit::remove(flow, &names)) {
            self.editor.announce(format!("{} removed", names.join(", ")));
            self.stop.set(next.clone());
            self.focus_wanted.set(next);
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

    /// Whether a place in the window is on the canvas.
    pub(crate) fn holds(&self, at: Point) -> bool {
        let (corner, (width, height)) = (self.corner.get_value(), self.size.get_untracked());
        Rect { x: corner.x, y: corner.y, width, height }.contains(at)
    }

    /// Places a new state where the pointer dropped it.
    pub(crate) fn drop_widget(&self, widget: &'static Widget, at: Point) {
        let corner = self.corner.get_value();
        let point = self.view().to_canvas(Point::new(at.x - corner.x, at.y - corner.y));
        let place = snapped(Point::new(point.x - WIDTH / 2.0, point.y - 18.0));
        self.insert(|flow| Ok(edit::add(flow, widget, Offset { x: place.x, y: place.y })));
    }

    /// Places a new state near the middle, or below the selected card; when that has one way
    /// out that leads nowhere, it leads to the new state.
    pub fn add_widget(&self, widget: &'static Widget) {
        let before = self.editor.selection.with_untracked(|selection| {
            selection.single().and_then(|name| self.scene(|scene| scene.card(name).cloned()))
        });
        let (width, height) = self.size.get_untracked();
        let view = self.view();
        let wish = match &before {
            Some(card) => Point::new(card.rect.x, card.rect.bottom() + 60.0),
            None => {
                let middle = view.to_canvas(Point::new(width / 2.0, height / 3.0));
                snapped(Point::new(middle.x - WIDTH / 2.0, middle.y))
            }
        };
        let place = self.scene(|scene| scene.free_place(Offset { x: wish.x, y: wish.y }));
        let open = before.and_then(|card| {
            let mut open = card.ports.iter().filter(|port| port.next.is_none());
            let port = open.next().filter(|_| open.next().is_none())?;
            Some((card.name.clone(), port.exit.clone()))
        });
        self.insert(|flow| match &open {
            Some((name, exit)) => edit::add_after(flow, widget, place, name, exit),
            None => Ok(edit::add(flow, widget, place)),
        });
    }

    fn insert(&self, make: impl FnOnce(&Flow) -> Result<(Edit, String), edit::EditError>) {
        let mut name = String::new();
        let done = self.editor.edit(|flow| {
            let (edit, added) = make(flow)?;
            name = added;
            Ok(edit)
        });
        if done {
            self.editor.announce(format!("{name} added"));
            self.go_to(&name);
        }
    }

    /// Selects every card within an area.
    pub(crate) fn select_within(&self, area: &Rect) {
        let states: Vec<String> =
            self.scene(|scene| scene.within(area).map(|card| card.name.clone()).collect());
        self.editor.announce(format!("{} selected", states.len()));
        self.editor.selection.set(Selection { states, edge: None });
    }
}
