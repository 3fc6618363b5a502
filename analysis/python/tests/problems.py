"""Four problems, with gradients by hand, and the libraries' view of them."""

import numpy as np

CURVATURES = np.array([0.1, 1.0, 3.0, 10.0])


class Quadratic:
    """½ Σ cᵢ xᵢ², with curvatures from 0.1 to 10."""

    start = np.array([1.0, -0.7, 0.5, 0.3])

    def loss(self, x):
        return float(0.5 * np.sum(CURVATURES * x * x))

    def gradient(self, x):
        return CURVATURES * x


class Rosenbrock:
    """Σ ((1 − xᵢ)² + 5 (xᵢ₊₁ − xᵢ²)²) / 20."""

    start = np.array([-1.2, 1.0, 0.8, 0.4])

    def loss(self, x):
        return float(np.sum((1 - x[:-1]) ** 2 + 5 * (x[1:] - x[:-1] ** 2) ** 2) / 20)

    def gradient(self, x):
        slope = np.zeros_like(x)
        bend = x[1:] - x[:-1] ** 2
        slope[:-1] = -2 * (1 - x[:-1]) - 20 * x[:-1] * bend
        slope[1:] += 10 * bend
        return slope / 20


class Logistic:
    """Σ ln(1 + exp(−yᵢ aᵢ·x)) + tanh²(x₁) / 4: four examples."""

    start = np.array([0.3, -0.2, 0.6, -0.9])
    examples = np.array(
        [
            [1.0, 0.5, -0.3, 0.2],
            [-0.4, 1.2, 0.8, -1.0],
            [0.3, -0.9, 1.1, 0.7],
            [-1.3, 0.2, -0.6, 1.5],
        ]
    )
    labels = np.array([1.0, -1.0, 1.0, -1.0])

    def loss(self, x):
        margin = self.labels * (self.examples @ x)
        return float(np.sum(np.log1p(np.exp(-margin))) + np.tanh(x[0]) ** 2 / 4)

    def gradient(self, x):
        margin = self.labels * (self.examples @ x)
        slope = self.examples.T @ (-self.labels / (1 + np.exp(margin)))
        slope[0] += np.tanh(x[0]) * (1 - np.tanh(x[0]) ** 2) / 2
        return slope


class Shifted:
    """½ Σ cᵢ (xᵢ − 1)², from the origin, where a ratio to the point's norm is a case of its own."""

    start = np.zeros(4)

    def loss(self, x):
        return float(0.5 * np.sum(CURVATURES * (x - 1) ** 2))

    def gradient(self, x):
        return CURVATURES * (x - 1)


PROBLEMS = {
    "quadratic": Quadratic(),
    "rosenbrock": Rosenbrock(),
    "logistic": Logistic(),
    "from the origin": Shifted(),
}
