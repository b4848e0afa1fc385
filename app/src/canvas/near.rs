//! Which cards are elements of the page: those in sight while they can be read, and always the
//! one the Tab key comes to.

use super::geometry::Rect;
use super::painter::NEAR;
use super::stage::Stage;

/// How far beyond the screen cards are kept ready, in pixels.
const MARGIN: f64 = 160.0;

/// What the last choice held for.
#[derive(Debug, Default)]
pub(super) struct Near {
    area: Option<Rect>,
    changes: u64,
    stop: Option<String>,
}

impl Near {
    /// Chooses again where the last choice no longer serves.
    pub(super) fn follow(&mut self, stage: Stage) {
        let view = stage.view();
        let (width, height) = stage.size.get_untracked();
        let shown = (view.zoom >= NEAR).then(|| view.shown(width, height));
        let changes = stage.editor.changes().get_untracked();
        let stop = stage.stop.get_untracked();
        let serves = match (&self.area, &shown) {
            (Some(area), Some(shown)) => {
                let grown = shown.grown(MARGIN / view.zoom * 1.5);
                area.with(shown) == *area && grown.with(area) == grown
            }
            (None, None) => true,
            _ => false,
        };
        if serves && self.changes == changes && self.stop == stop {
            return;
        }
        self.area = shown.map(|shown| shown.grown(MARGIN / view.zoom));
        (self.changes, self.stop) = (changes, stop);
        let names = stage.scene(|scene| {
            let close = self.area.iter().flat_map(|area| scene.within(area));
            let mut names: Vec<String> = close.map(|card| card.name.clone()).collect();
            if let Some(stop) = &self.stop
                && scene.position(stop).is_some()
                && !names.contains(stop)
            {
                names.push(stop.clone());
            }
            names
        });
        if stage.near.with_untracked(|before| *before != names) {
            stage.near.set(names);
        }
    }
}
