"""Models of built-in layers, where no line of the user's runs: which layer it was, where it was made."""

from __future__ import annotations

import sys
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyadapter.core.refusal import shape_in_words
from pyadapter.core.shapes import fits
from pyadapter.probe.watch.frames import layer_types, location_of, user_frame
from pyadapter.probe.watch.layer_lines import made_at
from pyadapter.probe.watch.shapes import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyadapter.core.finding import Location
    from pyadapter.core.refusal import Refusal, Shape
    from pyadapter.probe.watch.refusals import Place

_CONTAINERS = frozenset({
    "_run_through_graph", "_maybe_rebuild", "build", "build_from_config", "_symbolic_build", "train_step",
    "test_step", "predict_step", "fit", "evaluate", "predict", "train_on_batch", "test_on_batch",
    "predict_on_batch",
})  # fmt: skip
"""Functions of Keras that run or build the layers of a model one by one."""

_COMPILED: weakref.WeakKeyDictionary[Any, Location] = weakref.WeakKeyDictionary()


@dataclass(frozen=True)
class Departure:
    """Where the shapes of a model first differ from those that it was built for."""

    layer: Any
    built_for: Shape
    made: Shape

    @property
    def sentence(self) -> str:
        """The departure as a line of evidence."""
        made, built = shape_in_words(self.made), shape_in_words(self.built_for)
        if type(self.layer).__name__ == "InputLayer":
            return f"The model was built for {built} and is given {made}."
        return f"{self.layer.name} was built to make {built} and makes {made}."


def departure(places: Sequence[Place]) -> Departure | None:
    """Compare what a model's layers have made in this call with what they were built to make."""
    for place in places:
        tensors = place.frame.f_locals.get("tensor_dict") if place.name == "_run_through_graph" else None
        function = place.frame.f_locals.get("self")
        if not isinstance(tensors, dict) or function is None:
            continue
        found = next(_departures(function, tensors), None)
        if found is not None:
            return found
    return None


def _departures(function: Any, tensors: dict[int, Any]) -> Iterator[Departure]:
    rows: int | None = None
    for depth in sorted(function._nodes_by_depth, reverse=True):  # noqa: SLF001 -- as `_run_through_graph` does
        for node in function._nodes_by_depth[depth]:  # noqa: SLF001 -- as above
            for output in node.outputs:
                made, built = shape_of(tensors.get(id(output))), shape_of(output)
                if made is None or built is None or node.operation is None:
                    continue
                rows = rows if rows is not None or not node.is_input or not made else made[0]
                # A batch keeps its rows from layer to layer.
                same_rows = not made or rows is None or built[:1] != (None,) or made[0] in {rows, None}
                if not fits(made, built) or not same_rows:
                    yield Departure(node.operation, built if same_rows else (rows, *built[1:]), made)


def layer_line(
    places: Sequence[Place], index: int | None, refusal: Refusal, gone: Departure | None
) -> Location | None:
    """Return the line that made the layer to change, where none of the user's lines ran the op.

    Args:
        places: The frames of the error.
        index: The innermost one of the user's.
        refusal: What was refused.
        gone: Where the shapes first departed.

    Returns:
        None where the user's own line called the op or the layer, as in `call`.
    """
    inner = places if index is None else places[index + 1 :]
    kinds = layer_types()
    if not kinds or not any(place.name in _CONTAINERS for place in inner):
        return None
    if any(_runs_layer(place, kinds) for place in places[: index or 0]):
        return None  # in the user's `call`, which has the line
    model = next((owner for place in inner if (owner := _owner(place, kinds)) is not None), None)
    if refusal.loss:
        return _loss_line(model, refusal)
    layers = [
        _owner(place, kinds) for place in reversed(inner) if place.name in {"__call__", "_run_through_graph"}
    ]
    candidates = [gone.layer if gone is not None else None, *layers]
    if not any(layers) and gone is None:
        return None  # in the data, a callback, or the trainer itself
    if all(layer is model or layer is None for layer in candidates):
        candidates = _first_layers(model)
    return next((line for layer in candidates if layer is not None and (line := made_at(layer))), None)


def _runs_layer(place: Place, kinds: tuple[type, ...]) -> bool:
    return place.name == "__call__" and _owner(place, kinds) is not None


def _owner(place: Place, kinds: tuple[type, ...]) -> Any:
    owner = place.frame.f_locals.get("self")
    return owner if isinstance(owner, kinds) else None


def _first_layers(model: Any) -> list[Any]:
    """Return what says which inputs a model takes: its input layers, else its first layer."""
    try:
        layers = list(model._layers)  # noqa: SLF001 -- `layers` leaves out the input layer of a Sequential
    except AttributeError:
        return []
    inputs = [layer for layer in layers if type(layer).__name__ == "InputLayer" and made_at(layer)]
    return inputs or [layer for layer in layers if made_at(layer)][:1]


def _loss_line(model: Any, refusal: Refusal) -> Location | None:
    """Return the line to change when a loss refuses: its own for other ranks, else the last layer's."""
    shapes = {each.name: each.shape for each in refusal.operands}
    labels, predictions = shapes.get("labels"), shapes.get("predictions")
    last = _last_layer(model)
    if labels is not None and predictions is not None and len(labels) < len(predictions) == 2:  # noqa: PLR2004 -- rows and classes
        return _COMPILED.get(model)
    if labels is not None and labels == predictions:
        return _COMPILED.get(model)
    return made_at(last) if last is not None else None


def _last_layer(model: Any) -> Any:
    try:
        return model.outputs[0]._keras_history.operation  # noqa: SLF001 -- the one way to ask
    except (AttributeError, IndexError, TypeError):
        layers = getattr(model, "layers", None)
        return layers[-1] if layers else None


def note_compiled(model: Any, *arguments: Any, **named: Any) -> None:
    """Note the user's line that compiles a model: the one that chooses its loss."""
    del arguments, named
    frame = user_frame(sys._getframe(1))  # noqa: SLF001 -- inspect reads the source, too
    if frame is not None:
        _COMPILED[model] = location_of(frame)
