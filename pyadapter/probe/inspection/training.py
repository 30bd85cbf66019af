"""The course of the training: answered while it runs, too."""

from __future__ import annotations

import base64
import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.core.numbers import Array
    from pyadapter.probe.probe import Probe
    from pyadapter.probe.watch.training_record import Marker, Recorded

WORST = 6
"""Layers with series of their own when nobody asks for others: as many lines as a chart can bear."""

MOST_LAYERS = 16
"""Layers that can be asked for at once."""


def commands(probe: Probe) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Return what answers each request of this topic."""

    def training(arguments: Mapping[str, Any]) -> dict[str, Any]:
        recorder = probe.recorder
        nothing: dict[str, Any] = {"revision": 0, "series": [], "layers": [], "markers": []}
        if recorder is None:
            return {**nothing, "progress": {"state": "between"}}
        record = recorder.record
        answer = {**nothing, "revision": record.revision, "progress": recorder.progress.to_wire()}
        if arguments.get("revision") == record.revision:
            return {**answer, "unchanged": True}
        wanted = arguments.get("layers")
        layers = record.worst(WORST) if wanted is None else list(wanted)[:MOST_LAYERS]
        found = sorted(record.series(layers), key=lambda each: layers.index(each.layer) if each.layer else -1)
        return {
            **answer,
            "series": [_series(each) for each in found],
            "layers": record.layers(),
            "markers": [_marker(each) for each in record.markers()],
        }

    return {"keras/training": training}


def _series(recorded: Recorded) -> dict[str, Any]:
    points = recorded.points
    known = {"layer": recorded.layer, "unit": recorded.unit}
    merged = points.stride > 1
    return {
        "name": recorded.name,
        "group": recorded.group,
        **{name: value for name, value in known.items() if value is not None},
        "stride": points.stride,
        "steps": _packed(points.steps),
        "mean": _packed(points.mean),
        "minimum": _packed(points.minimum) if merged else "",
        "maximum": _packed(points.maximum) if merged else "",
    }


def _packed(numbers: Array) -> str:
    return base64.b64encode(numbers.astype("<f8").tobytes()).decode()


def _marker(marker: Marker) -> dict[str, Any]:
    wire: dict[str, Any] = {"step": marker.step, "type": marker.type, "title": marker.title}
    if marker.kind is not None:
        wire["kind"] = marker.kind
    if marker.location is not None:
        location = dataclasses.asdict(marker.location)
        wire["location"] = {name: value for name, value in location.items() if value is not None}
    return wire
