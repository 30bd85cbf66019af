"""The places between which values go: ops, and what ops take their values from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyadapter.probe.layers import layers_by_path, variables_of
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.layer_lines import made_at
from pyadapter.probe.watch.names import path_of
from pyadapter.probe.watch.values import is_eager, values_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from pyadapter.core.finding import Location
    from pyadapter.probe.probe import Probe
    from pyadapter.probe.watch.flow import Flow, FlowOp

READS = frozenset({"ReadVariableOp", "VarHandleOp"})
"""Ops that read a weight: the weight stands for them."""

DATA = frozenset({"IteratorGetNext", "IteratorGetNextSync", "OptionalGetValue"})
"""Ops that take a batch from a data set."""


@dataclass
class Place:
    """A node: an op, or what ops take their values from.

    Attributes:
        name: Names it in this step.
        op: Type of the op, or what it is.
        kind: As in the schema.
        made: `_id`s of what comes from it.
        label: What it is called.
        layer: Path of the layer.
        location: The user's line.
        gradient_of: The forward op whose gradient it belongs to.
        bad: Whether it is known to be bad.
        cut: Whether some of its inputs are not shown.
    """

    name: str
    op: str
    kind: Literal["op", "weight", "batch", "constant"]
    made: tuple[int, ...] = ()
    label: str | None = None
    layer: str | None = None
    location: Location | None = None
    gradient_of: str | None = None
    bad: bool = False
    cut: bool = False


class Sources:
    """Where ops take values from that no op of the step has made: weights, the batch.

    Args:
        probe: Knows both, and the calls of layers.
    """

    def __init__(self, probe: Probe) -> None:
        self._weights: dict[int, Any] = {}
        made = [variable for _, layer in layers_by_path() for variable in variables_of(layer)]
        for variable in (*probe.updated_variables(), *made):
            identity = identity_of(variable)
            if identity is not None:
                self._weights[identity] = variable
        self._columns: dict[int, tuple[str, Any]] = {}
        for _, name, leaf in batch_leaves(probe.progress.batch):
            for value in values_of(leaf):
                identity = identity_of(value)
                if identity is not None:
                    self._columns[identity] = (name, value)
        self._symbolic: dict[int, tuple[str, Any]] = {}
        calls = probe.layer_calls.calls if probe.layer_calls is not None else ()
        self._layers = {call.path: call.layer for call in calls}

    def values(self, identities: Iterable[int], flow: Flow) -> dict[int, Any]:
        """Return those of some tensors that are in the batch, or were read from a weight."""
        found = {}
        for identity in identities:
            op = flow.maker(identity)
            read = op.inputs[0] if op is not None and op.op in READS and op.inputs else identity
            if read in self._weights:
                found[identity] = self._weights[read]
            elif identity in self._columns:
                found[identity] = self._columns[identity][1]
            elif identity in self._symbolic:
                found[identity] = self._symbolic[identity][1]
        return found

    def identity(self, value: Any, name: str | None) -> int | None:
        """Return what a value was recorded with; of one that has no values yet, a number for this answer."""
        if value is None or (known := identity_of(value)) is not None:
            return None if value is None else known
        self._symbolic[-1 - len(self._symbolic)] = (name or "", value)
        return -len(self._symbolic)

    def place(self, identity: int, flow: Flow) -> Place:
        """Return where a tensor comes from."""
        return self._known(identity) or self._made(identity, flow)

    def _known(self, identity: int) -> Place | None:
        if identity in self._columns:
            return Place(f"batch:{identity}", "batch", "batch", (identity,), self._columns[identity][0])
        if identity in self._weights:
            path = path_of(self._weights[identity])
            layer = path.rpartition("/")[0] or None
            return Place(f"weight:{identity}", "weight", "weight", (identity,), path, layer)
        if identity in self._symbolic:
            name = self._symbolic[identity][0] or None
            return Place(f"symbolic:{identity}", "symbolic tensor", "constant", (identity,), name)
        return None

    def _made(self, identity: int, flow: Flow) -> Place:
        op = flow.maker(identity)
        if op is None:
            return Place(f"constant:{identity}", "constant", "constant", (identity,))
        if op.op in DATA:
            return Place(f"batch:{op.outputs[0]}", "data set", "batch", op.outputs, op.op)
        if op.op in READS and op.inputs:
            read = self.place(op.inputs[0], flow)
            label = read.label or "variable"
            return Place(f"weight:{op.inputs[0]}", "weight", "weight", op.outputs, label, read.layer)
        return self.op_place(op)

    def op_place(self, op: FlowOp) -> Place:
        """Return the place of an op."""
        layer = self.layer(op.scope)
        location = op.location
        if location is None and layer is not None:  # Keras' own code
            location = made_at(self._layers[layer]())
        return Place(name_of(op), op.op, "op", op.outputs, layer=layer, location=location)

    def layer(self, scope: str) -> str | None:
        """Return the innermost layer that was called around a name scope."""
        parts = scope.removeprefix("gradient_tape/").strip("/").split("/")
        paths = ("/".join(parts[:end]) for end in range(len(parts), 0, -1))
        return next((path for path in paths if path in self._layers), None)


def name_of(op: FlowOp) -> str:
    """Name an op as long as the run is paused."""
    return f"op:{op.outputs[0]}"


def identity_of(value: Any) -> int | None:
    """Return what a tensor, or the handle of a variable, was recorded with."""
    handle = getattr(getattr(value, "_value", value), "handle", value)
    return handle._id if is_eager(handle) else None  # noqa: SLF001 -- what tapes match by, too
