"""Simple models, and whether a network was worth its training beside them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyadapter.core.trials.baselines import Task, constants, linear
from pyadapter.core.trials.comparing import Score, compare
from pyadapter.core.trials.simple_models import answers, applied, logistic, ridge, rows_of, table_of

SPARSE, ONE_HOT = "sparse_categorical_crossentropy", "categorical_crossentropy"
BINARY, SQUARES = "binary_crossentropy", "mean_squared_error"

RNG = np.random.default_rng(1)
X = RNG.normal(size=(300, 4))
CLASSES = X[:, :3].argmax(axis=1)


@given(st.integers(1, 6), st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_ridge_finds_a_plane(columns: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(200, columns))
    inputs -= inputs.mean(axis=0)
    plane = rng.normal(size=(columns, 2))
    weights = ridge(inputs, inputs @ plane + 3)
    assert weights[-1] == pytest.approx([3, 3])
    assert np.abs(weights[:-1] - plane).max() < 0.1


@pytest.mark.parametrize("exclusive", [True, False])
def test_the_iterations_end_where_the_slope_is_flat(exclusive: bool) -> None:
    targets = np.eye(3)[CLASSES]
    weights = logistic(X - X.mean(axis=0), targets, exclusive=exclusive)
    wide = np.concatenate([X - X.mean(axis=0), np.ones((300, 1))], axis=1)
    slope = wide.T @ (answers(wide @ weights, exclusive=exclusive) - targets) / 300
    slope[:-1] += weights[:-1] / 300
    assert np.abs(slope).max() < 1e-3


def test_a_table_has_unit_scale_no_gaps_and_bounded_width() -> None:
    pictures = RNG.uniform(0, 255, (50, 64, 64, 1)).astype(np.float32)
    pictures[3, 0, 0] = np.nan
    ids = RNG.integers(0, 9, (50, 7))
    table = table_of([pictures, ids], [False, True])
    rows = rows_of([pictures, ids], table)
    assert rows.shape == (50, 512 + 9)
    assert np.isfinite(rows).all()
    assert np.abs(rows[:, 512:].std(axis=0) - 1).max() < 1e-6


def test_ids_are_counted_as_words_in_a_bag() -> None:
    ids = np.array([[1, 1, 2], [2, 3, 3]])
    table = table_of([ids], [True])
    counts = rows_of([ids], table) * table.scale + table.centre
    assert counts.tolist() == [[2, 1, 0], [0, 1, 2]]
    unknown = rows_of([np.array([[9, 9, 9]])], table) * table.scale + table.centre
    assert unknown.tolist() == [[0, 0, 0]]


@pytest.mark.parametrize(
    ("task", "labels", "name", "answer"),
    [
        (Task(SPARSE, False, (3,)), CLASSES * 0 + 1, "always answering 1", [0, 1, 0]),
        (Task(SPARSE, False, (2,), ("cat", "dog")), [0, 1, 1, 1], "always answering 1 (dog)", [0.25, 0.75]),
        (Task(ONE_HOT, False, (2,)), [[1, 0], [1, 0], [0, 1]], "always answering 0", [2 / 3, 1 / 3]),
        (Task(BINARY, False, (1,)), [0, 0, 0, 1], "always answering 0", [0.25]),
        (Task(BINARY, True, (1,)), [0, 0, 0, 1], "always answering 0", [math.log(0.25 / 0.75)]),
        (Task(SQUARES, False, (1,)), [0.0, 0.0, 3.0], "always the mean, 1", [1]),
        (Task(None, False, (2,)), [[0.0, 1.0], [2.0, 1.0]], "always the mean", [1, 1]),
    ],
)
def test_constant_answers_have_the_form_that_the_loss_takes(
    task: Task, labels: Any, name: str, answer: list[float]
) -> None:
    first = constants(task, np.asarray(labels))[0]
    made = first.answer([np.zeros((5, 1))])
    assert first.name == name
    assert made.shape == (5, *task.answer)
    assert made[0] == pytest.approx(answer, abs=1e-5)


@pytest.mark.parametrize(
    ("task", "labels"),
    [
        (Task(SPARSE, True, (3,)), CLASSES),
        (Task(ONE_HOT, False, (3,)), np.eye(3)[CLASSES]),
        (Task(SQUARES, False, (3,)), np.eye(3)[CLASSES]),
    ],
)
def test_a_linear_model_names_what_a_plane_divides(task: Task, labels: Any) -> None:
    made = linear(task, [X], labels, table_of([X], [False]))
    assert made is not None
    assert (made.answer([X]).argmax(axis=1) == CLASSES).mean() > 0.9


def test_there_is_no_linear_model_of_pictures_as_answers() -> None:
    task = Task(SQUARES, False, (4, 4, 1))
    assert linear(task, [X], np.zeros((300, 4, 4, 1)), table_of([X], [False])) is None


CONSTANT = Score("always answering 1", 0.69, right=0.51, constant=True)
LINE = Score("a linear model", 0.4, right=0.82)


@pytest.mark.parametrize(
    ("network", "verdict", "said"),
    [
        (Score("", 0.9, right=0.43), "worse-than-constant", "always answering 1: 0.43 against 0.51 accuracy"),
        (Score("", 0.69, right=0.52), "no-better-than-constant", "which may be chance in 1000 labels"),
        (Score("", 0.6, right=0.7), "worse-than-linear", "worse than a linear model: 0.70 against 0.82"),
        (Score("", 0.1, right=0.97), "better", "beats always answering 1: 0.97 against 0.51"),
        (Score("", 0.41, right=0.82), "better", "no better than a linear model"),
        # Weights of classes cost accuracy on purpose.
        (Score("", 0.3, right=0.4), "better", "beats"),
        (Score("", math.nan, right=0.4), "not-finite", "keras-debug run"),
    ],
)  # fmt: skip
def test_a_network_is_compared(network: Score, verdict: str, said: str) -> None:
    kind, sentence = compare(network, [CONSTANT, LINE], 1000)
    assert kind == verdict
    assert said in sentence


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_a_regression_is_better_exactly_when_its_loss_is_clearly_smaller(one: float, other: float) -> None:
    kind, _ = compare(Score("", one), [Score("always the mean", other, constant=True)], 100)
    assert (kind == "better") == (one < other * 0.99)
    assert (kind == "worse-than-constant") == (one > other + 0.01 * other)


def test_labels_without_a_finite_loss_are_named_instead_of_the_network() -> None:
    assert "Even a constant answer" in compare(Score("", 1.0), [Score("mean", math.nan, constant=True)], 9)[1]


def test_scores_of_a_linear_model_are_those_of_its_weights() -> None:
    weights = np.array([[2.0], [3.0], [1.0]])
    assert applied(np.array([[1.0, 1.0]]), weights).tolist() == [[6.0]]
