"""Models: what a trial needs to know of a compiled model, and its losses and labels side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.trials.advice import Surroundings
from pyadapter.core.trials.yardsticks import Yardstick, right_share, yardstick
from pyadapter.probe.inspection.batch.forward import host_array
from pyadapter.probe.watch.labels import built_in

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class LossOf:
    """A loss of the model's.

    Attributes:
        path: Of the output in `y_pred`, as Keras has it.
        name: Of Keras's loss function; None for one of the user's own.
        weight: In the sum of losses.
        from_logits: Whether it takes logits.
        smoothing: Its `label_smoothing`.
        shown: What a reader knows it by.
    """

    path: tuple[Any, ...]
    name: str | None
    weight: float
    from_logits: bool
    smoothing: float
    shown: str


def losses_of(model: Any, outputs: Any = None, labels: Any = None) -> list[LossOf]:
    """List what the model was compiled with; outputs without a loss are left out.

    Args:
        model: A compiled model.
        outputs: Its predictions for a batch; Keras resolves its losses by them.
        labels: Of the batch.
    """
    compiled = getattr(model, "_compile_loss", None)
    if compiled is None:
        return []
    if not getattr(compiled, "_flat_losses", None) and outputs is not None and labels is not None:
        compiled.build(labels, outputs)
    found = []
    for path, loss, weight, _ in getattr(compiled, "_flat_losses", None) or ():
        if loss is None:
            continue
        options = getattr(loss, "_fn_kwargs", None) or {}
        name = built_in(loss)
        found.append(
            LossOf(
                tuple(path),
                name,
                1.0 if weight is None else float(weight),
                bool(options.get("from_logits", False)),
                float(options.get("label_smoothing", 0.0) or 0.0),
                name or str(getattr(loss, "name", type(loss).__name__)),
            )
        )
    return found


def pairs_of(losses: list[LossOf], labels: Any, outputs: Any) -> list[tuple[LossOf, Any, Any]]:
    """Put each loss beside its labels and predictions; none when they cannot be matched."""
    import tensorflow as tf  # noqa: PLC0415 -- the user has imported it

    if len(losses) == 1 and not losses[0].path:
        flat = (tf.nest.flatten(labels), tf.nest.flatten(outputs))
        return [(losses[0], flat[0][0], flat[1][0])] if len(flat[0]) == len(flat[1]) == 1 else []
    found = []
    for loss in losses:
        try:
            y_true, y_pred = labels, outputs
            for key in loss.path:
                y_true, y_pred = y_true[key], y_pred[key]
        except (KeyError, IndexError, TypeError):
            return []
        found.append((loss, y_true, y_pred))
    return found


def yardstick_of(pairs: list[tuple[LossOf, Any, Any]]) -> Yardstick:
    """Return what the weighted sum of the losses can be."""
    if not pairs:
        return Yardstick()
    least: float | None = 0.0
    constant: float | None = 0.0
    usual: list[float] = []
    for loss, labels, _ in pairs:
        one = yardstick(loss.name, host_array(labels), loss.smoothing)
        least = None if least is None or one.least is None else least + loss.weight * one.least
        constant = None if constant is None or one.constant is None else constant + loss.weight * one.constant
        usual += [] if one.usual is None else [one.usual]
    return Yardstick(least, constant, max(usual, default=None))


def right_of(pairs: list[tuple[LossOf, Any, Any]]) -> float | None:
    """Return the share of labels that are named right, of the output that names the fewest."""
    shares = [
        right_share(loss.name, host_array(labels), host_array(outputs), from_logits=loss.from_logits)
        for loss, labels, outputs in pairs
    ]
    return min((share for share in shares if share is not None), default=None)


def is_own(model: Any, method: str) -> bool:
    """Whether the user's class has a method of its own in place of Keras's."""
    import keras  # noqa: PLC0415 -- as above

    return getattr(type(model), method, None) is not getattr(keras.Model, method, None)


def layers_of(model: Any) -> list[Any]:
    """List all layers inside of a model."""
    return [layer for layer in model._flatten_layers() if layer is not model]  # noqa: SLF001 -- nothing public lists all


def is_noisy(model: Any) -> bool:
    """Whether something in the model is random in training: dropout, augmentation, sampling."""
    return any(getattr(layer, "seed_generator", None) is not None for layer in layers_of(model))


def has_added_losses(model: Any) -> bool:
    """Whether layers have added losses of their own in the last call, beside regularizers of weights."""
    regularized = sum(getattr(each, "regularizer", None) is not None for each in model.trainable_variables)
    return len(model.losses) > regularized


def penalty_of(model: Any) -> float:
    """Return the sum of the regularizers of all trainable weights, now."""
    total = 0.0
    for variable in model.trainable_variables:
        regularizer = getattr(variable, "regularizer", None)
        if regularizer is not None:
            total += float(np.asarray(regularizer(variable)))
    return total


def surroundings_of(model: Any, *, own_loss: bool, without_labels: bool) -> Surroundings:
    """Return what is to be known for advice."""
    optimizer = getattr(model.optimizer, "inner_optimizer", model.optimizer)
    layers = layers_of(model)
    given = getattr(getattr(model, "_compile_config", None), "config", {}).get("optimizer")
    rates = [getattr(layer, "rate", 0.0) for layer in layers if "Dropout" in type(layer).__name__]
    weights = list(model.weights)
    return Surroundings(
        optimizer=type(optimizer).__name__,
        rate=rate_of(optimizer),
        by_name=isinstance(given, str),
        penalty=penalty_of(model),
        dropout=max((float(rate) for rate in rates), default=0.0),
        augmentation=tuple(
            dict.fromkeys(
                type(layer).__name__ for layer in layers if type(layer).__name__.startswith("Random")
            )
        ),
        frozen=(len(weights) - len(model.trainable_weights), len(weights)),
        averages=any(type(layer).__name__ == "BatchNormalization" for layer in layers),
        own_loss=own_loss,
        without_labels=without_labels,
    )


def rate_of(optimizer: Any) -> float | None:
    """Return the learning rate of now."""
    try:
        return float(np.asarray(optimizer.learning_rate))
    except (AttributeError, TypeError, ValueError):
        return None


def as_numbers(value: Any) -> NDArray[Any] | None:
    """Return the values of a leaf; None where there are no numbers in rows."""
    try:
        array = np.asarray(host_array(value))
    except Exception:  # noqa: BLE001 -- sparse, ragged, or of a kind of its own
        return None
    return array if array.dtype.kind in "bifu" and array.ndim else None
