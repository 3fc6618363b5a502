"""The two experiments in plain Python, written from their specification.

An oracle for settings that no trace covers: it shares no code with the crates,
and keeps every operation in the published order.

    python2.7 other_settings.py > other_settings_python2.csv
    python3.11 other_settings.py > other_settings_python3.csv

One line a setting and optimizer. CPython 3.12 and later give other last digits
only where `sum` is used on floats, which this file does not do.
"""
from __future__ import division, print_function

import math
import random


def total(xs):
    """A plain left fold from 0."""
    s = 0
    for x in xs:
        s = s + x
    return s


def challenging(seed=42, dimension=50, steps=150, noise=0.4, sgd_lr=0.005, sgd_momentum=0.9,
                stable_lr=0.005, stable_momentum=0.9, stable_temporal_stability=0.03,
                stable_energy_conservation=True, stable_gradient_smoothing=True):
    """The challenging landscape: final (loss, distance, energy) of both."""
    random.seed(seed)
    d = dimension
    optimum = [0.5 * math.sin(0.1 * i) for i in range(d)]
    decoys = [[0.3 * math.sin(0.1 * i + k) for i in range(d)] for k in range(5)]
    clock = [0]

    def evaluate(x):
        clock[0] += 1
        shift = math.sin(0.01 * clock[0])
        loss = 0.0
        gradient = []
        for i in range(d):
            u = x[i]
            attraction = 0.0
            pull = 0.0
            for k in range(5):
                offset = u - decoys[k][i]
                attraction += 0.2 * math.exp(-offset ** 2)
                pull += -0.4 * offset * math.exp(-(offset ** 2))
            coupling = 0.0
            coupling_pull = 0.0
            for j in (i - 1, i + 1):
                if 0 <= j < d:
                    coupling += 0.05 * (u - x[j]) ** 2
                    coupling_pull += 0.1 * (u - x[j])
            loss += ((u - optimum[i]) ** 2 - attraction + 0.1 * (1 - math.cos(5 * u)) + coupling
                     + 0.01 * shift * u ** 2)
            gradient.append(2 * (u - optimum[i]) + pull + 0.5 * math.sin(5 * u) + coupling_pull
                            + 0.02 * shift * u)
        return loss, [g + (random.random() - 0.5) * 2 * noise for g in gradient]

    def distance(x):
        return math.sqrt(total((a - b) ** 2 for a, b in zip(x, optimum)))

    results = []
    x = [random.gauss(0, 0.5) for _ in range(d)]
    v = [0.0] * d
    for _ in range(steps):
        loss, g = evaluate(x)
        for i in range(d):
            v[i] = sgd_momentum * v[i] + sgd_lr * g[i]
            x[i] -= v[i]
    results.append((loss, distance(x), None))

    x = [random.gauss(0, 0.5) for _ in range(d)]
    v = [0.0] * d
    before = [0.0] * d
    for step in range(1, steps + 1):
        loss, g = evaluate(x)
        energy = 0.0
        history = list(x)  # Its newest entry is the point itself.
        for i in range(d):
            s = 0.7 * g[i] + 0.3 * before[i] if stable_gradient_smoothing else g[i]
            m = stable_momentum if step < 2 else stable_momentum * (1 / (1 + abs(s - before[i])))
            v[i] = m * v[i] + stable_lr * s
            e = 0.5 * v[i] ** 2 + 0.5 * s ** 2
            penalty = stable_temporal_stability * abs(x[i] - history[i]) if step >= 3 else 0.0
            a = stable_lr
            if stable_energy_conservation and e > 1e-8:
                a = stable_lr * (1 / (1 + math.sqrt(e) * 0.2))
            x[i] -= (a * v[i] + penalty)
            energy += e
        before = g
    results.append((loss, distance(x), energy))
    return results


def language(vocabulary=100, sequence=20, embedding=32, epochs=50, batch=4, batches=3, sgd_lr=0.001,
             sgd_momentum=0.9, stable_lr=0.001, stable_momentum=0.9, stable_energy_conservation=True):
    """The language model: final (loss, None, energy) of both."""
    random.seed(42)
    V, S, E = vocabulary, sequence, embedding
    patterns = [[(i + j) % V for j in range(S)] for i in range(10)]
    patterns += [[10 * i + (j % 5) for j in range(S)] for i in range(10)]
    patterns += [[random.randint(0, V - 1) for _ in range(S)] for _ in range(20)]
    results = []
    for stable in (False, True):
        def matrix(rows, columns):
            return [[random.gauss(0, 0.1) for _ in range(columns)] for _ in range(rows)]
        table = matrix(V, E)
        attention = matrix(E, E)
        f_in = matrix(E, 2 * E)
        f_out = matrix(2 * E, E)
        output = matrix(E, V)
        velocity = [[0.0] * V for _ in range(E)]

        def features(token):
            e = table[token]
            a = [math.tanh(total(e[j] * attention[i][j] for j in range(E))) for i in range(E)]
            h = [max(0, total(a[j] * f_in[j][i] for j in range(E))) for i in range(2 * E)]
            return [total(h[j] * f_out[j][i] for j in range(2 * E)) for i in range(E)]

        for _ in range(epochs):
            epoch_loss = 0.0
            for _ in range(batches):
                gradient = [[0.0] * V for _ in range(E)]
                batch_loss = 0.0
                for _ in range(batch):
                    sums = [[0.0] * V for _ in range(E)]
                    loss = 0.0
                    for token in random.choice(patterns)[:-1]:
                        if token >= V:
                            continue
                        f = features(token)
                        logits = [total(f[j] * output[j][i] for j in range(E)) for i in range(V)]
                        highest = max(logits)
                        weights = [math.exp(logit - highest) for logit in logits]
                        s = total(weights)
                        p = [w / s for w in weights]
                        target = (token + 1) % V
                        loss += -math.log(max(p[target], 1e-10))
                        for j in range(E):
                            for i in range(V):
                                sums[j][i] += (p[i] - (1.0 if i == target else 0.0)) * f[j]
                    batch_loss += loss
                    for j in range(E):
                        for i in range(V):
                            gradient[j][i] += sums[j][i] / batch
                energy = 0.0
                for j in range(E):
                    for i in range(V):
                        g = gradient[j][i]
                        if not stable:
                            velocity[j][i] = sgd_momentum * velocity[j][i] + sgd_lr * g
                            output[j][i] -= velocity[j][i]
                            continue
                        velocity[j][i] = stable_momentum * velocity[j][i] + stable_lr * g
                        v = velocity[j][i]
                        e = 0.5 * v ** 2 + 0.5 * g ** 2
                        energy += e
                        a = stable_lr
                        if stable_energy_conservation and e > 1e-10:
                            a = stable_lr * (1 / (1 + math.sqrt(e) * 0.1))
                        output[j][i] -= (a * v + 0.0)
                epoch_loss += batch_loss / batch
            loss = epoch_loss / batches
        results.append((loss, None, energy if stable else None))
    return results


CASES = [
    (challenging, dict(seed=7)),
    (challenging, dict(seed=2 ** 40 + 5, dimension=3, steps=40)),
    (challenging, dict(dimension=1, steps=1)),
    (challenging, dict(dimension=2, steps=500, sgd_lr=0.02)),
    (challenging, dict(seed=0, dimension=17, steps=33, sgd_momentum=0.0)),
    (challenging, dict(stable_energy_conservation=False)),
    (challenging, dict(stable_gradient_smoothing=False)),
    (challenging, dict(stable_lr=0.0707, stable_momentum=0.5, stable_temporal_stability=1e6, noise=0.0)),
    (language, dict(vocabulary=30, sequence=8, embedding=5, epochs=6)),
    (language, dict(vocabulary=7, sequence=5, embedding=3, epochs=4, batch=3, batches=2, stable_lr=0.5, sgd_lr=0.3)),
    (language, dict(vocabulary=1, sequence=3, embedding=1, epochs=2)),
    (language, dict(vocabulary=12, sequence=2, embedding=7, epochs=9, batch=1, stable_energy_conservation=False)),
    (language, dict(vocabulary=101, sequence=21, embedding=9, epochs=3, batch=5)),
]


def text(x):
    return "" if x is None else repr(x)


print("experiment,settings,optimizer,final_loss,final_distance,final_energy")
for experiment, settings in CASES:
    keys = []
    for name in sorted(settings):
        key = name.replace("sgd_", "sgd.", 1).replace("stable_", "stable.", 1)
        keys.append("%s=%s" % (key, str(settings[name]).lower()))
    for optimizer, result in zip(("sgd", "stable_sgd"), experiment(**settings)):
        fields = [experiment.__name__, " ".join(keys), optimizer] + [text(x) for x in result]
        print(",".join(fields))
