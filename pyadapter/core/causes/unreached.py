"""What is known of variables that a loss does not reach: what causes of missing gradients look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyadapter.core.finding import Location
    from pyadapter.core.gradient_source import Break


@dataclass(frozen=True)
class Unreached:
    """Variables without a gradient.

    Attributes:
        some: Whether other variables of the same update have one.
        used: Whether the tape saw any of these used.
        op: Type of an op under the tape that passes no gradient on.
        op_at: The user's line that ran it.
        used_at: The user's line that used the variables while no tape was there.
        break_: What the source says of how the loss leaves the tape.
        taken_at: The user's line that took the gradients.
        made_at: The line that made the layer of the first of them.
        name: Path of the first of them.
    """

    some: bool = False
    used: bool = True
    op: str | None = None
    op_at: Location | None = None
    used_at: Location | None = None
    break_: Break | None = None
    taken_at: Location | None = None
    made_at: Location | None = None
    name: str = ""
