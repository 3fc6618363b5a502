"""What `stable-sgd show --to python` writes follows the graph that it was written of.

Thirty steps in double precision, the parameters as a dictionary of two arrays, and every slot is
compared with the interpreter's. The program is that of the variable STABLE_SGD.
"""

import functools
import os
import subprocess

import numpy as np
import pytest

jax = pytest.importorskip("jax")
optax = pytest.importorskip("optax")

from conftest import SHIPPED  # noqa: E402
from problems import PROBLEMS  # noqa: E402

from stable_sgd_trace import Rule, catalogue  # noqa: E402

PROGRAM = os.environ.get("STABLE_SGD")

pytestmark = pytest.mark.skipif(not PROGRAM, reason="STABLE_SGD names no program")

STEPS = 30

TOLERANCE = 1e-13
"""Of a slot's largest value in the run: JAX and numpy round sums and powers differently in the last
place, and the point is here the sum of its increments."""

TOLERANCES = {"optax.contrib.dadapt_adamw": 1e-12, "optax.contrib.prodigy": 1e-12, "optax.radam": 1e-12}
"""Where rates are estimated from small differences, or divided by 1 − βᵏ."""

CHANGE = 1e-9
"""The relative change of one number that the comparison must see."""

NAMES = list(catalogue.shipped())


def shown(rule, form="python"):
    """What the program says of a rule, and its exit status."""
    done = subprocess.run(
        [PROGRAM, "show", str(rule), "--to", form], capture_output=True, text=True, check=False
    )
    return done.stdout, done.stderr, done.returncode


def transformation(text):
    """The function of a module that gives its transformation."""
    module = {"__name__": "shown"}
    exec(compile(text, "shown", "exec"), module)
    (function,) = [
        f
        for name, f in module.items()
        if getattr(f, "__module__", None) == "shown" and not name.startswith("_") and name != "State"
    ]
    return function


@functools.cache
def written(name):
    text, error, status = shown(SHIPPED / f"{name}.json")
    assert status == 0, error
    return transformation(text)


def split(q):
    return {"head": q[:1], "rest": q[1:].reshape(1, -1)}


def joined(tree):
    return np.concatenate([np.asarray(tree["head"]), np.asarray(tree["rest"]).reshape(-1)])


def run(optimizer, problem, steps=STEPS, jitted=False):
    """Every slot after each step, a list of vectors a step."""
    with jax.enable_x64(True):
        params = split(jax.numpy.asarray(problem.start))
        state = optimizer.init(params)
        extra = {}
        update = jax.jit(optimizer.update) if jitted else optimizer.update
        rows = []
        for _ in range(steps):
            grads = split(problem.gradient(joined(params)))
            if isinstance(optimizer, optax.GradientTransformationExtraArgs):
                extra = {
                    "value": problem.loss(joined(params)),
                    "grad_fn": lambda p: split(problem.gradient(joined(p))),
                    "value_fn": lambda p: problem.loss(joined(p)),
                }
            updates, state = update(grads, state, params, **extra)
            params = optax.apply_updates(params, updates)
            rows.append([joined(params), *(np.atleast_1d(np.asarray(slot)) for slot in state[1:])])
        assert int(state.steps) == steps
        return rows


@functools.cache
def graph_run(name, problem):
    rule = Rule.load(SHIPPED / f"{name}.json")
    problem = PROBLEMS[problem]
    kept = [s["name"] for s in rule.slots if s["kind"] in ("vector", "number")]
    state = rule.start(problem.start, problem.gradient, problem.loss)
    rows = []
    for _ in range(STEPS):
        state = rule.step(state, problem.gradient, problem.loss)
        rows.append([np.atleast_1d(np.float64(state[slot])) for slot in kept])
    return rows


def deviation(ours, theirs):
    """The largest deviation of a slot, as a part of its largest value in the run."""
    worst = 0.0
    for slot in zip(zip(*ours), zip(*theirs), strict=True):
        own, other = (np.array(rows) for rows in slot)
        assert own.shape == other.shape
        size = np.abs(other).max()
        gap = np.abs(own - other).max()
        worst = max(worst, np.inf if not np.isfinite(gap) else gap / size if size else gap)
    return worst


@pytest.mark.parametrize("name", NAMES)
def test_a_transformation_follows_its_graph(name):
    for problem in PROBLEMS:
        found = deviation(run(written(name)(), PROBLEMS[problem]), graph_run(name, problem))
        assert found <= TOLERANCES.get(name, TOLERANCE), problem


@pytest.mark.parametrize("name", NAMES)
def test_control_another_number_is_seen(name):
    function = written(name)
    defaults = dict(zip(function.__code__.co_varnames, function.__defaults__))

    def sees(number):
        value = defaults[number]
        other = function(**{number: value * (1 + CHANGE) if value else CHANGE})
        found = deviation(run(other, PROBLEMS["rosenbrock"]), graph_run(name, "rosenbrock"))
        return found > TOLERANCES.get(name, TOLERANCE)

    assert any(sees(number) for number in defaults)


@pytest.mark.parametrize(
    "name", ["optax.adam", "optax.contrib.sophia_squared_gradient", "keras.optimizers.Nadam"]
)
def test_it_is_compiled(name):
    problem = PROBLEMS["rosenbrock"]
    ours = run(written(name)(), problem, jitted=True)
    assert deviation(ours, graph_run(name, "rosenbrock")) <= TOLERANCE


def test_it_stands_in_a_chain():
    adam = optax.chain(optax.clip_by_global_norm(1.0), written("optax.adam")(learning_rate=0.1))
    params = {"w": jax.numpy.ones(3)}
    updates, _ = adam.update({"w": jax.numpy.full(3, 5.0)}, adam.init(params), params)
    assert np.allclose(updates["w"], -0.1, atol=1e-6)


def test_what_a_rule_asks_for_is_said():
    params = {"w": jax.numpy.ones(3)}
    for name, given, needed in [
        ("optax.adam", {}, "params"),
        ("optax.polyak_sgd", {"params": params}, "value, the loss"),
        ("blackjax.velocity_verlet", {"params": params}, "grad_fn, which gives"),
    ]:
        optimizer = written(name)()
        with pytest.raises(ValueError, match=needed):
            optimizer.update(params, optimizer.init(params), **given)


@pytest.mark.parametrize(
    "text, part",
    [
        ("counter n; start n = 1; n' = 2 n; q' = q - g / n", "number n"),
        ("q' = q - g / (k k)", "real(k)"),
        ("q' = q - g / (1 + k mod (k - 3))", "never 0"),
    ],
)
def test_what_python_cannot_say_is_refused_with_a_remedy(text, part):
    written, error, status = shown(text)
    assert (written, status) == ("", 2)
    assert part in error


OWN = """
number s; start s = 1/2
s' = s / 2 + max(g) - min(q) + mean(g)
start m = grad(q + 1)
m' = if k mod 3 = 0 then 0.9 m else grad(q - m)
p' = 1 / 0 + dim
counter z; start z = 1; z' = 0
q' = q - 0.01 m' - 0.001 s' z g^(-2) + U / 1000 + loss(2 q) / 1000 + (if q > g or not k > 3 then 0 else 1/100)
"""


def own(q, m, s, k, problem):
    """A step of `OWN`, by hand."""
    g = problem.gradient(q)
    if k == 1:
        s, m = 0.5, problem.gradient(q + 1)
    s = s / 2 + g.max() - q.min() + g.mean()
    m = 0.9 * m if k % 3 == 0 else problem.gradient(q - m)
    z = 1 if k == 1 else 0
    shift = np.where((q > g) | (k <= 3), 0, 0.01)
    loss = (problem.loss(q) + problem.loss(2 * q)) / 1000
    return q - 0.01 * m - 0.001 * s * z * g**-2.0 + loss + shift, m, s


def test_a_rule_of_every_form_follows_itself_by_hand():
    problem = PROBLEMS["logistic"]
    text, error, status = shown(OWN)
    assert status == 0, error
    q, m, s = problem.start, None, None
    with np.errstate(all="ignore"):
        for k, row in enumerate(run(transformation(text)(), problem, 12), 1):
            q, m, s = own(q, m, s, k, problem)
            assert np.allclose(row[0], q, rtol=1e-12, atol=1e-14), k
