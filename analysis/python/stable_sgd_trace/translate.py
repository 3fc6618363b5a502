"""From a jaxpr to a graph.

An array is one of three things. Most have as many coordinates as the point, in the same order: one
node stands for all of them. Some have the same number at every place: one node as well. At a fixed
dimension an array may also be a table of nodes, one an entry, so that matrices can be multiplied.
"""

import itertools
import math
import os
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import format
from .errors import FormatError, Untranslatable

FINITE = "every number is finite"
"""What is assumed where a rule asks whether a number is finite."""

SINGLE = "numbers that the library keeps in single precision are not rounded"
"""What is assumed where a library computes in another precision than the point's."""

RANDOM = "a rule draws no random numbers"


@dataclass(frozen=True)
class Array:
    """An array of the traced program.

    `node` is a node's index, or a table (numpy, of objects) of indices. `uniform` says that the one
    node is a number that stands at every place.
    """

    shape: tuple
    node: Any
    uniform: bool

    @property
    def table(self):
        """Whether each entry has a node of its own."""
        return isinstance(self.node, np.ndarray)


class Translator:
    """Adds the operations of jaxprs to a graph. `point` is the shape of the point."""

    def __init__(self, graph, point):
        self.graph = graph
        self.point = tuple(point)
        self.assumes = set()
        self._eqn = None
        self._infinities = {}

    # Arrays

    def array(self, node, shape=()):
        """The array of `shape` whose coordinates, or whose one number, `node` gives."""
        wide = self.graph.kinds[node] in (format.VECTOR, format.FLAGS)
        return Array(tuple(shape), node, not wide)

    def fixed(self):
        """Whether the dimension is fixed."""
        return self.graph.dimension is not None

    def _size(self, shape):
        return math.prod(shape)

    def _like_point(self, shape):
        return self._size(shape) == self._size(self.point)

    def fail(self, why=""):
        """The error that names the primitive at hand, and the function that called it."""
        name = self._eqn.primitive.name if self._eqn is not None else "the state"
        return Untranslatable(name, self._where(), why)

    def entries(self, array):
        """The table of the nodes of every entry."""
        if array.table:
            return array.node
        if not all(type(n) is int for n in array.shape):
            raise self.fail("it takes single entries, and the dimension is not fixed")
        table = np.empty(array.shape, dtype=object)
        for position, index in enumerate(np.ndindex(*array.shape)):
            table[index] = array.node if array.uniform else self._coordinate(array.node, position)
        return table

    def _coordinate(self, node, position):
        add = self.graph.add
        if self.graph.kinds[node] == format.FLAGS:
            raise self.fail("it takes single flags out of a comparison of vectors")
        if self.graph.nodes[node][0] == "stack":
            return self.graph.nodes[node][1 + position]
        return add("coordinate", node, position)

    def whole(self, array):
        """One node for all of `array`, which has the point's size or the same number everywhere."""
        if not array.table:
            return array.node
        entries = list(array.node.flat)
        if len(entries) == 1:
            return entries[0]
        if not self._like_point(array.shape):
            raise self.fail("an array has not the point's size")
        vector = self._coordinates_of(entries)
        return self.graph.add("stack", *entries) if vector is None else vector

    def _coordinates_of(self, entries):
        nodes = [self.graph.nodes[e] for e in entries]
        if nodes[0][0] != "coordinate":
            return None
        vector = nodes[0][1]
        same = all(n == ("coordinate", vector, i) for i, n in enumerate(nodes))
        return vector if same and len(nodes) == self._size(self.point) else None

    def constant(self, value):
        """An array of the constants in `value`, in the precision that it has."""
        value = np.asarray(value)
        distinct = {x.tobytes() for x in np.atleast_1d(value).flat} if value.size else set()
        if len(distinct) == 1:
            return Array(value.shape, self._scalar(value.flat[0]), True)
        table = np.empty(value.shape, dtype=object)
        for index in np.ndindex(*value.shape):
            table[index] = self._scalar(value[index])
        return Array(value.shape, table, False)

    def _scalar(self, value):
        if value.dtype == bool:
            return self.graph.add("flag", bool(value))
        if np.issubdtype(value.dtype, np.integer):
            return self.graph.integer(value)
        if not np.issubdtype(value.dtype, np.floating):
            raise Untranslatable(str(value.dtype), self._where(), "a constant is a real number")
        if not np.isfinite(value):
            node = self.graph.add("infinite", str(float(value)))
            self._infinities.setdefault(node, self._where())
            return node
        return self.graph.constant(value)

    def _where(self):
        return location(self._eqn) if self._eqn is not None else ""

    def check_finite(self, roots):
        """Raises `Untranslatable` where a node of `roots` rests on a constant that is infinite."""
        for node in self.graph.needed(roots):
            if self.graph.nodes[node][0] == "infinite":
                value = self.graph.nodes[node][1]
                raise Untranslatable(value, self._infinities[node], "a constant is a real number")
        if self.graph.compared_with_infinity:
            self.assumes.add(FINITE)

    def refuse_random(self, closed):
        """Raises `Untranslatable` where a closed jaxpr draws random numbers."""
        self._refuse_random(closed.jaxpr)

    def _refuse_random(self, jaxpr):
        for eqn in jaxpr.eqns:
            if "random" in eqn.primitive.name or "threefry" in eqn.primitive.name:
                raise Untranslatable(eqn.primitive.name, location(eqn), RANDOM)
            inner = subprogram(eqn)
            if inner is not None:
                self._refuse_random(inner[0])
            for branch in eqn.params.get("branches", ()):
                self._refuse_random(branch.jaxpr)

    # Programs

    def run(self, closed, arguments, wanted=None):
        """The arrays that the closed jaxpr gives for `arguments`: those of `wanted`, else None."""
        return self._run(closed.jaxpr, closed.consts, arguments, wanted)

    def _run(self, jaxpr, constants, arguments, wanted=None):
        outputs = jaxpr.outvars
        wanted = [True] * len(outputs) if wanted is None else wanted
        live = {v for v, w in zip(outputs, wanted) if w and not is_literal(v)}
        steps = []
        for eqn in reversed(jaxpr.eqns):
            if any(v in live for v in eqn.outvars):
                steps.append((eqn, [v in live for v in eqn.outvars]))
                live.update(v for v in eqn.invars if not is_literal(v))
        values = {}
        for variable, constant in zip(jaxpr.constvars, constants):
            if variable in live:
                values[variable] = self.constant(constant)
        values.update(zip(jaxpr.invars, arguments))

        def read(variable):
            return self.constant(variable.val) if is_literal(variable) else values[variable]

        for eqn, outputs_wanted in reversed(steps):
            before, self._eqn = self._eqn, eqn
            if any(str(v.aval.dtype) in ("float32", "float16", "bfloat16") for v in eqn.outvars):
                self.assumes.add(SINGLE)
            results = self._equation(eqn, [read(v) for v in eqn.invars], outputs_wanted)
            self._eqn = before
            values.update(zip(eqn.outvars, results))
        return [read(v) if w else None for v, w in zip(outputs, wanted)]

    def _equation(self, eqn, arguments, wanted):
        name = eqn.primitive.name
        inner = subprogram(eqn)
        if name == "cond":
            return self._cond(eqn, arguments, wanted)
        if name == "scan":
            return self._scan(eqn, arguments)
        if name in INLINED or (inner is not None and name not in ("while", "pallas_call")):
            if inner is None:
                raise self.fail()
            jaxpr, constants = inner
            return self._run(jaxpr, constants, arguments, wanted)
        if name in COPIES:
            return list(arguments)
        if name in ELEMENTWISE:
            shape = tuple(eqn.outvars[0].aval.shape)
            return [self._elementwise(shape, ELEMENTWISE[name], arguments, eqn.params)]
        method = getattr(self, f"_do_{name}", None)
        if method is None:
            random = "random" in name or "threefry" in name
            raise self.fail(RANDOM if random else REFUSED.get(name, ""))
        return [method(eqn, *arguments)]

    def _cond(self, eqn, arguments, wanted):
        index, *operands = arguments
        branches = [self.run(b, operands, wanted) for b in eqn.params["branches"]]
        results = branches[-1]
        for number in reversed(range(len(branches) - 1)):
            here = self._is(index.node, number, len(branches))
            results = [
                None if not w else self._choose(tuple(v.aval.shape), here, this, other)
                for v, w, this, other in zip(eqn.outvars, wanted, branches[number], results)
            ]
        return results

    def _choose(self, shape, flag, this, other):
        condition = self.array(flag, shape)
        pick = lambda g, params, p, x, y: g.add("select", p, x, y)
        return self._elementwise(shape, pick, [condition, this, other], {})

    def _is(self, index, number, count):
        add, graph = self.graph.add, self.graph
        node = graph.nodes[index]
        if node[0] == "integer":
            chosen = min(max(node[1], 0), count - 1)
            return add("flag", chosen == number)
        binary = (graph.integer(1), graph.integer(0))
        if count == 2 and node[0] == "select" and node[2:] == binary:
            return node[1] if number == 1 else add("not", node[1])
        last = number == count - 1
        if number == 0:
            return add("ge", graph.integer(0), index)
        return add("ge" if last else "eq", index, graph.integer(number))

    def _scan(self, eqn, arguments):
        params = eqn.params
        constants, carried = params["num_consts"], params["num_carry"]
        fixed, state = arguments[:constants], arguments[constants : constants + carried]
        swept = [self._slices(a, params["length"]) for a in arguments[constants + carried :]]
        rows = []
        order = range(params["length"])
        for step in reversed(order) if params["reverse"] else order:
            results = self.run(params["jaxpr"], [*fixed, *state, *(s[step] for s in swept)])
            state = results[:carried]
            rows.append(results[carried:])
        if params["reverse"]:
            rows.reverse()
        stacked = []
        for column in zip(*rows):
            table = np.stack([self.entries(a) for a in column])
            stacked.append(Array(table.shape, table, False))
        return [*state, *stacked]

    def _slices(self, array, length):
        if array.uniform:
            return [Array(array.shape[1:], array.node, True)] * length
        table = self.entries(array)
        return [self._from_table(table[i]) for i in range(length)]

    def _from_table(self, table):
        if not isinstance(table, np.ndarray):
            return Array((), table, True)
        if table.shape == ():
            return Array((), table.item(), True)
        return Array(table.shape, table, False)

    # Operations on arrays

    def _elementwise(self, shape, function, arguments, params):
        if any(a.table or not (a.uniform or a.shape == shape) for a in arguments):
            tables = [np.broadcast_to(self.entries(a), shape) for a in arguments]
            result = np.empty(shape, dtype=object)
            for index in np.ndindex(*shape):
                nodes = [t[index] for t in tables]
                result[index] = self._apply(function, params, nodes)
            return self._from_table(result)
        return self.array(self._apply(function, params, [a.node for a in arguments]), shape)

    def _apply(self, function, params, nodes):
        try:
            return function(self.graph, params, *nodes)
        except FormatError as error:
            raise self.fail(str(error)) from None

    def _reshaped(self, eqn, array):
        shape = tuple(eqn.outvars[0].aval.shape)
        if array.table:
            return self._from_table(array.node.reshape(shape))
        return Array(shape, array.node, array.uniform)

    def _do_reshape(self, eqn, array):
        return self._reshaped(eqn, array)

    def _do_squeeze(self, eqn, array):
        return self._reshaped(eqn, array)

    def _do_expand_dims(self, eqn, array):
        return self._reshaped(eqn, array)

    def _do_broadcast_in_dim(self, eqn, array):
        shape = tuple(eqn.params["shape"])
        if array.uniform:
            return Array(shape, array.node, True)
        if not array.table and self._size(shape) == self._size(array.shape):
            return Array(shape, array.node, False)
        table = self.entries(array)
        places = [1] * len(shape)
        for axis, place in enumerate(eqn.params["broadcast_dimensions"]):
            places[place] = array.shape[axis]
        return self._from_table(np.broadcast_to(table.reshape(places), shape).copy())

    def _do_transpose(self, eqn, array):
        order = eqn.params["permutation"]
        shape = tuple(array.shape[i] for i in order)
        if array.uniform:
            return Array(shape, array.node, True)
        if sum(1 for n in array.shape if not (type(n) is int and n == 1)) <= 1:
            return self._reshaped(eqn, array)
        return self._from_table(np.transpose(self.entries(array), order))

    def _do_concatenate(self, eqn, *arrays):
        tables = [self.entries(a) for a in arrays]
        return self._from_table(np.concatenate(tables, axis=eqn.params["dimension"]))

    def _do_stack(self, eqn, *arrays):
        tables = [self.entries(a) for a in arrays]
        return self._from_table(np.stack(tables, axis=eqn.params["axis"]))

    def _do_slice(self, eqn, array):
        params = eqn.params
        if array.uniform:
            return Array(tuple(eqn.outvars[0].aval.shape), array.node, True)
        strides = params["strides"] or [1] * len(array.shape)
        cut = [slice(*s) for s in zip(params["start_indices"], params["limit_indices"], strides)]
        return self._from_table(self.entries(array)[tuple(cut)])

    def _do_reduce_sum(self, eqn, array):
        axes = eqn.params["axes"]
        shape = tuple(eqn.outvars[0].aval.shape)
        graph = self.graph
        if array.uniform:
            if graph.kinds[array.node] != format.NUMBER:
                raise self.fail("it adds up integers or flags")
            node = array.node
            for n in (array.shape[i] for i in axes):
                if type(n) is not int:
                    node = graph.add("mul", self._dimension(n), node)
                elif n != 1:
                    node = graph.add("mul", graph.constant(n), node)
            return Array(shape, node, True)
        return self._reduced(eqn, array, shape, "sum", lambda x, y: graph.add("add", x, y))

    def _dimension(self, size):
        if size == self._size(self.point):
            return self.graph.add("dimension")
        raise self.fail(f"the size {size} is not the number of coordinates")

    def _reduced(self, eqn, array, shape, whole, pair):
        axes = eqn.params["axes"]
        if array.uniform:
            return Array(shape, array.node, True)
        everything = all(i in axes or n == 1 for i, n in enumerate(array.shape))
        if everything and not array.table:
            return Array(shape, self.graph.add(whole, array.node), True)
        table = np.moveaxis(self.entries(array), axes, range(len(axes)))
        table = table.reshape((-1, *table.shape[len(axes) :]))
        result = np.empty(table.shape[1:], dtype=object)
        for index in np.ndindex(*table.shape[1:]):
            node = table[(0, *index)]
            for row in range(1, table.shape[0]):
                node = pair(node, table[(row, *index)])
            result[index] = node
        return self._from_table(result.reshape(shape))

    def _do_reduce_max(self, eqn, array):
        shape = tuple(eqn.outvars[0].aval.shape)
        pair = lambda x, y: largest(self.graph, {}, x, y)
        return self._reduced(eqn, array, shape, "max_of", pair)

    def _do_reduce_min(self, eqn, array):
        shape = tuple(eqn.outvars[0].aval.shape)
        pair = lambda x, y: smallest(self.graph, {}, x, y)
        return self._reduced(eqn, array, shape, "min_of", pair)

    def _do_reduce_or(self, eqn, array):
        return self._truth(eqn, array, "max_of", "or")

    def _do_reduce_and(self, eqn, array):
        return self._truth(eqn, array, "min_of", "and")

    def _truth(self, eqn, array, whole, pair):
        graph = self.graph
        shape = tuple(eqn.outvars[0].aval.shape)
        if array.uniform:
            return Array(shape, array.node, True)
        if not array.table:
            one, zero = graph.constant(1), graph.constant(0)
            number = graph.add(whole, graph.add("select", array.node, one, zero))
            return Array(shape, graph.add("gt", number, zero), True)
        return self._reduced(eqn, array, shape, None, lambda x, y: graph.add(pair, x, y))

    def _do_dot_general(self, eqn, left, right):
        graph = self.graph
        (left_axes, right_axes), (left_batch, right_batch) = eqn.params["dimension_numbers"]
        shape = tuple(eqn.outvars[0].aval.shape)
        if not (left_axes or left_batch) and (left.shape == () or right.shape == ()):
            return self._elementwise(shape, ELEMENTWISE["mul"], [left, right], {})
        if shape == () and len(left.shape) == 1 and not left.table and not right.table:
            product = self.array(graph.add("mul", left.node, right.node), left.shape)
            if not product.uniform:
                return Array((), graph.add("sum", product.node), True)
        ends = range(-len(left_axes), 0)
        batches = range(len(left_batch))
        first = np.moveaxis(self.entries(left), (*left_batch, *left_axes), (*batches, *ends))
        second = np.moveaxis(
            self.entries(right),
            (*right_batch, *right_axes),
            range(len(right_batch) + len(right_axes)),
        )
        batch = math.prod(left.shape[i] for i in left_batch)
        count = math.prod(left.shape[i] for i in left_axes)
        first = first.reshape((batch, -1, count))
        second = second.reshape((batch, count, -1))
        result = np.empty((batch, first.shape[1], second.shape[2]), dtype=object)
        for b, row, column in itertools.product(*map(range, result.shape)):
            pairs = zip(first[b, row], second[b, :, column])
            terms = [graph.add("mul", x, y) for x, y in pairs]
            node = terms[0]
            for term in terms[1:]:
                node = graph.add("add", node, term)
            result[b, row, column] = node
        return self._from_table(result.reshape(shape))

    def _do_convert_element_type(self, eqn, array):
        to = np.dtype(eqn.params["new_dtype"])
        return self._elementwise(array.shape, convert, [array], {"to": to})

    def _do_dim_as_value(self, eqn):
        return Array((), self._dimension(eqn.params["dim"]), True)

    def _do_is_finite(self, eqn, array):
        self.assumes.add(FINITE)
        return Array(array.shape, self.graph.add("flag", True), True)

    def _do_ne(self, eqn, left, right):
        def differ(graph, params, x, y):
            if x == y and graph.kinds[x] in (format.NUMBER, format.VECTOR):
                self.assumes.add(FINITE)
                return graph.add("flag", False)
            return graph.add("not", equal(graph, params, x, y))

        return self._elementwise(tuple(eqn.outvars[0].aval.shape), differ, [left, right], {})

    def _do_gradient(self, eqn, array):
        return self.array(self.graph.add("gradient", self.whole(array)), array.shape)

    def _do_loss(self, eqn, array):
        return self.array(self.graph.add("loss", self.whole(array)))


INLINED = ("jit", "pjit", "closed_call", "core_call", "custom_jvp_call", "custom_vjp_call")

COPIES = (
    "copy",
    "copy_p",
    "optimization_barrier",
    "reduce_precision",
    "sharding_constraint",
    "stop_gradient",
    "name",
    "device_put",
)

REFUSED = {
    "while": "the number of its rounds is not known",
    "sort": "the format has no order of coordinates",
    "floor": "the format has no rounding",
    "ceil": "the format has no rounding",
    "round": "the format has no rounding",
    "iota": "coordinates are not numbered at every dimension",
    "hessian_vector_product": "the format has no second derivative of the loss",
}


def is_literal(variable):
    """Whether a variable of a jaxpr is a literal."""
    return hasattr(variable, "val")


def subprogram(eqn):
    """The jaxpr that an equation calls, and its constants, or None."""
    for key in ("jaxpr", "call_jaxpr", "fun_jaxpr"):
        inner = eqn.params.get(key)
        if inner is not None:
            if hasattr(inner, "consts"):
                return inner.jaxpr, inner.consts
            return inner, ()
    return None


def location(eqn):
    """The function of a library, and its file, that an equation comes from, or nothing."""
    try:
        from jax._src import source_info_util

        for frame in source_info_util.user_frames(eqn.source_info.traceback):
            file = frame.file_name.replace(os.sep, "/")
            if "/site-packages/" in file:
                return f"{frame.function_name} ({file.rsplit('/site-packages/', 1)[1]})"
    except (ImportError, AttributeError, TypeError):
        pass
    return ""


def convert(graph, params, node):
    """A number of another type."""
    to, kind = params["to"], graph.kinds[node]
    if np.issubdtype(to, np.floating):
        if kind == format.INTEGER:
            return graph.add("real", node)
        if kind in (format.FLAG, format.FLAGS):
            return graph.add("select", node, graph.constant(1), graph.constant(0))
        return node
    if np.issubdtype(to, np.integer):
        if kind == format.FLAG:
            return graph.add("select", node, graph.integer(1), graph.integer(0))
        if kind == format.INTEGER or graph.nodes[node] == ("dimension",):
            return node
        raise FormatError("a number becomes an integer")
    if to == bool:
        if kind in (format.FLAG, format.FLAGS):
            return node
        zero = graph.integer(0) if kind == format.INTEGER else graph.constant(0)
        return graph.add("not", graph.add("eq", node, zero))
    raise FormatError(f"a number becomes {to}")


def largest(graph, params, x, y):
    """max(x, y)"""
    return graph.add("select", graph.add("gt", x, y), x, y)


def smallest(graph, params, x, y):
    """min(x, y)"""
    return graph.add("select", graph.add("gt", y, x), x, y)


def clamp(graph, params, low, x, high):
    """x where it lies between low and high, else the nearer of them."""
    return smallest(graph, params, largest(graph, params, x, low), high)


def is_flag(graph, node):
    """Whether a node is a flag, or one a coordinate."""
    return graph.kinds[node] in (format.FLAG, format.FLAGS)


def equal(graph, params, x, y):
    """x = y, of numbers, integers or flags."""
    if is_flag(graph, x):
        both = graph.add("and", x, y)
        neither = graph.add("not", graph.add("or", x, y))
        return graph.add("or", both, neither)
    return graph.add("eq", x, y)


def sign(graph, params, x):
    """1 above 0, −1 below, 0 at 0."""
    whole = graph.kinds[x] == format.INTEGER
    one, zero, minus = (graph.integer(n) if whole else graph.constant(n) for n in (1, 0, -1))
    below = graph.add("select", graph.add("gt", zero, x), minus, zero)
    return graph.add("select", graph.add("gt", x, zero), one, below)


def integer_power(graph, params, x):
    """xⁿ for an integer n."""
    n = params["y"]
    if n == 1:
        return x
    if n == 2:
        return square(graph, params, x)
    return graph.add("power", x, graph.integer(n))


def square(graph, params, x):
    """x²"""
    if graph.kinds[x] == format.INTEGER:
        return graph.add("mul", x, x)
    return graph.add("square", x)


def power(graph, params, x, y):
    """x to the power y."""
    if graph.kinds[x] == format.INTEGER:
        x = graph.add("real", x)
    return graph.add("power", x, y)


def quotient(graph, params, x, y):
    """x / y; of integers, cut towards 0."""
    if graph.kinds[x] != format.INTEGER:
        return graph.add("div", x, y)
    if graph.nodes[y][0] != "integer" or graph.nodes[y][1] <= 0:
        raise FormatError("it divides by an integer that is not a constant above 0")
    negative = graph.add("gt", graph.integer(0), x)
    mirrored = graph.add("neg", graph.add("floor_div", graph.add("neg", x), y))
    return graph.add("select", negative, mirrored, graph.add("floor_div", x, y))


def remainder(graph, params, x, y):
    """What integers leave over, with the sign of x."""
    if graph.kinds[x] != format.INTEGER:
        raise FormatError("the format has no remainder of numbers")
    negative = graph.add("gt", graph.integer(0), x)
    mirrored = graph.add("neg", graph.add("mod", graph.add("neg", x), y))
    return graph.add("select", negative, mirrored, graph.add("mod", x, y))


def select(graph, params, which, *cases):
    """The case that `which` names."""
    if is_flag(graph, which):
        no, yes = cases
        return graph.add("select", which, yes, no)
    result = cases[-1]
    for number in reversed(range(len(cases) - 1)):
        here = graph.add("eq", which, graph.integer(number))
        result = graph.add("select", here, cases[number], result)
    return result


def logical(operation):
    """A logical operation, which is one of bits where it is given integers."""

    def apply(graph, params, *nodes):
        if not all(is_flag(graph, n) for n in nodes):
            raise FormatError("it works on the bits of integers")
        return graph.add(operation, *nodes)

    return apply


def exclusive(graph, params, p, q):
    """One of p and q, not both."""
    if not is_flag(graph, p):
        raise FormatError("it works on the bits of integers")
    return graph.add("not", equal(graph, params, p, q))


def direct(operation):
    """The operation of the same meaning."""
    return lambda graph, params, *nodes: graph.add(operation, *nodes)


def swapped(operation):
    """The operation with its two arguments exchanged."""
    return lambda graph, params, x, y: graph.add(operation, y, x)


def absolute(graph, params, x):
    """|x|"""
    if graph.kinds[x] == format.INTEGER:
        return graph.add("select", graph.add("gt", graph.integer(0), x), graph.add("neg", x), x)
    return graph.add("abs", x)


def reciprocal_root(graph, params, x):
    """1 / √x"""
    return graph.add("div", graph.constant(1), graph.add("sqrt", x))


def logistic(graph, params, x):
    """1 / (1 + e⁻ˣ)"""
    one = graph.constant(1)
    return graph.add("div", one, graph.add("add", one, graph.add("exp", graph.add("neg", x))))


ELEMENTWISE = {
    "add": direct("add"),
    "add_any": direct("add"),
    "sub": direct("sub"),
    "mul": direct("mul"),
    "div": quotient,
    "rem": remainder,
    "neg": direct("neg"),
    "square": square,
    "integer_pow": integer_power,
    "pow": power,
    "sqrt": direct("sqrt"),
    "rsqrt": reciprocal_root,
    "cbrt": direct("cbrt"),
    "abs": absolute,
    "sign": sign,
    "exp": direct("exp"),
    "exp2": lambda g, params, x: g.add("exp", g.add("mul", x, g.add("ln", g.constant(2)))),
    "expm1": lambda g, params, x: g.add("sub", g.add("exp", x), g.constant(1)),
    "log": direct("ln"),
    "log1p": lambda g, params, x: g.add("ln", g.add("add", g.constant(1), x)),
    "logistic": logistic,
    "sin": direct("sin"),
    "cos": direct("cos"),
    "tan": lambda g, params, x: g.add("div", g.add("sin", x), g.add("cos", x)),
    "tanh": direct("tanh"),
    "max": largest,
    "min": smallest,
    "clamp": clamp,
    "gt": direct("gt"),
    "ge": direct("ge"),
    "lt": swapped("gt"),
    "le": swapped("ge"),
    "eq": equal,
    "and": logical("and"),
    "or": logical("or"),
    "not": logical("not"),
    "xor": exclusive,
    "select_n": select,
}
"""How each primitive that works entry by entry is written in the graph."""
