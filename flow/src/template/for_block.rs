//! `for`, which stops after 15 turns (`reference/studio/runtime.md`, "Liquid").

use std::collections::HashMap;
use std::fmt::Debug;
use std::io::Write;

use liquid_core::model::{KString, KStringRef, Value, ValueCow, ValueView};
use liquid_core::parser::{BlockElement, TryMatchToken};
use liquid_core::runtime::{Interrupt, InterruptRegister, StackFrame};
use liquid_core::{
    BlockReflection, Error, Expression, Language, ParseBlock, Renderable, Result, Runtime,
    TagBlock, TagTokenIter, Template,
};
use liquid_lib::stdlib::ForloopObject;

use super::lenient::Lenient;
use super::view::ORDERED;

/// Turns of one `for` (`reference/studio/runtime.md`, "Limits").
const MAX_TURNS: usize = 15;
/// Turns of all loops of one template, nested ones included.
const MAX_TURNS_IN_ALL: usize = 10_000;

/// Turns taken so far, kept with the runtime.
#[derive(Debug, Default)]
struct Turns(usize);

#[derive(Debug, Clone, Copy)]
pub(super) struct ForBlock;

impl BlockReflection for ForBlock {
    fn start_tag(&self) -> &str {
        "for"
    }

    fn end_tag(&self) -> &str {
        "endfor"
    }

    fn description(&self) -> &str {
        ""
    }
}

impl ParseBlock for ForBlock {
    fn parse(
        &self,
        mut arguments: TagTokenIter<'_>,
        mut tokens: TagBlock<'_, '_>,
        options: &Language,
    ) -> Result<Box<dyn Renderable>> {
        let name = arguments.expect_next("Identifier expected.")?.expect_identifier();
        let name = KString::from_ref(name.into_result()?);
        let is_in = arguments.expect_next("\"in\" expected.")?.expect_str("in");
        is_in.into_result_custom_msg("\"in\" expected.")?;
        let list = arguments.expect_next("Array or range expected.")?;
        let list = match list.expect_value() {
            TryMatchToken::Matches(list) => List::Value(list),
            TryMatchToken::Fails(range) => match range.expect_range() {
                TryMatchToken::Matches((first, last)) => List::Range(first, last),
                TryMatchToken::Fails(range) => return range.raise_error().into_err(),
            },
        };
        let mut block = For {
            name,
            list,
            limit: None,
            offset: None,
            is_reversed: false,
            body: Template::new(Vec::new()),
            otherwise: None,
        };
        while let Some(token) = arguments.next() {
            match token.as_str() {
                "limit" => block.limit = Some(attribute(&mut arguments)?),
                "offset" => block.offset = Some(attribute(&mut arguments)?),
                "reversed" => block.is_reversed = true,
                _ => {
                    let message = "\"limit\", \"offset\" or \"reversed\" expected.";
                    return token.raise_custom_error(message).into_err();
                }
            }
        }
        (block.body, block.otherwise) = bodies(&mut tokens, options)?;
        tokens.assert_empty();
        Ok(Box::new(block))
    }

    fn reflection(&self) -> &dyn BlockReflection {
        self
    }
}

fn attribute(arguments: &mut TagTokenIter<'_>) -> Result<Expression> {
    let colon = arguments.expect_next("\":\" expected.")?.expect_str(":");
    colon.into_result_custom_msg("\":\" expected.")?;
    arguments.expect_next("Value expected.")?.expect_value().into_result()
}

/// What stands in a block, and what stands behind its `else`.
fn bodies(
    tokens: &mut TagBlock<'_, '_>,
    options: &Language,
) -> Result<(Template, Option<Template>)> {
    let mut body = Vec::new();
    while let Some(element) = tokens.next()? {
        match element {
            BlockElement::Tag(mut tag) if tag.name() == "else" => {
                tag.tokens().expect_nothing()?;
                let otherwise = Template::new(tokens.parse_all(options)?);
                return Ok((Template::new(body), Some(otherwise)));
            }
            BlockElement::Tag(tag) => body.push(tag.parse(tokens, options)?),
            element => body.push(element.parse(tokens, options)?),
        }
    }
    Ok((Template::new(body), None))
}

#[derive(Debug)]
struct For {
    name: KString,
    list: List,
    limit: Option<Expression>,
    offset: Option<Expression>,
    is_reversed: bool,
    body: Template,
    otherwise: Option<Template>,
}

#[derive(Debug)]
enum List {
    Value(Expression),
    Range(Expression, Expression),
}

impl Renderable for For {
    fn render_to(&self, writer: &mut dyn Write, runtime: &dyn Runtime) -> Result<()> {
        let list = match &self.list {
            List::Value(list) => Items::of(list.evaluate(runtime)?),
            List::Range(first, last) => Items::Range(whole(first, runtime)?, whole(last, runtime)?),
        };
        let offset = bound(self.offset.as_ref(), runtime)?.unwrap_or(0).min(list.count());
        let limit = bound(self.limit.as_ref(), runtime)?.unwrap_or(usize::MAX);
        let count = limit.min(list.count() - offset);
        if count == 0 {
            return self.otherwise.iter().try_for_each(|body| body.render_to(writer, runtime));
        }
        let outer = runtime.try_get(&[liquid_core::model::Scalar::new("forloop")]);
        for turn in 0..count.min(MAX_TURNS) {
            let place = if self.is_reversed { offset + count - 1 - turn } else { offset + turn };
            let Some(item) = list.item(place) else { break };
            count_turn(runtime)?;
            let forloop = ForloopObject::new(turn, count);
            let mut names: HashMap<KStringRef<'_>, &dyn ValueView> = HashMap::new();
            names.insert("forloop".into(), &forloop);
            if let Some(outer) = &outer {
                names.insert("parentloop".into(), outer);
            }
            names.insert(self.name.as_ref(), &item);
            let frame = StackFrame::new(runtime, &names);
            self.body.render_to(writer, &Lenient(&frame))?;
            let interrupt = runtime.registers().get_mut::<InterruptRegister>().reset();
            if interrupt == Some(Interrupt::Break) {
                break;
            }
        }
        Ok(())
    }
}

fn count_turn(runtime: &dyn Runtime) -> Result<()> {
    let mut turns = runtime.registers().get_mut::<Turns>();
    turns.0 += 1;
    if turns.0 > MAX_TURNS_IN_ALL {
        return Err(Error::with_msg(format!("its loops take more than {MAX_TURNS_IN_ALL} turns")));
    }
    Ok(())
}

fn whole(expression: &Expression, runtime: &dyn Runtime) -> Result<i64> {
    let value = expression.evaluate(runtime)?;
    if value.is_nil() {
        return Ok(0);
    }
    let whole = value.as_scalar().and_then(|scalar| scalar.to_integer());
    whole.ok_or_else(|| Error::with_msg(format!("`{}` is not a whole number", value.render())))
}

fn bound(expression: Option<&Expression>, runtime: &dyn Runtime) -> Result<Option<usize>> {
    let Some(expression) = expression else { return Ok(None) };
    Ok(Some(usize::try_from(whole(expression, runtime)?).unwrap_or(0)))
}

/// What a loop goes over.
enum Items<'r> {
    Array(ValueCow<'r>, usize),
    /// Keys and values, each a list of two.
    Pairs(Vec<Value>),
    Range(i64, i64),
}

impl<'r> Items<'r> {
    fn of(list: ValueCow<'r>) -> Self {
        let size = list.as_array().map(|array| usize::try_from(array.size()).unwrap_or(0));
        if let Some(size) = size {
            return Self::Array(list, size);
        }
        let mut pairs: Vec<(String, Value)> = list
            .as_object()
            .into_iter()
            .flat_map(|object| object.iter())
            .map(|(key, value)| (key.to_string(), value.to_value()))
            .collect();
        if list.type_name() != ORDERED {
            // The crate's own hashes have no order, and a replay must give the same text.
            pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
        }
        let pair = |(key, value)| Value::Array(vec![Value::scalar(key), value]);
        Self::Pairs(pairs.into_iter().map(pair).collect())
    }

    fn count(&self) -> usize {
        match self {
            Self::Array(_, size) => *size,
            Self::Pairs(pairs) => pairs.len(),
            Self::Range(first, last) if first > last => 0,
            Self::Range(first, last) => {
                usize::try_from(last.saturating_sub(*first)).unwrap_or(usize::MAX).saturating_add(1)
            }
        }
    }

    fn item(&self, place: usize) -> Option<ValueCow<'_>> {
        match self {
            Self::Array(list, _) => {
                let item = list.as_array()?.get(i64::try_from(place).ok()?)?;
                Some(ValueCow::Borrowed(item))
            }
            Self::Pairs(pairs) => pairs.get(place).map(|pair| ValueCow::Borrowed(pair)),
            Self::Range(first, _) => {
                let number = first.checked_add(i64::try_from(place).ok()?)?;
                Some(ValueCow::Owned(Value::scalar(number)))
            }
        }
    }
}
