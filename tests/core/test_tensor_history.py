"""What a tensor that is watched has become."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pyadapter.core.tensor_history import TensorHistory

ONES = np.ones((4, 2), "float32")
BAD = np.array([[1.0, np.nan], [np.inf, 2.0]], "float32")


def test_what_is_not_finite_is_told_when_it_begins() -> None:
    history = TensorHistory(["nonFinite"])
    assert history.see(ONES) is None
    assert history.see(BAD) == "is not finite: NaN×1, Inf×1"
    assert history.see(BAD) is None
    assert history.see(ONES) is None
    assert history.see(BAD) is not None


def test_the_first_value_can_be_bad_already() -> None:
    assert TensorHistory(["nonFinite"]).see(BAD) is not None


def test_a_range_is_left_at_either_end_and_its_ends_are_in_it() -> None:
    history = TensorHistory(["range"], 0.0, 1.0)
    assert history.see(ONES) is None
    assert history.see(ONES * 0) is None
    assert history.see(ONES * 2) == "has left its range: 2, above 1"
    assert history.see(ONES * 3) is None
    assert history.see(ONES) is None
    assert history.see(-ONES) == "has left its range: -1, below 0"


def test_a_range_without_an_end_is_open_there() -> None:
    history = TensorHistory(["range"], maximum=10.0)
    assert history.see(-1e9 * ONES) is None
    assert history.see(11 * ONES) is not None


def test_another_shape_is_told_with_both() -> None:
    history = TensorHistory(["shape"])
    assert history.see(ONES) is None
    assert history.see(ONES.T) == "has changed its shape from (4, 2) to (2, 4)"
    assert history.see(ONES.T) is None


def test_a_smaller_last_batch_is_no_other_shape() -> None:
    history = TensorHistory(["shape"])
    assert history.see(ONES, 4, batched=True) is None
    assert history.see(ONES[:3], 3, batched=True) is None
    assert history.see(ONES, 4, batched=True) is None
    assert history.see(ONES[:3], 4, batched=True) is not None  # fewer rows than the batch has


def test_where_the_batch_is_not_known_its_dimension_may_differ() -> None:
    history = TensorHistory(["shape"])
    assert history.see(ONES, batched=True) is None
    assert history.see(ONES[:3], batched=True) is None
    assert history.see(ONES[:3, :1], batched=True) is not None


def test_three_times_the_same_is_no_change_and_told_once() -> None:
    history = TensorHistory(["unchanged"])
    told = [history.see(ONES * (1 + 1e-7 * n)) for n in range(6)]
    assert [words is not None for words in told] == [False, False, False, True, False, False]
    assert history.unchanged == 5
    assert history.see(ONES * 2) is None
    assert history.unchanged == 0


def test_values_that_are_overwritten_in_place_have_changed() -> None:
    history = TensorHistory((), counts_unchanged=True)
    value = ONES.copy()
    history.see(value)
    value += 1
    history.see(value)
    assert history.unchanged == 0


@pytest.mark.parametrize("dtype", ["int32", "bool", "float16", "complex64"])
def test_every_kind_of_number_can_be_watched(dtype: str) -> None:
    history = TensorHistory(["nonFinite", "range", "shape", "unchanged"], -10, 10)
    assert [history.see(ONES.astype(dtype)) for _ in range(3)] == [None] * 3
    assert history.see(ONES.astype(dtype)) == "has been the same 3 times"


@given(
    st.lists(
        arrays.arrays(np.float32, arrays.array_shapes(max_dims=2, max_side=3), elements=st.floats(width=32)),
        max_size=6,
    )
)
def test_finite_values_are_never_called_otherwise(values: list[np.ndarray]) -> None:
    history = TensorHistory(["nonFinite"])
    bad = [not np.isfinite(value).all() for value in values]
    told = [history.see(value) is not None for value in values]
    assert told == [now and not before for before, now in zip([False, *bad], bad, strict=False)]
