"""Norms of tensors of every float dtype, from tiny to huge, on the host and as a device would make them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from pyadapter.arrays import norm

pytestmark = pytest.mark.tensorflow


@pytest.fixture(params=["host", "device"])
def where(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "device":  # there is no GPU here: its way is taken with tensors of the CPU
        monkeypatch.setattr(norm, "on_host", lambda _: False)
    return str(request.param)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_the_norm_is_that_of_numpy(where: str, dtype: str, scale: float) -> None:
    values = tf.cast(np.random.default_rng(0).normal(size=(300, 7)) * scale, dtype)
    expected = np.linalg.norm(values.numpy().astype("float64"))
    assert norm.euclidean_norm(values) == pytest.approx(expected, rel=1e-3), where


def test_squares_that_overflow_or_underflow_in_float32_are_summed_in_float64(where: str) -> None:
    assert norm.euclidean_norm(tf.fill([4], 1e30)) == pytest.approx(2e30)
    if where == "host":
        assert norm.euclidean_norm(tf.fill([4], 1e-30)) == pytest.approx(2e-30)


def test_what_is_not_finite_makes_the_norm_so(where: str) -> None:
    assert math.isnan(norm.euclidean_norm(tf.constant([1.0, np.nan])) or 0), where
    assert norm.euclidean_norm(tf.constant([1.0, -np.inf])) == math.inf


@pytest.mark.usefixtures("where")
def test_zeros_and_nothing_have_norm_zero() -> None:
    assert norm.euclidean_norm(tf.zeros([3, 3])) == 0
    assert norm.euclidean_norm(tf.zeros([0])) == 0


@pytest.mark.parametrize("value", [None, 1.0, np.ones(3), tf.constant([1, 2]), tf.constant("text")])
def test_what_is_no_float_tensor_has_no_norm(value: Any) -> None:
    assert norm.euclidean_norm(value) is None


@pytest.mark.usefixtures("where")
def test_distance() -> None:
    one, other = tf.constant([1.0, 5.0, 2.0]), tf.constant([1.0, 1.0, -1.0])
    assert norm.distance(one, other) == pytest.approx(5)
    assert norm.distance(tf.cast(one, "bfloat16"), tf.cast(other, "bfloat16")) == pytest.approx(5, rel=1e-2)
