"""Answers at a stop: the finding, histogram and window of a tensor by handle, and the rows of the batch."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from pyadapter.probe.layers import layer_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.arrays import ArrayView
    from pyadapter.probe.probe import Probe

BUDGET = 1.0
"""Seconds for one answer; what was seen until then is a sample and says so."""


class Inspection:
    """Answers the adapter's questions about the current stop.

    Args:
        probe: Has the stop and the breakpoints.
    """

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._commands: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            "keras/finding": self._finding,
            "keras/histogram": self._histogram,
            "keras/window": self._window,
            "keras/batch": self._batch,
            "keras/setTensorBreakpoints": self._set_tensor_breakpoints,
            "keras/layers": self._layers,
        }

    def answer(self, command: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one request.

        Returns:
            The body that the schema describes.

        Raises:
            LookupError: The command or the handle is not known.
            ConditionError: A breakpoint's condition cannot be used.
            TypeError: The tensor has no such values.
        """
        handler = self._commands.get(command)
        if handler is None:
            raise LookupError(f"the probe does not know the request {command!r}")
        return handler(arguments)

    def _finding(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        from pyadapter.protocol.convert import finding_to_wire  # noqa: PLC0415 -- imports numpy

        del arguments
        stop = self._probe.handles.current
        finding = stop.finding if stop else None
        return {"finding": finding_to_wire(finding) if finding else None}

    def _histogram(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        from pyadapter.protocol.convert import histogram_to_wire  # noqa: PLC0415 -- as above

        bins = max(1, min(1000, int(arguments.get("bins") or 40)))
        sample = 1 << 16 if self._probe.statistics == "sampled" else None
        return histogram_to_wire(self._view(arguments).histogram(bins, _clock(), sample=sample))

    def _window(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        from pyadapter.protocol.convert import window_to_wire  # noqa: PLC0415 -- as above

        index = [int(position) for position in arguments.get("index") or ()]
        row, column, rows, columns = (int(arguments[name]) for name in ("row", "column", "rows", "columns"))
        return window_to_wire(self._view(arguments).window(index, row, column, rows, columns))

    def _batch(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        from pyadapter.probe.table import batch_table  # noqa: PLC0415 -- imports numpy

        stop = self._probe.handles.current
        if stop is None:
            return {"total": 0, "columns": [], "rows": [], "note": "The run is not stopped at a finding."}
        start, count = max(0, int(arguments.get("start") or 0)), int(arguments.get("count") or 50)
        return batch_table(stop, start, max(0, min(200, count)), self._probe.statistics)

    def _set_tensor_breakpoints(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        self._probe.set_breakpoints(arguments)
        return {}

    def _layers(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        del arguments
        return {"layers": layer_entries()}

    def _view(self, arguments: Mapping[str, Any]) -> ArrayView:
        from pyadapter.arrays import view  # noqa: PLC0415 -- imports numpy

        seen = view(self._probe.handles.tensor(int(arguments["handle"])))
        if seen is None:
            raise TypeError("the value has no shape and no numbers")
        return seen


def _clock() -> Callable[[], bool]:
    deadline = time.monotonic() + BUDGET
    return lambda: time.monotonic() > deadline
