"""Writes digests of each training step to a file as the run goes: what `keras-debug compare` reads."""

from __future__ import annotations

import bisect
import threading
from typing import TYPE_CHECKING, Any

from pyadapter.core.run_digest import (
    RecordedStep,
    digest_of,
    header_line,
    note_line,
    start_line,
    step_line,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pyadapter.core.numbers import Array
    from pyadapter.core.run_digest import Stage, ValueDigest

MOST_BYTES = 32 << 20
"""Of a recording: about 5,000 steps of a model of 20 layers. Each eighth of it that is filled halves how many
steps are recorded from then on, at numbers that any two runs have in common."""

_EIGHTHS = 8
_MOST = 1000
"""Tensors of one stage of a step."""


class RunRecording:
    """Collects a step at a time. Threads of TensorFlow may call it.

    Args:
        file: Where it is written.
        header: What is known of the run.
    """

    def __init__(self, file: Path, header: dict[str, Any]) -> None:
        self._lock = threading.Lock()
        self._stream = file.open("w", encoding="utf-8")
        self._written = self._stream.write(header_line(header))
        self._number = -1
        self._step: RecordedStep | None = None
        self._start: dict[str, ValueDigest] | None = {}
        self._places: dict[str, list[int]] = {}
        self._stride = 1
        self._notes: set[str] = set()

    @property
    def wanted(self) -> bool:
        """Whether the step that runs is recorded."""
        return self._number < 0 or self._number % self._stride == 0

    @property
    def updated(self) -> bool:
        """Whether the step that runs has updated weights: what follows in a loop belongs to the next."""
        return self._step is not None and "weights" in self._step.stages

    @property
    def begun(self) -> bool:
        """Whether there was a step."""
        return self._number >= 0

    def begin(self) -> None:
        """A step begins; once more before anything was seen is the same: ops run again to make variables."""
        with self._lock:
            if self._step is not None and not self._step.stages:
                return
            self._end_step()
            self._number += 1
            self._step = RecordedStep(self._number)

    def take(self, stage: Stage, name: str, kind: str, array: Array, place: int = 0) -> None:
        """Take a tensor of the step that runs.

        Args:
            stage: Part of the step.
            name: Path of the layer or weight.
            kind: Class of the layer.
            array: The values.
            place: Where it stands among those of its stage; those of one place as they come. Ops of a graph
                run side by side.
        """
        with self._lock:
            if self._step is None:
                self._number += 1
                self._step = RecordedStep(self._number)
            found = self._step.stages.setdefault(stage, [])
            if self.wanted and len(found) < _MOST:
                digest = digest_of(name, kind, array)
                if digest is not None:
                    places = self._places.setdefault(stage, [])
                    at = bisect.bisect_right(places, place)
                    places.insert(at, place)
                    found.insert(at, digest)

    def take_start(self, name: str, array: Array) -> None:
        """Take a weight as it is before the first update; those of later steps are passed over."""
        with self._lock:
            if self._start is None or self._number > 0 or name in self._start:
                return
            digest = digest_of(name, "", array)
            if digest is not None and len(self._start) < _MOST:
                self._start[name] = digest

    def note(self, text: str) -> None:
        """Say what is not seen, once."""
        with self._lock:
            if text not in self._notes:
                self._notes.add(text)
                self._write(note_line(text))

    def close(self) -> None:
        """Write what is left."""
        with self._lock:
            self._end_step()
            self._stream.close()

    def _end_step(self) -> None:
        step, self._step = self._step, None
        self._places.clear()
        if step is None or self._stream.closed:
            return
        if self._start is not None:
            self._write(start_line(self._start.values()))
            self._start = None
        if self.wanted and any(step.stages.values()):
            self._write(step_line(step))

    def _write(self, line: str) -> None:
        if self._stream.closed or self._written > MOST_BYTES:
            return
        self._written += self._stream.write(line)
        self._stream.flush()  # the run may be killed
        while (
            self._stride < 1 << _EIGHTHS
            and self._written > MOST_BYTES // _EIGHTHS * self._stride.bit_length()
        ):
            self._stride *= 2
