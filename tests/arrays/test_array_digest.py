"""The digest of any array: shape and dtype at once, statistics as far as they were asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from pyadapter.arrays import ArrayView, digest, view
from pyadapter.arrays.digest import SAMPLE

pytestmark = pytest.mark.tensorflow


def viewed(value: object) -> ArrayView:
    seen = view(value)
    assert seen is not None
    return seen


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (
            tf.constant([[1.0, np.nan], [np.inf, 3.0]]),
            "⚠ NaN×1 +Inf×1 · f32[2,2] ∈[1, 3] μ 2 σ 1 █▁▁▁█ CPU:0",
        ),
        (tf.cast([1.0, 2.0, np.inf], "bfloat16"), "⚠ +Inf×1 · bf16[3] ∈[1, 2] μ 1.5 σ 0.5 █▁▁▁█ CPU:0"),
        (tf.constant([0.0, 65504.0], "float16"), "f16[2] ∈[0, 65504] μ 32752 σ 32752 █▁▁▁█ CPU:0"),
        (tf.constant([True, False]), "bool[2] ∈[0, 1] μ 0.5 σ 0.5 ██ CPU:0"),
        (tf.constant(2.5), "f32[] = 2.5 CPU:0"),
        (tf.zeros((0, 3)), "f32[0,3] empty CPU:0"),
        (tf.Variable(tf.zeros((4, 3))), "f32[4,3] all 0 CPU:0"),
        (tf.constant(["a"]), "str[1] CPU:0"),
        (tf.constant([1 + 2j]), "c128[1] CPU:0"),
        (keras.Input((10,)), "symbolic f32[None,10]"),
        (tf.SparseTensor([[0, 1]], [2.0], [3, 4]), "f32[3,4] 1 stored all 2 CPU:0"),
        (tf.ragged.constant([[1.0, 2.0], [3.0]]), "f32[2,None] ∈[1, 3] μ 2 σ 0.816 █▁█▁█ CPU:0"),
        (np.arange(10), f"{'i64' if np.arange(1).itemsize == 8 else 'i32'}[10] ∈[0, 9] μ 4.5 σ 2.87 █████"),
    ],
)
def test_one_line_for_each_kind(value: Any, line: str) -> None:
    assert digest(viewed(value)).line == line


def test_everything_that_is_known() -> None:
    array = np.ones((4, 5), np.float32)
    array[2, 3] = np.nan
    seen = digest(viewed(tf.constant(array)), name="x", role="input")
    assert (seen.shape, seen.dtype, seen.device, seen.bytes) == ((4, 5), "float32", "CPU:0", 80)
    assert (seen.name, seen.role, seen.first_bad) == ("x", "input", (2, 3))
    assert seen.statistics is not None
    assert seen.statistics.nan == 1


def test_level_none_computes_nothing() -> None:
    seen = digest(viewed(np.array([np.nan])), level="none")
    assert (seen.line, seen.statistics) == ("f64[1]", None)


def test_level_sampled_looks_at_a_sample_of_a_large_array() -> None:
    seen = digest(viewed(np.ones(10 * SAMPLE, np.float32)), level="sampled")
    assert seen.statistics is not None
    assert 0 < seen.statistics.counted <= SAMPLE
    assert "sampled" in seen.line


def test_level_sampled_is_exact_for_a_small_array() -> None:
    assert "sampled" not in digest(viewed(np.ones(SAMPLE)), level="sampled").line


def test_out_of_time_is_said() -> None:
    seen = digest(viewed(tf.ones(10 * SAMPLE)), out_of_time=lambda: True)
    assert seen.statistics is not None
    assert seen.statistics.sampled
    assert "sampled" in seen.line


def test_values_that_cannot_be_read_leave_shape_and_dtype(caplog: pytest.LogCaptureFixture) -> None:
    def gone() -> Any:
        raise tf.errors.ResourceExhaustedError(None, None, "no memory left on GPU:0")

    seen = replace(viewed(tf.constant([1.0, 2.0])), _values=gone)
    assert digest(seen).line == "f32[2] CPU:0"
    assert "no memory left" in caplog.text


def test_windows_and_histograms_of_a_tensor() -> None:
    tensor = tf.reshape(tf.range(24.0), (2, 3, 4))
    seen = viewed(tensor)
    assert seen.window([1], 1, 2, 9, 9).values.tolist() == [[18, 19], [22, 23]]
    assert seen.histogram(4).counts == (6, 6, 6, 6)
    assert not seen.histogram(4).sampled
    sampled = seen.histogram(4, sample=12)
    assert sampled.sampled
    assert 0 < sum(sampled.counts) <= 12
