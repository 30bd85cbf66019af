"""Questions about metrics: what they add up, over batches, compiled, and after a reset."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.closeness import relative_difference, tolerance
from pyadapter.probe.trials.layer_calls_tried import arrays, tensors
from pyadapter.probe.trials.layer_forward_checks import refused

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyadapter.probe.trials.layer_calls_tried import Tried
    from pyadapter.probe.trials.layer_forward_checks import Answer

_STATE = 'keep state in weights: self.total = self.add_weight(name="total", initializer="zeros"), assign_add'


def compiled(tried: Tried) -> Answer:
    """Whether two batches give the same when the update is compiled."""
    import tensorflow as tf  # noqa: PLC0415 -- Keras has imported it

    batches = _batches(tried)
    eager = _after(tried.fresh(), batches)
    made = tried.fresh()
    try:
        made.reset_state()
        update = tf.function(
            lambda true, predicted: (made.update_state(true, predicted), 0)[1], autograph=False
        )
        for true, predicted in batches:
            update(tensors(true), tensors(predicted))
        graph = _result(made)
    except Exception as error:  # noqa: BLE001 -- an error of the user's code is a result
        return refused("update_state fails when it is compiled", error)
    apart = relative_difference(eager, graph)
    if apart > tolerance(["float32"]):
        return "failed", f"two batches give {_short(eager)} eagerly, {_short(graph)} compiled", _STATE
    return "ok", f"two batches give {_short(eager)} both ways"


def result(tried: Tried) -> Answer:
    """Whether the result is a finite number, also before the first batch."""
    made = tried.fresh()
    value = _after(made, _batches(tried)[:1])
    if not np.isfinite(value).all():
        return "failed", f"one batch gives {_short(value)}", "divide by ops.maximum(count, 1e-7)"
    made.reset_state()
    empty = _result(made)
    if not np.isfinite(empty).all():
        return (
            "failed",
            f"before the first batch it is {_short(empty)}",
            "use ops.divide_no_nan(total, count)",
        )
    return "ok", f"one batch gives {_short(value)}, none {_short(empty)}"


def accumulates(tried: Tried) -> Answer:
    """Whether a second batch adds to the first one, instead of replacing it."""
    first, second = _batches(tried)
    one, two = _after(tried.fresh(), [first]), _after(tried.fresh(), [second])
    both = _after(tried.fresh(), [first, second])
    whole = _after(tried.fresh(), [tuple(map(np.concatenate, zip(first, second, strict=True)))])
    said = f"batches give {_short(one)} and {_short(two)}, one after the other {_short(both)}"
    if relative_difference(one, two) <= tolerance(["float32"]):
        return "left out", f"two batches give the same, {_short(one)}"
    if relative_difference(both, two) == 0:
        return "failed", f"{said}: the last batch replaces the others", "assign_add instead of assign"
    if relative_difference(both, one) == 0:
        return "failed", f"{said}: only the first batch counts", _STATE
    if relative_difference(both, whole) <= tolerance(["float32"]):
        return "ok", f"{said}, as all rows at once"
    return (
        "left out",
        f"{said}, all rows at once {_short(whole)}: right only if it is meant to depend on batches",
    )


def resets(tried: Tried) -> Answer:
    """Whether `reset_state` forgets."""
    batches = _batches(tried)
    made = tried.fresh()
    first = _after(made, batches)
    made.reset_state()
    again = _after(made, batches)
    if relative_difference(first, again) > tolerance(["float32"]):
        return (
            "failed",
            f"after reset_state the same batches give {_short(again)} instead of {_short(first)}",
            _STATE,
        )
    return "ok", "the same batches give the same after it"


def weighted(tried: Tried) -> Answer:
    """Whether `update_state` takes weights, and heeds them."""
    if "sample_weight" not in inspect.signature(tried.made.update_state).parameters:
        return "left out", "update_state takes no sample_weight: it fails among weighted_metrics", (
            "def update_state(self, y_true, y_pred, sample_weight=None)"
        )  # fmt: skip
    (true, predicted), (other, prediction) = _batches(tried)
    rows = len(true)
    made, alone = tried.fresh(), tried.fresh()
    made.reset_state()
    weights = np.array([1.0] * rows + [0.0] * rows, "float32")
    both = tensors(np.concatenate([true, other])), tensors(np.concatenate([predicted, prediction]))
    made.update_state(*both, sample_weight=tensors(weights))
    weighted_result, first = _result(made), _after(alone, [(true, predicted)])
    plain = _after(tried.fresh(), [(np.concatenate([true, other]), np.concatenate([predicted, prediction]))])
    if relative_difference(weighted_result, first) <= tolerance(["float32"]):
        return "ok", "rows of weight 0 do not count"
    if relative_difference(weighted_result, plain) == 0:
        return (
            "failed",
            "takes sample_weight and does not look at it",
            "multiply values and count by the weights",
        )
    return "left out", f"rows of weight 0 change {_short(first)} to {_short(weighted_result)}"


def _batches(tried: Tried) -> list[tuple[NDArray[Any], ...]]:
    return [tuple(tried.inputs.values(seed)[0]) for seed in (0, 5)]


def _after(made: Any, batches: list[Any]) -> NDArray[Any]:
    made.reset_state()
    for true, predicted in batches:
        made.update_state(tensors(true), tensors(predicted))
    return _result(made)


def _result(made: Any) -> NDArray[Any]:
    return np.concatenate([each.reshape(-1).astype(np.float64) for each in arrays(made.result())])


def _short(value: NDArray[Any]) -> str:
    return f"{value[0]:.4g}" if value.size == 1 else f"[{', '.join(f'{each:.4g}' for each in value[:4])}]"
