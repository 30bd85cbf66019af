"""Reducing a piece of a tensor on the device where it is: a handful of scalars come to the host.

The sums are as exact as those of `core.accumulator`: in float32 about the mean where the values allow it,
otherwise in float64. One thing differs: a device that flushes subnormal numbers counts them as zeros, which
is what its ops compute with (and so the moments of float64 below 1e-150 may come out as 0).
"""

from __future__ import annotations

import math
from typing import Any

from pyadapter.arrays.operations import DOUBLE, FLOAT, INT64, constant, host_array, run
from pyadapter.core.accumulator import FLOAT32_SAFE, FLOAT64_SAFE, SHRINK, Accumulator
from pyadapter.core.health import Health

PIECE = 1 << 22
"""Elements reduced at a time.

The temporary tensors of a piece are at most five of 16 MiB (float32) or 32 MiB (float64), however large the
tensor is. Not above 1 << 24: until there float32 counts exactly.
"""

_FLOAT32_BYTES = 4
_EXACT_BYTES = 2
"""Integers of at most so many bytes are exact in float32, and their sums precise enough."""


def is_finite(piece: Any) -> bool:
    """Whether no value of a piece is NaN or infinite; one boolean is moved.

    Raises:
        Exception: The device has no kernel for the dtype.
    """
    attributes = ("keep_dims", False, "Tidx", INT64)
    return bool(host_array(run("All", [_elementwise("IsFinite", piece), constant([0])], attributes)))


def reduce_piece(piece: Any) -> Accumulator:
    """Gather the partial statistics of a piece.

    Args:
        piece: One-dimensional eager tensor of floats, integers or booleans, of 1 to `PIECE` elements.

    Raises:
        Exception: The device has no kernel for the dtype.
    """
    part = Accumulator()
    part.counted = finite = int(piece.shape[0])
    numbers = _computable(piece)
    mask = _elementwise("IsFinite", numbers) if piece.dtype.is_floating else None
    asked = [_min(numbers), _max(numbers), _count(_equal(numbers, 0), numbers)]
    low, high, zeros, *counts = _moved(asked if mask is None else [*asked, _count(mask, numbers)])
    part.zeros = int(zeros)
    if not counts or counts[0] == finite:
        mask = None
    else:
        finite = int(counts[0])
        asked = [_count(_elementwise("IsNan", numbers), numbers), _count(_equal(numbers, math.inf), numbers)]
        asked += [_min(_kept(mask, numbers, math.inf)), _max(_kept(mask, numbers, -math.inf))]
        nan, positive, low, high = _moved(asked)
        part.health = Health(int(nan), int(positive), part.counted - finite - int(nan) - int(positive))
    if finite:
        part.minimum, part.maximum = low, high
        part.merge_moments(finite, *_moments(numbers, mask, finite, low, high))
    return part


def _moments(numbers: Any, mask: Any, finite: int, low: float, high: float) -> tuple[float, float, float]:
    """Compute mean, sum of squared deviations, and the scale of the values that they are of."""
    peak = max(abs(low), abs(high))
    scale = SHRINK if peak > FLOAT64_SAFE else 1.0
    if low == high:
        return low * scale, 0.0, scale
    if not FLOAT32_SAFE[0] < peak < FLOAT32_SAFE[1]:
        numbers = _cast(numbers, DOUBLE)
    if scale != 1:
        numbers = _elementwise("Mul", numbers, _like(numbers, scale))
    # Any value near the mean serves as the shift: how far it is off comes out as the drift.
    shift = _elementwise("Mul", _sum(_kept(mask, numbers, 0)), _like(numbers, 1 / finite))
    differences = _kept(mask, _elementwise("Sub", numbers, shift), 0)
    start, total, squares = _moved([shift, _sum(differences), _sum(_elementwise("Square", differences))])
    drift = total / finite
    return start + drift, max(0.0, squares - finite * drift * drift), scale


def _computable(piece: Any) -> Any:
    dtype = piece.dtype
    narrow = dtype.size <= (_FLOAT32_BYTES if dtype.is_floating else _EXACT_BYTES)
    return _cast(piece, FLOAT if narrow else DOUBLE)


def _cast(tensor: Any, target: int) -> Any:
    source = _type(tensor)
    if source == target:
        return tensor
    return run("Cast", [tensor], ("SrcT", source, "DstT", target, "Truncate", False))


def _elementwise(op: str, first: Any, *others: Any) -> Any:
    return run(op, [first, *others], ("T", _type(first)))


def _equal(numbers: Any, value: float) -> Any:
    return _elementwise("Equal", numbers, _like(numbers, value))


def _kept(mask: Any, numbers: Any, filling: float) -> Any:
    if mask is None:
        return numbers
    return run("SelectV2", [mask, numbers, _like(numbers, filling)], ("T", _type(numbers)))


def _count(mask: Any, numbers: Any) -> Any:
    # As floats, since GPUs add int32 on the host; exact up to 1 << 24.
    return _sum(_cast(mask, _type(numbers)))


def _sum(numbers: Any) -> Any:
    return _reduced("Sum", numbers)


def _min(numbers: Any) -> Any:
    return _reduced("Min", numbers)


def _max(numbers: Any) -> Any:
    return _reduced("Max", numbers)


def _reduced(op: str, numbers: Any) -> Any:
    attributes = ("keep_dims", False, "T", _type(numbers), "Tidx", INT64)
    return run(op, [numbers, constant([0])], attributes)


def _moved(scalars: list[Any]) -> list[float]:
    """Move scalars to the host, all at once: each transfer waits for the device."""
    together = run("Pack", scalars, ("N", len(scalars), "T", _type(scalars[0]), "axis", 0))
    numbers: list[float] = host_array(together).tolist()
    return numbers


def _like(numbers: Any, value: float) -> Any:
    return constant(value, _type(numbers))


def _type(tensor: Any) -> int:
    number: int = tensor.dtype.as_datatype_enum
    return number
