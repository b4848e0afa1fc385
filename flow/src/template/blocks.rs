//! The blocks that Studio runs differently: `for` stops after 15 turns, and the operators of `if`
//! and `unless` are read from the right (`reference/studio/runtime.md`, "Liquid").

use std::collections::HashMap;
use std::fmt::Debug;
use std::io::Write;

use liquid_core::model::{KString, KStringRef, Value, ValueCow, ValueView, ValueViewCmp};
use liquid_core::parser::{BlockElement, TagToken, TryMatchToken};
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

/// `if`, or `unless`, which is its opposite.
#[derive(Debug, Clone, Copy)]
pub(super) struct IfBlock {
    pub(super) start: &'static str,
    pub(super) end: &'static str,
    pub(super) wanted: bool,
}

impl BlockReflection for IfBlock {
    fn start_tag(&self) -> &str {
        self.start
    }

    fn end_tag(&self) -> &str {
        self.end
    }

    fn description(&self) -> &str {
        ""
    }
}

impl ParseBlock for IfBlock {
    fn parse(
        &self,
        arguments: TagTokenIter<'_>,
        mut tokens: TagBlock<'_, '_>,
        options: &Language,
    ) -> Result<Box<dyn Renderable>> {
        let mut condition = Condition::parse(arguments)?;
        let mut block = If { branches: Vec::new(), wanted: self.wanted, otherwise: None };
        let mut body = Vec::new();
        while let Some(element) = tokens.next()? {
            match element {
                BlockElement::Tag(mut tag) if tag.name() == "else" => {
                    tag.tokens().expect_nothing()?;
                    block.otherwise = Some(Template::new(tokens.parse_all(options)?));
                    break;
                }
                BlockElement::Tag(tag) if tag.name() == "elsif" => {
                    let next = Condition::parse(tag.into_tokens())?;
                    let condition = std::mem::replace(&mut condition, next);
                    let body = Template::new(std::mem::take(&mut body));
                    block.branches.push((condition, body));
                }
                BlockElement::Tag(tag) => body.push(tag.parse(&mut tokens, options)?),
                element => body.push(element.parse(&mut tokens, options)?),
            }
        }
        block.branches.push((condition, Template::new(body)));
        tokens.assert_empty();
        Ok(Box::new(block))
    }

    fn reflection(&self) -> &dyn BlockReflection {
        self
    }
}

#[derive(Debug)]
struct If {
    branches: Vec<(Condition, Template)>,
    /// What the first condition must be; those of `elsif` must hold.
    wanted: bool,
    otherwise: Option<Template>,
}

impl Renderable for If {
    fn render_to(&self, writer: &mut dyn Write, runtime: &dyn Runtime) -> Result<()> {
        for (at, (condition, body)) in self.branches.iter().enumerate() {
            let wanted = at > 0 || self.wanted;
            if condition.holds(runtime)? == wanted {
                return body.render_to(writer, runtime);
            }
        }
        self.otherwise.iter().try_for_each(|body| body.render_to(writer, runtime))
    }
}

/// Claims with `and` and `or` between them, read from the right: `a and b or c` is
/// `a and (b or c)`.
#[derive(Debug)]
struct Condition {
    /// Each with whether `and` stands behind it.
    firsts: Vec<(Claim, bool)>,
    last: Claim,
}

#[derive(Debug)]
struct Claim {
    subject: Expression,
    compared: Option<(Operator, Expression)>,
}

#[derive(Debug, Clone, Copy)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    Contains,
}

impl Condition {
    fn parse(mut tokens: TagTokenIter<'_>) -> Result<Self> {
        let mut firsts = Vec::new();
        let (mut claim, mut next) = Claim::parse(&mut tokens)?;
        while let Some(token) = next {
            let is_and = match token.as_str() {
                "and" => true,
                "or" => false,
                _ => return token.raise_custom_error("\"and\" or \"or\" expected.").into_err(),
            };
            firsts.push((claim, is_and));
            (claim, next) = Claim::parse(&mut tokens)?;
        }
        Ok(Self { firsts, last: claim })
    }

    fn holds(&self, runtime: &dyn Runtime) -> Result<bool> {
        let mut holds = self.last.holds(runtime)?;
        for (claim, is_and) in self.firsts.iter().rev() {
            let first = claim.holds(runtime)?;
            holds = if *is_and { first && holds } else { first || holds };
        }
        Ok(holds)
    }
}

impl Claim {
    /// One claim, and the token behind it.
    fn parse<'t>(tokens: &mut TagTokenIter<'t>) -> Result<(Self, Option<TagToken<'t>>)> {
        let subject = tokens.expect_next("Value expected.")?.expect_value().into_result()?;
        let Some(token) = tokens.next() else {
            return Ok((Self { subject, compared: None }, None));
        };
        let operator = match token.as_str() {
            "==" => Operator::Equal,
            "!=" | "<>" => Operator::NotEqual,
            "<" => Operator::Less,
            ">" => Operator::Greater,
            "<=" => Operator::LessOrEqual,
            ">=" => Operator::GreaterOrEqual,
            "contains" => Operator::Contains,
            _ => return Ok((Self { subject, compared: None }, Some(token))),
        };
        let operand = tokens.expect_next("Value expected.")?.expect_value().into_result()?;
        Ok((Self { subject, compared: Some((operator, operand)) }, tokens.next()))
    }

    fn holds(&self, runtime: &dyn Runtime) -> Result<bool> {
        let subject = self.subject.evaluate(runtime)?;
        let Some((operator, operand)) = &self.compared else {
            return Ok(subject.query_state(liquid_core::model::State::Truthy));
        };
        let operand = operand.evaluate(runtime)?;
        let (a, b) = (subject.as_view(), operand.as_view());
        if let Some((a, b)) = numbers(a, b) {
            return Ok(match operator {
                Operator::Equal => a == b,
                Operator::NotEqual => a != b,
                Operator::Less => a < b,
                Operator::Greater => a > b,
                Operator::LessOrEqual => a <= b,
                Operator::GreaterOrEqual => a >= b,
                Operator::Contains => contains(subject.as_view(), operand.as_view()),
            });
        }
        let (ordered_a, ordered_b) = (ValueViewCmp::new(a), ValueViewCmp::new(b));
        Ok(match operator {
            Operator::Equal => ordered_a == ordered_b,
            Operator::NotEqual => ordered_a != ordered_b,
            Operator::Less => ordered_a < ordered_b,
            Operator::Greater => ordered_a > ordered_b,
            Operator::LessOrEqual => ordered_a <= ordered_b,
            Operator::GreaterOrEqual => ordered_a >= ordered_b,
            Operator::Contains => contains(a, b),
        })
    }
}

/// A number and a text that holds one are compared as numbers, for what Studio's variables hold
/// is text.
fn numbers(a: &dyn ValueView, b: &dyn ValueView) -> Option<(f64, f64)> {
    let (a, b) = (a.as_scalar()?, b.as_scalar()?);
    let is_text = |scalar: &dyn ValueView| scalar.type_name() == "string";
    if is_text(&a) == is_text(&b) {
        return None;
    }
    Some((a.to_float()?, b.to_float()?))
}

fn contains(a: &dyn ValueView, b: &dyn ValueView) -> bool {
    if let Some(text) = a.as_scalar() {
        return text.to_kstr().contains(b.to_kstr().as_str());
    }
    if let Some(array) = a.as_array() {
        return array.values().any(|item| ValueViewCmp::new(item) == ValueViewCmp::new(b));
    }
    a.as_object().is_some_and(|object| object.contains_key(b.to_kstr().as_str()))
}
