//! What stands out in a frame: the hovered and selected edge, the way a call has taken.

use super::finder::Finder;
use super::gesture::Gesture;
use super::painter::{Frame, Mark};
use super::scene::{Hit, Scene};
use super::stage::Stage;

/// The frame to draw now.
pub(super) fn frame(stage: Stage, finder: Finder) -> Frame {
    let (width, height) = stage.size.get_untracked();
    let (edges, cards) = stage.scene(|scene| (edges(stage, scene), cards(stage, finder, scene)));
    let dimmed = stage.editor.dimmed.get_untracked();
    Frame { width, height, viewport: stage.view(), dimmed, edges, cards }
}

/// Edges that stand out, the most important last.
fn edges(stage: Stage, scene: &Scene) -> Vec<(usize, usize, Mark)> {
    let mut marks = Vec::new();
    if let Some(Hit::Edge(card, edge) | Hit::EdgeEnd(card, edge)) = stage.hover.get_untracked() {
        marks.push((card, edge, Mark::Hovered));
    }
    stage.editor.traced.with_untracked(|traced| {
        for step in traced {
            let Some(from) = scene.position(&step.from) else { continue };
            let card = &scene.cards()[from];
            let taken = scene.edges(from).iter().position(|edge| {
                let port = &card.ports[edge.port];
                port.exit.event == step.event && port.next == step.to
            });
            marks.extend(taken.map(|edge| (from, edge, Mark::Traced)));
        }
    });
    stage.editor.selection.with_untracked(|selection| {
        let Some((name, exit)) = &selection.edge else { return };
        let Some(from) = scene.position(name) else { return };
        let ports = &scene.cards()[from].ports;
        let chosen = scene.edges(from).iter().position(|edge| ports[edge.port].exit == *exit);
        marks.extend(chosen.map(|edge| (from, edge, Mark::Selected)));
    });
    marks.extend(stage.landing.get_untracked().map(|(card, edge)| (card, edge, Mark::Landing)));
    marks
}

/// Cards that stand out, the most important last.
fn cards(stage: Stage, finder: Finder, scene: &Scene) -> Vec<(usize, Mark)> {
    let mut marks = Vec::new();
    finder.lit.with_untracked(|lit| {
        let lit = lit.iter().filter_map(|name| scene.position(name));
        marks.extend(lit.map(|at| (at, Mark::Lit)));
    });
    stage.editor.selection.with_untracked(|selection| {
        let chosen = selection.states.iter().filter_map(|name| scene.position(name));
        marks.extend(chosen.map(|at| (at, Mark::Selected)));
    });
    stage.editor.active.with_untracked(|active| {
        let at = active.as_ref().and_then(|name| scene.position(name));
        marks.extend(at.map(|at| (at, Mark::Active)));
    });
    if let Gesture::Wire { target: Some(target), .. } = stage.gesture.get_untracked() {
        marks.push((target, Mark::Selected));
    }
    marks
}
