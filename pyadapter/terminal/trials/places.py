"""Places and numbers as the trials write them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pyadapter.terminal.source import shown_path

if TYPE_CHECKING:
    from pyadapter.core.finding import Location


def shown(location: Location) -> str:
    """Return `train.py:12`, the path relative to the working directory when it is below it."""
    return f"{shown_path(location.file)}:{location.line}"


def place_to_wire(location: Location | None) -> dict[str, Any] | None:
    """Return a location for JSON."""
    return None if location is None else {"file": location.file, "line": location.line}


def finite(value: float) -> float | None:
    """Return a number for JSON, which has neither NaN nor infinity."""
    return value if math.isfinite(value) else None
