"""Code lenses: what can be run of a file, and above which line that stands."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pyadapter.core.source.module import spelled
from pyadapter.core.source.networks import variable_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.source.analysis import Analysis
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.training import Training

Action = Literal["debug", "full-speed", "overfit", "check-data", "test-layer", "show-model"]

OF_FIT: tuple[Action, ...] = ("debug", "full-speed", "overfit", "check-data")
_TESTED = frozenset({"layer", "loss", "metric"})


@dataclass(frozen=True)
class Lens:
    """What can be run.

    Attributes:
        action: What it does.
        line: 1-based, the line that it stands above.
        name: The class or the model, where it is about one.
    """

    action: Action
    line: int
    name: str | None = None


def lenses_of(analysis: Analysis) -> tuple[Lens, ...]:
    """List the lenses of a file in the order of the text."""
    return tuple(sorted(_lenses(analysis), key=lambda each: each.line))


def _lenses(analysis: Analysis) -> Iterator[Lens]:
    module = analysis.module
    for training in analysis.trainings:
        if training.fit is not None and _is_of_keras(module, training):
            for action in OF_FIT:
                yield Lens(action, _line(module, training.fit))
    for own in analysis.classes:
        if own.base in _TESTED and own.testable:
            yield Lens("test-layer", own.node.lineno, own.node.name)
    others = {network.node for network in analysis.networks}
    for network in analysis.networks:
        if isinstance(network.node, ast.ClassDef):
            yield Lens("show-model", network.node.lineno, network.name)
        elif not any(each in others for each in module.ancestors(network.node)):  # no part of another one
            yield Lens("show-model", _line(module, network.node), variable_of(module, network.node))


def _line(module: Module, node: ast.AST) -> int:
    """Return the first line of the statement that a node is in."""
    statement = module.statement(node)
    return getattr(statement or node, "lineno", 1)


def _is_of_keras(module: Module, training: Training) -> bool:
    """Whether what is fitted is a model of Keras, as far as that can be said; scalers have a `fit`, too."""
    if training.network is not None or training.compile is not None:
        return True
    function = training.fit.func if training.fit is not None else None
    receiver = function.value if isinstance(function, ast.Attribute) else None
    if isinstance(receiver, ast.Name):
        binding = module.scopes.binding(receiver.id, receiver)
        made = binding.value if binding is not None else None
        if isinstance(made, ast.Call):
            return (module.name(made.func) or "").startswith("keras.")
    return "model" in (spelled(receiver) or "").lower()
