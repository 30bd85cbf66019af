"""Which line of the user's took the gradients, and which layer a variable belongs to."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyadapter.core.kinds import ALL
from pyadapter.probe.watch.frames import USER_FILES, calling_frame, location_in, site_of
from pyadapter.probe.watch.layer_lines import layers_made
from pyadapter.probe.watch.names import path_of
from pyadapter.probe.watch.observer import Observer, ObserverContext
from pyadapter.probe.watch.origins import fault_of

if TYPE_CHECKING:
    from types import CodeType

    from pyadapter.core.digest import Role
    from pyadapter.core.finding import Location, Phase
    from pyadapter.core.symptom import Symptom
    from pyadapter.probe.watch.origins import Exhibit

_MOST = 1000
"""Variables whose line is remembered, a bound for programs that make them in a loop."""


class GradientLines(Observer):
    """Knows for each variable where its gradient was last taken, when the user's own code did that."""

    kinds = frozenset(kind for kind in ALL if kind.startswith(("gradient-", "weight")))

    def __init__(self, context: ObserverContext) -> None:
        super().__init__(context)
        self._lines: dict[int, tuple[CodeType, int]] = {}

    def gradients_taken(self, tape: Any, target: Any, sources: Any, result: Any) -> None:
        """Note the line that called `GradientTape.gradient`."""
        del tape, target, result
        caller = calling_frame(sys._getframe(1))  # noqa: SLF001 -- inspect's twin is 50 times slower
        if len(self._lines) > _MOST:
            self._lines.clear()
        if caller is not None and USER_FILES[caller.f_code.co_filename]:
            line = caller.f_code, caller.f_lineno
            for source in flat(sources):
                self._lines[id(source)] = line
        elif self._lines:  # Keras's own train_step
            for source in flat(sources):
                self._lines.pop(id(source), None)

    def report(  # noqa: PLR0913 -- what a finding can tell
        self,
        symptom: Symptom,
        variable: Any,
        location: Location | None,
        *,
        value: Any,
        role: Role = "gradient",
        phase: Phase = "backward",
        exhibits: tuple[Exhibit, ...] = (),
    ) -> None:
        """Tell of what is wrong with a variable, its gradient or its update.

        Args:
            symptom: The verdict.
            variable: A Keras or TensorFlow variable.
            location: The line to name; None for the one that is running.
            value: The tensor to show.
            role: What it is.
            phase: The part of the training step.
            exhibits: Tensors to show beside it.
        """
        site = replace(site_of(sys._getframe(1)), layer=layer_of(variable))  # noqa: SLF001 -- inspect's twin is 50 times slower
        self.context.report(
            fault_of(
                symptom, site, value=value, role=role, name=path_of(variable), phase=phase,
                location=location, exhibits=exhibits,
            )
        )  # fmt: skip

    def of(self, variable: Any) -> Location | None:
        """Return the line to name: where the variable's gradient is taken, else where its layer was made."""
        return self.taken_at(variable) or layer_line(variable)

    def taken_at(self, variable: Any) -> Location | None:
        """Return the user's line that took a variable's gradient last; None when Keras does that."""
        line = self._lines.get(id(variable))
        return None if line is None else location_in(*line)


def layer_line(variable: Any) -> Location | None:
    """Return the user's line that made the layer that has a variable."""
    for layer, location in layers_made():
        owned = (*getattr(layer, "_trainable_variables", ()), *getattr(layer, "_non_trainable_variables", ()))
        if any(variable is mine or variable is getattr(mine, "_value", None) for mine in owned):
            return location
    return None


def layer_of(variable: Any) -> str | None:
    """Return the path of the layer that has a variable, None for one that belongs to none."""
    return path_of(variable).rpartition("/")[0] or None


def flat(structure: Any) -> list[Any]:
    """Return the leaves of a list, tuple or dictionary, as tapes take and give them."""
    if isinstance(structure, dict):
        return [leaf for key in sorted(structure) for leaf in flat(structure[key])]
    if isinstance(structure, (list, tuple)):
        return [leaf for part in structure for leaf in flat(part)]
    return [structure]
