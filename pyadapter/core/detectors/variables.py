"""Variables in a detector's words: names that fit a line, norms in a row."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.digest import short_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyadapter.core.symptom import Symptom


@dataclass(frozen=True)
class Found:
    """What was found in several variables.

    Attributes:
        index: The worst of them.
        symptom: In words.
    """

    index: int
    symptom: Symptom


NAME_ROOM = 30
"""Characters that a name may take in a sentence of 85."""


def shortened(path: str, room: int) -> str:
    """Cut a path to a width, the outermost layers first: `decoder/dense/kernel` → `dense/kernel`."""
    while len(path) > room and "/" in path:
        path = path.partition("/")[2]
    return path if len(path) <= room else f"{path[: room - 1]}…"


def listed(paths: Sequence[str], room: int) -> str:
    """List as many paths as fit: `dense/kernel, dense/bias and 4 more`."""
    words = ""
    for count, path in enumerate(paths):
        name = shortened(path, NAME_ROOM)
        rest = len(paths) - count
        tail = f" and {rest} more" if words else ""
        longer = f"{words}, {name}" if words else name
        more = f" and {rest - 1} more" if rest > 1 else ""
        if words and len(longer) + len(more) > room:
            return words + tail
        words = longer
    return words


def numbers(values: Iterable[float], most: int) -> str:
    """Write numbers in a row, `0.52 → 4.1 → 61`; of more than `most` those in between are left out."""
    written = ["none" if math.isnan(value) else short_number(float(value)) for value in values]
    if len(written) > most:
        half = most // 2
        written = [*written[:half], "…", *written[len(written) - half :]]
    return " → ".join(written)
