"""Checks of the code that Keras runs as a graph and of hand-written loops, one a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.source.code_rules import (
    debugging_left_in,
    forward_outside_tape,
    guarded_where,
    layer_made_in_call,
    numpy_random_in_call,
    numpy_under_tape,
    side_effect_in_call,
    super_init_missing,
    training_mode,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.source.check import Check
    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network

    CodeRule = Callable[[Module, Iterable[OwnClass], Iterable[Network]], Iterator[Diagnosis]]

_RULES = (
    guarded_where,
    forward_outside_tape,
    numpy_under_tape,
    numpy_random_in_call,
    side_effect_in_call,
    layer_made_in_call,
    super_init_missing,
    training_mode,
    debugging_left_in,
)

CODE_RULES: tuple[CodeRule, ...] = tuple(each.check for each in _RULES)
"""Each takes a file, its classes and its networks."""

CHECKS: tuple[Check, ...] = tuple(each.CHECK for each in _RULES)
