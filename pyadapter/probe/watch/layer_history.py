"""What layers have put out and how their weights were changed, over the last steps that were looked at.

In such a step about 4096 values of each output are taken when the layer returns, and of each weight before
and after its update; gradient norms are those that are known anyway. No tensor is held beyond that moment.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays.sampling import sample_of
from pyadapter.core.statistics import Statistics, summarize
from pyadapter.core.track import Points, Track
from pyadapter.probe.watch.frames import in_first_replica
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.sampled_steps import SampledSteps
from pyadapter.probe.watch.values import read_variable
from pyadapter.probe.watch.weights import accumulates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.numbers import Array
    from pyadapter.probe.watch.layer_calls import LayerCall, LayerCalls
    from pyadapter.probe.watch.observer import ObserverContext

SAMPLE = 4096
"""Values of a tensor: share of zeros to 2 %, mean to 2 % of the deviation."""

_MOST = 5000
"""Layers, and variables, that are remembered, those that were seen last: 25 MB of both."""


@dataclass
class OutputHistory:
    """The outputs of a layer.

    Attributes:
        layer: The layer, held weakly.
        step: The last step that was looked at.
        signature: Shape of the output then, and `DataType` of TensorFlow's types.proto.
        statistics: Of a sample of its output then.
        deviations: Their standard deviations.
    """

    layer: weakref.ref[Any]
    step: int
    signature: tuple[tuple[int, ...], int]
    statistics: Statistics
    deviations: Track = field(default_factory=Track)


@dataclass
class VariableHistory:
    """The gradients and updates of a variable.

    Attributes:
        variable: The variable, held weakly.
        gradients: Norms; none where an optimizer was only ever given None.
        moved: Sums of squares of updates, from samples.
        before: Sums of squares of the weights before these, from the same samples.
    """

    variable: weakref.ref[Any]
    gradients: Track = field(default_factory=Track)
    moved: Track = field(default_factory=Track)
    before: Track = field(default_factory=Track)


class LayerHistory(Observer):
    """Remembers layers for the panel that shows them.

    Args:
        context: What it can use.
        calls: Tells of each call of a layer.
    """

    def __init__(self, context: ObserverContext, calls: LayerCalls) -> None:
        super().__init__(context)
        self._steps = SampledSteps()
        self._seen: set[str] = set()
        self._outputs: dict[str, OutputHistory] = {}
        self._variables: dict[int, VariableHistory] = {}
        self._before: list[tuple[Any, Array]] = []
        calls.listeners.append(self._returned)

    @property
    def wanted(self) -> bool:
        """Whether somebody can look at it."""
        return bool(self.context.configuration.get("panels"))

    def outputs(self) -> dict[str, OutputHistory]:
        """Return what is known of layers, by the paths of their calls."""
        return dict(self._outputs)

    def of(self, variable: Any) -> VariableHistory | None:
        """Return what is known of a variable."""
        known = self._variables.get(id(variable))
        # Another variable may be where one was that is gone.
        return known if known is not None and known.variable() is variable else None

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """Decide whether the step is looked at."""
        del model, batch
        self._seen.clear()
        self._before = []
        self._steps.next(wanted=training)

    def update_begins(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Note norms of gradients, and some values of the weights."""
        self._before = []
        if not self._steps.now or not in_first_replica() or accumulates(optimizer):
            return
        with self._steps.paid():
            for gradient, variable in zip(gradients, variables, strict=False):
                if gradient is None:
                    self._history_of(variable)
                    continue
                norm = self.context.watcher.norms.of(gradient)
                if norm is None:
                    continue
                self._history_of(variable).gradients.append(self._step, norm)
                values = _values(variable)
                if values is not None:
                    self._before.append((variable, values))

    def update_ends(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Compare the weights with those before."""
        del optimizer, gradients, variables
        before, self._before = self._before, []
        if not before:
            return
        with self._steps.paid(), np.errstate(all="ignore"):
            for variable, values in before:
                now = _values(variable)
                if now is not None and now.shape == values.shape and values.size:
                    scale = float(np.prod(variable.shape, dtype=np.float64)) / values.size
                    moved = now - values
                    history = self._history_of(variable)
                    history.moved.append(self._step, scale * float(np.vdot(moved, moved)))
                    history.before.append(self._step, scale * float(np.vdot(values, values)))

    @property
    def _step(self) -> int:
        return self.context.progress.step or 0

    def _history_of(self, variable: Any) -> VariableHistory:
        known = self.of(variable) or VariableHistory(weakref.ref(variable))
        _keep(self._variables, id(variable), known)
        return known

    def _returned(self, call: LayerCall) -> None:
        # Of a layer that is called over and over the first call of the step counts.
        if not self._steps.now or call.path in self._seen:
            return
        with self._steps.paid():
            self._seen.add(call.path)
            values = sample_of(call.output(), SAMPLE)
            if values is None or not values.size:
                return
            found = summarize(values)
            known = self._outputs.get(call.path)
            if known is None:
                known = OutputHistory(call.layer, self._step, call.signatures[0], found)
            known.layer, known.step, known.statistics = call.layer, self._step, found
            known.signature = call.signatures[0]
            bad = found.nan or found.positive_inf or found.negative_inf or found.standard_deviation is None
            known.deviations.append(self._step, np.nan if bad else found.standard_deviation or 0.0)
            _keep(self._outputs, call.path, known)


def _values(variable: Any) -> Array | None:
    """Copy some of a variable's values: its memory is the optimizer's to change."""
    sample = sample_of(read_variable(variable), SAMPLE)
    return None if sample is None or sample.dtype.kind not in "fV" else sample.astype(np.float64)


def _keep(known: dict[Any, Any], key: Any, value: Any) -> None:
    """Keep a value as the newest one; the oldest goes when there are too many."""
    known.pop(key, None)
    known[key] = value
    if len(known) > _MOST:
        del known[next(iter(known))]


def joined(histories: Iterable[VariableHistory]) -> tuple[Points, Points]:
    """Join the histories of the variables of a layer.

    Returns:
        Steps and norms of their gradients together, steps and norms of their updates divided by those of the
        weights; steps ascend. Weights that are zero have no ratio.
    """
    gradients: dict[int, float] = {}
    updates: dict[int, tuple[float, float]] = {}
    for history in histories:
        for step, norm in history.gradients.points():
            gradients[step] = gradients.get(step, 0.0) + norm * norm
        for (step, moved), (_, weight) in zip(history.moved.points(), history.before.points(), strict=True):
            before = updates.get(step, (0.0, 0.0))
            updates[step] = before[0] + moved, before[1] + weight
    ratios = [(step, float(np.sqrt(moved / weight))) for step, (moved, weight) in updates.items() if weight]
    return sorted((step, float(np.sqrt(square))) for step, square in gradients.items()), sorted(ratios)
