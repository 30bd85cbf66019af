"""How far two results are apart, and how far rounding may drive them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.closeness import relative_difference, tolerance
from tests.core.strategies import floats


@given(floats())
def test_a_result_is_no_difference_from_itself(values: np.ndarray) -> None:
    assert relative_difference(values, values.copy()) == 0


@given(st.floats(1e-3, 1e3), st.floats(1e-6, 0.5))
def test_a_difference_is_relative_to_the_larger_one_whatever_the_scale(scale: float, apart: float) -> None:
    one = np.full(7, scale)
    other = one * (1 + apart)

    assert relative_difference(one, other) == pytest.approx(apart / (1 + apart))
    assert relative_difference(other, one) == pytest.approx(apart / (1 + apart))


def test_only_one_that_is_not_finite_is_infinitely_far_and_so_is_another_shape() -> None:
    one = np.array([1.0, np.nan, np.inf])

    assert relative_difference(one, np.array([1.0, np.nan, np.inf])) == 0
    assert relative_difference(one, np.array([1.0, 2.0, np.inf])) == math.inf
    assert relative_difference(one, np.array([1.0, np.nan, -np.inf])) == math.inf
    assert relative_difference(np.zeros(3), np.zeros((3, 1))) == math.inf


def test_the_coarsest_dtype_decides_what_rounding_explains() -> None:
    assert tolerance(["float64"]) < tolerance(["float32"]) < tolerance(["float16"]) < tolerance(["bfloat16"])
    assert tolerance(["float32", "float16"]) == tolerance(["float16"])
    assert tolerance([]) == tolerance(["int32"]) == tolerance(["float32"])


def test_a_long_sum_in_float32_is_within_its_tolerance() -> None:
    values = np.random.default_rng(0).normal(size=(64, 4096)).astype(np.float32)
    weights = np.random.default_rng(1).normal(size=(4096, 8)).astype(np.float32)
    exact = values.astype(np.float64) @ weights.astype(np.float64)

    assert 0 < relative_difference(values @ weights, exact) < tolerance(["float32"]) / 10
