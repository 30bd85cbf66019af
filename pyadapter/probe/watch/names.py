"""What the user calls the tensors that an op was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.probe.watch.values import host, read_variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType

MOST = 500
"""Names that are looked at in a frame; a notebook can have thousands."""


def names_of(values: Sequence[Any], frame: FrameType | None) -> list[str | None]:
    """Find the names of values in a frame: `x`, `self.kernel`, `parts[0]`.

    A weight reaches an op as a fresh tensor that was read from it; it is recognised by its memory.

    Args:
        values: The op's inputs.
        frame: The user's frame.

    Returns:
        One name a value, None where the frame has none.
    """
    names: list[str | None] = [None] * len(values)
    if frame is None:
        return names
    weights: list[tuple[str, Any]] = []
    for name, value in named_in(frame):
        for index, wanted in enumerate(values):
            if names[index] is None and (value is wanted or getattr(value, "_value", value) is wanted):
                names[index] = name
        if hasattr(value, "assign") and hasattr(value, "shape"):
            weights.append((name, value))
    for index, wanted in enumerate(values):
        if names[index] is None:
            names[index] = _name_by_memory(wanted, weights)
    return names


def named_in(frame: FrameType) -> Iterator[tuple[str, Any]]:
    """List the values that a frame has names for: its locals, what is in them, the attributes of `self`."""
    # At module level the locals are the globals; modules and functions in them are cheap to pass over.
    local = list(frame.f_locals.items())[:MOST]
    yield from local
    for name, value in local:
        if isinstance(value, (tuple, list)):
            yield from ((f"{name}[{index}]", item) for index, item in enumerate(value[:20]))
        elif isinstance(value, dict):
            yield from ((f"{name}[{key!r}]", item) for key, item in list(value.items())[:20])
    owner = frame.f_locals.get("self")
    try:
        attributes = list(vars(owner).items())[:MOST]
    except TypeError:
        return
    for name, value in attributes:
        if not name.startswith("_"):
            yield f"self.{name}", value


def _name_by_memory(wanted: Any, weights: list[tuple[str, Any]]) -> str | None:
    address = _address(wanted) if weights else None
    if address is None:
        return None
    for name, weight in weights:
        if tuple(weight.shape) == tuple(wanted.shape) and _address(read_variable(weight)) == address:
            return name
    return None


def _address(tensor: Any) -> int | None:
    """Return where a tensor's values are; None for one that has none here."""
    try:
        array: Any = np.asarray(memoryview(tensor))  # NumPy's own view of a scalar is a copy
    except (
        BufferError,
        TypeError,
        ValueError,
    ):  # no tensor, or bfloat16, which buffers do not know
        array = host(tensor)
    return int(array.__array_interface__["data"][0]) if array is not None and array.size else None


def path_of(variable: Any) -> str:
    """Return the name of a variable with those of the layers around it."""
    return str(getattr(variable, "path", None) or getattr(variable, "name", None) or "variable")
