"""Variables that are updated together, by the layers that they belong to."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.probe.watch.names import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyadapter.core.numbers import Array

_MOST = 64
"""Groups that are remembered, a bound for programs that make models in a loop."""


@dataclass
class UpdateGroup:
    """Variables that are updated together.

    Attributes:
        first: The first of them, to know others of the same `id`.
        label: What is put behind the names of its series; nothing for the first group of a program.
        layers: Their layers, each once.
        which: For each variable the index of its layer.
    """

    first: weakref.ref[Any]
    label: str
    layers: tuple[str, ...]
    which: Array

    def norms(self, norms: Sequence[float | None], scale: float) -> tuple[Array, Array | None]:
        """Return the norm of each layer's gradient.

        Args:
            norms: Of each variable's gradient, None for one without.
            scale: What the loss was multiplied with.

        Returns:
            Float64 of shape (layers,), and which layers have a gradient: None when all have.
        """
        squares = np.array([0.0 if norm is None else norm / scale for norm in norms]) ** 2
        present = None
        if None in norms:
            known = np.array([norm is not None for norm in norms])
            present = np.bincount(self.which, known, len(self.layers)) > 0
        return np.sqrt(np.bincount(self.which, squares, len(self.layers))), present


class UpdateGroups:
    """The groups of a program."""

    def __init__(self) -> None:
        self._groups: dict[tuple[int, ...], UpdateGroup] = {}
        self._firsts: list[weakref.ref[Any]] = []

    def of(self, variables: Sequence[Any]) -> UpdateGroup:
        """Return the group of some variables."""
        key = tuple(map(id, variables))
        group = self._groups.get(key)
        if group is None or group.first() is not variables[0]:  # the number of one that is gone
            if len(self._groups) >= _MOST:
                self._groups.clear()
            names = [layer_of(path_of(variable)) for variable in variables]
            layers = tuple(dict.fromkeys(names))
            first = weakref.ref(variables[0])
            which = np.array([layers.index(name) for name in names])
            group = self._groups[key] = UpdateGroup(first, self._label(first, layers), layers, which)
        return group

    def label_of(self, layers: Iterable[str]) -> str:
        """Return the label of the newest group that has some layers."""
        wanted = set(layers)
        groups = reversed(self._groups.values())
        return next((group.label for group in groups if wanted <= set(group.layers)), "")

    def _label(self, first: weakref.ref[Any], layers: Sequence[str]) -> str:
        # A model that is gone leaves its place to the next one, as those of a cross-validation do.
        free = (
            place for place, earlier in enumerate(self._firsts) if earlier() is None or earlier() is first()
        )
        place = next(free, len(self._firsts))
        self._firsts[place : place + 1] = [first]
        outer = {layer.partition("/")[0] for layer in layers}
        return "" if place == 0 else f" ({outer.pop() if len(outer) == 1 else place + 1})"


def layer_of(name: str) -> str:
    """Return the layer of a variable's path."""
    return name.rpartition("/")[0] or name
