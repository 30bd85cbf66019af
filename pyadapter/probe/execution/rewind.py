"""Running steps again as the user asks for: with their edits, another learning rate, without some rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol

from pyadapter.probe.execution.orders import Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyadapter.probe.execution.orders import Orders, Rewind
    from pyadapter.probe.execution.reload import Reloader
    from pyadapter.probe.watch.watcher import Watcher

_MOST_NAMES = 4
"""Functions and rows that a message lists."""


class Teller(Protocol):
    """What this needs of the probe."""

    findings: int
    """Those that were told so far."""

    def forget_from(self, step: int) -> None:
        """Forget what was told in a step and after it."""

    def rewound(self, step: int, message: str) -> None:
        """Tell that steps were run again."""


class Rewinder:
    """Does what all rewinds of a model need, however its steps are run.

    Args:
        model: The model.
        teller: The probe.
        reloader: Knows what the program's files were like.
        watcher: Watches the thread that trains.
        orders: What is asked for.
    """

    def __init__(
        self, model: Any, teller: Teller, reloader: Reloader, watcher: Watcher, orders: Orders
    ) -> None:
        self._model = model
        self._teller = teller
        self._reloader = reloader
        self._watcher = watcher
        self._orders = orders
        self._with: list[str] = []
        self._without: list[str] = []
        self._findings = 0

    def offer(self, step: int, steps: Sequence[int], batch: Any) -> Offer | None:
        """Describe a step that is about to run watched on this thread; None when it cannot run again.

        Args:
            step: It.
            steps: Those that can be run again, from the oldest on.
            batch: What it is given.
        """
        reachable = [each for each in steps if each <= step]
        if not reachable or reachable[-1] != step:
            return None
        state = self._watcher.thread_state()

        def refuse(rewind: Rewind) -> str | None:
            return (
                self._reloader.refused()
                or (rewind.learning_rate is not None and _refused_rate(self._model, rewind.learning_rate))
                or (bool(rewind.without_rows) and _refused_rows(batch, rewind.without_rows))
                or None
            )

        def interrupt() -> None:
            state.looks = _Interrupting(self._orders.check)

        return Offer(step, reachable, _rows(batch), lambda: _rate(self._model), refuse, interrupt)

    def settle(self) -> None:
        """Note that the step has ended, as it was asked to or not."""
        state = self._watcher.thread_state()
        if isinstance(state.looks, _Interrupting):
            state.looks = {}

    def begin(self, first: int, rewind: Rewind) -> bool:
        """Make the program what it is to run again with; its state is that of before the step.

        Args:
            first: The first step that runs again.
            rewind: What was asked for.

        Returns:
            Whether its code has changed.
        """
        self._teller.forget_from(first)
        self._findings = self._teller.findings
        self._with, self._without = [], []
        reloaded = self._reloader.reload()
        if reloaded.names:
            self._with.append(f"the new {_listed(reloaded.names)}")
        if reloaded.problems:
            self._teller.rewound(first, "\n".join(reloaded.problems))
        if rewind.learning_rate is not None:
            with self._watcher.aside():
                self._model.optimizer.learning_rate = rewind.learning_rate
            self._with.append(f"a learning rate of {rewind.learning_rate:g}")
        if rewind.without_rows:
            numbers = _listed([str(row) for row in rewind.without_rows])
            self._without.append(f"{'rows' if len(rewind.without_rows) > 1 else 'row'} {numbers}")
        return bool(reloaded.names)

    def skipped(self, step: int) -> None:
        """The update of a step is left out: what was found in it has no consequences, and may come again."""
        self._teller.forget_from(step)

    def rate(self) -> Any:
        """Return the variable of the learning rate, None where there is none."""
        rate = getattr(getattr(self._model, "optimizer", None), "_learning_rate", None)
        return rate if hasattr(rate, "assign") else None

    def end(self, first: int, last: int) -> None:
        """Tell how the steps went that have run again."""
        found = self._teller.findings - self._findings
        ran = f"Step {first} ran again" if first == last else f"Steps {first} to {last} ran again"
        how = f" with {' and '.join(self._with)}" if self._with else ""
        how += f" without {self._without[0]}" if self._without else ""
        what = "no finding" if not found else f"{found} finding{'s' if found > 1 else ''}"
        self._teller.rewound(last, f"{ran}{how}: {what}. Training goes on.")


class _Interrupting(dict[Any, Any]):
    """What a thread looks at when its step is to end: every op, which then checks the orders."""

    def __init__(self, check: Callable[[], None]) -> None:
        super().__init__()
        self._check = check

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: Any) -> Any:
        return lambda *_: self._check()


def without_rows(batch: Any, rows: Sequence[int]) -> Any:
    """Return a batch without some of its rows."""
    import numpy as np  # noqa: PLC0415 -- the user's to import first
    import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

    count = _rows(batch)
    kept = np.setdiff1d(np.arange(count or 0), rows)

    def take(leaf: Any) -> Any:
        if leaf is None or leaf.shape.rank == 0:
            return leaf
        return tf.gather(leaf, kept)

    return tf.nest.map_structure(take, batch)


def _rows(batch: Any) -> int | None:
    """Return how many rows a batch has, None when its parts do not agree or cannot be cut."""
    import tensorflow as tf  # noqa: PLC0415 -- as above

    counts = set()
    for leaf in tf.nest.flatten(batch):
        if leaf is None:
            continue
        if not isinstance(leaf, tf.Tensor):
            return None
        if leaf.shape.rank:
            counts.add(leaf.shape[0])
    return int(counts.pop()) if len(counts) == 1 else None


def _refused_rows(batch: Any, rows: Sequence[int]) -> str | None:
    import tensorflow as tf  # noqa: PLC0415 -- as above

    count = _rows(batch)
    if count is None:
        kinds = sorted({type(leaf).__name__ for leaf in tf.nest.flatten(batch) if leaf is not None})
        return (
            f"Rows can be left out of a batch of tensors with the same number of rows; this one holds "
            f"{' and '.join(kinds)}. Leave them out of the data instead."
        )
    wrong = [row for row in rows if not 0 <= row < count]
    if wrong:
        return f"The batch has no row {wrong[0]}: its {count} rows are counted from 0."
    if len(set(rows)) == count:
        return f"These are all of its {count} rows. Continue without this update instead."
    return None


def _rate(model: Any) -> float | None:
    """Return the learning rate, None where there is no single one to assign to."""
    rate = getattr(getattr(model, "optimizer", None), "learning_rate", None)
    return None if rate is None else float(rate)


def _refused_rate(model: Any, rate: float) -> str | None:
    if not math.isfinite(rate) or rate < 0:
        return f"A learning rate is a number from 0 on, not {rate}."
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None:
        return (
            "The model was compiled without an optimizer. Assign to the learning rate of yours in the Debug "
            "Console, as in self.optimizer_a.learning_rate.assign(0.001), then run the step again."
        )
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    held = getattr(inner, "_learning_rate", None)
    if not hasattr(held, "assign"):
        return (
            f"The learning rate follows a schedule ({type(held).__name__}), which computes it anew in every "
            "step: change the schedule in the script."
        )
    return None


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        shown.append(f"{len(names) - _MOST_NAMES} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
