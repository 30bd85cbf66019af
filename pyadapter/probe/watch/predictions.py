"""Predictions: compared with the targets, with what their loss can read, and with each other."""

from __future__ import annotations

import sys
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from pyadapter.core.detectors.output_range import (
    REACH,
    CollapseWatch,
    judge_probabilities,
    judge_reach,
    judge_single_softmax,
)
from pyadapter.core.thresholds import REGRESSIONS
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.frames import site_of
from pyadapter.probe.watch.heads import head_of, path_in
from pyadapter.probe.watch.labels import built_in, column_of
from pyadapter.probe.watch.layer_lines import made_at
from pyadapter.probe.watch.lineage import Lineage
from pyadapter.probe.watch.names import names_of
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.origins import Exhibit, fault_of
from pyadapter.probe.watch.records import text_of
from pyadapter.probe.watch.values import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import FrameType

    from pyadapter.core.finding import Kind
    from pyadapter.core.symptom import Symptom
    from pyadapter.probe.watch.observer import ObserverContext
    from pyadapter.probe.watch.ops import ThreadState

WALK = 20
"""Frames between an activation's op and the layer that calls it; Keras puts 6 to 12 between them."""


class PredictionObserver(Observer):
    """Looks at what losses are called with.

    Ranges are compared in the first steps of a training and then in every fiftieth (`lineage`), when ops of
    activations are noted, too; whether predictions have collapsed is asked in every tenth step of `fit`.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset({"output-range"})

    def __init__(self, context: ObserverContext) -> None:
        super().__init__(context)
        self._lineage = Lineage()
        self._collapse = CollapseWatch()
        self._looking = False
        self._activations: dict[int, tuple[str, weakref.ref[Any] | None]] = {}

    def fit_begins(self, model: Any, arguments: Mapping[str, Any]) -> None:
        """Begin anew with each training."""
        del model, arguments
        self._lineage.restart()
        self._collapse = CollapseWatch()

    def looks(self) -> Mapping[str, Callable[[ThreadState, Any, Any, Any, Any], None]]:
        """Note which activation made what."""
        self._activations.clear()
        self._looking = self._lineage.sampled()
        return {**self._lineage.looks(), **dict.fromkeys(REACH, self._activated)} if self._looking else {}

    def _activated(self, state: ThreadState, op: Any, inputs: Any, attributes: Any, outputs: Any) -> None:
        del inputs, attributes
        if not state.backward:
            name = text_of(op)
            layer = _calling_layer(sys._getframe(1))  # noqa: SLF001 -- inspect's twin is 50 times slower
            held = None if layer is None else weakref.ref(layer)
            self._activations[outputs[0]._id] = name, held  # noqa: SLF001 -- what tapes match by

    def loss_called(self, loss: Any, y_true: Any, y_pred: Any, sample_weight: Any) -> None:
        """Compare predictions with targets and loss."""
        if not self._looking or not hasattr(y_pred, "_id"):
            return
        identity = self._lineage.root(y_pred._id)  # noqa: SLF001 -- what tapes match by
        activation, held = self._activations.get(identity, ("", None))
        symptom = self._judge(activation, loss, y_true, y_pred, sample_weight)
        if symptom is not None:
            self._tell(symptom, y_true, y_pred, None if held is None else held())

    def _judge(
        self, activation: str, loss: Any, y_true: Any, y_pred: Any, sample_weight: Any
    ) -> Symptom | None:
        name = built_in(loss) or ""
        shape = tuple(y_pred.shape)
        if activation == "Softmax" and shape and shape[-1] == 1:
            targets = numbers(y_true)
            return None if targets is None else judge_single_softmax(shape, targets)
        if activation and name in REGRESSIONS:
            masked = sample_weight is not None or getattr(y_pred, "_keras_mask", None) is not None
            targets = None if masked else numbers(y_true)
            return None if targets is None else judge_reach(activation, targets)
        from_logits = getattr(loss, "_fn_kwargs", {}).get("from_logits", False)
        if (
            not name
            or activation in {"Sigmoid", "Softmax"}
            or from_logits
            or hasattr(y_pred, "_keras_logits")
        ):
            return None
        predictions = numbers(y_pred)
        return None if predictions is None else judge_probabilities(name, predictions)

    def loss_computed(  # noqa: PLR0913, PLR0917 -- what Keras computes a loss of
        self, value: Any, model: Any, x: Any, y: Any, y_pred: Any, sample_weight: Any
    ) -> None:
        """Compare the rows of the predictions with each other."""
        del value, sample_weight
        if self.context.progress.evaluating or not self._collapse.due():
            return
        predictions, targets = numbers(y_pred), numbers(y)
        if predictions is None or not predictions.ndim:
            return
        features = [numbers(leaf) for _, _, leaf in batch_leaves((x,))]
        inputs = [array for array in features if array is not None and array.ndim]
        symptom = self._collapse.judge(predictions, targets, inputs)
        if symptom is not None:
            self._tell(symptom, y, y_pred, None, model)

    def _tell(self, symptom: Symptom, y_true: Any, y_pred: Any, layer: Any, model: Any = None) -> None:
        site = site_of(sys._getframe(1))  # noqa: SLF001 -- inspect reads the source, too
        model = model if model is not None else site.model
        layer = layer if layer is not None else head_of(y_pred, model)
        if layer is not None:
            site = replace(site, layer=path_in(model, layer))
        names = names_of([y_pred, y_true], site.frame)
        column = column_of(self.context.progress.batch, y_true) or names[1]
        fault = fault_of(
            symptom, site, value=y_pred, name=names[0] or "y_pred", phase="loss", rows=(),
            location=None if layer is None else made_at(layer),
            exhibits=(Exhibit(y_true, column or "y_true", "label"),),
        )  # fmt: skip
        self.context.report(fault)


def _calling_layer(frame: FrameType | None) -> Any:
    """Return the layer whose `call` is running: the innermost."""
    for _ in range(WALK):
        if frame is None:
            break
        if frame.f_code.co_name == "call":
            owner = frame.f_locals.get("self")
            if owner is not None and hasattr(owner, "_flatten_layers"):
                return owner
        frame = frame.f_back
    return None
