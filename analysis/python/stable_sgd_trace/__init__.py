"""Traces the update rules of Python libraries into graphs that `stable-sgd` certifies.

`trace(lambda lr, b1: optax.adam(lr, b1))` gives a `Rule`: it is written to JSON, run by numpy, and
certified by the program.
"""

from .api import trace
from .certify import Certificates
from .errors import (
    FormatError,
    LibraryMissing,
    ProgramMissing,
    TraceError,
    UnknownName,
    Untranslatable,
)
from .rule import Rule

__all__ = [
    "Certificates",
    "FormatError",
    "LibraryMissing",
    "ProgramMissing",
    "Rule",
    "TraceError",
    "UnknownName",
    "Untranslatable",
    "trace",
]
