"""Samples of tensors, on the host and as a device would take them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from pyadapter.arrays import sampling
from pyadapter.arrays.sampling import sample_of

pytestmark = pytest.mark.tensorflow


@pytest.fixture(params=["host", "device"])
def where(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "device":  # there is no GPU here: its way is taken with tensors of the CPU
        monkeypatch.setattr(sampling, "on_host", lambda _: False)
    return str(request.param)


@pytest.mark.usefixtures("where")
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
def test_a_sample_is_evenly_spaced_and_sees_every_column(dtype: str) -> None:
    tensor = tf.cast(tf.reshape(tf.range(64 * 32), [64, 32]) % 32, dtype)
    sample = sample_of(tensor, 200)
    assert sample is not None
    assert 150 < sample.size <= 200
    assert set(sample.astype("float32").tolist()) == set(range(32))


@pytest.mark.usefixtures("where")
def test_small_tensors_are_taken_whole() -> None:
    assert sample_of(tf.constant([[1.0, 2.0]]), 10).tolist() == [1, 2]  # type: ignore[union-attr]  # it is there
    assert sample_of(tf.constant(3.0), 10).tolist() == [3]  # type: ignore[union-attr]  # it is there
    assert sample_of(tf.zeros([0, 4]), 10).tolist() == []  # type: ignore[union-attr]  # it is there


def test_both_ways_take_the_same_values(monkeypatch: pytest.MonkeyPatch) -> None:
    tensor = tf.random.stateless_normal([30, 7, 11], [1, 2])
    here = sample_of(tensor, 100)
    monkeypatch.setattr(sampling, "on_host", lambda _: False)
    np.testing.assert_array_equal(here, sample_of(tensor, 100))


@pytest.mark.parametrize("value", [None, 1.0, np.ones(3), tf.constant("text")])
def test_what_is_no_tensor_of_numbers_has_no_sample(value: Any) -> None:
    assert sample_of(value, 4) is None
