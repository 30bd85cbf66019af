"""Tensors by handle: histogram and window."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from pyadapter.arrays import view
from pyadapter.protocol.convert import histogram_to_wire, window_to_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.arrays import ArrayView
    from pyadapter.probe.probe import Probe

BUDGET = 1.0
"""Seconds for one answer; what was seen until then is a sample and says so."""


def commands(probe: Probe) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Return what answers each request of this topic."""
    answers = TensorAnswers(probe)
    return {"keras/histogram": answers.histogram, "keras/window": answers.window}


class TensorAnswers:
    """Answers about tensors.

    Args:
        probe: Has the handles.
    """

    def __init__(self, probe: Probe) -> None:
        self._probe = probe

    def histogram(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `keras/histogram`."""
        bins = max(1, min(1000, int(arguments.get("bins") or 40)))
        sample = 1 << 16 if self._probe.statistics == "sampled" else None
        return histogram_to_wire(self._view(arguments).histogram(bins, _clock(), sample=sample))

    def window(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `keras/window`."""
        index = [int(position) for position in arguments.get("index") or ()]
        row, column, rows, columns = (int(arguments[name]) for name in ("row", "column", "rows", "columns"))
        return window_to_wire(self._view(arguments).window(index, row, column, rows, columns))

    def _view(self, arguments: Mapping[str, Any]) -> ArrayView:
        seen = view(self._probe.handles.tensor(int(arguments["handle"])))
        if seen is None:
            raise TypeError("the value has no shape and no numbers")
        return seen


def _clock() -> Callable[[], bool]:
    deadline = time.monotonic() + BUDGET
    return lambda: time.monotonic() > deadline
