//! The filters Studio knows: the language's own, and those it does differently.

use jiff::tz::TimeZone;
use liquid_core::parser::PluginRegistry;
use liquid_core::{
    Display_filter, Error, Expression, Filter, FilterParameters, FilterReflection,
    FromFilterParameters, ParseFilter, Result, Runtime, Value, ValueView,
};
use liquid_lib::stdlib;

use crate::timestamp::Timestamp;

/// The clock of the execution, handed to the date filter by the runtime.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Now(pub(super) Timestamp);

pub(super) fn register(filters: &mut PluginRegistry<Box<dyn ParseFilter>>) {
    macro_rules! register {
        ($($filter:expr),* $(,)?) => {$(
            filters.register($filter.name().to_owned(), Box::new($filter));
        )*};
    }
    register!(
        stdlib::Abs,
        stdlib::Append,
        stdlib::AtLeast,
        stdlib::AtMost,
        stdlib::Capitalize,
        stdlib::Ceil,
        stdlib::Compact,
        stdlib::Concat,
        stdlib::Default,
        stdlib::DividedBy,
        stdlib::Downcase,
        stdlib::Escape,
        stdlib::EscapeOnce,
        stdlib::First,
        stdlib::Floor,
        stdlib::Join,
        stdlib::Last,
        stdlib::Lstrip,
        stdlib::Map,
        stdlib::Minus,
        stdlib::Modulo,
        stdlib::NewlineToBr,
        stdlib::Plus,
        stdlib::Prepend,
        stdlib::Remove,
        stdlib::RemoveFirst,
        stdlib::Replace,
        stdlib::ReplaceFirst,
        stdlib::Reverse,
        stdlib::Round,
        stdlib::Rstrip,
        stdlib::Size,
        stdlib::Slice,
        stdlib::Sort,
        stdlib::SortNatural,
        stdlib::Split,
        stdlib::Strip,
        stdlib::StripHtml,
        stdlib::StripNewlines,
        stdlib::Times,
        stdlib::Truncate,
        stdlib::TruncateWords,
        stdlib::Uniq,
        stdlib::Upcase,
        stdlib::UrlDecode,
        stdlib::Where,
        Date,
        ToJson,
        UrlEncode,
    );
}

#[derive(Clone, ParseFilter, FilterReflection)]
#[filter(name = "to_json", description = "Writes a value as JSON.", parsed(ToJsonFilter))]
struct ToJson;

#[derive(Debug, Default, Display_filter)]
#[name = "to_json"]
struct ToJsonFilter;

impl Filter for ToJsonFilter {
    fn evaluate(&self, input: &dyn ValueView, _: &dyn Runtime) -> Result<Value> {
        let text = serde_json::to_string(&input.to_value())
            .map_err(|error| Error::with_msg(error.to_string()))?;
        Ok(Value::scalar(text))
    }
}

#[derive(Clone, ParseFilter, FilterReflection)]
#[filter(
    name = "url_encode",
    description = "Writes a text for a query, blanks as plus signs.",
    parsed(UrlEncodeFilter)
)]
struct UrlEncode;

#[derive(Debug, Default, Display_filter)]
#[name = "url_encode"]
struct UrlEncodeFilter;

impl Filter for UrlEncodeFilter {
    fn evaluate(&self, input: &dyn ValueView, _: &dyn Runtime) -> Result<Value> {
        let mut encoded = String::new();
        for byte in input.to_kstr().bytes() {
            match byte {
                b' ' => encoded.push('+'),
                b'-' | b'_' | b'.' | b'*' => encoded.push(char::from(byte)),
                _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
                _ => encoded.push_str(&format!("%{byte:02X}")),
            }
        }
        Ok(Value::scalar(encoded))
    }
}

#[derive(Debug, FilterParameters)]
struct DateArgs {
    #[parameter(description = "How to write it, as for strftime.", arg_type = "str")]
    format: Expression,
    #[parameter(description = "The time zone, such as America/New_York.", arg_type = "str")]
    zone: Option<Expression>,
}

#[derive(Clone, ParseFilter, FilterReflection)]
#[filter(
    name = "date",
    description = "Writes a moment, in a named time zone or Pacific time.",
    parameters(DateArgs),
    parsed(DateFilter)
)]
struct Date;

#[derive(Debug, FromFilterParameters, Display_filter)]
#[name = "date"]
struct DateFilter {
    #[parameters]
    args: DateArgs,
}

impl Filter for DateFilter {
    fn evaluate(&self, input: &dyn ValueView, runtime: &dyn Runtime) -> Result<Value> {
        let args = self.args.evaluate(runtime)?;
        let text = input.to_kstr();
        let zone = match &args.zone {
            // The one zone that is known where there is no list of zones.
            Some(name) if name.eq_ignore_ascii_case("UTC") => TimeZone::UTC,
            Some(name) => TimeZone::get(name.as_str())
                .map_err(|_| Error::with_msg(format!("`{name}` is no time zone")))?,
            None => default_zone(),
        };
        let Some(moment) = moment(input, &text, &zone, runtime) else {
            return Ok(input.to_value());
        };
        let written = jiff::fmt::strtime::format(args.format.as_str(), &moment.to_zoned(zone));
        let written = written.map_err(|error| Error::with_msg(error.to_string()))?;
        Ok(Value::scalar(written))
    }
}

/// The moment a value stands for; `None` when it stands for none. A day begins in `zone`.
fn moment(
    input: &dyn ValueView,
    text: &str,
    zone: &TimeZone,
    runtime: &dyn Runtime,
) -> Option<jiff::Timestamp> {
    if matches!(text, "now" | "today") {
        let now = runtime.registers().get_mut::<Now>().0;
        return jiff::Timestamp::from_millisecond(i64::try_from(now.0).ok()?).ok();
    }
    if let Ok(seconds) = text.parse::<i64>() {
        return jiff::Timestamp::from_second(seconds).ok();
    }
    if let Ok(date) = text.parse::<jiff::civil::Date>() {
        return Some(date.to_zoned(zone.clone()).ok()?.timestamp());
    }
    let date = input.as_scalar()?.to_date_time()?;
    jiff::Timestamp::from_second(date.unix_timestamp()).ok()
}

/// Pacific time (`reference/studio/runtime.md`, "Liquid"), where zones are known.
fn default_zone() -> TimeZone {
    TimeZone::get("America/Los_Angeles").unwrap_or(TimeZone::UTC)
}
