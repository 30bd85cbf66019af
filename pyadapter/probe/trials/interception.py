"""Interception: lets a script run until it trains, and takes over there."""

from __future__ import annotations

import functools
import inspect
import sys
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.probe.imports import ImportWatch
from pyadapter.probe.patches import Patch, Patches, clean_excepthook, contained
from pyadapter.probe.watch.frames import location_of, user_frame

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from pyadapter.core.finding import Location


@dataclass(frozen=True)
class Call:
    """A call that would train.

    Attributes:
        method: `fit` or `train_on_batch`.
        model: The model.
        given: All arguments by name, defaults filled in.
        written: Those that the script gives.
        location: The user's line.
        original: Trains as Keras does; takes the model and what `fit`, or `train_on_batch`, takes.
    """

    method: str
    model: Any
    given: dict[str, Any]
    written: dict[str, Any]
    location: Location | None
    original: Callable[..., Any] = field(repr=False)


class Interception:
    """Replaces calls that train.

    Args:
        called: Takes over such a call; what it returns is what the call returns.
        looped: Told of the first update by an optimizer outside of such a call: where, and the optimizer.
        number: Which call is taken over, from 1; those before it train as ever.
        device: Where to train: `auto`, `cpu`, `gpu` or `gpu:N`.
    """

    def __init__(
        self,
        called: Callable[[Call], Any],
        looped: Callable[[Location | None], None],
        number: int = 1,
        device: str = "auto",
    ) -> None:
        self.patches = Patches()
        self.backend: str | None = None
        """Of Keras, once it is imported."""
        self.seen = 0
        """Calls so far."""
        self._called, self._looped = called, looped
        self._number = number
        self._device = device
        self._inside = threading.local()
        self._imports = ImportWatch(("tensorflow", "keras"), self._imported)

    def start(self) -> None:
        """Wait for Keras."""
        self.patches.install([clean_excepthook()])
        self._imports.start()

    def close(self) -> None:
        """Undo everything that was changed in the program."""
        self._imports.stop()
        self.patches.undo()

    def _imported(self, name: str) -> None:
        # Only now: these import numpy, or Keras, which are the user's to import first.
        from pyadapter.probe.execution.device import select_device  # noqa: PLC0415
        from pyadapter.probe.watch.training import keras_backend  # noqa: PLC0415

        if name == "tensorflow":
            select_device(self._device)
            return
        self.backend = keras_backend()
        if self.backend != "tensorflow":
            return
        from pyadapter.probe.setup.places import patches as lines_of_setup  # noqa: PLC0415
        from pyadapter.probe.watch.layer_lines import patches as lines_of_layers  # noqa: PLC0415

        self.patches.install([*lines_of_setup(), *lines_of_layers()])
        from keras.src.backend.tensorflow.trainer import TensorFlowTrainer  # noqa: PLC0415 -- as above
        from keras.src.optimizers.base_optimizer import BaseOptimizer  # noqa: PLC0415 -- as above

        reason = "the trial takes the place of the training"
        self.patches.install(
            [
                Patch(TensorFlowTrainer, "fit", reason, self._replace),
                Patch(TensorFlowTrainer, "train_on_batch", reason, self._replace),
                Patch(
                    BaseOptimizer, "apply", "a loop of the user's, which no trial can take over", self._watch
                ),
            ]
        )

    def _replace(self, original: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(original)

        @functools.wraps(original)
        def train(*arguments: Any, **named: Any) -> Any:
            if getattr(self._inside, "depth", 0):
                return original(*arguments, **named)
            self.seen += 1
            self._inside.depth = 1
            try:
                if self.seen < self._number:
                    return original(*arguments, **named)
                bound = signature.bind(*arguments, **named)
                written = dict(bound.arguments)
                bound.apply_defaults()
                given = dict(bound.arguments)
                model = written.pop("self")
                del given["self"]
                frame = contained(user_frame, sys._getframe(1))  # noqa: SLF001 -- inspect reads the source, too
                where = None if frame is None else location_of(frame)
                return self._called(Call(original.__name__, model, given, written, where, original))
            finally:
                self._inside.depth = 0

        return train

    def _watch(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def apply(*arguments: Any, **named: Any) -> Any:
            if not getattr(self._inside, "depth", 0) and self.seen < self._number:
                frame = contained(_written, sys._getframe(1))  # noqa: SLF001 -- as above
                self._looped(None if frame is None else location_of(frame))
            return original(*arguments, **named)

        return apply


def _written(frame: FrameType | None) -> FrameType | None:
    """Return the innermost frame of a file that the user wrote; AutoGraph makes files of functions."""
    found = user_frame(frame)
    while found is not None and "__autograph_generated_file" in found.f_code.co_filename:
        found = user_frame(found.f_back)
    return found
