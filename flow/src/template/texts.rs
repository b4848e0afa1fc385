//! Filters on texts that the crate lacks, or that could make a short template a huge text.

use liquid_core::parser::PluginRegistry;
use liquid_core::{
    Display_filter, Error, Expression, Filter, FilterParameters, FilterReflection,
    FromFilterParameters, ParseFilter, Result, Runtime, Value, ValueView,
};

/// Bytes that one filter may make.
const MAX_BYTES: usize = 64 * 1024;

pub(super) fn register(filters: &mut PluginRegistry<Box<dyn ParseFilter>>) {
    filters.register("replace".to_owned(), Box::new(Replace));
    filters.register("replace_last".to_owned(), Box::new(ReplaceLast));
    filters.register("remove_last".to_owned(), Box::new(RemoveLast));
    filters.register("join".to_owned(), Box::new(Join));
    filters.register("slice".to_owned(), Box::new(Slice));
}

/// Refuses a text before it is made.
fn fits(bytes: usize) -> Result<()> {
    if bytes > MAX_BYTES { Err(Error::with_msg("a text grew beyond 64 KB")) } else { Ok(()) }
}

#[derive(Debug, FilterParameters)]
struct ReplaceArgs {
    #[parameter(description = "What to look for.", arg_type = "str")]
    search: Expression,
    #[parameter(description = "What to put in its place.", arg_type = "str")]
    replace: Option<Expression>,
}

#[derive(Clone, ParseFilter, FilterReflection)]
#[filter(
    name = "replace",
    description = "Replaces every occurrence.",
    parameters(ReplaceArgs),
    parsed(ReplaceFilter)
)]
struct Replace;

#[derive(Debug, FromFilterParameters, Display_filter)]
#[name = "replace"]
struct ReplaceFilter {
    #[parameters]
    args: ReplaceArgs,
}

impl Filter for ReplaceFilter {
    fn evaluate(&self, input: &dyn ValueView, runtime: &dyn Runtime) -> Result<Value> {
        let args = self.args.evaluate(runtime)?;
        let (input, search) = (input.to_kstr(), args.search.as_str());
        let replace = args.replace.unwrap_or_default();
        let count = input.matches(search).count();
        fits(input.len().saturating_add(count.saturating_mul(replace.len())))?;
        Ok(Value::scalar(input.replace(search, replace.as_str())))
    }
}

#[derive(Clone, ParseFilter, FilterReflection)]
#[filter(
    name = "replace_last",
    description = "Replaces the last occurrence.",
    parameters(ReplaceArgs),
    parsed(ReplaceLastFilter)
)]
struct ReplaceLast;

#[derive(Debug, FromFilterParameters, Display_filter)]
#[name = "replace_last"]
struct ReplaceLastFilter {
    #[parameters]
    args: ReplaceArgs,
}

impl Filter for ReplaceLastFilter {
    fn evaluate(&self, input: &dyn ValueView, runtime: &dyn Runtime) -> Result<Value> {
        let args = self.args.evaluate(runtime)?;
        let replace = args.replace.unwrap_or_default();
        Ok(Value::scalar(with_last(&input.to_kstr(), args.search.as_str(), replace.as_str())))
    }
}

#[derive(Debug, FilterParameters)]
struct RemoveArgs {
    #[parameter(description = "What to take out.", arg_type = "str")]
    search: Expression,
}

#[derive(Clone, ParseFilter, FilterReflection)]
#[filter(
    name = "remove_last",
    description = "Takes the last occurrence out.",
    parameters(RemoveArgs),
    parsed(RemoveLastFilter)
)]
struct RemoveLast;

#[derive(Debug, FromFilterParameters, Display_filter)]
#[name = "remove_last"]
struct RemoveLastFilter {
    #[parameters]
    args: RemoveArgs,
}

impl Filter for RemoveLastFilter {
    fn evaluate(&self, input: &dyn ValueView, runtime: &dyn Runtime) -> Result<Value> {
        let args = self.args.evaluate(runtime)?;
        Ok(Value::scalar(with_last(&input.to_kstr(), args.search.as_str(), "")))
    }
}

fn with_last(text: &str, search: &str, replace: &str) -> String {
    match text.rfind(search) {
        Some(at) => format!("{}{replace}{}", &text[..at], &text[at + search.len()..]),
        None => text.to_owned(),
    }
}

#[derive(Debug, FilterParameters)]
struct JoinArgs {
    #[parameter(description = "What stands between.", arg_type = "str")]
    separator: Option<Expression>,
}

#[derive(Clone, ParseFilter, FilterReflection)]
#[filter(
    name = "join",
    description = "Writes a list with something between.",
    parameters(JoinArgs),
    parsed(JoinFilter)
)]
struct Join;

#[derive(Debug, FromFilterParameters, Display_filter)]
#[name = "join"]
struct JoinFilter {
    #[parameters]
    args: JoinArgs,
}

impl Filter for JoinFilter {
    fn evaluate(&self, input: &dyn ValueView, runtime: &dyn Runtime) -> Result<Value> {
        let args = self.args.evaluate(runtime)?;
        let separator = args.separator.unwrap_or_else(|| " ".into());
        let Some(array) = input.as_array() else {
            return Ok(Value::scalar(input.to_kstr().into_owned()));
        };
        let mut joined = String::new();
        for (at, value) in array.values().enumerate() {
            if at > 0 {
                joined.push_str(&separator);
            }
            joined.push_str(&value.to_kstr());
            fits(joined.len())?;
        }
        Ok(Value::scalar(joined))
    }
}

#[derive(Debug, FilterParameters)]
struct SliceArgs {
    #[parameter(
        description = "Where it begins; from the end where negative.",
        arg_type = "integer"
    )]
    offset: Expression,
    #[parameter(description = "How much; one where absent.", arg_type = "integer")]
    length: Option<Expression>,
}

#[derive(Clone, ParseFilter, FilterReflection)]
#[filter(
    name = "slice",
    description = "A part of a text or list.",
    parameters(SliceArgs),
    parsed(SliceFilter)
)]
struct Slice;

#[derive(Debug, FromFilterParameters, Display_filter)]
#[name = "slice"]
struct SliceFilter {
    #[parameters]
    args: SliceArgs,
}

impl Filter for SliceFilter {
    fn evaluate(&self, input: &dyn ValueView, runtime: &dyn Runtime) -> Result<Value> {
        let args = self.args.evaluate(runtime)?;
        let length = usize::try_from(args.length.unwrap_or(1)).unwrap_or(0);
        let start = |size: usize| {
            let back = usize::try_from(args.offset.unsigned_abs()).unwrap_or(usize::MAX);
            // What begins before the beginning is nothing, as in Liquid.
            if args.offset < 0 { size.checked_sub(back) } else { Some(back) }
        };
        if let Some(array) = input.as_array() {
            let start = start(usize::try_from(array.size()).unwrap_or(0));
            let values = array.values().skip(start.unwrap_or(usize::MAX)).take(length);
            return Ok(Value::array(values.map(ValueView::to_value)));
        }
        let text = input.to_kstr();
        let start = start(text.chars().count());
        let part: String = text.chars().skip(start.unwrap_or(usize::MAX)).take(length).collect();
        Ok(Value::scalar(part))
    }
}
