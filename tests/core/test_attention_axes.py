"""Shapes of attention weights, and what masks of each shape say of a sample."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.attention_axes import Axes, axes_of, masked

AXES = Axes(samples=3, heads=2, queries=4, keys=5)
SELF = Axes(samples=3, heads=2, queries=4, keys=4)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=6), st.booleans())
def test_any_shape_is_read_without_losing_a_value(shape: list[int], pooled: bool) -> None:
    axes = axes_of(shape, pooled=pooled)
    assert axes is not None
    assert np.prod(axes.shape) == np.prod(shape)


@pytest.mark.parametrize(
    ("shape", "options", "axes"),
    [
        ((8, 4, 10, 12), {}, (8, 4, 10, 12)),
        ((8, 10, 12), {}, (8, 1, 10, 12)),
        ((10, 12), {}, (1, 1, 10, 12)),
        ((8, 12), {"pooled": True}, (8, 1, 1, 12)),
        ((8, 3, 4, 10, 12), {}, (8, 12, 10, 12)),
        ((8, 2, 3, 4, 3, 4), {"attended": 2}, (8, 2, 12, 12)),
    ],
)
def test_axes_by_their_number(shape: tuple[int, ...], options: dict[str, int], axes: tuple[int, ...]) -> None:
    found = axes_of(shape, **options)  # type: ignore[arg-type]  # of both options
    assert found is not None
    assert found.shape == axes


@pytest.mark.parametrize("shape", [(), (7,), (4, 0)])
def test_what_has_no_two_axes_is_no_attention(shape: tuple[int, ...]) -> None:
    assert axes_of(shape) is None


def test_a_padding_mask_forbids_keys() -> None:
    mask = np.ones((3, 5), bool)
    mask[1, 3:] = False
    found = masked([("key", mask)], AXES, 1, causal=False)
    assert found.key_padding is not None
    assert found.key_padding.tolist() == [False, False, False, True, True]
    assert found.query_padding is None
    assert found.allowed is not None
    assert found.allowed.shape == (1, 4, 5)


@pytest.mark.parametrize(
    "mask",
    [np.tri(4, 5, dtype=bool), np.tri(4, 5, dtype=bool)[None], np.tri(4, 5)[None, None].astype("float32")],
)
def test_a_mask_over_both_axes_is_read_in_any_rank(mask: np.ndarray) -> None:
    found = masked([("attention", mask)], AXES, 2, causal=False)
    assert found.allowed is not None
    np.testing.assert_array_equal(found.allowed[0], np.tri(4, 5, dtype=bool))
    assert found.key_padding is not None
    assert found.key_padding.tolist() == [False] * 4 + [True]


def test_a_mask_that_is_added_keeps_where_it_is_zero() -> None:
    found = masked([("other", np.array([[[0.0, 0, -1e9, 0, -1e9]]]))], AXES, 0, causal=False)
    assert found.key_padding is not None
    assert found.key_padding.tolist() == [False, False, True, False, True]


def test_the_mask_of_self_attention_is_of_queries_too() -> None:
    mask = np.array([[True, True, False, False]] * 3)
    found = masked([("other", mask)], SELF, 0, causal=False)
    assert found.query_padding is not None
    assert found.query_padding.tolist() == found.key_padding.tolist() == [False, False, True, True]  # type: ignore[union-attr]  # there is one


def test_causal_attention_is_no_padding() -> None:
    found = masked([], SELF, 0, causal=True)
    assert (found.query_padding, found.key_padding) == (None, None)
    assert found.allowed is not None
    np.testing.assert_array_equal(found.allowed[0], np.tri(4, dtype=bool))


def test_masks_that_do_not_fit_say_nothing() -> None:
    masks = [
        ("key", np.ones((3, 9), bool)),
        ("attention", np.ones((3, 7, 7), bool)),
        ("other", np.ones(5, bool)),
    ]
    found = masked(masks[:2], AXES, 0, causal=False)
    assert (found.allowed, found.query_padding, found.key_padding) == (None, None, None)
    assert masked(masks[2:], AXES, 0, causal=False).allowed is not None
