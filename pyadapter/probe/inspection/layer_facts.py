"""What is known of each layer at a stop: exactly where its tensors are still there, else as last seen."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import view
from pyadapter.arrays.norm import euclidean_norm
from pyadapter.arrays.sampling import sample_of
from pyadapter.core.layer_health import LayerHealth, LayerState, judge, pinned_share
from pyadapter.probe.layers import variables_of
from pyadapter.probe.watch.layer_history import SAMPLE, joined
from pyadapter.probe.watch.layer_lines import made_at
from pyadapter.probe.watch.values import read_variable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyadapter.core.finding import Location
    from pyadapter.core.statistics import Statistics
    from pyadapter.core.track import Points
    from pyadapter.probe.probe import Probe
    from pyadapter.probe.watch.layer_calls import LayerCall


@dataclass(frozen=True)
class Facts:
    """One row, before it is put on the wire.

    Attributes:
        path: In the model that has it.
        class_name: Of the layer.
        depth: Layers around it.
        location: The user's line that made it.
        called: Whether it has run in this step.
        call_path: Path of the call, which begins elsewhere where a part of the model was called alone.
        shape: Of its output.
        dtype: Of its output.
        alive: Whether the output is still there.
        made: Orders outputs by when they came about.
        output: What it is like.
        seen_at: Step of that, where it is not this one.
        weight_norm: Of its weights and those of layers in it; so are the next ones.
        gradient_norm: In this step where gradients are there, else when they were last looked at.
        update_ratio: When it was last looked at.
        parameters: Numbers in the weights.
        bytes: Of weights and output.
        deviations: Steps and standard deviations of its output.
        gradients: Steps and norms.
        updates: Steps and ratios.
        health: The verdict.
    """

    path: str
    class_name: str
    depth: int
    location: Location | None
    called: bool
    call_path: str
    shape: tuple[int, ...] | None
    dtype: str
    alive: bool
    made: int
    output: Statistics | None
    seen_at: int | None
    weight_norm: float | None
    gradient_norm: float | None
    update_ratio: float | None
    parameters: int
    bytes: int
    deviations: Points
    gradients: Points
    updates: Points
    health: LayerHealth


@dataclass(frozen=True)
class _Weights:
    """Of some variables together: norms, how many numbers the gradients are of, and what was recorded."""

    norm: float | None
    gradient: float | None
    with_gradient: int
    missing: bool
    gradients: Points
    updates: Points


class LayerFacts:
    """Gathers them.

    Args:
        probe: Has gradients, weights and what was recorded.
        calls: Of this step.
        known: Statistics of outputs by `_id`; grows.
        out_of_time: Once it is true only samples are looked at.
    """

    def __init__(
        self,
        probe: Probe,
        calls: Sequence[LayerCall],
        known: dict[int, Statistics],
        out_of_time: Callable[[], bool],
    ) -> None:
        self._probe = probe
        self._known = known
        self._out_of_time = out_of_time
        self._calls = _by_layer((call.path, call) for call in calls)
        history = probe.layer_history
        self._history = _by_layer({} if history is None else history.outputs().items())
        self._norms: dict[int, tuple[float | None, float | None]] = {}

    def of_model(self, model: Sequence[tuple[str, Any]], step: int | None) -> list[Facts]:
        """Return the facts of each layer of a model.

        Args:
            model: Paths and layers, those that have others in them before these.
            step: The one that runs.
        """
        own = {path: {id(each): each for each in variables_of(layer)} for path, layer in model}
        every = {path: dict(variables) for path, variables in own.items()}
        for path, _ in reversed(model):
            above = every.get(path.rpartition("/")[0])
            if above is not None:
                above.update(every[path])
        outer = {path.rpartition("/")[0] for path, _ in model}
        return [
            self._facts(
                path, layer, list(own[path].values()), list(every[path].values()), path in outer, step
            )
            for path, layer in model
        ]

    def _facts(  # noqa: PLR0913, PLR0917 -- a layer as it stands in its model
        self, path: str, layer: Any, own: list[Any], every: list[Any], is_outer: bool, step: int | None
    ) -> Facts:
        call = _of(self._calls, layer, path)
        history = _of(self._history, layer, path)
        value = None if call is None else call.output()
        output = self._statistics(value)
        seen_at = None
        if output is None and history is not None:
            output, seen_at = history.statistics, None if history.step == step else history.step
        signatures = () if call is None else call.signatures
        signature = signatures[0] if signatures else None if history is None else history.signature
        shape, dtype, size = (None, "", 0) if signature is None else _described(*signature)
        weights = self._weights(every)
        mine = weights if len(own) == len(every) else self._weights(own)
        return Facts(
            path=path,
            class_name=type(layer).__name__,
            depth=path.count("/"),
            location=made_at(layer),
            called=call is not None,
            call_path=path if call is None else call.path,
            shape=shape,
            dtype=dtype,
            alive=value is not None,
            made=call.output_ids[0] if call is not None and call.output_ids else 0,
            output=output,
            seen_at=seen_at,
            weight_norm=weights.norm,
            gradient_norm=weights.gradient,
            update_ratio=_last(weights.updates),
            parameters=sum(math.prod(variable.shape) for variable in every),
            bytes=size + sum(_bytes(variable) for variable in every),
            deviations=[] if history is None else history.deviations.points(),
            gradients=weights.gradients,
            updates=weights.updates,
            health=_health(layer, output, value, mine, is_outer=is_outer, step=step),
        )

    def _statistics(self, value: Any) -> Statistics | None:
        """Return what an output is like, None when it is gone or has no numbers."""
        identity = getattr(value, "_id", None)
        if identity is None or identity in self._known:
            return None if identity is None else self._known[identity]
        seen = view(value)
        if seen is None or not seen.numeric:
            return None
        if self._out_of_time() or self._probe.statistics == "sampled":
            return seen.statistics(sample=SAMPLE)
        found = self._known[identity] = seen.statistics(self._out_of_time)
        return found

    def _weights(self, variables: Sequence[Any]) -> _Weights:
        history = self._probe.layer_history
        records = [None if history is None else history.of(variable) for variable in variables]
        recorded = [record for record in records if record is not None]
        gradients, updates = joined(recorded)
        norms = [self._norms_of(variable) for variable in variables]
        now = [norm for _, norm in norms if norm is not None]
        with_gradient = sum(
            math.prod(variable.shape)
            for variable, record, (_, norm) in zip(variables, records, norms, strict=True)
            if norm is not None or (record is not None and len(record.gradients))
        )
        return _Weights(
            _length([norm for norm, _ in norms if norm is not None]),
            _length(now) if now else _last(gradients),
            with_gradient,
            bool(recorded) and not gradients,
            gradients,
            updates,
        )

    def _norms_of(self, variable: Any) -> tuple[float | None, float | None]:
        """Return the norms of a variable and of its gradient; without time for them those last seen."""
        if id(variable) not in self._norms:
            if self._out_of_time():
                history = self._probe.layer_history
                record = None if history is None else history.of(variable)
                squares = None if record is None else record.before.last
                return None if squares is None else math.sqrt(squares), None
            gradient = self._probe.gradient_of(variable)
            value = read_variable(variable)
            self._norms[id(variable)] = euclidean_norm(value), euclidean_norm(gradient)
        return self._norms[id(variable)]


def _health(  # noqa: PLR0913 -- what a verdict is made of
    layer: Any, output: Statistics | None, value: Any, mine: _Weights, *, is_outer: bool, step: int | None
) -> LayerHealth:
    bad = output is not None and output.nan + output.positive_inf + output.negative_inf > 0
    pinned = None
    if not is_outer and value is not None:
        activation = str(getattr(getattr(layer, "activation", None), "__name__", ""))
        values = sample_of(value, SAMPLE) if activation in {"tanh", "sigmoid"} else None
        pinned = None if values is None else pinned_share(values.astype(np.float32), activation)
    state = LayerState(
        # What a model puts out is what its last layer does, which has a row of its own.
        output=output if bad or not is_outer else None,
        pinned=pinned,
        weight_norm=mine.norm,
        gradient_norm=mine.gradient,
        earlier=[norm for at, norm in mine.gradients if at != step],
        parameters=mine.with_gradient,
        update_ratio=_last(mine.updates),
        missing=mine.missing,
    )
    return judge(state)


def _by_layer(records: Any) -> dict[int, dict[str, Any]]:
    """Sort records by their layer's `id`, then by path; the last one of each counts."""
    found: dict[int, dict[str, Any]] = {}
    for path, record in records:
        layer = record.layer()
        if layer is not None:
            known = found.setdefault(id(layer), {})
            known.pop(path, None)
            known[path] = record
    return found


def _of(records: dict[int, dict[str, Any]], layer: Any, path: str) -> Any:
    """Return the record of a layer under its path; where it is called elsewhere, the last one there."""
    known = records.get(id(layer), {})
    return known.get(path) or (known[next(reversed(known))] if known else None)


def _described(shape: tuple[int, ...], number: int) -> tuple[tuple[int, ...], str, int]:
    """Return shape, dtype and bytes of a tensor."""
    dtype = sys.modules["tensorflow.python.framework.dtypes"].as_dtype(number)
    return shape, dtype.name, math.prod(shape) * int(dtype.size or 0)


def _bytes(variable: Any) -> int:
    seen = view(variable)
    return 0 if seen is None else seen.nbytes


def _length(norms: Sequence[float]) -> float | None:
    return math.hypot(*norms) if norms else None


def _last(points: Points) -> float | None:
    return points[-1][1] if points else None
