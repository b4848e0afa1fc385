//! The colours of the canvas element, read from the style sheet.

use flow::widget::Category;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Every colour and font the canvas element draws with.
#[derive(Debug, Clone, Default)]
pub(super) struct Theme {
    pub(super) canvas: String,
    pub(super) dot: String,
    pub(super) edge: String,
    pub(super) edge_hover: String,
    pub(super) accent: String,
    pub(super) success: String,
    pub(super) warning: String,
    pub(super) danger: String,
    pub(super) card: String,
    pub(super) card_line: String,
    pub(super) note: String,
    pub(super) note_line: String,
    pub(super) text: String,
    pub(super) text_soft: String,
    /// By [`shelf`].
    pub(super) categories: [String; SHELVES],
    pub(super) name_font: String,
    pub(super) content_font: String,
}

/// How many kinds of card are told apart by colour.
pub(super) const SHELVES: usize = 6;

/// The place of a category among the colours.
pub(super) fn shelf(category: Option<Category>) -> usize {
    match category {
        Some(Category::FlowControl) => 0,
        Some(Category::Voice) => 1,
        Some(Category::Messaging) => 2,
        Some(Category::Tools) => 3,
        Some(Category::Connect) => 4,
        None => 5,
    }
}

/// The ends of the categories' classes and tokens, `card--voice` and `--category-voice`, by [`shelf`].
const CATEGORIES: [&str; SHELVES] =
    ["flow-control", "voice", "messaging", "tools", "connect", "unknown"];

/// The end of a category's class and token.
pub(crate) fn category_name(category: Option<Category>) -> &'static str {
    CATEGORIES[shelf(category)]
}

impl Theme {
    /// Reads the tokens as they hold for `element`: a probe within it has a part in each colour,
    /// so that the browser works out `light-dark()` and the like, and all at once.
    pub(super) fn read(element: &HtmlElement) -> Option<Self> {
        let window = web_sys::window()?;
        let probe: HtmlElement = window.document()?.create_element("i").ok()?.dyn_into().ok()?;
        // Else every colour would be that of text where the system sets its own. A browser that
        // does not know the property does not set any.
        let _ = probe.style().set_property("forced-color-adjust", "none");
        let mut parts = String::new();
        Self::of(
            |token| {
                parts += &format!(r#"<i style="color:var({token})"></i>"#);
                String::new()
            },
            "",
        );
        probe.set_inner_html(&parts);
        element.append_child(&probe).ok()?;
        let (parts, mut at) = (probe.children(), 0..);
        let mut next = || {
            let part = parts.item(at.next()?)?;
            window.get_computed_style(&part).ok()??.get_property_value("color").ok()
        };
        let family = window.get_computed_style(&probe).ok()??.get_property_value("font-family");
        let theme = Self::of(|_| next().unwrap_or_default(), &family.unwrap_or_default());
        probe.remove();
        Some(theme)
    }

    /// The tokens by name, for a drawing within the page.
    pub(super) fn tokens() -> Self {
        Self::of(|token| format!("var({token})"), "inherit")
    }

    /// Asks for each colour by its token, always in the same order.
    fn of(mut colour: impl FnMut(&str) -> String, family: &str) -> Self {
        Self {
            canvas: colour("--canvas"),
            dot: colour("--canvas-dot"),
            edge: colour("--edge"),
            edge_hover: colour("--edge-hover"),
            accent: colour("--accent"),
            success: colour("--success"),
            warning: colour("--warning"),
            danger: colour("--danger"),
            card: colour("--surface-raised"),
            card_line: colour("--line-strong"),
            note: colour("--note"),
            note_line: colour("--note-line"),
            text: colour("--text"),
            text_soft: colour("--text-soft"),
            categories: CATEGORIES.map(|name| colour(&format!("--category-{name}"))),
            name_font: format!("600 13px {family}"),
            content_font: format!("400 12px {family}"),
        }
    }
}
