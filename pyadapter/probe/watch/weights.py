"""Watches what updates do to weights: those that never move, and updates of the wrong size.

The 1st, 5th and 11th update of each optimizer and every 25th are measured: the values before are held, which
makes TensorFlow copy a weight instead of changing it in place, and one pass over both gives the norms.
Weights that the user assigns to by hand are not measured.
"""

from __future__ import annotations

import dis
import math
import sys
import weakref
from typing import TYPE_CHECKING, Any

from pyadapter.arrays.norm import distance, euclidean_norm
from pyadapter.core.detectors.weight_changes import Change, Changes, describe_ratio, describe_unmoved
from pyadapter.probe.patches import contained
from pyadapter.probe.watch.frames import USER_FILES, in_first_replica
from pyadapter.probe.watch.gradient_lines import flat, layer_line
from pyadapter.probe.watch.names import path_of
from pyadapter.probe.watch.observer import Observer, ObserverContext
from pyadapter.probe.watch.values import host, learning_rate, read_variable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import FrameType

    from pyadapter.core.sentinel import Reading
    from pyadapter.core.symptom import Symptom
    from pyadapter.probe.watch.gradient_lines import GradientLines

FIRST = frozenset({0, 4, 10})
EVERY = 25
"""Updates that are measured; it takes 0.4 % of the time of the MLP in tests/bench, 0.1 % of the others'."""

NEVER_APPLIED = 50
"""Batches in which gradients are taken and nothing is updated: more than gradients are accumulated over."""

NEVER_APPLIED_AT_END = 10
"""The same when `fit` is over. Ours: enough to be no step that was tried out."""


class _Updates:
    """What is known of the updates of one optimizer."""

    def __init__(self) -> None:
        self.compiled = 0
        self.updates = -1
        """Number of the newest update, from 0."""
        self.changes: dict[int, tuple[weakref.ref[Any], Changes]] = {}

    def changes_of(self, variable: Any) -> Changes:
        known = self.changes.get(id(variable))
        if known is None or known[0]() is not variable:  # the number of one that is gone
            known = self.changes[id(variable)] = weakref.ref(variable), Changes()
        return known[1]


class WeightObserver(Observer):
    """Finds weights that never move, and updates that are too large or too small.

    Args:
        context: What it can use.
        lines: Knows the user's lines.
    """

    kinds = frozenset({"weights-unchanged", "weight-update-ratio"})

    @property
    def wanted(self) -> bool:
        """Whether somebody can look at the size of updates."""
        return bool(self.context.configuration.get("panels"))

    def __init__(self, context: ObserverContext, lines: GradientLines) -> None:
        super().__init__(context)
        self._lines = lines
        self._optimizers: weakref.WeakKeyDictionary[Any, _Updates] = weakref.WeakKeyDictionary()
        self._before: list[tuple[Any, Any, float | None]] = []
        self._rate: float | None = None
        self._scheduled = self._may_rise = False
        self._applied = False
        self._batches = 0
        self._first_seen: list[tuple[weakref.ref[Any], float | None, bytes]] = []

    def update_begins(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Hold the weights of an update that is measured."""
        self._applied = True
        self._before = []
        if not in_first_replica() or accumulates(optimizer):
            return
        known = self._known(optimizer)
        known.updates += 1
        if (
            self.context.progress.again
        ):  # the updates between were compiled, and are counted in `reading_taken`
            known.updates = known.compiled
        elif known.updates not in FIRST and known.updates % EVERY:
            return
        norm_of = self.context.watcher.norms.of
        with self.context.watcher.aside():
            self._rate = learning_rate(optimizer)
        self._may_rise = self._rate == 0 and (
            self._scheduled or _is_scheduled(optimizer) or _user_sets_rate(sys._getframe(1))  # noqa: SLF001 -- inspect's twin is 50 times slower
        )
        self._before = [
            (variable, read_variable(variable), norm_of(gradient))
            for gradient, variable in zip(gradients, variables, strict=False)
            if gradient is not None
        ]

    def reading_taken(self, model: Any, batch: Any, reading: Reading) -> None:
        """Count the updates of compiled steps."""
        del model, batch
        for update in reading.layout.updates:
            self._known(update.optimizer).compiled += 1

    def update_ends(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Measure the update."""
        del gradients, variables
        known = self._known(optimizer)
        before, self._before = self._before, []
        measured: list[tuple[Any, Changes]] = []
        for variable, value, gradient in before:
            now = read_variable(variable)
            moved = None if value is None or now is None else distance(now, value)
            weight = None if moved is None else euclidean_norm(value)
            if moved is None or weight is None:
                continue
            changes = known.changes_of(variable)
            size, rank = math.prod(variable.shape), len(variable.shape)
            change = Change(
                path_of(variable),
                known.updates,
                size,
                rank,
                weight,
                moved,
                gradient,
                self._rate,
                self._may_rise,
            )
            changes.add(change)
            measured.append((variable, changes))
        if measured:
            for listener in self.context.update_listeners:
                contained(listener, [changes.lately[-1] for _, changes in measured])
            self._judge(measured)

    def _judge(self, measured: Sequence[tuple[Any, Changes]]) -> None:
        if "weights-unchanged" in self.armed:
            unmoved = [(variable, changes) for variable, changes in measured if changes.unmoved()]
            if unmoved:
                variable, changes = unmoved[0]
                names = [path_of(item) for item, _ in unmoved]
                self._report(describe_unmoved(names, len(measured), changes.lately), variable)
                return
        if "weight-update-ratio" in self.armed:
            wrong = [item for item in measured if item[1].too_large()]
            wrong = wrong or [item for item in measured if item[1].too_small()]
            if wrong:
                variable, changes = max(wrong, key=lambda item: item[1].lately[-1].ratio)
                self._report(describe_ratio(changes.lately), variable)

    def fit_begins(self, model: Any, arguments: Mapping[str, Any]) -> None:
        """Wait for an update."""
        del model
        self._scheduled = _may_set_rate(arguments.get("callbacks"))
        self._applied = False
        self._batches = 0
        self._first_seen = []

    def gradients_taken(self, tape: Any, target: Any, sources: Any, result: Any) -> None:
        """Note how the weights began, in a `train_step` of which it is not clear yet that it updates them."""
        del tape, target
        progress = self.context.progress
        if self._applied or not progress.in_train_function or "weights-unchanged" not in self.armed:
            return
        if self.context.watcher.thread_state().loss_scaled:  # updates that overflow are dropped on purpose
            return
        pairs = list(zip(flat(sources), flat(result), strict=False))
        if not self._first_seen and all(
            hasattr(variable, "assign") and hasattr(gradient, "shape") for variable, gradient in pairs
        ):
            self._first_seen = [(weakref.ref(variable), *_print_of(variable)) for variable, _ in pairs]

    def step_ends(self, model: Any, *, training: bool) -> None:
        """Count the batches without an update."""
        del model
        if training and not self._applied and self._first_seen:
            self._batches += 1
            if self._batches == NEVER_APPLIED:
                self._judge_never_applied()

    def fit_ends(self, model: Any) -> None:
        """Judge a short `fit` without an update."""
        del model
        short = NEVER_APPLIED_AT_END <= self._batches < NEVER_APPLIED
        if short and not self._applied and sys.exc_info()[0] is None:
            self._judge_never_applied()
        self._first_seen = []
        self._scheduled = False

    def _judge_never_applied(self) -> None:
        variables = [reference() for reference, *_ in self._first_seen]
        for variable, (_, *print_of_it) in zip(variables, self._first_seen, strict=True):
            if variable is None or list(_print_of(variable)) != print_of_it:
                return
        names = [path_of(variable) for variable in variables]
        change = Change(names[0], self._batches - 1, 1, 0, 1.0, 0.0)
        self._report(describe_unmoved(names, len(names), [change], applied=False), variables[0])

    def _report(self, symptom: Symptom, variable: Any) -> None:
        line = self._line(variable)
        self._lines.report(symptom, variable, line, value=variable, role="variable", phase="optimizer")

    def _line(self, variable: Any) -> Any:
        """Return the line to name; None, which is that of the call of `apply`, where that is the user's."""
        taken_at = self._lines.taken_at(variable)
        if taken_at is not None:
            return None if self._applied else taken_at
        return layer_line(variable)

    def _known(self, optimizer: Any) -> _Updates:
        return self._optimizers.setdefault(optimizer, _Updates())


def _is_scheduled(optimizer: Any) -> bool:
    """Whether the learning rate of an optimizer is no variable, which only others change."""
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    return not hasattr(getattr(inner, "_learning_rate", None), "assign")


def _may_set_rate(callbacks: Any) -> bool:
    """Whether a callback of `fit` may set the learning rate: one of the user's, or Keras's for that."""
    inner = getattr(callbacks, "callbacks", callbacks) or ()
    return any(
        not type(callback).__module__.startswith("keras.src.callbacks.")
        or type(callback).__name__ in {"LambdaCallback", "LearningRateScheduler"}
        for callback in (inner if isinstance(inner, (list, tuple)) else (inner,))
    )


def _user_sets_rate(frame: FrameType | None) -> bool:
    """Whether a function of the user's that led here has to do with the `learning_rate` of an optimizer."""
    while frame is not None:
        if USER_FILES[frame.f_code.co_filename] and any(
            instruction.opname in {"LOAD_ATTR", "STORE_ATTR"} and instruction.argval == "learning_rate"
            for instruction in dis.get_instructions(frame.f_code)
        ):
            return True
        frame = frame.f_back
    return False


def accumulates(optimizer: Any) -> bool:
    """Whether this update only adds to the gradients (`gradient_accumulation_steps`)."""
    steps = getattr(optimizer, "gradient_accumulation_steps", None)
    if not steps:
        return False
    value = read_variable(optimizer._iterations)  # noqa: SLF001 -- `iterations` divides it
    return value is not None and (int(value._numpy()) + 1) % steps != 0  # noqa: SLF001 -- `.numpy()` copies


def _print_of(variable: Any) -> tuple[float | None, bytes]:
    """Return what changes when a weight does: its norm, and its first values bit by bit."""
    value = read_variable(variable)
    array = None if value is None else host(value)
    return (None, b"") if array is None else (euclidean_norm(value), array.reshape(-1)[:256].tobytes())
