//! Places and curves on the canvas: plain functions of numbers.

/// A point, in canvas units or in pixels of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// A point from its numbers.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub(crate) fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// To the right.
    pub width: f64,
    /// Downwards.
    pub height: f64,
}

impl Rect {
    /// The rectangle between two opposite corners.
    pub(crate) fn between(a: Point, b: Point) -> Self {
        let (x, y) = (a.x.min(b.x), a.y.min(b.y));
        Self { x, y, width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }
    }

    pub(crate) fn right(&self) -> f64 {
        self.x + self.width
    }

    pub(crate) fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub(crate) fn centre(&self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    pub(crate) fn contains(&self, point: Point) -> bool {
        (self.x..=self.right()).contains(&point.x) && (self.y..=self.bottom()).contains(&point.y)
    }

    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.x <= other.right()
            && other.x <= self.right()
            && self.y <= other.bottom()
            && other.y <= self.bottom()
    }

    /// The rectangle with `by` more on every side.
    pub(crate) fn grown(&self, by: f64) -> Self {
        Self {
            x: self.x - by,
            y: self.y - by,
            width: self.width + 2.0 * by,
            height: self.height + 2.0 * by,
        }
    }

    /// The smallest rectangle round both.
    pub(crate) fn with(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self {
            x,
            y,
            width: self.right().max(other.right()) - x,
            height: self.bottom().max(other.bottom()) - y,
        }
    }
}

/// The nearest place of the grid that dragged cards keep to.
pub(crate) fn snapped(point: Point) -> Point {
    const STEP: f64 = 10.0;
    Point::new((point.x / STEP).round() * STEP, (point.y / STEP).round() * STEP)
}

/// Which part of the canvas is seen: screen = canvas · zoom + (x, y).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    /// Where the canvas's origin stands on the screen.
    pub x: f64,
    /// Where the canvas's origin stands on the screen.
    pub y: f64,
    /// Screen pixels per canvas unit.
    pub zoom: f64,
}

impl Default for Viewport {
    fn default() -> Self {
        Self { x: 0.0, y: 0.0, zoom: 1.0 }
    }
}

impl Viewport {
    /// The smallest zoom: a whole flow of the largest size fits.
    pub const MIN_ZOOM: f64 = 0.02;
    /// The largest zoom.
    pub const MAX_ZOOM: f64 = 2.0;

    pub(crate) fn to_screen(self, point: Point) -> Point {
        Point::new(point.x * self.zoom + self.x, point.y * self.zoom + self.y)
    }

    pub(crate) fn to_canvas(self, point: Point) -> Point {
        Point::new((point.x - self.x) / self.zoom, (point.y - self.y) / self.zoom)
    }

    /// The part of the canvas a screen of this size shows.
    pub(crate) fn shown(self, width: f64, height: f64) -> Rect {
        let corner = self.to_canvas(Point::default());
        Rect { x: corner.x, y: corner.y, width: width / self.zoom, height: height / self.zoom }
    }

    #[must_use]
    pub(crate) fn panned(self, x: f64, y: f64) -> Self {
        Self { x: self.x + x, y: self.y + y, ..self }
    }

    /// Zoomed so that what is under `at` on the screen stays there.
    #[must_use]
    pub(crate) fn zoomed(self, factor: f64, at: Point) -> Self {
        let zoom = (self.zoom * factor).clamp(Self::MIN_ZOOM, Self::MAX_ZOOM);
        let fixed = self.to_canvas(at);
        Self { x: at.x - fixed.x * zoom, y: at.y - fixed.y * zoom, zoom }
    }

    /// Shows all of `bounds` in the middle of a screen of this size, at most in full size.
    pub(crate) fn fitting(bounds: &Rect, width: f64, height: f64) -> Self {
        const AIR: f64 = 48.0;
        let across = (width - 2.0 * AIR).max(1.0) / bounds.width.max(1.0);
        let down = (height - 2.0 * AIR).max(1.0) / bounds.height.max(1.0);
        let zoom = across.min(down).clamp(Self::MIN_ZOOM, 1.0);
        let centre = bounds.centre();
        Self { x: width / 2.0 - centre.x * zoom, y: height / 2.0 - centre.y * zoom, zoom }
    }

    /// Moved as little as needed to show `rect`.
    #[must_use]
    pub(crate) fn showing(self, rect: &Rect, width: f64, height: f64) -> Self {
        const AIR: f64 = 24.0;
        let start = self.to_screen(Point::new(rect.x, rect.y));
        let end = self.to_screen(Point::new(rect.right(), rect.bottom()));
        let shift = |start: f64, end: f64, size: f64| {
            if start < AIR {
                AIR - start
            } else if end > size - AIR {
                (size - AIR - end).max(AIR - start)
            } else {
                0.0
            }
        };
        self.panned(shift(start.x, end.x, width), shift(start.y, end.y, height))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: Point, b: Point) -> bool {
        a.distance(b) < 1e-9
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let view = Viewport { x: 30.0, y: -20.0, zoom: 0.7 };
        let pointer = Point::new(400.0, 300.0);
        let zoomed = view.zoomed(1.6, pointer);
        assert!(close(view.to_canvas(pointer), zoomed.to_canvas(pointer)));
    }

    #[test]
    fn screen_and_canvas_are_inverse() {
        let view = Viewport { x: 12.0, y: 7.0, zoom: 0.3 };
        let point = Point::new(123.0, -456.0);
        assert!(close(view.to_canvas(view.to_screen(point)), point));
    }

    #[test]
    fn fitting_shows_everything_and_never_enlarges() {
        let bounds = Rect { x: -500.0, y: 100.0, width: 9000.0, height: 4000.0 };
        let shown = Viewport::fitting(&bounds, 1400.0, 900.0).shown(1400.0, 900.0);
        assert!(shown.x <= bounds.x && shown.right() >= bounds.right());
        assert!(shown.y <= bounds.y && shown.bottom() >= bounds.bottom());
        let small = Rect { width: 10.0, height: 10.0, ..Rect::default() };
        assert!((Viewport::fitting(&small, 1400.0, 900.0).zoom - 1.0).abs() < 1e-9);
    }

    #[test]
    fn showing_moves_only_when_needed() {
        let view = Viewport::default();
        let inside = Rect { x: 100.0, y: 100.0, width: 50.0, height: 50.0 };
        assert_eq!(view.showing(&inside, 800.0, 600.0), view);
        let right = Rect { x: 900.0, ..inside };
        assert!((view.showing(&right, 800.0, 600.0).x + 174.0).abs() < 1e-9);
    }

    #[test]
    fn dragged_cards_keep_to_the_grid() {
        assert_eq!(snapped(Point::new(14.9, -6.0)), Point::new(10.0, -10.0));
    }
}
