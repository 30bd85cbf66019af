"""Cause `forward-outside-tape`: what the loss is made of was computed where no tape recorded it.

A tape records what runs within its `with` (TensorFlow's guide to automatic differentiation).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts
    from pyadapter.core.causes.unreached import Unreached
    from pyadapter.core.finding import Location

_ID = "forward-outside-tape"


def outside(line: int, place: Location | None) -> Cause:
    """Explain a forward pass that runs where no tape is."""
    message = f"The forward pass on line {line} runs outside of the tape, which records none of it."
    return Cause(_ID, message, "Move it into the `with` of the tape.", place, "certain")


def after_tape(name: str, line: int, place: Location | None) -> Cause:
    """Explain a loss that is computed after the tape."""
    message = f"`{name}` is computed on line {line}, after the tape has ended."
    return Cause(_ID, message, "Compute it within the `with` of the tape.", place, "certain")


def by_predict(name: str, place: Location | None) -> Cause:
    """Explain a prediction that is an array."""
    message = f"`{name}` comes of `predict`, which returns an array that no tape has recorded."
    return Cause(_ID, message, f"{name} = model(x, training=True)", place, "certain")


def find(facts: Facts) -> Cause | None:
    """Look for variables that were used before the tape, and for a loss that is computed after it."""
    unreached = facts.unreached
    if unreached is None or unreached.op is not None:
        return None
    if unreached.some:
        return _not_called(unreached)
    return _left(unreached) or (None if unreached.used else _others_used(unreached, facts.location))


def _not_called(unreached: Unreached) -> Cause | None:
    """Explain variables without a gradient where others have one."""
    if unreached.used:
        return None
    message = f"The forward pass under the tape does not use `{unreached.name}`."
    fix = "Call its layer in the forward pass, or leave it out."
    return Cause(_ID, message, fix, unreached.made_at or unreached.taken_at, "possible")


def _left(unreached: Unreached) -> Cause | None:
    """Explain a loss that was computed of what left the tape, or after it."""
    broken, taken = unreached.break_, unreached.taken_at
    if broken is not None and broken.how != "numpy" and taken is not None:
        place = replace(taken, line=broken.line)
        if broken.how == "predict":
            return by_predict(broken.name, place)
        if unreached.used:
            return after_tape(broken.name, broken.line, place)
    return None


def _others_used(unreached: Unreached, location: Location | None) -> Cause:
    """Explain a tape that saw none of the variables used."""
    if unreached.used_at is not None:
        return outside(unreached.used_at.line, unreached.used_at)
    message = f"The forward pass under the tape uses none of these variables, as `{unreached.name}`."
    fix = "tape.gradient(loss, ...)  # of the model that made the loss, called within the tape"
    return Cause(_ID, message, fix, unreached.taken_at or location)
