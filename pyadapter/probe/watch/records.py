"""Forward records: which line made the op whose gradient goes wrong later."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyadapter.probe.watch.frames import line_at, location_in

if TYPE_CHECKING:
    from types import CodeType

    from pyadapter.core.finding import Location

LIMIT = 20_000
"""Ops that are remembered: a step of a Transformer of 24 layers has about 5,000 that count."""

Record = tuple[Any, int, int, "CodeType | None", int, str]
"""Op type, `_id` of its first output, `_id` of its first input, user's code object (None when it was too far
up) and its `f_lasti`, name scope.

No tensor and no frame: nothing is kept alive by being remembered."""


@dataclass(frozen=True)
class ForwardOp:
    """The op of the forward pass that a gradient belongs to."""

    op: str
    location: Location | None
    scope: str = ""


def text_of(op_type: Any) -> str:
    """Return the type of an op, which TensorFlow gives as text or as bytes, as text."""
    return op_type.decode() if isinstance(op_type, bytes) else str(op_type)


def new_records() -> deque[Record]:
    """Return an empty, bounded list of records."""
    return deque(maxlen=LIMIT)


def forward_op(records: deque[Record], gradient: dict[str, Any]) -> ForwardOp:
    """Find the forward op of a gradient.

    Args:
        records: What was recorded while the tape was listening.
        gradient: Locals of `_gradient_function`.
    """
    op = text_of(gradient.get("op_name"))
    outputs = _identities(gradient.get("outputs"))
    inputs = _identities(gradient.get("inputs"))
    by_input: Record | None = None
    for record in reversed(records):
        if text_of(record[0]) != op:
            continue
        if record[1] in outputs:
            return _found(op, record)
        # A tape drops outputs that the gradient does not need; an input may feed several ops of one type.
        if by_input is None and record[2] in inputs:
            by_input = record
    return _found(op, by_input) if by_input is not None else ForwardOp(op, None)


def maker(records: deque[Record], value: Any) -> str | None:
    """Return the type of the op that made a tensor; None when it was not recorded."""
    identity = getattr(value, "_id", None)
    return next((text_of(record[0]) for record in reversed(records) if record[1] == identity), None)


def line_of(records: deque[Record], value: Any) -> Location | None:
    """Return the user's line that made a tensor; None when it was not recorded."""
    identity = getattr(value, "_id", None)
    for record in reversed(records):
        if record[1] == identity:
            return _found("", record).location
    return None


def _found(op: str, record: Record) -> ForwardOp:
    _, _, _, code, instruction, scope = record
    location = None if code is None else location_in(code, line_at(code, instruction))
    return ForwardOp(op, location, scope)


def _identities(tensors: Any) -> set[int]:
    return {tensor._id for tensor in tensors or () if hasattr(tensor, "_id")}  # noqa: SLF001 -- what tapes match by
