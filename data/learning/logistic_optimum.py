"""The least regularised logistic loss on the breast cancer data, by scikit-learn.

Written from the description of the split alone; shares no code with the crates. Run from
this folder with Python 3.11, NumPy 2.4.6 and scikit-learn 1.9.1:

    python3 logistic_optimum.py
"""

import numpy
from sklearn.linear_model import LogisticRegression

SEED, PROBLEM, TEST, PENALTY = 1, 3, 114, 0.01


def philox(counter, key):
    """Philox4x32-10 (Salmon and others 2011)."""
    a, b, c, d = counter
    k, l = key
    for _ in range(10):
        first, second = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = second >> 32 ^ b ^ k, second & 0xFFFFFFFF, first >> 32 ^ d ^ l, first & 0xFFFFFFFF
        k, l = k + 0x9E3779B9 & 0xFFFFFFFF, l + 0xBB67AE85 & 0xFFFFFFFF
    return a, b, c, d


def index(coordinate, length):
    """The upper word of the product of a 64-bit word and the length."""
    words = philox((coordinate // 2, 0, 0, PROBLEM), (SEED, 0))
    high, low = words[:2] if coordinate % 2 == 0 else words[2:]
    return (high << 32 | low) * length >> 64


table = numpy.loadtxt("breast_cancer.csv", delimiter=",", skiprows=1)
order = list(range(len(table)))
for i in range(len(order)):
    j = i + index(i, len(order) - i)
    order[i], order[j] = order[j], order[i]
test, training = table[order[:TEST]], table[order[TEST:]]
mean, deviation = training[:, :-1].mean(axis=0), training[:, :-1].std(axis=0)
x, label = (training[:, :-1] - mean) / deviation, training[:, -1]

# scikit-learn minimises C times the sum of the losses plus half the squared weights.
model = LogisticRegression(C=1 / (PENALTY * len(x)), solver="newton-cholesky", tol=1e-14, max_iter=1000)
model.fit(x, label)
weights, bias = model.coef_[0], model.intercept_[0]
sign = 2 * label - 1
loss = numpy.logaddexp(0, -sign * (x @ weights + bias)).mean() + PENALTY / 2 * weights @ weights
right = ((test[:, :-1] - mean) / deviation @ weights + bias > 0) == (test[:, -1] == 1)
print("loss %.15f, bias %.9f, first weight %.9f" % (loss, bias, weights[0]))
print("%d of %d test examples right" % (right.sum(), TEST))
