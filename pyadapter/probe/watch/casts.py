"""Casts: of labels to integers, and of whole numbers to float types that cannot hold them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, ClassVar

from pyadapter.core.detectors.lossy_cast import (
    changed_integer,
    judge_ids,
    judge_predictions,
    judge_truncated,
)
from pyadapter.probe.watch.frames import site_of
from pyadapter.probe.watch.labels import column_of
from pyadapter.probe.watch.lineage import Lineage
from pyadapter.probe.watch.names import names_of
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.origins import fault_of
from pyadapter.probe.watch.values import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.core.finding import Kind
    from pyadapter.core.symptom import Symptom
    from pyadapter.probe.watch.observer import ObserverContext
    from pyadapter.probe.watch.ops import ThreadState

LARGEST = 1 << 20
"""Values of a tensor that is looked at: labels and ids are smaller, activations are neither."""

_FLOATS = frozenset({1, 2, 14, 19})
_INTEGERS = frozenset({3, 4, 5, 6, 9, 17, 22, 23})
"""`DataType` values of TensorFlow's types.proto."""


class CastObserver(Observer):
    """Looks at casts in the first steps of a training, then in every fiftieth step (`lineage`)."""

    kinds: ClassVar[frozenset[Kind]] = frozenset({"dtype"})

    def __init__(self, context: ObserverContext) -> None:
        super().__init__(context)
        self._lineage = Lineage()
        self._changed: dict[int, tuple[tuple[float, float, int], str]] = {}

    def fit_begins(self, model: Any, arguments: Mapping[str, Any]) -> None:
        """Look at the first steps of each training."""
        del model, arguments
        self._lineage.restart()

    def looks(self) -> Mapping[str, Callable[[ThreadState, Any, Any, Any, Any], None]]:
        """Look at casts."""
        self._changed.clear()
        return {**self._lineage.looks(), "Cast": self._look} if self._lineage.sampled() else {}

    def loss_called(self, loss: Any, y_true: Any, y_pred: Any, sample_weight: Any) -> None:
        """Look at the dtype of predictions that are to be differentiated."""
        del loss, y_true, sample_weight
        state = self.context.watcher.thread_state()
        dtype = getattr(getattr(y_pred, "dtype", None), "name", "")
        symptom = judge_predictions(dtype) if state.tapes and dtype else None
        if symptom is not None:
            site = site_of(sys._getframe(1))  # noqa: SLF001 -- inspect reads the source, too
            name = names_of([y_pred], site.frame)[0]
            self.context.report(fault_of(symptom, site, value=y_pred, name=name, phase="loss"))

    def _look(self, state: ThreadState, op: Any, inputs: Any, attributes: Any, outputs: Any) -> None:
        self._lineage.note(state, op, inputs, attributes, outputs)
        value, cast = inputs[0], outputs[0]
        before, after = value._datatype_enum(), cast._datatype_enum()  # noqa: SLF001 -- `.dtype` costs three times as much
        if state.backward or value._num_elements() > LARGEST:  # noqa: SLF001 -- `.shape` costs ten times as much
            return
        if before in _FLOATS and after in _INTEGERS:
            self._to_integers(state, value, cast)
        elif after in _FLOATS and value._num_elements() > 1:  # noqa: SLF001 -- as above
            given, made = numbers(value), numbers(cast)
            changed = changed_integer(given, made) if given is not None and made is not None else None
            if changed is not None:
                self._changed[cast._id] = changed, cast.dtype.name  # noqa: SLF001 -- what tapes match by

    def _to_integers(self, state: ThreadState, value: Any, cast: Any) -> None:
        path = self._lineage.path(value._id)  # noqa: SLF001 -- as above
        changed = next((self._changed[each] for each in path if each in self._changed), None)
        if changed is not None:
            site = site_of(sys._getframe(1))  # noqa: SLF001 -- as above
            if site.phase == "forward":
                name = names_of([value], site.frame)[0]
                fault = fault_of(judge_ids(*changed), site, value=value, role="input", name=name, op="Cast")
                self.context.report(fault)
            return
        labels = numbers(value)
        cut: Symptom | None = None
        if labels is None or (cut := judge_truncated(labels, cast.dtype.name)) is None:
            return
        site = site_of(sys._getframe(1))  # noqa: SLF001 -- as above
        if site.phase != "loss" or not site.live:
            return
        if not site.in_library:
            # A line of the user's: only labels as they came, and only when nothing is left of them.
            came = state.tapes and self._lineage.made(path[-1], state) is None
            cut = judge_truncated(labels, cast.dtype.name, asked_for=True) if came else None
        if cut is not None:
            name = column_of(self.context.progress.batch, value) or names_of([value], site.frame)[0]
            fault = fault_of(cut, site, value=value, role="label", name=name, op="Cast", rows=())
            self.context.report(fault)
