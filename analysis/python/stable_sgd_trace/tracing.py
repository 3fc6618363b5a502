"""Traces a subject: its numbers stay symbols, and its point has any number of coordinates.

Where a library does not allow that, as few numbers as it takes become concrete, and then the
dimension. The rule says which.
"""

import importlib.metadata
import re

from . import format, oracle
from .errors import LibraryMissing, TraceError, Untranslatable
from .graph import Graph
from .libraries import copyright_of
from .rule import Rule

FIXED = (2,)
"""The shape of the point where a rule is not traced at every dimension."""

ZEROS = (("constant", "0"), ("integer", 0))


def trace_subject(subject):
    """The `Rule` of a subject. Raises `Untranslatable` or `TraceError` where there is none."""
    subject.adapter.load()
    try:
        import jax
    except ImportError as error:
        raise LibraryMissing(f"jax is not installed ({error}): pip install jax") from error
    with jax.enable_x64(True):
        shapes = [subject.shape] if subject.shape else [None, FIXED]
        failures = []
        for shape in shapes:
            symbols, rule = _most_numbers(subject, shape, failures)
            if rule is not None:
                return rule
    raise failures[-1]


def _most_numbers(subject, shape, failures):
    """The rule with as many numbers as can be symbols, or None and why in `failures`."""
    names = list(subject.numbers)
    try:
        return names, _attempt(subject, names, shape)
    except Exception as error:  # noqa: BLE001 - a library may raise anything when it is traced
        first = _described(subject, error)
    try:
        rule = _attempt(subject, [], shape)
    except Exception as error:  # noqa: BLE001
        failures.append(_described(subject, error))
        return [], None
    if isinstance(first, Untranslatable) and not names:
        failures.append(first)
        return [], None
    kept = []
    for name in names:
        try:
            rule = _attempt(subject, [*kept, name], shape)
            kept.append(name)
        except Exception:  # noqa: BLE001
            continue
    for name in names:
        before = subject.adapter.decided
        if name not in kept:
            subject.adapter.decided = before | {name}
            try:
                rule = _attempt(subject, [*kept, name], shape)
                kept.append(name)
            except Exception:  # noqa: BLE001
                subject.adapter.decided = before
    return kept, rule


def _described(subject, error):
    if isinstance(error, TraceError):
        return error
    text = str(error).strip().split("\n")[0][:300]
    return TraceError(f"{subject.name} cannot be traced: {type(error).__name__}: {text}")


def _attempt(subject, symbolic, shape):
    """The rule with the numbers of `symbolic` as symbols, at the point's `shape` (None: any)."""
    import jax
    import jax.numpy as jnp

    from .translate import Translator

    adapter, defaults = subject.adapter, subject.numbers
    adapter.assumes.clear()
    calls = (oracle.gradient, oracle.loss)
    point = jax.export.symbolic_shape("d") if shape is None else shape
    dimension = None if shape is None else _product(shape)
    array = jax.ShapeDtypeStruct(point, jnp.float64)
    floats = {n: float(defaults[n]) for n in symbolic}
    names = []

    def thing(values):
        numbers = {**defaults, **values}
        return adapter.numbered(subject.build, numbers, defaults), numbers

    def init(values, q):
        names[:], leaves = adapter.init(*thing(values), q, calls)
        return [_asarray(leaf) for leaf in leaves]

    def step(values, q, leaves):
        built = thing(values)
        adapter.init(*built, q, calls)
        q, leaves = adapter.step(*built, q, leaves, calls)
        return [q, *(_asarray(leaf) for leaf in leaves)]

    first = jax.make_jaxpr(init)(floats, array)
    slots = {"q": format.VECTOR}
    graph = Graph(slots, dimension)
    translator = Translator(graph, point)
    translator.refuse_random(first)
    leaves = [jax.ShapeDtypeStruct(a.shape, a.dtype) for a in first.out_avals]
    layout = _layout(names, leaves, point, defaults)
    second = jax.make_jaxpr(step)(floats, array, leaves)
    translator.refuse_random(second)
    slots.update({name: kind for _, parts in layout for name, kind in parts})
    order = sorted(floats)
    numbers = [translator.array(graph.add("number", n)) for n in order]
    q = translator.array(graph.add("slot", "q"), point)
    started = translator.run(first, [*numbers, q])
    given = [_read_slot(translator, leaf, parts) for leaf, (_, parts) in zip(leaves, layout)]
    stepped = translator.run(second, [*numbers, q, *given])
    roots = {"q": translator.whole(stepped[0])}
    starts = {}
    for (_, parts), before, after in zip(layout, started, stepped[1:]):
        starts.update(_write_slot(translator, parts, before))
        roots.update(_write_slot(translator, parts, after))
    starts = {n: i for n, i in starts.items() if graph.nodes[i] not in ZEROS}
    translator.check_finite([*starts.values(), *roots.values()])
    return _rule(subject, symbolic, shape, dimension, translator, slots, starts, roots)


def _rule(subject, symbolic, shape, dimension, translator, slots, starts, roots):
    nodes, new = translator.graph.pruned([*starts.values(), *roots.values()])
    used = {n[1] for n in nodes if n[0] == "number"}
    numbers, concrete = [], {}
    for name, default in subject.numbers.items():
        if name in used:
            numbers.append({"name": name, "default": format.write_fraction(default)})
        elif name not in symbolic:
            concrete[name] = (
                default if isinstance(default, bool) else format.write_fraction(default)
            )
    listed = []
    for name, kind in slots.items():
        slot = {"name": name, "kind": kind}
        if name in starts:
            slot["start"] = new[starts[name]]
        listed.append(slot)
    adapter = subject.adapter
    source = {
        "library": adapter.library,
        "version": adapter.version(),
        "licence": adapter.licence,
        "copyright": copyright_of(subject.defined_in, adapter.copyright),
        "call": subject.call,
        "traced_with": f"jax {importlib.metadata.version('jax')}",
    }
    return Rule(
        name=subject.name,
        source=source,
        dimension=dimension,
        shape=shape if shape is not None and len(shape) > 1 else None,
        concrete={**subject.concrete, **concrete},
        assumes=sorted(translator.assumes | adapter.assumes),
        numbers=numbers,
        slots=listed,
        nodes=nodes,
        step={name: new[roots[name]] for name in slots},
    )


def _asarray(leaf):
    import jax.numpy as jnp

    return leaf if hasattr(leaf, "dtype") else jnp.asarray(leaf)


def _product(shape):
    result = 1
    for n in shape:
        result = result * n
    return result


def _layout(names, leaves, point, numbers):
    """For each leaf of the state, the slots that hold it: names and kinds."""
    import numpy as np

    taken, layout = {"q"}, []
    for name, leaf in zip(names, leaves, strict=True):
        base = re.sub(r"\W", "_", name)
        whole = np.issubdtype(leaf.dtype, np.integer) or leaf.dtype == bool
        size = _product(leaf.shape)
        if type(size) is int and size == 1:
            kinds = [format.INTEGER if whole else format.NUMBER]
        elif whole:
            raise Untranslatable(
                str(leaf.dtype), "", f"the slot {name} is an array of integers (a random key?)"
            )
        elif size == _product(point):
            kinds = [format.VECTOR]
        elif type(size) is int:
            kinds = [format.NUMBER] * size
        else:
            raise TraceError(f"the slot {name} of shape {leaf.shape} is not of the point's size")
        stems = [base] if len(kinds) == 1 else [f"{base}_{i + 1}" for i in range(len(kinds))]
        parts = []
        for stem, kind in zip(stems, kinds):
            stem = f"{stem}_slot" if stem in numbers else stem
            free, count = stem, 1
            while free in taken:
                count += 1
                free = f"{stem}_{count}"
            taken.add(free)
            parts.append((free, kind))
        layout.append((leaf, parts))
    return layout


def _read_slot(translator, leaf, parts):
    """The array of a leaf, read from its slots."""
    import numpy as np

    from .translate import Array

    graph = translator.graph
    nodes = [graph.add("slot", name) for name, _ in parts]
    if len(nodes) == 1:
        node = nodes[0]
        if leaf.dtype == bool:
            node = graph.add("eq", node, graph.integer(1))
        return translator.array(node, leaf.shape)
    table = np.empty(len(nodes), dtype=object)
    table[:] = nodes
    return Array(tuple(leaf.shape), table.reshape(leaf.shape), False)


def _write_slot(translator, parts, array):
    """The node of each slot of a leaf, from the leaf's array."""
    graph = translator.graph
    if len(parts) > 1:
        nodes = list(translator.entries(array).flat)
    else:
        nodes = [translator.whole(array)]
    if graph.kinds[nodes[0]] == format.FLAG:
        nodes = [graph.add("select", nodes[0], graph.integer(1), graph.integer(0))]
    return {name: node for (name, _), node in zip(parts, nodes)}
