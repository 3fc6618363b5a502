"""The libraries run on the processor, in double precision, Keras on JAX."""

import os
import warnings

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["KERAS_BACKEND"] = "jax"

from pathlib import Path  # noqa: E402

import pytest  # noqa: E402

SHIPPED = Path(__file__).resolve().parents[3] / "data" / "shipped"


@pytest.fixture(autouse=True)
def quiet():
    """What libraries deprecate is not the tests' concern."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
