"""What is kept of a whole run, in bounded memory: series of numbers, and what happened when.

The thread that trains adds to it, the channel's thread reads it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from pyadapter.core.series import Points, Series

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from pyadapter.core.finding import Kind, Location
    from pyadapter.core.numbers import Array

Group = Literal["loss", "metric", "learningRate", "gradientNorm", "updateRatio", "stepTime", "memory"]

MOST_SERIES = 64
"""Series that belong to no layer: 40 KB each."""

MOST_LAYERS = 256
"""Layers that have series in a group, 40 KB each: those of the models that were trained last."""

MOST_EVENTS = 500
"""Findings and stops that are marked, and epochs: of these every second one goes when they are too many."""

RECENT = 32
"""Points by which layers are compared: few enough to be of now, enough for an order that stays."""


@dataclass(frozen=True)
class Marker:
    """Something that happened at a step."""

    step: int
    type: Literal["finding", "stop", "epoch"]
    title: str
    kind: Kind | None = None
    location: Location | None = None


@dataclass
class _Row:
    """Series that grow together, and the step that was added last."""

    group: Group
    series: Series
    unit: str | None = None
    last: int = -1


@dataclass(frozen=True)
class Recorded:
    """One series as it is now."""

    name: str
    group: Group
    points: Points
    unit: str | None = None
    layer: str | None = None


@dataclass
class TrainingRecord:
    """The series and markers of a run.

    Attributes:
        revision: Another one after each change.
    """

    revision: int = 0
    _single: dict[str, _Row] = field(default_factory=dict)
    _layers: dict[tuple[Group, tuple[str, ...]], _Row] = field(default_factory=dict)
    _events: list[Marker] = field(default_factory=list)
    _epochs: list[Marker] = field(default_factory=list)
    _every: int = 1
    _skipped: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, group: Group, name: str, step: int, value: float, unit: str | None = None) -> None:
        """Add a value; of several for one step the first counts."""
        with self._lock:
            row = self._single.get(name)
            if row is None:
                if len(self._single) == MOST_SERIES:
                    return
                row = self._single[name] = _Row(group, Series(1), unit)
            if step > row.last:
                row.last = step
                row.series.add_one(step, value)
                self.revision += 1

    def add_layers(
        self, group: Group, layers: tuple[str, ...], step: int, values: Array, present: Array | None = None
    ) -> None:
        """Add a value for each of some layers.

        Args:
            group: What is measured.
            layers: Paths.
            step: As for `Series.add`.
            values: As for `Series.add`, a column a layer.
            present: As for `Series.add`.
        """
        layers = layers[:MOST_LAYERS]
        with self._lock:
            row = self._layers.get((group, layers))
            if row is None:
                self._make_room(group, len(layers))
                row = self._layers[group, layers] = _Row(group, Series(len(layers)))
            if step > row.last:
                row.last = step
                some = None if present is None else present[:MOST_LAYERS]
                row.series.add(step, values[:MOST_LAYERS], some)
                self.revision += 1

    def mark(self, marker: Marker) -> None:
        """Note that something happened."""
        with self._lock:
            self.revision += 1
            if marker.type != "epoch":
                self._events = [*self._events, marker][:MOST_EVENTS]
                return
            self._skipped += 1
            if self._skipped < self._every:
                return
            self._skipped = 0
            self._epochs.append(marker)
            if len(self._epochs) > MOST_EVENTS:
                self._epochs = self._epochs[::2]
                self._every *= 2

    def markers(self) -> list[Marker]:
        """Return what happened, in the order of steps."""
        with self._lock:
            return sorted([*self._epochs, *self._events], key=lambda marker: marker.step)

    def layers(self) -> list[str]:
        """Return the layers that have series."""
        with self._lock:
            return list(dict.fromkeys(layer for _, layers in self._layers for layer in layers))

    def worst(self, count: int) -> list[str]:
        """Return layers with gradients that are not finite, then those furthest from the middle of them."""
        with self._lock:
            found = {
                layer: levels
                for (group, layers), row in self._layers.items()
                if group == "gradientNorm"
                for layer, levels in zip(layers, row.series.recent(RECENT).T, strict=True)
            }
        with np.errstate(all="ignore"):
            levels = {layer: float(np.mean(np.log10(norms))) for layer, norms in found.items()}
        known = [level for level in levels.values() if np.isfinite(level)]
        middle = float(np.median(known)) if known else 0.0
        distance = {
            layer: abs(level - middle) if np.isfinite(level) else np.inf for layer, level in levels.items()
        }
        return sorted(distance, key=lambda layer: -distance[layer])[:count]

    def series(self, layers: Container[str]) -> list[Recorded]:
        """Return the series of the run, and those of some layers."""
        with self._lock:
            found = [
                Recorded(name, row.group, row.series.points(), row.unit) for name, row in self._single.items()
            ]
            return [*found, *self._of_layers(layers)]

    def _of_layers(self, wanted: Container[str]) -> Iterator[Recorded]:
        parts: dict[tuple[Group, str], list[Points]] = {}
        for (group, layers), row in self._layers.items():
            for index, layer in enumerate(layers):
                if layer in wanted:
                    parts.setdefault((group, layer), []).append(row.series.points(index))
        for (group, layer), each in parts.items():
            yield Recorded(layer, group, _joined(each), layer=layer)

    def _make_room(self, group: Group, width: int) -> None:
        """Forget the layers of models that were trained first, when there are too many."""
        ours = [key for key in self._layers if key[0] == group]
        known = sum(len(layers) for _, layers in ours)
        for key in ours:
            if known + width > MOST_LAYERS:
                del self._layers[key]
                known -= len(key[1])


def _joined(parts: list[Points]) -> Points:
    """Join the points of a layer that was trained together with others than before."""
    if len(parts) == 1:
        return parts[0]
    order = np.argsort(np.concatenate([part.steps for part in parts]), kind="stable")
    steps, mean, minimum, maximum = (
        np.concatenate([part[index] for part in parts])[order] for index in range(1, 5)
    )
    return Points(max(part.stride for part in parts), steps, mean, minimum, maximum)
