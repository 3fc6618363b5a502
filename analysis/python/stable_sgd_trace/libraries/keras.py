"""Keras, on its JAX backend: optimizers."""

import contextlib
import os

from ..errors import LibraryMissing, TraceError
from . import Adapter

RATES = ("learning_rate", "lr")
"""The names under which a learning rate is recognised; Keras keeps it in a variable of its own."""


class Symbol(float):
    """A float that remembers which number it is, so that Keras takes it for a float.

    Where an optimizer keeps it as an attribute the attribute becomes the number.
    """

    def __new__(cls, value, name):
        symbol = super().__new__(cls, value)
        symbol.name = name
        return symbol


class Keras(Adapter):
    """The adapter of Keras. An optimizer is built from floats, its attributes are then numbers."""

    library = "keras"
    copyright = "The Keras authors (Keras team)"
    ignored = frozenset({"ema_momentum", "name", "kwargs"})

    def load(self):
        os.environ.setdefault("KERAS_BACKEND", "jax")
        keras = super().load()
        if keras.backend.backend() != "jax":
            found = keras.backend.backend()
            raise LibraryMissing(
                f"Keras runs on {found}: set KERAS_BACKEND=jax before Keras is imported"
            )
        return keras

    def takes(self, thing):
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
        import keras

        with double(keras):
            optimizer = build(symbols)
        found = set()
        for key, value in list(vars(optimizer).items()):
            if isinstance(value, Symbol):
                found.add(value.name)
                object.__setattr__(optimizer, key, numbers[value.name])
        for name, value in numbers.items():
            if hasattr(value, "aval") and name not in found and name not in RATES:
                raise TraceError(f"Keras keeps no attribute that is the argument {name}")
        return optimizer

    def init(self, thing, numbers, point, oracle):
        import keras

        with double(keras):
            thing.build([keras.Variable(point, dtype="float64", name="q")])
        self._rate = next(
            (i for i, v in enumerate(thing.variables) if v is thing._learning_rate), None
        )
        kept = [v for i, v in enumerate(thing.variables) if i != self._rate]
        return [_name(thing, v) for v in kept], [v.value for v in kept]

    def step(self, thing, numbers, point, leaves, oracle):
        import keras

        gradient, _ = oracle
        self.init(thing, numbers, point, oracle)
        leaves = list(leaves)
        if self._rate is not None:
            rate = next((numbers[n] for n in RATES if n in numbers), None)
            kept = thing.variables[self._rate].value if rate is None else rate
            leaves.insert(self._rate, kept)
        with double(keras):
            (point,), leaves = thing.stateless_apply(leaves, [gradient(point)], [point])
        if self._rate is not None:
            del leaves[self._rate]
        return point, leaves


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
