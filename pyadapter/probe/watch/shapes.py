"""Shapes and dtypes of whatever has them: tensors with values and without, arrays, variables."""

from __future__ import annotations

import linecache
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from pyadapter.core.refusal import Shape

MOST = 20
"""Tensors of a frame, and items of a list, that are looked at."""


def shape_of(value: Any) -> Shape | None:
    """Return the shape of a tensor, array or variable; None for anything else and for an unknown rank."""
    if isinstance(value, type) or not hasattr(value, "dtype"):
        return None
    try:
        return tuple(None if size is None else int(size) for size in value.shape)
    except (AttributeError, TypeError, ValueError):  # a module's attribute, a property that fails
        return None


def dtype_of(value: Any) -> str:
    """Return the name of a tensor's dtype."""
    dtype = getattr(value, "dtype", "")
    return str(getattr(dtype, "name", dtype))


def tensors_in(structure: Any, depth: int = 3) -> Iterator[Any]:
    """List the tensors in nested lists and dicts."""
    if shape_of(structure) is not None:
        yield structure
    elif depth and isinstance(structure, (list, tuple)):
        for item in structure[:MOST]:
            yield from tensors_in(item, depth - 1)
    elif depth and isinstance(structure, dict):
        for item in list(structure.values())[:MOST]:
            yield from tensors_in(item, depth - 1)


def tensors_among(frame: FrameType, line: int) -> list[tuple[str, Any]]:
    """List the tensors among the locals of a frame; of a module, those that its line names."""
    local: dict[str, Any] = dict(frame.f_locals)
    if frame.f_code.co_name == "<module>":
        words = set(re.findall(r"\w+", linecache.getline(frame.f_code.co_filename, line)))
        local = {name: value for name, value in local.items() if name in words}
    found = [
        (name, value)
        for name, value in list(local.items())[:500]
        if not name.startswith("__") and shape_of(value)
    ]
    return found[:MOST]
