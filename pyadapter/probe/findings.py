"""Faults become findings: everything a reader needs to know, computed once, at the moment of the stop."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyadapter.arrays import digest, view
from pyadapter.core.finding import BatchRows, Earlier, Finding
from pyadapter.core.wording import worded
from pyadapter.probe.facts import causes_of
from pyadapter.probe.handles import Stop
from pyadapter.probe.patches import contained
from pyadapter.probe.watch.frames import location_of
from pyadapter.probe.watch.names import names_of
from pyadapter.probe.watch.rows import dataset_rows, guilty_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.arrays import Level
    from pyadapter.core.digest import TensorDigest
    from pyadapter.core.finding import Location, Replay
    from pyadapter.core.setup import Setup
    from pyadapter.probe.handles import Handles
    from pyadapter.probe.progress import Progress
    from pyadapter.probe.watch.origins import Fault, Origin

BUDGET = 0.8
"""Seconds for the statistics of all tensors of a finding; what is larger is sampled and says so."""

MOST_INPUTS = 8
"""Inputs that are described; a concatenation can have hundreds."""


class FindingBuilder:
    """Makes findings of faults.

    Args:
        progress: Where training is.
        handles: Gives numbers to the tensors.
        level: How much to compute.
    """

    def __init__(self, progress: Progress, handles: Handles, level: Level = "full") -> None:
        self._progress = progress
        self._handles = handles
        self.level = level
        self.recent_losses: deque[float] = deque(maxlen=10)
        self.setup: Callable[[Any], Setup | None] = lambda _: None
        """Describes how the training of a model is set up."""
        self.replay: Callable[[], Replay | None] = lambda: None
        """Says how the step that runs came to be watched."""

    def location(self, fault: Fault) -> Location | None:
        """Return the line to name: the fault's own, for a gradient its forward op's, else the frame's."""
        if fault.location is not None:
            return fault.location
        if fault.forward is not None and fault.forward.location is not None:
            return fault.forward.location
        return location_of(fault.site.frame) if fault.site.frame is not None else None

    def fields(self, fault: Fault) -> Mapping[str, object]:
        """Return what conditions may name, without computing statistics."""
        shape = getattr(fault.value, "shape", ())
        rows = contained(self._rows, fault)
        dtype = getattr(fault.value, "dtype", "")
        return {
            "layer": fault.site.layer,
            "phase": fault.phase,
            "epoch": self._progress.epoch,
            "step": self._progress.shown_step,
            "op": fault.op,
            "shape": tuple(shape),
            "dtype": str(getattr(dtype, "name", dtype)),
            "nan": fault.health.nan,
            "inf": fault.health.inf,
            "rows": rows.rows if rows is not None else None,
            "kind": fault.kind,
            "variable": fault.name,
            "value": fault.symptom.value if fault.symptom is not None else None,
            **fault.known,
        }

    def _rows(self, fault: Fault) -> BatchRows | None:
        if fault.rows is not None:
            return BatchRows(fault.rows, dataset_rows(fault.rows, self._progress)) if fault.rows else None
        return None if fault.value is None else guilty_rows(fault.value, self._progress)

    def build(self, fault: Fault) -> Stop:
        """Describe a fault completely.

        Returns:
            The finding with the tensors that its handles name, to be held as long as the run is paused.
        """
        deadline = time.monotonic() + BUDGET

        def out_of_time() -> bool:
            return time.monotonic() > deadline

        stop = Stop(batch=self._progress.batch, trace=fault.trace, forward=fault.forward)
        rows = contained(self._rows, fault)
        tensor = None
        if fault.value is not None:
            tensor = self._digest(stop, fault.value, fault.name, fault.role, out_of_time)
        aligned = self._inputs(stop, fault, out_of_time)
        symptom = fault.symptom
        finding = Finding(
            kind=fault.kind,
            title=symptom.title if symptom else "",
            message=symptom.summary if symptom else "",
            phase=fault.phase,
            epoch=self._progress.epoch,
            step=self._progress.shown_step,
            location=self.location(fault),
            layer=fault.site.layer,
            op=fault.op,
            tensor=tensor,
            inputs=tuple(described for described in aligned if described is not None),
            batch=rows,
            evidence=symptom.evidence if symptom else (),
            value=symptom.value if symptom else None,
            earlier=_earlier(fault.origin) if fault.kind == "nan" else None,
            replay=self.replay(),
        )
        found = contained(
            causes_of, fault, finding, aligned, self._progress, self.recent_losses, self.setup, out_of_time
        )
        known = symptom.causes if symptom else ()
        causes = (*known, *(cause for cause in found or () if cause.id not in {each.id for each in known}))
        stop.finding = worded(
            replace(finding, causes=causes), validating=self._progress.validating, diagnosed=fault.diagnosed
        )
        stop.output = fault.value if rows is not None else None
        return stop

    def _inputs(self, stop: Stop, fault: Fault, out_of_time: Callable[[], bool]) -> list[TensorDigest | None]:
        """Describe what belongs to the fault: its exhibits, else the op's inputs in the op's order."""
        if fault.exhibits:
            shown = fault.exhibits[:MOST_INPUTS]
            return [self._digest(stop, each.value, each.name, each.role, out_of_time) for each in shown]
        names = contained(_input_names, fault) or [None] * MOST_INPUTS
        aligned: list[TensorDigest | None] = []
        for index, value in enumerate(fault.inputs[:MOST_INPUTS]):
            described = self._digest(stop, value, names[index], "input", out_of_time)
            health = fault.input_healths[index] if index < len(fault.input_healths) else None
            if described is not None and fault.origin is not None and health is not None and health.bad:
                described = replace(described, made_by=made_by(fault.origin))
            aligned.append(described)
        return aligned

    def _digest(
        self, stop: Stop, value: Any, name: str | None, role: Any, out_of_time: Callable[[], bool]
    ) -> TensorDigest | None:
        seen = view(value)
        if seen is None or (not seen.numeric and seen.dtype in {"resource", "variant"}):
            return None
        described = digest(seen, name=name, role=role, level=self.level, out_of_time=out_of_time)
        handle = self._handles.new()
        stop.tensors[handle] = value
        return replace(described, handle=handle)


def _input_names(fault: Fault) -> list[str | None]:
    """Name the op's inputs: by the user's variables, else by the ops that made them."""
    names = names_of(fault.inputs[:MOST_INPUTS], fault.site.frame)
    for index, made in enumerate(fault.input_makers[:MOST_INPUTS]):
        if names[index] is None and made is not None:
            names[index] = f"result of {made}"
    return names


def _earlier(origin: Origin | None) -> Earlier | None:
    return None if origin is None else Earlier(origin.op, origin.layer, origin.location)


def made_by(origin: Origin) -> str:
    """Say in words where a non-finite value was made: op, layer, line."""
    parts = [origin.op or "a value that no op made"]
    if origin.layer:
        parts.append(f"in {origin.layer}")
    if origin.location:
        parts.append(f"at line {origin.location.line}")
    return " ".join(parts)
