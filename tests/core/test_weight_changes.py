"""Updates of weights: lost, too large, too small, and as they should be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.detectors.weight_changes import Change, Changes, describe_ratio, describe_unmoved

UPDATES = (0, 4, 10)


def changes(*moved: float, **other: Any) -> Changes:
    values = {"size": 100, "rank": 2, "weight": 5.0, "gradient": 1.0, "rate": 0.01, **other}
    found = Changes()
    for update, distance in zip((*UPDATES, 25, 50, 75, 100)[: len(moved)], moved, strict=True):
        found.add(Change("block/dense/kernel", update, moved=distance, **values))
    return found


def test_a_weight_that_does_not_move_by_one_bit() -> None:
    assert changes(0, 0, 0).unmoved()
    assert not changes(0, 0).unmoved()
    assert not changes(0, 0, 1e-12).unmoved()


@pytest.mark.parametrize("other", [{"gradient": 0.0}, {"gradient": None}, {"gradient": 1e-9}, {"rate": 0.0}])
def test_one_that_has_no_reason_to_move(other: dict[str, Any]) -> None:
    assert not changes(0, 0, 0, **other).unmoved()


def test_a_learning_rate_of_zero_that_stays() -> None:
    assert changes(*[0] * 4, rate=0.0).unmoved()
    assert not changes(*[0] * 7, rate=0.0, may_rise=True).unmoved()


def test_one_that_has_learned_may_rest() -> None:
    assert not changes(0.1, 0, 0, 0, 0, 0).unmoved()
    assert not changes(0.1, 1e-9, 1e-9, 1e-9).too_small()


def test_updates_that_are_lost_in_rounding() -> None:
    assert changes(1e-8, 1e-8, 1e-8).too_small()
    assert not changes(1e-8, 1e-8, 1e-8, rank=1).too_small()
    assert not changes(1e-8, 1e-8, 1e-6).too_small()


def test_a_warm_up_is_waited_for() -> None:
    found = Changes()
    for update in UPDATES:
        found.add(Change("w", update, 100, 2, 5.0, 1e-9, 1.0, 1e-12 * update))
    assert not found.too_small()


def test_an_update_that_replaces_the_weight() -> None:
    assert changes(100.0).too_large()


@pytest.mark.parametrize(
    "other",
    [
        {"rank": 1},  # a bias
        {"weight": 0.0},  # began at zero
        {"weight": 5e-4},  # began near zero
        {"weight": 0.05, "moved": 0.6},  # grows from a small start
    ],
)
def test_growing_from_nothing_is_no_replacement(other: dict[str, Any]) -> None:
    moved = other.pop("moved", 100.0)
    assert not changes(moved, **other).too_large()


@given(st.floats(1e-4, 1e6), st.floats(1e-7, 9.0))
def test_ratios_in_between_are_fine_at_any_scale(weight: float, ratio: float) -> None:
    found = changes(*[weight * ratio] * 5, weight=weight)
    assert not found.too_large()
    assert not found.too_small()
    assert not found.unmoved()


@given(st.floats(1e-12, 1e12), st.floats(1e-12, 1e12))
def test_words_fit(weight: float, moved: float) -> None:
    lately = changes(moved, moved, moved, weight=weight, rate=1.23456e-7).lately
    names = [f"a_long_outer_layer/another_block/dense_{index}/kernel" for index in range(12)]
    for symptom in (
        describe_ratio(lately),
        describe_unmoved(names, 20, lately),
        describe_unmoved(names[:1], 1, lately, applied=False),
    ):
        assert len(symptom.title) <= 40
        assert all(len(line) <= 85 for line in (symptom.summary, *symptom.evidence))
