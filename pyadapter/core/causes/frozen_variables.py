"""Cause `frozen-variables`: what should learn is not trainable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.network import called, kernel_of, learned
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.finding import Kind
    from pyadapter.core.setup import Setup

_EXPLAINED: frozenset[Kind] = frozenset({"weights-unchanged", "loss-stalled", "gradient-missing"})


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Look for a model without anything to train, and for a new head that is frozen.

    A frozen head that has been trained is none: a GAN trains its generator through a frozen discriminator.
    """
    weighted = [layer for layer in setup.layers if layer.weights]
    if not weighted or (setup.fit is None and setup.location is None):
        return
    count = sum(weight.trainable for layer in weighted for weight in layer.weights)
    if not count:
        frozen = next((layer for layer in reversed(weighted) if kernel_of(layer)), weighted[-1])
        yield Diagnosis(
            Cause(
                "frozen-variables",
                f"None of the {len(weighted)} layers with weights is trainable: training changes nothing.",
                f'model.get_layer("{frozen.name}").trainable = True  # before compile',
                frozen.frozen_at or frozen.location or setup.location,
                "certain",
            ),
            kind="weights-unchanged",
            title="Nothing in the model is trainable",
            explains=_EXPLAINED,
        )
        return
    heads = [output.head for output in setup.outputs if output.head is not None]
    head = setup.layers[heads[0]] if len(heads) == 1 else None
    if head is None or head.kind != "Dense" or head.own or learned(setup):
        return
    if any(weight.trainable for weight in head.weights):
        return
    yield Diagnosis(
        Cause(
            "frozen-variables",
            f"{called(head)} makes the predictions, has never been trained, and is not trainable.",
            f'model.get_layer("{head.name}").trainable = True  # before compile',
            head.frozen_at or head.location,
        ),
        kind="weights-unchanged",
        title="The new head is frozen",
        explains=_EXPLAINED,
        layer=head.path,
    )
