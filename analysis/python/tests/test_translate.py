"""Single primitives: the graph gives what JAX gives, at random points."""

import numpy as np
import pytest

jax = pytest.importorskip("jax")
optax = pytest.importorskip("optax")

import jax.numpy as jnp  # noqa: E402
from jax import lax  # noqa: E402

from stable_sgd_trace import Untranslatable, trace  # noqa: E402
from stable_sgd_trace.translate import FINITE, SINGLE  # noqa: E402

ANY_DIMENSION = {
    "arithmetic": lambda g, p: (g + p) * g - p / (1 + g * g),
    "powers": lambda g, p: g**2 + p**3 + jnp.abs(g) ** 0.3 + (1 + g * g) ** -2,
    "roots": lambda g, p: jnp.sqrt(jnp.abs(g)) + lax.rsqrt(1 + p * p) + jnp.cbrt(p),
    "exponentials": lambda g, p: jnp.exp(g) + jnp.expm1(p) + jnp.exp2(g) + jnp.log1p(jnp.abs(p)),
    "logarithm": lambda g, p: jnp.log(1 + g * g),
    "circular": lambda g, p: jnp.sin(g) + jnp.cos(p) * jnp.tan(g / 4) + jnp.tanh(p),
    "logistic": lambda g, p: jax.nn.sigmoid(g),
    "sign": lambda g, p: jnp.sign(g) + jnp.sign(p - p),
    "largest": lambda g, p: jnp.maximum(g, p) + jnp.minimum(g, 0.5 * p) - jnp.maximum(g, 0.0),
    "clip": lambda g, p: jnp.clip(g, -0.4, 0.6) + lax.clamp(-0.1, p, 0.1),
    "where": lambda g, p: jnp.where(g > p, g, -p) + jnp.where((g < 0) | (p <= 0), 1.0, g),
    "logic": lambda g, p: jnp.where(jnp.logical_xor(g > 0, p > 0) & ~(g >= p), p, 2 * g),
    "unlike": lambda g, p: jnp.where(g != p, g, 0.0),
    "sums": lambda g, p: g * jnp.sum(p * p) + jnp.mean(g) + jnp.dot(g, p) * p,
    "sum of a constant": lambda g, p: g
    + jnp.sum(jnp.full_like(p, 3.0))
    + jnp.mean(jnp.ones_like(g)),
    "norm": lambda g, p: g / (1 + jnp.linalg.norm(p)) + optax.global_norm(g),
    "extremes": lambda g, p: g * jnp.max(p) + jnp.min(jnp.abs(g)),
    "some and all": lambda g, p: jnp.where(jnp.any(g > 1.0), g, p)
    + jnp.where(jnp.all(p < 0.5), g, p),
    "count": lambda g, p: g * jnp.mean(jnp.where(g > 0, 1.0, 0.0)),
    "flags as numbers": lambda g, p: g * (p > 0).astype(g.dtype),
    "not finite": lambda g, p: jnp.nan_to_num(jnp.where(jnp.isfinite(g), g, 0.0)),
    "infinite bound": lambda g, p: jnp.where(jnp.isnan(p), 7.0, jnp.minimum(g, jnp.inf)),
    "branches": lambda g, p: lax.cond(jnp.sum(g) > 0, lambda: g + p, lambda: g * p),
    "switch": lambda g, p: lax.switch(
        (g.sum() > 0).astype(int) + (p.sum() > 0).astype(int), [lambda: g, lambda: p, lambda: g * p]
    ),
    "loop": lambda g, p: lax.fori_loop(0, 4, lambda i, x: x * 0.5 + p, g),
    "reshaped": lambda g, p: (g[None, :] * p[None, :]).reshape(g.shape).T,
    "derivative": lambda g, p: jax.grad(lambda x: jnp.sum(jnp.tanh(x) * g))(p),
}

MATRICES = {
    "product": lambda g, p: g @ p + p.T @ g,
    "rows": lambda g, p: g * jnp.mean(p, axis=0, keepdims=True) + jnp.sum(g, axis=1)[:, None],
    "outer": lambda g, p: jnp.outer(g[0], p[1]) + jnp.einsum("ij,kj->ik", g, p),
    "pieces": lambda g, p: jnp.concatenate([g[:1], p[1:]]) + jnp.max(g, axis=0),
    "batches": lambda g, p: jax.vmap(lambda a, b: a @ b)(g[None], p[None])[0],
    "back to a vector": lambda g, p: (g.reshape(-1) + p.reshape(-1)).reshape(2, 2),
    "trace": lambda g, p: g * jnp.sum(jnp.stack([g[0, 0], p[1, 1]])),
    "scan": lambda g, p: g + lax.scan(lambda c, row: (c + row, c * row), g[0], p)[1],
}


def check(function, shape, symbolic):
    """Five points of the function in the graph and in JAX, and the rule."""
    rule = trace(
        lambda: optax.stateless(lambda g, p: function(g, p) - p), shape=None if symbolic else shape
    )
    assert (rule.dimension is None) == symbolic
    random = np.random.default_rng(20240)
    for _ in range(5):
        g, p = random.normal(size=shape), random.normal(size=shape)
        state = rule.start(p)
        ours = rule.step(state, lambda x: g.reshape(-1))["q"]
        with jax.enable_x64(True):
            theirs = np.asarray(function(jnp.asarray(g), jnp.asarray(p))).reshape(-1)
        assert np.allclose(ours, theirs, rtol=1e-13, atol=1e-14), rule.to_json()
    return rule


@pytest.mark.parametrize("name", ANY_DIMENSION)
def test_a_primitive_of_vectors(name):
    check(ANY_DIMENSION[name], (5,), True)


@pytest.mark.parametrize("name", MATRICES)
def test_a_primitive_of_matrices(name):
    check(MATRICES[name], (2, 2), False)


def test_what_is_assumed_is_said():
    assert check(ANY_DIMENSION["not finite"], (3,), True).assumes == [FINITE]
    assert check(ANY_DIMENSION["infinite bound"], (3,), True).assumes == [FINITE]
    assert check(ANY_DIMENSION["arithmetic"], (3,), True).assumes == []
    rule = trace(lambda: optax.stateless(lambda g, p: g.astype(jnp.float32).astype(g.dtype)))
    assert rule.assumes == [SINGLE]


def counting(function):
    """A transformation whose only state is a counter, and whose update `function` gives."""
    return optax.GradientTransformation(
        lambda params: jnp.zeros([], jnp.int32) - 5,
        lambda g, count, params=None: (g * function(count), count + 1),
    )


COUNTERS = {
    "remainder": lambda n: lax.rem(n, jnp.int32(3)).astype(float),
    "modulo": lambda n: (n % 3 == 0).astype(float),
    "quotient": lambda n: (n // 2).astype(float) + lax.div(n, jnp.int32(2)),
    "size": lambda n: jnp.abs(n).astype(float)
    + jnp.sign(n)
    + jnp.maximum(n, 2)
    - jnp.minimum(n, 1),
    "power": lambda n: 0.9**n + (n + 7.0) ** 2 + n**2 + 1.5 ** (n + 1.0),
    "clamped": lambda n: jnp.clip(n, -2, 2).astype(float),
    "flag": lambda n: jnp.where(n.astype(bool), 2.0, 3.0),
}


@pytest.mark.parametrize("name", COUNTERS)
def test_counters_are_integers(name):
    function = COUNTERS[name]
    rule = trace(lambda: counting(function))
    assert rule.slots[1]["kind"] == "integer"
    state = rule.start([1.0])
    for n in range(-5, 6):
        assert state["state"] == n and type(state["state"]) is int
        before = state["q"]
        state = rule.step(state, lambda x: np.ones(1))
        with jax.enable_x64(True):
            theirs = float(function(jnp.asarray(n, jnp.int32)))
        assert np.isclose((state["q"] - before)[0], theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    "function, primitive",
    [
        (lambda g, p: lax.while_loop(lambda x: jnp.sum(x) > 1, lambda x: x / 2, g), "while"),
        (lambda g, p: g * jax.random.normal(jax.random.key(0), g.shape), "random"),
        (lambda g, p: jnp.round(g), "round"),
        (lambda g, p: g * jnp.arange(g.shape[0]), "iota"),
        (lambda g, p: jnp.cumsum(g), "cumsum"),
        (lambda g, p: (1j * g).real, "complex|convert_element_type"),
    ],
)
def test_what_has_no_translation_is_refused_by_name(function, primitive):
    with pytest.raises(Untranslatable, match=primitive):
        trace(lambda: optax.stateless(function))


def test_nothing_is_folded_where_data_stand():
    rule = trace(lambda: optax.stateless(lambda g, p: 0.0 * g + (p - p) + g / g))
    operations = [n[0] for n in rule.nodes]
    assert operations.count("sub") == 1 and operations.count("mul") == 1
    assert operations.count("div") == 1


def test_an_operation_that_is_written_twice_stands_once():
    rule = trace(lambda: optax.stateless(lambda g, p: jnp.sin(g) * jnp.sin(g) + jnp.sin(g)))
    assert [n[0] for n in rule.nodes].count("sin") == 1


def test_constants_are_the_fractions_of_their_shortest_decimals():
    rule = trace(lambda: optax.stateless(lambda g, p: g * 0.9 + 1e-30 * p - np.float32(0.1) * g))
    constants = {n[1] for n in rule.nodes if n[0] == "constant"}
    assert {"9/10", f"1/{10**30}"} <= constants


def test_a_state_of_flags_is_an_integer_of_0_and_1():
    rule = trace("optax.optimistic_gradient_descent")
    assert {"name": "is_initial_step", "kind": "integer"}.items() <= rule.slots[1].items()
    state = rule.start([1.0])
    assert state["is_initial_step"] == 1
    assert rule.step(state, lambda x: x)["is_initial_step"] == 0


def test_a_gradient_at_an_earlier_point_is_a_call_of_its_own():
    rule = trace("blackjax.mclachlan")
    calls = [n for n in rule.nodes if n[0] == "gradient"]
    assert len(calls) == 3, "one at the start, two in a step"
