"""Cause `training-mode`: dropout that drops nothing, because the model is called as for a prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.setup import Setup

DROPOUTS = frozenset({
    "AlphaDropout", "Dropout", "GaussianDropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D",
})  # fmt: skip


NOT_CALLED = "not called with training=True."
FIX = "y_pred = model(x, training=True)"


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Look for dropout in a first step that has drawn no random number.

    Keras calls a model with `training=True` in its own `train_step` alone (Keras's guide "Customizing what
    happens in fit()"); elsewhere the default is that of a prediction. A hint: who fine-tunes may want it so.
    """
    layers = [layer for layer in setup.layers if layer.kind in DROPOUTS and layer.rate and layer.trainable]
    if setup.random is not False or not layers:
        return
    first = layers[0]
    several = f" and {len(layers) - 1} more" if len(layers) > 1 else ""
    yield Diagnosis(
        Cause(
            "training-mode",
            f"`{first.kind}({first.rate:g})`{several} dropped nothing in the first step: the model was "
            f"{NOT_CALLED}",
            FIX,
            first.location,
        ),
        kind="output-range",
        title="Dropout drops nothing",
        severity="hint",
        layer=first.path,
        value=first.rate,
    )
