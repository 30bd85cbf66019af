"""Trainings that are over: what has learned nothing though it could, and what only looks so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyadapter.core.detectors.fit_verdict import EPOCHS, UPDATES, Training, judge
from pyadapter.core.learnable import explained, one_hot

ENTROPY = 0.693
RANDOM = np.random.default_rng(0)


def training(losses: list[float], **known: object) -> Training:
    """A training of balanced classes that a simple model tells apart."""
    made = Training(
        tuple(losses), losses[0], len(losses), 40 * len(losses), ENTROPY, explained=lambda: (0.6, 500)
    )
    return replace(made, **known)  # type: ignore[arg-type]  # fields by name


def kind(given: Training) -> str | None:
    symptom = judge(given)
    if symptom is None:
        return None
    assert len(symptom.title) <= 40
    assert all(len(line) <= 85 for line in (symptom.summary, *symptom.evidence))
    return symptom.kind


def test_a_model_that_learns_nothing_of_data_that_can_be_learned_has_stalled() -> None:
    symptom = judge(training([0.70, 0.6935, 0.6932, 0.6933, 0.6931, 0.6932, 0.6931]))

    assert symptom is not None
    assert symptom.kind == "loss-stalled"
    assert symptom.summary == "After 7 epochs the loss is 0.6931, no better than a constant"
    assert "a simple model explains 60% of unseen rows' variance" in symptom.evidence[1]


@pytest.mark.parametrize("share", [None, (0.1, 500), (0.3, 60), (-0.2, 500)])
def test_nobody_could_have_learned_noise(share: tuple[float, int] | None) -> None:
    assert kind(training([ENTROPY] * 10, explained=lambda: share)) is None


@pytest.mark.parametrize(
    "losses",
    [
        [ENTROPY] * (EPOCHS - 1),
        [0.9, 0.8, 0.75, 0.71, 0.68, 0.65],  # has begun to learn
        [2.0, 1.6, 1.3, 1.1, 0.95, 0.8, 0.7],  # is on its way down
        [0.6932, 0.6931, 0.693, 0.692, 0.689, 0.68, 0.66],  # leaves a plateau
        [0.69, 0.2, 0.1, 0.1, 0.1, 0.1],  # has converged
    ],
)
def test_what_learns_or_is_over_soon_is_left_alone(losses: list[float]) -> None:
    assert kind(training(losses)) is None


def test_few_updates_are_no_training() -> None:
    assert kind(training([ENTROPY] * 20, updates=UPDATES - 1)) is None


def test_few_rows_should_be_known_by_heart() -> None:
    known = {"rows": 4, "consistent": True, "parameters": 17, "explained": lambda: None}

    assert kind(training([ENTROPY] * 100, updates=1000, **known)) == "loss-stalled"
    assert kind(training([ENTROPY] * 100, updates=400, **known)) is None
    assert kind(training([ENTROPY] * 100, updates=1000, **{**known, "consistent": False})) is None
    assert kind(training([ENTROPY] * 100, updates=1000, **{**known, "parameters": 3})) is None


def test_worse_than_a_constant_needs_no_other_reason() -> None:
    far = [4e10 * (1 - 0.001 * epoch) for epoch in range(20)]

    symptom = judge(training(far, constant=2e9, explained=lambda: None))

    assert symptom is not None
    assert symptom.title == "The loss falls far too slowly"
    assert "times as many epochs" in symptom.evidence[-1]


def test_worse_than_a_constant_up_and_down_swings() -> None:
    losses = [9.0, 2.0, 7.5, 1.8, 9.1, 2.2, 8.0, 1.9, 8.6, 2.1, 7.9, 2.0]

    assert kind(training(losses, constant=1.0)) == "loss-oscillating"


def test_the_way_to_go_ends_at_the_least_loss() -> None:
    grey = [0.66, 0.652, 0.6505, 0.6502, 0.6501, 0.65, 0.65]  # pixels: nothing below 0.645 is possible

    assert kind(training(grey, constant=0.655, least=0.645)) is None
    assert kind(training(grey, constant=0.655)) == "loss-stalled"


@settings(max_examples=60)
@given(
    st.lists(st.floats(0.01, 0.98), min_size=EPOCHS, max_size=30),
    st.integers(0, 100_000),
)
def test_better_than_a_constant_is_never_told(shares: list[float], updates: int) -> None:
    assert kind(training([ENTROPY * share for share in shares], updates=updates)) is None


@settings(max_examples=60)
@given(st.floats(1e-6, 1e6), st.lists(st.floats(0.2, 30.0), min_size=EPOCHS, max_size=30))
def test_the_unit_of_the_loss_does_not_matter(unit: float, losses: list[float]) -> None:
    one = training([ENTROPY * loss for loss in losses])
    other = training([ENTROPY * loss * unit for loss in losses], constant=ENTROPY * unit)

    assert kind(one) == kind(other)


def test_noise_explains_nothing() -> None:
    for rows in (40, 150, 600):
        found = explained([RANDOM.normal(size=(rows, 6))], RANDOM.integers(0, 2, (rows, 1)))
        assert found is not None
        assert found < 0.1 + 2 / np.sqrt(rows)


def test_lines_clusters_and_words_are_explained() -> None:
    x = RANDOM.normal(size=(300, 4))
    assert (explained([x], x[:, :1] * 3e4 + 1e5) or 0) > 0.9
    corners = one_hot((x[:, 0] * x[:, 1] > 0).astype(int))
    assert corners is not None
    assert (explained([x[:, :2]], corners) or 0) > 0.5
    words = RANDOM.integers(1, 300, (400, 20))
    labels = RANDOM.integers(0, 2, 400)
    words[:, 7] = np.where(labels, 5, 6)
    told = one_hot(labels)
    assert told is not None
    assert (explained([words], told) or 0) > 0.4


def test_what_cannot_be_asked_is_not_answered() -> None:
    assert explained([np.zeros((50, 3))], np.arange(50)) is None  # nothing differs
    assert explained([RANDOM.normal(size=(20, 3))], np.arange(20)) is None  # too few
    assert explained([RANDOM.normal(size=(50, 3))], np.ones(50)) is None
    assert one_hot(np.zeros((5, 2), int)) is None
