"""blackjax: integrators of Hamiltonian trajectories, at unit mass."""

from . import Adapter


class Blackjax(Adapter):
    """The adapter of blackjax.

    The potential is the loss, so the log density is −U. The log density that an integrator
    carries along is read by no step, so it is no slot; its gradient is one.
    """

    library = "blackjax"
    copyright = "Copyright 2020- The Blackjax Authors."
    names = ("momentum", "logdensity_grad")
    setting = "at unit mass"

    def takes(self, thing):
        """See `Adapter.takes`."""
        return getattr(thing, "__module__", "") == "blackjax.mcmc.integrators"

    def spelled(self, name, function):
        """See `Adapter.spelled`."""
        return name.replace("blackjax.", "blackjax.mcmc.integrators.")

    def init(self, thing, numbers, point, oracle):
        """See `Adapter.init`."""
        import jax.numpy as jnp
        from blackjax.mcmc import integrators

        state = integrators.new_integrator_state(density(oracle), point, jnp.zeros_like(point))
        return list(self.names), [state.momentum, state.logdensity_grad]

    def step(self, thing, numbers, point, leaves, oracle):
        """See `Adapter.step`."""
        import jax.numpy as jnp
        from blackjax.mcmc import integrators, metrics

        momentum, slope = leaves
        metric = metrics.gaussian_euclidean(jnp.ones(point.shape))
        state = integrators.IntegratorState(point, momentum, 0.0, slope)
        state = thing(density(oracle), metric.kinetic_energy)(state, numbers["h"])
        return state.position, [state.momentum, state.logdensity_grad]


def density(oracle):
    """The log density of the potential U: −U."""
    _, loss = oracle
    return lambda point: -loss(point)
