"""Steps of hand-written loops: told by their optimizer's updates, or by the line that opens their tape."""

from __future__ import annotations

import sys
import weakref
from typing import TYPE_CHECKING, Any

from pyadapter.probe.watch.frames import in_first_replica, user_frame

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    from pyadapter.probe.progress import Progress

OTHERS = 50
"""Updates, or tapes, of others without one of those that are counted, after which the others are: another
loop has begun. An alternating training, as of a GAN with five updates of the critic each, stays far below."""


class LoopSteps:
    """Counts the steps of loops outside of `fit`.

    Args:
        progress: Says whether `fit` counts.
        next_step: Called when a step ends and the next one begins.
    """

    def __init__(self, progress: Progress, next_step: Callable[[], None]) -> None:
        self._progress = progress
        self._next_step = next_step
        self._line: tuple[CodeType, int] | None = None
        self._forget()

    def _forget(self) -> None:
        self._optimizer: weakref.ref[Any] | None = None
        self._loop: tuple[CodeType, int] | None = None
        self._counted = False
        self._others = 0

    def tape_opened(self) -> None:
        """An outermost tape was opened: a step each time at its line, unless an optimizer counts them."""
        if not self._counts() or self._counting() is not None:
            return
        frame = user_frame(sys._getframe(1))  # noqa: SLF001 -- inspect reads the source, too
        if frame is None:
            return
        self._line = line = (frame.f_code, frame.f_lineno)
        if self._progress.step is None:
            self._progress.step = 0
        if self._loop == line:
            self._others = 0
            self._counted = True
            self._next_step()
        elif self._loop is None or self._another():
            self._loop = line

    def updated(self, optimizer: Any) -> None:
        """An optimizer has changed weights: a step, if it is the first one that was seen in its loop."""
        if not self._counts():
            return
        counting = self._counting()
        if counting is None:
            if self._counted and self._line == self._loop:  # gradients of several batches make one update
                return
            self._optimizer = weakref.ref(optimizer)
        elif counting is not optimizer:
            if not self._another():
                return
            self._optimizer = weakref.ref(optimizer)
        self._others = 0
        self._next_step()

    def _counts(self) -> bool:
        """Whether steps are counted here: not in `fit`, and of several replicas only in the first."""
        if self._progress.in_train_function:
            self._forget()  # what comes after `fit` is another loop
            return False
        return in_first_replica()

    def _counting(self) -> Any:
        optimizer = None if self._optimizer is None else self._optimizer()
        if optimizer is None and self._optimizer is not None:
            self._forget()
        return optimizer

    def _another(self) -> bool:
        self._others += 1
        return self._others >= OTHERS
