"""The record that a run leaves for the editor: collected as it goes, written now and then.

There is one where the environment names a folder for records. The folder is the editor's; nothing is written
anywhere else, and a program in which nothing trains leaves the record of the run before it alone.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import linecache
import logging
import os
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyadapter.core.record_matching import statement_text
from pyadapter.core.run_record import (
    FOLDER_VARIABLE,
    MOST_FINDINGS,
    MOST_HISTORY,
    MOST_TENSORS,
    CauseRecord,
    FindingRecord,
    PlaceRecord,
    RunRecord,
    Seen,
    TensorRecord,
)
from pyadapter.core.run_record_json import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyadapter.core.digest import TensorDigest
    from pyadapter.core.finding import Finding, Location
    from pyadapter.core.run_record import Shape
    from pyadapter.core.source.assigned import Assigned

logger = logging.getLogger("keras-debug.probe")

EVERY = 10.0
"""Seconds between two writes while a run goes on, beside those of its first step, findings and end."""

MOST_RECORDS = 200
"""Files in the folder; the oldest go."""

_Key = tuple[str, str, int, str]


def records_of(configuration: Mapping[str, Any]) -> RunRecords | None:
    """Return what takes the record of this run, None where none is wanted.

    Args:
        configuration: The schema's `ProbeConfiguration`.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    return RunRecords(Path(folder), str(configuration.get("execution") or "eager")) if folder else None


class RunRecords:
    """Collects a record and writes it. Threads of TensorFlow may call it.

    Args:
        folder: Where to; made where it is not there.
        execution: How models run.
    """

    def __init__(self, folder: Path, execution: str) -> None:
        self._folder = folder
        self._execution = execution
        self._started = time.time()
        self._process = os.getpid()
        self._lock = threading.RLock()
        self._tensors: dict[_Key, TensorRecord] = {}
        self._symbolic: set[_Key] = set()
        self._now: set[_Key] = set()
        self._findings: list[FindingRecord] = []
        self._before: tuple[TensorRecord, ...] = ()
        self._file: Path | None = None
        self._program = ""
        self._steps = 0
        self._written = 0.0
        self._dirty = False
        atexit.register(self.write)

    def begin_step(self) -> None:
        """A step begins that is recorded."""
        with self._lock:
            self._now.clear()

    def knows(self, file: str, statement: Assigned, shape: Shape, *, symbolic: bool) -> bool:
        """Whether an assignment was recorded in this step; notes where its shape is another one now."""
        key = _key(file, statement)
        with self._lock:
            known = self._tensors.get(key)
            if known is None:
                return len(self._tensors) >= MOST_TENSORS
            if symbolic:
                return key not in self._symbolic or key in self._now
            if key not in self._now or key in self._symbolic:
                return False
            if known.shape != shape and len(known.shape) == len(shape):
                sizes = (one if one == other else None for one, other in zip(known.shape, shape, strict=True))
                self._tensors[key] = replace(known, shape=tuple(sizes))
            return True

    def take(  # noqa: PLR0913 -- what a record has
        self,
        file: str,
        statement: Assigned,
        found: TensorDigest,
        seen: Seen | None,
        layer: str | None,
        *,
        symbolic: bool = False,
    ) -> None:
        """Take a tensor that a statement has assigned, the first one of the step that runs."""
        key = _key(file, statement)
        path = os.path.abspath(file)  # noqa: PTH100 -- what is a link stays one, as the editor knows it
        with self._lock:
            known = self._tensors.get(key)
            history = () if known is None else known.history
            if seen is not None:
                history = (*(each for each in history if each.step < seen.step), seen)[-MOST_HISTORY:]
            count = statement.end_line - statement.line + 1
            self._tensors[key] = TensorRecord(
                path,
                statement.function,
                statement.line,
                statement_text(linecache.getlines(file), statement.line, count),
                statement.name,
                found.shape,
                found.dtype,
                found.line,
                history,
                layer,
            )
            self._now.add(key)
            (self._symbolic.add if symbolic else self._symbolic.discard)(key)
            self._dirty = True

    def end_step(self, step: int) -> None:
        """A step of training is over; with the first one the record is this run's."""
        first, self._steps = not self._steps, max(self._steps, step + 1)
        if first or (self._dirty and time.monotonic() - self._written > EVERY):
            self._dirty = True
            self.write()

    def finding(self, finding: Finding) -> None:
        """Take a finding that was told."""
        causes = tuple(
            CauseRecord(cause.id, cause.message, cause.fix, _place(cause.location))
            for cause in finding.causes
        )
        with self._lock:
            if len(self._findings) < MOST_FINDINGS:
                self._findings.append(
                    FindingRecord(
                        finding.kind,
                        finding.title,
                        finding.message,
                        finding.step,
                        finding.epoch,
                        _place(finding.location),
                        causes,
                    )
                )
            self._dirty = True
        self.write()

    def write(self) -> None:
        """Write what there is, unless it is written already; what hinders that is logged."""
        if os.getpid() != self._process:  # a copy of this process, which knows nothing of its own
            return
        with self._lock:
            if not self._dirty:
                return
            self._dirty, self._written = False, time.monotonic()
            try:
                self._write()
            except Exception as error:  # noqa: BLE001 -- a full disk is no matter of the training's
                logger.warning("the record of this run cannot be written: %s", error)

    def _write(self) -> None:
        if self._file is None:
            self._program = _program()
            name = hashlib.sha256(self._program.encode(errors="replace")).hexdigest()[:32]
            self._file = self._folder / f"{name}.json"
            self._folder.mkdir(parents=True, exist_ok=True)
            self._before = _tensors_in(self._file)
            _remove_oldest(self._folder)
        record = RunRecord(
            self._program, self._started, self._steps, self._execution, self._all(), tuple(self._findings)
        )
        beside = self._file.with_name(f"{self._file.name}.{self._process}")
        beside.write_text(json.dumps(to_json(record), allow_nan=False), encoding="ascii")
        beside.replace(self._file)

    def _all(self) -> tuple[TensorRecord, ...]:
        """Return the tensors of this run, and of functions that it has not come to those of the last one."""
        own = sorted(self._tensors.values(), key=lambda each: (each.file, each.line))
        reached = {(each.file, each.function) for each in own}
        return (*own, *(each for each in self._before if (each.file, each.function) not in reached))


def _key(file: str, statement: Assigned) -> _Key:
    return (file, statement.function, statement.line, statement.name)


def _program() -> str:
    """Return the path of the script that runs: Python makes that of `__main__` absolute."""
    file = getattr(sys.modules.get("__main__"), "__file__", None) or (sys.argv or [""])[0]
    return os.path.abspath(file)  # noqa: PTH100 -- as above


def _place(location: Location | None) -> PlaceRecord | None:
    if location is None:
        return None
    text = statement_text([linecache.getline(location.file, location.line)], 1)
    return PlaceRecord(os.path.abspath(location.file), location.line, text)  # noqa: PTH100 -- as above


def _tensors_in(file: Path) -> tuple[TensorRecord, ...]:
    """Return the tensors of the record that is there; none where it cannot be read."""
    try:
        record = from_json(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError):
        return ()
    started = 0.0 if record is None else record.started
    return () if record is None else tuple(replace(each, ran=each.ran or started) for each in record.tensors)


def _remove_oldest(folder: Path) -> None:
    files = [(file.stat().st_mtime, file) for file in folder.glob("*.json*")]
    for _, file in sorted(files)[: max(0, len(files) - MOST_RECORDS + 1)]:
        file.unlink(missing_ok=True)
