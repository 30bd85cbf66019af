"""Casts that lose values, and those that only look like it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.detectors.lossy_cast import (
    changed_integer,
    judge_ids,
    judge_predictions,
    judge_truncated,
)


def test_labels_that_were_scaled_collapse() -> None:
    symptom = judge_truncated(np.arange(10, dtype="float32") / 255, "int64")

    assert symptom is not None
    assert symptom.title == "Labels lose their fractions as int64"
    assert symptom.summary == "9 of 10 labels have fractions, and are cut: 0.00392 to 0"
    assert symptom.evidence[0] == "All 10 labels become 0"


@pytest.mark.parametrize(
    ("labels", "asked_for", "found"),
    [
        ([0.5, 1.5, 2.0], False, True),
        ([2.9999], False, True),
        ([2.99], False, True),
        ([0.0, 1.0, 2.0], False, False),
        ([1.0000001], False, False),
        ([np.nan, np.inf, 1.0], False, False),
        # Binning by a line of the user's is meant, unless nothing is left.
        ([0.5, 1.5, 2.0], True, False),
        ([0.1, 0.2, 0.9], True, True),
        ([0.5, 0.5], True, False),
    ],
)
def test_fractions(labels: list[float], asked_for: bool, found: bool) -> None:
    array = np.array(labels)
    assert (judge_truncated(array, "int64", asked_for=asked_for) is not None) is found


@given(st.lists(st.integers(-(2**24), 2**24), min_size=1))
def test_float32_holds_whole_numbers_up_to_its_limit(values: list[int]) -> None:
    array = np.array(values)
    assert changed_integer(array, array.astype("float32")) is None
    assert judge_truncated(array.astype("float32"), "int32") is None


@pytest.mark.parametrize(
    ("values", "dtype", "changed"),
    [
        ([5, 2**24 + 1], "float32", (2**24 + 1, 2**24, 1)),
        (np.array([5.0, 2049.0], "float32"), "float16", (2049, 2048, 1)),
        (np.array([5.5, 2049.0], "float32"), "float16", None),
        ([], "float32", None),
    ],
)
def test_ids_that_a_float_type_cannot_hold(values: Any, dtype: str, changed: Any) -> None:
    array = np.asarray(values)
    assert changed_integer(array, array.astype(dtype)) == changed


def test_what_is_told_of_ids() -> None:
    symptom = judge_ids((2**24 + 1, 2**24, 3), "float32")
    assert symptom.summary == "3 whole numbers are not what they were: 16777217 became 16777216"


@pytest.mark.parametrize(
    ("dtype", "found"), [("int64", True), ("bool", True), ("float16", False), ("bfloat16", False)]
)
def test_predictions_need_a_gradient(dtype: str, found: bool) -> None:
    assert (judge_predictions(dtype) is not None) is found
