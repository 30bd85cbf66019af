"""The digest line: at most 80 characters, problems first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.digest import digest_line, short_count, short_dtype, short_number
from pyadapter.core.statistics import Statistics, summarize
from tests.core.strategies import floats

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array

TYPICAL = Statistics(
    count=32 * 128 * 768,
    counted=32 * 128 * 768,
    nan=3,
    minimum=-4.312,
    maximum=5.021,
    mean=0.0123,
    standard_deviation=0.9834,
)


def test_the_line_of_the_design() -> None:
    line = digest_line((32, 128, 768), "float32", "GPU:0", TYPICAL, "▁▃█▅▁")
    assert line == "⚠ NaN×3 · f32[32,128,768] ∈[-4.31, 5.02] μ 0.0123 σ 0.983 ▁▃█▅▁ GPU:0"


@given(
    floats(),
    st.lists(st.none() | st.integers(0, 10**9), max_size=12),
    st.text("▁▃█▅▁", max_size=60),
    st.sampled_from(["", "GPU:0"]),
)
def test_the_line_is_never_longer_than_a_hover_header(
    array: Array, shape: list[int | None], bars: str, device: str
) -> None:
    line = digest_line(shape, str(array.dtype), device, summarize(array), bars)
    assert len(line) <= 80
    assert "\n" not in line


def test_problems_and_shape_come_first() -> None:
    everything = Statistics(count=320, counted=320, nan=3, positive_inf=2, negative_inf=1)
    assert digest_line((32, 10), "float32", "", everything) == "⚠ NaN×3 +Inf×2 −Inf×1 · f32[32,10]"


def test_a_sample_is_called_sampled_even_where_room_is_short() -> None:
    sampled = Statistics(count=10**8, counted=65536, minimum=-1e-30, maximum=1.5, mean=0.5)
    assert "sampled" in digest_line((1,) * 20, "bfloat16", "GPU:0", sampled, "▁▃█▅▁" * 5)


@pytest.mark.parametrize(
    ("array", "line"),
    [
        (np.float32(0.6931), "f32[] = 0.693"),
        (np.zeros((2, 3), np.float32), "f32[2,3] all 0"),
        (np.zeros((0, 3)), "f64[0,3] empty"),
        (np.array([1, np.nan]), "⚠ NaN×1 · f64[2] ∈[1, 1] μ 1 σ 0"),
        (np.full(3, np.nan), "⚠ NaN×3 · f64[3]"),
        (np.array([0, 9], np.int32), "i32[2] ∈[0, 9] μ 4.5 σ 4.5"),
    ],
)
def test_special_tensors_have_short_lines(array: Array, line: str) -> None:
    assert digest_line(array.shape, str(array.dtype), "", summarize(np.asarray(array))) == line


def test_stored_values_of_a_sparse_tensor_are_counted() -> None:
    assert digest_line((50, 8), "float32", "", summarize(np.ones(16))) == "f32[50,8] 16 stored all 1"


def test_a_tensor_without_values_says_symbolic() -> None:
    assert digest_line((None, 10), "float32", symbolic=True) == "symbolic f32[None,10]"


@pytest.mark.parametrize(
    ("dtype", "short"),
    [
        ("float32", "f32"),
        ("bfloat16", "bf16"),
        ("uint8", "u8"),
        ("int64", "i64"),
        ("string", "str"),
        ("complex64", "c64"),
        ("float8_e4m3fn", "f8_e4m3fn"),
        ("resource", "resource"),
    ],
)
def test_dtypes_are_shortened(dtype: str, short: str) -> None:
    assert short_dtype(dtype) == short


@pytest.mark.parametrize(
    ("number", "short"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (5.0214, "5.02"),
        (-0.0123456, "-0.0123"),
        (1234.56, "1235"),
        (99999.4, "99999"),
        (123456, "123456"),
        (12345678, "1.23e7"),
        (1.2e-7, "1.2e-7"),
        (1e30, "1e30"),
        (float("-inf"), "-inf"),
        (float("nan"), "nan"),
    ],
)
def test_numbers_are_short(number: float, short: str) -> None:
    assert short_number(number) == short


@given(st.floats(-1e308, 1e308))
def test_short_numbers_are_close_and_at_most_10_characters(number: float) -> None:
    text = short_number(number)
    assert len(text) <= 10
    assert float(text) == pytest.approx(number, rel=0.006, abs=5e-324)


@pytest.mark.parametrize(
    ("count", "short"),
    [(3, "3"), (99_999, "99999"), (120_000, "120k"), (1_234_567, "1.23M"), (100_000_000, "100M")],
)
def test_large_counts_are_rounded(count: int, short: str) -> None:
    assert short_count(count) == short
