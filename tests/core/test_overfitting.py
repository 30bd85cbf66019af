"""What the course of a loss on one batch is called, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyadapter.core.trials.advice import Surroundings
from pyadapter.core.trials.attempt import Attempt, Look
from pyadapter.core.trials.overfitting import classify, decided, left_share
from pyadapter.core.trials.plot import plot
from pyadapter.core.trials.verdict import judge
from pyadapter.core.trials.yardsticks import Yardstick, differ, right_share, yardstick

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS = np.arange(1000.0)
KNOWN = Yardstick(least=0.0, constant=0.69, usual=0.5)


def noise(size: float, count: int = 1000, seed: int = 0) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(0, size, count)


@pytest.mark.parametrize(
    ("losses", "yardstick", "kind"),
    [
        (0.7 * np.exp(-STEPS / 200), KNOWN, "fits"),
        (0.7 * np.exp(-STEPS / 200) + abs(noise(0.01)), KNOWN, "fits"),
        (np.full(1000, 0.69), KNOWN, "plateaus"),
        (0.3 + 0.4 * np.exp(-STEPS / 50), KNOWN, "plateaus"),
        (0.7 * np.exp(-STEPS / 900), KNOWN, "slow"),
        (0.7 + STEPS / 1000, KNOWN, "goes-up"),
        (0.7 * np.exp(STEPS / 100), KNOWN, "explodes"),
        (np.append(0.7 - STEPS[:9] / 100, np.nan), KNOWN, "explodes"),
        (0.7 + 0.5 * (-1) ** STEPS, KNOWN, "oscillates"),
        (0.7 + 0.5 * np.sin(STEPS * 2), KNOWN, "oscillates"),
        (0.7 - STEPS, KNOWN, "unbounded"),
        (-7 * np.exp(STEPS / 100), Yardstick(), "unbounded"),
        (np.zeros(10), KNOWN, "zero"),
        (np.full(60, 1e-6), KNOWN, "zero"),
        (500 - 350 * (1 - np.exp(-STEPS / 50)), Yardstick(), "settles"),
        (500 - 50 * (1 - np.exp(-STEPS / 50)), Yardstick(), "plateaus"),
    ],
)
def test_a_course_has_a_name(losses: NDArray[np.float64], yardstick: Yardstick, kind: str) -> None:
    assert classify(Attempt(losses, yardstick=yardstick)) == kind


def test_dropout_noise_around_a_plateau_is_no_oscillation() -> None:
    losses = 0.5 + noise(0.2)
    still = tuple(Look(step, 0.4) for step in range(0, 1000, 10))
    assert classify(Attempt(losses, still, KNOWN, noisy=True)) == "plateaus"
    assert classify(Attempt(losses, (), KNOWN, noisy=False)) == "oscillates"


def test_what_dropout_hides_in_training_fits_by_its_loss_or_by_its_labels_in_inference() -> None:
    losses = 0.5 + noise(0.05)
    assert classify(Attempt(losses, (Look(1000, 0.01),), KNOWN, noisy=True)) == "fits"
    right = tuple(Look(step, 0.4, 1.0) for step in (980, 990, 1000))
    assert classify(Attempt(losses, right, KNOWN, labels_differ=True, noisy=True)) == "fits"
    assert classify(Attempt(losses, right[1:], KNOWN, labels_differ=True, noisy=True)) != "fits"


def test_labels_of_a_rare_class_are_not_named_right_by_the_usual_answer() -> None:
    looks = tuple(Look(step, 0.2, 0.98) for step in (980, 990, 1000))
    losses = np.full(1000, 0.2)
    rare, even = Yardstick(0.0, 0.2, usual=0.98), Yardstick(0.0, 0.69, usual=0.4)
    assert classify(Attempt(losses, looks, rare, labels_differ=True)) == "plateaus"
    assert classify(Attempt(losses, looks, even, labels_differ=True)) == "fits"


def test_a_loss_that_fits_beside_predictions_that_do_not_is_told() -> None:
    attempt = Attempt(np.full(20, 0.001), yardstick=KNOWN, labels_differ=True, predictions_differ=False)
    assert classify(attempt) == "hidden"


@given(
    st.lists(st.floats(width=32), min_size=1, max_size=60),
    st.sampled_from([KNOWN, Yardstick(), Yardstick(0.0), Yardstick(0.2, 0.2)]),
)
@settings(max_examples=200)
def test_every_course_is_judged_in_words(losses: list[float], known: Yardstick) -> None:
    attempt = Attempt(np.array(losses), (Look(0, None, 0.5),), known, labels_differ=True)
    verdict = judge(attempt, Surroundings("Adam", 0.001, by_name=True))
    assert verdict.title
    assert verdict.why
    assert (verdict.kind in {"fits", "settles"}) == (not verdict.tries)
    assert decided(attempt) in {True, False}


@given(st.floats(1e-3, 1e3), st.floats(1e-6, 1))
def test_what_is_left_does_not_depend_on_the_scale_of_the_loss(scale: float, rest: float) -> None:
    losses = np.full(20, rest * scale)
    assert left_share(Attempt(losses, yardstick=Yardstick(0.0, scale))) == pytest.approx(rest, rel=1e-6)


def test_what_cannot_change_any_more_is_decided_early() -> None:
    assert not decided(Attempt(0.7 - np.arange(40.0) / 1000, yardstick=KNOWN))
    assert decided(Attempt(np.full(50, 0.7), yardstick=KNOWN))
    assert decided(Attempt(np.array([0.7, np.inf]), yardstick=KNOWN))
    assert decided(Attempt(0.7 + np.arange(200.0), yardstick=KNOWN))


@pytest.mark.parametrize(
    ("around", "said"),
    [
        (Surroundings("Adam", 0.001), "Raise the learning rate (now 0.001): `keras.optimizers.Adam(0.01)`."),
        (Surroundings("Adam", 0.5), "Lower the learning rate (now 0.5)"),
        (Surroundings("Adam", 0.001, by_name=True), "the default of an optimizer given by name"),
        (Surroundings("Adam", 0.001, dropout=0.9), "for now: dropout 0.9"),
        (Surroundings("Adam", 0.001, frozen=(4, 4)), "Set `trainable = True`"),
    ],
)
def test_a_plateau_is_answered_by_what_is_around_it(around: Surroundings, said: str) -> None:
    losses = 0.6 + 0.1 * np.exp(-STEPS / 50)
    assert said in "\n".join(judge(Attempt(losses, yardstick=KNOWN), around).tries)


def test_nan_before_any_update_is_not_blamed_on_the_learning_rate() -> None:
    tries = judge(Attempt(np.array([np.nan])), Surroundings("Adam", 0.1)).tries
    assert not any("learning rate" in each for each in tries)
    grown = judge(Attempt(np.array([1.0, 1e9, np.inf])), Surroundings("SGD", 0.1)).tries
    assert "Lower the learning rate (now 0.1)" in grown[0]


@pytest.mark.parametrize(
    ("loss", "labels", "least", "constant"),
    [
        ("mean_squared_error", [0.0, 2.0], 0.0, 1.0),
        ("mean_absolute_error", [0.0, 0.0, 3.0], 0.0, 1.0),
        ("sparse_categorical_crossentropy", [0, 1, 2], 0.0, np.log(3)),
        ("sparse_categorical_crossentropy", [0.0, 0.3, 0.9], 0.0, 0.0),
        ("categorical_crossentropy", [[1, 0], [0, 1]], 0.0, np.log(2)),
        ("binary_crossentropy", [0, 1], 0.0, np.log(2)),
        ("binary_crossentropy", [0.5, 0.5], np.log(2), np.log(2)),
        ("binary_crossentropy", [0, 9], 0.0, None),
        ("cosine_similarity", [0.0, 1.0], -1.0, None),
        (None, [0.0, 1.0], None, None),
    ],
)
def test_a_loss_has_a_yardstick(
    loss: str | None, labels: list[float], least: float | None, constant: float | None
) -> None:
    found = yardstick(loss, np.array(labels))
    assert (found.least, found.constant) == (
        least if least is None else pytest.approx(least, abs=1e-9),
        constant if constant is None else pytest.approx(constant, abs=1e-9),
    )


def test_labels_are_named_right_as_their_loss_takes_them() -> None:
    scores = np.array([[2.0, 1.0], [0.0, 1.0]])
    assert right_share("sparse_categorical_crossentropy", np.array([0, 0]), scores) == 0.5
    assert right_share("categorical_crossentropy", np.eye(2), scores) == 1.0
    assert right_share("binary_crossentropy", np.array([0, 1]), np.array([[0.4], [0.6]])) == 1.0
    assert (
        right_share("binary_crossentropy", np.array([0, 1]), np.array([[0.4], [0.6]]), from_logits=True)
        == 0.5
    )
    assert right_share("binary_crossentropy", np.array([0.2, 0.5]), np.array([0.4, 0.6])) is None
    assert right_share("mean_squared_error", np.array([0.0]), np.array([0.0])) is None


def test_rows_differ_by_more_than_rounding() -> None:
    assert differ(np.array([[1.0], [1.1]]))
    assert not differ(np.array([[1.0], [1.0 + 1e-9]]))
    assert not differ(np.array([[5.0]]))


@given(st.lists(st.floats(), max_size=50), st.integers(1, 20), st.booleans())
def test_a_plot_has_as_many_lines_as_it_was_asked_for(
    values: list[float], height: int, braille: bool
) -> None:
    with np.errstate(all="ignore"):
        lines = plot(np.array(values), 30, height, braille=braille)
    assert len(lines) == (height + 1 if np.isfinite(values).any() else 0)


def test_a_plot_falls_where_the_loss_falls() -> None:
    lines = plot(np.linspace(1, 0, 40), 40, 4, braille=False)
    assert [line.index("*") for line in lines[:4]] == sorted(line.index("*") for line in lines[:4])
    assert lines[0].startswith("1 ┤*")
    assert lines[3].startswith("0 ┤")
    assert "step 39" in lines[4]
