"""Hit conditions as debugpy reads them."""

from __future__ import annotations

import pytest

from pyadapter.core.expression import ConditionError
from pyadapter.core.hits import HitCondition, problem_with_hits


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("3", [3]),
        (" == 3 ", [3]),
        (">= 4", [4, 5, 6]),
        (">4", [5, 6]),
        ("<= 2", [1, 2]),
        ("< 2", [1]),
        ("% 3", [3, 6]),
    ],
)
def test_which_of_six_hits_stop(text: str, stops: list[int]) -> None:
    condition = HitCondition.parse(text)
    assert [count for count in range(1, 7) if condition.allows(count)] == stops


@pytest.mark.parametrize("text", ["", "abc", "-1", "= 3", "3 4", "% 0", "1" * 10, "== x"])
def test_what_is_none_says_what_to_write(text: str) -> None:
    with pytest.raises(ConditionError, match="for example: 5"):
        HitCondition.parse(text)


def test_no_hit_condition_is_no_problem() -> None:
    assert problem_with_hits("") is None
    assert problem_with_hits("% 10") is None
    assert problem_with_hits("soon") is not None
