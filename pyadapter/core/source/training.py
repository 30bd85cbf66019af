"""Trainings that a source spells out: which model, how it is compiled, what `fit` is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

    from pyadapter.core.setup import Setup
    from pyadapter.core.source.network import Network


@dataclass(frozen=True, eq=False)
class Training:
    """A call of `compile` or of `fit`, with what belongs to it.

    Attributes:
        compile: The call of `compile`; None where it is not in this file or not certain.
        fit: The call of `fit`; None where there is none.
        network: The model; None where it is not known.
        setup: What the text says of it all, as `core.causes` judges it: every location is a `Place`. What was
            not measured is None: rules must not take it for anything else.
    """

    compile: ast.Call | None
    fit: ast.Call | None
    network: Network | None
    setup: Setup
