//! A state's card: what it says, how large it is, and where its ports are.

use flow::State;
use flow::validate::Severity;
use flow::widget::{self, Category, Exit};

use super::geometry::{Point, Rect};

/// Width of every card.
pub const WIDTH: f64 = 300.0;
/// Height of the line with the name.
pub const HEADER: f64 = 36.0;
/// Height of the line with the card's own content.
pub const CONTENT: f64 = 28.0;
/// Height of one row of ports.
pub const PORT_ROW: f64 = 28.0;

const PORT_PADDING: f64 = 12.0;
const CONTENT_LENGTH: usize = 64;

/// A card on the canvas.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The state's name.
    pub name: String,
    /// The name people know the widget by.
    pub label: String,
    /// The widget's type.
    pub kind: String,
    /// The widget's shelf; none for a type Studio does not know.
    pub category: Option<Category>,
    /// One line of its own content, cut short; the widget's label where it has none.
    pub content: String,
    /// Where it stands.
    pub rect: Rect,
    /// The ways out, along the bottom.
    pub ports: Vec<PortPlace>,
    /// How bad its worst problem is; none without one.
    pub trouble: Option<Severity>,
}

/// A port on its card.
#[derive(Debug, Clone, PartialEq)]
pub struct PortPlace {
    /// Which way out.
    pub exit: Exit,
    /// The words on it.
    pub label: String,
    /// The name of the state it leads to.
    pub next: Option<String>,
    /// Where it stands, from the card's corner.
    pub rect: Rect,
}

impl Card {
    /// The card of a state.
    pub fn new(state: &State) -> Self {
        let found = widget::find(state.kind());
        let label = found.map_or(state.kind(), |widget| widget.label).to_owned();
        let ports = port_places(state);
        let rows = ports.last().map_or(0.0, |port| port.rect.bottom() - HEADER - CONTENT);
        let offset = state.offset();
        let content = match widget::content_line(state) {
            "" => label.clone(),
            line => cut(line, CONTENT_LENGTH),
        };
        Self {
            name: state.name().to_owned(),
            kind: state.kind().to_owned(),
            category: found.map(|widget| widget.category),
            content,
            label,
            rect: Rect {
                x: offset.x,
                y: offset.y,
                width: WIDTH,
                height: HEADER + CONTENT + rows.max(8.0),
            },
            ports,
            trouble: None,
        }
    }

    /// The content without what a painted line has no room for.
    pub(crate) fn short_content(&self) -> &str {
        const LENGTH: usize = 46;
        self.content.char_indices().nth(LENGTH).map_or(&self.content, |(at, _)| &self.content[..at])
    }

    /// Where an edge from this port begins.
    pub fn anchor(&self, port: usize) -> Point {
        let rect = self.ports.get(port).map(|port| port.rect).unwrap_or_default();
        Point::new(self.rect.x + rect.centre().x, self.rect.y + rect.bottom())
    }

    /// Where edges to this card end.
    pub fn entry(&self) -> Point {
        Point::new(self.rect.centre().x, self.rect.y)
    }

    /// The port under a point of the canvas; the dot may be missed by `reach`.
    pub fn port_at(&self, point: Point, reach: f64) -> Option<usize> {
        let inside = |at: usize| {
            let rect = &self.ports[at].rect;
            let place = Rect { x: self.rect.x + rect.x, y: self.rect.y + rect.y, ..*rect };
            place.contains(point) || self.anchor(at).distance(point) <= reach
        };
        (0..self.ports.len()).find(|at| inside(*at))
    }
}

/// Ports in rows as wide as the card; each row is filled.
fn port_places(state: &State) -> Vec<PortPlace> {
    let mut places: Vec<PortPlace> = Vec::new();
    let mut row = 0..0;
    let mut top = HEADER + CONTENT;
    for port in widget::ports(state) {
        let width = (text_width(&port.label) + PORT_PADDING).min(WIDTH);
        let used: f64 = places[row.clone()].iter().map(|place| place.rect.width).sum();
        if !row.is_empty() && used + width > WIDTH {
            fill_row(&mut places[row.clone()]);
            row = places.len()..places.len();
            top += PORT_ROW;
        }
        let rect = Rect { x: 0.0, y: top, width, height: PORT_ROW };
        places.push(PortPlace { exit: port.exit, label: port.label, next: port.next, rect });
        row.end = places.len();
    }
    fill_row(&mut places[row]);
    places
}

/// Shares what is left of a row among its ports.
fn fill_row(row: &mut [PortPlace]) {
    let used: f64 = row.iter().map(|place| place.rect.width).sum();
    // A row is never empty when it is filled, but for a card without ports.
    let more = (WIDTH - used) / f64::from(u32::try_from(row.len().max(1)).unwrap_or(1));
    let mut x = 0.0;
    for place in row {
        place.rect.x = x;
        place.rect.width += more;
        x += place.rect.width;
    }
}

/// About how wide a text is at the size of a port's label. It decides only how ports are
/// shared out over rows; a label that is wider is cut short by the browser.
fn text_width(text: &str) -> f64 {
    let wide = |c: char| match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | ' ' | '.' | ',' | ':' | '\'' | '(' | ')' => 3.6,
        'm' | 'w' | 'M' | 'W' | '@' => 9.2,
        'A'..='Z' => 7.2,
        _ if c.is_ascii() => 5.9,
        _ => 8.0,
    };
    text.chars().map(wide).sum()
}

/// The first line of a text, at most `length` characters long.
fn cut(text: &str, length: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    let end = line.char_indices().nth(length).map_or(line.len(), |(at, _)| at);
    let short = &line[..end];
    if end < text.len() { format!("{short}…") } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use flow::{Offset, widget};
    use serde_json::json;

    use super::*;

    fn fresh(kind: &str) -> Card {
        let widget = widget::find(kind).unwrap();
        Card::new(&widget::fresh_state(widget, "it", Offset { x: 100.0, y: 50.0 }))
    }

    #[test]
    fn the_ports_of_a_gather_stand_in_one_row() {
        let card = fresh("gather-input-on-call");
        assert_eq!(card.ports.len(), 3);
        assert!(card.ports.iter().all(|port| port.rect.y == HEADER + CONTENT));
        assert_eq!(card.rect.height, HEADER + CONTENT + PORT_ROW);
        assert!((card.ports[2].rect.right() - WIDTH).abs() < 1e-9);
    }

    #[test]
    fn many_ports_take_more_rows_and_never_overlap() {
        let mut state =
            widget::fresh_state(widget::find("split-based-on").unwrap(), "s", Offset::default());
        let matches: Vec<_> = (0..9)
            .map(|at| {
                let name = format!("If value equal_to {at}");
                json!({"event": "match", "conditions": [{"friendly_name": name}]})
            })
            .collect();
        state.object_mut().insert("transitions".to_owned(), json!(matches));
        let card = Card::new(&state);
        for (at, a) in card.ports.iter().enumerate() {
            for b in &card.ports[at + 1..] {
                let apart = a.rect.y != b.rect.y || a.rect.right() <= b.rect.x + 1e-9;
                assert!(apart, "{a:?} {b:?}");
            }
        }
        assert!(card.rect.height > HEADER + CONTENT + 3.0 * PORT_ROW);
    }

    #[test]
    fn a_port_is_found_on_its_label_and_near_its_dot() {
        let card = fresh("gather-input-on-call");
        let dot = card.anchor(1);
        assert_eq!(card.port_at(dot, 0.0), Some(1));
        assert_eq!(card.port_at(Point::new(dot.x, dot.y + 6.0), 8.0), Some(1));
        assert_eq!(card.port_at(Point::new(dot.x, card.rect.y + 10.0), 8.0), None);
    }

    #[test]
    fn a_card_says_what_its_widget_is_when_it_has_no_content() {
        assert_eq!(fresh("gather-input-on-call").content, "Gather Input On Call");
    }
}
