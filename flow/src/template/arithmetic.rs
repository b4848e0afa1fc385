//! Filters that count. The crate's own overflow where numbers are large, and refuse nothing.

use std::fmt;

use liquid_core::model::ScalarCow;
use liquid_core::parser::{
    FilterArguments, FilterParametersReflection, ParameterReflection, PluginRegistry,
};
use liquid_core::{
    Display_filter, Error, Expression, Filter, FilterParameters, FilterReflection, ParseFilter,
    Result, Runtime, Value, ValueView,
};

pub(super) fn register(filters: &mut PluginRegistry<Box<dyn ParseFilter>>) {
    for filter in FILTERS {
        filters.register(filter.name.to_owned(), Box::new(filter));
    }
    filters.register("abs".to_owned(), Box::new(Abs));
}

/// Counts with whole numbers where both are whole and the result fits, else with fractions.
fn count(
    input: &dyn ValueView,
    operand: &dyn ValueView,
    whole: fn(i64, i64) -> Option<i64>,
    fraction: fn(f64, f64) -> f64,
) -> Result<Value> {
    let (a, b) = (number(input)?, number(operand)?);
    if let (Some(a), Some(b)) = (a.to_integer(), b.to_integer())
        && let Some(result) = whole(a, b)
    {
        return Ok(Value::scalar(result));
    }
    let result = fraction(float(&a)?, float(&b)?);
    if result.is_finite() { Ok(Value::scalar(result)) } else { Err(not_a_number("the result")) }
}

/// A value as a number; nothing, and blank text, is 0 as in Liquid.
fn number(value: &dyn ValueView) -> Result<ScalarCow<'_>> {
    if value.is_nil() || value.to_kstr().trim().is_empty() {
        return Ok(ScalarCow::new(0_i64));
    }
    let text = value.to_kstr();
    let scalar = value.as_scalar().ok_or_else(|| not_a_number(&text))?;
    if scalar.to_float().is_some() {
        return Ok(scalar);
    }
    // Blanks round a number do not make it a text.
    let trimmed = ScalarCow::new(text.trim().to_owned());
    if trimmed.to_float().is_some() { Ok(trimmed) } else { Err(not_a_number(&text)) }
}

fn float(scalar: &ScalarCow<'_>) -> Result<f64> {
    scalar.to_float().ok_or_else(|| not_a_number(&scalar.to_kstr()))
}

fn not_a_number(text: &str) -> Error {
    let text: String = text.chars().take(40).collect();
    Error::with_msg(format!("`{text}` is not a number"))
}

#[derive(Debug, FilterParameters)]
struct OperandArgs {
    #[parameter(description = "The other number.")]
    operand: Expression,
}

/// A filter that counts with one other number.
#[derive(Debug, Clone, Copy)]
struct Arithmetic {
    name: &'static str,
    whole: fn(i64, i64) -> Option<i64>,
    fraction: fn(f64, f64) -> f64,
}

const FILTERS: [Arithmetic; 5] = [
    Arithmetic { name: "plus", whole: i64::checked_add, fraction: |a, b| a + b },
    Arithmetic { name: "minus", whole: i64::checked_sub, fraction: |a, b| a - b },
    Arithmetic { name: "times", whole: i64::checked_mul, fraction: |a, b| a * b },
    Arithmetic { name: "divided_by", whole: i64::checked_div, fraction: |a, b| a / b },
    Arithmetic { name: "modulo", whole: i64::checked_rem, fraction: |a, b| a % b },
];

impl FilterReflection for Arithmetic {
    fn name(&self) -> &str {
        self.name
    }

    fn description(&self) -> &str {
        "Counts."
    }

    fn positional_parameters(&self) -> &'static [ParameterReflection] {
        OperandArgs::positional_parameters()
    }

    fn keyword_parameters(&self) -> &'static [ParameterReflection] {
        OperandArgs::keyword_parameters()
    }
}

impl ParseFilter for Arithmetic {
    fn parse(&self, arguments: FilterArguments<'_>) -> Result<Box<dyn Filter>> {
        let args = OperandArgs::from_args(arguments)?;
        Ok(Box::new(ArithmeticFilter { of: *self, args }))
    }

    fn reflection(&self) -> &dyn FilterReflection {
        self
    }
}

#[derive(Debug)]
struct ArithmeticFilter {
    of: Arithmetic,
    args: OperandArgs,
}

impl fmt::Display for ArithmeticFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.of.name, self.args)
    }
}

impl Filter for ArithmeticFilter {
    fn evaluate(&self, input: &dyn ValueView, runtime: &dyn Runtime) -> Result<Value> {
        let args = self.args.evaluate(runtime)?;
        count(input, &args.operand, self.of.whole, self.of.fraction)
    }
}

#[derive(Clone, ParseFilter, FilterReflection)]
#[filter(name = "abs", description = "A number without its sign.", parsed(AbsFilter))]
struct Abs;

#[derive(Debug, Default, Display_filter)]
#[name = "abs"]
struct AbsFilter;

impl Filter for AbsFilter {
    fn evaluate(&self, input: &dyn ValueView, _: &dyn Runtime) -> Result<Value> {
        let number = number(input)?;
        match number.to_integer().and_then(i64::checked_abs) {
            Some(whole) => Ok(Value::scalar(whole)),
            None => Ok(Value::scalar(float(&number)?.abs())),
        }
    }
}
