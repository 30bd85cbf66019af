"""What the user's own lines assign in some steps of training: shapes and digests, for the record of the run.

In such a step a profile function is told of every call on the thread that trains. Whenever a function of the
user's calls something or returns, its variables are compared with those of the time before: what has changed
was assigned in between. A profile function of the program's own is left alone, and nothing is recorded then.
"""

from __future__ import annotations

import inspect
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from pyadapter.arrays import digest, view
from pyadapter.core.run_record import Seen
from pyadapter.probe.patches import failed
from pyadapter.probe.watch.code_assignments import assignments_of
from pyadapter.probe.watch.frames import USER_FILES, site_of
from pyadapter.probe.watch.observer import Observer

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType

    from pyadapter.arrays import ArrayView
    from pyadapter.core.digest import TensorDigest
    from pyadapter.core.source.assigned import Assigned
    from pyadapter.probe.run_records import RunRecords
    from pyadapter.probe.watch.code_assignments import CodeAssignments
    from pyadapter.probe.watch.observer import ObserverContext

SECONDS = 0.03
"""For the statistics of one step, taken together; after that shapes and dtypes alone are recorded."""

MOST_EVENTS = 3_000_000
"""Calls that are followed in one step, about two seconds' worth: the last step of a hand-written loop has no
end that shows."""

_SNAPSHOTS = sys.version_info < (3, 13)
"""Whether a frame keeps what its `f_locals` held, and keeps it alive with that."""


def is_due(step: int) -> bool:
    """Whether a step is one of 0, 1, 2, 5, 10, 20, 50, 100 and so on."""
    while step and step % 10 == 0:
        step //= 10
    return step in {0, 1, 2, 5}


class _Running(NamedTuple):
    """A call of a function of the user's.

    Attributes:
        frame: Its frame.
        plan: What its statements assign.
        known: Identities of what its variables held when they were looked at last.
        line: The line that ran then, in a list of one.
    """

    frame: FrameType
    plan: CodeAssignments
    known: dict[str, int]
    line: list[int]


class AssignedValues(Observer):
    """Records what is assigned, of the thread that trains alone.

    Args:
        context: What it can use.
        records: Takes it.
        paused: Whether this thread stands at a pause: what runs then, the debugger runs.
    """

    def __init__(self, context: ObserverContext, records: RunRecords, paused: Callable[[], bool]) -> None:
        super().__init__(context)
        self._records = records
        self._paused = paused
        self._plans: dict[CodeType, CodeAssignments | None] = {}
        self._running: list[_Running] = []
        self._profile: Callable[..., None] | None = None
        self._away = False
        self._left = self._deadline = 0.0
        self._fits = self._first = 0

    @property
    def wanted(self) -> bool:
        """Always: it is made only where a record is."""
        return True

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """Follow the step if it is one to be recorded."""
        del batch
        self._stop()
        if not training or not self._due() or sys.getprofile() is not None or self._paused():
            return
        self._left = SECONDS
        if model is None:  # a loop, whose own variables change in the step
            self._take_in_stack()
        self._records.begin_step()
        self._profile = self._make_profile()
        sys.setprofile(self._profile)

    def step_ends(self, model: Any, *, training: bool) -> None:
        """Let go of everything."""
        del model
        self._stop()
        if training:
            self._records.end_step(self.context.progress.step or 0)

    def update_begins(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Look away: most calls of a step are an optimizer's, and it assigns nothing of the user's."""
        del optimizer, gradients, variables
        if self._profile is not None and sys.getprofile() is self._profile:
            sys.setprofile(None)
            self._away = True

    def update_ends(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Look again."""
        del optimizer, gradients, variables
        if self._away and self._profile is not None and sys.getprofile() is None:
            sys.setprofile(self._profile)
        self._away = False

    def fit_ends(self, model: Any) -> None:
        """Write what there is."""
        del model
        self._stop()
        self._records.write()

    def _due(self) -> bool:
        progress = self.context.progress
        step = progress.step or 0
        if self.context.configuration.get("execution") == "replay":
            return True  # few steps are watched, and each for a reason
        if progress.fits != self._fits:
            self._fits, self._first = progress.fits, step
        # Another call of `fit` may well train another model.
        return is_due(step) or (is_due(self._fits) and step - self._first < 2)  # noqa: PLR2004 -- its first two

    def _make_profile(self) -> Callable[[FrameType, str, Any], None]:
        running, user_files, look, enter = self._running, USER_FILES, self._look, self._enter
        left = MOST_EVENTS

        def profile(frame: FrameType, event: str, argument: Any) -> None:
            nonlocal left
            del argument
            left -= 1
            try:
                if event == "call":
                    if running and running[-1].frame is frame.f_back:
                        look(running[-1])
                    if user_files[frame.f_code.co_filename]:
                        enter(frame)
                elif running and running[-1].frame is frame and event in {"c_call", "return"}:
                    look(running[-1])
                    if event == "return":
                        running.pop()
            except Exception as error:  # noqa: BLE001 -- what is raised here is raised in the program
                failed(error)
                left = 0
            if left <= 0:
                sys.setprofile(None)

        return profile

    def _stop(self) -> None:
        profile, self._profile, self._away = self._profile, None, False
        if profile is None:
            return
        if sys.getprofile() is profile:
            sys.setprofile(None)
        if _SNAPSHOTS and not self._paused():
            for each in self._running:
                if each.frame.f_code.co_flags & inspect.CO_OPTIMIZED:
                    each.frame.f_locals.clear()  # the copy, not the variables
        self._running.clear()

    def _take_in_stack(self) -> None:
        """Take in the functions that run already, the outermost first."""
        frame, found = sys._getframe(1), []  # noqa: SLF001 -- inspect reads the source, too
        while frame is not None:
            if USER_FILES[frame.f_code.co_filename]:
                found.append(frame)
            frame = frame.f_back  # type: ignore[assignment]  # None ends the loop
        for each in reversed(found):
            self._enter(each)

    def _enter(self, frame: FrameType) -> None:
        code = frame.f_code
        if code not in self._plans:
            self._plans[code] = assignments_of(code)
        plan = self._plans[code]
        if plan is not None:
            running = _Running(frame, plan, {}, [frame.f_lineno])
            for name, value in _values(running):
                running.known[name] = id(value)
            self._running.append(running)

    def _look(self, running: _Running) -> None:
        """Record what a function has assigned since it was looked at last."""
        frame, known = running.frame, running.known
        last, running.line[0] = running.line[0], frame.f_lineno
        changed = [(name, value) for name, value in _values(running) if known.get(name) != id(value)]
        if not changed or self._paused():
            return
        for name, value in changed:
            known[name] = id(value)
            seen = view(value)
            if seen is None or seen.kind == "numpy":
                continue
            statement = running.plan.statement(name, last, frame.f_lineno)
            if statement is not None:
                self._take(frame, statement, seen)

    def _take(self, frame: FrameType, statement: Assigned, seen: ArrayView) -> None:
        records, file = self._records, frame.f_code.co_filename
        if records.knows(file, statement, seen.shape, symbolic=seen.symbolic):
            return
        begun = time.monotonic()
        self._deadline = begun + self._left
        with self.context.watcher.aside():
            found = digest(seen, level="sampled" if self._left > 0 else "none", out_of_time=self._out_of_time)
        self._left -= time.monotonic() - begun
        layer = site_of(frame).layer
        records.take(file, statement, found, self._seen_of(found), layer, symbolic=seen.symbolic)

    def _out_of_time(self) -> bool:
        return time.monotonic() > self._deadline

    def _seen_of(self, found: TensorDigest) -> Seen | None:
        statistics = found.statistics
        if statistics is None:
            return None
        bad = statistics.nan + statistics.positive_inf + statistics.negative_inf
        return Seen(
            self.context.progress.step or 0,
            statistics.minimum,
            statistics.maximum,
            statistics.mean,
            statistics.standard_deviation,
            bad,
        )


def _values(running: _Running) -> list[tuple[str, Any]]:
    """List what a function's variables hold, and the attributes that it assigns, as far as there are any."""
    variables = running.frame.f_locals
    found = [(name, variables[name]) for name in running.plan.names if name in variables]
    for owner, attribute, name in running.plan.attributes:
        values = getattr(variables.get(owner), "__dict__", None)
        if isinstance(values, dict) and attribute in values:
            found.append((name, values[attribute]))
    return found
