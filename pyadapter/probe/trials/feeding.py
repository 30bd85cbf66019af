"""Feeding: the batches of a call of `fit`, made by Keras itself as they would reach the model."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from pyadapter.probe.inspection.batch.sources import spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.probe.trials.interception import Call


def training_data(call: Call) -> Any:
    """Return the data set that Keras makes of the training data: `tf.data`, batch by batch.

    Raises:
        Exception: Whatever Keras raises of arguments that it cannot use.
    """
    given = dict(call.given)
    if call.method != "fit":
        return None
    if given["validation_split"] and given["validation_data"] is None:
        given["x"], given["y"], given["sample_weight"] = _split(given)[0]
    names = ("x", "y", "sample_weight", "batch_size", "steps_per_epoch", "shuffle", "class_weight")
    return _data_set({name: given[name] for name in names})


def validation_data(call: Call) -> Any:
    """Return the data set of the validation data; None when there is none."""
    given = call.given
    if call.method != "fit":
        return None
    data = given["validation_data"]
    if data is None:
        if not given["validation_split"]:
            return None
        data = _split(given)[1]
    from keras.src.trainers.data_adapters.data_adapter_utils import (  # noqa: PLC0415 -- the user has imported it
        unpack_x_y_sample_weight,
    )

    x, y, weights = unpack_x_y_sample_weight(data)
    size = given["validation_batch_size"] or given["batch_size"]
    return _data_set({"x": x, "y": y, "sample_weight": weights, "batch_size": size, "shuffle": False})


def batches_of(call: Call, most: int) -> Iterator[Any]:
    """Yield the first batches of the training data."""
    data = training_data(call)
    if data is None:
        given = call.given
        parts = (given["x"], given["y"], given["sample_weight"])
        yield tuple(_tensors(part) for part in parts[: 3 if parts[2] is not None else 2])
        return
    limit = call.given["steps_per_epoch"]
    for number, batch in enumerate(data):
        if number >= min(most, limit or most):
            return
        yield batch


def some_rows(model: Any, batch: Any, most: int) -> Any:
    """Return some rows of a batch, evenly spread; all of them where the model has one size of batch only.

    Args:
        model: The model.
        batch: Tensors in any structure.
        most: Rows at most.
    """
    import tensorflow as tf  # noqa: PLC0415 -- the user has imported it

    rows = row_count(batch)
    if rows is None or rows <= most or _fixed(model):
        return batch
    leaves: list[Any] = tf.nest.flatten(batch)
    if any(isinstance(leaf, tf.SparseTensor) for leaf in leaves):
        return next(iter(tf.data.Dataset.from_tensors(batch).unbatch().batch(most)))
    chosen = tf.constant(spread(rows, most))

    def pick(leaf: Any) -> Any:
        shape = getattr(leaf, "shape", None)
        return leaf if shape is None or not shape.rank else tf.gather(leaf, chosen)

    return tf.nest.map_structure(pick, batch)


def row_count(batch: Any) -> int | None:
    """Return how many rows a batch has; None where its parts do not say."""
    import tensorflow as tf  # noqa: PLC0415 -- as above

    for leaf in tf.nest.flatten(batch):
        if isinstance(leaf, tf.RaggedTensor):
            return int(leaf.nrows())
        shape = getattr(leaf, "shape", None)
        if shape is not None and shape.rank and shape[0] is not None:
            return int(shape[0])
    return None


def _fixed(model: Any) -> bool:
    """Whether a model is made for batches of one size."""
    inputs = getattr(model, "_inputs", None) or ()
    sizes = [getattr(each, "shape", (None,)) for each in inputs]
    stateful = any(getattr(layer, "stateful", False) is True for layer in model._flatten_layers())  # noqa: SLF001 -- nothing public lists all
    return stateful or any(len(size) and size[0] is not None for size in sizes)


def _tensors(part: Any) -> Any:
    import tensorflow as tf  # noqa: PLC0415 -- as above

    return None if part is None else tf.nest.map_structure(tf.convert_to_tensor, part)


def _split(given: dict[str, Any]) -> tuple[tuple[Any, Any, Any], Any]:
    from keras.src.trainers.data_adapters.array_slicing import train_validation_split  # noqa: PLC0415 -- as above

    found: tuple[tuple[Any, Any, Any], Any] = train_validation_split(
        (given["x"], given["y"], given["sample_weight"]), validation_split=given["validation_split"]
    )
    return found


def _data_set(arguments: dict[str, Any]) -> Any:
    from keras.src.trainers.data_adapters import get_data_adapter  # noqa: PLC0415 -- as above

    with warnings.catch_warnings():
        # `fit` shuffles arrays by default; of data sets Keras says that it does not.
        warnings.filterwarnings("ignore", message=r"`shuffle=True` was passed")
        return get_data_adapter(**arguments).get_tf_dataset()
