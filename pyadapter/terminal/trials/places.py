"""Places and columns as the trials print them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyadapter.core.finding import Location


def shown(location: Location) -> str:
    """Return `train.py:12`, the path relative to the working directory when it is below it."""
    try:
        file = str(Path(location.file).resolve().relative_to(Path.cwd()))
    except ValueError:
        file = location.file
    return f"{file}:{location.line}"


def place_to_wire(location: Location | None) -> dict[str, Any] | None:
    """Return a location for JSON."""
    return None if location is None else {"file": location.file, "line": location.line}
