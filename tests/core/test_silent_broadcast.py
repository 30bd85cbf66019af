"""A row that meets a column of equal size is a finding, unless somebody meant it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.causes import Facts, Value, diagnose
from pyadapter.core.detectors.silent_broadcast import OPS, Operand, judge_broadcast

ROW, COLUMN, TABLE = (32,), (32, 1), (32, 32)


def test_a_missing_axis_is_told_with_names_and_shapes() -> None:
    symptom = judge_broadcast("Sub", Operand(ROW, "targets", 1), Operand(COLUMN, None, 2), TABLE)

    assert symptom is not None
    assert symptom.title == "(32,) - (32, 1)"
    assert symptom.summary == "(32,) - (32, 1) is (32, 32): each row meets all 32"
    assert symptom.evidence == ("targets has the shape (32,)", "the other has the shape (32, 1)")


@pytest.mark.parametrize("op", sorted(OPS))
@pytest.mark.parametrize("operands", [(ROW, COLUMN), (COLUMN, ROW), ((4, 8), (4, 8, 1))])
def test_every_arithmetic_op_either_way_round(
    op: str, operands: tuple[tuple[int, ...], tuple[int, ...]]
) -> None:
    symptom = judge_broadcast(op, Operand(operands[0]), Operand(operands[1]), TABLE)

    assert symptom is not None
    assert len(symptom.title) <= 40
    assert len(symptom.summary) <= 85


@pytest.mark.parametrize(
    ("op", "left", "right"),
    [
        ("Less", Operand(ROW), Operand(COLUMN)),
        ("Sub", Operand(ROW), Operand(COLUMN, shaped=True)),
        ("Sub", Operand(ROW, root=7), Operand(COLUMN, root=7)),
        ("Sub", Operand((1, 32)), Operand(COLUMN)),
        ("Mul", Operand((16,)), Operand(COLUMN)),
        ("Mul", Operand(()), Operand(COLUMN)),
        ("Mul", Operand((3,)), Operand((3, 1))),
        ("Mul", Operand((32,)), Operand((32, 4))),
        ("Mul", Operand((32, 4)), Operand((32, 1))),
    ],
)
def test_what_may_be_meant(op: str, left: Operand, right: Operand) -> None:
    assert judge_broadcast(op, left, right, TABLE) is None


SHAPES = st.lists(st.integers(1, 6), max_size=4).map(tuple)


@given(SHAPES, SHAPES)
def test_a_finding_is_always_larger_than_both(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    try:
        result = np.broadcast_shapes(left, right)
    except ValueError:
        return
    if judge_broadcast("Mul", Operand(left), Operand(right), result):
        assert np.prod(result) > max(np.prod(left), np.prod(right))


def test_the_cause_says_what_to_write() -> None:
    inputs = (Value("targets", ROW, "float32"), Value("predictions", COLUMN, "float32"))
    (cause,) = diagnose(Facts("silent-broadcast", "forward", "Sub", inputs=inputs))
    assert cause.id == "target-rank"
    assert cause.fix == "tf.squeeze(predictions, -1)  # or targets[:, None]"

    (cause,) = diagnose(Facts("silent-broadcast", "forward", "Sub", inputs=(inputs[0], Value(None, COLUMN))))
    assert cause.fix == "targets[:, None]"
