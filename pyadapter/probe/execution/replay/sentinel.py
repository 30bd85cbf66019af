"""The sentinel: what a compiled step tells of itself in a few numbers, computed in its own graph.

It looks on as the step is traced: at losses, and at gradients as the optimizer is given them, else as a tape
gives them. The same hooks run in eager execution, so a replay gives the same numbers.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.core.label_ranges import RANGES
from pyadapter.core.sentinel import Layout, Update
from pyadapter.probe.execution.replay.taps import can_be_tapped, squared_norm, tapped_loss
from pyadapter.probe.patches import Patch, around
from pyadapter.probe.watch.labels import built_in
from pyadapter.probe.watch.losses import name_of
from pyadapter.probe.watch.names import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SPARSE = "sparse_categorical_crossentropy"

_SAME_LABELS = frozenset({"Cast", "ExpandDims", "Identity", "Reshape", "Squeeze", "StopGradient"})
"""Ops after which labels are still those of the batch."""

_FURTHEST = 10


@dataclass
class Collected:
    """What one run of a step's Python code came by.

    Attributes:
        losses: Of `Trainer._compute_loss`, before they are scaled.
        targets: What tapes took the gradients of.
        taken: Variables and gradients, as tapes gave them.
        applied: Variables and gradients, as optimizers were given them.
        updates: Those of each optimizer, with variables that have no gradient.
        calls: Names of losses of Keras and the labels that they were called with.
        bad_labels: How many labels of a call are out of range.
        known: Paths of the variables that count, None for all.
    """

    losses: list[Any] = field(default_factory=list)
    targets: list[Any] = field(default_factory=list)
    taken: list[tuple[Any, Any]] = field(default_factory=list)
    applied: list[tuple[Any, Any]] = field(default_factory=list)
    updates: list[tuple[Any, tuple[Any, ...], tuple[Any, ...]]] = field(default_factory=list)
    calls: list[tuple[str | None, Any]] = field(default_factory=list)
    bad_labels: list[Any] = field(default_factory=list)
    known: frozenset[str] | None = None

    def vector(self) -> tuple[Any, Layout]:
        """Return the numbers and what they mean.

        Returns:
            A float32 tensor of shape (2 + gradients,), loss, labels that are out of range, and squared norms;
            and its layout.
        """
        import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

        here = _reachable()
        losses = [loss for loss in (self.losses or self.targets) if here(loss) and loss.shape.rank == 0]
        pairs = [(variable, values) for variable, values in (self.applied or self.taken) if here(values)]
        if tf.executing_eagerly():
            pairs = [pair for pair in pairs if self.known is None or path_of(pair[0]) in self.known]
            losses = [tf.cast(each, tf.float32) for each in losses]
        else:
            pairs = [pair for pair in pairs if can_be_tapped(pair[1], to_keras=bool(self.applied))]
            losses = [tapped_loss(each) for each in losses]
        loss = tf.add_n(losses) if losses else tf.zeros(())
        squares = [squared_norm(values) for _, values in pairs]
        counts = [count for count in self.bad_labels if here(count)]
        layout = Layout(
            bool(losses),
            tuple(path_of(variable) for variable, _ in pairs),
            tuple(self._updates(pairs)),
            tuple(name for name, _ in self.calls),
            leaf_of(self.calls[0][1]) if len(self.calls) == 1 else None,
        )
        return tf.stack([loss, tf.add_n(counts) if counts else tf.zeros(()), *squares]), layout

    def _updates(self, pairs: list[tuple[Any, Any]]) -> Iterator[Update]:
        places = {id(values): place for place, (_, values) in enumerate(pairs)}
        for optimizer, variables, gradients in self.updates:
            values = [getattr(gradient, "values", gradient) for gradient in gradients]
            found = tuple(places.get(id(each)) for each in values)
            if any(place is not None for place in found):
                sparse = tuple(hasattr(gradient, "values") for gradient in gradients)
                yield Update(optimizer, variables, found, sparse, tuple(each is None for each in values))


class Sentinel:
    """Collects where a step runs its Python code: as it is traced, or eagerly."""

    def __init__(self) -> None:
        self._local = threading.local()
        self.layout: Layout | None = None
        """That of the compiled step that an eager one is compared with."""

    @contextlib.contextmanager
    def collecting(self) -> Iterator[Collected]:
        """Collect what a step comes by in here."""
        before = getattr(self._local, "collected", None)
        known = None if self.layout is None else frozenset(self.layout.variables)
        self._local.collected = collected = Collected(known=known)
        try:
            yield collected
        finally:
            self._local.collected = before

    @property
    def _collected(self) -> Collected | None:
        return getattr(self._local, "collected", None)

    def tensorflow_patches(self) -> list[Patch]:
        """Return the patches of TensorFlow."""
        from tensorflow.python.eager.backprop import GradientTape  # noqa: PLC0415 -- only once the user has imported it

        reason = "the loss and the gradients of a step, for the sentinel in its graph"
        return [Patch(GradientTape, "gradient", reason, around(after=self._taken))]

    def keras_patches(self) -> list[Patch]:
        """Return the patches of Keras 3."""
        from keras.src.backend.tensorflow import nn  # noqa: PLC0415 -- as above
        from keras.src.losses.loss import Loss  # noqa: PLC0415 -- as above
        from keras.src.optimizers.base_optimizer import BaseOptimizer  # noqa: PLC0415 -- as above
        from keras.src.trainers.trainer import Trainer  # noqa: PLC0415 -- as above

        reason = "the loss and the gradients of a step, for the sentinel in its graph"
        labels = "labels that a loss cannot represent, which compiled steps make NaN in silence"
        return [
            Patch(Trainer, "_compute_loss", reason, around(after=self._loss)),
            Patch(BaseOptimizer, "apply", reason, around(before=self._applied)),
            Patch(Loss, "__call__", labels, around(before=self._called)),
            Patch(nn, SPARSE, labels, around(before=self._sparse)),
        ]

    def _called(self, loss: Any, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        if self._collected is None:
            return
        plain = sample_weight is None and getattr(y_pred, "_keras_mask", None) is None
        self._collected.calls.append((name_of(loss) if plain else None, y_true))
        self._count(built_in(loss), y_true, y_pred, getattr(loss, "_fn_kwargs", {}), plain=plain)

    def _sparse(self, target: Any, output: Any, *arguments: Any, **named: Any) -> None:
        del arguments, named
        if self._collected is not None:
            self._count(SPARSE, target, output, {}, plain=True)

    def _count(self, name: str | None, y_true: Any, y_pred: Any, options: Any, *, plain: bool) -> None:
        """Count the labels that a loss cannot represent, as `core.detectors.label_range` judges them."""
        import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

        known, dtype = RANGES.get(name or ""), getattr(y_true, "dtype", None)
        collected = self._collected
        if known is None or collected is None or (known.weighed and not plain):
            return
        if not (getattr(dtype, "is_floating", False) or getattr(dtype, "is_integer", False)):
            return
        axis = options.get("axis", -1) if str(name).startswith("sparse") else -1
        classes = y_pred.shape[axis] if y_pred.shape.rank else None
        high = known.high if not known.classes else None if classes is None else classes - 1
        labels = tf.cast(y_true, tf.float32)  # exact up to 16 million classes
        bad = labels < known.low
        if high is not None:
            bad |= labels > high
        if options.get("ignore_class") is not None:
            bad &= labels != float(options["ignore_class"])
        collected.bad_labels.append(tf.reduce_sum(tf.cast(bad, tf.float32)))

    def _loss(self, result: Any, *arguments: Any, **named: Any) -> None:
        del arguments, named
        if self._collected is not None and result is not None:
            self._collected.losses.append(result)

    def _taken(
        self, result: Any, tape: Any, target: Any = None, sources: Any = None, *arguments: Any, **named: Any
    ) -> None:
        del tape, arguments, named
        if self._collected is None or result is None:
            return
        if getattr(getattr(target, "shape", None), "rank", None) == 0:
            self._collected.targets.append(target)
        if isinstance(sources, (list, tuple)) and isinstance(result, (list, tuple)):
            self._collected.taken.extend(_pairs(sources, result))

    def _applied(self, optimizer: Any, grads: Any, trainable_variables: Any = None) -> None:
        if self._collected is None:
            return
        variables = trainable_variables
        if variables is None:
            variables = getattr(optimizer, "_trainable_variables", ())
        if isinstance(grads, (list, tuple)) and isinstance(variables, (list, tuple)):
            self._collected.applied.extend(_pairs(variables, grads))
            if len(grads) == len(variables):
                self._collected.updates.append((optimizer, tuple(variables), tuple(grads)))


def _pairs(variables: Any, gradients: Any) -> Iterator[tuple[Any, Any]]:
    for variable, gradient in zip(variables, gradients, strict=False):
        values = getattr(gradient, "values", gradient)
        dtype = getattr(values, "dtype", None)
        if hasattr(variable, "assign") and dtype is not None and getattr(dtype, "is_floating", False):
            yield variable, values


def leaf_of(labels: Any) -> int | None:
    """Return the place of a tensor of a graph among the leaves of the batch, None when it is no leaf."""
    for _ in range(_FURTHEST):
        made = getattr(labels, "op", None) if hasattr(labels, "graph") else None
        if made is None:
            return None
        if made.type in {"Placeholder", "_Arg"}:
            inputs = [id(each) for each in labels.graph.inputs]
            captured = {id(each) for each in labels.graph.internal_captures}
            return None if id(labels) in captured or id(labels) not in inputs else inputs.index(id(labels))
        if made.type not in _SAME_LABELS:
            return None
        labels = made.inputs[0]
    return None


def _reachable() -> Any:
    """Return a function that says whether a tensor can be used here: it is not one of an inner graph."""
    from tensorflow.python.eager import context  # noqa: PLC0415 -- as above
    from tensorflow.python.framework import ops  # noqa: PLC0415 -- as above

    if context.executing_eagerly():
        return lambda tensor: hasattr(tensor, "_numpy")
    graph = ops.get_default_graph()
    return lambda tensor: getattr(tensor, "graph", None) is graph
