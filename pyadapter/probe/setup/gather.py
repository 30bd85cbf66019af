"""Puts together what is known of a training as it is set up."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.setup import Setup
from pyadapter.probe.setup.data import columns_of
from pyadapter.probe.setup.inputs import declared_by, described
from pyadapter.probe.setup.layers import facts_of, layers_of
from pyadapter.probe.setup.outputs import output_facts
from pyadapter.probe.setup.places import compiled_at, optimizers_made
from pyadapter.probe.setup.training import callbacks_of, fit_facts, loss_facts, optimizer_facts
from pyadapter.probe.setup.whole import straight_line
from pyadapter.probe.watch.batches import batch_leaves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyadapter.core.finding import Location
    from pyadapter.core.setup import ColumnFacts

BUDGET = 0.5
"""Seconds for the statistics of the data; what is larger is sampled."""


@dataclass
class Gathered:
    """What has been seen of a training since it began, by reference: let go of with its first step.

    Attributes:
        model: None in a loop of the user's.
        arguments: Of `fit`.
        fit: The user's line that called it.
        batch: The first one.
        multiplied: By the name of a feature: path of the layer that multiplies it by weights as it is.
        random: Whether dropout has drawn random numbers; None where that was not looked at.
        calls: Of losses: the loss, labels, predictions, the activation that made them, and whether there are
            sample weights.
        columns: Features and labels of this batch as facts, once they were measured: of several losses, each
            looks at them.
    """

    model: Any = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    fit: Location | None = None
    batch: Any = None
    random: bool | None = None
    multiplied: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[Any, Any, Any, str | None, bool]] = field(default_factory=list)
    columns: tuple[tuple[ColumnFacts, ...], tuple[ColumnFacts, ...]] | None = None


@np.errstate(all="ignore")
def gather(seen: Gathered) -> Setup:
    """Describe a training. Runs no op but to read a learning rate: call it aside."""
    deadline = time.monotonic() + BUDGET
    model = seen.model
    layers, chain = layers_of(model)
    facts = facts_of(layers, model, chain=chain)
    batch = seen.batch
    if batch is None and seen.calls:
        batch = (None, [call[1] for call in seen.calls] if len(seen.calls) > 1 else seen.calls[0][1])
    features, labels = seen.columns or columns_of(
        batch, seen.arguments, seen.fit, lambda: time.monotonic() > deadline
    )
    if seen.batch is not None:
        seen.columns = features, labels
    features = tuple(replace(each, multiplied=seen.multiplied.get(each.name)) for each in features)
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None and model is None:
        made = optimizers_made()
        optimizer = made[0] if len(made) == 1 else None
    compiled = compiled_at(model) if model is not None else None
    callbacks = callbacks_of(seen.arguments)
    leaves = [leaf for role, _, leaf in batch_leaves(batch) if role == "label"]
    losses = tuple(loss_facts(loss, model) for loss, *_ in seen.calls) or _compiled_losses(model)
    return Setup(
        layers=facts,
        sequence=chain,
        losses=losses,
        optimizer=optimizer_facts(optimizer, model, callbacks),
        features=features,
        labels=labels,
        outputs=tuple(
            output_facts(position, call, seen.model, layers, facts, leaves)
            for position, call in enumerate(seen.calls)
        ),
        metrics=compiled.metrics if compiled is not None else (),
        fit=fit_facts(seen.arguments, seen.fit, _rows(batch)) if seen.fit is not None else None,
        straight=straight_line(seen.arguments, " ".join(each.name or "" for each in losses)),
        location=compiled.location if compiled is not None else None,
        inputs=tuple(described(each, model) for each in declared_by(model)),
        random=seen.random,
    )


def _compiled_losses(model: Any) -> tuple[Any, ...]:
    """Describe the loss that `compile` was given, where none has been called yet."""
    given = getattr(model, "loss", None)
    if isinstance(given, str):
        from keras.src import losses  # noqa: PLC0415 -- only once the user has imported it

        try:
            given = losses.get(given)
        except ValueError:
            return ()
    if given is None or isinstance(given, (dict, list, tuple)):
        return ()
    if not hasattr(given, "fn") and callable(given):
        from keras.src.losses.losses import LossFunctionWrapper  # noqa: PLC0415 -- as above

        given = LossFunctionWrapper(given)
    return (loss_facts(given, model),)


def _rows(batch: Any) -> int | None:
    for _, _, leaf in batch_leaves(batch):
        shape = getattr(leaf, "shape", None)
        if shape is not None and len(shape):
            return int(shape[0])
    return None
