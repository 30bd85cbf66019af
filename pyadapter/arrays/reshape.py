"""The same values under another shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.arrays.operations import INT64, beside, constant, run
from pyadapter.arrays.recognize import view

if TYPE_CHECKING:
    from collections.abc import Sequence


def reshaped(value: Any, shape: Sequence[int]) -> Any:
    """Give the values of a tensor or array another shape, without a copy where that is possible.

    Args:
        value: Anything with numbers that `view` knows.
        shape: As many values.

    Returns:
        The value itself where it has this shape; an eager tensor on its device; a numpy array for the rest.

    Raises:
        TypeError: The value has no numbers, or none yet.
    """
    seen = view(value)
    if seen is None or not seen.numeric:
        raise TypeError("the value has no numbers")
    if seen.shape == tuple(shape) and seen.kind in {"tensor", "numpy"}:
        return value
    if seen.kind != "tensor":
        return seen.host().reshape(shape)
    with beside(value):
        dtype = value.dtype.as_datatype_enum
        return run("Reshape", [value, constant(list(shape))], ("T", dtype, "Tshape", INT64))
