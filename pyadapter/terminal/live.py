"""The line that says where the run is, below whatever the script prints, while a person looks on."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, Any, TextIO

from pyadapter.core.digest import short_number
from pyadapter.terminal.style import Style, columns, fitting, understand_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BLANK = "\r\033[K"
"""Goes to the beginning of the line and empties it."""

_SECONDS_BY_UNIT = (("d", 86400), ("h", 3600), ("min", 60))


class LiveLine:
    """Shows one line on a terminal, only where the script has left the cursor at the beginning of one.

    So a progress bar of Keras's, a prompt or half a line of the script's is never written over; and what the
    script writes takes the place of this line. For that the `write` of both streams is listened to as long as
    this is open.

    Args:
        terminal: Where the line stands.
        others: Streams that may write on the same terminal.
    """

    def __init__(self, terminal: TextIO, others: tuple[TextIO, ...]) -> None:
        self._terminal = terminal
        self._write = terminal.write
        self._style = Style.of(terminal)
        self._shown = False
        self._line_is_free = True
        self._lock = threading.RLock()
        heard = [stream for stream in dict.fromkeys((terminal, *others)) if stream.isatty()]
        self._heard = [(stream, self._hear(stream)) for stream in heard]

    @classmethod
    def open(cls) -> LiveLine | None:
        """Return one where somebody can see it: not in files, in CI, or where the cursor cannot go back."""
        if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb" or os.environ.get("CI"):
            return None
        if not all(hasattr(stream, "__dict__") for stream in (sys.stdout, sys.stderr)):
            return None  # streams of somebody else's that cannot be listened to
        understand_codes()
        return cls(sys.stderr, (sys.stdout,))

    def show(self, progress: Mapping[str, Any]) -> None:
        """Show where the run is: the schema's `Progress`."""
        with self._lock:
            if progress.get("state") in {"done", "between"}:
                self.clear()
            elif self._line_is_free:
                text = fitting(progress_text(progress), self._terminal.encoding)
                room = columns(self._terminal) - 1
                self._put(f"{_BLANK}{self._style.faint}{text[:room]}{self._style.end}")
                self._shown = True

    def clear(self) -> None:
        """Take the line away."""
        with self._lock:
            if self._shown:
                self._shown = False
                self._put(_BLANK)

    def close(self) -> None:
        """Take the line away and leave the streams as they were."""
        self.clear()
        for stream, heard in self._heard:
            if vars(stream).get("write") is heard:  # not what the script has put there itself
                del stream.write

    def _put(self, text: str) -> None:
        self._write(text)
        self._terminal.flush()

    def _hear(self, stream: TextIO) -> Callable[[str], int]:
        write = stream.write

        def heard(text: str) -> int:
            with self._lock:
                if text:
                    self.clear()
                    self._line_is_free = text.endswith("\n")
                return write(text)

        stream.write = heard  # type: ignore[method-assign]
        return heard


def progress_text(progress: Mapping[str, Any]) -> str:
    """Say where the run is, counted as Keras counts: `epoch 2/5 · step 40/94 · 31 steps/s · loss 0.52`."""
    parts = ["validating"] if progress.get("state") == "validating" else []
    epoch, step = progress.get("epoch"), progress.get("step")
    if epoch is not None:
        parts.append(f"epoch {_of(epoch + 1, progress.get('epochs'))}")
        parts.append(f"step {_of(progress.get('stepInEpoch', 0), progress.get('stepsPerEpoch'))}")
    elif step is not None:
        parts.append(f"step {step + 1:,}")
    speed = progress.get("stepsPerSecond")
    if speed:
        parts.append(
            f"{short_number(speed)} steps/s" if speed >= 1 else f"{short_number(1 / speed)} s a step"
        )
    left = progress.get("secondsLeft")
    if left is not None and left >= 1:
        parts.append(f"{_duration(left)} left")
    if "loss" in progress:
        loss = progress["loss"]
        parts.append("loss not finite" if loss is None else f"loss {short_number(loss)}")
    replay = progress.get("replay")
    if replay:
        parts.append(f"full speed, {replay['bytes'] >> 20:,} of {replay['limit'] >> 20:,} MiB for replays")
    return " · ".join(parts)


def _of(part: int, whole: int | None) -> str:
    return f"{part:,}" if whole is None else f"{part:,}/{whole:,}"


def _duration(seconds: float) -> str:
    for unit, size in _SECONDS_BY_UNIT:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
