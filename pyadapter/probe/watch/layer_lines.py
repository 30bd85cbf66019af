"""Where the script makes its layers: the line to name when a layer has gone wrong and nothing of it runs."""

from __future__ import annotations

import sys
import weakref
from typing import TYPE_CHECKING, Any

from pyadapter.probe.patches import Patch, around
from pyadapter.probe.watch.frames import USER_FILES, location_of

if TYPE_CHECKING:
    from types import FrameType

    from pyadapter.core.finding import Location

_LOCATIONS: weakref.WeakKeyDictionary[Any, Location] = weakref.WeakKeyDictionary()


def patches() -> list[Patch]:
    """Return the patch of Keras 3 that notes the lines."""
    from keras.src.layers.layer import Layer  # noqa: PLC0415 -- only once the user has imported it

    reason = "the line that makes a layer, to name it when the layer's units, weights or gradients go wrong"
    return [Patch(Layer, "__init__", reason, around(before=_note))]


def made_at(layer: Any) -> Location | None:
    """Return the user's line that made a layer; None for one that Keras made, as `load_model` does."""
    return _LOCATIONS.get(layer)


def layers_made() -> list[tuple[Any, Location | None]]:
    """Return the layers that are still there, with their lines, in no order."""
    return list(_LOCATIONS.items())


def _note(layer: Any, *arguments: Any, **named: Any) -> None:
    del arguments, named
    frame: FrameType | None = sys._getframe(3)  # noqa: SLF001 -- inspect's twin is 50 times slower
    # A layer of the user's is made on the line that calls its class, not where it calls `super().__init__`.
    while frame is not None and (
        not USER_FILES[frame.f_code.co_filename]
        or (frame.f_code.co_name == "__init__" and frame.f_locals.get("self") is layer)
    ):
        frame = frame.f_back
    if frame is not None:
        _LOCATIONS[layer] = location_of(frame)
