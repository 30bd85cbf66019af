"""Lines that are shown: how long they may be, and how longer ones are cut."""

from __future__ import annotations

TITLE_WIDTH = 40
LINE_WIDTH = 85
"""Characters that read well in VS Code's exception widget."""


def cut(text: str, width: int) -> str:
    """Shorten a text to a width."""
    return text if len(text) <= width else f"{text[: width - 1]}…"
