//! The whole flow as a picture of its own: SVG, in the colours of the page.

use std::fmt::{self, Write};

use flow::notes::Note;

use super::card::Card;
use super::geometry::Rect;
use super::note;
use super::route::{Piece, Route};
use super::scene::{Edge, Scene};
use super::theme::{Theme, shelf};

/// What is left empty round the flow.
const MARGIN: f64 = 40.0;
const RADIUS: f64 = 8.0;
/// Letters that have room on a card, and on a port for each unit of its width.
const LETTERS: usize = 34;
const UNITS_A_LETTER: f64 = 6.2;

/// The flow as an SVG document; an empty one where there are no cards.
pub(super) fn svg(scene: &Scene, notes: &[Note], theme: &Theme, name: &str) -> String {
    let mut out = String::new();
    // Writing to a text cannot fail.
    let _ = write_svg(&mut out, scene, notes, theme, name);
    out
}

fn write_svg(
    out: &mut String,
    scene: &Scene,
    notes: &[Note],
    theme: &Theme,
    name: &str,
) -> fmt::Result {
    let places = scene.bounds().into_iter().chain(notes.iter().map(note::place));
    let bounds = places.reduce(|all, more| all.with(&more)).unwrap_or_default();
    open(out, bounds, theme, name)?;
    write!(out, r#"<g fill="none" stroke="{}" stroke-width="1.5">"#, theme.edge)?;
    for at in 0..scene.cards().len() {
        for edge in scene.edges(at) {
            write_edge(out, edge, &theme.edge)?;
        }
    }
    out.push_str("</g>");
    for note in notes {
        write_note(out, note, theme)?;
    }
    for card in scene.cards() {
        write_card(out, card, theme)?;
    }
    close(out);
    Ok(())
}

/// Begins a document that shows these bounds.
pub(super) fn open(out: &mut String, bounds: Rect, theme: &Theme, name: &str) -> fmt::Result {
    let (width, height) = (bounds.width + 2.0 * MARGIN, bounds.height + 2.0 * MARGIN);
    let (left, top) = (bounds.x - MARGIN, bounds.y - MARGIN);
    write!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}" width="{width}" height="{height}" font-family="system-ui, sans-serif" font-size="12"><title>{}</title><rect x="{left}" y="{top}" width="{width}" height="{height}" fill="{}"/>"#,
        escaped(name),
        theme.canvas,
    )
}

pub(super) fn close(out: &mut String) {
    out.push_str("</svg>\n");
}

fn write_note(out: &mut String, note: &Note, theme: &Theme) -> fmt::Result {
    let Rect { x, y, width, height } = note::place(note);
    write!(
        out,
        r#"<g transform="translate({x} {y})"><rect width="{width}" height="{height}" rx="3" fill="{}" stroke="{}"/>"#,
        theme.note, theme.note_line,
    )?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let letters = ((width - 24.0) / UNITS_A_LETTER).max(3.0) as usize;
    let (mut line_y, bottom) = (40.0, height - 6.0);
    for line in note.text.lines().flat_map(|line| wrapped(line, letters)) {
        if line_y > bottom {
            break;
        }
        write!(out, r#"<text x="12" y="{line_y}" fill="{}">{}</text>"#, theme.text, escaped(line))?;
        line_y += 17.0;
    }
    out.push_str("</g>");
    Ok(())
}

/// A line in pieces of about so many letters, broken at blanks.
fn wrapped(line: &str, letters: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some((end, _)) = rest.char_indices().nth(letters) {
        let at = rest[..end].rfind(' ').map_or(end, |blank| blank + 1);
        let (piece, more) = rest.split_at(at);
        pieces.push(piece.trim_end());
        rest = more;
    }
    pieces.push(rest);
    pieces
}

pub(super) fn write_edge(out: &mut String, edge: &Edge, colour: &str) -> fmt::Result {
    out.push_str("<path");
    if let [dash, gap] = edge.course.dashes() {
        write!(out, r#" stroke-dasharray="{dash} {gap}""#)?;
    }
    write_route(out, &edge.route, colour)
}

/// The rest of a path, along a way, and the head of its arrow.
pub(super) fn write_route(out: &mut String, route: &Route, colour: &str) -> fmt::Result {
    write!(out, r#" d="M{} {}"#, route.start.x, route.start.y)?;
    for piece in &route.pieces {
        match *piece {
            Piece::Line(end) => write!(out, "L{} {}", end.x, end.y)?,
            Piece::Corner(corner, end) => {
                write!(out, "Q{} {} {} {}", corner.x, corner.y, end.x, end.y)?;
            }
            Piece::Curve(a, b, end) => {
                write!(out, "C{} {} {} {} {} {}", a.x, a.y, b.x, b.y, end.x, end.y)?;
            }
        }
    }
    let end = route.end();
    let (x, y) = (end.x, end.y);
    write!(out, r#""/><path fill="{colour}" stroke="none" d="M{x} {y}l-5 -8h10z"/>"#)
}

pub(super) fn write_card(out: &mut String, card: &Card, theme: &Theme) -> fmt::Result {
    let Rect { x, y, width, height } = card.rect;
    let colour = &theme.categories[shelf(card.category)];
    write!(
        out,
        r#"<g transform="translate({x} {y})"><rect width="{width}" height="{height}" rx="{RADIUS}" fill="{}" stroke="{}"/><rect width="4" height="{height}" rx="2" fill="{colour}"/><rect x="15" y="12" width="12" height="12" rx="2" fill="{colour}"/><text x="36" y="23" font-size="13" font-weight="600" fill="{}">{}</text><text x="14" y="51" fill="{}">{}</text>"#,
        theme.card,
        theme.card_line,
        theme.text,
        escaped(&shortened(&card.name, LETTERS)),
        theme.text_soft,
        escaped(&shortened(&card.content, LETTERS)),
    )?;
    for port in &card.ports {
        let Rect { x, y, width, height } = port.rect;
        // As many letters as the port is wide.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let letters = (width / UNITS_A_LETTER).max(3.0) as usize;
        write!(
            out,
            r#"<text x="{}" y="{}" font-size="10" text-anchor="middle" fill="{}">{}</text>"#,
            x + width / 2.0,
            y + height / 2.0 + 3.0,
            theme.text_soft,
            escaped(&shortened(&port.label, letters)),
        )?;
    }
    out.push_str("</g>");
    Ok(())
}

fn shortened(text: &str, letters: usize) -> String {
    let line: String = text.chars().take(letters).collect();
    if line.len() < text.len() { format!("{}…", line.trim_end()) } else { line }
}

/// A text as it stands between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use flow::Flow;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_card_and_edge_is_in_the_picture_and_nothing_of_a_text_is_markup() {
        let flow = Flow::from_value(json!({ "states": [
            { "name": "Trigger", "type": "trigger", "properties": { "offset": { "x": 0, "y": 0 } },
              "transitions": [{ "event": "incomingCall", "next": "greet" }] },
            { "name": "greet", "type": "say-play",
              "transitions": [{ "event": "audioComplete", "next": "greet" }],
              "properties": { "say": "Tom & <Jerry>", "offset": { "x": 0, "y": 300 } } },
        ], "initial_state": "Trigger" }))
        .unwrap();
        let text = "Ask <Ada> about the words of the greeting".to_owned();
        let note = Note { id: 1, text, x: 400.0, y: 0.0, width: 150.0, height: 90.0 };
        let picture = svg(&Scene::new(&flow), &[note], &Theme::default(), "A <flow>");
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
        assert_eq!(picture.matches("<g transform").count(), 3);
        assert!(picture.contains(">Ask &lt;Ada&gt; about the</text>"), "{picture}");
        assert_eq!(picture.matches("<path d=\"M").count(), 1);
        assert_eq!(picture.matches("<path stroke-dasharray=\"2 3\" d=\"M").count(), 1);
        assert!(picture.contains("Tom &amp; &lt;Jerry&gt;"));
        assert!(picture.contains("<title>A &lt;flow&gt;</title>"));
    }
}
