"""Oddities: what a reader should know about a whole column, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.batch.images import flags_of
from pyadapter.core.digest import short_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pyadapter.core.batch.images import ImageFormat
    from pyadapter.core.numbers import Array

NAMED = 5
"""Rows that are named."""


def rows_text(rows: Sequence[int]) -> str:
    """Write row numbers: `row 3`, `rows 3, 17 and 4 more`."""
    shown = ", ".join(map(str, rows[:NAMED]))
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {shown}{more}"


def odd_images(
    images: Iterable[tuple[int, Array]], form: ImageFormat, out_of_time: Callable[[], bool]
) -> list[str]:
    """Say which images are constant, clipped, outside of the scale or not finite.

    Args:
        images: Row number and values of each, in the order in which they are looked at.
        form: Of the column.
        out_of_time: Once it is true, what was seen until then is told.
    """
    found: dict[str, list[int]] = {}
    seen, late = 0, False
    for row, image in images:
        if late := out_of_time():
            break
        seen += 1
        for flag in flags_of(image, form):
            found.setdefault("not finite" if "not finite" in flag else flag.split(":")[0], []).append(row)
    looked = f" ({seen} images were looked at)" if late else ""
    return [f"{flag}: {rows_text(sorted(rows))}{looked}" for flag, rows in found.items()]


def odd_tokens(rows: Sequence[tuple[int, Array]], padding: int | None, size: int | None) -> list[str]:
    """Say which rows are all padding, and which ids an embedding has no vector for.

    Args:
        rows: Row number and ids of each.
        padding: The id that pads.
        size: Vectors of the embedding, when there is one.
    """
    flags = []
    empty = [
        row for row, ids in rows if ids.size == 0 or (padding is not None and bool((ids == padding).all()))
    ]
    if empty:
        flags.append(f"nothing but padding: {rows_text(empty)}")
    outside = [row for row, ids in rows if ids.size and size is not None and int(ids.max()) >= size]
    if outside:
        highest = max(int(ids.max()) for _, ids in rows if ids.size)
        flags.append(f"ids up to {highest}, the embedding ends at {(size or 0) - 1}: {rows_text(outside)}")
    return flags


def odd_labels(labels: Array, classes: int | None) -> list[str]:
    """Say which labels are no number of a class.

    Args:
        labels: One number a row.
        classes: How many there are.
    """
    flat = labels.reshape(len(labels), -1)[:, 0] if labels.size else labels.reshape(-1)
    if classes is None or not flat.size:
        return []
    outside = np.flatnonzero((flat < 0) | (flat >= classes)).tolist()
    return [f"outside of the classes 0 to {classes - 1}: {rows_text(outside)}"] if outside else []


def odd_weights(weights: Array) -> list[str]:
    """Say which rows have no weight, or one below zero.

    Args:
        weights: Shape (rows, ...).
    """
    rows = weights.reshape(len(weights), -1) if weights.size else np.empty((0, 1))
    nothing = np.flatnonzero((rows == 0).all(axis=1)).tolist()
    negative = np.flatnonzero((rows < 0).any(axis=1)).tolist()
    flags = [f"no weight: {rows_text(nothing)}"] if nothing else []
    return [*flags, *([f"negative: {rows_text(negative)}"] if negative else [])]


def odd_numbers(values: Array) -> list[str]:
    """Say how many values are not finite, which rows have them, and whether rows differ at all.

    Args:
        values: Shape (rows, ...) of real numbers.
    """
    if not values.size:
        return []
    rows = values.reshape(len(values), -1)
    bad = ~np.isfinite(rows)
    flags = []
    if bad.any():
        where = np.flatnonzero(bad.any(axis=1)).tolist()
        flags.append(f"{int(bad.sum())} not finite: {rows_text(where)}")
    elif len(rows) > 1 and bool((rows == rows[0]).all()) and not bool((rows == 1).all()):
        same = f": {short_number(float(rows[0, 0]))}" if rows.shape[1] == 1 else ""
        flags.append(f"all rows are the same{same}")
    return flags
