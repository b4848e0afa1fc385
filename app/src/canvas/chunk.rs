//! Cached shapes of a few cards and the edges that begin there. A frame draws whole chunks, so
//! that panning costs a few dozen calls; moving a card makes one or two of them anew.

use flow::validate::Severity;
use web_sys::Path2d;

use super::card::{Card, HEADER};
use super::course::Course;
use super::geometry::{Point, Rect};
use super::route::{Piece, Route};
use super::scene::{CHUNK, Scene};
use super::theme::{SHELVES, shelf};

const RADIUS: f64 = 8.0;
const STRIP: f64 = 4.0;
/// Half the size of the sign of a problem, and how far from the right its middle stands.
const SIGN: f64 = 10.0;
pub(super) const SIGN_INSET: f64 = 20.0;

/// The shapes of one chunk, in canvas units.
#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) version: u64,
    pub(super) bounds: Rect,
    pub(super) edges: Path2d,
    /// The edges that lead back, and those that lead to where they come from.
    pub(super) back: Path2d,
    pub(super) loops: Path2d,
    pub(super) heads: Path2d,
    pub(super) cards: Path2d,
    /// The thin edges in the colours of the categories.
    pub(super) strips: [Option<Path2d>; SHELVES],
    /// What stands for the name where text is too small to draw.
    pub(super) names: Path2d,
    /// The signs of cards with errors, and of those with no more than warnings.
    pub(super) errors: Path2d,
    pub(super) warnings: Path2d,
}

impl Chunk {
    /// Makes the shapes of chunk number `at`; `None` where the browser cannot.
    pub(super) fn new(scene: &Scene, at: usize) -> Option<Self> {
        let cards = scene.cards();
        let range = at * CHUNK..cards.len().min((at + 1) * CHUNK);
        let mut chunk = Self {
            version: *scene.versions().get(at)?,
            bounds: cards.get(range.start)?.rect,
            edges: Path2d::new().ok()?,
            back: Path2d::new().ok()?,
            loops: Path2d::new().ok()?,
            heads: Path2d::new().ok()?,
            cards: Path2d::new().ok()?,
            strips: [const { None }; SHELVES],
            names: Path2d::new().ok()?,
            errors: Path2d::new().ok()?,
            warnings: Path2d::new().ok()?,
        };
        for at in range {
            chunk.add_card(&cards[at])?;
            for edge in scene.edges(at) {
                let path = match edge.course {
                    Course::Forward => &chunk.edges,
                    Course::Back => &chunk.back,
                    Course::Loop => &chunk.loops,
                };
                trace(path, &edge.route);
                head(&chunk.heads, edge.route.end());
                chunk.bounds = chunk.bounds.with(&edge.route.bounds);
            }
        }
        Some(chunk)
    }

    fn add_card(&mut self, card: &Card) -> Option<()> {
        let rect = card.rect;
        rounded(&self.cards, &rect);
        let strip = &mut self.strips[shelf(card.category)];
        if strip.is_none() {
            *strip = Some(Path2d::new().ok()?);
        }
        strip.as_ref()?.rect(rect.x, rect.y + RADIUS, STRIP, rect.height - 2.0 * RADIUS);
        let letters = u32::try_from(card.name.len()).unwrap_or(0);
        let beside = if card.trouble.is_some() { 46.0 + 2.0 * SIGN_INSET } else { 60.0 };
        let length = (f64::from(letters) * 7.0).min(rect.width - beside);
        self.names.rect(rect.x + 36.0, rect.y + HEADER / 2.0 - 4.0, length, 9.0);
        let sign = Point::new(rect.right() - SIGN_INSET, rect.y + HEADER / 2.0);
        match card.trouble {
            Some(Severity::Error) => disc(&self.errors, sign)?,
            Some(Severity::Warning) => triangle(&self.warnings, sign),
            None => {}
        }
        self.bounds = self.bounds.with(&rect);
        Some(())
    }
}

/// Adds an edge's line to a path.
pub(super) fn trace(path: &Path2d, route: &Route) {
    path.move_to(route.start.x, route.start.y);
    for piece in &route.pieces {
        match *piece {
            Piece::Line(end) => path.line_to(end.x, end.y),
            Piece::Corner(corner, end) => {
                path.quadratic_curve_to(corner.x, corner.y, end.x, end.y);
            }
            Piece::Curve(a, b, end) => path.bezier_curve_to(a.x, a.y, b.x, b.y, end.x, end.y),
        }
    }
}

/// Adds an arrow head that comes down on `end`.
pub(super) fn head(path: &Path2d, end: Point) {
    path.move_to(end.x, end.y);
    path.line_to(end.x - 5.0, end.y - 8.0);
    path.line_to(end.x + 5.0, end.y - 8.0);
    path.close_path();
}

fn disc(path: &Path2d, centre: Point) -> Option<()> {
    path.move_to(centre.x + SIGN, centre.y);
    path.arc(centre.x, centre.y, SIGN, 0.0, std::f64::consts::TAU).ok()
}

fn triangle(path: &Path2d, centre: Point) {
    path.move_to(centre.x, centre.y - SIGN);
    path.line_to(centre.x + SIGN, centre.y + 0.8 * SIGN);
    path.line_to(centre.x - SIGN, centre.y + 0.8 * SIGN);
    path.close_path();
}

/// Adds a card's outline.
pub(super) fn rounded(path: &Path2d, rect: &Rect) {
    let (x, y, right, bottom) = (rect.x, rect.y, rect.right(), rect.bottom());
    path.move_to(x + RADIUS, y);
    path.line_to(right - RADIUS, y);
    path.quadratic_curve_to(right, y, right, y + RADIUS);
    path.line_to(right, bottom - RADIUS);
    path.quadratic_curve_to(right, bottom, right - RADIUS, bottom);
    path.line_to(x + RADIUS, bottom);
    path.quadratic_curve_to(x, bottom, x, bottom - RADIUS);
    path.line_to(x, y + RADIUS);
    path.quadratic_curve_to(x, y, x + RADIUS, y);
    path.close_path();
}
