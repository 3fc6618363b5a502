"""Keras, on its JAX backend: optimizers."""

import contextlib
import os

from ..errors import LibraryMissing, TraceError
from . import Adapter

RATES = ("learning_rate", "lr")
"""The names under which a learning rate is recognised; Keras keeps it in a variable of its own."""


class Symbol(float):
    """A float that remembers which number it is, so that Keras takes it for a float.

    Where an optimizer keeps it as an attribute the attribute becomes the number. It is no operand:
    what arithmetic gave would be a float that has forgotten the number.
    """

    def __new__(cls, value, name):
        symbol = super().__new__(cls, value)
        symbol.name = name
        return symbol

    def _refuse(self, *others):
        raise TraceError(f"Keras is given a value that is computed from {self.name}")


class Decided:
    """A number that is traced, except that Python compares its default.

    What a comparison gave is added to `assumes`, in words: the graph holds where it does.
    """

    def __init__(self, name, traced, default, assumes):
        self._name, self._traced = name, traced
        self._default, self._assumes = default, assumes

    def __jax_array__(self):
        return self._traced

    def __getattr__(self, name):
        return getattr(self._traced, name)

    def _compare(self, sign, opposite, holds, other):
        self._assumes.add(f"{self._name} {sign if holds else opposite} {other:g}")
        return holds

    def __ne__(self, other):
        return self._compare("!=", "=", self._default != other, other)

    def __eq__(self, other):
        return self._compare("=", "!=", self._default == other, other)

    def __gt__(self, other):
        return self._compare(">", "<=", self._default > other, other)

    def __lt__(self, other):
        return self._compare("<", ">=", self._default < other, other)

    def __bool__(self):
        return self != 0

    __hash__ = None


def _forward(name):
    def method(self, *others):
        return getattr(self._traced, name)(*others)

    return method


for _operation in ("add", "sub", "mul", "truediv", "pow"):
    for _side in ("", "r"):
        _method = f"__{_side}{_operation}__"
        setattr(Decided, _method, _forward(_method))
        setattr(Symbol, _method, Symbol._refuse)
for _method in ("__neg__", "__abs__"):
    setattr(Decided, _method, _forward(_method))
    setattr(Symbol, _method, Symbol._refuse)


class Keras(Adapter):
    """The adapter of Keras. An optimizer is built from floats, its attributes are then numbers."""

    library = "keras"
    copyright = "The Keras team (the package names its author; its LICENSE has no notice)"
    ignored = frozenset({"ema_momentum", "name", "kwargs"})

    def load(self):
        """See `Adapter.load`. Raises `LibraryMissing` where Keras runs on another backend."""
        os.environ.setdefault("KERAS_BACKEND", "jax")
        keras = super().load()
        if keras.backend.backend() != "jax":
            found = keras.backend.backend()
            raise LibraryMissing(
                f"Keras runs on {found}: set KERAS_BACKEND=jax before Keras is imported"
            )
        return keras

    def takes(self, thing):
        """See `Adapter.takes`."""
        try:
            import keras
        except ImportError:
            return False
        return isinstance(thing, keras.optimizers.Optimizer)

    def numbered(self, build, numbers, defaults):
        """The optimizer that `build` gives, with tracers in the place of its numbers."""
        symbols = {}
        for name, value in numbers.items():
            traced = hasattr(value, "aval")
            symbols[name] = Symbol(defaults[name], name) if traced else value
        import jax
        import keras

        with double(keras), jax.ensure_compile_time_eval():
            optimizer = build(symbols)
        found = set()
        for key, value in list(vars(optimizer).items()):
            if isinstance(value, Symbol):
                found.add(value.name)
                number = numbers[value.name]
                if value.name in self.decided:
                    number = Decided(value.name, number, float(value), self.assumes)
                object.__setattr__(optimizer, key, number)
        self._rate = None
        for name, value in numbers.items():
            if hasattr(value, "aval") and name not in found:
                if name not in RATES or not _is_rate(optimizer, defaults[name]):
                    raise TraceError(f"Keras keeps no attribute that is the argument {name}")
                self._rate = name
        return optimizer

    def init(self, thing, numbers, point, oracle):
        """See `Adapter.init`."""
        import keras

        with double(keras):
            thing.build([keras.Variable(point, dtype="float64", name="q")])
        kept = [v for v in thing.variables if v is not thing._learning_rate]
        return [_name(thing, v) for v in kept], [v.value for v in kept]

    def step(self, thing, numbers, point, leaves, oracle):
        """See `Adapter.step`."""
        import keras

        gradient, _ = oracle
        self.init(thing, numbers, point, oracle)
        place = next((i for i, v in enumerate(thing.variables) if v is thing._learning_rate), None)
        leaves = list(leaves)
        if place is not None:
            rate = thing._learning_rate.value if self._rate is None else numbers[self._rate]
            leaves.insert(place, rate)
        with double(keras):
            (point,), leaves = thing.stateless_apply(leaves, [gradient(point)], [point])
        if place is not None:
            del leaves[place]
        return point, leaves


def _is_rate(optimizer, default):
    """Whether the variable of the learning rate holds `default`."""
    value = getattr(optimizer._learning_rate, "value", None)
    return value is not None and float(value) == default


@contextlib.contextmanager
def double(keras):
    """Keras in double precision, and with shapes that need not be numbers."""
    from jax.export import is_symbolic_dim
    from keras.src.backend.common import variables

    before, checked = keras.config.floatx(), variables.standardize_shape

    def standardize(shape):
        if isinstance(shape, tuple) and any(is_symbolic_dim(n) for n in shape):
            return shape
        return checked(shape)

    keras.config.set_floatx("float64")
    variables.standardize_shape = standardize
    try:
        yield
    finally:
        variables.standardize_shape = checked
        keras.config.set_floatx(before)


def _name(optimizer, variable):
    """The name of the attribute that holds a variable: Keras numbers the variables' own names."""
    for key, value in vars(optimizer).items():
        if key in ("_variables", "_trainable_variables"):
            continue
        if value is variable or (
            isinstance(value, list) and any(item is variable for item in value)
        ):
            return key.strip("_")
    return variable.name
