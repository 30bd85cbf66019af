"""Values on another device are reached piece by piece, and are the same values.

There is no GPU here: the class for other devices is given tensors of the CPU.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from pyadapter.arrays import device, view
from pyadapter.arrays.device import DeviceValues
from pyadapter.core.numbers import never
from pyadapter.core.window import window

pytestmark = pytest.mark.tensorflow


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "PIECE", 7)


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


@pytest.mark.parametrize(
    "dtype", ["int8", "int16", "uint16", "int32", "uint32", "int64", "bool", "complex64"]
)
def test_a_window_of_any_dtype_is_the_hosts(dtype: str) -> None:
    array = np.arange(-8, 12).reshape(4, 5).astype(dtype)
    there, here = DeviceValues(tf.constant(array)).window([], 1, 2, 2, 9), window(array, (), 1, 2, 2, 9)
    np.testing.assert_array_equal(there.values, here.values)
