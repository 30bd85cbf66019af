"""The sample of a training's data: what a simple model may be asked of it."""

from __future__ import annotations

import numpy as np
import pytest

from pyadapter.probe.watch.course_data import CourseData

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(200, 6))
IDS = RANDOM.integers(0, 50, (200, 16))


def test_arrays_are_asked_as_they_are() -> None:
    found = CourseData(X, (X[:, 0] > 0).astype("float32")).explained()

    assert found is not None
    assert found[0] > 0.4
    assert found[1] == 200


def test_batches_are_kept_where_there_are_no_arrays() -> None:
    data = CourseData()
    for begin in range(0, 200, 20):
        data.add(X[begin : begin + 20], X[begin : begin + 20, :1] * 3 + 1)

    found = data.explained()

    assert found is not None
    assert found[0] > 0.9


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (X, X),  # a reconstruction
        (IDS[:, :-1], IDS[:, 1:]),  # the next word, which the row holds further on
        (X[:, :, None], X[:, :, None] * 2),  # an answer at each place
        ([X.tolist()], "text"),
    ],
)  # fmt: skip
def test_what_a_network_may_not_see_is_not_held_against_it(x: object, y: object) -> None:
    assert CourseData(x, y).explained() is None


def test_rows_that_differ_and_their_labels() -> None:
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 3)

    assert CourseData(x, x[:, 0] ^ x[:, 1]).rows() == (4, True)
    assert CourseData(x, np.arange(12)).rows() == (4, False)
    assert CourseData(X, X[:, 0]).rows() == (None, False)
