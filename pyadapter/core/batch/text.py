"""Text of cells: the values of one row in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.digest import digest_line, short_number
from pyadapter.core.numbers import kind_of, native
from pyadapter.core.statistics import summarize

if TYPE_CHECKING:
    from pyadapter.core.numbers import Array

CELL = 60
"""Characters of a cell of numbers."""

LONGEST = 400
"""Characters of a text of the user's."""

VALUES = 6
"""Values of a row that are written out before it is summarised; twice as many whole numbers."""


LOOKED_AT = 1 << 14
"""Values of a row that are summarised; more are sampled, and the text says so."""


def text_of(row: Array) -> str:
    """Write the values of a row, or what they are like when they are many."""
    if row.dtype.kind in "SUO":
        return cut(" ".join(scalar_text(item) for item in row.reshape(-1)[: LONGEST // 2]), LONGEST)
    if not kind_of(row.dtype):
        return cut(str(row))
    values = native(np.ascontiguousarray(row).reshape(-1))
    if not row.ndim:
        return scalar_text(values[0])
    most = VALUES * (2 if values.dtype.kind in "biu" else 1)
    if row.ndim == 1 and values.size <= most:
        return cut(f"[{', '.join(map(scalar_text, values))}]")
    if row.ndim == 1 and values.dtype.kind in "iu":
        return cut(f"[{', '.join(map(scalar_text, values[:most]))}, … {values.size}]")
    return digest_line(row.shape, row.dtype.name, statistics=summarize(row, sample=LOOKED_AT))


def scalar_text(value: Any) -> str:
    """Write one value: a number short, text as it is."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if not isinstance(value, float):
        return str(value)
    if math.isnan(value):
        return "NaN"
    return short_number(value) if math.isfinite(value) else ("+Inf" if value > 0 else "−Inf")


def cut(text: str, longest: int = CELL) -> str:
    """Shorten a text to so many characters."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
