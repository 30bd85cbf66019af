"""What the user asks for while the run is paused: to run steps again, to leave an update out."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

NO_STEP = "Only a training step of fit that runs watched can be run again, and none is paused."


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


@dataclass(frozen=True)
class Offer:
    """The step that runs and can be run again.

    Attributes:
        step: It.
        steps: All that can be run again, the oldest first; it is the last of them.
        rows: Of its batch, None when that is not known.
        learning_rate: Returns the learning rate, None where there is none to assign to.
        refuse: Says why a rewind cannot be done, None when it can.
        interrupt: Makes the step end at its next op.
        thread: The one that runs it.
    """

    step: int
    steps: Sequence[int]
    rows: int | None = None
    learning_rate: Callable[[], float | None] = lambda: None
    refuse: Callable[[Rewind], str | None] = lambda _: None
    interrupt: Callable[[], None] = lambda: None
    thread: int = field(default_factory=threading.get_ident)


class Orders:
    """What was asked for; given on the channel's thread, carried out by the one that trains."""

    def __init__(self) -> None:
        self.offer: Offer | None = None
        """The step that can be run again, while it runs watched."""
        self.problem: str | None = None
        """Why the step that runs cannot be run again, where that can be said."""
        self.skip_update = False
        """Whether the update of the step that is paused is left out."""
        self.pause_at_next_step = False
        """Whether the next step is to be watched, and paused in."""
        self._rewind: Rewind | None = None
        self._pausing: set[int] = set()

    @property
    def steps(self) -> Sequence[int]:
        """Steps that can be run again: some while a watched step runs."""
        return self.offer.steps if self.offer is not None else ()

    @property
    def can_rewind(self) -> bool:
        """Whether the step that runs can be run again."""
        return bool(self.steps)

    @property
    def paused(self) -> bool:
        """Whether this thread stands at a pause that the probe made."""
        return threading.get_ident() in self._pausing

    @contextlib.contextmanager
    def pausing(self) -> Iterator[None]:
        """Pause in here."""
        thread = threading.get_ident()
        self._pausing.add(thread)
        try:
            yield
        finally:
            self._pausing.discard(thread)

    @property
    def ending(self) -> bool:
        """Whether the step that runs is about to end: nothing it does is of interest any more."""
        return self._rewind is not None and not self.paused and self.can_rewind

    def rewind(self, rewind: Rewind) -> None:
        """Ask for a rewind, which happens as soon as the program goes on.

        Raises:
            LookupError: It cannot be done; says why.
        """
        offer = self.offer
        if offer is None or not offer.steps:
            raise LookupError(self.problem or NO_STEP)
        back = offer.step - offer.steps[0]
        if rewind.steps > back:
            far = "no step before it is kept" if not back else f"{back} steps back is as far as it is kept"
            raise LookupError(f"Step {offer.step} can be run again, but {far} (replayMemory, snapshotEvery).")
        why = offer.refuse(rewind)
        if why is not None:
            raise LookupError(why)
        self._rewind = rewind
        offer.interrupt()

    def check(self) -> None:
        """Carry out what was asked for, where the step can be ended.

        Raises:
            RewindRequested: The step shall end.
        """
        offer = self.offer
        if self._rewind is not None and offer is not None and offer.thread == threading.get_ident():
            raise RewindRequested  # @IgnoreException: debugpy never stops for it

    def take_rewind(self) -> Rewind | None:
        """Return what was asked for, once."""
        rewind, self._rewind = self._rewind, None
        return rewind

    def take_skip(self) -> bool:
        """Return whether the update is left out, once."""
        skip, self.skip_update = self.skip_update, False
        return skip
