//! The outline of a text with Liquid: where its markup stands, and what the markup reads. One
//! pass over the text, without the language's parser, which takes many times as long.

use std::ops::Range;

use super::TemplateError;

/// How deep blocks and brackets may stand within each other. The parser recurses, so that a
/// deeper text could use up the stack; nobody writes one.
const MAX_DEPTH: usize = 100;

/// One piece of markup, without its braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup<'t> {
    /// Between `{{` and `}}`.
    Output(&'t str),
    /// Between `{%` and `%}`.
    Tag(&'t str),
}

/// Something a text reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Read<'t> {
    /// `widgets.<name>`.
    Widget(&'t str),
    /// `flow.variables.<name>`.
    Variable(&'t str),
}

/// The markup of a text in its order, without what `raw` and `comment` keep from Liquid.
pub(super) fn markup(text: &str) -> Result<Vec<Markup<'_>>, TemplateError> {
    let mut found = Vec::new();
    let mut depths = Vec::new();
    let mut depth = 0;
    let mut rest = text;
    while let Some((start, close)) = opening(rest) {
        let inner = &rest[start + 2..];
        let end = closing(inner, close).map_err(|what| {
            let line = text[..text.len() - inner.len()].lines().count();
            TemplateError::Syntax(format!("{what} in line {line}"))
        })?;
        let content = trimmed(&inner[..end]);
        rest = &inner[end + 2..];
        if close == "}}" {
            found.push(Markup::Output(content));
            continue;
        }
        found.push(Markup::Tag(content));
        match tag_name(content) {
            "raw" => rest = after_block(rest, "endraw"),
            "comment" => rest = after_block(rest, "endcomment"),
            "if" | "unless" | "case" | "for" | "capture" => {
                depths.push(depth);
                depth += 1;
            }
            // Each stands within the one before, to the parser.
            "elsif" => depth += 1,
            name if name.starts_with("end") => depth = depths.pop().unwrap_or_default(),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
    }
    Ok(found)
}

/// Where the next markup opens, and what closes it.
pub(super) fn opening(text: &str) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    text.match_indices('{').find_map(|(at, _)| match bytes.get(at + 1) {
        Some(b'{') => Some((at, "}}")),
        Some(b'%') => Some((at, "%}")),
        _ => None,
    })
}

/// Where markup closes; what stands in quotes does not close it.
fn closing(inner: &str, close: &str) -> Result<usize, String> {
    let bytes = inner.as_bytes();
    let (mut quote, mut depth) = (None, 0_usize);
    for (at, byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'[') if depth == MAX_DEPTH => return Err(too_deep().to_string()),
            (None, b'[') => depth += 1,
            (None, b']') => depth = depth.saturating_sub(1),
            (None, _) if bytes[at..].starts_with(close.as_bytes()) => return Ok(at),
            (None, _) => {}
        }
    }
    let open = if close == "}}" { "{{" } else { "{%" };
    let what = if quote.is_some() { "a quotation mark after " } else { "" };
    Err(format!("{what}`{open}` is never closed"))
}

fn too_deep() -> TemplateError {
    TemplateError::Syntax(format!("more than {MAX_DEPTH} blocks or brackets within each other"))
}

/// The rest of a text after the tag called `end`, which may be missing.
fn after_block<'t>(text: &'t str, end: &str) -> &'t str {
    let mut rest = text;
    while let Some((_, inner)) = rest.split_once("{%") {
        let Some((content, after)) = inner.split_once("%}") else { break };
        if tag_name(trimmed(content)) == end {
            return after;
        }
        rest = inner;
    }
    ""
}

/// What stands in markup, without blanks and the hyphens that take blanks away.
fn trimmed(content: &str) -> &str {
    let content = content.strip_prefix('-').unwrap_or(content);
    content.strip_suffix('-').unwrap_or(content).trim()
}

fn tag_name(content: &str) -> &str {
    &content[..name_end(content)]
}

/// Whether every output is a plain path into the context and there is nothing else, as in most
/// texts: then there is nothing the parser could find wrong.
pub(super) fn is_plain(markup: &[Markup<'_>]) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name_end(name) == name.len()
    };
    markup.iter().all(|markup| match markup {
        Markup::Tag(_) => false,
        Markup::Output(path) => {
            let mut names = path.split('.');
            let root = names.next().unwrap_or_default();
            matches!(root, "contact" | "flow" | "trigger" | "widgets") && names.all(is_name)
        }
    })
}

/// What the markup reads by a name that stands there, each once; `widgets[x]` could be any.
pub(super) fn reads<'t>(markup: &[Markup<'t>]) -> Vec<Read<'t>> {
    let mut found = Vec::new();
    each_read(markup, &mut |read| {
        if !found.contains(&read) {
            found.push(read);
        }
    });
    found
}

/// Where in `text`, whose markup it is, the name of `wanted` stands as it is read, in order.
pub(super) fn places(text: &str, markup: &[Markup<'_>], wanted: Read<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    each_read(markup, &mut |read| {
        if read == wanted {
            let (Read::Widget(name) | Read::Variable(name)) = read;
            // The name is a part of the text, so that its address tells where it stands.
            let start = name.as_ptr().addr() - text.as_ptr().addr();
            found.push(start..start + name.len());
        }
    });
    found
}

fn each_read<'t>(markup: &[Markup<'t>], see: &mut dyn FnMut(Read<'t>)) {
    for markup in markup {
        let (Markup::Output(content) | Markup::Tag(content)) = *markup;
        let mut rest = content;
        while let Some(next) = rest.chars().next() {
            rest = match next {
                '"' | '\'' => {
                    let text = &rest[1..];
                    text.split_once(next).map_or("", |(_, after)| after)
                }
                'a'..='z' | 'A'..='Z' | '_' => path(rest, see),
                _ => &rest[next.len_utf8()..],
            };
        }
    }
}

/// Reads the path a text begins with, and gives what follows it.
fn path<'t>(text: &'t str, see: &mut dyn FnMut(Read<'t>)) -> &'t str {
    let (root, mut rest) = text.split_at(name_end(text));
    let mut names = [""; 2];
    let mut count = 0;
    while let Some((name, after)) = member(rest) {
        if let Some(place) = names.get_mut(count) {
            *place = name;
        }
        count += 1;
        rest = after;
    }
    let read = match (root, names, count) {
        ("widgets", [name, _], 1..) => Some(Read::Widget(name)),
        ("flow", ["variables", name], 2..) => Some(Read::Variable(name)),
        _ => None,
    };
    if let Some(read) = read {
        see(read);
    }
    rest
}

/// The member a path goes on with: `.name` or `["name"]`, blanks allowed; and what follows it.
fn member(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    if let Some(text) = text.strip_prefix('.') {
        let text = text.trim_start();
        let end = name_end(text);
        return (end > 0).then(|| text.split_at(end));
    }
    let text = text.strip_prefix('[')?.trim_start();
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (name, rest) = text[1..].split_once(quote)?;
    Some((name, rest.trim_start().strip_prefix(']')?))
}

/// Where the letters, digits, `_` and `-` that a text begins with end.
fn name_end(text: &str) -> usize {
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    text.bytes().take_while(|byte| is_of_name(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Read<'_>> {
        reads(&markup(text).unwrap())
    }

    #[test]
    fn reads_are_found_wherever_markup_names_them() {
        use Read::{Variable, Widget};
        let table: [(&str, &[Read<'_>]); 14] = [
            ("widgets.a.Digits", &[]),
            ("{{widgets.a.Digits}} {{- flow.variables.n -}}", &[Widget("a"), Variable("n")]),
            ("{{ widgets. \nget-it . parsed }}", &[Widget("get-it")]),
            (
                "{{ widgets['my widget'].x | append: flow.variables[\"k\"] }}",
                &[Widget("my widget"), Variable("k")],
            ),
            ("{% if flow.variables.n == 'widgets.a' %}{% endif %}", &[Variable("n")]),
            ("{{ widgets.a.list[flow.variables.at].x }}", &[Widget("a"), Variable("at")]),
            (
                "{% for i in (1..flow.variables.n) %}{{ widgets.b.l[i] }}{% endfor %}",
                &[Variable("n"), Widget("b")],
            ),
            ("{% assign widget = widgets[name] %}", &[]),
            ("{{ flow.variables }}{{ flow.data.n }}{{ trigger.widgets.a }}", &[]),
            ("{% raw %}{{ widgets.a.x }}{% endraw %}{{ widgets.b.x }}", &[Widget("b")]),
            ("{% comment %}{{ widgets.a.x {%- endcomment -%}{{ widgets.b.x }}", &[Widget("b")]),
            ("{{ widgets.a.x }}{{ widgets.a.y }}", &[Widget("a")]),
            ("{{ 'größe' | append: widgets.ä.x }}", &[]),
            ("{ {widgets.a} } {", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn markup_that_is_not_closed_is_told_and_quotes_are_passed_over() {
        let refused = |text| markup(text).unwrap_err().to_string();
        assert_eq!(refused("x {{ a"), "`{{` is never closed in line 1");
        assert_eq!(refused("{{ a }} {% if a "), "`{%` is never closed in line 1");
        assert_eq!(refused("{{ it's }}"), "a quotation mark after `{{` is never closed in line 1");
        assert_eq!(markup("{{ '}}' }}"), Ok(vec![Markup::Output("'}}'")]));
    }

    #[test]
    fn what_would_use_up_the_stack_is_refused() {
        let blocks = |count| "{% if a %}".repeat(count) + &"{% endif %}".repeat(count);
        let chain = |count| format!("{{% if a %}}{}{{% endif %}}", "{% elsif b %}".repeat(count));
        let brackets = |count| format!("{{{{ {}a{} }}}}", "a[".repeat(count), "]".repeat(count));
        for text in [blocks(90), chain(90), brackets(90), blocks(1).repeat(500)] {
            assert!(markup(&text).is_ok(), "{text}");
        }
        for text in [blocks(101), chain(101), brackets(101)] {
            let told = markup(&text).unwrap_err().to_string();
            assert!(told.starts_with("more than 100 blocks or brackets"), "{told}");
        }
    }

    #[test]
    fn plain_texts_are_those_the_parser_could_find_nothing_wrong_with() {
        let is_plain = |text: &str| is_plain(&markup(text).unwrap());
        for text in ["{{flow.variables.a}} and {{ widgets.get-it.parsed.x_1 }}", "{{contact}}"] {
            assert!(is_plain(text) && crate::template::Template::parse(text).is_ok(), "{text}");
        }
        for text in ["{{ flow. a }}", "{{ widgets[0] }}", "{{ nilly }}", "{{ flow.1 }}", "{%x%}"] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
