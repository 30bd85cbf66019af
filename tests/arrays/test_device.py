"""Values on another device are reached piece by piece, and are the same values.

There is no GPU here: the class for other devices is given tensors of the CPU.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import tensorflow as tf

from pyadapter.arrays import device, operations, view
from pyadapter.arrays.device import DeviceValues
from pyadapter.core.numbers import never
from pyadapter.core.window import window

if TYPE_CHECKING:
    from pyadapter.arrays import ArrayView
    from pyadapter.core.numbers import Array

pytestmark = pytest.mark.tensorflow


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "PIECE", 7)


def on_device(array: Array) -> ArrayView:
    """A view of an array as if it were on another device."""
    tensor = tf.constant(array)
    seen = view(tensor)
    assert seen is not None
    return replace(seen, _values=lambda: DeviceValues(tensor))


def on_host(array: Array) -> ArrayView:
    seen = view(array)
    assert seen is not None
    return seen


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
    result = on_device(np.arange(70, dtype=np.float32)).histogram(4)
    assert result.sampled
    assert sum(result.counts) == 7


def test_a_sample_of_few_values_is_all_of_them() -> None:
    assert DeviceValues(tf.range(5.0)).sample(10).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("shape", [(), (6,), (4, 5), (2, 3, 4, 5)])
def test_a_window_is_the_hosts(shape: tuple[int, ...]) -> None:
    array = np.arange(int(np.prod(shape)), dtype=np.float32).reshape(shape)
    there = on_device(array).window([1, 2], 1, 2, 2, 9)
    here = window(array, [1, 2], 1, 2, 2, 9)
    np.testing.assert_array_equal(there.values, here.values)
    assert (there.shape, there.row, there.column) == (here.shape, here.row, here.column)


@pytest.mark.parametrize(
    "dtype", ["int8", "int16", "uint16", "int32", "uint32", "int64", "bool", "complex64"]
)
def test_a_window_of_any_dtype_is_the_hosts(dtype: str) -> None:
    array = np.arange(-8, 12).reshape(4, 5).astype(dtype)
    there, here = on_device(array).window([], 1, 2, 2, 9), window(array, (), 1, 2, 2, 9)
    np.testing.assert_array_equal(there.values, here.values)


@pytest.mark.parametrize("dtype", ["float32", "float16", "int32", "bool", "complex64"])
def test_planes_of_any_axes_and_overviews_are_the_hosts(dtype: str) -> None:
    array = np.arange(-60, 60).reshape(4, 5, 6).astype(dtype)
    for options in ({"axes": [2, 0]}, {"steps": [2, 3]}, {"axes": [0, 1], "steps": [3, 2]}):
        there, here = (seen.window([1], 0, 0, 9, 9, **options) for seen in (on_device(array), on_host(array)))
        np.testing.assert_allclose(there.values, here.values, atol=1e-5)


def test_statistics_of_an_axis_are_the_hosts() -> None:
    array = np.random.default_rng(0).standard_normal((4, 5, 6)).astype(np.float32)
    array[1, 2, 3] = np.nan
    for axis in range(3):
        there, here = (seen.axis_statistics(axis, 1, 9) for seen in (on_device(array), on_host(array)))
        assert [(row.index, row.nan) for row in there.rows] == [(row.index, row.nan) for row in here.rows]
        assert [row.mean for row in there.rows] == pytest.approx([row.mean for row in here.rows])


def test_bad_indices_are_the_hosts_and_finite_pieces_stay_there(monkeypatch: pytest.MonkeyPatch) -> None:
    array = np.zeros((6, 7), np.float32)
    array[2, [3, 5]] = np.nan, -np.inf
    moved: list[Any] = []

    def note(tensor: Any) -> Array:
        moved.append(tensor)
        return operations.host_array(tensor)

    monkeypatch.setattr(device, "host_array", note)
    assert on_device(array).bad_indices(0, 9) == on_host(array).bad_indices(0, 9)
    assert len(moved) == 1
    assert on_device(np.arange(9)).bad_indices(0, 9).total == 0


def test_tensors_on_two_devices_are_compared() -> None:
    one, other = np.arange(20, dtype=np.float32), np.arange(20, dtype=np.float32)
    other[13] += 3
    found = on_host(one).compare(on_device(other))
    assert (found.differing, found.maximum_error, found.maximum_at) == (1, 3, (13,))
