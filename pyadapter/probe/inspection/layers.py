"""The layers as a table, a row each: outputs, weights, gradients and updates, and what is odd about them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from pyadapter.core.layers import NamePath
from pyadapter.core.track import LENGTH
from pyadapter.probe.inspection.layer_facts import LayerFacts
from pyadapter.probe.inspection.tape_tables import tape_tables
from pyadapter.probe.layers import layers_by_path
from pyadapter.protocol.convert import number_to_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pyadapter.core.finding import Finding
    from pyadapter.core.statistics import Statistics
    from pyadapter.probe.inspection.layer_facts import Facts
    from pyadapter.probe.probe import Probe

BUDGET = 0.8
"""Seconds for one table; what is not reached in them is taken from samples, and says so."""

POINTS = 30_000
"""Points of all lines of a table together: about 300 KB."""

_NOT_FINITE, _FINDING = 6, 10
"""`core.layer_health` calls no layer worse than 6; those that are not finite get up to 9."""


def commands(probe: Probe) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Return what answers each request of this topic."""
    tables = LayerTables(probe)
    return {"keras/layerTable": tables.table}


class LayerTables:
    """Answers about layers.

    Args:
        probe: Has the calls of the step, and what was recorded before it.
    """

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._known: dict[int, Statistics] = {}
        self._step: list[Any] | None = None

    def table(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `keras/layerTable`."""
        del arguments
        probe = self._probe
        step = probe.progress.step
        calls = [] if probe.layer_calls is None else probe.layer_calls.calls
        if calls is not self._step:
            # Tensors do not change: what was counted once in a step is so until the next one.
            self._known, self._step = {}, calls
        deadline = time.monotonic() + BUDGET

        def out_of_time() -> bool:
            return time.monotonic() > deadline

        with probe.aside():
            models, others = self._models()
            facts = LayerFacts(probe, calls, self._known, out_of_time)
            found = [each for model in models for each in facts.of_model(model, step)]
            tapes = tape_tables(probe, out_of_time)
        stop = probe.handles.current
        badness = _in_order(found, None if stop is None else stop.finding)
        points = max(10, min(LENGTH, POINTS // max(1, 3 * len(found))))
        rows = [_row(each, *bad, points) for each, bad in zip(found, badness, strict=True)]
        table: dict[str, Any] = {"step": step, "rows": rows, "tapes": tapes}
        note = _note(len(rows), others)
        return {**table, "note": note} if note else table

    def _models(self) -> tuple[list[list[tuple[str, Any]]], int]:
        """Return the layers of each model that has run, and how many layers have not; all when none has."""
        models: list[list[tuple[str, Any]]] = []
        for path, layer in layers_by_path():
            if "/" not in path:
                models.append([])
            models[-1].append((path, layer))
        probe = self._probe
        records: list[Any] = [] if probe.layer_calls is None else list(probe.layer_calls.calls)
        if probe.layer_history is not None:
            records += probe.layer_history.outputs().values()
        ran = {id(record.layer()) for record in records}
        running = [model for model in models if any(id(layer) in ran for _, layer in model)]
        total = sum(map(len, models))
        return (running, total - sum(map(len, running))) if running else (models, 0)


def _in_order(found: Sequence[Facts], finding: Finding | None) -> list[tuple[float, str]]:
    """Return how bad each layer is and why: the finding's, then those not finite, the first first."""
    bad = [each for each in found if each.health.badness >= _NOT_FINITE]
    # A model returns what its last layer has made: the same tensor, and not its fault.
    bad.sort(key=lambda each: (each.made, -each.depth))
    rank = {id(each): place for place, each in enumerate(bad)}
    verdicts = []
    for each in found:
        badness, why = each.health.badness, each.health.why
        if id(each) in rank:
            badness = _NOT_FINITE + 3 * (len(bad) - rank[id(each)]) / len(bad)
        if finding is not None and finding.layer and _same(each, finding.layer):
            badness, why = _FINDING, "; ".join(filter(None, (finding.title, why)))
        verdicts.append((float(badness), why))
    return verdicts


def _same(each: Facts, layer: str) -> bool:
    """Whether a finding's layer is this one: it may be called outside of the model that has it."""
    return layer in {each.path, each.call_path} or NamePath(each.path) == layer


def _row(each: Facts, badness: float, why: str, points: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "path": each.path,
        "className": each.class_name,
        "depth": each.depth,
        "called": each.called,
        "parameters": each.parameters,
        "bytes": each.bytes,
        "badness": round(badness, 3),
    }
    if each.location is not None:
        row["location"] = {"file": each.location.file, "line": each.location.line}
    if each.shape is not None:
        row |= {"shape": list(each.shape), "dtype": each.dtype}
    if each.alive:
        row["reference"] = {"type": "output", "name": each.call_path}
    if each.output is not None:
        row |= _output(each.output)
    if each.seen_at is not None:
        row["seenAt"] = each.seen_at
    if why:
        row |= {"why": why, "odd": list(each.health.odd)}
    return row | _numbers(each) | _lines(each, points)


def _output(statistics: Statistics) -> dict[str, Any]:
    bad = statistics.nan + statistics.positive_inf + statistics.negative_inf
    row: dict[str, Any] = {"nonFinite": bad, "sampled": statistics.sampled}
    if statistics.counted:
        row["zeros"] = round(statistics.zeros / statistics.counted, 6)
    for name, value in (("mean", statistics.mean), ("standardDeviation", statistics.standard_deviation)):
        # Complex numbers have no such; of others there is none where not one is finite.
        if value is not None or bad == statistics.counted > 0:
            row[name] = None if value is None else number_to_wire(value)
    return row


def _numbers(each: Facts) -> dict[str, Any]:
    numbers = {
        "weightNorm": each.weight_norm,
        "gradientNorm": each.gradient_norm,
        "updateRatio": each.update_ratio,
    }
    return {name: number_to_wire(value) for name, value in numbers.items() if value is not None}


def _lines(each: Facts, points: int) -> dict[str, Any]:
    lines = {"activations": each.deviations, "gradients": each.gradients, "updates": each.updates}
    return {name: _line(line[-points:]) for name, line in lines.items() if len(line) > 1}


def _line(points: Iterable[tuple[int, float]]) -> dict[str, Any]:
    steps, values = zip(*points, strict=True)
    return {"steps": list(steps), "values": [number_to_wire(value, 4) for value in values]}


def _note(rows: int, others: int) -> str | None:
    if not rows:
        return "The script has made no layer yet. Pause again when the model is there."
    if others:
        layers = "layer has" if others == 1 else "layers have"
        return f"{others} {layers} not run until now and {'is' if others == 1 else 'are'} not listed."
    return None
