"""Whether a replay is exact: what a step does that cannot be done again, and whether its numbers agree."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyadapter.core.agreement import HALF_TOLERANCE, TOLERANCE, agree, in_words
from pyadapter.probe.execution.replay.host_draws import host_draws
from pyadapter.probe.execution.replay.python_state import PythonState, layers_of, named
from pyadapter.probe.execution.replay.unrepeatable_ops import leaves_traces, unrepeatable
from pyadapter.probe.execution.replay.xla_random import XlaRandom
from pyadapter.probe.patches import contained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from pyadapter.core.finding import Replay
    from pyadapter.core.sentinel import Reading

MOST = 5
"""Reasons that a replay lists."""


class Exactness:
    """Knows why the steps of a model cannot be replayed exactly; learns of it in every step that is watched.

    Args:
        model: The model.
        graphs: Those of its compiled steps, more of them as they are traced.
        aside: Runs ops that are not the program's own.
    """

    def __init__(
        self, model: Any, graphs: Sequence[Any], aside: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._model = model
        self._graphs = graphs
        self._searched = 0
        self._xla = XlaRandom(aside)
        self._reasons: dict[str, None] = {}
        self._leaves_traces = False

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why not, the surest first; none when replays are exact as far as anybody knows."""
        self._search()
        return tuple(self._reasons)[:MOST]

    @property
    def repeatable(self) -> bool:
        """Whether a step can be watched without need: all that it does can be undone."""
        self._search()
        return not self._leaves_traces

    def _search(self) -> None:
        new, self._searched = self._graphs[self._searched :], len(self._graphs)
        for graph in new:
            for op, why in contained(unrepeatable, graph, self._model) or ():
                self._reasons.setdefault(f"{op} {why}")
            self._leaves_traces = self._leaves_traces or contained(leaves_traces, graph) is not False

    def judged(self, replay: Replay | None) -> Replay | None:
        """Return how a state was come by, with all that is known now of why it is not exact."""
        if replay is None or not self.reasons:
            return replay
        reasons = dict.fromkeys((*replay.reasons, *self.reasons))
        return replace(replay, exact=False, reasons=tuple(reasons)[:MOST])

    @contextlib.contextmanager
    def looking(self, *, restores: bool, learned: Callable[[], None]) -> Iterator[None]:
        """Run a step eagerly in here, with random numbers as the compiled step draws them.

        Args:
            restores: Whether to undo what its Python code changes on the model: nobody can have meant it.
            learned: Called when a reason was found as the step runs.
        """

        def drawn(what: str) -> None:
            reason = f"{what} is drawn anew, where the compiled step keeps the number of its tracing"
            if reason not in self._reasons:
                self._reasons[reason] = None
                learned()

        before = contained(PythonState, self._model)
        by_xla = self._xla.drawn_by_xla() if getattr(self._model, "jit_compile", False) else None
        try:
            with by_xla or contextlib.nullcontext(), host_draws(drawn):
                yield
        finally:
            for attribute in before.changed() if before is not None else ():
                reason = (
                    f"{named(attribute)} changes as the step's Python runs, which a compiled step does not"
                )
                self._reasons.setdefault(reason)
            if restores and before is not None:
                contained(before.restore)

    def compare(self, eager: Reading | None, compiled: Reading | None) -> None:
        """Learn from a step that ran both ways whether eager execution gives what compiled execution does."""
        if eager is None or compiled is None or agree(eager, compiled, self._tolerance):
            return
        self._reasons.setdefault(
            f"step {compiled.step} ran both ways: compiled {in_words(compiled)}, eagerly {in_words(eager)}"
        )

    @property
    def _tolerance(self) -> float:
        policies = {str(getattr(layer, "compute_dtype", "")) for layer in layers_of(self._model)}
        return HALF_TOLERANCE if policies & {"float16", "bfloat16"} else TOLERANCE
