"""How a layer is doing: what is called odd, and what comes first."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pyadapter.core.layer_health import LayerState, judge, pinned_share, sign_agreement
from pyadapter.core.statistics import Statistics, summarize

FINE = Statistics(100, 100, zeros=40, mean=0.1, standard_deviation=1.0)


def test_a_healthy_layer_has_nothing_to_tell() -> None:
    state = LayerState(FINE, 0.1, 3.0, 0.2, (0.1, 0.2, 0.3, 0.2, 0.1), 100, 1e-3)
    assert (judge(state).badness, judge(state).why, judge(state).odd) == (0, "", ())
    assert judge(LayerState()).badness == 0


@pytest.mark.parametrize(
    ("state", "why", "odd"),
    [
        (LayerState(Statistics(4, 4, nan=1)), "NaN in its output", "nonFinite"),
        (LayerState(Statistics(4, 4, nan=1, negative_inf=1)), "NaN and Inf in its output", "nonFinite"),
        (LayerState(Statistics(100, 100, zeros=95, standard_deviation=0.1)), "95% zeros", "zeros"),
        (LayerState(Statistics(1000, 1000, zeros=999, standard_deviation=0.1)), "99% zeros", "zeros"),
        (LayerState(Statistics(9, 9, zeros=9, standard_deviation=0.0)), "only zeros", "zeros"),
        (
            LayerState(Statistics(9, 9, standard_deviation=0.0)),
            "the same value everywhere",
            "standardDeviation",
        ),
        (LayerState(FINE, pinned=0.8), "80% saturated", "standardDeviation"),
        (LayerState(weight_norm=math.nan), "weights not finite", "weightNorm"),
        (LayerState(gradient_norm=math.inf), "gradient not finite", "gradientNorm"),
        (LayerState(gradient_norm=0.0), "gradient is zero", "gradientNorm"),
        (LayerState(gradient_norm=90.0, earlier=(1.0,) * 5), "gradient 90× its median", "gradientNorm"),
        (LayerState(gradient_norm=1e-5, earlier=(1.0,) * 5), "gradient has vanished", "gradientNorm"),
        (LayerState(gradient_norm=1e-6, parameters=10_000), "gradient has vanished", "gradientNorm"),
        (LayerState(missing=True), "no gradient reaches it", "gradientNorm"),
        (LayerState(update_ratio=0.32), "update 0.32 of weights", "updateRatio"),
        (LayerState(update_ratio=2e-7), "update only 2e-7 of weights", "updateRatio"),
        (LayerState(update_ratio=0.0), "update changed nothing", "updateRatio"),
        (LayerState(update_ratio=math.nan), "update not finite", "updateRatio"),
    ],
)
def test_what_is_odd_is_named_with_its_column(state: LayerState, why: str, odd: str) -> None:
    verdict = judge(state)
    assert (verdict.why, verdict.odd) == (why, (odd,))
    assert verdict.badness >= 1


def test_one_value_is_not_the_same_everywhere() -> None:
    assert judge(LayerState(Statistics(1, 1, zeros=1, standard_deviation=0.0))).badness == 0


def test_the_first_norms_make_no_median() -> None:
    assert judge(LayerState(gradient_norm=1000.0, earlier=(1.0, 1.0))).badness == 0


def test_the_worst_is_told_first_and_what_else_there_is_counts() -> None:
    not_finite = LayerState(Statistics(4, 4, nan=1), update_ratio=0.3)
    both = judge(not_finite)
    assert both.why == "NaN in its output; update 0.3 of weights"
    assert both.odd == ("nonFinite", "updateRatio")
    assert both.badness > judge(LayerState(Statistics(4, 4, nan=1))).badness
    assert judge(LayerState(gradient_norm=math.nan)).badness > judge(LayerState(missing=True)).badness


@given(st.lists(st.floats(allow_nan=True), max_size=6), st.floats(min_value=0), st.integers(0, 9))
def test_any_numbers_get_a_verdict(earlier: list[float], norm: float, parameters: int) -> None:
    values = np.array([*earlier, norm])
    verdict = judge(LayerState(summarize(values), None, norm, norm, earlier, parameters, norm))
    assert math.isfinite(verdict.badness)
    assert bool(verdict.why) == bool(verdict.odd) == (verdict.badness > 0)


def test_values_at_the_ends_of_an_activation_are_counted() -> None:
    assert pinned_share(np.array([-1.0, 0.5, 1.0, 0.0]), "tanh") == 0.5
    assert pinned_share(np.array([0.0, 0.5, 1.0, 0.1]), "sigmoid") == 0.5
    assert pinned_share(np.array([0.0]), "relu") is None
    assert pinned_share(np.array([]), "tanh") is None


@given(arrays.arrays(np.float32, 8), arrays.arrays(np.float32, 8))
def test_signs_agree_as_often_as_numpy_says(one: np.ndarray, other: np.ndarray) -> None:
    expected = np.mean([np.sign(a) == np.sign(b) for a, b in zip(one, other, strict=True)])
    assert sign_agreement(one, other) == pytest.approx(expected)


def test_arrays_of_other_shapes_have_no_signs_in_common() -> None:
    assert sign_agreement(np.ones(3), np.ones(4)) is None
    assert sign_agreement(np.ones(0), np.ones(0)) is None
