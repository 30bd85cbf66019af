"""The questions that are asked of a class that could be called, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.core.layer_trial import Check
from pyadapter.probe.trials.layer_calls_tried import error_text, quiet
from pyadapter.probe.trials.layer_forward_checks import (
    compiled,
    masks,
    output_shape,
    rows,
    symbolic,
    training,
)
from pyadapter.probe.trials.layer_loss_checks import certain, direction, per_row
from pyadapter.probe.trials.layer_loss_checks import gradients as gradients_of_loss
from pyadapter.probe.trials.layer_metric_checks import accumulates, resets, result, weighted
from pyadapter.probe.trials.layer_metric_checks import compiled as compiled_metric
from pyadapter.probe.trials.layer_number_checks import extremes, gradient_values, gradients, mixed
from pyadapter.probe.trials.layer_saving_checks import saving, saving_of_loss, saving_of_metric

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyadapter.probe.trials.layer_calls_tried import Tried

Question = tuple[str, "Callable[[Tried], Check | tuple[str, ...]]"]

_LAYER: tuple[tuple[str, Any], ...] = (
    ("eager and compiled", compiled),
    ("functional model", symbolic),
    ("output shape", output_shape),
    ("gradients", gradients),
    ("gradient values", gradient_values),
    ("saving", saving),
    ("training on and off", training),
    ("rows", rows),
    ("masks", masks),
    ("zeros, large, negative", extremes),
    ("mixed precision", mixed),
)
_LOSS: tuple[tuple[str, Any], ...] = (
    ("eager and compiled", compiled),
    ("one loss a row", per_row),
    ("gradients", gradients_of_loss),
    ("gradient values", gradient_values),
    ("right beats wrong", direction),
    ("certain predictions", certain),
    ("saving", saving_of_loss),
)
_METRIC: tuple[tuple[str, Any], ...] = (
    ("eager and compiled", compiled_metric),
    ("result", result),
    ("accumulates", accumulates),
    ("reset_state", resets),
    ("sample_weight", weighted),
    ("saving", saving_of_metric),
)
_QUESTIONS = {"loss": _LOSS, "loss function": _LOSS[:-1], "metric": _METRIC}


def checks_of(tried: Tried) -> Iterator[Check]:
    """Ask all that can be asked of its kind; an error in one question is its answer."""
    for name, question in _QUESTIONS.get(tried.subject.kind, _LAYER):
        tried.seeded()
        try:
            with quiet():
                verdict, reason, *fix = question(tried)
        except Exception as error:  # noqa: BLE001 -- an error of the user's code is a result
            verdict, reason, fix = "failed", f"{type(error).__name__}: {error_text(error)}", []
        yield Check(name, verdict, reason, fix[0] if fix else None)
