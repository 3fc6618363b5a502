"""Every rule that is known by name, and how it is called.

A rule that ships is written to `data/shipped`. The others are known, and traced when they are asked
for; of some it is known that they cannot be.
"""

import difflib
from dataclasses import dataclass
from typing import Callable

from .errors import TraceError, UnknownName
from .libraries.blackjax import Blackjax
from .libraries.diffrax import Diffrax
from .libraries.keras import Keras
from .libraries.optax import Optax
from .subject import signature_subject, written_subject

ADAPTIVE, PLAIN = 0.001, 0.01
"""Learning rates where a signature has none: of adaptive rules, and of those like SGD."""

MATRIX = (2, 2)


@dataclass(frozen=True)
class Entry:
    """A known rule: `make` gives its subject, `ships` whether it is written to `data/shipped`."""

    name: str
    adapter: type
    make: Callable
    ships: bool


def _at(name):
    """The object that a dotted name, which begins with an imported library, stands for."""
    library, *path = name.split(".")
    import importlib

    thing = importlib.import_module(library)
    for part in path:
        if not hasattr(thing, part):
            raise TraceError(f"the installed {library} has no {name}")
        thing = getattr(thing, part)
    return thing


def _signature(adapter, name, rate=ADAPTIVE, function=None, shape=None, **given):
    def make():
        loaded = adapter()
        loaded.load()
        spelled = function or name
        subject = signature_subject(spelled, loaded, _at(spelled), rate, given, shape)
        subject.name = name
        return subject

    return make


def _written(adapter, name, function, call, defined_in, shape=None, concrete=None):
    def make():
        loaded = adapter()
        loaded.load()
        return written_subject(name, loaded, function, call, concrete, shape, _at(defined_in))

    return make


OPTAX = {
    "adam": {},
    "adamw": {},
    "nadam": {},
    "amsgrad": {},
    "adamax": {},
    "adabelief": {},
    "adagrad": {"rate": PLAIN},
    "adadelta": {"rate": PLAIN},
    "adafactor": {},
    "adafactor_matrix": {
        "function": "optax.adafactor",
        "shape": MATRIX,
        "min_dim_size_to_factor": 2,
    },
    "adan": {},
    "lamb": {},
    "lars": {"rate": PLAIN},
    "lion": {},
    "novograd": {},
    "optimistic_gradient_descent": {"rate": PLAIN},
    "radam": {},
    "rmsprop": {"momentum": 0.9},
    "rprop": {},
    "sgd": {"rate": PLAIN, "momentum": 0.9},
    "sgd_nesterov": {
        "function": "optax.sgd",
        "rate": PLAIN,
        "momentum": 0.9,
        "nesterov": True,
    },
    "sign_sgd": {"rate": PLAIN},
    "sm3": {},
    "yogi": {},
    "fromage": {"rate": PLAIN},
    "polyak_sgd": {},
    "contrib.muon": {"shape": MATRIX},
    "contrib.schedule_free_adamw": {},
    "contrib.prodigy": {},
    "contrib.ademamix": {},
    "contrib.acprop": {},
    "contrib.cocob": {},
    "contrib.dowg": {},
    "contrib.simplified_ademamix": {},
    "contrib.madgrad": {},
    "contrib.dadapt_adamw": {},
}
"""The optimizers of optax that ship, with what differs from their signatures."""

OPTAX_OTHERS = {
    "adamaxw": {},
    "nadamw": {},
    "noisy_sgd": {"rate": PLAIN},
    "signum": {"rate": PLAIN},
    "optimistic_adam_v2": {},
    "lbfgs": {},
    "contrib.adopt": {},
    "contrib.momo": {},
    "contrib.momo_adam": {},
    "contrib.schedule_free_sgd": {},
    "contrib.sophia": {},
    "contrib.dpsgd": {"rate": PLAIN},
    "contrib.galore": {},
}

KERAS = {
    "SGD": {"momentum": 0.9},
    "Adam": {},
    "AdamW": {},
    "Lion": {},
    "RMSprop": {"momentum": 0.9},
    "Nadam": {},
    "Adamax": {},
    "Adagrad": {},
    "Adadelta": {},
    "Ftrl": {},
    "Lamb": {},
    "Muon": {"shape": MATRIX},
    "Adafactor": {},
    "Adafactor_matrix": {"function": "keras.optimizers.Adafactor", "shape": MATRIX},
}

BLACKJAX = ("velocity_verlet", "mclachlan", "yoshida", "omelyan")
BLACKJAX_OTHERS = ("implicit_midpoint",)

DIFFRAX = ("SemiImplicitEuler", "LeapfrogMidpoint", "ReversibleHeun")
DIFFRAX_OTHERS = ("Euler", "Heun", "ImplicitEuler", "Tsit5")


def _clipped_sgd(max_norm=1.0, learning_rate=0.01):
    import optax

    return optax.chain(optax.clip_by_global_norm(max_norm), optax.sgd(learning_rate))


def _dog(learning_rate=1.0, reps_rel=1e-6, eps=1e-8):
    import optax

    return optax.contrib.dog(learning_rate, init_step=("heuristic", reps_rel), eps=eps)


def _sophia(
    learning_rate=0.001,
    b1=0.965,
    b2=0.99,
    eps=1e-8,
    weight_decay=1e-4,
    gamma=0.01,
    clip_threshold=1.0,
):
    import jax.numpy as jnp
    import optax

    return optax.contrib.sophia(
        learning_rate,
        b1=b1,
        b2=b2,
        eps=eps,
        weight_decay=weight_decay,
        gamma=gamma,
        clip_threshold=clip_threshold,
        hessian_diagonal_fn=optax.stateless(lambda g, params: jnp.square(g)),
    )


def _integrators(adapter, prefix, names, ships):
    entries = []
    for short in names:
        name = f"{adapter.library}.{short}"
        entries.append(
            Entry(name, adapter, _integrator_maker(adapter, name, prefix + short), ships)
        )
    return entries


def _integrator_maker(adapter, name, function):
    def make():
        loaded = adapter()
        loaded.load()
        thing = _at(function)
        build = (lambda h=0.1: thing()) if isinstance(thing, type) else (lambda h=0.1: thing)
        call = (
            f"{function}()"
            if isinstance(thing, type)
            else f"{function}(logdensity_fn, kinetic_energy_fn)"
        )
        return written_subject(
            name, loaded, build, f"{call}, step h, {loaded.setting}", None, None, thing
        )

    return make


def _entries():
    entries = []
    for table, ships in ((OPTAX, True), (OPTAX_OTHERS, False)):
        for short, given in table.items():
            name = f"optax.{short}"
            entries.append(Entry(name, Optax, _signature(Optax, name, **given), ships))
    written = [
        (
            "optax.sgd_clipped",
            _clipped_sgd,
            "optax.chain(optax.clip_by_global_norm(max_norm), optax.sgd(learning_rate))",
            "optax.clip_by_global_norm",
            {},
        ),
        (
            "optax.contrib.dog",
            _dog,
            "optax.contrib.dog(learning_rate, init_step=('heuristic', reps_rel), eps=eps)",
            "optax.contrib.dog",
            {},
        ),
        (
            "optax.contrib.sophia_squared_gradient",
            _sophia,
            "optax.contrib.sophia(learning_rate, b1=b1, b2=b2, eps=eps, weight_decay=weight_decay, "
            "gamma=gamma, clip_threshold=clip_threshold, "
            "hessian_diagonal_fn=optax.stateless(lambda g, params: jnp.square(g)))",
            "optax.contrib.sophia",
            {"update_interval": 10},
        ),
    ]
    for name, function, call, defined_in, concrete in written:
        make = _written(Optax, name, function, call, defined_in, None, concrete)
        entries.append(Entry(name, Optax, make, True))
    for short, given in KERAS.items():
        name = f"keras.optimizers.{short}"
        entries.append(Entry(name, Keras, _signature(Keras, name, **given), True))
    entries += _integrators(Blackjax, "blackjax.mcmc.integrators.", BLACKJAX, True)
    entries += _integrators(Blackjax, "blackjax.mcmc.integrators.", BLACKJAX_OTHERS, False)
    entries += _integrators(Diffrax, "diffrax.", DIFFRAX, True)
    entries += _integrators(Diffrax, "diffrax.", DIFFRAX_OTHERS, False)
    return {e.name: e for e in sorted(entries, key=lambda e: e.name)}


ENTRIES = _entries()
"""Every known rule by its name."""


def shipped():
    """The names of the rules that ship, in order."""
    return [name for name, entry in ENTRIES.items() if entry.ships]


def entry(name):
    """The entry of the rule `name`. Raises `UnknownName`, with the nearest name."""
    if name not in ENTRIES:
        raise UnknownName(name, nearest(name))
    return ENTRIES[name]


def nearest(name):
    """The known name that is the most like `name`, or None."""
    for known in ENTRIES:
        if known.rsplit(".", 1)[1] == name:
            return known
    lower = {known.lower(): known for known in ENTRIES}
    short = {known.rsplit(".", 1)[1].lower(): known for known in reversed(ENTRIES)}
    found = difflib.get_close_matches(name.lower(), lower, n=1, cutoff=0.6)
    if found:
        return lower[found[0]]
    last = name.lower().rsplit(".", 1)[-1]
    found = difflib.get_close_matches(last, short, n=1, cutoff=0.6)
    return short[found[0]] if found else None


def subject(name):
    """The subject of the rule `name`."""
    return entry(name).make()
