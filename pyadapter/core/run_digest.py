"""Digests of the tensors of a step: small enough to record every step, fine enough to compare runs."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from pyadapter.core.numbers import kind_of, native, strided_sample

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.numbers import Array

Stage = Literal["batch", "outputs", "loss", "gradients", "weights"]

STAGES: tuple[Stage, ...] = ("batch", "outputs", "loss", "gradients", "weights")
"""The parts of a step in the order in which they happen."""

FORMAT = "keras-debug recording"
VERSION = 1

_NO_RECORDING = "it is no recording; `keras-debug run --record FILE SCRIPT` makes one"

_WHOLE = 1 << 16
"""Values of which all are looked at; of larger tensors so many, at fixed places."""

_SAMPLES = 8
"""Single values that are kept: where the statistics agree by chance, as for another order, these do not."""

_DIGITS = 9
"""Significant digits that tell any two float32 values apart (IEEE 754: 9 for binary32)."""


@dataclass(frozen=True)
class ValueDigest:
    """What is recorded of a tensor.

    Attributes:
        name: Path of the layer or the weight, or the column of the batch.
        kind: Class of the layer; empty elsewhere.
        shape: One entry a dimension.
        dtype: Its dtype.
        mean: Of its finite values; as the others 0 where it has none.
        deviation: Their standard deviation.
        norm: Their Euclidean norm.
        low: The smallest.
        high: The largest.
        bad: How many values are not finite.
        samples: A few values at fixed places.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    dtype: str
    mean: float = 0.0
    deviation: float = 0.0
    norm: float = 0.0
    low: float = 0.0
    high: float = 0.0
    bad: int = 0
    samples: tuple[float, ...] = ()

    @property
    def count(self) -> int:
        """How many values the tensor has."""
        return math.prod(self.shape)

    @property
    def is_float(self) -> bool:
        """Whether rounding applies to it."""
        return self.dtype.startswith(("float", "bfloat", "complex"))


@dataclass
class RecordedStep:
    """One step.

    Attributes:
        number: Counted from 0.
        stages: What was seen, by part of the step, in the order in which it happened.
    """

    number: int
    stages: dict[str, list[ValueDigest]] = field(default_factory=dict)


@dataclass
class RunRecord:
    """A recorded run.

    Attributes:
        header: What is known of the run: script, execution, versions.
        start: The weights before the first update.
        steps: In their order; not all of a long run.
        notes: What was not seen.
    """

    header: dict[str, Any]
    start: list[ValueDigest] = field(default_factory=list)
    steps: list[RecordedStep] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def digest_of(name: str, kind: str, array: Array) -> ValueDigest | None:
    """Digest a tensor.

    Returns:
        None for what has no numbers.
    """
    if not kind_of(array.dtype):
        return None
    shape, dtype = tuple(array.shape), str(array.dtype)
    flat = native(strided_sample(array, _WHOLE) if array.size > _WHOLE else array.reshape(-1))
    values = np.abs(flat) if flat.dtype.kind == "c" else flat
    finite = values.astype(np.float64)
    places = np.linspace(0, max(0, finite.size - 1), min(_SAMPLES, finite.size)).astype(np.int64)
    samples = tuple(float(value) for value in finite[places])
    bad = finite.size
    finite = finite[np.isfinite(finite)]
    bad -= finite.size
    if not finite.size:
        return ValueDigest(name, kind, shape, dtype, bad=bad, samples=samples)
    scale = math.sqrt(math.prod(shape) / flat.size)  # of a sample to the whole
    return ValueDigest(
        name,
        kind,
        shape,
        dtype,
        float(finite.mean()),
        float(finite.std()),
        float(np.sqrt(np.dot(finite, finite))) * scale,
        float(finite.min()),
        float(finite.max()),
        bad,
        samples,
    )


def step_line(step: RecordedStep) -> str:
    """Return a step as a line of JSON."""
    stages = {stage: [_to_list(each) for each in digests] for stage, digests in step.stages.items()}
    return _json({"step": step.number, **stages})


def start_line(weights: Iterable[ValueDigest]) -> str:
    """Return the weights before the first update as a line of JSON."""
    return _json({"start": [_to_list(each) for each in weights]})


def header_line(header: dict[str, Any]) -> str:
    """Return the first line of a recording."""
    return _json({"format": FORMAT, "version": VERSION, **header})


def note_line(note: str) -> str:
    """Return a line about what was not seen."""
    return _json({"note": note})


def read_record(lines: Iterable[str]) -> RunRecord:  # noqa: C901 -- a kind of line a branch
    """Read a recording.

    Raises:
        ValueError: It is none, or of another version; a last line that was cut off is left out.
    """
    record: RunRecord | None = None
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            if record is None:
                raise ValueError(_NO_RECORDING) from None
            record.notes.append("the recording breaks off: the run was killed")
            break
        if record is None:
            if not isinstance(entry, dict) or entry.get("format") != FORMAT:
                raise ValueError(_NO_RECORDING)
            if entry.get("version") != VERSION:
                raise ValueError(f"it has version {entry.get('version')}, this is keras-debug for {VERSION}")
            record = RunRecord(entry)
        elif "note" in entry:
            record.notes.append(str(entry["note"]))
        elif "start" in entry:
            record.start = [_from_list(each) for each in entry["start"]]
        else:
            stages: dict[str, list[ValueDigest]] = {}
            for stage in STAGES:
                stages[stage] = [_from_list(each) for each in entry.get(stage, ())]
            record.steps.append(RecordedStep(int(entry["step"]), stages))
    if record is None:
        raise ValueError("it is empty")
    return record


def _json(entry: dict[str, Any]) -> str:
    return json.dumps(entry, separators=(",", ":"), ensure_ascii=False) + "\n"


def _to_list(digest: ValueDigest) -> list[Any]:
    numbers = (digest.mean, digest.deviation, digest.norm, digest.low, digest.high)
    return [
        digest.name, digest.kind, list(digest.shape), digest.dtype, *map(_short, numbers), digest.bad,
        [_short(value) for value in digest.samples],
    ]  # fmt: skip


def _short(value: float) -> Any:
    # JSON has no words for what is not finite.
    return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else str(value)


def _from_list(entry: list[Any]) -> ValueDigest:
    name, kind, shape, dtype, mean, deviation, norm, low, high, bad, samples = entry
    return ValueDigest(
        str(name), str(kind), tuple(map(int, shape)), str(dtype), float(mean), float(deviation), float(norm),
        float(low), float(high), int(bad), tuple(map(float, samples)),
    )  # fmt: skip
