"""Arrays of every dtype, layout and badness, for property tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from ml_dtypes import bfloat16

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array

FLOATS: tuple[Any, ...] = (np.float16, bfloat16, np.float32, np.float64, ">f4", ">f8")
INTEGERS: tuple[Any, ...] = (
    np.int8,
    np.int16,
    np.int32,
    np.int64,
    np.uint8,
    np.uint16,
    np.uint32,
    np.uint64,
    ">i4",
)


@st.composite
def floats(draw: st.DrawFn, *, bad: bool = True) -> Array:
    """Float arrays, some with NaN and infinities, of up to four axes and any layout."""
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=6))
    values = draw(
        hnp.arrays(
            np.float64,
            shape,
            elements=st.floats(-1e4, 1e4) | st.sampled_from([0.0, -0.0, 1.0, 6e4]),
            fill=st.just(0.5),
        )
    )
    array: Array = values.astype(draw(st.sampled_from(FLOATS)))
    if bad and array.size:
        for value in (np.nan, np.inf, -np.inf):
            if draw(st.booleans()):
                array.flat[draw(st.integers(0, array.size - 1))] = value
    return relaid(draw, array)


@st.composite
def integers(draw: st.DrawFn) -> Array:
    """Integer arrays up to the ends of their range."""
    dtype = np.dtype(draw(st.sampled_from(INTEGERS)))
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=6))
    return relaid(draw, draw(hnp.arrays(dtype, shape)))


def relaid(draw: st.DrawFn, array: Array) -> Array:
    """Give an array the same shape of values in another memory layout: transposed, reversed, with gaps."""
    layout = draw(st.sampled_from(["c", "transposed", "reversed", "gaps"]))
    if layout == "transposed":
        return array.T
    if not array.ndim:
        return array
    if layout == "reversed":
        return array[::-1]
    return array[..., ::2] if layout == "gaps" else array
