"""Reads sources as they change: off the protocol's thread, after a pause of typing, the last text alone."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.source.outline import Outline, outline
from pyadapter.language.large import outline_elsewhere

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pyadapter.language.sources import Source

PAUSE = 0.04
"""Seconds without a key before a file is read: 2,000 lines are done with 100 ms after the last one."""

PAUSE_LARGE = 0.5

LARGE = 8_000
"""Lines from which a file is read in a process of its own: Python's parser holds up everything else."""

PATIENCE = 0.5
"""Seconds that a request waits for a file that is being read; then it gets what is known of the text
before."""

logger = logging.getLogger("keras-debug.language")


@dataclass(frozen=True)
class Read:
    """A source that has been read.

    Attributes:
        source: Its documents, with the versions that were read.
        outline: What was found.
    """

    source: Source
    outline: Outline


class Reader:
    """Keeps what is known of the open sources.

    Args:
        source_of: Returns a source with its text as it is now; raises `KeyError` for one that is closed.
        done: Is told of each that has been read.
    """

    def __init__(self, source_of: Callable[[str], Source], done: Callable[[Read], Awaitable[None]]) -> None:
        self._source_of = source_of
        self._done = done
        self._known: dict[str, Read] = {}
        self._pending: dict[str, asyncio.Task[None]] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keras-debug-reader")
        self._large = asyncio.Semaphore(1)

    def changed(self, key: str, *, at_once: bool = False) -> None:
        """Read a source, once nothing has changed for a moment."""
        pending = self._pending.pop(key, None)
        if pending is not None:
            pending.cancel()
        self._pending[key] = asyncio.get_running_loop().create_task(self._read(key, at_once=at_once))

    def closed(self, key: str) -> None:
        """Forget a source."""
        pending = self._pending.pop(key, None)
        if pending is not None:
            pending.cancel()
        self._known.pop(key, None)

    def known(self) -> list[Read]:
        """Return all that has been read."""
        return list(self._known.values())

    async def read(self, key: str) -> Read | None:
        """Return what is known of a source, of its present text where that does not take long."""
        pending = self._pending.get(key)
        if pending is not None:
            await asyncio.wait({pending}, timeout=PATIENCE)
        return self._known.get(key)

    def shut_down(self) -> None:
        """Let nothing run on."""
        for pending in self._pending.values():
            pending.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _read(self, key: str, *, at_once: bool) -> None:
        try:
            read = await self._wait_and_read(key, at_once=at_once)
        except Exception:
            logger.exception("%s is not read", key)
            return
        finally:
            if self._pending.get(key) is asyncio.current_task():
                del self._pending[key]
        self._known[key] = read
        await self._done(read)

    async def _wait_and_read(self, key: str, *, at_once: bool) -> Read:
        before = self._known.get(key)
        large = before is not None and _lines(before.source) >= LARGE
        if not at_once:
            await asyncio.sleep(PAUSE_LARGE if large else PAUSE)
        source = self._source_of(key)
        found = await self._outline(source)
        for failure in found.failures:
            logger.error("A check failed: %s", failure)
        return Read(source, found)

    async def _outline(self, source: Source) -> Outline:
        text = source.joined.text
        if _lines(source) < LARGE:
            return await asyncio.get_running_loop().run_in_executor(self._thread, outline, text)
        async with self._large:
            return await outline_elsewhere(text)


def _lines(source: Source) -> int:
    return source.joined.text.count("\n") + 1
