"""Cause `learning-rate-default`: a learning rate that nobody chose.

Wrong where a pretrained transformer is fine-tuned with a rate for new weights; elsewhere worth a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.network import learned
from pyadapter.core.causes.rates import ADAPTIVE, is_default, written
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.finding import Kind
    from pyadapter.core.setup import LayerFacts, OptimizerFacts, Setup

HIGH = 5e-4
"""Rate from which fine-tuning forgets: the Hugging Face course takes 1e-5 to 1e-4, and shows what the
default of 1e-3 does."""

USUAL = 5e-5
LAYERS = 4
"""Attentions that make a transformer of the size that is loaded and not trained. Ours."""

_QUERIES = frozenset({"query", "query_dense", "q_proj", "self_attn_q", "q_lin"})
_EXPLAINED: frozenset[Kind] = frozenset({
    "loss-stalled", "loss-diverged", "loss-oscillating", "output-range", "weight-update-ratio",
})  # fmt: skip


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Look for a transformer that has been trained before and a rate as for new weights, and for defaults."""
    optimizer = setup.optimizer
    rate = None if optimizer is None else optimizer.learning_rate
    if optimizer is None or rate is None or optimizer.schedule:
        return
    if optimizer.name == "SGD" and optimizer.rate_given is False:
        yield _of_descent(optimizer, rate)
    queries = [layer for layer in setup.layers if _is_query(layer)]
    if optimizer.name in ADAPTIVE and rate >= HIGH and len(queries) >= LAYERS and learned(setup):
        yield _of_fine_tuning(optimizer, rate, len(queries))
    elif optimizer.by_name and is_default(optimizer):
        yield _of_a_name(optimizer, rate)


def _of_fine_tuning(optimizer: OptimizerFacts, rate: float, attentions: int) -> Diagnosis:
    """Say that a rate is too high for weights that have learned."""
    default = optimizer.rate_given is False
    how = "the default of Keras" if default else "for new weights"
    return Diagnosis(
        Cause(
            "learning-rate-default",
            f"A pretrained transformer with {attentions} attentions is trained at {rate:g}, {how}: it "
            "forgets what it knows.",
            written(optimizer, USUAL),
            optimizer.location,
        ),
        kind="loss-stalled",
        title=f"Learning rate {rate:g} for fine-tuning",
        severity="finding" if default else "hint",
        explains=_EXPLAINED,
        value=rate,
    )


def _of_descent(optimizer: OptimizerFacts, rate: float) -> Diagnosis:
    """Say that a rate was not chosen, where a training gets nowhere."""
    return Diagnosis(
        Cause(
            "learning-rate-default",
            f"SGD runs with Keras's default learning rate of {rate:g}, which nobody chose for this task.",
            "keras.optimizers.Adam(learning_rate=0.001)",
            optimizer.location,
            "possible",
        ),
        kind="loss-stalled",
        title="SGD with its default learning rate",
        severity="silent",
        value=rate,
    )


def _of_a_name(optimizer: OptimizerFacts, rate: float) -> Diagnosis:
    """Say which rate an optimizer takes that `compile` was given the name of, or that it was not given."""
    return Diagnosis(
        Cause(
            "learning-rate-default",
            f"`compile` gives no learning rate: {optimizer.name} silently takes Keras's default of {rate:g}.",
            f"optimizer={written(optimizer, rate)}",
            optimizer.location,
            "possible",
        ),
        kind="loss-stalled",
        title=f"A default learning rate of {rate:g}",
        severity="hint",
        value=rate,
        remark=True,
    )


def _is_query(layer: LayerFacts) -> bool:
    """Whether a layer makes the queries of an attention, and may be trained."""
    return layer.name in _QUERIES and any(weight.trainable for weight in layer.weights)
