"""The adapter's log: bounded, and never a reason for a session to fail."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

MAXIMUM_FILE = 4 * 1024 * 1024
"""Bytes of a log file; when it is full it becomes the older one of two, and the older one goes."""

_MAXIMUM_ENTRY = 2_000
"""Characters of one entry; messages can be megabytes."""


class _File(Protocol):
    def write(self, data: bytes, /) -> object: ...

    def close(self) -> None: ...


class Log:
    """Writes entries to `keras-debug.adapter-<pid>.log` in a folder, or nowhere.

    Attributes:
        directory: The folder; None when there is no log, whether not asked for or failed.
        failure: Why there is no log though one was asked for, in words.
    """

    def __init__(self, directory: str | None) -> None:
        self.directory: str | None = None
        self.failure: str | None = None
        self._file: _File | None = None
        self._written = 0
        self._lock = threading.Lock()
        if directory is not None:
            self._path = Path(directory) / f"keras-debug.adapter-{os.getpid()}.log"
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._open()
            except OSError as error:
                self._fail(error)
            else:
                self.directory = directory
                self.write(f"adapter process {os.getpid()}")

    def write(self, text: str) -> None:
        """Add an entry."""
        if self._file is None:
            return
        shown = text if len(text) <= _MAXIMUM_ENTRY else f"{text[:_MAXIMUM_ENTRY]}… ({len(text)} characters)"
        clock = time.time()
        entry = f"{time.strftime('%H:%M:%S', time.localtime(clock))}.{int(clock * 1000) % 1000:03} {shown}\n"
        with self._lock:
            try:
                self._append(entry.encode("utf-8", "backslashreplace"))
            except OSError as error:
                self._fail(error)

    def message(self, direction: str, message: Mapping[str, Any]) -> None:
        """Add a message that came or went."""
        if self._file is not None:
            self.write(f"{direction} {json.dumps(message)}")

    def failed(self, what: str) -> None:
        """Add the exception that is being handled."""
        self.write(f"{what} failed\n{traceback.format_exc()}")

    def close(self) -> None:
        """Close the file."""
        with self._lock, contextlib.suppress(OSError):
            if self._file is not None:
                self._file.close()
            self._file = None

    def _open(self) -> None:
        # Unbuffered: what was written last is what matters after a crash.
        self._file = self._path.open("wb", buffering=0)
        self._written = 0

    def _append(self, entry: bytes) -> None:
        if self._file is None:
            return
        if self._written + len(entry) > MAXIMUM_FILE:
            self._file.close()
            self._path.replace(self._path.with_suffix(".older.log"))
            self._open()
        self._file.write(entry)
        self._written += len(entry)

    def _fail(self, error: OSError) -> None:
        self.failure = f"{error.strerror or error} ({self._path})"
        self.directory = None
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
        self._file = None
