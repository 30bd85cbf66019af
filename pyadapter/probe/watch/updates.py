"""The observers of gradients and weights, which share what they know of the user's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.probe.watch.gradient_lines import GradientLines
from pyadapter.probe.watch.gradient_orders import GradientOrderObserver
from pyadapter.probe.watch.gradients import GradientObserver
from pyadapter.probe.watch.missing_gradients import MissingGradientObserver
from pyadapter.probe.watch.weights import WeightObserver

if TYPE_CHECKING:
    from pyadapter.probe.watch.observer import Observer, ObserverContext


def update_observers(context: ObserverContext) -> tuple[Observer, ...]:
    """Make them; in the order in which a step meets them."""
    lines = GradientLines(context)
    return (
        lines,
        MissingGradientObserver(context, lines),
        GradientOrderObserver(context, lines),
        GradientObserver(context, lines),
        WeightObserver(context, lines),
    )
