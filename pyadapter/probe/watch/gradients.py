"""Watches the norms of gradients: exploding and vanishing.

What an optimizer is given is judged, before it updates anything. An optimizer that clips has been told to
expect large gradients: they are no finding then. Where the user clips by hand, the clipped ones are judged.
A loop that updates by hand (`variable.assign_sub`) is judged by what the tape gave, once it is clear that it
has no optimizer. Norms are those that the finite check made; a step costs a row of them in a table and a few
comparisons: measured over 100 steps of tests/bench 0.5 % of the MLP's time, 0.2 % of the CNN's and 0.1 % of
the Transformer's. Vanishing is looked for in every tenth update.
"""

from __future__ import annotations

import math
import sys
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.detectors import gradient_exploding, gradient_vanishing
from pyadapter.core.history import History
from pyadapter.probe.watch.frames import calling_frame, in_first_replica
from pyadapter.probe.watch.gradient_lines import flat
from pyadapter.probe.watch.names import path_of
from pyadapter.probe.watch.observer import Observer, ObserverContext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.detectors.variables import Found
    from pyadapter.core.finding import Kind
    from pyadapter.core.numbers import Array
    from pyadapter.core.sentinel import Reading
    from pyadapter.probe.watch.gradient_lines import GradientLines

VANISHING_EVERY = 10
"""Updates between two looks for vanishing gradients."""

_MOST_GROUPS = 64
"""Groups whose history is kept, 512 bytes a variable: a bound for programs that make models in a loop."""

_ATTENTION = frozenset({"query", "key", "value", "attention_output"})
"""Layers in an attention layer of Keras."""


class _Group:
    """Variables that are updated together, with the history of their gradients' norms.

    Args:
        variables: Keras or TensorFlow variables.
        sparse: Whose gradients in the first update are IndexedSlices: they have rows of zeros by nature.
    """

    def __init__(self, variables: Sequence[Any], sparse: Sequence[bool]) -> None:
        self.first = weakref.ref(variables[0])
        self.names = [path_of(variable) for variable in variables]
        ranks = [len(variable.shape) for variable in variables]
        self.roots = np.sqrt([math.prod(variable.shape) or 1 for variable in variables])
        self.history = History(len(variables))
        kernels = [index for index, thin in enumerate(sparse) if ranks[index] > 1 and not thin]
        self.layers = _by_layer(self.names, kernels)
        self.highest = 0.0


class GradientObserver(Observer):
    """Finds gradients that explode or vanish.

    Args:
        context: What it can use.
        lines: Knows the user's lines.
    """

    kinds = frozenset({"gradient-exploding", "gradient-vanishing"})

    def __init__(self, context: ObserverContext, lines: GradientLines) -> None:
        super().__init__(context)
        self._lines = lines
        self._groups: dict[tuple[int, ...], _Group] = {}
        self._loss: float | None = None
        self._by_hand = 0

    def loss_computed(  # noqa: PLR0913, PLR0917 -- the event's
        self, value: Any, model: Any, x: Any, y: Any, y_pred: Any, sample_weight: Any
    ) -> None:
        """Note the loss: small gradients of a small loss are as they should be."""
        del model, x, y, y_pred, sample_weight
        if not self.context.progress.evaluating:
            self._loss = float(value._numpy()) if hasattr(value, "_numpy") else None  # noqa: SLF001 -- `.numpy()` copies

    def gradients_taken(self, tape: Any, target: Any, sources: Any, result: Any) -> None:
        """Judge the gradients of a loop that has no optimizer."""
        del tape
        progress = self.context.progress
        if progress.in_train_function or len(progress.optimizers):
            return
        variables, gradients = flat(sources), flat(result)
        if getattr(target, "shape", None) != () or not all(hasattr(item, "assign") for item in variables):
            return
        # The optimizer may be one that is met after this gradient: what was taken before tells.
        self._by_hand += 1
        self._loss = float(target._numpy()) if hasattr(target, "_numpy") else None  # noqa: SLF001 -- as above
        self._judge(variables, gradients, 1.0, told=self._by_hand > 1 and not _clips_by_hand())

    def update_begins(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Judge the gradients that an optimizer is about to apply."""
        scale = getattr(optimizer, "loss_scale_factor", None) or 1.0
        self._judge(variables, gradients, scale, told=True, clips=_clips(optimizer))

    def _judge(
        self,
        variables: Sequence[Any],
        gradients: Sequence[Any],
        scale: float,
        *,
        told: bool,
        clips: bool = False,
    ) -> None:
        if not variables or len(variables) != len(gradients) or not in_first_replica():
            return
        norm_of = self.context.watcher.norms.of
        norms = np.array([norm_of(gradient) for gradient in gradients], float) / scale
        if np.isinf(norms).any():
            return  # another kind
        group = self._group(variables, [hasattr(gradient, "values") for gradient in gradients])
        if self.context.progress.again:  # what was read in the compiled step, or when it ran before
            group.history.forget_from(self.context.progress.step or 0)
        found = self._find(group, norms, clips=clips)
        if found is not None and told:
            variable, gradient = variables[found.index], gradients[found.index]
            value = getattr(gradient, "values", gradient)
            self._lines.report(found.symptom, variable, self._lines.of(variable), value=value)

    def reading_taken(self, model: Any, batch: Any, reading: Reading) -> Kind | None:
        """Judge the gradients of a compiled step as those of any other."""
        del model, batch
        self._loss = reading.loss
        suspected: Kind | None = None
        if not np.isfinite(reading.norms).all():
            return None  # another kind
        for update in reading.layout.updates:
            norms = reading.norms_of(update)
            scale = getattr(update.optimizer, "loss_scale_factor", None) or 1.0
            group = self._group(update.variables, update.sparse)
            group.history.forget_from(reading.step)
            found = self._find(group, norms / scale, clips=_clips(update.optimizer), step=reading.step)
            suspected = found.symptom.kind if found is not None and suspected is None else suspected
        return suspected

    @np.errstate(all="ignore")
    def _find(
        self, group: _Group, norms: Array, *, clips: bool = False, step: int | None = None
    ) -> Found | None:
        """Take in an update and judge it."""
        history = group.history
        history.add((self.context.progress.step or 0) if step is None else step, norms)
        found: Found | None = None
        if "gradient-exploding" in self.armed and not clips:
            found = gradient_exploding.find(history.last(), group.names, group.layers)
        if found is None and "gradient-vanishing" in self.armed:
            group.highest = max(group.highest, float(np.fmax.reduce(norms / group.roots)))
            if history.added % VANISHING_EVERY == 0:
                found = gradient_vanishing.find(
                    history.last(), group.names, group.roots, group.layers,
                    highest=group.highest, loss=self._loss,
                )  # fmt: skip
        return found

    def _group(self, variables: Sequence[Any], sparse: Sequence[bool]) -> _Group:
        key = tuple(map(id, variables))
        group = self._groups.get(key)
        if group is None or group.first() is not variables[0]:  # the number of one that is gone
            if len(self._groups) >= _MOST_GROUPS:
                self._groups.pop(next(iter(self._groups)))
            group = self._groups[key] = _Group(variables, sparse)
        return group


def _clips(optimizer: Any) -> bool:
    return any(getattr(optimizer, name, None) for name in ("clipnorm", "clipvalue", "global_clipnorm"))


def _clips_by_hand() -> bool:
    """Whether the function of the user's that takes the gradients names something that bounds them."""
    frame = calling_frame(sys._getframe(1))  # noqa: SLF001 -- inspect's twin is 50 times slower
    names = () if frame is None else frame.f_code.co_names
    return any("clip" in name or "normalize" in name or name.endswith("norm") for name in names)


def _by_layer(names: Sequence[str], kernels: Sequence[int]) -> list[list[int]]:
    """Put the kernels of one layer together; those of an attention count as one layer."""
    layers: dict[str, list[int]] = {}
    for index in kernels:
        layer = names[index].rpartition("/")[0] or names[index]
        outer, _, last = layer.rpartition("/")
        layers.setdefault(outer if outer and last in _ATTENTION else layer, []).append(index)
    return list(layers.values())
