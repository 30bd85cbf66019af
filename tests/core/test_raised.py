"""Which kind of finding an error is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.detectors.raised import raised
from pyadapter.core.refusal import Refusal, op_in


def refusal(text: str, error: str = "InvalidArgumentError", *, by_library: bool = True) -> Refusal:
    return Refusal(error, text, op_in(text), layer="head", function="call", by_library=by_library)


@pytest.mark.parametrize(
    ("text", "kind", "summary", "value"),
    [
        (
            (
                "Received a label value of 10 which is outside the valid range of [0, 10).  Label values: 10 "
                "[Op:SparseSoftmaxCrossEntropyWithLogits] name: "
            ),
            "label-out-of-range",
            "A label is 10; the predictions have 10 classes: 0 to 9",
            10.0,
        ),
        (
            "indices[0,3] = 12 is not in [0, 10) [Op:GatherV2]",
            "input-range",
            "An input is 12; head has 10 entries: 0 to 9",
            12.0,
        ),
        (
            "Incompatible shapes: [4,5] vs. [3] [Op:AddV2] name: ",
            "shape-mismatch",
            "(4, 5) + (3,): sizes 5 and 3 do not broadcast",
            None,
        ),
        (
            (
                "cannot compute Mul as input #1(zero-based) was expected to be a float tensor but is a "
                "int64 tensor"
            ),
            "dtype",
            "the op takes float32 here, input 1 is int64",
            None,
        ),
        (
            "assertion failed: [x must be positive] [Op:Assert] name: ",
            "exception",
            "InvalidArgumentError: assertion failed: [x must be positive]",
            None,
        ),
    ],
)
def test_errors_of_tensorflow_have_their_kinds(
    text: str, kind: str, summary: str, value: float | None
) -> None:
    found = raised(refusal(text))

    assert (found.kind, found.summary, found.value) == (kind, summary, value)
    assert len(found.title) <= 40


def test_what_a_line_of_the_users_raises_is_an_exception_whatever_it_says() -> None:
    for text in (
        "indices[0] = 12 is not in [0, 10)",
        "Incompatible shapes: [1] vs. [2]",
        "Invalid dtype: object",
    ):
        assert raised(refusal(text, "ValueError", by_library=False)).kind == "exception"


def test_an_index_out_of_range_says_what_to_do() -> None:
    (cause,) = raised(refusal("indices[0] = 12 is not in [0, 10)")).causes
    assert cause.fix == "Use an input_dim of at least 13, or inputs from 0 to 9."
    (cause,) = raised(refusal("indices[0] = -1 is not in [0, 10)")).causes
    assert cause.fix == "Use inputs from 0 to 9."


@given(st.text(), st.text(min_size=1))
def test_any_error_is_something(text: str, error: str) -> None:
    found = raised(refusal(text, error))
    assert len(found.summary) <= 85
    assert len(found.title) <= 40
