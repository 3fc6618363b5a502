"""The loss and its gradient as primitives of JAX: they are called, and never looked into.

An integrator that differentiates its potential itself meets the rule of differentiation below, and
so calls `gradient` as well.
"""

import functools


@functools.cache
def primitives():
    """The primitives `loss`, `gradient` and `hessian_vector_product`."""
    import jax.numpy as jnp
    from jax.core import ShapedArray
    from jax.extend.core import Primitive
    from jax.interpreters import ad

    loss = Primitive("loss")
    gradient = Primitive("gradient")
    hessian = Primitive("hessian_vector_product")
    loss.def_abstract_eval(lambda x: ShapedArray((), x.dtype))
    gradient.def_abstract_eval(lambda x: ShapedArray(x.shape, x.dtype))
    hessian.def_abstract_eval(lambda x, v: ShapedArray(x.shape, x.dtype))

    def loss_jvp(primals, tangents):
        (x,), (direction,) = primals, tangents
        return loss.bind(x), jnp.sum(gradient.bind(x) * direction)

    def gradient_jvp(primals, tangents):
        (x,), (direction,) = primals, tangents
        return gradient.bind(x), hessian.bind(x, direction)

    ad.primitive_jvps[loss] = loss_jvp
    ad.primitive_jvps[gradient] = gradient_jvp
    return loss, gradient, hessian


def loss(point):
    """The loss at `point`."""
    return primitives()[0].bind(point)


def gradient(point):
    """The gradient of the loss at `point`."""
    return primitives()[1].bind(point)
