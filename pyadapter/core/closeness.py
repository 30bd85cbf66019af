"""How far two results are apart that should be the same, and how far rounding may drive them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.numbers import native

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.numbers import Array

_RTOL = {"float64": 1e-7, "float32": 1.3e-6, "bfloat16": 1.6e-2, "float16": 1e-3}
"""What `torch.testing.assert_close` allows one op of each dtype (its documentation, "rtol")."""

_OPS = 100.0
"""Ops whose roundings may add up in a layer or a step, of a dtype with many digits."""

_FEW_OPS = 10.0
"""The same where each rounding is large: half types accumulate in float32, so fewer of them count."""


def tolerance(dtypes: Iterable[str]) -> float:
    """Return the relative difference that rounding explains: of the coarsest dtype among those given.

    `torch.testing.assert_close`'s tolerance for one op, times 100 for many ops in a row (10 for half types).

    Args:
        dtypes: Names as numpy or TensorFlow spells them; what is not a float counts as float32.
    """
    return max((_tolerance(dtype) for dtype in dtypes), default=_tolerance("float32"))


def _tolerance(dtype: str) -> float:
    return _RTOL.get(dtype, _RTOL["float32"]) * (_FEW_OPS if dtype in {"float16", "bfloat16"} else _OPS)


def relative_difference(one: Array, other: Array) -> float:
    """Return |a − b| over the larger of |a| and |b|, in Euclidean norms.

    Returns:
        0 for equal arrays, also where both have NaN or the same infinity; infinite where the shapes differ,
        or only one of a pair is finite.
    """
    if one.shape != other.shape:
        return math.inf
    first, second = _wide(one), _wide(other)
    same = (first == second) | (np.isnan(first) & np.isnan(second))
    if same.all():
        return 0.0
    first, second = first[~same], second[~same]
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        return math.inf
    whole = max(_norm(_wide(one)), _norm(_wide(other)))
    return _norm(first - second) / whole if whole else 0.0


def _wide(array: Array) -> Array:
    flat = native(np.asarray(array).reshape(-1))
    return flat.astype(np.complex128 if flat.dtype.kind == "c" else np.float64)


def _norm(array: Array) -> float:
    finite = array[np.isfinite(array)]
    return float(np.sqrt(np.sum(np.abs(finite) ** 2)))
