//! What a pointer on the canvas is about: a value per stage of each gesture.

use flow::widget::Exit;

use super::geometry::Point;
use super::scene::Hit;

/// The gesture under way.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Gesture {
    /// None.
    #[default]
    Idle,
    /// The pointer is down, but has not moved far enough to mean a drag.
    Press {
        /// Where it went down, on the screen.
        at: Point,
        /// What is there.
        hit: Option<Hit>,
        /// Whether it adds to the selection.
        adds: bool,
    },
    /// The canvas follows the pointer.
    Pan {
        /// Where the pointer was last.
        last: Point,
    },
    /// Cards follow the pointer.
    Drag {
        /// Where the pointer took hold, on the canvas.
        from: Point,
        /// The cards and where they were.
        cards: Vec<(usize, Point)>,
        /// Whether it is one card that nothing is wired to, which an edge may take in.
        is_lone: bool,
    },
    /// A line runs from a port to the pointer.
    Wire {
        /// The port's state and way out.
        from: (String, Exit),
        /// Where the line begins, on the canvas.
        start: Point,
        /// Where the pointer is, on the canvas.
        to: Point,
        /// The card it would lead to.
        target: Option<usize>,
    },
    /// A box is drawn round what is to be selected.
    Select {
        /// One corner, on the canvas.
        from: Point,
        /// The opposite one.
        to: Point,
    },
}

/// How far the pointer may move in a click.
pub(super) const SLACK: f64 = 4.0;

/// Two fingers: how far apart they are and where their middle is.
pub(super) fn pinch(a: Point, b: Point) -> (f64, Point) {
    (a.distance(b).max(1.0), Point::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y)))
}

/// How much a turn of the wheel zooms. One notch of a wheel comes as about a hundred pixels, a
/// pinch on a trackpad as a few at a time.
pub(super) fn wheel_zoom(delta: f64) -> f64 {
    (-delta.clamp(-30.0, 30.0) * 0.008).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notch_zooms_by_about_a_fifth_and_back() {
        assert!((1.2..1.3).contains(&wheel_zoom(-120.0)));
        assert!((wheel_zoom(-120.0) * wheel_zoom(120.0) - 1.0).abs() < 1e-9);
        assert!((1.01..1.05).contains(&wheel_zoom(-3.0)));
    }
}
