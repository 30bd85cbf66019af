"""Where the script makes its layers: the line to name when a layer has gone wrong and nothing of it runs."""

from __future__ import annotations

import sys
import weakref
from typing import TYPE_CHECKING, Any

from pyadapter.probe.patches import Patch, around
from pyadapter.probe.watch.frames import location_of, user_frame

if TYPE_CHECKING:
    from pyadapter.core.finding import Location

_LOCATIONS: weakref.WeakKeyDictionary[Any, Location] = weakref.WeakKeyDictionary()


def patches() -> list[Patch]:
    """Return the patch of Keras 3 that notes the lines."""
    from keras.src.layers.layer import Layer  # noqa: PLC0415 -- only once the user has imported it

    reason = "the line that makes a layer, to name it when the layer's units, weights or gradients go wrong"
    return [Patch(Layer, "__new__", reason, _noting)]


def _noting(original: staticmethod[..., Any]) -> staticmethod[..., Any]:
    # Not `__init__`, whose parameters Keras reads for its configurations.
    return staticmethod(around(after=_note)(original.__func__))


def made_at(layer: Any) -> Location | None:
    """Return the user's line that made a layer; None for one that Keras made, as `load_model` does."""
    return _LOCATIONS.get(layer)


def layers_made() -> list[tuple[Any, Location | None]]:
    """Return the layers that are still there, with their lines, in the order in which they were made."""
    # A list of references is taken at once, whatever other threads make meanwhile.
    alive = (reference() for reference in _LOCATIONS.keyrefs())
    return [(layer, _LOCATIONS.get(layer)) for layer in alive if layer is not None]


def _note(layer: Any, *arguments: Any, **named: Any) -> None:
    del arguments, named
    frame = user_frame(sys._getframe(2))  # noqa: SLF001 -- inspect's twin is 50 times slower
    if layer is not None and frame is not None:
        _LOCATIONS[layer] = location_of(frame)
