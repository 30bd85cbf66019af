"""The user's edits while the run is paused: functions whose text has changed get the new code, in place."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Reloaded:
    """What came of a reload.

    Attributes:
        names: Functions that are new now.
        problems: Sentences on what has changed and could not be reloaded.
    """

    names: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Reloader:
    """Knows what the program's own files were like when it read them."""

    def refused(self) -> str | None:
        """Say why the files cannot be reloaded as they are, None when they can."""

    def reload(self) -> Reloaded:
        """Give functions that have changed their new code."""
        return Reloaded()
