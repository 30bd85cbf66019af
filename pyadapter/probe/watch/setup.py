"""The set-up of a training: judged when its first loss is computed, before any weight is changed."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from pyadapter.core import kinds
from pyadapter.core.causes.check import check
from pyadapter.core.symptom import Symptom
from pyadapter.probe.patches import failed
from pyadapter.probe.setup import Gathered, gather
from pyadapter.probe.setup.places import patches
from pyadapter.probe.watch.exhibits import beside, exhibit, guilty_rows
from pyadapter.probe.watch.frames import location_of, site_of, user_frame
from pyadapter.probe.watch.lineage import Lineage
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.origins import fault_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import FrameType

    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.finding import Cause, Kind, Phase
    from pyadapter.core.setup import Course, Setup
    from pyadapter.probe.patches import Patch
    from pyadapter.probe.watch.observer import ObserverContext
    from pyadapter.probe.watch.ops import ThreadState

_ACTIVATIONS = {
    "Elu": "elu", "LeakyRelu": "leaky_relu", "Relu": "relu", "Relu6": "relu6", "Selu": "selu",
    "Sigmoid": "sigmoid", "Softmax": "softmax", "Softplus": "softplus", "Softsign": "softsign",
    "Tanh": "tanh",
}  # fmt: skip
"""Ops of activations, and their names in Keras."""

_RANDOM = ("StatelessRandomNormalV2", "StatelessRandomUniformV2")
"""Ops that layers of Keras for dropout and noise draw with."""

WALK = 25
"""Frames between an op that draws and the layer that calls it; Keras puts 8 between them."""

_LINEAR = frozenset({"AddV2", "BiasAdd", "BatchMatMulV2", "Conv2D", "Conv3D", "Einsum", "MatMul"})
"""Ops that a layer without activation ends with."""

_MOST_CALLS = 32
"""Calls of losses that are remembered while a loop makes no update: their tensors live as long."""


class SetupObserver(Observer):
    """Judges each training once: model, losses, optimizer, the data and the first predictions.

    Args:
        context: What it can use.
        multiplied: What is known of the first step's features, by their names: the layers that multiply them.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset(kinds.ALL)

    def __init__(self, context: ObserverContext, multiplied: dict[str, str]) -> None:
        super().__init__(context)
        self._multiplied = multiplied
        self._lineage = Lineage()
        self._pending = True
        self._looking = False
        self._seen = Gathered()
        self._setup: Setup | None = None
        self._told: set[tuple[str, object]] = set()
        self.course: Callable[[Setup], Course | None] = lambda _: None
        """Tells how the training of a set-up has gone so far."""

    def patches(self, package: str) -> Iterable[Patch]:
        """Return the patches that note lines."""
        return patches() if package == "keras" else ()

    def setup(self, model: Any = None) -> Setup | None:
        """Return what is known of the training that runs: as judged, or as far as it has come."""
        known = self._known(model)
        return replace(known, course=self.course(known))

    def _known(self, model: Any) -> Setup:
        if self._setup is not None:
            return self._setup
        seen = self._seen
        if seen.model is None and model is not None:
            seen = replace(seen, model=model)
        if seen.batch is None:
            seen = replace(seen, batch=self.context.progress.batch)
        seen = replace(seen, multiplied=self._multiplied)
        return gather(seen)

    def fit_begins(self, model: Any, arguments: Mapping[str, Any]) -> None:
        """Begin with another training."""
        frame = user_frame(sys._getframe(1))  # noqa: SLF001 -- inspect's twin is 50 times slower
        self._pending, self._setup = True, None
        location = None if frame is None else location_of(frame)
        self._seen = Gathered(model, dict(arguments), location)
        self._lineage.restart()

    def fit_ends(self, model: Any) -> None:
        """Let go of the data."""
        del model
        self._pending, self._seen = False, Gathered()

    def looks(self) -> Mapping[str, Callable[[ThreadState, Any, Any, Any, Any], None]]:
        """Note what predictions are made of, in the first step."""
        self._looking = self._pending and self._lineage.sampled()
        if not self._looking:
            return {}
        self._seen.random = False
        return {**self._lineage.looks(), **dict.fromkeys(_RANDOM, self._drawn)}

    def _drawn(self, state: ThreadState, *arguments: Any) -> None:
        del state, arguments
        # Initializers draw, too, where the first step builds the model.
        self._seen.random = self._seen.random or _in_dropout(sys._getframe(1))  # noqa: SLF001 -- as below

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """Note the first batch."""
        if self._pending and training and batch is not None:
            self._seen.batch, self._seen.columns = batch, None
            self._seen.model = model if self._seen.model is None else self._seen.model

    def step_ends(self, model: Any, *, training: bool) -> None:
        """A step of `fit` that was judged is the first one, also where it makes no update by an optimizer."""
        if self._pending and training and model is not None and self._seen.calls:
            self._pending, self._seen = False, Gathered()

    def loss_called(self, loss: Any, y_true: Any, y_pred: Any, sample_weight: Any) -> None:
        """Judge with these predictions."""
        state = self.context.watcher.thread_state()
        if self._pending and state.tapes and hasattr(y_pred, "_id"):
            activation = self._activation(y_pred, state)
            if len(self._seen.calls) >= _MOST_CALLS:
                self._seen.calls.clear()
            self._seen.calls.append((loss, y_true, y_pred, activation, sample_weight is not None))
            if self._seen.model is not None or self.context.progress.in_train_function:
                self._judge()

    def update_begins(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Judge a loop of the user's; the first step of `fit` is over for this."""
        del optimizer, gradients, variables
        if self._pending:
            if self._seen.model is None or not self._seen.calls:
                self._judge()
            self._pending = False
            self._seen = Gathered()

    def _activation(self, y_pred: Any, state: ThreadState) -> str | None:
        made = self._lineage.made(self._lineage.root(y_pred._id), state)  # noqa: SLF001 -- what tapes match by
        if made is None:
            return None
        return _ACTIVATIONS.get(made[0]) or ("linear" if made[0] in _LINEAR else None)

    def _judge(self) -> None:
        self._seen.multiplied = self._multiplied
        with self.context.watcher.aside():  # a learning rate that follows a schedule runs ops
            setup = gather(self._seen)
        self._setup = setup
        found = [each for each in check(setup, failed) if self._new(each)]
        for diagnosis in found:
            if diagnosis.severity == "hint":
                self.context.hint(diagnosis.cause)
        findings = [each for each in found if each.severity == "finding" and each.kind in self.armed]
        if findings:
            self._report(findings)

    def _new(self, diagnosis: Diagnosis) -> bool:
        key = (diagnosis.cause.id, diagnosis.cause.location or diagnosis.layer)
        if diagnosis.severity == "silent" or key in self._told:
            return False
        self._told.add(key)
        return True

    def _report(self, findings: list[Diagnosis]) -> None:
        first = findings[0]
        site = site_of(sys._getframe(1))  # noqa: SLF001 -- as above
        if first.layer is not None:
            site = replace(site, layer=first.layer)
        causes: dict[str, Cause] = {}
        for each in findings:
            causes.setdefault(each.cause.id, each.cause)
        symptom = Symptom(
            first.kind, first.title, first.cause.message, first.evidence, first.value, tuple(causes.values())
        )
        value, name, role = exhibit(self._seen, first.kind)
        phase: Phase = "loss" if role == "output" else "data"
        fault = fault_of(
            symptom,
            site,
            value=value,
            role=role,
            name=name,
            phase=phase,
            rows=guilty_rows(self._seen, first.kind),
            location=first.cause.location,
            exhibits=beside(self._seen, first.kind),
        )
        self.context.report(replace(fault, diagnosed=True))


def _in_dropout(frame: FrameType | None) -> bool:
    """Whether a layer with a rate is being called."""
    for _ in range(WALK):
        if frame is None:
            break
        if frame.f_code.co_name == "call" and hasattr(frame.f_locals.get("self"), "rate"):
            return True
        frame = frame.f_back
    return False
