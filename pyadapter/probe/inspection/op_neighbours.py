"""Which ops are around one: who made its inputs, who uses its outputs, and the way back of what is bad."""

from __future__ import annotations

import linecache
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyadapter.probe.inspection.op_places import DATA, READS, Place, Sources, identity_of, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.finding import Finding, Location
    from pyadapter.probe.handles import Stop
    from pyadapter.probe.probe import Probe
    from pyadapter.probe.watch.flow import Flow, FlowOp
    from pyadapter.probe.watch.records import ForwardOp

DEPTH = 2
"""Ops that are followed back from the one in the middle, whatever their values are."""

MOST = 40
"""Nodes: what a screen shows; the others are a click away."""

MOST_USERS = 6
"""Users of the op in the middle; a weight can have hundreds."""

STOP = "stop"
"""Names the op of the stop where it has raised, or was stopped before it had run."""


@dataclass(frozen=True)
class Link:
    """A tensor between two places.

    Attributes:
        source: Where it comes from.
        to: Who is given it.
        slot: As which input.
        identity: Its `_id`.
    """

    source: str
    to: str
    slot: int
    identity: int


@dataclass
class Centre:
    """What is in the middle.

    Attributes:
        name: Of its place.
        op: The op; None for a source, and for an op that has not run to its end.
        stopped: The op of the stop where it has no record: its type, line and the `_id`s of its inputs.
        forward: For a gradient, the forward op.
        location: The line of the finding.
        note: What there is to say about it.
        bad: Whether its result is known to be bad.
    """

    name: str
    op: FlowOp | None = None
    stopped: tuple[str, tuple[int, ...]] | None = None
    forward: FlowOp | None = None
    location: Location | None = None
    layer: str | None = None
    note: str | None = None
    bad: bool = False


@dataclass
class Neighbours:
    """What is to be shown.

    Attributes:
        centre: Name of the place in the middle.
        places: By name.
        links: Between them.
        note: What there is to say about them.
    """

    centre: str
    places: dict[str, Place] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    note: str | None = None


def centre_of(probe: Probe, flow: Flow, sources: Sources, name: str | None) -> Centre | None:
    """Return what is to be in the middle.

    Args:
        probe: Knows the stop.
        flow: The ops of this step.
        sources: Knows where other values come from.
        name: A place; None for the stop, or where there is none for the last op that ran.
    """
    stop = probe.handles.current
    if name is not None and name != STOP:
        kind, _, identity = name.partition(":")
        op = flow.maker(int(identity)) if kind == "op" and identity.isdecimal() else None
        if op is None and kind == "op":
            return None
        at_stop = (
            None if stop is None or stop.finding is None else _of_stop(stop, stop.finding, flow, sources)
        )
        return at_stop if at_stop is not None and at_stop.name == name else Centre(name, op)
    if stop is not None and stop.finding is not None:
        return _of_stop(stop, stop.finding, flow, sources)
    op = next((op for op in reversed(flow.ops) if not op.backward), None)
    if op is None:
        return None
    return Centre(name_of(op), op, note="In the middle is the last op that ran before this pause.")


def _of_stop(stop: Stop, finding: Finding, flow: Flow, sources: Sources) -> Centre:
    value = stop.tensors.get(finding.tensor.handle or 0) if finding.tensor is not None else None
    identity = identity_of(value)
    op = None if identity is None else flow.maker(identity)
    if identity is not None and finding.tensor is not None and finding.tensor.role == "input":
        users = [user for user in flow.users(identity) if user.op == finding.op]
        op = users[-1] if users else op
    where = finding.location, finding.layer
    bad = finding.kind in {"nan", "inf"}
    if identity is not None and (op is None or op.op in DATA):
        place = sources.place(identity, flow)
        if place.kind in {"weight", "batch"}:
            return Centre(place.name, None, None, None, *where, bad=bad)
    if op is not None:
        forward = _forward(stop.forward, op, flow)
        return Centre(name_of(op), op, None, forward, *where, bad=bad)
    shown = (*finding.inputs, *([finding.tensor] if finding.tensor is not None else ()))
    # An error shows all tensors of its frame: those that its line names went into the op.
    line = "" if where[0] is None else linecache.getline(where[0].file, where[0].line)
    named = [each for each in shown if each.name and each.name in line]
    inputs = [sources.identity(stop.tensors.get(each.handle or 0), each.name) for each in named or shown]
    note = None if finding.op else f"{finding.title}: this is about no single op."
    stopped = finding.op or finding.title, tuple(each for each in inputs if each is not None)
    return Centre(STOP, None, stopped, None, *where, note=note, bad=bad)


def _forward(wanted: ForwardOp | None, op: FlowOp, flow: Flow) -> FlowOp | None:
    """Return the record of the forward op that a gradient belongs to."""
    if wanted is None:
        return None
    same = [
        each
        for each in flow.ops
        if not each.backward and each.op == wanted.op and each.scope == wanted.scope
        and (wanted.location is None or each.location == wanted.location)
    ]  # fmt: skip
    shared = [each for each in same if set(op.inputs) & {*each.inputs, *each.outputs}]
    return next(iter(shared or same), None)


def neighbours(flow: Flow, sources: Sources, centre: Centre, bad: frozenset[int]) -> Neighbours:
    """Gather what is around an op.

    Args:
        flow: The ops of this step.
        sources: Knows where other values come from.
        centre: The op in the middle.
        bad: `_id`s of tensors that are not finite: these are followed back as far as there is room.
    """
    return _Gathering(flow, sources, bad).around(centre)


class _Gathering:
    def __init__(self, flow: Flow, sources: Sources, bad: frozenset[int]) -> None:
        self._flow = flow
        self._sources = sources
        self._bad = bad
        self._places: dict[str, Place] = {}
        self._ops: dict[str, FlowOp] = {}

    def around(self, centre: Centre) -> Neighbours:
        """Gather places and links."""
        given: dict[str, tuple[int, ...]] = {}
        if centre.op is not None:
            self._add(centre.op)
            self._places[centre.name].bad = centre.bad
        elif centre.stopped is not None:
            op, given[STOP] = centre.stopped
            self._places[STOP] = Place(STOP, op, "op", bad=centre.bad)
        else:
            self._add_source(centre.name)
        place = self._places.get(centre.name)
        if place is not None and centre.op is not None and not centre.op.backward:
            place.location = place.location or centre.location
        elif place is not None:
            place.location, place.layer = centre.location or place.location, centre.layer or place.layer
        if centre.forward is not None:
            self._add(centre.forward)
            self._places[centre.name].gradient_of = centre.forward.op
        for user in self._users(centre):
            self._add(user)
        self._go_back([*(centre.op.inputs if centre.op is not None else ()), *given.get(STOP, ())])
        if centre.forward is not None:
            self._go_back(centre.forward.inputs, depth=1)
        return Neighbours(centre.name, self._places, self._links(given), centre.note)

    def _add(self, op: FlowOp) -> None:
        place = self._sources.op_place(op)
        if place.name not in self._places:
            self._places[place.name] = place
            self._ops[place.name] = op

    def _add_source(self, name: str) -> None:
        identity = name.partition(":")[2]
        if identity.isdecimal():
            place = self._sources.place(int(identity), self._flow)
            self._places[place.name] = place

    def _users(self, centre: Centre) -> list[FlowOp]:
        if centre.op is not None:
            found = list(self._flow.consumers(centre.op))
        elif centre.stopped is not None:
            found = []
        else:
            made = self._places[centre.name].made if centre.name in self._places else ()
            found = [user for identity in made for user in self._flow.users(identity)]
            reads = [user for user in found if user.op in READS]
            found = [user for user in found if user.op not in READS]
            found += [user for read in reads for user in self._flow.consumers(read)]
        return found[:MOST_USERS]

    def _go_back(self, identities: Iterable[int], depth: int = DEPTH) -> None:
        """Add where tensors come from: some ops back, and all the way for what is not finite."""
        ahead = [(identity, depth) for identity in identities]
        for identity, left in ahead:
            bad = identity in self._bad
            if (left <= 0 and not bad) or (len(self._places) >= MOST and not bad):
                continue
            place = self._sources.place(identity, self._flow)
            known = self._places.get(place.name)
            if known is not None:
                known.made = tuple(dict.fromkeys((*known.made, *place.made)))
                continue
            if len(self._places) >= 2 * MOST:
                continue
            self._places[place.name] = place
            op = self._flow.maker(identity)
            if place.kind == "op" and op is not None:
                self._ops[place.name] = op
                ahead.extend((each, left - 1) for each in op.inputs)

    def _links(self, given: dict[str, tuple[int, ...]]) -> list[Link]:
        users = {**{name: op.inputs for name, op in self._ops.items()}, **given}
        links = []
        for name, inputs in users.items():
            for slot, identity in enumerate(inputs):
                source = self._sources.place(identity, self._flow).name
                if source in self._places:
                    links.append(Link(source, name, slot, identity))
                elif identity in self._bad:
                    self._places[name].cut = True
        return links
