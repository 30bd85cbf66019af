"""Values in the host's memory."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from pyadapter.core.numbers import flat, strided_sample
from pyadapter.core.statistics import accumulate, finish, summarize
from pyadapter.core.window import window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyadapter.core.accumulator import Accumulator
    from pyadapter.core.numbers import Array
    from pyadapter.core.statistics import Statistics
    from pyadapter.core.window import Window

TWO_THREADS = 1_000_000
"""From so many elements on, a second thread pays for its start (about 0.1 ms)."""


class HostValues:
    """The values of a numpy array, or of a tensor that shares its memory."""

    def __init__(self, array: Array) -> None:
        self._array = array

    def host(self) -> Array:
        """Give the array itself."""
        return self._array

    def sample(self, size: int) -> Array:
        """Give about `size` evenly spaced values."""
        return strided_sample(self._array, size)

    def statistics(self, out_of_time: Callable[[], bool], sample: int | None) -> Statistics:
        """Compute statistics; two threads share a large array, as numpy lets go of the lock."""
        array = self._array
        line = flat(array)
        if sample is not None or array.size < TWO_THREADS or line is None or (os.cpu_count() or 1) == 1:
            return summarize(array, out_of_time, sample=sample)
        middle = array.size // 2
        second = _Accumulation(line[middle:], out_of_time)
        first = accumulate(line[:middle], out_of_time)
        return finish([first, second.result()], array, out_of_time)

    def window(self, index: Sequence[int], row: int, column: int, rows: int, columns: int) -> Window:
        """Copy a window."""
        return window(self._array, index, row, column, rows, columns)


class _Accumulation:
    """Partial statistics computed in a thread of their own."""

    def __init__(self, part: Array, out_of_time: Callable[[], bool]) -> None:
        self._part = part
        self._out_of_time = out_of_time
        self._accumulator: Accumulator | None = None
        self._thread = threading.Thread(target=self._run, name="keras-debug statistics", daemon=True)
        # pydevd must neither trace nor list nor suspend it: it works while the program is paused.
        self._thread.pydev_do_not_trace = True  # type: ignore[attr-defined]  # pydevd's own mark
        self._thread.is_pydev_daemon_thread = True  # type: ignore[attr-defined]  # pydevd's own mark
        self._thread.start()

    def result(self) -> Accumulator:
        self._thread.join()
        # It can be missing only where the thread failed: then the failure shows here, in the asker's thread.
        return self._accumulator or accumulate(self._part, self._out_of_time)

    def _run(self) -> None:
        self._accumulator = accumulate(self._part, self._out_of_time)
