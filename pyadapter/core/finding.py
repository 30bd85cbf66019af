"""Findings: what was seen to go wrong in training, and everything a reader needs to know about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pyadapter.core.digest import TensorDigest

Kind = Literal[
    "nan",
    "inf",
    "shape-mismatch",
    "silent-broadcast",
    "dtype",
    "gradient-missing",
    "gradient-exploding",
    "gradient-vanishing",
    "dead-units",
    "saturated-units",
    "weights-unchanged",
    "weight-update-ratio",
    "label-out-of-range",
    "input-range",
    "output-range",
    "loss-stalled",
    "loss-diverged",
    "loss-oscillating",
    "out-of-memory",
    "exception",
    "step",
]
Confidence = Literal["certain", "likely", "possible"]
Phase = Literal["data", "forward", "loss", "backward", "optimizer", "metric", "epoch"]


@dataclass(frozen=True)
class Location:
    """A place in the user's source; `line` is 1-based."""

    file: str
    line: int
    function: str | None = None


@dataclass(frozen=True)
class Cause:
    """A diagnosis: one sentence of why with the numbers that show it, and the code to write instead.

    Attributes:
        id: Identifier from the fault catalogue, for example `numeric-domain`.
        message: Why, in one sentence.
        fix: Code or a short instruction.
        location: Where the fix belongs, when that is known.
        confidence: How sure it is: `certain` follows from definitions, `likely` from what was measured,
            `possible` is worth a try.
    """

    id: str
    message: str
    fix: str
    location: Location | None = None
    confidence: Confidence = "likely"


@dataclass(frozen=True)
class BatchRows:
    """The guilty rows of a batch; `dataset_rows` has the same order, None where the row is not known."""

    rows: tuple[int, ...]
    dataset_rows: tuple[int | None, ...]


@dataclass(frozen=True)
class Earlier:
    """The infinity that a NaN was made of: where a run can be stopped earlier next time."""

    op: str | None = None
    layer: str | None = None
    location: Location | None = None


@dataclass(frozen=True)
class Replay:
    """How the state of a compiled step was come by when the step was run again in eager execution.

    Attributes:
        step: The step.
        snapshot: The step whose state was kept: the steps from there on were run again, compiled.
        exact: Whether it is the state that training had, to the bit.
        reasons: Why it is not, or why this step may differ in eager execution.
    """

    step: int
    snapshot: int
    exact: bool = True
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Something bad that was seen in training.

    Attributes:
        kind: The symptom, a name from the fault catalogue.
        title: A headline of at most 40 characters.
        message: Several short lines, the conclusion first, as the exception widget shows them.
        phase: The part of the training step.
        epoch: Counts from 0; None outside `fit`.
        step: 0-based batch of the whole run; None before the first.
        location: The user's line: the live one, or for a gradient the line that made the forward op.
        layer: Path of layer names joined by slashes.
        op: Type of the TensorFlow op, for example `Log`.
        tensor: The bad tensor.
        inputs: What the op was given, or the other tensors that belong to it.
        batch: The guilty rows, when the tensor has one row a sample.
        causes: Diagnoses, the likeliest first.
        evidence: Lines with what else was seen, the most telling first.
        value: The number that the finding is about; `core.kinds` says which.
        earlier: For a NaN, the infinity behind it.
        replay: How the step came to be watched in training at full speed; None in eager execution.
    """

    kind: Kind
    title: str
    message: str
    phase: Phase
    epoch: int | None = None
    step: int | None = None
    location: Location | None = None
    layer: str | None = None
    op: str | None = None
    tensor: TensorDigest | None = None
    inputs: tuple[TensorDigest, ...] = ()
    batch: BatchRows | None = None
    causes: tuple[Cause, ...] = field(default=())
    evidence: tuple[str, ...] = ()
    value: float | None = None
    earlier: Earlier | None = None
    replay: Replay | None = None
