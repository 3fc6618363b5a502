"""The format `stable-sgd/rule/1`: its operations, the kinds of its nodes, and exact fractions."""

import math
import re
from fractions import Fraction

from .errors import FormatError

SCHEMA = "stable-sgd/rule/1"

VECTOR = "vector"
NUMBER = "number"
INTEGER = "integer"
FLAG = "flag"
FLAGS = "flags"
"""One flag a coordinate: what a comparison of a vector gives."""

SLOT_KINDS = (VECTOR, NUMBER, INTEGER)

BINARY = ("add", "sub", "mul", "div")
UNARY = ("neg", "square", "sqrt", "cbrt", "abs", "exp", "ln", "sin", "cos", "tanh")
COMPARISONS = ("gt", "ge", "eq")
REDUCTIONS = ("sum", "max_of", "min_of")
LEAVES = ("slot", "number", "constant", "integer", "dimension", "flag")
OPERATIONS = (
    LEAVES
    + ("gradient", "loss")
    + BINARY
    + UNARY
    + ("power",)
    + REDUCTIONS
    + ("coordinate", "stack")
    + COMPARISONS
    + ("and", "or", "not", "select", "mod", "floor_div", "real")
)
"""Every operation of the format."""

FRACTION = re.compile(r"-?(0|[1-9][0-9]*)(/[1-9][0-9]*)?\Z")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def fraction(value):
    """The fraction that the shortest decimal of `value` names: 0.9 is 9/10.

    `value` is an integer, a `Fraction`, or a float of Python or numpy, whose own precision says
    which decimal is the shortest.
    """
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    if not math.isfinite(value):
        raise FormatError(f"{value} is not a number of the format: constants are exact fractions")
    text = str(value.item()) if type(value).__name__ == "float64" else str(value)
    return Fraction(text)


def write_fraction(value):
    """`value` as the format writes it: "n/d", or "n" where d is 1."""
    value = fraction(value)
    if value.denominator == 1:
        return str(value.numerator)
    return f"{value.numerator}/{value.denominator}"


def read_fraction(text):
    """The fraction that `text`, "n/d" or "n", stands for."""
    if not isinstance(text, str) or not FRACTION.match(text):
        raise FormatError(f'expected a fraction such as "9/10", found {text!r}')
    return Fraction(text)


def operands(node):
    """The indices of the nodes that `node` refers to."""
    operation = node[0]
    if operation in LEAVES or operation == "infinite":
        return ()
    if operation == "coordinate":
        return (node[1],)
    return tuple(node[1:])


def _expect(condition, node, kinds):
    if not condition:
        found = ", ".join(kinds)
        raise FormatError(f"`{node[0]}` does not take {found or 'these arguments'}: {node}")


def kind(node, kinds, slots, dimension):
    """The kind of `node`, where `kinds` are those of the nodes before it.

    `slots` gives the kind of each slot by its name. Raises `FormatError` where the operation is
    unknown, refers to itself or to a later node, or does not take its arguments.
    """
    if not isinstance(node, (list, tuple)) or not node or node[0] not in OPERATIONS:
        raise FormatError(f"unknown operation: {node!r}")
    operation = node[0]
    if operation in LEAVES:
        return _leaf(node, slots)
    for index in operands(node):
        if type(index) is not int or not 0 <= index < len(kinds):
            raise FormatError(f"{node}: {index!r} is not an earlier node")
    of = [kinds[index] for index in operands(node)]
    numeric = all(k in (VECTOR, NUMBER) for k in of)
    wide = any(k in (VECTOR, FLAGS) for k in of)
    whole = all(k == INTEGER for k in of)
    real = VECTOR if wide else NUMBER
    truth = FLAGS if wide else FLAG
    if operation == "gradient" or operation == "loss":
        _expect(of == [VECTOR], node, of)
        return VECTOR if operation == "gradient" else NUMBER
    if operation in BINARY:
        _expect(len(of) == 2 and (numeric or (whole and operation != "div")), node, of)
        return INTEGER if whole else real
    if operation in UNARY:
        _expect(len(of) == 1 and (numeric or (whole and operation == "neg")), node, of)
        return INTEGER if whole else real
    if operation == "power":
        _expect(len(of) == 2 and of[0] in (VECTOR, NUMBER) and of[1] in (NUMBER, INTEGER), node, of)
        return of[0]
    if operation in REDUCTIONS:
        _expect(of == [VECTOR], node, of)
        return NUMBER
    if operation == "coordinate":
        fits = dimension is not None and type(node[2]) is int and 0 <= node[2] < dimension
        _expect(len(node) == 3 and of == [VECTOR] and fits, node, of)
        return NUMBER
    if operation == "stack":
        _expect(dimension == len(of) and all(k == NUMBER for k in of), node, of)
        return VECTOR
    if operation in COMPARISONS:
        _expect(len(of) == 2 and (numeric or whole), node, of)
        return truth
    if operation in ("and", "or", "not"):
        count = 1 if operation == "not" else 2
        _expect(len(of) == count and all(k in (FLAG, FLAGS) for k in of), node, of)
        return truth
    if operation == "select":
        _expect(len(of) == 3 and of[0] in (FLAG, FLAGS), node, of)
        branches = of[1:]
        if all(k == INTEGER for k in branches):
            _expect(of[0] == FLAG, node, of)
            return INTEGER
        if all(k in (FLAG, FLAGS) for k in branches):
            return truth
        _expect(all(k in (VECTOR, NUMBER) for k in branches), node, of)
        return real
    if operation in ("mod", "floor_div"):
        _expect(len(of) == 2 and whole, node, of)
        return INTEGER
    _expect(of == [INTEGER], node, of)
    return NUMBER


def _leaf(node, slots):
    operation, arguments = node[0], node[1:]
    if operation == "dimension":
        _expect(not arguments, node, [])
        return NUMBER
    _expect(len(arguments) == 1, node, [])
    (argument,) = arguments
    if operation == "slot":
        if argument not in slots:
            raise FormatError(f"{node}: no slot is called {argument!r}")
        return slots[argument]
    if operation == "number":
        _expect(isinstance(argument, str), node, [])
        return NUMBER
    if operation == "constant":
        read_fraction(argument)
        return NUMBER
    if operation == "integer":
        _expect(type(argument) is int, node, [])
        return INTEGER
    _expect(type(argument) is bool, node, [])
    return FLAG
