"""Notes of errors, taken before TensorFlow and Keras cut their tracebacks, found again where errors end."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from pyadapter.core.detectors.memory import refused
from pyadapter.core.detectors.raised import raised
from pyadapter.probe.watch.refusals import places_of, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from pyadapter.core.symptom import Symptom
    from pyadapter.probe.watch.memory import MemoryObserver
    from pyadapter.probe.watch.refusals import Note, Place

REMEMBERED = 8
"""Notes that are kept: an error passes some functions of Keras, and is wrapped once or twice."""

_NOTE = "_keras_debug_note"
"""The mark on an error: a number, so that nothing of the user's lives longer for it."""


class ErrorNotes:
    """What is known of the last errors: words and numbers, no tensor and no frame.

    Args:
        memory: Knows what is held when an allocator refuses.
    """

    def __init__(self, memory: MemoryObserver) -> None:
        self._memory = memory
        self._numbers = itertools.count(1)
        self._notes: OrderedDict[int, tuple[Note, Symptom]] = OrderedDict()
        self._generators: tuple[str, Note, Symptom] | None = None

    def take(self, error: BaseException, trace: TracebackType | None) -> None:
        """Note an error that passes, the first time."""
        if isinstance(error, StopIteration) or type(error).__name__ == "OutOfRangeError" or self._find(error):
            return
        places = places_of(trace)
        if places:
            number = next(self._numbers)
            self._notes[number] = self._made(error, places)
            setattr(error, _NOTE, number)
            while len(self._notes) > REMEMBERED:
                self._notes.popitem(last=False)

    def take_generators(self, error: BaseException) -> None:
        """Note an error of a Python generator, of which TensorFlow passes on the text alone."""
        note, symptom = self._made(error, places_of(error.__traceback__))
        self._generators = (str(error), replace(note, phase="data"), symptom)

    def of(self, error: BaseException, places: Sequence[Place]) -> tuple[Note, Symptom]:
        """Return what was noted of an error, else what its frames still tell."""
        return self._find(error) or self._made(error, places)

    def _made(self, error: BaseException, places: Sequence[Place]) -> tuple[Note, Symptom]:
        note = read(list(sources(error))[-1], places)
        if isinstance(error, MemoryError) or note.refusal.error == "ResourceExhaustedError":
            return note, refused(note.refusal.message, self._memory.now(), note.layer)
        return note, raised(note.refusal)

    def _find(self, error: BaseException) -> tuple[Note, Symptom] | None:
        """Return what was noted of an error, or of the one that Keras or TensorFlow made it of."""
        text = str(error)
        if self._generators is not None and "generator_py_func" in text and self._generators[0] in text:
            return self._generators[1:]
        found = (self._notes.get(getattr(each, _NOTE, 0)) for each in sources(error))
        return next((note for note in found if note is not None), None)


def sources(error: BaseException) -> Iterator[BaseException]:
    """Return an error and what Keras made it of, with other words around its own."""
    yield error
    for each in chain(error):
        source = each.__cause__ or each.__context__
        wrapped = getattr(each, "_keras_call_info_injected", False)
        if source is None or not (wrapped or str(source) in str(each)):
            return
        yield source


def chain(error: BaseException) -> Iterator[BaseException]:
    """Return an error, and those that led to it."""
    following: BaseException | None = error
    for _ in range(20):
        if following is None:
            return
        yield following
        following = following.__cause__ or following.__context__
