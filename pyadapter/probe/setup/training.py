"""Losses, optimizer and the call of `fit` as facts."""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyadapter.core.setup import FitFacts, LossFacts, OptimizerFacts
from pyadapter.probe.setup.places import compiled_at, made_at
from pyadapter.probe.setup.source import argument_of, gives
from pyadapter.probe.setup.whole import held_out
from pyadapter.probe.watch.labels import built_in
from pyadapter.probe.watch.values import learning_rate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyadapter.core.finding import Location
    from pyadapter.core.setup import Source

_MOVERS = frozenset({"LearningRateScheduler", "ReduceLROnPlateau"})
"""Callbacks that move the learning rate."""


def loss_facts(loss: Any, model: Any) -> LossFacts:
    """Describe a loss that was called.

    Args:
        loss: An instance of `keras.losses.Loss`.
        model: None in a loop of the user's.
    """
    compiled = compiled_at(model) if model is not None else None
    name = built_in(loss)
    options = getattr(loss, "_fn_kwargs", None) or {}
    given: Any = getattr(loss, "fn", None)
    called = getattr(given, "__name__", None) or getattr(loss, "name", None) or type(loss).__name__
    made = made_at(loss)
    # Keras makes the instance in `fit` where `compile` was given a string or a function.
    by_name = compiled is not None and compiled.losses_by_name
    location = made
    if compiled is not None and (made is None or by_name or name is None):
        location = _line_of_loss(compiled.location)
    from_logits = options.get("from_logits")
    if from_logits is None and name is not None and "from_logits" in inspect.signature(given).parameters:
        from_logits = False
    return LossFacts(
        name=name,
        own_name=None if name else str(called),
        from_logits=from_logits if isinstance(from_logits, bool) else None,
        ignored_label=options.get("ignore_class"),
        label_smoothing=_number(options.get("label_smoothing")) or 0.0,
        by_name=by_name,
        made=made is not None and not by_name,
        location=location,
    )


def _line_of_loss(compiled: Location) -> Location:
    """Return the line of the argument `loss` in a call of `compile` that has several."""
    given = argument_of(compiled, "compile", 1, "loss")
    return compiled if given is None else replace(compiled, line=given.lineno)


def optimizer_facts(optimizer: Any, model: Any, callbacks: tuple[str, ...]) -> OptimizerFacts | None:
    """Describe an optimizer; None where there is none."""
    if optimizer is None:
        return None
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    compiled = compiled_at(model) if model is not None else None
    by_name = compiled is not None and compiled.optimizer_by_name
    location = compiled.location if by_name and compiled is not None else made_at(inner)
    name = type(inner).__name__
    rate_given: bool | None = False if by_name else None
    if not by_name and location is not None:
        rate_given = gives(location, name, 0, "learning_rate")
    clips = (getattr(inner, each, None) for each in ("clipnorm", "clipvalue", "global_clipnorm"))
    return OptimizerFacts(
        name=name,
        # A schedule of the script's own runs code of the user's: its optimizer alone asks it.
        learning_rate=None
        if _is_of_the_user(getattr(inner, "_learning_rate", None))
        else learning_rate(inner),
        by_name=by_name,
        rate_given=rate_given,
        schedule=callable(getattr(inner, "_learning_rate", None)) or not _MOVERS.isdisjoint(callbacks),
        momentum=_number(getattr(inner, "momentum", 0.0)) or 0.0,
        clipped=any(clips),
        loss_scaled=inner is not optimizer or bool(getattr(inner, "loss_scale_factor", None)),
        location=location or (compiled.location if compiled is not None else None),
    )


def fit_facts(arguments: Mapping[str, Any], location: Location | None, batch_rows: int | None) -> FitFacts:
    """Describe the call of `fit` by its arguments."""
    x = arguments.get("x")
    rows = getattr(x, "shape", None)
    steps = arguments.get("steps_per_epoch")
    length = int(rows[0]) if rows is not None and len(rows) else None
    if isinstance(x, list) and x and not hasattr(x[0], "shape"):  # else one array an input
        length = len(x)
    if steps is None and length is not None and batch_rows:
        steps = -(-length // batch_rows)
    epochs = arguments.get("epochs", 1)
    split = _number(arguments.get("validation_split")) or 0.0
    outside, unseen = held_out(arguments, split)
    return FitFacts(
        source=_source(x),
        rows=length,
        batch_size=batch_rows,
        epochs=epochs if isinstance(epochs, int) else None,
        steps_per_epoch=steps if isinstance(steps, int) else None,
        validation_split=split,
        held_out=outside,
        unseen=unseen,
        shuffle=bool(arguments.get("shuffle", True)),
        weighted=arguments.get("sample_weight") is not None or arguments.get("class_weight") is not None,
        callbacks=callbacks_of(arguments),
        location=location,
    )


def callbacks_of(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the class names of the callbacks that `fit` was given."""
    given = arguments.get("callbacks")
    given = given if isinstance(given, (list, tuple)) else [given]
    return tuple(base.__name__ for each in given if each is not None for base in type(each).__mro__[:-1])


def _source(x: Any) -> Source:
    if hasattr(x, "element_spec"):
        return "dataset"
    if hasattr(x, "__getitem__") and hasattr(x, "on_epoch_end"):
        return "sequence"
    return "generator" if hasattr(x, "__next__") else "array"


def _is_of_the_user(rate: Any) -> bool:
    return callable(rate) and not type(rate).__module__.startswith("keras.")


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
