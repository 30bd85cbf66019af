"""Dead and saturated units: what is told, and what is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyadapter.core.detectors.units import (
    BATCHES,
    IdleUnits,
    PinnedValues,
    active_units,
    pinned,
)


def idle(units: int, dead: int, *, batches: int = BATCHES, rows: int = 32) -> IdleUnits:
    found = IdleUnits(units)
    for _ in range(batches):
        found.add(np.arange(units) >= dead, rows)
    return found


def test_a_dead_layer_is_told_with_its_numbers() -> None:
    symptom = idle(32, 32).judge("model/dense_1", highest=-8.25)

    assert symptom is not None
    assert symptom.kind == "dead-units"
    assert symptom.title == "Dead units in dense_1"
    assert symptom.summary == "32 of 32 units answered 0 to all 160 rows of 5 batches looked at"
    assert symptom.evidence == ("Their largest input was -8.25: no gradient passes",)
    assert symptom.value == 1.0


@pytest.mark.parametrize(
    ("units", "dead", "told"),
    [
        (32, 26, True),
        (32, 25, False),
        (16, 15, True),
        (16, 13, False),
        (9, 8, False),
        (4, 4, True),
        (3, 3, False),
    ],
)
def test_as_many_must_be_dead_as_chance_does_not_explain(units: int, dead: int, told: bool) -> None:
    assert (idle(units, dead).judge("dense") is not None) is told


def test_an_answer_is_dead_only_as_a_whole() -> None:
    assert idle(1, 1).judge("answer", output=True) is not None
    assert idle(784, 700).judge("answer", output=True) is None


def test_few_batches_or_few_rows_say_nothing() -> None:
    assert idle(32, 32, batches=BATCHES - 1).judge("dense") is None
    assert idle(32, 32, rows=1).judge("dense") is None
    assert idle(32, 32, rows=1, batches=64).judge("dense") is not None


def test_a_unit_that_comes_back_is_forgiven() -> None:
    found = idle(32, 32)
    found.add(np.ones(32, np.bool_), 32)

    assert found.judge("dense") is None


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.3, 0.9), st.integers(8, 64))
def test_sparse_units_are_not_dead(seed: int, zeros: float, units: int) -> None:
    random = np.random.default_rng(seed)
    found = IdleUnits(units)
    for _ in range(12):
        found.add(active_units(np.where(random.uniform(size=(32, units)) < zeros, 0.0, 1.0)), 32)

    assert found.judge("dense") is None


def test_channels_are_units() -> None:
    outputs = np.zeros((2, 3, 3, 4), np.float32)
    outputs[1, 2, 0, 1] = 0.5

    assert active_units(outputs).tolist() == [False, True, False, False]


def test_saturation_is_told_after_batches_in_a_row() -> None:
    found = PinnedValues("Tanh")
    verdicts = []
    for share in (0.9, 0.9, 0.1, 0.9, 0.9, 0.9, 0.9, 0.9):
        found.add(int(share * 100), 100, 31.5)
        verdicts.append(found.judge("model/gate") is not None)

    assert verdicts == [False] * 7 + [True]
    symptom = found.judge("model/gate")
    assert symptom is not None
    assert symptom.value == 0.9
    assert symptom.summary == "90% of the values sit at the ends of tanh in 5 batches looked at"
    assert all(len(line) <= 85 for line in (symptom.summary, *symptom.evidence))


def test_the_ends_of_tanh_and_sigmoid_are_the_same_point() -> None:
    inputs = np.array([-11.0, -6.0, 0.0, 4.9, 5.1, 10.1])

    assert pinned(inputs, "Tanh") == (4, 6, 11.0)
    assert pinned(inputs, "Sigmoid") == (2, 6, 11.0)
    assert pinned(np.zeros((0, 3)), "Tanh") == (0, 0, 0.0)


def test_long_names_fit() -> None:
    symptom = idle(32, 32).judge("a_layer_with_a_name_that_is_very_long_indeed")

    assert symptom is not None
    assert len(symptom.title) <= 40


def test_units_that_answer_nan_are_not_dead() -> None:
    assert active_units(np.array([[np.nan, 0.0, 1.0], [0.0, 0.0, np.nan]])).tolist() == [True, False, True]
