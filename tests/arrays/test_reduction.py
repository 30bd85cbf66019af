"""Statistics computed on a device are those of the host, and only scalars leave the device.

There is no GPU here: the class for other devices is given tensors of the CPU.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tensorflow.python.eager import context
from tensorflow.python.framework import op_callbacks

from pyadapter.arrays import device, operations, reduction
from pyadapter.arrays.device import DeviceValues
from pyadapter.core.numbers import never
from pyadapter.core.statistics import summarize

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.numbers import Array

pytestmark = pytest.mark.tensorflow

FLOATS = ["float16", "bfloat16", "float32", "float64"]
OTHERS = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "bool"]


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "PIECE", 7)


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes of all that comes to the host, in elements."""
    sizes: list[int] = []

    def note(tensor: Any) -> Array:
        array = operations.host_array(tensor)
        sizes.append(array.size)
        return array

    monkeypatch.setattr(device, "host_array", note)
    monkeypatch.setattr(reduction, "host_array", note)
    return sizes


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Any]], None]:
    """Replace how ops are run."""

    def replace(stand_in: Callable[..., Any]) -> None:
        monkeypatch.setattr(device, "run", stand_in)
        monkeypatch.setattr(reduction, "run", stand_in)

    return replace


def assert_as_on_host(array: Array) -> None:
    there, here = DeviceValues(tf.constant(array)).statistics(never, None), summarize(array)
    assert (there.count, there.counted, there.zeros) == (here.count, here.counted, here.zeros)
    assert (there.nan, there.positive_inf, there.negative_inf) == (
        here.nan,
        here.positive_inf,
        here.negative_inf,
    )
    assert (there.minimum, there.maximum) == (here.minimum, here.maximum)
    if here.minimum is None or here.maximum is None:
        assert there.mean is there.standard_deviation is there.norm is None
        return
    # Squares of less than 1e-150 are subnormal in float64, which the device may flush.
    tolerance = max(1e-6 * max(-here.minimum, here.maximum), 1e-150)
    assert there.mean == pytest.approx(here.mean, rel=1e-5, abs=tolerance)
    assert there.standard_deviation == pytest.approx(here.standard_deviation, rel=1e-5, abs=tolerance)
    assert there.norm == pytest.approx(here.norm, rel=1e-5, abs=1e-150)


@pytest.mark.parametrize("dtype", FLOATS + OTHERS)
@pytest.mark.parametrize("shape", [(), (0, 3), (5,), (4, 5, 6)])
def test_every_dtype_and_shape(dtype: str, shape: tuple[int, ...], moved: list[int]) -> None:
    array = (np.arange(math.prod(shape)).reshape(shape) % 50).astype(tf.as_dtype(dtype).as_numpy_dtype)
    assert_as_on_host(array)
    assert set(moved) <= {3, 4}, "a dtype fell back to the host"


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("bad", [[np.nan], [np.inf], [-np.inf], [np.nan, np.inf, np.inf, -np.inf]])
@pytest.mark.parametrize("healthy", [0, 20])
def test_bad_values_are_counted_and_kept_out(
    dtype: str, bad: list[float], healthy: int, moved: list[int]
) -> None:
    array = np.array([*range(healthy), *bad, *bad, *range(healthy)]).astype(tf.as_dtype(dtype).as_numpy_dtype)
    assert_as_on_host(array)
    assert set(moved) <= {3, 4}


def arrays(dtype: str) -> st.SearchStrategy[Array]:
    kind = tf.as_dtype(dtype)
    if not kind.is_floating:
        return hnp.arrays(kind.as_numpy_dtype, hnp.array_shapes(max_dims=2, min_side=0, max_side=12))
    plain = np.float16 if dtype == "bfloat16" else kind.as_numpy_dtype
    # Subnormal numbers may be flushed by the device.
    numbers = hnp.from_dtype(np.dtype(plain), allow_subnormal=False)
    if dtype == "float64":  # above, a rounding error makes the norm infinite
        numbers = numbers.filter(lambda number: not 1e300 < abs(number) < math.inf)
    elements = numbers | st.sampled_from([0.0, -0.0, math.nan])
    shapes = hnp.array_shapes(max_dims=2, min_side=0, max_side=12)
    return hnp.arrays(plain, shapes, elements=elements).map(lambda array: array.astype(kind.as_numpy_dtype))


@pytest.mark.parametrize("dtype", FLOATS + OTHERS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_values_up_to_the_ends_of_the_range(dtype: str, data: st.DataObject) -> None:
    assert_as_on_host(data.draw(arrays(dtype)))


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(("mean", "deviation"), [(0, 1), (300, 2), (-0.001, 0.0003)])
def test_many_values_are_as_exact_as_float64(
    dtype: str, mean: float, deviation: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "PIECE", 1 << 20)
    random = np.random.default_rng(1).normal(mean, deviation, 3_000_001)
    array = random.astype(tf.as_dtype(dtype).as_numpy_dtype)
    exact = array.astype(np.float64)
    statistics = DeviceValues(tf.constant(array)).statistics(never, None)
    assert statistics.counted == array.size
    assert (statistics.minimum, statistics.maximum) == (exact.min(), exact.max())
    assert statistics.mean == pytest.approx(exact.mean(), rel=1e-5, abs=1e-5 * deviation)
    assert statistics.standard_deviation == pytest.approx(exact.std(), rel=1e-5)
    assert statistics.norm == pytest.approx(np.linalg.norm(exact), rel=1e-5)


def test_a_large_mean_does_not_swallow_a_small_deviation() -> None:
    array = (1e6 + np.random.default_rng(1).normal(0, 1, 1000)).astype(np.float32)
    statistics = DeviceValues(tf.constant(array)).statistics(never, None)
    assert statistics.standard_deviation == pytest.approx(array.astype(np.float64).std(), rel=1e-5)


def test_float64_is_used_on_the_device_only_where_float32_is_too_narrow(
    run: Callable[[Callable[..., Any]], None],
) -> None:
    casts: list[Any] = []

    def note(op: str, inputs: list[Any], attributes: tuple[Any, ...]) -> Any:
        output = operations.run(op, inputs, attributes)
        casts.append(output.dtype.name)
        return output

    run(note)
    DeviceValues(tf.range(20.0)).statistics(never, None)
    assert "float64" not in casts
    statistics = DeviceValues(tf.constant([1e30, -3e38])).statistics(never, None)
    assert "float64" in casts
    assert statistics.norm == pytest.approx(3e38)


def test_only_the_piece_with_the_first_bad_value_is_moved(moved: list[int]) -> None:
    array = np.ones(70, np.float32)
    array[[40, 60]] = np.inf
    assert DeviceValues(tf.constant(array)).first_bad(never) == (40,)
    assert moved == [1, 1, 1, 1, 1, 1, 7]


def test_integers_are_never_bad_and_never_moved(moved: list[int]) -> None:
    assert DeviceValues(tf.range(100)).first_bad(never) is None
    assert moved == []


@pytest.mark.parametrize("missing", ["IsFinite", "Min", "Pack", "SelectV2"])
def test_without_a_kernel_the_pieces_come_to_the_host(
    missing: str, run: Callable[[Callable[..., Any]], None], moved: list[int]
) -> None:
    def without(op: str, inputs: list[Any], attributes: tuple[Any, ...]) -> Any:
        if op == missing:
            raise tf.errors.NotFoundError(None, op, "Could not find device for node")
        return operations.run(op, inputs, attributes)

    run(without)
    array = np.arange(30, dtype=np.float32)
    array[[3, 9, 20]] = np.nan, np.inf, -np.inf
    assert_as_on_host(array)
    assert 7 in moved
    assert DeviceValues(tf.constant(array)).first_bad(never) == (3,)


def test_complex_numbers_are_counted_on_the_host() -> None:
    array = np.arange(10).astype(np.complex64)
    array[8] = complex(0, math.nan)
    statistics = DeviceValues(tf.constant(array)).statistics(never, None)
    assert (statistics.counted, statistics.nan, statistics.zeros) == (10, 1, 1)
    assert DeviceValues(tf.constant(array)).first_bad(never) == (8,)


def test_ops_run_on_the_tensors_device_inside_the_users_device_scope(
    run: Callable[[Callable[..., Any]], None],
) -> None:
    user = context.context()
    tensor = tf.range(20.0)
    scopes: list[str] = []

    def note(op: str, inputs: list[Any], attributes: tuple[Any, ...]) -> Any:
        scopes.append(user.device_name)
        return operations.run(op, inputs, attributes)

    run(note)
    with tf.device("/CPU:7"):
        values = DeviceValues(tensor)
        values.statistics(never, None)
        values.first_bad(never)
        assert user.device_name.endswith("CPU:7")
    assert set(scopes) == {tensor.backing_device}


def test_no_op_callback_is_called() -> None:
    tensor = tf.constant([1.0, math.nan, 1e30, *range(20)])
    seen: list[Any] = []

    def note(op_type: Any, *_: Any, **__: Any) -> None:
        seen.append(op_type)

    op_callbacks.add_op_callback(note)
    try:
        values = DeviceValues(tensor)
        values.statistics(never, None)
        values.first_bad(never)
        values.sample(5)
        values.part(1, 4)
        values.box((slice(0, 3),))
        values.suspects(0, 5)
    finally:
        op_callbacks.remove_op_callback(note)
    assert seen == []


def test_no_tape_records(run: Callable[[Callable[..., Any]], None]) -> None:
    outputs: list[Any] = []

    def note(op: str, inputs: list[Any], attributes: tuple[Any, ...]) -> Any:
        outputs.append(operations.run(op, inputs, attributes))
        return outputs[-1]

    run(note)
    variable = tf.Variable(tf.range(20.0))
    with tf.GradientTape(persistent=True) as tape:
        tensor = variable * 2.0
        DeviceValues(tensor).statistics(never, None)
    assert len(outputs) > 10
    floats = [output for output in outputs if output.dtype == tf.float32]
    assert all(tape.gradient(output, variable) is None for output in floats)
    assert tape.gradient(tensor, variable) is not None
