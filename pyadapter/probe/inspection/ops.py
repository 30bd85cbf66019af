"""The ops around the stop: what went in, what came of it, and the way back to where a bad value was born."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from pyadapter.arrays import view
from pyadapter.probe.inspection.live import alive, described
from pyadapter.probe.inspection.model_parts import signature
from pyadapter.probe.inspection.op_neighbours import Link, Neighbours, centre_of, neighbours
from pyadapter.probe.inspection.op_places import Place, Sources
from pyadapter.protocol.convert import location_to_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.core.digest import TensorDigest
    from pyadapter.probe.probe import Probe
    from pyadapter.probe.watch.flow import Flow

BUDGET = 0.5
"""Seconds for the one-line summaries of the tensors; what is left then has its shape alone."""


def commands(probe: Probe) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Return what answers each request of this topic."""

    def graph(arguments: Mapping[str, Any]) -> dict[str, Any]:
        return op_graph(probe, arguments.get("node"))

    return {"keras/opGraph": graph}


def op_graph(probe: Probe, node: str | None) -> dict[str, Any]:
    """Describe the ops around a node: the schema's `OpGraph`.

    Args:
        probe: Knows the stop and the ops of this step.
        node: The node in the middle; None for the stop.
    """
    flow, sources = probe.flow(), Sources(probe)
    centre = centre_of(probe, flow, sources, node)
    if centre is None:
        return {"nodes": [], "edges": [], "note": "No op has run in this step yet."}
    around = neighbours(flow, sources, centre, frozenset(probe.origins()))
    return _Drawing(probe, flow, sources, around).body()


class _Drawing:
    """Puts neighbours on the wire.

    Args:
        probe: Gives handles to tensors, and knows what is not finite.
        flow: The ops of this step.
        sources: Knows weights and the batch.
        around: What is to be shown.
    """

    def __init__(self, probe: Probe, flow: Flow, sources: Sources, around: Neighbours) -> None:
        self._probe = probe
        self._around = around
        identities = {identity for place in around.places.values() for identity in place.made}
        identities |= {link.identity for link in around.links}
        self._values = {**alive(identities), **sources.values(identities, flow)}
        self._origins = probe.origins()
        self._digests: dict[int, TensorDigest | None] = {}
        self._deadline = time.monotonic() + BUDGET

    def body(self) -> dict[str, Any]:
        """Return the schema's `OpGraph`."""
        around = self._around
        # First: what is drawn is described while there is time.
        edges = [self._edge(link) for link in around.links]
        fed = {link.to for link in around.links if self._bad(link.identity)}
        nodes = [self._node(place, fed=place.name in fed) for place in around.places.values()]
        notes = [around.note] if around.note else []
        if any("line" not in edge for edge in edges):
            notes.append("The program no longer holds the tensors that have no numbers here.")
        body = {"nodes": nodes, "edges": edges}
        return {**body, "note": " ".join(notes)} if notes else body

    def _bad(self, identity: int) -> bool:
        if identity in self._origins:
            return True
        found = self._described(identity)
        return (
            found is not None
            and found.statistics is not None
            and found.statistics.nan + found.statistics.positive_inf + found.statistics.negative_inf > 0
        )

    def _described(self, identity: int) -> TensorDigest | None:
        if identity not in self._digests:
            value = self._values.get(identity)
            found = None if value is None else described(value, lambda: time.monotonic() > self._deadline)
            self._digests[identity] = found
        return self._digests[identity]

    def _node(self, place: Place, *, fed: bool) -> dict[str, Any]:
        bad = place.bad or any(self._bad(identity) for identity in place.made)
        body: dict[str, Any] = {
            "id": place.name,
            "op": place.op,
            "kind": place.kind,
            "bad": bad,
            "born": bad and not fed and not place.cut,
        }
        if place.name == self._around.centre:
            body["centre"] = True
        texts = {"name": place.label, "layer": place.layer, "gradientOf": place.gradient_of}
        body.update({key: text for key, text in texts.items() if text})
        if place.location is not None:
            body["location"] = location_to_wire(place.location)
        return body

    def _edge(self, link: Link) -> dict[str, Any]:
        value = self._values.get(link.identity)
        seen = None if value is None else view(value)
        body: dict[str, Any] = {
            "from": link.source,
            "to": link.to,
            "slot": link.slot,
            "shape": "" if seen is None else signature(seen.shape, seen.dtype),
            "bad": self._bad(link.identity),
        }
        found = self._described(link.identity)
        if found is not None:
            body["line"] = found.line
            body["handle"] = self._probe.handles.give(value)
        return body
