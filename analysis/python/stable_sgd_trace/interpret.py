"""Runs a rule on numpy's double precision: the format's meaning, written out.

Nothing here knows the libraries or JAX.
"""

import numpy as np

from . import format

ARITHMETIC = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": np.divide,
    "neg": lambda a: -a,
    "square": lambda a: a * a,
    "sqrt": np.sqrt,
    "cbrt": np.cbrt,
    "abs": np.abs,
    "exp": np.exp,
    "ln": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "power": lambda a, b: np.float64(a) ** b if np.ndim(a) == 0 else np.power(a, b),
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "eq": lambda a, b: a == b,
    "and": np.logical_and,
    "or": np.logical_or,
    "not": np.logical_not,
    "mod": lambda a, b: a % abs(b),
    "floor_div": lambda a, b: a // b,
    "sum": np.sum,
    "max_of": np.max,
    "min_of": np.min,
    "real": np.float64,
}


def choose(flag, yes, no):
    """`yes` where the flag stands, else `no`; integers stay integers of any size."""
    if np.ndim(flag) == 0:
        return yes if flag else no
    return np.where(flag, yes, no)


def values(rule, wanted, state, gradient, loss, numbers):
    """The values of the nodes `wanted`, each node that they rest on once, in order."""
    dimension = len(state["q"])
    found = {}
    for index in _closure(rule, wanted):
        node = rule.nodes[index]
        operation = node[0]
        if operation == "slot":
            value = state[node[1]]
        elif operation == "number":
            value = np.float64(numbers[node[1]])
        elif operation == "constant":
            value = np.float64(format.read_fraction(node[1]))
        elif operation in ("integer", "flag"):
            value = node[1]
        elif operation == "dimension":
            value = np.float64(dimension)
        elif operation in ("gradient", "loss"):
            point = np.array(found[node[1]])
            value = (
                np.asarray(gradient(point)) if operation == "gradient" else np.float64(loss(point))
            )
        elif operation == "coordinate":
            value = found[node[1]][node[2]]
        elif operation == "stack":
            value = np.array([found[i] for i in node[1:]])
        elif operation == "select":
            value = choose(*(found[i] for i in node[1:]))
        else:
            value = ARITHMETIC[operation](*(found[i] for i in node[1:]))
        found[index] = value
    return found


def _closure(rule, wanted):
    cache = rule.__dict__.setdefault("_closures", {})
    key = tuple(wanted)
    if key not in cache:
        needed, waiting = set(), list(key)
        while waiting:
            index = waiting.pop()
            if index not in needed:
                needed.add(index)
                waiting.extend(format.operands(rule.nodes[index]))
        cache[key] = sorted(needed)
    return cache[key]


def _settings(rule, numbers):
    unknown = set(numbers) - {n["name"] for n in rule.numbers}
    if unknown:
        raise TypeError(f"{rule.name} has no number {', '.join(sorted(unknown))}")
    return {**rule.defaults(), **numbers}


def _of_kind(value, kind, dimension):
    if kind == format.VECTOR:
        return np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), (dimension,)))
    return int(value) if kind == format.INTEGER else np.float64(value)


def start(rule, point, gradient=None, loss=None, **numbers):
    """The slots before the first step, by name. `point` has one entry a coordinate."""
    point = np.array(point, dtype=np.float64).reshape(-1)
    if rule.dimension not in (None, len(point)):
        raise ValueError(f"{rule.name} is a rule of dimension {rule.dimension}, not {len(point)}")
    given = {s["name"]: s["start"] for s in rule.slots if "start" in s}
    with np.errstate(all="ignore"):
        found = values(rule, given.values(), {"q": point}, gradient, loss, _settings(rule, numbers))
    state = {}
    for slot in rule.slots:
        name, kind = slot["name"], slot["kind"]
        value = point if name == "q" else found[given[name]] if name in given else 0
        state[name] = _of_kind(value, kind, len(point))
    return state


def step(rule, state, gradient, loss=None, **numbers):
    """The slots after a step from `state`.

    `gradient` and `loss` are functions of a point; `numbers` replace the defaults by name.
    """
    with np.errstate(all="ignore"):
        found = values(
            rule, rule.step_nodes.values(), state, gradient, loss, _settings(rule, numbers)
        )
    return {
        s["name"]: _of_kind(found[rule.step_nodes[s["name"]]], s["kind"], len(state["q"]))
        for s in rule.slots
    }


def run(rule, point, gradient, steps, loss=None, **numbers):
    """The points of a run of `steps` steps: an array with a row a point, the first one included."""
    state = start(rule, point, gradient, loss, **numbers)
    points = [state["q"]]
    for _ in range(steps):
        state = step(rule, state, gradient, loss, **numbers)
        points.append(state["q"])
    return np.array(points)
