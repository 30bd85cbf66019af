"""Hit conditions of breakpoints, in debugpy's syntax."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.expression import ConditionError

if TYPE_CHECKING:
    from collections.abc import Callable

_OPERATORS: dict[str, Callable[[int, int], bool]] = {
    "": operator.eq,
    "==": operator.eq,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "%": lambda count, divisor: count % divisor == 0,
}
_FORM = re.compile(r"\s*(==|>=|<=|>|<|%|)\s*(\d{1,9})\s*")


@dataclass(frozen=True)
class HitCondition:
    """Says which hits stop.

    Attributes:
        sign: How the hits are compared; `%` wants a multiple.
        number: With what.
    """

    sign: str
    number: int

    @classmethod
    def parse(cls, text: str) -> HitCondition:
        """Read a hit condition: `5` or `== 5`, `>= 5`, `> 5`, `<= 5`, `< 5`, `% 5`.

        Raises:
            ConditionError: It is none.
        """
        found = _FORM.fullmatch(text)
        if found is None or (found[1] == "%" and not int(found[2])):
            raise ConditionError("Write a hit count, for example: 5 or >= 5 or % 10")
        return cls(found[1], int(found[2]))

    def allows(self, count: int) -> bool:
        """Whether this hit stops.

        Args:
            count: The hits so far, this one included.
        """
        return _OPERATORS[self.sign](count, self.number)


def problem_with_hits(text: str) -> str | None:
    """Say why a text is no hit condition; None when it is one, or is empty."""
    try:
        if text:
            HitCondition.parse(text)
    except ConditionError as error:
        return str(error)
    return None
