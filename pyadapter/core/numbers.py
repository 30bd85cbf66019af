"""The dtypes that have numbers, and how to walk an array of any layout in blocks that fit a cache."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Array = NDArray[Any]

BLOCK = 1 << 16
"""Elements in a block: 256 KiB of float32, so that several passes over a block stay in a core's L2 cache."""

# ml_dtypes registers these with numpy as kind "V"; an array of one exists only where ml_dtypes is loaded.
_SMALL_FLOATS = ("bfloat16", "float8", "float6", "float4")
_SMALL_INTEGERS = ("int4", "int2", "int1")
_SMALL_UNSIGNED = ("uint4", "uint2", "uint1")
_FLOAT32_BYTES = 4


def never() -> bool:
    """Say that there is time left, always: the default of every `out_of_time`."""
    return False


def kind_of(dtype: np.dtype[Any]) -> str:
    """Name what a dtype holds.

    Args:
        dtype: Any numpy dtype, including those of ml_dtypes.

    Returns:
        `b` for booleans, `i` for integers, `f` for real floats, `c` for complex numbers, or an empty
        string for what has no numbers (text, objects, dates, structures).
    """
    if dtype.kind in "bfc":
        return dtype.kind
    if dtype.kind in "iu":
        return "i"
    if dtype.name.startswith(_SMALL_FLOATS):
        return "f"
    if dtype.name.startswith((*_SMALL_INTEGERS, *_SMALL_UNSIGNED)):
        return "i"
    return ""


def native(block: Array) -> Array:
    """Convert a block to a dtype that numpy computes fast and exactly: float32, float64, complex or integer.

    Args:
        block: One-dimensional block of a dtype that `kind_of` names.

    Returns:
        The block itself where nothing needs to change, otherwise a converted copy with equal values
        (long doubles are rounded to float64).
    """
    dtype = block.dtype
    kind = dtype.kind  # `dtype.name` is slow (7 µs), so it is asked for last
    if kind in "biuc":
        target = dtype.newbyteorder("=")
    elif kind == "f":
        target = np.dtype(np.float32 if dtype.itemsize <= _FLOAT32_BYTES else np.float64)
    elif dtype.name == "bfloat16":
        # The upper half of a float32. Shifting bits is several times as fast as ml_dtypes' own cast.
        return (block.view(np.uint16).astype(np.uint32) << 16).view(np.float32)
    elif dtype.name.startswith(_SMALL_INTEGERS):
        target = np.dtype(np.int8)
    elif dtype.name.startswith(_SMALL_UNSIGNED):
        target = np.dtype(np.uint8)
    else:
        target = np.dtype(np.float32)
    return block if target == dtype else block.astype(target)


def flat(array: Array) -> Array | None:
    """Flatten without a copy, in memory order.

    Returns:
        A one-dimensional view, or None when the array's layout has gaps.
    """
    if array.flags.c_contiguous or array.flags.f_contiguous:
        return array.ravel(order="K")
    return None


def in_order(array: Array, start: int, stop: int) -> Array:
    """Return the values from one place in C order to another; without a copy where that is how they lie."""
    return array.reshape(-1)[start:stop] if array.flags.c_contiguous else array.flat[start:stop]


def blocks(array: Array, size: int = BLOCK) -> Iterator[Array]:
    """Walk an array of any layout as one-dimensional blocks, each element once.

    The order is such that the blocks seen so far are always spread evenly over the array: who must stop
    early holds a fair sample. Layouts with gaps are copied one block at a time, never as a whole.

    Args:
        array: Any array.
        size: Largest number of elements in a block.

    Yields:
        Non-empty one-dimensional blocks of the array's own dtype.
    """
    line = flat(array)
    yield from _spread(array if line is None else line, size)


def _spread(array: Array, size: int) -> Iterator[Array]:
    if array.size <= size:
        if array.size:
            yield array.reshape(-1)
        return
    rows = max(1, size // (array.size // len(array)))
    for part in spread_order(-(-len(array) // rows)):
        block = array[part * rows : (part + 1) * rows]
        if block.size <= size:
            yield block.reshape(-1)
        else:
            yield from _spread(block[0], size)


def spread_order(count: int) -> Iterator[int]:
    """Order 0..count-1 so that every beginning of the order is spread evenly over the whole.

    Steps of a golden ratio of the range do that (the three-gap theorem).
    """
    step = max(1, round(count * 0.6180339887498949))
    while np.gcd(step, count) != 1:
        step += 1
    return (index * step % count for index in range(count))


def strided_sample(array: Array, sample: int) -> Array:
    """Take about `sample` evenly spaced elements.

    Args:
        array: Any array.
        sample: How many elements are wanted, at least 1.

    Returns:
        A one-dimensional array of at most `sample` elements; all elements when there are no more than that.
    """
    if array.size <= sample:
        return array.reshape(-1)
    stride = stride_of(array.shape, sample)
    line = flat(array)
    return array.flat[::stride] if line is None else line[::stride]


def stride_of(shape: Sequence[int], sample: int) -> int:
    """Return the step from one to the next of about `sample` evenly spaced elements.

    It has no common factor with any dimension: a sample cannot look at one column alone.

    Args:
        shape: Of an array with more elements than are wanted.
        sample: How many elements are wanted, at least 1.
    """
    size = math.prod(shape)
    stride = -(-size // sample)
    while any(math.gcd(stride, dimension) > 1 for dimension in shape if dimension < size):
        stride += 1
    return stride
