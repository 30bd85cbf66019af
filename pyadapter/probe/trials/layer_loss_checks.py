"""Questions about losses: one a row, a gradient for predictions, right answers that cost less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.probe.trials.layer_calls_tried import arrays, call, error_text, tensors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyadapter.probe.trials.layer_calls_tried import Tried
    from pyadapter.probe.trials.layer_forward_checks import Answer

_NO_SUCH_THING = ("contrastive", "triplet", "distance", "wasserstein", "critic", "margin", "hinge")
"""Losses whose labels do not say which predictions are right."""


def per_row(tried: Tried) -> Answer:
    """Whether there is a loss for each row, as `sample_weight` needs it."""
    arguments, _ = tried.inputs.values()
    true, predicted = arguments
    shape = _shape(tried, true, predicted)
    if not shape:
        return "left out", "gives one number for the batch: sample_weight cannot weight its rows", (
            "return ops.mean(…, axis=-1), Keras takes the mean over the batch"
        )  # fmt: skip
    if shape[0] != len(predicted):
        return (
            "failed",
            f"{len(predicted)} rows give losses of shape {shape}",
            "reduce over axis=-1, not over the batch",
        )
    if true.ndim == predicted.ndim and true.shape[-1] == 1 and true.ndim > 1:
        flat = _shape(tried, true[..., 0], predicted)
        if len(flat) > len(shape) or flat[:2] == (len(predicted),) * 2:
            return (
                "left out",
                f"labels {true[..., 0].shape}, predictions {predicted.shape} would broadcast to {flat}",
                "y_true = ops.reshape(y_true, ops.shape(y_pred))",
            )
    return "ok", f"{len(predicted)} rows give {shape}"


def _shape(tried: Tried, true: NDArray[Any], predicted: NDArray[Any]) -> tuple[int, ...]:
    function = tried.made.call if tried.subject.kind == "loss" else tried.made
    return tuple(arrays(function(tensors(true), tensors(predicted)))[0].shape)


def gradients(tried: Tried) -> Answer:
    """Whether predictions get a gradient."""
    import tensorflow as tf  # noqa: PLC0415 -- Keras has imported it

    true, predicted = map(tensors, tried.inputs.values()[0])
    with tf.GradientTape() as tape:
        tape.watch(predicted)
        loss = tf.reduce_sum(call(tried.subject, tried.made, ([true, predicted], {})))
    found = tape.gradient(loss, predicted)
    if found is None:
        return (
            "failed",
            "predictions get no gradient: nothing would be learned",
            "no NumPy, argmax, round, comparison or cast to integers between y_pred and the loss",
        )
    values = np.asarray(tf.convert_to_tensor(found))
    if not values.any():
        return (
            "failed",
            "the gradient of predictions is 0",
            "look for what cuts it off: round, clip, comparisons",
        )
    if np.isnan(values).any():
        return (
            "failed",
            "the gradient of predictions has NaN",
            "add 1e-7 below square roots and in logarithms",
        )
    return "ok", "predictions get a gradient"


def direction(tried: Tried) -> Answer:
    """Whether right predictions cost less than wrong ones: else a sign is wrong."""
    true, right, wrong = _right_and_wrong(tried, 0.05)
    if true is None or any(word in tried.subject.source.lower() for word in _NO_SUCH_THING):
        return "left out", "its labels do not say which predictions are right"
    good, bad = _mean(tried, true, right), _mean(tried, true, wrong)
    if good > bad:
        return (
            "failed",
            f"right predictions cost {good:.4g}, wrong ones {bad:.4g}: training goes the wrong way",
            "turn the sign around",
        )
    if good == bad:
        return "failed", f"right and wrong predictions cost the same, {good:.4g}", "use y_true in the loss"
    return "ok", f"right predictions cost {good:.4g}, wrong ones {bad:.4g}"


def certain(tried: Tried) -> Answer:
    """Whether predictions of exactly 0 and 1 give NaN or Inf."""
    true, right, wrong = _right_and_wrong(tried, 0.0)
    if true is None:
        return "left out", "predictions are no probabilities"
    for name, predicted in (("right", right), ("wrong", wrong)):
        try:
            value = _mean(tried, true, predicted)
        except Exception as error:  # noqa: BLE001 -- an error of the user's code is a result
            return "failed", f"predictions of exactly 0 and 1: {error_text(error)}"
        if not np.isfinite(value):
            return (
                "failed",
                f"predictions of exactly 0 and 1 that are {name} give {value:g}",
                "y_pred = ops.clip(y_pred, 1e-7, 1 - 1e-7) before the logarithm",
            )
    return "ok", "finite for predictions of exactly 0 and 1"


def _right_and_wrong(tried: Tried, doubt: float) -> tuple[Any, Any, Any]:
    true, predicted = tried.inputs.values()[0]
    known = true
    if true.dtype.kind in "iu" and predicted.ndim == true.ndim + 1:
        known = np.eye(predicted.shape[-1])[true]
    if known.shape != predicted.shape or not np.isin(known, (0, 1)).all():
        return None, None, None
    right = np.where(known > 0, 1 - doubt, doubt).astype(predicted.dtype)
    return true, right, 1 - right


def _mean(tried: Tried, true: NDArray[Any], predicted: NDArray[Any]) -> float:
    return float(np.mean(arrays(call(tried.subject, tried.made, ([true, predicted], {})))[0]))
