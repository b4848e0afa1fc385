//! Tidy: the automatic layout of the whole flow, or of what is selected.

use flow::edit;
use flow::layout::{self, Direction, Drawing, Line};
use flow::{Flow, Offset};

use super::geometry::{Point, Rect, Viewport};
use super::scene::Scene;
use super::stage::Stage;

impl Stage {
    /// Lays out the selected cards where there are several, else all of them: one step back.
    pub(crate) fn tidy(&self, direction: Direction) {
        let first = self.editor.with_flow(|flow| flow.initial_state().map(str::to_owned));
        let selected = self.editor.selection.with_untracked(|selection| selection.states.clone());
        let is_selection = selected.len() > 1;
        let moves = self.scene(|scene| {
            let chosen: Vec<usize> = if is_selection {
                selected.iter().filter_map(|name| scene.position(name)).collect()
            } else {
                (0..scene.cards().len()).collect()
            };
            moves(scene, first.as_deref(), &chosen, direction)
        });
        let is_tidy =
            self.editor.with_flow(|flow| moves.iter().all(|(name, to)| stands(flow, name, *to)));
        if is_tidy {
            self.editor.announce("Tidy already");
        } else if self.editor.edit(|flow| edit::move_to(flow, &moves)) {
            let way = match direction {
                Direction::Down => "top to bottom",
                Direction::Right => "left to right",
            };
            self.editor.announce(format!("{} widgets laid out, {way}", moves.len()));
        }
        if is_selection { self.show_area(&selected) } else { self.fit() }
    }

    /// Brings cards into view, where they are not.
    fn show_area(&self, names: &[String]) {
        let (width, height) = self.size.get_untracked();
        let rects = |scene: &Scene| {
            let cards = names.iter().filter_map(|name| scene.card(name));
            cards.map(|card| card.rect).reduce(|all, rect| all.with(&rect))
        };
        if let Some(area) = self.scene(rects) {
            self.editor.viewport.update(|view| {
                let seen = Rect::between(
                    view.to_screen(Point::new(area.x, area.y)),
                    view.to_screen(Point::new(area.right(), area.bottom())),
                );
                let is_seen = seen.x >= 0.0
                    && seen.y >= 0.0
                    && seen.right() <= width
                    && seen.bottom() <= height;
                if !is_seen {
                    *view = Viewport::fitting(&area, width, height);
                }
            });
        }
    }
}

fn stands(flow: &Flow, name: &str, at: Offset) -> bool {
    flow.state(name).is_some_and(|state| state.property("offset").is_some() && state.offset() == at)
}

/// Where each chosen card goes.
fn moves(
    scene: &Scene,
    first: Option<&str>,
    chosen: &[usize],
    direction: Direction,
) -> Vec<(String, Offset)> {
    let drawing = drawing(scene, first);
    let places = layout::tidy(&drawing, chosen, direction);
    let named = |(card, at): (usize, Offset)| Some((scene.cards().get(card)?.name.clone(), at));
    places.into_iter().filter_map(named).collect()
}

/// The cards as large as they are drawn, and the edges between them.
fn drawing(scene: &Scene, first: Option<&str>) -> Drawing {
    let mut drawing = Drawing {
        cards: Vec::with_capacity(scene.cards().len()),
        lines: Vec::new(),
        start: first.and_then(|name| scene.position(name)),
    };
    for (from, card) in scene.cards().iter().enumerate() {
        let Rect { x, y, width, height } = card.rect;
        drawing.cards.push(layout::Card { at: Offset { x, y }, width, height });
        drawing.lines.extend(scene.edges(from).iter().map(|edge| Line {
            from,
            to: edge.to,
            along: card.anchor(edge.port).x - x,
        }));
    }
    drawing
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use flow::layout::crossings;

    use super::*;

    /// The folder of real exports, which does not come with the product: where
    /// `SWITCHBOARD_REFERENCE` says, or beside the repository.
    fn real_flows() -> Vec<(PathBuf, Flow)> {
        let named = std::env::var_os("SWITCHBOARD_REFERENCE").map(PathBuf::from);
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let beside = manifest.ancestors().map(|folder| folder.join("shared/reference"));
        let mut folders = named.into_iter().chain(beside).map(|it| it.join("studio/flows"));
        let Some(folder) = folders.find(|it| it.is_dir()) else {
            println!("skipped: there are no real exports beside the repository");
            return Vec::new();
        };
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let is_json = |file: &PathBuf| file.extension().is_some_and(|it| it == "json");
        let mut files: Vec<_> = entries.filter(is_json).collect();
        files.sort();
        let read = |file: PathBuf| {
            let flow = Flow::from_json(&std::fs::read_to_string(&file).unwrap()).unwrap();
            (file, flow)
        };
        files.into_iter().map(read).collect()
    }

    fn tidied(flow: &Flow, direction: Direction) -> Scene {
        let mut flow = flow.clone();
        let scene = Scene::new(&flow);
        let all: Vec<usize> = (0..scene.cards().len()).collect();
        let moves = moves(&scene, flow.initial_state(), &all, direction);
        edit::move_to(&flow, &moves).unwrap().apply(&mut flow).unwrap();
        Scene::new(&flow)
    }

    #[test]
    fn real_flows_are_laid_out_without_overlap() {
        for (file, flow) in real_flows() {
            for direction in [Direction::Down, Direction::Right] {
                let scene = tidied(&flow, direction);
                for (at, a) in scene.cards().iter().enumerate() {
                    let others = &scene.cards()[at + 1..];
                    let met = others.iter().find(|b| a.rect.meets(&b.rect));
                    assert_eq!(met.map(|b| &b.name), None, "{} {}", file.display(), a.name);
                }
            }
        }
    }

    #[test]
    fn real_flows_cross_fewer_lines_than_as_they_were_drawn() {
        let (mut before, mut after) = (0, 0);
        for (file, flow) in real_flows() {
            let count = |scene: &Scene| crossings(&drawing(scene, flow.initial_state()));
            let (drawn, laid) = (count(&Scene::new(&flow)), count(&tidied(&flow, Direction::Down)));
            println!("{drawn:>4} {laid:>4} {}", file.display());
            (before, after) = (before + drawn, after + laid);
        }
        assert!(after <= before, "{after} crossings, as drawn {before}");
    }

    #[test]
    fn a_tidy_flow_stays_as_it_is() {
        for (file, flow) in real_flows() {
            let scene = tidied(&flow, Direction::Down);
            let all: Vec<usize> = (0..scene.cards().len()).collect();
            for (name, at) in moves(&scene, flow.initial_state(), &all, Direction::Down) {
                let rect = scene.card(&name).unwrap().rect;
                assert_eq!((rect.x, rect.y), (at.x, at.y), "{} {name}", file.display());
            }
        }
    }
}
