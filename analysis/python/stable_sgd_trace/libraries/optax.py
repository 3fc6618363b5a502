"""optax: gradient transformations."""

import re

from . import Adapter


class Optax(Adapter):
    """The adapter of optax. The point after a step is what `optax.apply_updates` gives."""

    library = "optax"
    copyright = "Copyright 2019 DeepMind Technologies Limited. All Rights Reserved."

    def takes(self, thing):
        """See `Adapter.takes`."""
        return callable(getattr(thing, "init", None)) and callable(getattr(thing, "update", None))

    def init(self, thing, numbers, point, oracle):
        """See `Adapter.init`."""
        from jax import tree_util

        leaves, self._tree = tree_util.tree_flatten_with_path(thing.init(point))
        return [_name(path) for path, _ in leaves], [leaf for _, leaf in leaves]

    def step(self, thing, numbers, point, leaves, oracle):
        """See `Adapter.step`."""
        import optax
        from jax import tree_util

        gradient, loss = oracle
        state = tree_util.tree_unflatten(self._tree, leaves)
        slope = gradient(point)
        update = optax.with_extra_args_support(thing).update
        extra = {"value": loss(point), "grad": slope, "obj_fn": loss}
        updates, state = update(slope, state, point, **extra)
        return optax.apply_updates(point, updates), tree_util.tree_leaves(state)


def _name(path):
    """The last name on the path to a leaf of the state."""
    for key in reversed(path):
        name = getattr(key, "name", getattr(key, "key", None))
        if isinstance(name, str) and re.match(r"[A-Za-z_]\w*\Z", name):
            return name
    return "state"
