"""Losses over windows: what stalls, diverges and oscillates, and what only looks so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyadapter.core.detectors.constant_prediction import ConstantPrediction
from pyadapter.core.detectors.loss_window import CONSTANT_STEPS, STALLED_STEPS, Context, LossWindow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.symptom import Symptom

RANDOM = np.random.default_rng(0)


def first(  # noqa: PLR0913 -- what a context has
    losses: Iterable[float],
    *,
    constant: float | None = None,
    blocks: int | None = None,
    steady: bool = True,
    several: bool = False,
    begun: bool = False,
) -> tuple[int, Symptom] | None:
    """Return the step and the symptom of the first finding; `blocks` is how many steps see all rows."""
    window = LossWindow()
    for step, loss in enumerate(losses):
        block = None if blocks is None else step // blocks
        context = Context(lambda: constant, 1, block, steady, several, begun)
        symptom = window.add(float(loss), context)
        if symptom is not None:
            assert len(symptom.title) <= 40
            assert all(len(line) <= 85 for line in (symptom.summary, *symptom.evidence))
            return step, symptom
    return None


def noisy(level: float, steps: int, noise: float = 0.1) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return level * (1 + noise * RANDOM.normal(size=steps))


def test_no_better_than_a_constant_and_no_fall_has_stalled() -> None:
    found = first(noisy(0.693, 700), constant=0.693)

    assert found is not None
    step, symptom = found
    assert step == STALLED_STEPS - 1
    assert symptom.kind == "loss-stalled"
    assert symptom.value == pytest.approx(0.693, rel=0.02)


@pytest.mark.parametrize(
    ("losses", "constant"),
    [
        (noisy(0.3, 1500), 0.693),  # has learned: what is left is noise
        (noisy(0.693, 1500), None),  # nobody knows what it could be
        (np.linspace(2.4, 2.1, 1500), 2.1),  # falls slowly
        (np.concatenate([noisy(0.693, 400), noisy(0.2, 400)]), 0.693),  # a plateau, then it learns
    ],
)  # fmt: skip
def test_what_has_not_stalled(losses: Iterable[float], constant: float | None) -> None:
    assert first(losses, constant=constant) is None


def test_a_rate_that_rises_or_a_game_is_waited_for() -> None:
    assert first(noisy(0.693, 900), constant=0.693, steady=False) is None
    assert first(noisy(0.693, 900), constant=0.693, several=True) is None


def test_a_loss_that_never_changes_is_told_early() -> None:
    found = first([0.25] * 80)

    assert found is not None
    assert found[0] == CONSTANT_STEPS - 1
    assert found[1].summary == "The loss has been exactly 0.25 in all 50 steps"
    assert first([0.25] * 80, begun=True) is None
    assert first([0.25] * 80, constant=1.0) is None
    assert first([0.0] * 80) is None
    assert first([0.3] + [0.25] * 80) is None


def test_a_loss_far_above_where_it_was_has_diverged() -> None:
    found = first(np.concatenate([[0.7], noisy(30.0, 90)]), constant=0.69)

    assert found is not None
    assert found[0] == 49
    assert found[1].kind == "loss-diverged"
    assert found[1].summary.startswith("The loss was 0.7 at first and is ")


def test_exponential_growth_is_told_of_any_loss() -> None:
    growth = 0.01 * 1.1 ** np.arange(200)

    for several in (False, True):
        found = first(growth, several=several)
        assert found is not None
        assert found[1].kind == "loss-diverged"


@pytest.mark.parametrize(
    "losses",
    [
        np.concatenate([[0.7], 30 * 0.97 ** np.arange(300)]),  # comes down
        np.concatenate([noisy(0.5, 40), noisy(50, 20), noisy(0.4, 100)]),  # a spike
        noisy(-3.0, 400),
        -(1.05 ** np.arange(400)),
        np.linspace(1, 2.5, 400),
    ],
)
def test_what_has_not_diverged(losses: Iterable[float]) -> None:
    assert first(losses, constant=0.69) is None


def test_swings_of_equal_rows_are_told() -> None:
    found = first([1.0, 3.0] * 20, constant=1.0, blocks=1)

    assert found is not None
    assert found[1].kind == "loss-oscillating"
    assert found[0] == 16
    epochs = first(np.repeat([1.0, 3.0] * 20, 5), constant=1.0, blocks=5)
    assert epochs is not None
    assert epochs[0] == 80


@pytest.mark.parametrize(
    ("losses", "blocks"),
    [
        ([1.0, 3.0] * 40, None),  # batches differ
        ([1.0, 3.0] * 40, 2),  # two batches, one easy and one hard
        ([0.01, 0.03] * 40, 1),  # next to nothing
        (noisy(1.0, 100), 1),  # dropout
        (np.array([1.0, 3.0] * 30) * 0.95 ** np.arange(60), 1),  # on its way down
    ],
)
def test_what_does_not_oscillate(losses: Iterable[float], blocks: int | None) -> None:
    assert first(losses, constant=1.0, blocks=blocks) is None


def test_cyclic_rates_may_swing() -> None:
    assert first([1.0, 3.0] * 40, constant=1.0, blocks=1, steady=False) is None


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1), st.floats(1e-6, 1e6), st.floats(0.001, 0.5), st.sampled_from([None, 1, 7]),
    st.sampled_from([None, 0.5, 1.0, 5.0]),
)  # fmt: skip
def test_noise_about_a_level_neither_diverges_nor_stalls_early(
    seed: int, level: float, noise: float, blocks: int | None, constant: float | None
) -> None:
    values = level * np.random.default_rng(seed).lognormal(sigma=noise, size=STALLED_STEPS - 1)
    known = None if constant is None else constant * level

    assert first(values, constant=known, blocks=blocks if noise < 0.1 else None) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3))
def test_what_falls_is_never_told(seed: int, start: float) -> None:
    factors = np.random.default_rng(seed).uniform(0.98, 1.0, size=900)
    losses = start * (0.2 + 0.8 * np.cumprod(factors))

    assert first(losses, constant=2 * start, blocks=1) is None


@settings(max_examples=40, deadline=None)
@given(st.floats(1e-4, 1e4))
def test_the_scale_does_not_matter(scale: float) -> None:
    stalled = first(scale * np.random.default_rng(1).normal(1.0, 0.1, 600), constant=scale)
    assert stalled is not None
    assert stalled[0] == STALLED_STEPS - 1


def test_what_is_not_finite_is_left_out() -> None:
    assert first([float("nan"), float("inf")] * 60) is None


@pytest.mark.parametrize(
    ("loss", "labels", "value"),
    [
        ("binary_crossentropy", np.array([[0.0], [1.0]]), np.log(2)),
        ("sparse_categorical_crossentropy", np.arange(400) % 4, np.log(4)),
        ("categorical_crossentropy", np.tile(np.eye(2), (3, 1)), np.log(2)),
        ("categorical_crossentropy", np.eye(2)[np.zeros((4, 6, 6), int)], 0.0),
        ("mean_squared_error", np.array([1.0, -1.0, 1.0, -1.0]), 1.0),
        ("mean_squared_error", np.array([[0.0, 5.0], [2.0, 5.0]]), 0.5),
        ("mean_absolute_error", np.array([[0.0], [0.0], [3.0]]), 1.0),
    ],
)
def test_the_best_constant_prediction(
    loss: str, labels: np.ndarray[tuple[int], np.dtype[np.float64]], value: float
) -> None:
    prediction = ConstantPrediction(loss)
    prediction.add(labels)

    assert prediction.value() == pytest.approx(value, abs=1e-9)


def test_what_has_no_best_constant() -> None:
    prediction = ConstantPrediction("sparse_categorical_crossentropy")
    assert prediction.value() is None
    prediction.add(np.arange(100))  # each class once: nobody knows how rare they are
    assert prediction.value() is None
    wide = ConstantPrediction("mean_squared_error")
    wide.add(np.zeros((2, 4000)))
    assert wide.value() is None
