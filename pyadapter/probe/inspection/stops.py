"""The finding of the stop, the breakpoints, and the layers that they can name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.probe.layers import layer_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.probe.probe import Probe


def commands(probe: Probe) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Return what answers each request of this topic."""

    def finding(arguments: Mapping[str, Any]) -> dict[str, Any]:
        del arguments
        stop = probe.handles.current
        if stop is None or stop.finding is None:
            return {"finding": None}
        from pyadapter.protocol.convert import finding_to_wire  # noqa: PLC0415 -- imports numpy

        return {"finding": finding_to_wire(stop.finding)}

    def set_tensor_breakpoints(arguments: Mapping[str, Any]) -> dict[str, Any]:
        probe.set_breakpoints(arguments)
        return {}

    def layers(arguments: Mapping[str, Any]) -> dict[str, Any]:
        del arguments
        return {"layers": layer_entries()}

    return {
        "keras/finding": finding,
        "keras/setTensorBreakpoints": set_tensor_breakpoints,
        "keras/layers": layers,
    }
