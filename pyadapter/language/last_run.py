"""What runs have left behind: the records in the editor's folder, by file, of each function the newest."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyadapter.core.run_record_json import from_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pyadapter.core.run_record import FindingRecord, RunRecord, TensorRecord

MOST_BYTES = 16 << 20
"""Of a file: a record that is full has about 2 MB."""


@dataclass(frozen=True)
class Run:
    """Attributes: the script's path, and seconds since the epoch when it was started."""

    program: str
    started: float


@dataclass(frozen=True)
class FileRecord:
    """What is known of a file.

    Attributes:
        tensors: Each with its run.
        findings: Each with its run.
        program: The script that ran it, where it is a part of another one.
    """

    tensors: tuple[tuple[TensorRecord, Run], ...] = ()
    findings: tuple[tuple[FindingRecord, Run], ...] = ()
    program: str | None = None


@dataclass
class LastRuns:
    """The records of a folder, read again where they have changed.

    Args:
        folder: None where the editor has none.
    """

    folder: Path | None
    _read: dict[str, tuple[tuple[int, int], RunRecord | None]] = field(default_factory=dict)
    _by_file: dict[str, FileRecord] = field(default_factory=dict)

    def of(self, path: str) -> FileRecord | None:
        """Return what is known of a file; None where no run came to it."""
        if self._refresh():
            self._by_file = by_file(record for _, record in self._read.values() if record is not None)
        return self._by_file.get(_same(path))

    def _refresh(self) -> bool:
        """Read what has changed; returns whether anything has."""
        if self.folder is None:
            return False
        try:
            found = {entry.name: entry.stat() for entry in os.scandir(self.folder) if _is_record(entry.name)}
        except OSError:  # there was no run yet
            found = {}
        changed = False
        for name in self._read.keys() - found.keys():
            del self._read[name]
            changed = True
        for name, facts in found.items():
            stamp = facts.st_mtime_ns, facts.st_size
            if name not in self._read or self._read[name][0] != stamp:
                self._read[name] = stamp, _read(self.folder / name) if stamp[1] <= MOST_BYTES else None
                changed = True
        return changed


def by_file(records: Iterable[RunRecord]) -> dict[str, FileRecord]:
    """Sort what records say by file.

    Of each function only the newest run counts that came to it, and findings only where no newer run of
    another script came to their file.
    """
    programs: set[str] = set()
    newest: dict[tuple[str, str], Run] = {}
    came: dict[str, Run] = {}
    tensors: dict[str, list[tuple[TensorRecord, Run]]] = {}
    findings: dict[str, list[tuple[FindingRecord, Run]]] = {}
    for record in records:
        run = Run(record.program, record.started)
        programs.add(_same(record.program))
        for tensor in record.tensors:
            file, own = _same(tensor.file), run if tensor.ran is None else Run(record.program, tensor.ran)
            tensors.setdefault(file, []).append((tensor, own))
            newest[file, tensor.function] = _newer(newest.get((file, tensor.function)), own)
            came[file] = _newer(came.get(file), own)
        for finding in record.findings:
            if finding.place is not None:
                findings.setdefault(_same(finding.place.file), []).append((finding, run))
    return {
        file: FileRecord(
            tuple(each for each in tensors.get(file, ()) if newest[file, each[0].function] == each[1]),
            tuple(each for each in findings.get(file, ()) if _newer(came.get(file), each[1]) == each[1]),
            None if file in programs or file not in came else came[file].program,
        )
        for file in {**tensors, **findings}
    }


def _newer(one: Run | None, other: Run) -> Run:
    return one if one is not None and one.started > other.started else other


def _same(path: str) -> str:
    """Return one spelling of a path."""
    return os.path.normcase(os.path.realpath(path))


def _is_record(name: str) -> bool:
    return name.endswith(".json")


def _read(file: Path) -> RunRecord | None:
    try:
        return from_json(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError):
        return None
