"""Attention weights: entropy, rows that are no distribution, padding, and what a head's pattern is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from pyadapter.core.attention import TOLERANCE, describe_head, row_entropy, tolerance_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCORES = hnp.arrays(
    np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=12), elements=st.floats(-20, 20)
)


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights: NDArray[np.float64] = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return weights


@given(SCORES)
def test_entropy_is_that_of_the_distribution(scores: NDArray[np.float64]) -> None:
    weights = softmax(scores)
    entropy = row_entropy(weights)
    terms = [[p * np.log2(p) if p else 0.0 for p in row] for row in weights]
    np.testing.assert_allclose(entropy, -np.sum(terms, axis=1), atol=1e-9)
    assert (entropy >= 0).all()
    assert (entropy <= np.log2(weights.shape[1]) + 1e-9).all()


@given(SCORES, st.floats(0.1, 10))
def test_entropy_of_scaled_rows_is_the_same(scores: NDArray[np.float64], factor: float) -> None:
    weights = softmax(scores)
    np.testing.assert_allclose(row_entropy(factor * weights), row_entropy(weights), atol=1e-9)


@given(SCORES, st.sampled_from([np.float16, np.float32, np.float64]))
def test_what_softmax_makes_sums_to_one_in_any_dtype(scores: NDArray[np.float64], dtype: type) -> None:
    head = describe_head(softmax(scores).astype(dtype), np.dtype(dtype).name)
    assert head.not_one == ()
    assert head.evenness is None or 0 <= head.evenness <= 1
    assert not any("sum" in flag or "finite" in flag for flag in head.flags)


@given(SCORES, st.data())
def test_padding_is_the_weight_that_rests_on_it(scores: NDArray[np.float64], data: st.DataObject) -> None:
    weights = softmax(scores)
    queries, keys = weights.shape
    key_padding = np.array(data.draw(st.lists(st.booleans(), min_size=keys, max_size=keys)))
    query_padding = np.array(data.draw(st.lists(st.booleans(), min_size=queries, max_size=queries)))
    head = describe_head(weights, "float64", query_padding=query_padding, key_padding=key_padding)
    shares = (weights * key_padding).sum(axis=1)
    assert set(head.on_padding) == set(np.flatnonzero(~query_padding & (shares > 0.01)))
    if (~query_padding).any():
        assert head.padding_share == pytest.approx(shares[~query_padding].mean())
    else:
        assert head.padding_share is None
        assert "every query is padding" in head.flags


def test_rows_after_dropout_do_not_sum_to_one() -> None:
    weights = softmax(np.arange(16.0).reshape(4, 4) % 3)
    weights[1] = [0, 1.25 * weights[1, 1], 0, 0]
    head = describe_head(weights, "float32")
    assert head.not_one == (1,)
    assert head.flags[0] == "no sum of one in 1 query"


def test_a_row_of_nan_is_told_and_leaves_the_others_their_entropy() -> None:
    weights = np.full((3, 4), 0.25)
    weights[2] = np.nan
    head = describe_head(weights, "float32")
    assert (head.entropy, head.evenness, head.not_one) == (2.0, 1.0, (2,))
    assert np.isnan(head.row_entropy[2])
    assert head.flags[0] == "not finite in 1 query"


def test_rows_of_padding_queries_are_not_judged() -> None:
    weights = np.vstack([np.eye(4)[0], np.zeros((3, 4))])
    head = describe_head(weights, "float32", query_padding=np.array([False, True, True, True]))
    assert head.not_one == ()
    assert head.entropy == 0


def test_negative_rows_are_no_distribution() -> None:
    head = describe_head(np.array([[-1.0, 2.0], [0.5, 0.5]]), "float32")
    assert np.isnan(head.row_entropy[0])
    assert head.entropy == 1


CAUSAL = np.tril(np.ones((6, 6))) / np.arange(1, 7)[:, None]
SECOND = np.eye(8)[np.full(8, 3)]


@pytest.mark.parametrize(
    ("weights", "flag"),
    [
        (np.full((6, 6), 1 / 6), "even over all keys"),
        (CAUSAL, "even over all keys"),
        (np.eye(8)[np.zeros(8, int)], "looks only at the first token"),
        (np.eye(8)[np.full(8, 7)], "looks only at the last token"),
        (SECOND, "looks only at key 3"),
        (np.eye(8), "diagonal"),
        (np.eye(8)[[0, 0, 1, 2, 3, 4, 5, 6]], "previous token"),
        (np.eye(8)[[1, 2, 3, 4, 5, 6, 7, 7]], "next token"),
        (np.eye(8)[[5, 3, 7, 0, 6, 1, 2, 4]], "one key a query"),
    ],
)
def test_patterns_have_names(weights: NDArray[np.float64], flag: str) -> None:
    assert describe_head(weights, "float32").flags == (flag,)


def test_few_keys_have_no_pattern() -> None:
    assert describe_head(np.eye(3), "float32").flags == ()


def test_a_mask_says_how_many_keys_there_are_to_choose_from() -> None:
    allowed = np.zeros((4, 8), bool)
    allowed[:, :2] = True
    weights = allowed / 2
    assert describe_head(weights, "float32", allowed=allowed).evenness == 1
    assert describe_head(weights, "float32").evenness == pytest.approx(1 / 3)


def test_a_sample_of_nothing_but_padding_says_so() -> None:
    head = describe_head(np.full((1, 4), np.nan), "float32", key_padding=np.ones(4, bool))
    assert head.flags == ("not finite in 1 query", "every key is padding")


@pytest.mark.parametrize(
    ("dtype", "tolerance"),
    [("float32", TOLERANCE), ("float64", TOLERANCE), ("float16", 2**-7), ("bfloat16", 2**-4)],
)
def test_the_tolerance_is_that_of_the_dtype(dtype: str, tolerance: float) -> None:
    assert tolerance_of(dtype) == pytest.approx(tolerance)
