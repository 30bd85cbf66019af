"""The flow of values through the ops of one step: what each op was given, and what it made of it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyadapter.probe.watch.frames import line_at, location_in
from pyadapter.probe.watch.records import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import CodeType

    from pyadapter.core.finding import Location

LIMIT = 50_000
"""Ops that are kept of one step, the latest: a step of a Transformer of 24 layers has about 20,000, forward
and backward."""

OpEntry = tuple[Any, tuple[int, ...], tuple[int, ...], "CodeType | None", int, str, int]
"""Op type, `_id`s of its inputs and of its outputs, user's code object and its `f_lasti` (None and 0 where no
tape listened), name scope, and whether a gradient was taken.

No tensor and no frame, as in `records`."""


def new_flow() -> deque[OpEntry]:
    """Return an empty, bounded list of ops."""
    return deque(maxlen=LIMIT)


@dataclass(frozen=True)
class FlowOp:
    """An op of the step.

    Attributes:
        index: Its place in the step.
        op: Its type.
        inputs: `_id` of each input.
        outputs: `_id` of each output.
        code: The user's code that ran it, and the instruction that it was at.
        scope: Name scope, as `model/dense/`.
        backward: Whether a gradient was taken.
    """

    index: int
    op: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    code: tuple[CodeType, int] | None
    scope: str
    backward: bool

    @property
    def location(self) -> Location | None:
        """The user's line that ran it."""
        if self.code is None:
            return None
        code, instruction = self.code
        return location_in(code, line_at(code, instruction))


class Flow:
    """The ops of a step, by what they made and by what they used.

    Args:
        entries: The ops in their order.
    """

    def __init__(self, entries: Iterable[OpEntry]) -> None:
        self.ops = [
            FlowOp(index, text_of(op), inputs, outputs, (code, at) if code else None, scope, bool(backward))
            for index, (op, inputs, outputs, code, at, scope, backward) in enumerate(entries)
        ]
        self._makers = {made: op for op in self.ops for made in op.outputs}
        self._users: dict[int, list[FlowOp]] = {}
        for op in self.ops:
            for used in dict.fromkeys(op.inputs):
                self._users.setdefault(used, []).append(op)

    def maker(self, identity: int) -> FlowOp | None:
        """Return the op that made a tensor, by its `_id`."""
        return self._makers.get(identity)

    def users(self, identity: int) -> list[FlowOp]:
        """Return the ops that were given a tensor, in their order."""
        return self._users.get(identity, [])

    def consumers(self, op: FlowOp) -> Iterator[FlowOp]:
        """Go through the ops that were given what one has made, each once."""
        seen = set()
        for made in op.outputs:
            for user in self.users(made):
                if user.index not in seen:
                    seen.add(user.index)
                    yield user
