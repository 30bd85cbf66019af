"""The gradients that the user's own code takes of tapes in a step, as in a custom `train_step`.

Costs 1 µs a gradient. Nothing is computed, and everything is held weakly: at a stop those can be looked at
that the program still holds.
"""

from __future__ import annotations

import sys
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyadapter.probe.watch.frames import USER_FILES, calling_frame, in_first_replica
from pyadapter.probe.watch.gradient_lines import flat
from pyadapter.probe.watch.observer import Observer

if TYPE_CHECKING:
    from types import CodeType

    from pyadapter.probe.watch.observer import ObserverContext

MOST = 20
"""Lines of a step that are remembered, the last ones. Few lines take gradients."""


@dataclass(frozen=True, slots=True)
class TakenGradient:
    """One gradient.

    Attributes:
        source: `id` of what the target was differentiated with respect to.
        variable: That, held weakly; None where it is a tensor.
        value: The gradient, held weakly; None where it was None.
    """

    source: int
    variable: weakref.ref[Any] | None
    value: weakref.ref[Any] | None


@dataclass(frozen=True, slots=True)
class Taken:
    """One call of `GradientTape.gradient`.

    Attributes:
        code: The user's code object.
        line: Where it was called.
        order: 2 where what was differentiated is a gradient itself, and so on.
        gradients: One for each source.
    """

    code: CodeType
    line: int
    order: int
    gradients: tuple[TakenGradient, ...]


class TapeGradients(Observer):
    """Remembers them, of the first replica alone.

    Args:
        context: What it can use.
    """

    def __init__(self, context: ObserverContext) -> None:
        super().__init__(context)
        self._over = False
        self._taken: dict[tuple[CodeType, int, int], Taken] = {}
        self._orders: dict[int, int] = {}

    @property
    def wanted(self) -> bool:
        """Whether somebody can look at them."""
        return bool(self.context.configuration.get("panels"))

    def taken(self) -> list[Taken]:
        """Return those of this step, the last one of each line; of the step before until there are some."""
        return list(self._taken.values())

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """Forget the step before as soon as a gradient is taken."""
        del model, batch, training
        self._over = True

    def gradients_taken(self, tape: Any, target: Any, sources: Any, result: Any) -> None:
        """Note whose gradients they are, and of which order."""
        del tape
        frame = calling_frame(sys._getframe(1))  # noqa: SLF001 -- inspect's twin is 50 times slower
        if frame is None or not USER_FILES[frame.f_code.co_filename] or not in_first_replica():
            return
        if self._over:
            self._over, self._taken, self._orders = False, {}, {}
        orders = (self._orders.get(getattr(item, "_id", -1), 0) for item in flat(target))
        order = 1 + max(orders, default=0)
        known = flat(sources)
        gradients = []
        for source, gradient in zip(known, flat(result), strict=False):
            values = getattr(gradient, "values", gradient)
            if hasattr(values, "_id"):
                self._orders[values._id] = order  # noqa: SLF001 -- as tapes do
            variable = weakref.ref(source) if hasattr(source, "assign") else None
            gradients.append(
                TakenGradient(id(source), variable, None if values is None else weakref.ref(values))
            )
        key = frame.f_code, frame.f_lineno, order
        self._taken.pop(key, None)
        self._taken[key] = Taken(*key, tuple(gradients))
        if len(self._taken) > MOST:
            del self._taken[next(iter(self._taken))]
