"""Origins: where a non-finite value was first seen, so that a NaN can be traced to what made it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.core.health import HEALTHY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from pyadapter.core.causes.refused import Refused
    from pyadapter.core.causes.unreached import Unreached
    from pyadapter.core.digest import Role
    from pyadapter.core.finding import Kind, Location, Phase
    from pyadapter.core.health import Health
    from pyadapter.core.statistics import Statistics
    from pyadapter.core.symptom import Symptom
    from pyadapter.probe.watch.frames import Site
    from pyadapter.probe.watch.records import ForwardOp

LIMIT = 50_000
"""Tensors whose origin is remembered, a bound on memory for loops that never end a step."""


@dataclass
class Origin:
    """Where a non-finite value came from.

    Attributes:
        op: Type of the op that made it; None when it came in from outside.
        phase: The part of the training step.
        location: The user's line.
        layer: Path of layer names.
        health: What was not finite.
        inputs: Statistics of what the op was given, in its order; None for what has no numbers.
        input_names: What the user calls them.
        reported: Whether a finding has told of it: what follows from it is then the same fault.
    """

    op: str | None
    phase: Phase
    location: Location | None
    layer: str | None
    health: Health
    inputs: tuple[Statistics | None, ...] = ()
    input_names: tuple[str | None, ...] = ()
    reported: bool = False


@dataclass(frozen=True)
class BadLeaf:
    """An array of the batch that holds a value that is not finite; it lives as long as the step.

    Attributes:
        kind: The symptom that it is once an op uses it.
        health: Counts of the array.
        role: Feature or label.
        name: What `fit` calls it.
        value: The array.
        shape: Its shape, by which an op's input is known to be it.
    """

    kind: Kind
    health: Health
    role: Role
    name: str
    value: Any
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Exhibit:
    """A tensor that a finding shows beside the bad one.

    Attributes:
        value: The tensor, array or variable.
        name: What it is called.
        role: What it is.
    """

    value: Any
    name: str | None = None
    role: Role = "input"


@dataclass(frozen=True)
class Fault:
    """A verdict and everything that is known at that moment; it lives only until it has been reported.

    Attributes:
        kind: The symptom.
        health: Counts of `value`.
        site: What the stack says.
        value: The bad tensor or array.
        role: What it is.
        name: What it is called, where that is known already.
        op: Type of the op that made it, None for a value that no op made.
        inputs: The op's input tensors.
        input_makers: Types of the ops that made them, None where that was not recorded.
        attributes: The op's attributes, name and value in turn.
        forward: For a gradient, the forward op.
        origin: The infinity that a NaN was made of.
        phase: The part of the training step.
        loss_scaled: Whether a loss scale is at work.
        reads_bad_input: Index of the input that brought the fault in, None when the op made it.
        symptom: What a detector says; None for `nan` and `inf`, which are put in words from the counts.
        location: The line to name where it is not the one that `site.frame` is at.
        rows: Guilty rows of the batch where the detector knows them.
        exhibits: Tensors to show beside `value`, instead of the op's inputs.
        loss: The loss that it is about, an instance or a name; by default the model's.
        trace: Traceback of the error that is told; its frames are over.
        refusal: Text of the error that is told.
        refused: That error with what stands around it.
        unreached: What is known of variables without a gradient.
        diagnosed: Whether it is a diagnosis of the set-up: later findings with its causes follow from it.
        meant: Whether it is an infinity that may be meant, and was asked for all the same.
        known: Further fields for conditions, by name.
    """

    kind: Kind
    health: Health
    site: Site
    value: Any
    role: Role
    phase: Phase
    name: str | None = None
    op: str | None = None
    inputs: tuple[Any, ...] = ()
    attributes: tuple[Any, ...] = ()
    forward: ForwardOp | None = None
    origin: Origin | None = None
    loss_scaled: bool = False
    reads_bad_input: int | None = None
    input_healths: tuple[Health | None, ...] = ()
    input_makers: tuple[str | None, ...] = ()
    symptom: Symptom | None = None
    location: Location | None = None
    rows: tuple[int, ...] | None = None
    exhibits: tuple[Exhibit, ...] = ()
    loss: Any = None
    trace: TracebackType | None = None
    refusal: str | None = None
    refused: Refused | None = None
    unreached: Unreached | None = None
    diagnosed: bool = False
    meant: bool = False
    known: Mapping[str, object] = field(default_factory=dict)


def fault_of(  # noqa: PLR0913 -- what a finding can tell
    symptom: Symptom,
    site: Site,
    *,
    value: Any = None,
    role: Role = "output",
    name: str | None = None,
    phase: Phase | None = None,
    op: str | None = None,
    location: Location | None = None,
    rows: tuple[int, ...] | None = None,
    exhibits: tuple[Exhibit, ...] = (),
) -> Fault:
    """Make a fault of what a detector says.

    Args:
        symptom: The verdict.
        site: What the stack says; `dataclasses.replace(site, layer=…)` where the layer is known better.
        value: The tensor that it is about; None where there is none.
        role: What `value` is.
        name: What it is called: the path of a variable, the column of the batch.
        phase: The part of the training step; by default the site's.
        op: Type of the op.
        location: The line to name where it is not the one that the frame is at.
        rows: Guilty rows of the batch.
        exhibits: Tensors to show beside `value`.
    """
    return Fault(
        symptom.kind, HEALTHY, site, value, role, phase or site.phase, name=name, op=op, symptom=symptom,
        location=location, rows=rows, exhibits=exhibits,
    )  # fmt: skip
