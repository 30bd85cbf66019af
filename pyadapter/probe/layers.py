"""The layers that the program has made, by the paths that findings have."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from pyadapter.probe.watch.layer_lines import layers_made, made_at

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 5000
"""Layers that are listed, a bound for models that are made over and over."""

_UNCALLED = frozenset({"InputLayer"})


def layer_entries() -> list[dict[str, Any]]:
    """Return the schema's `LayerEntry`s, models before what is in them, in the order of their making."""
    return [_entry(path, layer) for path, layer in layers_by_path()]


def layers_by_path() -> list[tuple[str, Any]]:
    """Return paths and layers, models before what is in them, in the order of their making."""
    made = [layer for layer, _ in layers_made()]
    inner = {id(child) for layer in made for child in _children(layer)}
    # What a Sequential is computed by is called without a name of its own.
    inner |= {id(getattr(layer, "_functional", None)) for layer in made}
    outermost = (root for root in made if id(root) not in inner)
    return list(itertools.islice((found for root in outermost for found in _walk(root, ())), _MOST))


def variables_of(layer: Any) -> list[Any]:
    """Return the variables that are a layer's own, without those of layers in it."""
    kinds = ("_trainable_variables", "_non_trainable_variables")
    return [variable for kind in kinds for variable in getattr(layer, kind, ())]


def classes_in(path: str) -> list[str]:
    """Return the class names of the layers that a path names."""
    names = set(path.split("/"))
    return [type(layer).__name__ for layer, _ in layers_made() if _name(layer) in names]


def _walk(layer: Any, above: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    if type(layer).__name__ in _UNCALLED or any(layer is each for each in above):
        return
    chain = (*above, layer)
    yield "/".join(_name(each) for each in chain), layer
    for child in _children(layer):
        yield from _walk(child, chain)


def _children(layer: Any) -> list[Any]:
    functional = getattr(layer, "_functional", None)
    return [child for child in getattr(layer, "_layers", ()) if child is not functional]


def _name(layer: Any) -> str:
    return str(getattr(layer, "name", type(layer).__name__))


def _entry(path: str, layer: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"path": path, "className": type(layer).__name__}
    location = made_at(layer)
    if location is not None:
        entry["location"] = {"file": location.file, "line": location.line}
        if location.function:
            entry["location"]["function"] = location.function
    return entry
