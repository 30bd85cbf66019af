"""Missing gradients: a trainable variable that the loss does not reach, not one that is only unused now.

When no variable at all gets a gradient the case is clear at once. When some do, the others may belong to a
branch that this batch does not take: then it takes several updates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.detectors.variables import listed, shortened
from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PATIENCE = 10
"""Updates without a gradient from the first on, before a variable counts as one that never gets any: two
heads that are trained by turns, or drawn at random, have had theirs by then (1 in 1,000 has not)."""

ALTERNATING = 100
"""The same, once another variable was seen to get gradients in some updates only. Ours: an epoch in turn."""

AT_THE_END = 3
"""The same, when `fit` is over: no update follows that could show more. Ours."""


class Missing:
    """Which variables never got a gradient, and for how long; identities are the caller's."""

    def __init__(self) -> None:
        self._without: dict[int, int] = {}
        self._reached: set[int] = set()
        self._alternates = False

    @property
    def pending(self) -> bool:
        """Whether a variable has not had a gradient yet."""
        return bool(self._without)

    @property
    def without(self) -> frozenset[int]:
        """The variables that have not had a gradient in any update so far."""
        return frozenset(self._without)

    def add(self, identities: Sequence[int], present: Sequence[bool]) -> None:
        """Note an update: whether each variable got a gradient."""
        for identity, got in zip(identities, present, strict=True):
            if got:
                self._alternates = self._alternates or identity in self._without
                self._without.pop(identity, None)
                self._reached.add(identity)
            elif identity in self._reached:
                self._alternates = True
            else:
                self._without[identity] = self._without.get(identity, 0) + 1

    def forget(self, identities: Iterable[int]) -> None:
        """Forget variables that are gone: others may get their identities."""
        for identity in identities:
            self._without.pop(identity, None)
            self._reached.discard(identity)

    def reached(self, identity: int) -> bool:
        """Whether a variable ever got a gradient."""
        return identity in self._reached

    def never(self, *, over: bool = False) -> list[int]:
        """Return the variables that had a fair chance and never got a gradient.

        Args:
            over: Whether no update follows.
        """
        patience = ALTERNATING if self._alternates else AT_THE_END if over else PATIENCE
        return [identity for identity, updates in self._without.items() if updates >= patience]


def describe(
    missing: Sequence[str], reached: Sequence[str], updates: int, because: Sequence[str] = ()
) -> Symptom:
    """Put missing gradients in words.

    Args:
        missing: Paths of the variables without a gradient, at least one.
        reached: Paths of those that have one.
        updates: In how many updates.
        because: What is known of the reason, a line each.
    """
    count = len(missing)
    if not reached:
        title = (
            "No gradient for any variable" if count > 1 else f"No gradient for {shortened(missing[0], 24)}"
        )
        summary = f"The loss reaches none of the {count} variables that it was differentiated by"
        if count == 1:
            summary = f"The loss does not reach {shortened(missing[0], 50)}"
        return Symptom("gradient-missing", title, summary, (*because, f"Without: {listed(missing, 70)}"))
    total = count + len(reached)
    title = (
        f"No gradient for {count} of {total} variables"
        if count > 1
        else f"No gradient for {shortened(missing[0], 24)}"
    )
    times = f" in {updates} updates" if updates > 1 else ""
    return Symptom(
        "gradient-missing",
        title,
        f"{count} of {total} trainable variables got no gradient{times}",
        (*because, f"Without: {listed(missing, 70)}", f"With: {listed(reached, 70)}"),
    )
