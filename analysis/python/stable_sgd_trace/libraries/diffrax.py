"""diffrax: solvers of q' = p, p' = −∇U(q)."""

from . import Adapter


class Diffrax(Adapter):
    """The adapter of diffrax.

    The field does not depend on the time, so each step runs from time 0 to time h. A time that a
    solver remembers (LeapfrogMidpoint) is counted from the beginning of the step at hand.
    """

    library = "diffrax"
    copyright = "Patrick Kidger (the package names its author; its LICENSE has no notice)"
    setting = "of q' = p, p' = -grad U(q)"

    def takes(self, thing):
        """See `Adapter.takes`."""
        return type(thing).__module__.startswith("diffrax.") and hasattr(thing, "step")

    def init(self, thing, numbers, point, oracle):
        """See `Adapter.init`."""
        import jax.numpy as jnp
        from jax import tree_util

        momentum = jnp.zeros_like(point)
        terms, state = self._terms(thing, oracle), (point, momentum)
        memory = thing.init(terms, 0.0, numbers["h"], state, None)
        leaves, self._tree = tree_util.tree_flatten(memory)
        return ["p", *self._names(thing, len(leaves))], [momentum, *leaves]

    def step(self, thing, numbers, point, leaves, oracle):
        """See `Adapter.step`."""
        from jax import tree_util

        self.init(thing, numbers, point, oracle)
        momentum, *memory = leaves
        memory = tree_util.tree_unflatten(self._tree, memory)
        h, terms = numbers["h"], self._terms(thing, oracle)
        (point, momentum), _, _, memory, _ = thing.step(
            terms, 0.0, h, (point, momentum), None, memory, False
        )
        memory = tree_util.tree_leaves(memory)
        if type(thing).__name__ == "LeapfrogMidpoint":
            memory = [memory[0] - h, *memory[1:]]
        return point, [momentum, *memory]

    def _terms(self, thing, oracle):
        import diffrax

        gradient, _ = oracle

        if isinstance(thing, diffrax.SemiImplicitEuler):
            position = diffrax.ODETerm(lambda t, p, args: p)
            return position, diffrax.ODETerm(lambda t, q, args: -gradient(q))
        return diffrax.ODETerm(lambda t, y, args: (y[1], -gradient(y[0])))

    def _names(self, thing, count):
        known = {
            "LeapfrogMidpoint": ["time_before", "q_before", "p_before"],
            "ReversibleHeun": ["q_hat", "p_hat", "q_slope", "p_slope"],
        }
        names = known.get(type(thing).__name__, [])
        return names if len(names) == count else [f"memory_{i + 1}" for i in range(count)]
