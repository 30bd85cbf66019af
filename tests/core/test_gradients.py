"""Norms of gradients: what leaves its range is found, what is only large, noisy or small is not."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.detectors import gradient_exploding, gradient_vanishing
from pyadapter.core.detectors.gradient_missing import ALTERNATING, PATIENCE, Missing, describe
from pyadapter.core.detectors.gradient_orders import Orders
from pyadapter.core.detectors.gradient_orders import find as find_orders
from pyadapter.core.detectors.variables import listed, numbers, shortened

NAMES = [f"dense_{index}/kernel" for index in range(8)]


def exploding(series: Any, names: list[str] | None = None) -> Any:
    norms = np.atleast_2d(np.asarray(series, float))
    norms = norms.T if norms.shape[0] == 1 else norms
    names = names or NAMES[: norms.shape[1]]
    return gradient_exploding.find(norms, names, [[index] for index in range(len(names))])


def vanishing(norms: Any, *, highest: float = 1.0, loss: float | None = 1.0) -> Any:
    norms = np.asarray(norms, float)
    width = norms.shape[1]
    layers = [[index] for index in range(width)]
    return gradient_vanishing.find(norms, NAMES[:width], np.ones(width), layers, highest=highest, loss=loss)


def texts(symptom: Any) -> list[str]:
    assert len(symptom.title) <= 40
    lines = [symptom.summary, *symptom.evidence]
    assert all(len(line) <= 85 for line in lines)
    return lines


class TestExploding:
    def test_growth_in_every_update_is_found(self) -> None:
        found = exploding([0.9, 1.0, 30.0, 300.0, 5000.0])
        assert found.symptom.value == 5000
        assert texts(found.symptom)[0] == "Its norm grew 5000-fold in 3 updates, to 5000"

    def test_a_jump_that_no_pair_of_batches_explains_is_found_at_once(self) -> None:
        assert texts(exploding([256.0, 1.27e10]).symptom)[0].startswith("Its norm jumped from 256 to 1.27e10")

    def test_what_stays_far_above_its_median_is_found(self) -> None:
        assert exploding([*[0.5, 0.2, 0.4] * 10, 900.0, 800.0, 1000.0]) is not None
        assert exploding([*[0.5, 0.2, 0.4] * 10, 900.0, 0.4, 1000.0]) is None

    def test_a_first_layer_with_ten_thousand_times_the_last_ones_gradient_is_found(self) -> None:
        norms = np.tile([5e5, 900.0, 2.0], (3, 1))
        found = exploding(norms)
        assert found.index == 0
        assert "2 → 900 → 500000" in texts(found.symptom)[1]

    @pytest.mark.parametrize(
        "series",
        [
            [1e-5, 1e-3, 1e-1, 10, 90],  # a gate that begins at zero
            [2e5, 3e5, 1e5, 4e5, 8e5],  # targets that are not scaled
            [1.0, 100.0, 1.0, 800.0, 1.0, 3.0],  # tiny batches
            [1e-6] * 30 + [50.0],  # a fitted model meets an odd row
            [math.nan, math.nan, 3.0],  # trained by turns
            [0.0] * 5 + [90.0],
        ],
    )
    def test_healthy_series_are_left_alone(self, series: list[float]) -> None:
        assert all(exploding(series[: count + 1]) is None for count in range(len(series)))

    @given(st.lists(st.floats(0.03, 30.0), min_size=1, max_size=64), st.floats(1e-6, 1e6))
    def test_noise_of_three_orders_is_no_explosion_at_any_scale(
        self, series: list[float], scale: float
    ) -> None:
        assert exploding(np.array(series) * scale) is None

    @given(st.floats(2.0, 1e3), st.floats(1.0, 1e3), st.integers(0, 20))
    def test_any_steady_growth_is_found_in_the_end(self, growth: float, start: float, calm: int) -> None:
        series = [start] * calm + [start * growth**step for step in range(60)]
        series = [value for value in series if value < 1e30]
        assert any(exploding(series[: count + 1]) is not None for count in range(len(series)))


class TestVanishing:
    def test_gradients_that_are_lost_on_the_way_to_the_first_layer_are_found(self) -> None:
        norms = np.tile(0.3 * 0.25 ** np.arange(8)[::-1], (10, 1))
        found = vanishing(norms)
        assert found.index == 0
        assert "0.3" in texts(found.symptom)[1]

    def test_a_layer_that_lost_its_gradient_is_found(self) -> None:
        norms = np.ones((40, 3))
        norms[30:, 1] = 1e-9
        assert vanishing(norms).index == 1

    def test_gradients_that_never_were_are_found_while_the_loss_is_large(self) -> None:
        norms = np.full((10, 3), 1e-9)
        assert vanishing(norms, highest=1e-9, loss=0.5) is not None
        assert vanishing(norms, highest=1e-9, loss=1e-6) is None
        assert vanishing(norms, highest=1e-9, loss=None) is None
        assert vanishing(norms, highest=1e-3, loss=0.5) is None  # converged

    def test_small_inputs_and_large_features_are_no_loss_on_the_way(self) -> None:
        assert vanishing(np.tile([1e-6, 0.4, 0.5, 0.4, 0.6], (10, 1))) is None
        assert vanishing(np.tile([1e-6, 1e-6, 2e-6, 1e-6, 0.6], (10, 1))) is None

    def test_a_gate_that_opens_is_waited_for(self) -> None:
        rising = np.outer(10.0 ** (np.arange(10) / 6), 1e-5 * 0.25 ** np.arange(8)[::-1])
        rising[:, -1] = 1
        assert vanishing(rising) is None

    @given(st.floats(1e-12, 1e3), st.lists(st.floats(0.03, 1.0), min_size=8, max_size=8))
    def test_the_scale_of_a_loss_is_no_loss_on_the_way(self, scale: float, shape: list[float]) -> None:
        assert vanishing(np.tile(np.array(shape) * scale, (40, 1)), highest=1.0) is None

    def test_zeros_are_other_kinds(self) -> None:
        norms = np.ones((40, 4))
        norms[30:, 0] = 0
        assert vanishing(norms) is None


class TestMissing:
    def test_it_takes_patience(self) -> None:
        missing = Missing()
        for _ in range(PATIENCE - 1):
            missing.add([1, 2], [True, False])
        assert missing.never() == []
        assert missing.never(over=True) == [2]
        missing.add([1, 2], [True, False])
        assert missing.never() == [2]
        assert missing.pending

    def test_more_of_it_where_others_alternate(self) -> None:
        missing = Missing()
        for step in range(ALTERNATING):
            assert missing.never() == missing.never(over=True) == [] or step < 2
            missing.add([1, 2, 3], [step % 2 == 0, step % 2 == 1, False])
        assert missing.never() == [3]

    @given(st.lists(st.booleans(), min_size=1))
    def test_one_gradient_is_enough(self, present: list[bool]) -> None:
        missing = Missing()
        for got in present:
            missing.add([1], [got])
        assert missing.reached(1) == any(present)
        assert missing.reached(1) != missing.pending

    @pytest.mark.parametrize("count", [1, 2, 40])
    @pytest.mark.parametrize("reached", [0, 1, 40])
    def test_words_fit(self, count: int, reached: int) -> None:
        paths = [f"a_long_outer_layer/another_block_{index}/dense_{index}/kernel" for index in range(40)]
        texts(describe(paths[:count], paths[:reached], 10, ["The tape saw none of them used"]))


class TestOrders:
    def test_second_order_gradients_that_drown_the_first_are_found(self) -> None:
        update = [Orders("dense/kernel", 0.5, 50.0, 0.999), Orders("dense/bias", 0.1, 8.0, 0.9999)]
        symptom = find_orders([update] * 3)
        assert symptom is not None
        assert symptom.title == "2nd-order gradients: 100× 1st"
        assert "dense/kernel: norm 1st 0.5, 0.5, 0.5; 2nd 50, 50, 50" in texts(symptom)
        assert find_orders([update] * 2) is None

    @pytest.mark.parametrize(
        "orders",
        [
            Orders("w", 0.5, 50.0, 0.7),  # normalised before they are added
            Orders("w", 0.5, 2.0, 0.999),  # of one size
            Orders("w", 0.0, 2.0, 1.0),  # no first order
        ],
    )
    def test_what_is_balanced_is_left_alone(self, orders: Orders) -> None:
        assert find_orders([[orders]] * 3) is None


def test_names_and_numbers_fit() -> None:
    assert shortened("encoder/block/dense/kernel", 15) == "dense/kernel"
    assert shortened("a_very_long_name", 8) == "a_very_…"
    assert listed(["a/kernel", "b/kernel", "c/kernel"], 25) == "a/kernel and 2 more"
    assert listed(["a/kernel", "b/kernel"], 80) == "a/kernel, b/kernel"
    assert numbers([1.0, math.nan, 3.5, 4.0], 2) == "1 → … → 4"
