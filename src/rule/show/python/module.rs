//! What stands around the step in a Python module.

use super::Asked;
use crate::method::NumberSpec;
use crate::rule::UpdateRule;
use crate::rule::graph::Kind;
use crate::rule::same::Names;
use crate::rule::show::spelling::{ascii, title, words};

/// The module of a rule whose step is written.
pub(super) fn of(rule: &UpdateRule, names: &Names, asked: Asked, step: &[String]) -> String {
    let mut function = lower(rule);
    while names.has(&function) {
        function.push('_');
    }
    let mut lines = heading(rule);
    lines.extend(state(rule, names));
    lines.extend(step.iter().cloned());
    lines.extend([String::new(), String::new()]);
    lines.extend(transformation(rule, names, asked, &function));
    lines.join("\n") + "\n"
}

/// The name of the function, that is none of Python's words.
fn lower(rule: &UpdateRule) -> String {
    let name = ascii(&words(rule).join("_")).to_lowercase();
    if super::TAKEN.contains(&&*name) { format!("{name}_") } else { name }
}

fn heading(rule: &UpdateRule) -> Vec<String> {
    let mut lines = vec![format!("\"\"\"{}, as a gradient transformation of optax.", title(rule)), String::new()];
    lines.extend(rule.text().lines().map(|line| format!("    {line}")));
    let rest = "
All parameters together are the one vector q: a sum, a norm or a largest coordinate is that of all of
them. It is right for runs of up to 2**29 steps.
\"\"\"

from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax.flatten_util import ravel_pytree

";
    lines.extend(rest.lines().map(str::to_owned));
    lines.push(String::new());
    lines
}

/// The type of what is remembered.
fn state(rule: &UpdateRule, names: &Names) -> Vec<String> {
    let mut lines = vec![
        "class State(NamedTuple):".to_owned(),
        "    \"\"\"The steps that were taken, and the slots beside the point.\"\"\"".to_owned(),
        String::new(),
        "    steps: jax.Array".to_owned(),
    ];
    lines.extend(names.slots.iter().take(rule.slots.len()).skip(1).map(|name| format!("    {name}: jax.Array")));
    lines.extend([String::new(), String::new()]);
    lines
}

fn transformation(rule: &UpdateRule, names: &Names, asked: Asked, function: &str) -> Vec<String> {
    let specs = rule.description.numbers;
    let default = |spec: &NumberSpec| match spec.default {
        (numerator, 1) => format!("{numerator}.0"),
        (numerator, denominator) => format!("{numerator} / {denominator}"),
    };
    let defaults: Vec<String> =
        names.numbers.iter().zip(specs).map(|(name, spec)| format!("{name}={}", default(spec))).collect();
    let numbers = match &*names.numbers {
        [one] => format!("{one},"),
        all => all.join(", "),
    };
    let zeros = names.slots.iter().zip(&rule.slots).skip(1).map(|(name, slot)| match slot.kind {
        Kind::Number => format!(", {name}=jnp.zeros([], q.dtype)"),
        _ => format!(", {name}=jnp.zeros_like(q)"),
    });
    let zeros: String = zeros.collect();
    let more = asked.value || asked.gradients || asked.values;
    let extra = if more { ", *, value=None, grad_fn=None, value_fn=None, **extra" } else { "" };
    let mut lines = vec![
        format!("def {function}({}):", defaults.join(", ")),
        format!("    \"\"\"The transformation{}.\"\"\"", if specs.is_empty() { "" } else { " of these numbers" }),
        format!("    numbers = ({})", numbers),
        String::new(),
        "    def init(params):".to_owned(),
        "        q, _ = ravel_pytree(params)".to_owned(),
        format!("        return State(steps=jnp.zeros([], jnp.int32){zeros})"),
        String::new(),
        format!("    def update(grads, state, params=None{extra}):"),
    ];
    let needed = |argument: &str, what: &str| {
        [
            format!("        if {argument} is None:"),
            format!("            raise ValueError(\"{function} needs {argument}, {what}\")"),
        ]
    };
    lines.extend(needed("params", "the parameters"));
    if asked.value {
        lines.extend(needed("value", "the loss at the parameters"));
    }
    if asked.gradients {
        lines.extend(needed("grad_fn", "which gives the gradient at other parameters"));
    }
    if asked.values {
        lines.extend(needed("value_fn", "which gives the loss at other parameters"));
    }
    lines.push("        q, unravel = ravel_pytree(params)".to_owned());
    let arguments = asked.arguments().map(|argument| match argument {
        "g" => "ravel_pytree(grads)[0].astype(q.dtype)",
        "value" => "jnp.asarray(value, q.dtype)",
        "grad" => "lambda x: ravel_pytree(grad_fn(unravel(x)))[0].astype(q.dtype)",
        _ => "lambda x: jnp.asarray(value_fn(unravel(x)), q.dtype)",
    });
    let slots: Vec<String> = names.slots[1..].iter().map(|name| format!("state.{name}")).collect();
    let arguments = ["state.steps + 1", "q"].into_iter().chain(arguments).chain(slots.iter().map(String::as_str));
    lines.push("        increment, state = _step(".to_owned());
    lines.extend(arguments.map(|argument| format!("            {argument},")));
    lines.push("            *(jnp.asarray(x, q.dtype) for x in numbers),".to_owned());
    lines.push("        )".to_owned());
    lines.push("        return unravel(increment), state".to_owned());
    let kind = if more { "GradientTransformationExtraArgs" } else { "GradientTransformation" };
    lines.extend([String::new(), format!("    return optax.{kind}(init, update)")]);
    lines
}
