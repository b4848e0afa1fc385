//! What stands in the menu.

use flow::layout::Direction;

use super::About;
use crate::canvas::delete::Gap;
use crate::canvas::geometry::Point;
use crate::canvas::insert::{Adding, Site};
use crate::canvas::stage::Stage;
use crate::icon::{self, Icon};

impl About {
    pub(super) fn items(self) -> &'static [Item] {
        match self {
            Self::Card => &CARD,
            Self::Cards => &CARDS,
            Self::Edge => &EDGE,
            Self::Ground => &GROUND,
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Card => "The widget",
            Self::Cards => "The selected widgets",
            Self::Edge => "The transition",
            Self::Ground => "The flow",
        }
    }
}

/// A line of the menu.
pub(super) struct Item {
    pub(super) label: &'static str,
    pub(super) keys: &'static str,
    pub(super) icon: Icon,
    /// Gets the menu's place.
    pub(super) act: fn(Stage, Point),
}

const fn item(label: &'static str, keys: &'static str, icon: Icon, act: fn(Stage, Point)) -> Item {
    Item { label, keys, icon, act }
}

static CARD: [Item; 9] = [
    item("Open", "Enter", icon::SETTINGS, |stage, _| {
        stage.open_stop();
    }),
    item("Wire to…", "W", icon::ARROW_RIGHT, |stage, _| {
        stage.begin_connecting();
    }),
    item("To what follows", "]", icon::ARROW_DOWN, |stage, _| stage.follow()),
    item("To what leads here", "[", icon::ARROW_UP, |stage, _| stage.go_back()),
    DUPLICATE,
    COPY,
    CUT,
    REMOVE,
    item("Remove and close the gap", "Shift Delete", icon::TRASH, |stage, _| {
        stage.delete_selection(Gap::Bridge);
    }),
];

static CARDS: [Item; 4] = [DUPLICATE, COPY, CUT, REMOVE];

static EDGE: [Item; 4] = [
    item("Insert a widget…", "", icon::PLUS, |stage, place| stage.add_on_edge(place)),
    item("To where it leads", "]", icon::ARROW_DOWN, |stage, _| stage.follow()),
    item("To where it begins", "[", icon::ARROW_UP, |stage, _| stage.go_back()),
    item("Remove", "Delete", icon::TRASH, |stage, _| stage.delete_selection(Gap::Leave)),
];

static GROUND: [Item; 9] = [
    item("Add a widget…", "", icon::PLUS, |stage, place| {
        let at = stage.view().to_canvas(place);
        stage.adding.set(Some(Adding { site: Site::Ground, at: Some(at), place }));
    }),
    item("Write a note", "N", icon::NOTE, |stage, _| stage.add_note()),
    item("Paste", "Ctrl V", icon::FILE, Stage::paste_at),
    item("Find in this flow…", "Ctrl F", icon::SEARCH, |stage, _| stage.finder.open()),
    item("Commands…", "Ctrl K", icon::KEYBOARD, |stage, _| stage.commands_shown.set(true)),
    item("Select everything", "Ctrl A", icon::CHECK, |stage, _| {
        stage.select_all();
    }),
    item("Show everything", "1", icon::FIT, |stage, _| stage.fit()),
    item("Tidy, from the top down", "Shift L", icon::LAYOUT, |stage, _| {
        stage.tidy(Direction::Down);
    }),
    item("Tidy, from left to right", "Shift R", icon::LAYOUT, |stage, _| {
        stage.tidy(Direction::Right);
    }),
];

const DUPLICATE: Item = item("Duplicate", "Ctrl D", icon::PLUS, |stage, _| stage.duplicate());
const COPY: Item = item("Copy", "Ctrl C", icon::COPY, |stage, _| {
    stage.copy_selection();
});
const CUT: Item = item("Cut", "Ctrl X", icon::COPY, |stage, _| {
    if stage.copy_selection() {
        stage.delete_selection(Gap::Leave);
    }
});
const REMOVE: Item =
    item("Remove", "Delete", icon::TRASH, |stage, _| stage.delete_selection(Gap::Leave));
