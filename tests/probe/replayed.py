"""The same training twice, with all its variables: plainly compiled, and at full speed under the probe."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.core.finding import Finding
    from tests.probe.conftest import Watched


@dataclass
class Case:
    """A training.

    Attributes:
        model: Compiled.
        data: What `fit` is given by position.
        options: What it is given by name.
        extra: Variables beside those that Keras knows.
    """

    model: Any
    data: tuple[Any, ...]
    options: dict[str, Any] = field(default_factory=dict)
    extra: tuple[Any, ...] = ()

    def state(self) -> dict[str, bytes]:
        """Return all variables bit by bit."""
        model = self.model
        found = {f"extra {number}": variable for number, variable in enumerate(self.extra)}
        others = [each for each in vars(model).values() if isinstance(each, keras.optimizers.Optimizer)]
        groups = (model.variables, *(each.variables for each in {id(one): one for one in others}.values()))
        for group in groups:
            for variable in group:
                found[f"{variable.path} {len(found)}"] = variable
        return {name: np.asarray(variable).tobytes() for name, variable in found.items()}


class Recorded(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Notes the state before a step and what was logged; the last of the callbacks."""

    def __init__(self, case: Case, step: int) -> None:
        super().__init__()
        self._case = case
        self._step = step
        self._steps = 0
        self.before: dict[str, bytes] = {}
        self.logs: list[Mapping[str, float]] = []

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        del batch, logs
        if self._steps == self._step:
            self.before = self._case.state()
        self._steps += 1

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        del epoch
        self.logs.append(dict(logs))


@dataclass
class Ran:
    """What came of a training.

    Attributes:
        before: State before the step in question; of the replay, before it ran eagerly.
        after: State at the end.
        logs: Of each epoch, in words: NaN is as any other.
        findings: None in the plain run.
    """

    before: dict[str, bytes]
    after: dict[str, bytes]
    logs: str
    findings: list[Finding] = field(default_factory=list)


def plain(make: Callable[[], Case], step: int) -> Ran:
    """Run a training as it is."""
    case, recorded = train(make, step)
    return Ran(recorded.before, case.state(), repr(recorded.logs))


def at_full_speed(
    make: Callable[[], Case],
    step: int,
    watch: Callable[..., Watched],
    *breakpoints: dict[str, str],
    every: int = 10,
) -> Ran:
    """Run it under the probe, and note the state in which a step is watched for the last time."""
    watched = watch(*breakpoints, execution="replay", snapshotEvery=every)
    execution = watched.probe._execution  # noqa: SLF001 -- what no finding tells
    assert execution is not None
    seen: list[dict[str, bytes]] = []
    original = execution.watched
    cases: list[Case] = []

    def noting(*arguments: Any, **named: Any) -> Any:
        with execution.watcher.aside():
            if execution.progress.step == (step - 1 if step else None):
                seen.append(cases[0].state())
        return original(*arguments, **named)

    execution.watched = noting  # type: ignore[method-assign]  # looked at, not replaced
    try:
        case, recorded = train(make, step, cases)
        after = case.state()
    finally:
        watched.probe.close()
    return Ran(seen[-1] if seen else {}, after, repr(recorded.logs), watched.findings)


def train(make: Callable[[], Case], step: int, cases: list[Case] | None = None) -> tuple[Case, Recorded]:
    """Run a training, under a probe where there is one."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(11)
    case = make()
    if cases is not None:
        cases.append(case)
    recorded = Recorded(case, step)
    options = {"verbose": 0, "shuffle": False, **case.options}
    callbacks = [*options.pop("callbacks", ()), recorded]
    case.model.fit(*case.data, callbacks=callbacks, **options)
    assert not tf.config.functions_run_eagerly()
    return case, recorded
