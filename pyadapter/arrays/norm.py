"""Euclidean norms of eager tensors, on the device that holds them: one number leaves it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays.operations import DOUBLE, FLOAT, beside, host_array, run
from pyadapter.arrays.tensorflow import on_host
from pyadapter.core.numbers import blocks

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array

_FLOATS = frozenset({FLOAT, DOUBLE, 14, 19})
"""`DataType` values of float32, float64, bfloat16 and float16."""

_SMALLEST = 1e-30
"""Sums of squares below this may have lost terms to float32's underflow (1e-38) and are made again."""


def euclidean_norm(tensor: Any) -> float | None:
    """Return the Euclidean norm of an eager tensor: one pass over it, NaN or Inf when it holds one.

    Returns:
        None for what has no real floating point numbers.
    """
    if not hasattr(tensor, "_numpy") or tensor._datatype_enum() not in _FLOATS:  # noqa: SLF001 -- `.dtype` costs three times as much
        return None
    if not on_host(tensor):
        return _on_device(tensor)
    return _on_host(host_array(tensor))


def distance(one: Any, other: Any) -> float | None:
    """Return the Euclidean norm of the difference of two eager tensors of one shape, dtype and device."""
    if not on_host(one):
        with beside(one):
            return _on_device(run("Sub", [one, other], ("T", one._datatype_enum())))  # noqa: SLF001 -- as above
    return _on_host(host_array(one) - host_array(other))


def _on_host(array: Array) -> float:
    if array.dtype.char in "fd":
        line = array.ravel(order="K")
        squares = float(np.vdot(line, line))
        if math.isnan(squares) or _SMALLEST < squares < math.inf:
            return math.sqrt(squares)
        if not squares and not line.any():
            return 0.0
    total = 0.0
    for block in blocks(array):
        wide = block.reshape(-1).astype(np.float64)
        total += float(np.vdot(wide, wide))
    return math.sqrt(total)


def _on_device(tensor: Any) -> float:
    kind = tensor._datatype_enum()  # noqa: SLF001 -- as above
    with beside(tensor):
        if kind not in {FLOAT, DOUBLE}:
            tensor = run("Cast", [tensor], ("SrcT", kind, "DstT", FLOAT, "Truncate", False))
            kind = FLOAT
        half_of_squares = float(host_array(run("L2Loss", [tensor], ("T", kind))))
        if not math.isfinite(half_of_squares) and kind == FLOAT:  # squares overflow above 1e19
            tensor = run("Cast", [tensor], ("SrcT", kind, "DstT", DOUBLE, "Truncate", False))
            half_of_squares = float(host_array(run("L2Loss", [tensor], ("T", DOUBLE))))
    return math.sqrt(2 * half_of_squares)
