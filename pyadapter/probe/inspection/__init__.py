"""Answers to what the adapter asks: a topic a module, each with the requests that it answers."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.probe.probe import Probe

_TOPICS = {
    "keras/finding": "stops",
    "keras/setTensorBreakpoints": "stops",
    "keras/layers": "stops",
    "keras/tensor": "tensors",
    "keras/tensors": "tensors",
    "keras/resumed": "tensors",
    "keras/histogram": "tensors",
    "keras/window": "tensors",
    "keras/axisStatistics": "tensors",
    "keras/badIndices": "tensors",
    "keras/comparison": "tensors",
    "keras/exportTensor": "tensors",
    "keras/batch": "batch",
    "keras/batchRows": "batch",
    "keras/layerTable": "layers",
    "keras/training": "training",
    "keras/model": "model",
    "keras/opGraph": "ops",
    "keras/rewindState": "rewind",
    "keras/rewind": "rewind",
    "keras/skipUpdate": "rewind",
    "keras/pauseAtNextStep": "rewind",
    "keras/attention": "attention",
    "keras/attentionHeads": "attention",
}
"""By request the module in this folder whose function `commands(probe)` returns what answers it."""


_WITHOUT_ARRAYS = frozenset({"stops", "training", "rewind"})
"""Topics that import no numpy."""


class Inspection:
    """Answers the adapter's questions about the current stop, and about the run.

    Args:
        probe: Has the stop and the breakpoints.
    """

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._commands: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {}

    def answer(self, command: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one request.

        Returns:
            The body that the schema describes.

        Raises:
            LookupError: The command or the handle is not known, or the script has no arrays yet.
            ConditionError: A breakpoint's condition cannot be used.
            TypeError: The tensor has no such values.
        """
        topic = _TOPICS.get(command)
        if topic is None:
            raise LookupError(f"the probe does not know the request {command!r}")
        if command not in self._commands:
            # Only now: topics import numpy, which is the user's to import first, with what it is set up by.
            if topic not in _WITHOUT_ARRAYS and "numpy" not in sys.modules:
                raise LookupError("The script has not imported NumPy yet: there is nothing to show.")
            module = importlib.import_module(f"{__name__}.{topic}")
            self._commands.update(module.commands(self._probe))
        return self._commands[command](arguments)
