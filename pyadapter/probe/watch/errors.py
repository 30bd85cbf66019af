"""Errors that leave training uncaught: told with the frames of their traceback, before anything else is."""

from __future__ import annotations

import functools
import inspect
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from pyadapter.probe.patches import Patch, around, contained
from pyadapter.probe.watch.error_notes import ErrorNotes, chain, mark, mark_of
from pyadapter.probe.watch.frames import location_of, site_of, user_frame
from pyadapter.probe.watch.frames_of_models import note_compiled
from pyadapter.probe.watch.handlers import is_expected
from pyadapter.probe.watch.names import named_in
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.origins import Exhibit, fault_of
from pyadapter.probe.watch.refusals import innermost_user, places_of
from pyadapter.probe.watch.shapes import tensors_among
from pyadapter.probe.watch.surroundings import Call, refused_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from pyadapter.core.finding import Kind
    from pyadapter.core.symptom import Symptom
    from pyadapter.probe.watch.memory import MemoryObserver
    from pyadapter.probe.watch.observer import ObserverContext
    from pyadapter.probe.watch.refusals import Note, Place

_TOLD, _TAPE = "_keras_debug_told", "_keras_debug_under_tape"
"""Marks of an error."""

_TRAINER = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch")


class ErrorObserver(Observer):
    """Tells of errors that leave training, and of refused shapes and dtypes wherever they end the script.

    An error that the script catches in the training is none, nor one that it catches by its name around it.
    Nothing is done while no error is about.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset({
        "shape-mismatch", "dtype", "exception", "out-of-memory", "label-out-of-range", "input-range",
    })  # fmt: skip

    def __init__(self, context: ObserverContext, memory: MemoryObserver) -> None:
        super().__init__(context)
        self._notes = ErrorNotes(memory)
        self._local = threading.local()
        self._boundaries: set[Any] = set()

    def patches(self, package: str) -> Iterable[Patch]:
        """Return the patches that see errors pass; all of them are idle while there is none."""
        if package == "tensorflow":
            return self._tensorflow_patches()
        return self._keras_patches()

    def _tensorflow_patches(self) -> Iterator[Patch]:
        from tensorflow.python.eager import backprop  # noqa: PLC0415 -- only once the user has imported it
        from tensorflow.python.util import traceback_utils  # noqa: PLC0415 -- as above

        yield Patch(
            traceback_utils,
            "_process_traceback_frames",
            "the op and the operands of an error, before TensorFlow cuts their frames out of the traceback",
            around(before=self._filtered),
        )
        yield Patch(
            backprop.GradientTape,
            "__exit__",
            "an error under a tape is one of training",
            around(before=self._leaves_tape),
        )
        yield Patch(sys, "excepthook", "an error that ends the script is told first", self._hook)
        debugger = sys.modules.get("pydevd")
        if debugger is not None:
            yield Patch(
                debugger.PyDB,
                "do_stop_on_unhandled_exception",
                "an error that ends the script stops once, as a finding",
                self._unhandled,
            )

    def _keras_patches(self) -> Iterator[Patch]:
        from keras.src.backend.tensorflow.trainer import TensorFlowTrainer  # noqa: PLC0415 -- as above
        from keras.src.trainers.trainer import Trainer  # noqa: PLC0415 -- as above
        from keras.src.utils import traceback_utils  # noqa: PLC0415 -- as above

        yield Patch(
            traceback_utils,
            "_process_traceback_frames",
            "the layer and the operands of an error, before Keras cuts their frames out of the traceback",
            around(before=self._filtered),
        )
        yield Patch(
            Trainer, "compile", "the line that chooses the loss, to name it", around(before=note_compiled)
        )
        for name in _TRAINER:
            yield Patch(
                TensorFlowTrainer,
                name,
                "an error that leaves it is told while its frames are there",
                self._bounded,
            )

    # Where errors pass

    def _filtered(self, trace: TracebackType | None) -> None:
        error = sys.exc_info()[1]
        if error is not None and self.armed:
            self._notes.take(error, trace)

    def _leaves_tape(self, tape: Any, kind: Any = None, error: Any = None, *trace: Any) -> None:
        del tape, kind, trace
        if isinstance(error, Exception) and self.armed:
            mark(error, _TAPE)

    def step_raised(self, error: Exception) -> None:
        """A step raised: told here, where the batch still is, unless the script could catch it on its way."""
        depth = getattr(self._local, "depth", 0)
        frame = sys._getframe(1)  # noqa: SLF001 -- inspect reads the source, too
        while frame is not None and depth > 0:
            if frame.f_code in self._boundaries:
                depth -= 1
            elif depth and user_frame(frame) is frame:
                return
            frame = frame.f_back  # type: ignore[assignment]  # checked in the loop's head
        self._leaves(error)

    def _bounded(self, original: Callable[..., Any]) -> Callable[..., Any]:
        local = self._local
        parameters = tuple(inspect.signature(original).parameters)

        def training(*arguments: Any, **named: Any) -> Any:
            depth = getattr(local, "depth", 0)
            local.depth = depth + 1
            if not depth:
                local.call = original.__name__, parameters, arguments, named
            try:
                return original(*arguments, **named)
            except Exception as error:
                if not depth and self.armed:
                    contained(self._leaves, error)
                raise
            finally:
                local.depth = depth
                if not depth:
                    local.call = None

        self._boundaries.add(training.__code__)
        return functools.wraps(original)(training)

    def _hook(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def excepthook(kind: Any, error: Any, trace: TracebackType | None) -> Any:
            if isinstance(error, Exception) and self.armed:
                contained(self.uncaught, error)
            return original(kind, error, trace)

        return excepthook

    def _unhandled(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def stop(debugger: Any, thread: Any, frame: Any, frames: Any, raised_: Any) -> Any:
            error = raised_[1]
            if isinstance(error, Exception) and self.armed:
                contained(self._uncaught_while_tracing, debugger, thread, error)
                if self.told(error):
                    return None
            return original(debugger, thread, frame, frames, raised_)

        return stop

    def _uncaught_while_tracing(self, debugger: Any, thread: Any, error: Exception) -> None:
        # Called by the debugger as it traces: what it asks itself then is whether it is free to stop.
        information = debugger.set_additional_thread_info(thread)
        tracing, information.is_tracing = information.is_tracing, 0
        try:
            self.uncaught(error)
        finally:
            information.is_tracing = tracing

    def _call(self) -> Call | None:
        """Describe the outermost call of a method of a model that runs."""
        running = getattr(self._local, "call", None)
        if running is None:
            return None
        name, parameters, arguments, named = running
        frame: Any = sys._getframe(1)  # noqa: SLF001 -- as above
        user = None
        while frame is not None:
            if frame.f_code in self._boundaries:
                user = user_frame(frame)
            frame = frame.f_back
        location = None if user is None else location_of(user)
        given = {**dict(zip(parameters, arguments, strict=False)), **named}
        return Call(name, arguments[0], given, location)

    # What is told

    def told(self, error: BaseException) -> bool:
        """Whether the user knows of an error, or of one that led to it."""
        return any(mark_of(each, _TOLD) for each in chain(error))

    def uncaught(self, error: Exception) -> None:
        """Tell of an error that ends the script: one of training, or shapes and dtypes that were refused."""
        if not self.told(error):
            places = places_of(error.__traceback__)
            note, symptom = self._notes.of(error, places)
            trained = note.training or any(mark_of(each, _TAPE) for each in chain(error))
            if trained or (symptom.kind != "exception" and note.refusal.by_library):
                self._tell(error, note, symptom, places)

    def _leaves(self, error: Exception) -> None:
        places = places_of(error.__traceback__)
        # The frames outside of the training are those that may catch it.
        if self.told(error) or not places or is_expected(error, sys._getframe(2)):  # noqa: SLF001 -- see above
            return
        note, symptom = self._notes.of(error, places)
        self._tell(error, note, symptom, places)

    def _tell(self, error: Exception, note: Note, symptom: Symptom, places: list[Place]) -> None:
        index = innermost_user(places)
        if symptom.kind not in self.armed or index is None:
            return
        user = places[index]
        site = replace(site_of(user.frame), layer=note.layer)
        fault = fault_of(
            replace(symptom, evidence=(*symptom.evidence, *note.evidence)),
            site,
            phase=note.phase,
            op=note.refusal.op,
            location=note.location,
            exhibits=_exhibits(note, user),
        )
        refused = contained(refused_of, note.refusal, note.around, self._call(), note.called_at)
        fault = replace(fault, trace=error.__traceback__, refusal=str(error), refused=refused)
        try:
            known_to_user = self.context.report(fault)
        except BaseException:
            mark(error, _TOLD)
            raise
        if known_to_user:
            mark(error, _TOLD)


def _exhibits(note: Note, user: Place) -> tuple[Exhibit, ...]:
    """Return the operands that the user has names for, then the other tensors of the frame."""
    wanted = [operand.name for operand in note.refusal.operands if operand.name]
    named = {name: value for name, value in named_in(user.frame) if name in wanted}
    found = {name: named[name] for name in wanted if name in named}
    found.update((name, value) for name, value in tensors_among(user.frame, user.line) if name not in found)
    return tuple(Exhibit(value, name) for name, value in found.items())
