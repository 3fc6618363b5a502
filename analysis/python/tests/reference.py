"""The libraries' own runs, not compiled, as their documentation writes them."""

import numpy as np


def run(subject, problem, steps, numbers):
    """The slots of a run of the library itself: a list of arrays a step, the point first.

    The start is the first of them. The order is that in which the library keeps its state.
    """
    import jax

    shape = subject.shape or problem.start.shape
    runner = {
        "optax": optax_run,
        "keras": keras_run,
        "blackjax": blackjax_run,
        "diffrax": diffrax_run,
    }
    with jax.enable_x64(True):
        states = runner[subject.adapter.library](subject, problem, steps, numbers, shape)
        return [[np.asarray(a, dtype=np.float64).reshape(-1) for a in state] for state in states]


def slope(problem, point):
    """The problem's gradient at an array of the library, as such an array."""
    import jax.numpy as jnp

    point = np.asarray(point)
    return jnp.asarray(problem.gradient(point.reshape(-1)).reshape(point.shape))


def optax_run(subject, problem, steps, numbers, shape):
    """`init`, then `update` and `apply_updates`.

    Muon's loop would be compiled anew in each step, so that its update is compiled once.
    """
    import jax
    import jax.numpy as jnp
    import optax

    optimizer = optax.with_extra_args_support(subject.build(numbers))
    update = jax.jit(optimizer.update) if "muon" in subject.name else optimizer.update
    point = jnp.asarray(problem.start.reshape(shape))
    state = optimizer.init(point)
    yield [point, *jax.tree.leaves(state)]
    for _ in range(steps):
        value = jnp.asarray(problem.loss(np.asarray(point).reshape(-1)))
        updates, state = update(slope(problem, point), state, point, value=value)
        point = optax.apply_updates(point, updates)
        yield [point, *jax.tree.leaves(state)]


def keras_run(subject, problem, steps, numbers, shape):
    """A variable, and `apply`."""
    import keras

    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    try:
        optimizer = subject.build(numbers)
        variable = keras.Variable(problem.start.reshape(shape), dtype="float64", name="kernel")
        optimizer.build([variable])
        kept = [v for v in optimizer.variables if v is not optimizer._learning_rate]
        yield [variable.value, *(v.value for v in kept)]
        for _ in range(steps):
            optimizer.apply([slope(problem, variable.value)], [variable])
            yield [variable.value, *(v.value for v in kept)]
    finally:
        keras.config.set_floatx(before)


def potential(problem):
    """The problem's loss as a function that JAX differentiates: by the problem's own gradient."""
    import jax.numpy as jnp
    from jax.core import ShapedArray
    from jax.extend.core import Primitive
    from jax.interpreters import ad

    loss, gradient = Primitive("problem_loss"), Primitive("problem_gradient")
    loss.def_impl(lambda x: jnp.asarray(problem.loss(np.asarray(x))))
    gradient.def_impl(lambda x: jnp.asarray(problem.gradient(np.asarray(x))))
    loss.def_abstract_eval(lambda x: ShapedArray((), x.dtype))
    gradient.def_abstract_eval(lambda x: ShapedArray(x.shape, x.dtype))
    derivative = lambda x, direction: jnp.sum(gradient.bind(x) * direction)
    ad.primitive_jvps[loss] = lambda at, along: (loss.bind(at[0]), derivative(at[0], along[0]))
    return loss.bind


def blackjax_run(subject, problem, steps, numbers, shape):
    """`new_integrator_state`, then the integrator, with blackjax's own metric of unit mass."""
    import jax.numpy as jnp
    from blackjax.mcmc import integrators, metrics

    loss = potential(problem)
    density = lambda x: -loss(x)
    metric = metrics.gaussian_euclidean(jnp.ones(shape))
    step = subject.build(numbers)(density, metric.kinetic_energy)
    point = jnp.asarray(problem.start)
    state = integrators.new_integrator_state(density, point, jnp.zeros_like(point))
    yield [state.position, state.momentum, state.logdensity_grad]
    for _ in range(steps):
        state = step(state, numbers["h"])
        yield [state.position, state.momentum, state.logdensity_grad]


def diffrax_run(subject, problem, steps, numbers, shape):
    """`init`, then `step` from one time to the next.

    A time that the solver remembers is given as the graph counts it, from the present time.
    """
    import diffrax
    import jax
    import jax.numpy as jnp

    solver, h = subject.build(numbers), numbers["h"]
    force = lambda q: -slope(problem, q)
    if isinstance(solver, diffrax.SemiImplicitEuler):
        terms = (diffrax.ODETerm(lambda t, p, a: p), diffrax.ODETerm(lambda t, q, a: force(q)))
    else:
        terms = diffrax.ODETerm(lambda t, y, a: (y[1], force(y[0])))

    def kept(time):
        leaves = jax.tree.leaves(memory)
        if isinstance(solver, diffrax.LeapfrogMidpoint):
            leaves[0] = leaves[0] - time
        return [*state, *leaves]

    point = jnp.asarray(problem.start)
    state = (point, jnp.zeros_like(point))
    memory = solver.init(terms, 0.0, h, state, None)
    yield kept(0.0)
    for k in range(steps):
        state, _, _, memory, _ = solver.step(terms, k * h, (k + 1) * h, state, None, memory, False)
        yield kept((k + 1) * h)


def doubled_run(subject, problem, steps, numbers):
    """The library's run where what it computes in single precision is computed in double.

    The library's own program (its jaxpr) is evaluated by JAX, operation by operation.
    """
    import jax
    import jax.numpy as jnp

    shape = subject.shape or problem.start.shape
    adapter = subject.adapter
    with jax.enable_x64(True):
        numbers = {n: float(v) for n, v in numbers.items()}
        thing = adapter.numbered(subject.build, numbers, numbers)
        point = jnp.asarray(problem.start.reshape(shape))
        _, leaves = adapter.init(thing, numbers, point, None)

        def step(point, leaves, slope, value):
            built = adapter.numbered(subject.build, numbers, numbers)
            adapter.init(built, numbers, point, None)
            return adapter.step(built, numbers, point, leaves, (lambda _: slope, lambda _: value))

        flat = [point, *(jnp.asarray(a) for a in leaves)]
        result = []
        for _ in range(steps + 1):
            result.append([np.asarray(a, dtype=np.float64).reshape(-1) for a in flat])
            point, value = flat[0], jnp.asarray(problem.loss(result[-1][0]))
            arguments = (point, flat[1:], slope(problem, point), value)
            program = jax.make_jaxpr(step)(*arguments)
            flat = evaluate(program.jaxpr, program.consts, jax.tree.leaves(arguments))
        return result


def evaluate(jaxpr, constants, arguments):
    """The outputs of a jaxpr, with float64 in the place of float32."""
    import jax.numpy as jnp

    values = dict(zip([*jaxpr.constvars, *jaxpr.invars], [*constants, *arguments]))

    def double(value):
        if getattr(value, "dtype", None) != np.float32:
            return value
        value = np.asarray(value)
        decimals = [float(str(x)) for x in value.reshape(-1)]
        return jnp.asarray(np.array(decimals).reshape(value.shape))

    def read(variable):
        return double(variable.val if hasattr(variable, "val") else values[variable])

    for eqn in jaxpr.eqns:
        inner = eqn.params.get("jaxpr")
        given = [read(v) for v in eqn.invars]
        params = dict(eqn.params)
        if params.get("new_dtype") == np.float32:
            params["new_dtype"] = np.dtype(np.float64)
        if eqn.primitive.name in ("jit", "pjit"):
            results = evaluate(inner.jaxpr, inner.consts, given)
        elif eqn.primitive.name == "scan":
            raise NotImplementedError("a loop in double precision")
        else:
            results = eqn.primitive.bind(*given, **params)
        results = results if eqn.primitive.multiple_results else [results]
        values.update(zip(eqn.outvars, results))
    return [read(v) for v in jaxpr.outvars]
