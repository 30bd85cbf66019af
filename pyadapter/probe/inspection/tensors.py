"""Tensors by handle: what they are like, and what a panel shows of them."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import digest, view
from pyadapter.arrays.save import save
from pyadapter.probe.inspection.references import UnavailableError, array_of, choices, resolve
from pyadapter.protocol.convert import digest_to_wire, histogram_to_wire, window_to_wire
from pyadapter.protocol.tensors import axis_statistics_to_wire, bad_indices_to_wire, comparison_to_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.arrays import ArrayView
    from pyadapter.core.digest import Role, TensorDigest
    from pyadapter.core.window import Window
    from pyadapter.probe.probe import Probe

BUDGET = 1.0
"""Seconds for one answer; what was seen until then is a sample and says so."""

SMALL = 1 << 16
"""Elements below which a digest is made again rather than remembered: the console may have changed values."""


def commands(probe: Probe) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Return what answers each request of this topic."""
    answers = TensorAnswers(probe)
    return {
        "keras/tensor": answers.tensor,
        "keras/tensors": answers.tensors,
        "keras/resumed": answers.resumed,
        "keras/histogram": answers.histogram,
        "keras/window": answers.window,
        "keras/axisStatistics": answers.axis_statistics,
        "keras/badIndices": answers.bad_indices,
        "keras/comparison": answers.comparison,
        "keras/exportTensor": answers.export,
    }


class TensorAnswers:
    """Answers about tensors.

    Args:
        probe: Has the handles.
    """

    def __init__(self, probe: Probe) -> None:
        self._probe = probe

    def tensor(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `keras/tensor`, but for expressions: the adapter has those evaluated."""
        reference = {name: str(arguments["reference"][name]) for name in ("type", "name")}
        try:
            found = resolve(self._probe, reference)
        except UnavailableError as why:
            return {"tensor": None, "reference": reference, "why": str(why)}
        if found.digest is not None:
            return {"tensor": digest_to_wire(found.digest), "reference": reference}
        return body_of(self._probe, found.value, found.name, reference, role=found.role)

    def tensors(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `keras/tensors`."""
        del arguments
        return {"tensors": choices(self._probe)}

    def resumed(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Take in that the run goes on: the adapter tells it where somebody may hold a tensor."""
        self._probe.handles.resumed(int(arguments["resumes"]))
        return {}

    def histogram(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `keras/histogram`."""
        bins = max(1, min(1000, int(arguments.get("bins") or 40)))
        sample = 1 << 16 if self._probe.statistics == "sampled" else None
        seen, scale = self._view(arguments), arguments.get("scale")
        return histogram_to_wire(seen.histogram(bins, _clock(), sample=sample, scale=scale))

    def window(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `keras/window`."""
        index = [int(position) for position in arguments.get("index") or ()]
        row, column, rows, columns = (int(arguments[name]) for name in ("row", "column", "rows", "columns"))

        def of(handle: str) -> Window:
            seen, axes, steps = self._view(arguments, handle), arguments.get("axes"), arguments.get("steps")
            return seen.window(index, row, column, rows, columns, axes=axes, steps=steps)

        found = of("handle")
        if arguments.get("minus") is not None:
            other = of("minus")
            if other.shape != found.shape:
                raise ValueError(f"The shapes differ: {list(found.shape)} and {list(other.shape)}")
            with np.errstate(invalid="ignore"):  # Inf - Inf
                found = replace(found, values=found.values - other.values)
        return window_to_wire(found)

    def axis_statistics(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `keras/axisStatistics`."""
        axis, start, count = (int(arguments[name]) for name in ("axis", "start", "count"))
        return axis_statistics_to_wire(self._view(arguments).axis_statistics(axis, start, count, _clock()))

    def bad_indices(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `keras/badIndices`."""
        start, count = (int(arguments[name]) for name in ("start", "count"))
        return bad_indices_to_wire(self._view(arguments).bad_indices(start, count, _clock()))

    def comparison(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `keras/comparison`; what cannot be compared says why."""
        one, other = self._view(arguments), self._view(arguments, "other")
        try:
            return comparison_to_wire(one.compare(other, _clock()))
        except (TypeError, ValueError) as why:
            return {"comparable": False, "why": f"{why}."}

    def export(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `keras/exportTensor`."""
        path = str(arguments["path"])
        try:
            return {"path": path, "bytes": save(self._view(arguments), path)}
        except OSError as error:
            raise OSError(f"{path} cannot be written: {error.strerror or error}") from error

    def _view(self, arguments: Mapping[str, Any], handle: str = "handle") -> ArrayView:
        seen = view(self._probe.handles.tensor(int(arguments[handle])))
        if seen is None:
            raise TypeError("the value has no shape and no numbers")
        return seen


def body_of(  # noqa: PLR0913 -- what is told of it
    probe: Probe,
    value: Any,
    name: str,
    reference: dict[str, str],
    resumes: int | None = None,
    *,
    role: Role | None = None,
) -> dict[str, Any]:
    """Describe a value and hold it until the run goes on: the schema's `TensorBody`.

    Args:
        probe: Has the handles.
        value: Anything.
        name: What the user calls it.
        reference: Finds it again.
        resumes: As for `Handles.give`.
        role: What it is in the training.
    """
    array = array_of(value)
    seen = view(array)
    if seen is None:
        why = f"{name} ({type(value).__name__}) is no tensor and no array of numbers."
        return {"tensor": None, "reference": reference, "why": why}
    handle = probe.handles.give(array, resumes)
    given = probe.handles.given(handle)
    described: TensorDigest | None = None if given is None else given.digest
    if described is None:
        described = digest(seen, level=probe.statistics, out_of_time=_clock(), role=role)
        if given is not None and math.prod(size or 1 for size in seen.shape) >= SMALL:
            given.digest = described
    described = replace(described, handle=handle, name=name, made_by=probe.made_by(array))
    return {"tensor": digest_to_wire(described), "reference": reference}


def _clock() -> Callable[[], bool]:
    deadline = time.monotonic() + BUDGET
    return lambda: time.monotonic() > deadline
