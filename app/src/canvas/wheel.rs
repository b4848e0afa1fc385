//! Wheel, trackpad and two fingers: what is seen moves and grows.

use web_sys::WheelEvent;

use super::geometry::Point;
use super::gesture::{pinch, wheel_zoom};
use super::pointer::Pointers;
use super::stage::Stage;

impl Stage {
    pub(super) fn wheel(&self, event: &WheelEvent) {
        event.prevent_default();
        let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE { 16.0 } else { 1.0 };
        let (x, y) = (event.delta_x() * unit, event.delta_y() * unit);
        let at = self.place(event.client_x(), event.client_y());
        self.editor.viewport.update(|view| {
            *view = if event.ctrl_key() || event.meta_key() {
                view.zoomed(wheel_zoom(y), at)
            } else if event.shift_key() && x == 0.0 {
                view.panned(-y, 0.0)
            } else {
                view.panned(-x, -y)
            };
        });
    }

    pub(super) fn pinch_to(&self, id: i32, at: Point, pointers: &mut Pointers) {
        let Some(still) = pointers.iter().find(|(other, _)| **other != id).map(|(_, at)| *at)
        else {
            return;
        };
        let before = pointers.insert(id, at).unwrap_or(at);
        let ((was, from), (is, to)) = (pinch(before, still), pinch(at, still));
        self.editor.viewport.update(|view| {
            *view = view.panned(to.x - from.x, to.y - from.y).zoomed(is / was, to);
        });
    }
}
