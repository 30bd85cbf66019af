"""What the user asks for while the run is paused: to run steps again, to leave an update out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Rewind:
    """Go back, and run from there again.

    Attributes:
        steps: How many steps before the one that runs; 0 is that one itself.
        learning_rate: To train with from there on, None for the one there is.
        without_rows: Rows of the batch that runs to leave out.
    """

    steps: int = 0
    learning_rate: float | None = None
    without_rows: tuple[int, ...] = ()


class RewindRequested(BaseException):
    """Ends the step that runs because the user wants it run again. No `except Exception` takes it."""


class Orders:
    """What was asked for; given on the channel's thread, carried out by the one that trains."""

    def __init__(self) -> None:
        self.steps: Sequence[int] = ()
        """Steps that can be run again: set while a watched step runs."""
        self.skip_update = False
        """Whether the update of the step that is paused is left out."""
        self.pause_at_next_step = False
        """Whether the next step is to be watched, and paused in."""
        self._rewind: Rewind | None = None

    @property
    def can_rewind(self) -> bool:
        """Whether the step that runs can be run again."""
        return bool(self.steps)

    def rewind(self, rewind: Rewind) -> None:
        """Ask for a rewind, which happens as soon as the program goes on."""
        self._rewind = rewind

    def check(self) -> None:
        """Carry out what was asked for, where the step can be ended.

        Raises:
            RewindRequested: The step shall end.
        """
        if self._rewind is not None and self.can_rewind:
            raise RewindRequested

    def take_rewind(self) -> Rewind | None:
        """Return what was asked for, once."""
        rewind, self._rewind = self._rewind, None
        return rewind

    def take_skip(self) -> bool:
        """Return whether the update is left out, once."""
        skip, self.skip_update = self.skip_update, False
        return skip
