//! `if` and `unless`, whose operators are read from the right
//! (`reference/studio/runtime.md`, "Liquid").

use std::io::Write;

use liquid_core::model::{ValueView, ValueViewCmp};
use liquid_core::parser::{BlockElement, TagToken};
use liquid_core::{
    BlockReflection, Expression, Language, ParseBlock, Renderable, Result, Runtime, TagBlock,
    TagTokenIter, Template,
};

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
