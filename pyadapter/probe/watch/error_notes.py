"""Notes of errors, taken before TensorFlow and Keras cut their tracebacks, found again where errors end."""

from __future__ import annotations

import itertools
import re
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from pyadapter.core.detectors.memory import refused
from pyadapter.core.detectors.raised import raised
from pyadapter.core.finding import Location
from pyadapter.core.refusal import Refusal
from pyadapter.probe.watch.frames import USER_FILES, is_of_tensorflow
from pyadapter.probe.watch.refusals import Note, places_of, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from pyadapter.core.symptom import Symptom
    from pyadapter.probe.watch.memory import MemoryObserver
    from pyadapter.probe.watch.refusals import Place

REMEMBERED = 8
"""Notes that are kept: an error passes some functions of Keras, and is wrapped once or twice."""

_NOTE = "_keras_debug_note"
"""The mark of a note: a number, so that nothing of the user's lives longer for it."""

_GENERATORS = re.compile(r"(\w+): ([^\n]*)\nTraceback \(most recent call last\):")
_FRAME = re.compile(r'File "([^"]+)", line (\d+), in (\S+)')


class ErrorNotes:
    """What is known of the last errors: words and numbers, no tensor and no frame.

    Args:
        memory: Knows what is held when an allocator refuses.
    """

    def __init__(self, memory: MemoryObserver) -> None:
        self._memory = memory
        self._numbers = itertools.count(1)
        self._notes: OrderedDict[int, tuple[Note, Symptom]] = OrderedDict()

    def take(self, error: BaseException, trace: TracebackType | None) -> None:
        """Note an error that passes, the first time."""
        if isinstance(error, StopIteration) or type(error).__name__ == "OutOfRangeError" or self._find(error):
            return
        places = places_of(trace)
        if places:
            number = next(self._numbers)
            self._notes[number] = self._made(error, places)
            mark(error, _NOTE, number)
            while len(self._notes) > REMEMBERED:
                self._notes.popitem(last=False)

    def of(self, error: BaseException, places: Sequence[Place]) -> tuple[Note, Symptom]:
        """Return what was noted of an error, else what its frames still tell."""
        generators = _generators(str(error))
        if generators is not None:
            return generators, raised(generators.refusal)
        return self._find(error) or self._made(error, places)

    def _made(self, error: BaseException, places: Sequence[Place]) -> tuple[Note, Symptom]:
        note = read(list(sources(error))[-1], places)
        if isinstance(error, MemoryError) or note.refusal.error == "ResourceExhaustedError":
            return note, refused(note.refusal.message, self._memory.now(), note.layer)
        symptom = raised(note.refusal)
        if symptom.kind == "exception":  # what a model is made of has nothing to do with it
            note = replace(note, location=note.called_at)
        return note, symptom

    def _find(self, error: BaseException) -> tuple[Note, Symptom] | None:
        """Return what was noted of an error, or of the one that Keras made it of."""
        found = (self._notes.get(mark_of(each, _NOTE)) for each in sources(error))
        return next((note for note in found if note is not None), None)


def _generators(text: str) -> Note | None:
    """Read the error of a Python generator of data from the traceback that TensorFlow writes into its own."""
    raised_ = _GENERATORS.search(text)
    frames = _FRAME.findall(text)
    users = [frame for frame in frames if USER_FILES[frame[0]]]
    if raised_ is None or not users:
        return None
    file, line, function = users[-1]
    location = Location(file, int(line), None if function == "<module>" else function)
    refusal = Refusal(
        raised_[1], raised_[2], function=location.function, by_library=is_of_tensorflow(frames[-1][0])
    )
    return Note(refusal, None, "data", location, location, (), training=True)


def mark(error: BaseException, name: str, value: int = 1) -> None:
    """Mark an error, also one of a class that forbids it, as a frozen data class does."""
    vars(error)[name] = value


def mark_of(error: BaseException, name: str) -> int:
    """Return the mark of an error, 0 when it has none."""
    found: int = vars(error).get(name, 0)
    return found


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
