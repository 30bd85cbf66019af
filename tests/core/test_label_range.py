"""Labels are judged by what their loss takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.detectors.label_range import judge_labels, judge_one_hot
from pyadapter.core.label_ranges import RANGES

SPARSE = "sparse_categorical_crossentropy"


@pytest.mark.parametrize(
    ("loss", "labels", "more", "value", "rows"),
    [
        (SPARSE, [0, 3, 1], {"classes": 3}, 3, (1,)),
        (SPARSE, [0, -1, -2], {"classes": 3}, -2, (1, 2)),
        (SPARSE, [[0], [1]], {"classes": 1}, 1, (1,)),
        (SPARSE, [[0, 9], [1, 1]], {"classes": 3, "ignored": 255}, 9, (0,)),
        # A weight does not help: the op has refused the label before.
        (SPARSE, [0, 5], {"classes": 3, "weights": np.array([1, 0])}, 5, (1,)),
        ("ctc", [[1, 2, 0], [7, 1, 0]], {"classes": 5}, 7, (1,)),
        ("categorical_generalized_cross_entropy", [0, 4], {"classes": 4}, 4, (1,)),
        ("binary_crossentropy", [0.0, 1.0, 9.0], {}, 9, (2,)),
        ("binary_focal_crossentropy", [-1.0, 1.0], {}, -1, (0,)),
        ("binary_crossentropy", [-1.0, 1.0], {"weights": np.array([1.0, 0.0])}, -1, (0,)),
        ("categorical_crossentropy", [[0, 1], [0, 255]], {}, 255, (1,)),
        ("categorical_crossentropy", [[1, 1, 0], [0, 1, 1], [1, 0, 0]], {}, 2, (0, 1)),
        ("hinge", [-1, 1, 3], {}, 3, (2,)),
        ("squared_hinge", [-5.0, 1.0], {}, -5, (0,)),
        ("kl_divergence", [[0.5, 0.5], [2.0, 0.0]], {}, 2, (1,)),
        ("poisson", [0, 3, -1], {}, -1, (2,)),
        ("mean_squared_logarithmic_error", [-0.5, 2.0], {}, -0.5, (0,)),
        ("dice", [[0, 255]], {}, 255, (0,)),
        ("tversky", [[0, 2]], {}, 2, (0,)),
    ],
)
def test_a_label_that_the_loss_does_not_take(
    loss: str, labels: Any, more: dict[str, Any], value: float, rows: tuple[int, ...]
) -> None:
    verdict = judge_labels(loss, np.array(labels), **more)

    assert verdict is not None
    assert verdict.symptom.value == value
    assert verdict.rows == rows


@pytest.mark.parametrize(
    ("loss", "labels", "more"),
    [
        (SPARSE, [0, 1, 2], {"classes": 3}),
        (SPARSE, [0, 255, 2], {"classes": 3, "ignored": 255}),
        (SPARSE, [0.0, np.nan], {"classes": 3}),
        (SPARSE, [0, 7], {"classes": None}),
        (SPARSE, [], {"classes": 3}),
        ("ctc", [[1, 2, 0, 0]], {"classes": 3}),
        ("binary_crossentropy", [0.0, 0.3, 1.2], {}),
        ("binary_crossentropy", [True, False], {}),
        ("binary_crossentropy", [-1.0, 1.0], {"weights": np.array([0.0, 1.0])}),
        ("binary_crossentropy", [[-1.0], [1.0]], {"weights": np.array([[0.0], [1.0]])}),
        ("binary_crossentropy", [[[-1.0], [1.0]]], {"weights": np.array([[False, True]])}),
        ("binary_crossentropy", [-1.0, 1.0, -1.0], {"may_be_masked": True}),
        ("categorical_crossentropy", [[0.2, 0.8], [0.0, 0.0]], {}),
        ("categorical_crossentropy", [[1, 0], [1, 1], [0, 1]], {}),
        ("hinge", [0, 1], {}),
        ("poisson", [0.0, 12.5], {}),
        ("mean_squared_error", [-1e9, 1e9], {}),
        ("cosine_similarity", [-5.0], {}),
    ],
)
def test_a_label_that_the_loss_takes(loss: str, labels: Any, more: dict[str, Any]) -> None:
    assert judge_labels(loss, np.array(labels), **more) is None


@given(st.lists(st.integers(-5, 15), min_size=1), st.integers(1, 10))
def test_rows_are_exactly_those_outside(labels: list[int], classes: int) -> None:
    verdict = judge_labels(SPARSE, np.array(labels), classes=classes)

    outside = tuple(row for row, label in enumerate(labels) if not 0 <= label < classes)
    assert (verdict.rows if verdict else ()) == outside


@given(
    st.sampled_from(sorted(RANGES)),
    st.lists(st.floats(width=32), min_size=1),
    st.sampled_from(["float16", "float32", "float64", "int64", "uint8", "bool"]),
)
def test_words_fit_and_numbers_never_raise(loss: str, labels: list[float], dtype: str) -> None:
    with np.errstate(all="ignore"):
        array = np.array(labels, "float32").astype(dtype)
    verdict = judge_labels(loss, array, classes=3)

    if verdict is not None:
        symptom = verdict.symptom
        assert len(symptom.title) <= 40
        assert all(len(text) <= 85 for text in (symptom.summary, *symptom.evidence))


@pytest.mark.parametrize(
    ("labels", "depth", "rows"),
    [
        ([0, 1, 2], 2, (2,)),
        ([0, 1, 2], 3, ()),
        ([0, -1, 1], 2, ()),
        ([0, 255, 1], 21, ()),
        ([3, 4, 9], 3, (0, 1, 2)),
        ([10, 1], 10, (0,)),
    ],
)
def test_labels_made_one_hot(labels: list[int], depth: int, rows: tuple[int, ...]) -> None:
    verdict = judge_one_hot(np.array(labels), depth)

    assert (verdict.rows if verdict else ()) == rows
