//! Draws the canvas element: dots, edges, and cards that are too small to read.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasPattern, CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

use super::chunk::{self, Chunk, SIGN_INSET};
use super::course::Course;
use super::geometry::{Rect, Viewport};
use super::route::Route;
use super::scene::Scene;
use super::theme::{Theme, shelf};

/// From this zoom on cards are elements of the page, below it they are painted.
pub(super) const NEAR: f64 = 0.55;
/// Below this zoom names are painted as bars.
const READABLE: f64 = 0.28;
/// From this zoom on edges that lead back are dashed.
const DASHED: f64 = 0.28;
/// Distance of the dots.
const DOTS: f64 = 20.0;

/// A canvas element, its colours and the shapes it draws again and again.
#[derive(Debug)]
pub(super) struct Painter {
    element: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    theme: Theme,
    chunks: Vec<Option<Chunk>>,
    dots: Option<CanvasPattern>,
}

/// What a frame shows beside the scene itself.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) viewport: Viewport,
    /// Whether all but the marked cards and edges step back.
    pub(super) dimmed: bool,
    /// Edges that stand out, by card and place.
    pub(super) edges: Vec<(usize, usize, Mark)>,
    /// Cards that stand out.
    pub(super) cards: Vec<(usize, Mark)>,
}

/// Why something stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The pointer is over it.
    Hovered,
    /// A call has come by.
    Traced,
    /// A call stands there.
    Active,
    /// Something was found there.
    Lit,
    /// It is selected, or about to be wired.
    Selected,
    /// It takes in what is let go now.
    Landing,
}

impl Painter {
    pub(super) fn new(element: HtmlCanvasElement) -> Option<Self> {
        let context = element.get_context("2d").ok()??.dyn_into().ok()?;
        let theme = Theme::read(&element.parent_element()?.dyn_into().ok()?)?;
        let mut painter = Self { element, context, theme, chunks: Vec::new(), dots: None };
        painter.dots = painter.dot_pattern();
        Some(painter)
    }

    /// Reads the colours anew.
    pub(super) fn change_theme(&mut self) {
        let parent = self.element.parent_element().and_then(|parent| parent.dyn_into().ok());
        if let Some(theme) = parent.and_then(|parent| Theme::read(&parent)) {
            self.theme = theme;
            self.dots = self.dot_pattern();
        }
    }

    /// Draws one frame.
    pub(super) fn draw(&mut self, scene: &Scene, frame: &Frame) {
        let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
        self.resize(frame, ratio);
        self.freshen(scene);
        self.clear(frame, ratio);
        let shown = frame.viewport.shown(frame.width, frame.height);
        let visible: Vec<&Chunk> =
            self.chunks.iter().flatten().filter(|chunk| chunk.bounds.meets(&shown)).collect();
        let zoom = frame.viewport.zoom;
        self.context.set_global_alpha(if frame.dimmed { 0.35 } else { 1.0 });
        self.draw_edges(&visible, zoom);
        if zoom < NEAR {
            self.draw_cards(&visible, zoom);
            if zoom >= READABLE {
                self.draw_texts(scene, &shown);
            }
        }
        self.context.set_global_alpha(1.0);
        for (from, at, mark) in &frame.edges {
            if let Some(edge) = scene.edges(*from).get(*at) {
                self.draw_marked_edge(&edge.route, *mark, zoom);
            }
        }
        if zoom < NEAR {
            for (at, mark) in &frame.cards {
                if let Some(card) = scene.cards().get(*at) {
                    self.draw_marked_card(&card.rect, *mark, zoom);
                }
            }
        }
    }

    /// Gives the element as many pixels as the screen has there.
    fn resize(&self, frame: &Frame, ratio: f64) {
        // Sizes of screens are small and positive.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let (width, height) =
            ((frame.width * ratio).round() as u32, (frame.height * ratio).round() as u32);
        if self.element.width() != width || self.element.height() != height {
            self.element.set_width(width);
            self.element.set_height(height);
        }
    }

    /// Makes the chunks anew that have changed.
    fn freshen(&mut self, scene: &Scene) {
        let versions = scene.versions();
        self.chunks.truncate(versions.len());
        self.chunks.resize_with(versions.len(), || None);
        for (at, version) in versions.iter().enumerate() {
            let chunk = &mut self.chunks[at];
            if chunk.as_ref().is_none_or(|chunk| chunk.version != *version) {
                *chunk = Chunk::new(scene, at);
            }
        }
    }

    /// Wipes the element, draws the dots, and sets it to canvas units.
    fn clear(&self, frame: &Frame, ratio: f64) {
        let context = &self.context;
        let Viewport { x, y, zoom } = frame.viewport;
        reset(context, ratio, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, frame.width, frame.height);
        if let Some(dots) = &self.dots {
            // Dots keep at least 16 pixels apart, so that they stay a quiet ground.
            let mut apart = DOTS * zoom;
            while apart < 16.0 {
                apart *= 2.0;
            }
            let scale = apart / DOTS;
            let (x, y) = (x.rem_euclid(apart) - apart, y.rem_euclid(apart) - apart);
            reset(context, ratio * scale, ratio * x, ratio * y);
            context.set_fill_style_canvas_pattern(dots);
            let size = |length: f64| (length + 2.0 * apart) / scale;
            context.fill_rect(0.0, 0.0, size(frame.width), size(frame.height));
        }
        reset(context, ratio * zoom, ratio * x, ratio * y);
    }

    fn draw_edges(&self, chunks: &[&Chunk], zoom: f64) {
        let context = &self.context;
        context.set_stroke_style_str(&self.theme.edge);
        context.set_line_width(1.5_f64.max(0.8 / zoom));
        for chunk in chunks {
            context.stroke_with_path(&chunk.edges);
        }
        // Too small to be seen, dashes would only cost time.
        let is_dashed = zoom >= DASHED;
        self.dash(if is_dashed { Course::Back.dashes() } else { &[] });
        for chunk in chunks {
            context.stroke_with_path(&chunk.back);
        }
        self.dash(if is_dashed { Course::Loop.dashes() } else { &[] });
        for chunk in chunks {
            context.stroke_with_path(&chunk.loops);
        }
        self.dash(&[]);
        if zoom >= 0.12 {
            context.set_fill_style_str(&self.theme.edge);
            for chunk in chunks {
                context.fill_with_path_2d(&chunk.heads);
            }
        }
    }

    fn dash(&self, lengths: &[f64]) {
        let lengths: js_sys::Array = lengths.iter().map(|it| JsValue::from_f64(*it)).collect();
        // Lengths that are not taken leave lines as they were.
        let _ = self.context.set_line_dash(&lengths);
    }

    fn draw_cards(&self, chunks: &[&Chunk], zoom: f64) {
        let context = &self.context;
        context.set_stroke_style_str(&self.theme.card_line);
        context.set_line_width(1.0_f64.max(0.5 / zoom));
        for chunk in chunks {
            context.set_fill_style_str(&self.theme.card);
            context.fill_with_path_2d(&chunk.cards);
            context.stroke_with_path(&chunk.cards);
            for (strip, colour) in chunk.strips.iter().zip(&self.theme.categories) {
                if let Some(strip) = strip {
                    context.set_fill_style_str(colour);
                    context.fill_with_path_2d(strip);
                }
            }
            if zoom < READABLE {
                context.set_fill_style_str(&self.theme.text_soft);
                context.fill_with_path_2d(&chunk.names);
            }
            context.set_fill_style_str(&self.theme.danger);
            context.fill_with_path_2d(&chunk.errors);
            context.set_fill_style_str(&self.theme.warning);
            context.fill_with_path_2d(&chunk.warnings);
        }
    }

    fn draw_texts(&self, scene: &Scene, shown: &Rect) {
        let context = &self.context;
        for card in scene.within(shown) {
            let Rect { x, y, width, .. } = card.rect;
            // A square stands for the icon.
            context.set_fill_style_str(&self.theme.categories[shelf(card.category)]);
            context.fill_rect(x + 15.0, y + 12.0, 12.0, 12.0);
            context.set_fill_style_str(&self.theme.text);
            context.set_font(&self.theme.name_font);
            // Nothing is lost when a text cannot be drawn.
            let room = width - if card.trouble.is_some() { 36.0 + 2.0 * SIGN_INSET } else { 48.0 };
            let _ = context.fill_text_with_max_width(&card.name, x + 36.0, y + 23.0, room);
            context.set_fill_style_str(&self.theme.text_soft);
            context.set_font(&self.theme.content_font);
            let _ = context.fill_text_with_max_width(
                card.short_content(),
                x + 14.0,
                y + 51.0,
                width - 28.0,
            );
        }
    }

    fn draw_marked_edge(&self, route: &Route, mark: Mark, zoom: f64) {
        let (Ok(line), Ok(tip)) = (Path2d::new(), Path2d::new()) else { return };
        chunk::trace(&line, route);
        chunk::head(&tip, route.end());
        let colour = self.colour(mark);
        self.context.set_stroke_style_str(colour);
        self.context.set_fill_style_str(colour);
        let width = if mark == Mark::Landing { 5.0_f64 } else { 2.5 };
        self.context.set_line_width(width.max(1.5 / zoom));
        self.context.stroke_with_path(&line);
        self.context.fill_with_path_2d(&tip);
    }

    fn draw_marked_card(&self, rect: &Rect, mark: Mark, zoom: f64) {
        let Ok(outline) = Path2d::new() else { return };
        chunk::rounded(&outline, rect);
        self.context.set_stroke_style_str(self.colour(mark));
        let width = if mark == Mark::Lit { 3.0 } else { 2.0 };
        self.context.set_line_width(width / zoom);
        self.context.stroke_with_path(&outline);
    }

    fn colour(&self, mark: Mark) -> &str {
        match mark {
            Mark::Hovered => &self.theme.edge_hover,
            Mark::Traced | Mark::Active => &self.theme.success,
            Mark::Lit => &self.theme.warning,
            Mark::Selected | Mark::Landing => &self.theme.accent,
        }
    }

    /// One dot on an empty ground, to be repeated.
    fn dot_pattern(&self) -> Option<CanvasPattern> {
        let tile = self.element.owner_document()?.create_element("canvas").ok()?;
        let tile: HtmlCanvasElement = tile.dyn_into().ok()?;
        tile.set_width(20);
        tile.set_height(20);
        let context: CanvasRenderingContext2d = tile.get_context("2d").ok()??.dyn_into().ok()?;
        context.set_fill_style_str(&self.theme.dot);
        context.fill_rect(0.0, 0.0, 1.5, 1.5);
        self.context.create_pattern_with_html_canvas_element(&tile, "repeat").ok()?
    }
}

/// Sets the units and the origin of what is drawn next, in pixels of the screen.
fn reset(context: &CanvasRenderingContext2d, scale: f64, x: f64, y: f64) {
    // Only arguments that are not numbers could fail here.
    let _ = context.set_transform(scale, 0.0, 0.0, scale, x, y);
}
