"""The questions that are asked of a class that could be called, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.core.layer_trial import Check
from pyadapter.probe.trials import (
    layer_forward_checks,
    layer_loss_checks,
    layer_metric_checks,
    layer_number_checks,
    layer_saving_checks,
)
from pyadapter.probe.trials.layer_calls_tried import error_text, quiet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyadapter.probe.trials.layer_calls_tried import Tried

Question = tuple[str, "Callable[[Tried], Check | tuple[str, ...]]"]

_LAYER: tuple[tuple[str, Any], ...] = (
    ("eager and compiled", layer_forward_checks.compiled),
    ("functional model", layer_forward_checks.symbolic),
    ("output shape", layer_forward_checks.output_shape),
    ("gradients", layer_number_checks.gradients),
    ("gradient values", layer_number_checks.gradient_values),
    ("saving", layer_saving_checks.saving),
    ("training on and off", layer_forward_checks.training),
    ("rows", layer_forward_checks.rows),
    ("masks", layer_forward_checks.masks),
    ("zeros, large, negative", layer_number_checks.extremes),
    ("mixed precision", layer_number_checks.mixed),
)
_LOSS: tuple[tuple[str, Any], ...] = (
    ("eager and compiled", layer_forward_checks.compiled),
    ("one loss a row", layer_loss_checks.per_row),
    ("gradients", layer_loss_checks.gradients),
    ("gradient values", layer_number_checks.gradient_values),
    ("right beats wrong", layer_loss_checks.direction),
    ("certain predictions", layer_loss_checks.certain),
    ("saving", layer_saving_checks.saving_of_loss),
)
_METRIC: tuple[tuple[str, Any], ...] = (
    ("eager and compiled", layer_metric_checks.compiled),
    ("result", layer_metric_checks.result),
    ("accumulates", layer_metric_checks.accumulates),
    ("reset_state", layer_metric_checks.resets),
    ("sample_weight", layer_metric_checks.weighted),
    ("saving", layer_saving_checks.saving_of_metric),
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
