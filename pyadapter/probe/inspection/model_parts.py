"""The parts of a model's graph, before they are put on the wire, and what is asked of Keras' layers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.core.digest import short_dtype
from pyadapter.probe.watch.frames import layer_types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.finding import Location
    from pyadapter.probe.watch.layer_calls import LayerCall

Names = frozenset[str]


@dataclass
class Node:
    """A layer, or an operation that is none.

    Attributes:
        path: Names of the layers around it and its own, joined by slashes: its identity.
        name: Its own name.
        class_name: Its class, or the type of an op.
        parent: Path of the layer around it, None in the model itself.
        layer: The layer; None for an operation.
        shape: Of what it returns.
        call: Its latest call in this step.
        location: The user's line that made or ran it, where that is not the layer's own.
        state: As in the schema.
        why: The state in words.
    """

    path: str
    name: str
    class_name: str
    parent: str | None
    layer: Any = None
    shape: str | None = None
    call: LayerCall | None = None
    location: Location | None = None
    state: str = "fine"
    why: str | None = None


@dataclass
class Edge:
    """What one node hands to another.

    Attributes:
        shape: Of the tensor, empty where it is not known.
        identity: `_id` of the tensor, None where it was not seen.
        call: The call that made it.
    """

    shape: str = ""
    identity: int | None = None
    call: LayerCall | None = None


@dataclass
class Ports:
    """Where values go into a layer and come out of it: nodes by the place of an argument or a result.

    A place beyond the last one means the last one: a layer that is a single node has one of each.
    """

    entries: list[Names]
    exits: list[Names]

    def entry(self, slot: int) -> Names:
        """Return the nodes that are given an argument."""
        return self.entries[min(slot, len(self.entries) - 1)]

    def exit(self, slot: int) -> Names:
        """Return the nodes that a result comes from."""
        return self.exits[min(slot, len(self.exits) - 1)]


@dataclass
class Graph:
    """A model as nodes and edges.

    Attributes:
        nodes: By path, in the order in which they run.
        edges: By the paths of their ends.
        ports: Of the model itself.
        complete: Whether the model's call in this step was seen to its end.
    """

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str], Edge] = field(default_factory=dict)
    ports: Ports = field(default_factory=lambda: Ports([frozenset()], [frozenset()]))
    complete: bool = False

    def connect(self, sources: Names, targets: Names, edge: Edge) -> None:
        """Add the edges between two sets of nodes; what is known better of one stays."""
        for source in sources:
            for target in targets:
                if source != target and (source, target) not in self.edges:
                    self.edges[source, target] = edge

    def inside(self, path: str) -> set[str]:
        """Return a node and all that are in it."""
        return {each for each in self.nodes if each == path or each.startswith(f"{path}/")}


def function_of(layer: Any) -> Any:
    """Return the Keras `Function` that a functional or sequential model is computed by, None for others."""
    if hasattr(layer, "_nodes_by_depth"):
        return layer
    return getattr(layer, "_functional", None)


def children_of(layer: Any) -> list[Any]:
    """Return the layers that are directly in a layer."""
    functional = getattr(layer, "_functional", None)
    return [child for child in getattr(layer, "_layers", ()) if child is not functional]


def is_sequential(layer: Any) -> bool:
    """Whether a model is a plain list of layers."""
    return any(kind.__name__ == "Sequential" and is_of_keras(kind) for kind in type(layer).__mro__)


def is_layer(operation: Any) -> bool:
    """Whether an operation of a functional model is a layer."""
    return isinstance(operation, layer_types())


def is_of_keras(layer: Any) -> bool:
    """Whether Keras wrote what a layer does: which layers in it run, is its own affair."""
    kind = layer if isinstance(layer, type) else type(layer)
    return kind.__module__.startswith("keras.")


def descendants(layer: Any, path: str, above: tuple[Any, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Go through the layers in a layer with their paths, those of outer layers first."""
    for child in children_of(layer):
        if not any(child is each for each in (*above, layer)):
            below = f"{path}/{child.name}"
            yield below, child
            yield from descendants(child, below, (*above, layer))


def signature(shape: Any, dtype: Any) -> str:
    """Write shape and dtype as `f32[32,10]`; a dimension that is not known is None."""
    sizes = ",".join(str(size) for size in shape)
    return f"{short_dtype(str(getattr(dtype, 'name', dtype)))}[{sizes}]"


def signature_of(call: LayerCall | None, slot: int = 0) -> str | None:
    """Return shape and dtype of what a call returned; None where it returned nothing."""
    if call is None or slot >= len(call.signatures):
        return None
    from tensorflow.python.framework.dtypes import as_dtype  # noqa: PLC0415 -- only once the user has imported it

    shape, enumeration = call.signatures[slot]
    return signature(shape, as_dtype(enumeration))
