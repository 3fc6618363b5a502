"""What is traced: a rule of a library, with its numbers, before it is a graph."""

import inspect
from dataclasses import dataclass, field
from typing import Any, Callable

CONVENTIONS = {
    "learning_rate": 0.01,
    "lr": 0.01,
    "eta": 0.01,
    "rate": 0.01,
    "h": 0.1,
    "dt": 0.1,
    "step_size": 0.1,
    "momentum": 0.9,
    "mu": 0.9,
    "beta": 0.9,
    "b1": 0.9,
    "beta1": 0.9,
    "beta_1": 0.9,
    "b2": 0.999,
    "beta2": 0.999,
    "beta_2": 0.999,
    "eps": 1e-8,
    "epsilon": 1e-8,
    "weight_decay": 0.01,
    "decay": 0.01,
    "lam": 0.01,
}
"""The default of a number by its name, where a function gives none. Any other name has 1."""


@dataclass
class Subject:
    """A rule of a library.

    `build` takes the numbers by name (floats or tracers) and gives what the library calls an
    optimizer or integrator; `adapter` knows how such a thing is started and stepped.
    """

    name: str
    adapter: Any
    build: Callable
    numbers: dict
    call: str
    concrete: dict = field(default_factory=dict)
    shape: tuple | None = None
    defined_in: Any = None


def numbers_of(function):
    """The parameters of `function` with their defaults, or those of `CONVENTIONS`."""
    numbers = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise TypeError(f"expected a parameter for each number, found *{name}")
        default = parameter.default
        if default is parameter.empty:
            default = CONVENTIONS.get(name, 1.0)
        numbers[name] = default
    return numbers


def signature_subject(name, adapter, function, rate, given=None, shape=None):
    """A subject whose numbers are read off the signature of the library's own `function`.

    A float is a number, and so is each entry of a tuple of floats (`betas` gives `betas_1` and
    `betas_2`); an integer or a flag stays as it is and is recorded. `rate` is the default of a
    learning rate that has none. `given` replaces arguments: a float is a number's default,
    anything else stays as it is.
    """
    given = dict(given or {})
    numbers, concrete, parts, fixed = {}, {}, [], {}
    for parameter in inspect.signature(function).parameters.values():
        key = parameter.name
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        value = given.pop(key, parameter.default)
        explicit = value is not parameter.default
        if key == "learning_rate" and value in (parameter.empty, None):
            value = rate
        if value is parameter.empty:
            value = CONVENTIONS.get(key, 1.0)
        if key in adapter.ignored:
            continue
        if isinstance(value, float):
            numbers[key] = value
            parts.append((key, key))
        elif _floats(value):
            names = [f"{key}_{i + 1}" for i in range(len(value))]
            numbers.update(zip(names, value))
            parts.append((key, tuple(names)))
        elif isinstance(value, (bool, int, str)):
            concrete[key] = value
            if explicit:
                fixed[key] = value
        elif explicit:
            raise TypeError(f"{name}: an argument of an unknown kind: {key}={value!r}")
    if given:
        raise TypeError(f"{name} has no argument {', '.join(given)}")

    def build(values):
        arguments = dict(fixed)
        for key, names in parts:
            one = isinstance(names, str)
            arguments[key] = values[names] if one else tuple(values[n] for n in names)
        return function(**arguments)

    written = [f"{k}={v if isinstance(v, str) else _tuple(v)}" for k, v in parts]
    written += [f"{k}={v!r}" for k, v in fixed.items()]
    return Subject(
        name=name,
        adapter=adapter,
        build=build,
        numbers=numbers,
        call=f"{adapter.spelled(name, function)}({', '.join(written)})",
        concrete=concrete,
        shape=shape,
        defined_in=function,
    )


def _floats(value):
    return isinstance(value, tuple) and bool(value) and all(isinstance(v, float) for v in value)


def _tuple(names):
    return f"({', '.join(names)},)" if len(names) == 1 else f"({', '.join(names)})"


def written_subject(name, adapter, function, call, concrete=None, shape=None, defined_in=None):
    """A subject that a function of its own builds.

    Its parameters are the numbers, where their defaults are floats; any other default stays as it
    is and is recorded.
    """
    parameters = numbers_of(function)
    numbers = {n: v for n, v in parameters.items() if isinstance(v, float)}
    fixed = {n: v for n, v in parameters.items() if n not in numbers}
    said = {n: v for n, v in fixed.items() if isinstance(v, (bool, int, str))}
    own = list(parameters)

    def build(values):
        return function(**{n: values[n] if n in numbers else fixed[n] for n in own})

    return Subject(
        name=name,
        adapter=adapter,
        build=build,
        numbers=numbers,
        call=call,
        concrete={**said, **(concrete or {})},
        shape=shape,
        defined_in=defined_in,
    )
