//! Liquid in texts, by Studio's rules (`reference/studio/runtime.md`, "Liquid").
//!
//! The language is the `liquid` crate's. What Studio does differently is here: an unknown
//! variable is nothing instead of an error, blanks may stand round the dots of a path, `now` is
//! the execution's clock, and there is `to_json`.

mod arithmetic;
mod filters;
mod for_block;
mod if_block;
mod lenient;
mod paths;
mod scan;
mod texts;
mod tokens;
mod view;

pub use scan::Read;
pub use tokens::{FILTERS, Token, tokens};

use std::cell::RefCell;
use std::io;
use std::ops::Range;
use std::rc::Rc;
use std::sync::LazyLock;

use liquid_core::Language;
use liquid_core::runtime::{Renderable, Runtime, RuntimeBuilder};
use liquid_lib::stdlib;

use crate::definition::Object;
use crate::recent::Recent;
use crate::timestamp::Timestamp;

/// Bytes of texts that are kept parsed in each thread.
const PARSED_BYTES: usize = 1024 * 1024;
/// Bytes that one template may render to (`reference/studio/runtime.md`, "Limits").
const MAX_OUTPUT_BYTES: usize = 16 * 1024;

/// A parsed text; parse once, render often.
#[derive(Debug)]
pub struct Template(Parsed);

#[derive(Debug)]
enum Parsed {
    /// Without Liquid: most texts.
    Plain(String),
    Liquid(liquid_core::runtime::Template),
}

/// A text whose Liquid is wrong (warning 81018).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Broken syntax, an unknown filter or tag.
    #[error("{0}")]
    Syntax(String),
    /// It is right, but cannot be evaluated with these values.
    #[error("{0}")]
    Evaluation(String),
    /// It renders to more than 16 KB.
    #[error("it renders to more than 16 KB")]
    TooLong,
}

/// Where in a text its Liquid names `read`, in order.
pub(crate) fn places(text: &str, read: Read<'_>) -> Result<Vec<Range<usize>>, TemplateError> {
    Ok(scan::places(text, &scan::markup(text)?, read))
}

/// Whether a text can be read. Where flows are not run, and the parser is left out, only whether
/// its markup is closed and not too deep.
pub(crate) fn check(text: &str) -> Result<(), TemplateError> {
    #[cfg(feature = "run")]
    return Template::parse(text).map(drop);
    #[cfg(not(feature = "run"))]
    scan::markup(text).map(drop)
}

impl Template {
    /// Reads a text.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        if !has_liquid(text) {
            return Ok(Self(Parsed::Plain(text.to_owned())));
        }
        scan::markup(text)?;
        let text = paths::joined(text);
        let elements = liquid_core::parser::parse(&text, &LANGUAGE)
            .map_err(|error| TemplateError::Syntax(first_line(&error)))?;
        Ok(Self(Parsed::Liquid(liquid_core::runtime::Template::new(elements))))
    }

    /// The text with the values of `context` in place. `now` is what the date filter calls now.
    pub fn render(&self, context: &Object, now: Timestamp) -> Result<String, TemplateError> {
        let template = match &self.0 {
            Parsed::Plain(text) => return Ok(text.clone()),
            Parsed::Liquid(template) => template,
        };
        let evaluation = |error: &liquid_core::Error| TemplateError::Evaluation(first_line(error));
        let facts =
            lenient::Facts::new(view::View::of_object(context), RuntimeBuilder::new().build());
        *facts.registers().get_mut::<filters::Now>() = filters::Now(now);
        let mut out = Bounded::default();
        match template.render_to(&mut out, &facts) {
            _ if out.is_full => Err(TemplateError::TooLong),
            Ok(()) => String::from_utf8(out.bytes)
                .map_err(|error| TemplateError::Evaluation(error.to_string())),
            Err(error) => Err(evaluation(&error)),
        }
    }
}

/// What a template renders to, as long as it is not too long.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    is_full: bool,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.is_full |= self.bytes.len() + bytes.len() > MAX_OUTPUT_BYTES;
        if self.is_full {
            return Err(io::Error::other("too long"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Renders a text, which is parsed once and kept for a while: parsing takes ten times as long.
pub fn render(text: &str, context: &Object, now: Timestamp) -> Result<String, TemplateError> {
    type Kept = Rc<Result<Template, TemplateError>>;
    thread_local! {
        static PARSED: RefCell<Recent<Kept>> = RefCell::new(Recent::new(PARSED_BYTES));
    }
    if !has_liquid(text) {
        return Ok(text.to_owned());
    }
    let make = || Rc::new(Template::parse(text));
    let template = PARSED.with_borrow_mut(|parsed| parsed.find_or_make(text, make));
    match &*template {
        Ok(template) => template.render(context, now),
        Err(error) => Err(error.clone()),
    }
}

/// What a text is made of, found without parsing it.
#[derive(Debug)]
pub struct Outline<'t> {
    /// Each once, in the order of the text.
    pub reads: Vec<Read<'t>>,
    /// Whether the parser could find nothing wrong: there are plain paths only.
    pub is_plain: bool,
}

/// The outline of a text; an error where braces, quotes or blocks do not close or nest too deep.
pub fn outline(text: &str) -> Result<Outline<'_>, TemplateError> {
    let markup = scan::markup(text)?;
    Ok(Outline { reads: scan::reads(&markup), is_plain: scan::is_plain(&markup) })
}

/// Whether a text holds anything for Liquid to do.
pub fn has_liquid(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// The error without the crate's drawing of the place, which spans lines.
fn first_line(error: &liquid_core::Error) -> String {
    let text = error.to_string();
    let text = text.strip_prefix("liquid: ").unwrap_or(&text);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    // A syntax error is drawn with the line and an arrow; what was expected stands last.
    let expected = text.lines().rev().map(str::trim).find_map(|line| line.strip_prefix("= "));
    let place = text.lines().find_map(|line| line.split_once("--> ")?.1.trim().split_once(':'));
    match (expected, place) {
        (Some(expected), Some((line, column))) => {
            format!("{expected} at line {line}, column {column}")
        }
        (Some(expected), None) => expected.to_owned(),
        (None, _) => first.to_owned(),
    }
}

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| {
    let mut language = Language::empty();
    let tags = &mut language.tags;
    tags.register("assign".to_owned(), stdlib::AssignTag.into());
    tags.register("break".to_owned(), stdlib::BreakTag.into());
    tags.register("continue".to_owned(), stdlib::ContinueTag.into());
    tags.register("cycle".to_owned(), stdlib::CycleTag.into());
    let blocks = &mut language.blocks;
    blocks.register("raw".to_owned(), stdlib::RawBlock.into());
    let if_block = if_block::IfBlock { start: "if", end: "endif", wanted: true };
    let unless_block = if_block::IfBlock { start: "unless", end: "endunless", wanted: false };
    blocks.register("if".to_owned(), Box::new(if_block));
    blocks.register("unless".to_owned(), Box::new(unless_block));
    blocks.register("for".to_owned(), Box::new(for_block::ForBlock));
    blocks.register("comment".to_owned(), stdlib::CommentBlock.into());
    blocks.register("capture".to_owned(), stdlib::CaptureBlock.into());
    blocks.register("case".to_owned(), stdlib::CaseBlock.into());
    filters::register(&mut language.filters);
    language
});

#[cfg(test)]
mod tests;
