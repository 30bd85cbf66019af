"""The forward pass as far as it is done: the model's predictions, and the loss of each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import view
from pyadapter.core.batch.losses import per_row
from pyadapter.core.digest import short_number
from pyadapter.probe.inspection.batch.sources import Parts
from pyadapter.probe.watch.labels import built_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pyadapter.probe.probe import Probe
    from pyadapter.probe.watch.step_losses import CalledLoss


@dataclass(frozen=True)
class Prediction:
    """What the model has predicted; held as long as a question is answered.

    Attributes:
        name: In the words of `fit`: `y_pred`, `y_pred['name']`.
        value: The tensor.
        layer: Path of the layer that returned it first, when its first tensor is this one.
        loss: The instance of `keras.losses.Loss` that compares it, when it is known.
    """

    name: str
    value: Any
    layer: str | None = None
    loss: Any = None


@dataclass(frozen=True)
class RowLosses:
    """The loss of each row, and what it is: `mse`, `left_mse + 0.5 · right_mse`."""

    name: str
    values: NDArray[np.float64]


def fitted_model(probe: Probe) -> Any:
    """Return the model whose step runs; None in a hand-written loop."""
    held = None if probe.step_losses is None else probe.step_losses.model
    return None if held is None else held()


def compiled_losses(probe: Probe) -> list[tuple[Any, Any, float | None]]:
    """List the losses that the model was compiled with: path of the output, instance, weight."""
    compiled = getattr(fitted_model(probe), "_compile_loss", None)
    flat = getattr(compiled, "_flat_losses", None) or ()
    return [(path, loss, weight) for path, loss, weight, _ in flat if loss is not None]


def predictions(probe: Probe, rows: int) -> list[Prediction]:
    """List what the model has predicted for the rows of the batch, as far as it is still there."""
    calls = _calls(probe)
    found = _outputs(probe, rows, {id(call.y_pred): call.loss() for parts in calls for call in parts})
    if found:
        return found
    # A train_step that calls something else, a loop, several replicas: what was compared with labels.
    kept: dict[int, tuple[Any, Any]] = {}
    for parts in calls:
        values = tuple(call.y_pred for call in parts)
        if sum(_rows(value) or 0 for value in values) == rows:
            kept[id(values[0])] = Parts(values) if len(values) > 1 else values[0], parts[0].loss()
    names = ["y_pred"] if len(kept) == 1 else [f"y_pred[{index}]" for index in range(len(kept))]
    pairs = zip(names, kept.values(), strict=True)
    return [Prediction(name, value, None, loss) for name, (value, loss) in pairs]


def _outputs(probe: Probe, rows: int, losses: dict[int, Any]) -> list[Prediction]:
    """List what the model itself has returned in this step."""
    model = fitted_model(probe)
    made = probe.step_losses.returned if probe.step_losses is not None else None
    outputs = [] if made is None or model is None else [reference() for reference in made.outputs]
    if made is None or not outputs or any(_rows(output) != rows for output in outputs):
        return []
    known = compiled_losses(probe)
    if len(known) == len(outputs):
        losses = {id(value): loss for value, (_, loss, _) in zip(outputs, known, strict=True)} | losses
    names: list[str] = ["y_pred"]
    if len(outputs) > 1:
        inner = getattr(model, "output_names", None) or ()
        keys = inner if len(inner) == len(outputs) else range(len(outputs))
        names = [f"y_pred[{key!r}]" for key in keys]
    return [
        Prediction(name, value, None if index else made.path, losses.get(id(value)))
        for index, (name, value) in enumerate(zip(names, outputs, strict=True))
    ]


def row_losses(probe: Probe, rows: int, guilty: Iterable[int]) -> RowLosses | None:
    """Return the loss of each row, as Keras weighs it; None where that is not known.

    Args:
        probe: Has what the losses of this step were called with.
        rows: How many there are.
        guilty: Those without which a loss is tried that refuses the whole batch; theirs is NaN then.
    """
    weights = {id(loss): weight for _, loss, weight in compiled_losses(probe)}
    total, names = np.zeros(rows), list[str]()
    for parts in _calls(probe):
        loss = parts[0].loss()
        values = [_of_call(part, guilty) for part in parts]
        if loss is None or any(value is None for value in values):
            continue
        joined = np.concatenate([value for value in values if value is not None])
        if len(joined) != rows or (names and id(loss) not in weights):
            return None  # losses of other things: what the step makes of them nobody knows
        factor = weights.get(id(loss))
        total += joined if factor is None else factor * joined
        names.append(f"{short_number(factor)} · {loss.name}" if factor not in {None, 1} else str(loss.name))
    return RowLosses(" + ".join(names), total) if names else None


def _of_call(call: CalledLoss, guilty: Iterable[int]) -> NDArray[np.float64] | None:
    try:
        values = call.losses()
        mask = None if call.mask is None else host_array(call.mask)
        if values is None:
            values = _computed(call, ())
            if values is None:
                return _without(call, guilty)
        weights = call.sample_weight
        return per_row(host_array(values), None if weights is None else host_array(weights), mask)
    except Exception:  # noqa: BLE001 -- shapes that do not fit: the loss tells of it itself
        return None


def _computed(call: CalledLoss, left_out: tuple[int, ...]) -> Any:
    """Compute a loss of Keras itself again; one of the script's could do anything."""
    loss: Any = call.loss()
    y_true, y_pred = call.y_true, call.y_pred
    if built_in(loss) is None or y_true is None or y_pred is None:
        return None
    from keras import ops  # noqa: PLC0415 -- a loss was called, so it is imported

    def some(value: Any) -> Any:
        kept = np.delete(host_array(value), left_out, axis=0) if left_out else value
        return ops.convert_to_tensor(kept, dtype=loss.dtype)

    try:
        return loss.call(some(y_true), some(y_pred))
    except Exception:  # noqa: BLE001 -- labels that it refuses
        return None


def _without(call: CalledLoss, guilty: Iterable[int]) -> NDArray[np.float64] | None:
    """Compute the losses of rows that are not to blame; NaN for the others."""
    rows, left_out = _rows(call.y_true), tuple(guilty)
    values = _computed(call, left_out) if left_out and rows else None
    found = None if values is None else per_row(host_array(values))
    if found is None or rows is None:
        return None
    whole = np.full(rows, np.nan)
    whole[np.setdiff1d(np.arange(rows), left_out)] = found
    return whole


def _calls(probe: Probe) -> list[tuple[CalledLoss, ...]]:
    """List the calls of losses, each with those of the other replicas."""
    by_replica: dict[int, list[CalledLoss]] = {}
    for call in probe.step_losses.calls if probe.step_losses is not None else ():
        by_replica.setdefault(call.replica, []).append(call)
    return list(zip(*(by_replica[replica] for replica in sorted(by_replica)), strict=False))


def host_array(value: Any) -> NDArray[Any]:
    """Return the values of an array or a tensor."""
    seen = view(value)
    return np.asarray(value) if seen is None else seen.host()


def _rows(value: Any) -> int | None:
    shape = getattr(value, "shape", None)
    return int(shape[0]) if shape is not None and len(shape) and shape[0] is not None else None
