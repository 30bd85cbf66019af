"""The sentinel: what a compiled step tells of itself in a few numbers, computed in its own graph.

It looks on as the step is traced: at losses, and at gradients as the optimizer is given them, else as a tape
gives them. The same hooks run in eager execution, so a replay gives the same numbers.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.core.sentinel import Layout
from pyadapter.probe.execution.replay.taps import can_be_tapped, tapped_loss
from pyadapter.probe.patches import Patch, around
from pyadapter.probe.watch.names import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Collected:
    """What one run of a step's Python code came by.

    Attributes:
        losses: Of `Trainer._compute_loss`, before they are scaled.
        targets: What tapes took the gradients of.
        taken: Variables and gradients, as tapes gave them.
        applied: Variables and gradients, as optimizers were given them.
        known: Paths of the variables that count, None for all.
    """

    losses: list[Any] = field(default_factory=list)
    targets: list[Any] = field(default_factory=list)
    taken: list[tuple[Any, Any]] = field(default_factory=list)
    applied: list[tuple[Any, Any]] = field(default_factory=list)
    known: frozenset[str] | None = None

    def vector(self) -> tuple[Any, Layout]:
        """Return the numbers and what they mean.

        Returns:
            A float32 tensor of shape (1 + gradients,), loss and squared norms; and its layout.
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
        squares = [2.0 * tf.nn.l2_loss(tf.cast(values, tf.float32)) for _, values in pairs]
        layout = Layout(bool(losses), tuple(path_of(variable) for variable, _ in pairs))
        return tf.stack([loss, *squares]), layout


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
        from keras.src.optimizers.base_optimizer import BaseOptimizer  # noqa: PLC0415 -- as above
        from keras.src.trainers.trainer import Trainer  # noqa: PLC0415 -- as above

        reason = "the loss and the gradients of a step, for the sentinel in its graph"
        return [
            Patch(Trainer, "_compute_loss", reason, around(after=self._loss)),
            Patch(BaseOptimizer, "apply", reason, around(before=self._applied)),
        ]

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


def _pairs(variables: Any, gradients: Any) -> Iterator[tuple[Any, Any]]:
    for variable, gradient in zip(variables, gradients, strict=False):
        values = getattr(gradient, "values", gradient)
        dtype = getattr(values, "dtype", None)
        if hasattr(variable, "assign") and dtype is not None and getattr(dtype, "is_floating", False):
            yield variable, values


def _reachable() -> Any:
    """Return a function that says whether a tensor can be used here: it is not one of an inner graph."""
    from tensorflow.python.eager import context  # noqa: PLC0415 -- as above
    from tensorflow.python.framework import ops  # noqa: PLC0415 -- as above

    if context.executing_eagerly():
        return lambda tensor: hasattr(tensor, "_numpy")
    graph = ops.get_default_graph()
    return lambda tensor: getattr(tensor, "graph", None) is graph
