"""Watches gradients of gradients: second-order ones that are applied together with first-order ones.

Costs a look at the identities of gradients, 1 µs a variable; norms and cosines are made only where the target
of a tape is itself a gradient.
"""

from __future__ import annotations

import weakref
from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.detectors.gradient_orders import UPDATES, Orders, find
from pyadapter.probe.watch.frames import in_first_replica
from pyadapter.probe.watch.gradient_lines import flat
from pyadapter.probe.watch.names import path_of
from pyadapter.probe.watch.observer import Observer, ObserverContext
from pyadapter.probe.watch.origins import Exhibit
from pyadapter.probe.watch.values import host

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyadapter.probe.watch.gradient_lines import GradientLines


class GradientOrderObserver(Observer):
    """Finds second-order gradients that drown first-order ones.

    Args:
        context: What it can use.
        lines: Knows the user's lines.
    """

    kinds = frozenset({"gradient-exploding"})

    def __init__(self, context: ObserverContext, lines: GradientLines) -> None:
        super().__init__(context)
        self._lines = lines
        self._variable_of: dict[int, int] = {}
        # Weak: a step's gradients are gone when the step is over.
        self._first: dict[int, weakref.ref[Any]] = {}
        self._second: dict[int, weakref.ref[Any]] = {}
        self._updates: deque[list[Orders]] = deque(maxlen=UPDATES)

    def looks(self) -> Mapping[str, Any]:
        """Forget the last step; there is no op to look at."""
        for known in (self._variable_of, self._first, self._second):
            known.clear()
        return {}

    def gradients_taken(self, tape: Any, target: Any, sources: Any, result: Any) -> None:
        """Note of which order the gradients are."""
        del tape
        targets = flat(target)
        second = any(getattr(item, "_id", None) in self._variable_of for item in targets)
        kept = self._second if second else self._first
        for source, gradient in zip(flat(sources), flat(result), strict=False):
            if hasattr(gradient, "_numpy") and hasattr(source, "assign"):
                kept[id(source)] = weakref.ref(gradient)
                if not second:
                    self._variable_of[gradient._id] = id(source)  # noqa: SLF001 -- as tapes do

    def update_begins(self, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Compare what is applied with the gradients of both orders."""
        del optimizer
        if not self._second or not in_first_replica():
            return
        update: list[tuple[Orders, Any, Any, Any]] = []
        for applied, variable in zip(gradients, variables, strict=False):
            orders = self._orders(applied, variable)
            if orders is not None:
                update.append((*orders, variable))
        if not update:
            return
        self._updates.append([orders for orders, *_ in update])
        symptom = find(list(self._updates))
        if symptom is None:
            return
        _, first, second, variable = next(item for item in update if item[0].second == symptom.value)
        shown = (Exhibit(first, "1st order", "gradient"),)
        self._lines.report(symptom, variable, self._lines.of(variable), value=second, exhibits=shown)

    def _orders(self, applied: Any, variable: Any) -> tuple[Orders, Any, Any] | None:
        first, second = (
            reference() if reference is not None else None
            for reference in (self._first.get(id(variable)), self._second.get(id(variable)))
        )
        # What is applied as it is, was not added to anything.
        if first is None or second is None or applied is first or applied is second:
            return None
        update, direction = host(applied), host(second)
        if update is None or direction is None or update.shape != direction.shape:
            return None
        norm = self.context.watcher.norms.of
        lengths = (norm(applied) or 0.0) * (norm(second) or 0.0)
        cosine = float(np.vdot(update, direction)) / lengths if lengths else 0.0
        return Orders(path_of(variable), norm(first) or 0.0, norm(second) or 0.0, cosine), first, second
