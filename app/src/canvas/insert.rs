//! New widgets on the canvas: dropped, added by key, drawn out of a port, put onto an edge.

use flow::edit::{self, Edit, EditError};
use flow::widget::{Exit, Widget};
use flow::{Flow, Offset};

use super::card::WIDTH;
use super::geometry::{Point, Rect, snapped};
use super::stage::Stage;

/// What a new widget is to be wired with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Site {
    /// A state's way out leads to it.
    After(String, Exit),
    /// It is inserted on the edge of a state's way out.
    Within(String, Exit),
    /// Nothing.
    Ground,
}

/// A new widget that is yet to be chosen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Adding {
    /// What it is wired with.
    pub(crate) site: Site,
    /// Where the new card's entry is to stand, on the canvas; none for a free place nearby.
    pub(crate) at: Option<Point>,
    /// Where the list of widgets is to open, on the screen.
    pub(crate) place: Point,
}

impl Stage {
    /// Whether a place in the window is on the canvas.
    pub(crate) fn holds(&self, at: Point) -> bool {
        let (corner, (width, height)) = (self.corner.get_value(), self.size.get_untracked());
        Rect { x: corner.x, y: corner.y, width, height }.contains(at)
    }

    /// Lights the edge up that a widget would land on, if it were let go here in the window.
    pub(crate) fn carry_over(&self, at: Point) {
        let corner = self.corner.get_value();
        let edge = self
            .holds(at)
            .then(|| self.edge_at(Point::new(at.x - corner.x, at.y - corner.y)))
            .flatten();
        self.land_on(edge);
    }

    /// Lights up the edge that takes in what is let go now.
    pub(crate) fn land_on(&self, edge: Option<(usize, usize)>) {
        if self.landing.with_untracked(|before| *before != edge) {
            self.landing.set(edge);
        }
    }

    /// Places a new state where the pointer dropped it; on an edge it is inserted there.
    pub(crate) fn drop_widget(&self, widget: &'static Widget, at: Point) {
        let corner = self.corner.get_value();
        let at = Point::new(at.x - corner.x, at.y - corner.y);
        let point = self.view().to_canvas(at);
        let place = snapped(Point::new(point.x - WIDTH / 2.0, point.y - 18.0));
        let place = Offset { x: place.x, y: place.y };
        let edge = self.edge_at(at);
        self.land_on(None);
        match edge.and_then(|(card, edge)| self.scene(|scene| scene.edge_name(card, edge))) {
            Some((name, exit)) => {
                self.insert(|flow| edit::insert_between(flow, widget, place, &name, &exit));
            }
            None => self.insert(|flow| Ok(edit::add(flow, widget, place))),
        }
    }

    /// Places a new state: on the selected edge; below the selected card, and where that has one
    /// way out that leads nowhere, this leads to the new state; else near the middle.
    pub fn add_widget(&self, widget: &'static Widget) {
        let selection = self.editor.selection.get_untracked();
        if let Some((name, exit)) = &selection.edge
            && let Some(place) = self.place_on(name, exit)
        {
            self.insert(|flow| edit::insert_between(flow, widget, place, name, exit));
            return;
        }
        let before =
            selection.single().and_then(|name| self.scene(|scene| scene.card(name).cloned()));
        let (width, height) = self.size.get_untracked();
        let wish = match &before {
            Some(card) => Point::new(card.rect.x, card.rect.bottom() + 60.0),
            None => {
                let middle = self.view().to_canvas(Point::new(width / 2.0, height / 3.0));
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

    /// Places a new state where its list of widgets was opened for it.
    pub(super) fn add_chosen(&self, widget: &'static Widget, adding: &Adding) {
        let nearby = || match &adding.site {
            Site::After(name, _) => self.scene(|scene| {
                let card = scene.card(name)?.rect;
                Some(scene.free_place(Offset { x: card.x, y: card.bottom() + 60.0 }))
            }),
            Site::Within(name, exit) => self.place_on(name, exit),
            Site::Ground => None,
        };
        let place = match adding.at {
            Some(at) => {
                let place = snapped(Point::new(at.x - WIDTH / 2.0, at.y));
                Offset { x: place.x, y: place.y }
            }
            None => nearby().unwrap_or_default(),
        };
        self.insert(|flow| match &adding.site {
            Site::After(name, exit) => edit::add_after(flow, widget, place, name, exit),
            Site::Within(name, exit) => edit::insert_between(flow, widget, place, name, exit),
            Site::Ground => Ok(edit::add(flow, widget, place)),
        });
    }

    /// A free place for a card on the middle of an edge.
    fn place_on(&self, name: &str, exit: &Exit) -> Option<Offset> {
        self.scene(|scene| {
            let route = &scene.edge(name, exit)?.route;
            let middle = Rect::between(route.start, route.end()).centre();
            let place = snapped(Point::new(middle.x - WIDTH / 2.0, middle.y - 46.0));
            Some(scene.free_place(Offset { x: place.x, y: place.y }))
        })
    }

    fn insert(&self, make: impl FnOnce(&Flow) -> Result<(Edit, String), EditError>) {
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
}
