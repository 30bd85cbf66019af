"""Where the script sets its training up: the lines of `compile`, of losses and of optimizers, as patches."""

from __future__ import annotations

import sys
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyadapter.probe.patches import Patch, around
from pyadapter.probe.watch.frames import location_of, user_frame

if TYPE_CHECKING:
    from pyadapter.core.finding import Location


@dataclass(frozen=True)
class Compiled:
    """A call of `compile`.

    Attributes:
        location: The user's line.
        optimizer_by_name: Whether the optimizer was given as a string, or not at all.
        losses_by_name: Whether a loss was given as a string.
        metrics: Names of the metrics.
    """

    location: Location
    optimizer_by_name: bool
    losses_by_name: bool
    metrics: tuple[str, ...]


_COMPILED: weakref.WeakKeyDictionary[Any, Compiled] = weakref.WeakKeyDictionary()
_MADE: dict[int, tuple[weakref.ref[Any], Location]] = {}
"""By `id`: losses and optimizers need not be hashable."""

_FROZEN: weakref.WeakKeyDictionary[Any, Location] = weakref.WeakKeyDictionary()

_MOST = 1000


def patches() -> list[Patch]:
    """Return the patches of Keras 3 that note the lines."""
    from keras.src.layers.layer import Layer  # noqa: PLC0415 -- only once the user has imported it
    from keras.src.losses.loss import Loss  # noqa: PLC0415 -- as above
    from keras.src.optimizers.base_optimizer import BaseOptimizer  # noqa: PLC0415 -- as above
    from keras.src.trainers.trainer import Trainer  # noqa: PLC0415 -- as above

    return [
        Patch(
            Trainer, "compile", "the line that a change of loss or optimizer belongs to", around(_compiling)
        ),
        Patch(Layer, "trainable", "the line that freezes a layer", _freezing),
        Patch(Loss, "__init__", "the line that makes a loss", around(before=_making)),
        Patch(BaseOptimizer, "__init__", "the line that makes an optimizer", around(before=_making)),
    ]


def compiled_at(model: Any) -> Compiled | None:
    """Return what is known of the last `compile` of a model."""
    try:
        return _COMPILED.get(model)
    except TypeError:  # nothing that can be compiled
        return None


def frozen_at(layer: Any) -> Location | None:
    """Return the user's line that set a layer's `trainable` to False."""
    return _FROZEN.get(layer)


def made_at(part: Any) -> Location | None:
    """Return the user's line that made a loss or an optimizer; that of `compile` where a string did."""
    reference, location = _MADE.get(id(part), (None, None))
    return location if reference is not None and reference() is part else None


def optimizers_made() -> list[Any]:
    """Return the optimizers that are still there, the oldest first."""
    found = (reference() for reference, _ in list(_MADE.values()))
    return [each for each in found if each is not None and hasattr(each, "apply_gradients")]


def _freezing(original: property) -> property:
    def freeze(layer: Any, value: Any) -> None:
        frame = user_frame(sys._getframe(1))  # noqa: SLF001 -- as below
        if value or frame is None:
            _FROZEN.pop(layer, None)
        else:
            _FROZEN[layer] = location_of(frame)

    return property(original.fget, around(before=freeze)(original.fset or freeze), None, original.__doc__)


def _compiling(
    model: Any,
    optimizer: Any = None,
    loss: Any = None,
    loss_weights: Any = None,
    metrics: Any = None,
    *arguments: Any,
    **named: Any,
) -> None:
    del loss_weights, arguments, named
    frame = user_frame(sys._getframe(2))  # noqa: SLF001 -- inspect's twin is 50 times slower
    if frame is not None:
        _COMPILED[model] = Compiled(
            location_of(frame),
            optimizer is None or isinstance(optimizer, str),
            any(isinstance(each, str) for each in _flat(loss)),
            tuple(str(_name(each)) for each in _flat(metrics)),
        )


def _making(part: Any, *arguments: Any, **named: Any) -> None:
    del arguments, named
    frame = user_frame(sys._getframe(2))  # noqa: SLF001 -- as above
    if frame is None or hasattr(type(part), "update_state"):
        return
    if len(_MADE) >= _MOST:
        for key in [key for key, (reference, _) in list(_MADE.items()) if reference() is None]:
            _MADE.pop(key, None)
    _MADE[id(part)] = weakref.ref(part), location_of(frame)


def _flat(given: Any) -> list[Any]:
    if isinstance(given, dict):
        return [item for value in given.values() for item in _flat(value)]
    if isinstance(given, (list, tuple)):
        return [item for value in given for item in _flat(value)]
    return [] if given is None else [given]


def _name(metric: Any) -> Any:
    return metric if isinstance(metric, str) else getattr(metric, "name", getattr(metric, "__name__", metric))
