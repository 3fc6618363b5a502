"""Each traced rule follows its library's own run.

Thirty steps on four problems, at the defaults and at other numbers, and every slot is compared,
not the point alone. Most runs agree to the last bit.
"""

import functools
from fractions import Fraction

import numpy as np
import pytest

pytest.importorskip("jax")
pytest.importorskip("optax")
pytest.importorskip("keras")
pytest.importorskip("blackjax")
pytest.importorskip("diffrax")

import record  # noqa: E402
import reference  # noqa: E402
from conftest import SHIPPED  # noqa: E402
from problems import PROBLEMS  # noqa: E402

from stable_sgd_trace import Rule, catalogue  # noqa: E402
from stable_sgd_trace.translate import SINGLE  # noqa: E402

STEPS = 30

TOLERANCE = 4e-15
"""Of a slot's largest value in the run: eighteen units in the last place, after thirty steps.

Half of the rules agree to the last bit, and nearly all others to 2e-15: JAX and numpy round sums and
powers differently in the last place."""

TOLERANCES = {
    "diffrax.LeapfrogMidpoint": 2e-14,
    "optax.radam": 1.5e-13,
    "optax.adan": 5e-14,
    "optax.contrib.dadapt_adamw": 2e-13,
    "optax.contrib.prodigy": 3e-13,
}
"""Four times what was measured, where it is more: a time that is a difference of times; quotients
of 1 − βᵏ, which is small at first; rates that are estimated from small differences."""

SINGLE_TOLERANCE = 1e-6
"""Where the library rounds a factor to single precision (2⁻²⁴ = 6e-8) and the graph does not."""

CHANGE = Fraction(1, 2**40)
"""The relative change of one constant, 9e-13, that the comparison must see."""

NAMES = catalogue.shipped()


def tolerance_of(name):
    """The tolerance of a rule, in double precision."""
    return TOLERANCES.get(name, TOLERANCE)


@functools.cache
def subject(name):
    return catalogue.subject(name)


@functools.cache
def rule(name):
    return Rule.load(SHIPPED / f"{name}.json")


def other_numbers(name):
    """Every symbolic number changed: 7/8 of its default, or 1/64 where that is 0."""
    symbolic = {n["name"] for n in rule(name).numbers}
    return {
        n: (v * 7 / 8 if v else 1 / 64) if n in symbolic else v
        for n, v in subject(name).numbers.items()
    }


def deviation(rule, states, problem, numbers):
    """The largest deviation of a slot, as a part of the slot's largest value in the run."""
    symbolic = {n["name"] for n in rule.numbers}
    given = {n: v for n, v in numbers.items() if n in symbolic}
    state = rule.start(problem.start, problem.gradient, problem.loss, **given)
    ours = []
    for step in range(len(states)):
        ours.append(
            np.concatenate([np.atleast_1d(np.float64(state[s["name"]])) for s in rule.slots])
        )
        if step + 1 < len(states):
            state = rule.step(state, problem.gradient, problem.loss, **given)
    theirs = np.array([np.concatenate(s) for s in states])
    ours = np.array(ours)
    assert np.isfinite(theirs).all(), "the library's run leaves the finite numbers"
    assert ours.shape == theirs.shape
    worst, place = 0.0, 0
    for slot in rule.slots:
        width = len(problem.start) if slot["kind"] == "vector" else 1
        part = slice(place, place + width)
        place += width
        size = np.abs(theirs[:, part]).max()
        gap = np.abs(ours[:, part] - theirs[:, part]).max()
        if not np.isfinite(gap):
            return np.inf
        worst = max(worst, gap / size if size else gap)
    return worst


@functools.cache
def library_run(name, problem, other, doubled=False):
    numbers = other_numbers(name) if other else subject(name).numbers
    run = reference.doubled_run if doubled else reference.run
    return run(subject(name), PROBLEMS[problem], STEPS, numbers)


def rounds(name):
    """Whether the library computes a part of the rule in single precision."""
    return SINGLE in rule(name).assumes


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("name", NAMES)
def test_a_graph_follows_its_library(name, problem):
    tolerance = SINGLE_TOLERANCE if rounds(name) else tolerance_of(name)
    states = library_run(name, problem, False)
    moved = max(np.abs(s[0] - states[0][0]).max() for s in states)
    assert moved > 1e-7, "the library's run stands still"
    assert deviation(rule(name), states, PROBLEMS[problem], subject(name).numbers) <= tolerance


@pytest.mark.parametrize("name", NAMES)
def test_a_graph_follows_its_library_at_other_numbers(name):
    tolerance = SINGLE_TOLERANCE if rounds(name) else tolerance_of(name)
    states = library_run(name, "quadratic", True)
    assert deviation(rule(name), states, PROBLEMS["quadratic"], other_numbers(name)) <= tolerance


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("name", [n for n in NAMES if rounds(n)])
def test_in_double_precision_throughout_it_follows_as_closely_as_the_others(name, problem):
    states = library_run(name, problem, False, True)
    assert deviation(rule(name), states, PROBLEMS[problem], subject(name).numbers) <= tolerance_of(
        name
    )


def recorded_deviation(points, states):
    """The largest deviation of recorded points from a run, as a part of its largest coordinate."""
    run = np.array([s[0] for s in states])
    return np.abs(np.array(points) - run[list(record.STEPS)]).max() / np.abs(run).max()


def test_every_run_is_recorded_and_no_other():
    wanted = {(n, p, double) for n, double in record.chosen(SHIPPED) for p in PROBLEMS}
    assert set(record.recorded(SHIPPED)) == wanted


@pytest.mark.parametrize("name, double", record.chosen(SHIPPED))
def test_the_recorded_runs_are_the_librarys(name, double):
    tolerance = SINGLE_TOLERANCE if rounds(name) and not double else tolerance_of(name)
    for problem in PROBLEMS:
        states = library_run(name, problem, False, double)
        points = record.recorded(SHIPPED)[name, problem, double]
        assert recorded_deviation(points, states) <= tolerance, problem


def test_control_the_recorded_run_of_another_rule_is_seen():
    points = record.recorded(SHIPPED)["optax.adamw", "quadratic", False]
    states = library_run("optax.adam", "quadratic", False)
    assert recorded_deviation(points, states) > 1e-6


def changed(rule, index):
    """The rule with the constant or the number at one node changed by 2⁻⁴⁰ of it."""
    node = rule.nodes[index]
    document = rule.document()
    if node[0] == "constant":
        nodes = [list(n) for n in rule.nodes]
        value = Fraction(node[1]) * (1 + CHANGE)
        nodes[index] = ["constant", f"{value.numerator}/{value.denominator}"]
        document["nodes"] = nodes
        numbers = rule.numbers
    else:
        nodes = rule.nodes
        numbers = []
        for number in rule.numbers:
            value = Fraction(number["default"])
            if number["name"] == node[1]:
                value = value * (1 + CHANGE)
            numbers.append({"name": number["name"], "default": str(value)})
    return Rule(
        rule.name,
        rule.source,
        rule.dimension,
        numbers,
        rule.slots,
        nodes,
        rule.step_nodes,
        rule.shape,
    )


@pytest.mark.parametrize("name", NAMES)
def test_control_one_constant_changed_by_a_trillionth_is_seen(name):
    problem = PROBLEMS["rosenbrock"]
    graph = rule(name)
    states = library_run(name, "rosenbrock", False, rounds(name))
    for kind in ("constant", "number"):
        candidates = [i for i, n in enumerate(graph.nodes) if n[0] == kind and n[1] != "0"]
        for index in candidates:
            altered = changed(graph, index)
            numbers = altered.defaults()
            if deviation(altered, states, problem, numbers) > tolerance_of(name):
                return
    pytest.fail("no constant and no number of the rule has an influence that the comparison sees")


def test_control_a_step_that_is_left_out_is_seen():
    problem = PROBLEMS["quadratic"]
    states = library_run("optax.adam", "quadratic", False)
    shifted = [states[0], *states[2:], states[-1]]
    numbers = subject("optax.adam").numbers
    assert deviation(rule("optax.adam"), shifted, problem, numbers) > 1e-4
