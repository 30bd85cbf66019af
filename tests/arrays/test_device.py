"""Values on another device come to the host in pieces, and are the same values.

There is no GPU here: the class for other devices is given tensors of the CPU.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.framework import op_callbacks

from pyadapter.arrays import tensorflow as device
from pyadapter.arrays import view
from pyadapter.arrays.tensorflow import DeviceValues
from pyadapter.core.numbers import never
from pyadapter.core.statistics import summarize
from pyadapter.core.window import window

pytestmark = pytest.mark.tensorflow


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "_PIECE", 7)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64", "int32", "bool"])
@pytest.mark.parametrize("shape", [(), (0, 3), (5,), (4, 5, 6)])
def test_statistics_are_those_of_the_host(dtype: str, shape: tuple[int, ...]) -> None:
    array = np.arange(int(np.prod(shape))).reshape(shape) % 50
    tensor = tf.cast(array, dtype)
    there, here = DeviceValues(tensor).statistics(never, None), summarize(tensor.numpy())
    assert (there.count, there.counted, there.zeros) == (here.count, here.counted, here.zeros)
    assert (there.minimum, there.maximum) == (here.minimum, here.maximum)
    assert there.mean == pytest.approx(here.mean)
    assert there.standard_deviation == pytest.approx(here.standard_deviation)


def test_nan_in_any_piece_is_counted() -> None:
    array = np.ones(100, np.float32)
    array[[3, 50, 99]] = np.nan
    assert DeviceValues(tf.constant(array)).statistics(never, None).nan == 3


def test_out_of_time_ends_after_a_piece() -> None:
    statistics = DeviceValues(tf.ones(100)).statistics(lambda: True, None)
    assert (statistics.count, statistics.counted) == (100, 7)


def test_a_sample_is_spread_over_the_tensor() -> None:
    sample = DeviceValues(tf.range(10_000.0)).sample(640)
    assert len(sample) == 640
    assert sample.mean() == pytest.approx(5000, rel=0.05)
    statistics = DeviceValues(tf.range(10_000.0)).statistics(never, 640)
    assert (statistics.count, statistics.counted) == (10_000, 640)


def test_the_first_bad_value_is_found_in_its_piece() -> None:
    array = np.ones((6, 5), np.float32)
    array[[3, 4], 2] = np.nan
    assert DeviceValues(tf.constant(array)).first_bad(never) == (3, 2)
    assert DeviceValues(tf.constant(array)).first_bad(lambda: True) is None
    assert DeviceValues(tf.ones(20)).first_bad(never) is None


def test_a_histogram_looks_at_one_piece_of_values_and_says_so() -> None:
    tensor = tf.range(70.0)
    seen = view(tensor)
    assert seen is not None
    result = replace(seen, _values=lambda: DeviceValues(tensor)).histogram(4)
    assert result.sampled
    assert sum(result.counts) == 7


def test_a_sample_of_few_values_is_all_of_them() -> None:
    assert DeviceValues(tf.range(5.0)).sample(10).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("shape", [(), (6,), (4, 5), (2, 3, 4, 5)])
def test_a_window_is_the_hosts(shape: tuple[int, ...]) -> None:
    array = np.arange(int(np.prod(shape)), dtype=np.float32).reshape(shape)
    there = DeviceValues(tf.constant(array)).window([1, 2], 1, 2, 2, 9)
    here = window(array, [1, 2], 1, 2, 2, 9)
    np.testing.assert_array_equal(there.values, here.values)
    assert (there.shape, there.row, there.column) == (here.shape, here.row, here.column)


def test_reading_leaves_no_trace() -> None:
    tensor = tf.random.normal((10, 10))
    seen: list[Any] = []

    def note(op_type: Any, *_: Any, **__: Any) -> None:
        seen.append(op_type)

    op_callbacks.add_op_callback(note)
    try:
        values = DeviceValues(tensor)
        values.statistics(never, None)
        values.sample(5)
        values.window([], 0, 0, 3, 3)
    finally:
        op_callbacks.remove_op_callback(note)
    assert seen == []
