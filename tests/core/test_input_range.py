"""Inputs far from unit scale, and rows that do not differ."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from pyadapter.core.detectors.input_range import judge_constant, judge_scale

RNG = np.random.default_rng(0)


def test_pictures_are_told_with_their_range() -> None:
    symptom = judge_scale(np.arange(256, dtype="float32").reshape(4, 8, 8, 1), "x")

    assert symptom is not None
    assert symptom.title == "Inputs x are not scaled"
    assert symptom.summary == "x runs from 0 to 255; layers expect about -1 to 1"
    assert symptom.value == 255


def test_columns_that_stand_out_are_named() -> None:
    table = RNG.normal(size=(20, 5))
    table[:, 3] *= 1000
    symptom = judge_scale(table, "x")

    assert symptom is not None
    assert symptom.evidence[0] == "Columns of x that stand out: 3"


@pytest.mark.parametrize(
    "inputs",
    [
        RNG.normal(size=(32, 5)) * 5,
        RNG.random((4, 8, 8, 3)),
        np.linspace(-10, 10, 50)[:, None],
        RNG.standard_t(2, size=(500, 4)),
        np.full((4, 4), np.nan),
        np.zeros((0, 4)),
        np.arange(1000.0),
    ],
)
def test_what_is_near_unit_scale(inputs: np.ndarray) -> None:
    assert judge_scale(inputs, "x") is None


@given(arrays("float32", array_shapes(min_dims=2, max_dims=4, max_side=5)), st.text(max_size=60))
def test_any_numbers_can_be_judged(inputs: np.ndarray, name: str) -> None:
    symptom = judge_scale(inputs, name)
    if symptom is not None:
        assert len(symptom.title) <= 40
        assert all(len(line) <= 85 for line in (symptom.summary, *symptom.evidence))


def test_rows_that_do_not_differ() -> None:
    rows = np.tile(RNG.normal(size=(1, 4)), (20, 1))
    assert judge_constant(rows, np.arange(20), "x") is not None
    assert judge_constant(rows, np.zeros(20), "x") is None
    assert judge_constant(rows[:5], np.arange(5), "x") is None
    assert judge_constant(rows, np.arange(10), "x") is None
    rows[13, 2] += 1
    assert judge_constant(rows, np.arange(20), "x") is None
