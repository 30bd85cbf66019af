"""Predictions against targets, against their loss, and against each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.detectors.output_range import (
    REACH,
    CollapseWatch,
    judge_probabilities,
    judge_reach,
    judge_single_softmax,
    rows_equal,
)

RNG = np.random.default_rng(0)


def test_targets_out_of_reach() -> None:
    symptom = judge_reach("Sigmoid", np.linspace(0, 100, 64))

    assert symptom is not None
    assert symptom.title == "sigmoid cannot reach the targets"
    assert symptom.summary == "sigmoid answers 0 to 1, but targets run from 0 to 100"
    assert symptom.value is not None
    assert symptom.value > 0.9


@pytest.mark.parametrize(
    ("activation", "targets", "found"),
    [
        ("Tanh", RNG.normal(size=100), True),
        ("Tanh", np.sin(np.arange(100)) * 1.1, False),
        ("Relu", RNG.normal(size=100), True),
        ("Relu", np.abs(RNG.normal(size=100)), False),
        ("Relu6", np.linspace(0, 20, 50), True),
        ("Softplus", np.full(50, -3.0), True),
        ("Sigmoid", np.append(np.linspace(0, 1, 99), 40.0), False),
        ("Sigmoid", np.full(3, np.nan), False),
    ],
)
def test_reach(activation: str, targets: np.ndarray, found: bool) -> None:
    assert (judge_reach(activation, targets) is not None) is found


@given(st.sampled_from(sorted(REACH)), st.lists(st.floats(0, 1, width=32)))
def test_every_activation_reaches_zero_to_one(activation: str, targets: list[float]) -> None:
    assert judge_reach(activation, np.array(targets)) is None


@pytest.mark.parametrize(
    ("shape", "targets", "found"),
    [((4, 1), [0, 1, 0, 1], True), ((4, 2), [0, 1, 0, 1], False), ((4, 1), [1, 1, 1, 1], False)],
)
def test_softmax_of_one_unit(shape: tuple[int, ...], targets: list[int], found: bool) -> None:
    assert (judge_single_softmax(shape, np.array(targets)) is not None) is found


@pytest.mark.parametrize(
    ("loss", "predictions", "found"),
    [
        ("binary_crossentropy", RNG.normal(size=50), True),
        ("binary_crossentropy", RNG.random(50), False),
        ("sparse_categorical_crossentropy", RNG.normal(size=(50, 3)), True),
        # Keras divides them by their sum.
        ("categorical_crossentropy", RNG.random((50, 3)) * 4, False),
        ("mean_squared_error", RNG.normal(size=50), False),
        ("binary_crossentropy", np.full(4, np.nan), False),
    ],
)
def test_probabilities(loss: str, predictions: np.ndarray, found: bool) -> None:
    assert (judge_probabilities(loss, predictions) is not None) is found


def test_equal_rows_are_equal_but_for_rounding() -> None:
    assert rows_equal(np.full((5, 2), 0.1, "float32") * (1 + np.finfo("float32").eps))
    assert rows_equal(np.zeros((3, 0)))
    assert not rows_equal(np.array([[1.0, 2.0], [1.0, 2.001]]))


def collapse(
    predictions: np.ndarray, targets: np.ndarray, inputs: np.ndarray, steps: int = 100
) -> int | None:
    """Return the step at which a collapse is told."""
    watch = CollapseWatch()
    for step in range(steps):
        if watch.due() and watch.judge(predictions, targets, [inputs]):
            return step
    return None


def test_a_collapse_is_told_after_several_samples() -> None:
    inputs, targets = RNG.normal(size=(8, 3)), RNG.normal(size=(8, 1))
    constant = np.full((8, 1), 0.7)

    assert collapse(constant, targets, inputs) == 49
    assert collapse(constant, np.ones((8, 1)), inputs) is None
    assert collapse(constant, targets, np.ones((8, 3))) is None
    assert collapse(constant, np.array([0, 0, 0, 0, 0, 0, 2.5, 0.4]), inputs) is None
    assert collapse(constant[:2], targets[:2], inputs[:2]) is None
    assert collapse(RNG.normal(size=(8, 1)), targets, inputs) is None
    assert collapse(np.full((8, 1), np.nan), targets, inputs) is None


def test_one_healthy_sample_begins_anew() -> None:
    inputs, targets = RNG.normal(size=(8, 3)), RNG.normal(size=(8, 1))
    watch = CollapseWatch()
    for sample in range(12):
        predictions = RNG.normal(size=(8, 1)) if sample % 4 == 3 else np.zeros((8, 1))
        assert watch.judge(predictions, targets, [inputs]) is None
