"""`trace`: from a function, a library's own or the caller's, to a rule."""

from . import catalogue
from .errors import TraceError
from .libraries.blackjax import Blackjax
from .libraries.diffrax import Diffrax
from .libraries.keras import Keras
from .libraries.optax import Optax
from .subject import CONVENTIONS, signature_subject, written_subject
from .tracing import trace_subject

ADAPTERS = (Keras, Diffrax, Blackjax, Optax)


def trace(function, name=None, shape=None):
    """The rule that `function` builds, as a graph.

    `function` is a known name (`"optax.adam"`), an optimizer of a library (`optax.adam`), or a
    function whose parameters are the numbers and which gives an optimizer:
    `trace(lambda lr, b1=0.9: optax.adam(lr, b1))`. A parameter's default
    is the number's; without one it is the default that its name has by convention
    (`subject.CONVENTIONS`), else 1. A default that is no float stays as it is, and the rule says so.
    The learning rate of Keras is to be called `learning_rate` or `lr`.

    `shape` is the shape of the point where it matters, as `(2, 2)` for a rule of matrices.
    Raises `Untranslatable` where the rule does what a graph has no operation for.
    """
    if isinstance(function, str):
        subject = catalogue.subject(function)
    else:
        subject = _own(function, name)
    subject.name = name or subject.name
    subject.shape = tuple(shape) if shape is not None else subject.shape
    return trace_subject(subject)


def _own(function, name):
    """The subject of a library's own optimizer, or of what the caller's function gives."""
    root = (getattr(function, "__module__", None) or "").split(".")[0]
    for adapter in (Keras(), Optax()):
        if root == adapter.library and hasattr(function, "__name__"):
            adapter.load()
            label = f"{root}.{function.__name__}"
            return signature_subject(label, adapter, function, CONVENTIONS["learning_rate"])
    label = getattr(function, "__name__", "<lambda>")
    label = name or ("own" if label == "<lambda>" else label)
    subject = written_subject(label, None, function, "")
    thing = subject.build(subject.numbers)
    for adapter in (a() for a in ADAPTERS):
        if adapter.takes(thing):
            break
    else:
        raise TraceError(
            f"expected a function that gives an optimizer of optax or Keras, an integrator of "
            f"blackjax or a solver of diffrax, found {type(thing).__name__}"
        )
    if adapter.setting:
        subject.numbers.setdefault("h", 0.1)
    subject.adapter = adapter
    subject.call = f"a function of the caller's own, of {', '.join(subject.numbers) or 'no number'}"
    return subject
