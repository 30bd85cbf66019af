"""Literals: Python that makes a small array again, bit for bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array

MOST = 64
"""Values of an array that is written out."""

LONGEST = 400
"""Characters of a text that is."""


def literal(values: Array, module: str) -> str | None:
    """Write an array.

    Args:
        values: Numbers or text of any shape.
        module: What the script calls numpy.

    Returns:
        An expression, None for what is too large or has no literal.
    """
    if values.dtype.kind in "OSU":
        item = values.item() if values.size == 1 and not values.ndim else None
        text = repr(item) if isinstance(item, (str, bytes)) else ""
        return text if text and len(text) <= LONGEST else None
    if values.size > MOST or values.dtype.kind not in "biuf":
        return None
    name = values.dtype.name
    if not values.size:
        return f"{module}.zeros({values.shape}, {name!r})"
    written = _numbers(values.tolist())
    if written is not None:
        return (
            f"{module}.array({written}, {name!r})" if values.ndim else f"{module}.{_scalar(name)}({written})"
        )
    bits = values.tobytes().hex()
    plain = f'{module}.frombuffer(bytes.fromhex("{bits}"), {name!r})'
    return f"{plain}.reshape({values.shape})" if values.ndim != 1 else plain


def _numbers(values: Any) -> str | None:
    """Write nested lists; None when there is a NaN, whose bits no literal has, or an infinity."""
    if isinstance(values, list):
        inside = [_numbers(value) for value in values]
        known = [part for part in inside if part is not None]
        return f"[{', '.join(known)}]" if len(known) == len(inside) else None
    return repr(values) if not isinstance(values, float) or np.isfinite(values) else None


def _scalar(name: str) -> str:
    return "bool_" if name == "bool" else name
