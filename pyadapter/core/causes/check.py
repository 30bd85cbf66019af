"""The rules over a training as it is set up, before its first update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.order import place, sureness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.setup import Setup

_RULES: tuple[Callable[[Setup], Iterable[Diagnosis]], ...] = ()
"""The likeliest first among those that are equally sure: what is wrong earlier explains what follows."""


def check(setup: Setup) -> tuple[Diagnosis, ...]:
    """Judge a set-up.

    Returns:
        The diagnoses: findings before hints before what is silent, the surest first, and then as what comes
        earlier in the chain from data to numbers explains what follows.
    """
    found = [diagnosis for rule in _RULES for diagnosis in rule(setup)]
    order = ("finding", "hint", "silent")
    found.sort(key=lambda each: (order.index(each.severity), sureness(each.cause), place(each.cause)))
    return tuple(found)
