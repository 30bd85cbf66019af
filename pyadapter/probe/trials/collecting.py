"""Collecting: the rows that a model was trained on, and what it answers to them."""

from __future__ import annotations

import contextlib
import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.probe.trials.feeding import training_data
from pyadapter.probe.trials.models import as_numbers
from pyadapter.probe.watch.batches import batch_leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from pyadapter.probe.trials.interception import Call

MOST_VALUES = 1 << 26
"""Values of inputs that are held: 256 MiB of float32. Further rows are left out then."""

HELD_OUT = 5
"""Every fifth row is kept from the simple models where there is no validation data."""


@dataclass(frozen=True)
class Collected:
    """Rows.

    Attributes:
        rows: How many.
        inputs: Arrays of numbers, shape (rows, ...).
        left_out: Names of inputs that are no numbers in rows.
        labels: As the loss takes them, any structure of arrays.
        weights: Sample weights, None when there are none.
        outputs: Of the model, any structure of arrays.
    """

    rows: int
    inputs: list[NDArray[Any]]
    left_out: tuple[str, ...]
    labels: Any
    weights: Any
    outputs: Any

    def split(self) -> tuple[Collected, Collected]:
        """Return most rows, and every fifth."""
        kept = np.arange(self.rows) % HELD_OUT == HELD_OUT - 1
        return self._some(~kept), self._some(kept)

    def _some(self, chosen: NDArray[np.bool_]) -> Collected:
        import tensorflow as tf  # noqa: PLC0415 -- the user has imported it

        def pick(structure: Any) -> Any:
            return tf.nest.map_structure(lambda array: array[chosen], structure)

        return Collected(
            int(chosen.sum()), pick(self.inputs), self.left_out, pick(self.labels),
            None if self.weights is None else pick(self.weights), pick(self.outputs),
        )  # fmt: skip


def recorded(given: dict[str, Any], most: int) -> tuple[dict[str, Any], list[Any]]:
    """Let batches of a generator, which come once only, be kept as they pass.

    Args:
        given: The arguments of `fit` that the script gives.
        most: Rows to keep.

    Returns:
        The arguments, and the list that the batches will be in; empty for data that can be read again.
    """
    kept: list[Any] = []
    source = given.get("x")
    if not inspect.isgenerator(source):
        return given, kept

    def passing() -> Iterator[Any]:
        rows = 0
        for batch in source:
            if rows < most:
                kept.append(batch)
                leaves = [leaf for _, _, leaf in batch_leaves(batch)]
                rows += len(leaves[0]) if leaves else 0
            yield batch

    return {**given, "x": passing()}, kept


def training_rows(call: Call, kept: list[Any]) -> Iterable[Any]:
    """Return the training data once more, in batches."""
    if kept or inspect.isgenerator(call.given["x"]):
        return kept
    data: Iterable[Any] = training_data(call)
    limit = call.given["steps_per_epoch"]
    # A data set that repeats for ever is as long as an epoch.
    return data if limit is None else _first(data, int(limit))


def _first(data: Iterable[Any], count: int) -> Iterator[Any]:
    for _, batch in zip(range(count), data, strict=False):
        yield batch


def collect(model: Any, data: Iterable[Any], most: int) -> Collected | None:
    """Gather rows, and let the model answer to them.

    Args:
        model: The trained model.
        data: Batches.
        most: Rows at most.

    Returns:
        None when there are no labels.
    """
    import tensorflow as tf  # noqa: PLC0415 -- as above
    from keras.src.trainers.data_adapters.data_adapter_utils import unpack_x_y_sample_weight  # noqa: PLC0415 -- as above

    takes = getattr(model, "_call_has_training_arg", False)
    ask: Any = tf.function(lambda x: model(x, training=False) if takes else model(x), reduce_retracing=True)
    parts: list[tuple[Any, Any, Any, Any]] = []
    rows = values = 0
    for batch in data:
        inputs, labels, weights = unpack_x_y_sample_weight(batch)
        if labels is None:
            return None
        with contextlib.ExitStack() as stack:
            stack.enter_context(model.distribute_strategy.scope())
            outputs = (model if model.run_eagerly else ask)(_tensors(inputs))
        parts.append((batch_leaves((inputs,)), _arrays(labels), _arrays(weights), _arrays(outputs)))
        rows += len(tf.nest.flatten(parts[-1][1])[0])
        values += sum(int(np.prod(leaf.shape)) for _, _, leaf in parts[-1][0] if hasattr(leaf, "shape"))
        if rows >= most or values >= MOST_VALUES:
            break
    if not parts:
        return None
    inputs_, left_out = _joined_inputs([part[0] for part in parts])
    labels, weights, outputs = (_joined([part[place] for part in parts]) for place in (1, 2, 3))
    return Collected(rows, inputs_, left_out, labels, weights, outputs)


def _joined_inputs(leaves: list[Any]) -> tuple[list[NDArray[Any]], tuple[str, ...]]:
    inputs, left_out = [], []
    for place, (_, name, _) in enumerate(leaves[0]):
        arrays = _widened([as_numbers(each[place][2]) for each in leaves])
        shapes = {array.shape[1:] for array in arrays if array is not None}
        if any(array is None for array in arrays) or len(shapes) > 1:
            left_out.append(name)
        else:
            inputs.append(np.concatenate([array for array in arrays if array is not None]))
    return inputs, tuple(left_out)


def _widened(arrays: list[NDArray[Any] | None]) -> list[NDArray[Any] | None]:
    """Make rows of token ids as long as the longest: batches are padded each by itself."""
    ids = [array for array in arrays if array is not None and array.ndim == 2 and array.dtype.kind in "iu"]  # noqa: PLR2004 -- rows of ids
    if len(ids) < len(arrays):
        return arrays
    longest = max(array.shape[1] for array in ids)
    return [np.pad(array, ((0, 0), (0, longest - array.shape[1]))) for array in ids]


def _joined(structures: list[Any]) -> Any:
    import tensorflow as tf  # noqa: PLC0415 -- as above

    if structures[0] is None:
        return None
    return tf.nest.map_structure(lambda *arrays: np.concatenate(arrays), *structures)


def _arrays(structure: Any) -> Any:
    import tensorflow as tf  # noqa: PLC0415 -- as above

    return None if structure is None else tf.nest.map_structure(np.asarray, structure)


def _tensors(structure: Any) -> Any:
    import tensorflow as tf  # noqa: PLC0415 -- as above

    return tf.nest.map_structure(
        lambda leaf: leaf if tf.is_tensor(leaf) else tf.convert_to_tensor(leaf), structure
    )
