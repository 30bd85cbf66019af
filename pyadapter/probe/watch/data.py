"""What is looked at of data: labels, inputs, predictions, and the casts and broadcasts that lose them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.probe.watch.broadcasts import BroadcastObserver
from pyadapter.probe.watch.casts import CastObserver
from pyadapter.probe.watch.labels import LabelObserver
from pyadapter.probe.watch.predictions import PredictionObserver

if TYPE_CHECKING:
    from pyadapter.probe.watch.observer import Observer, ObserverContext


def data_observers(context: ObserverContext) -> tuple[Observer, ...]:
    """Make the observers of data, in the order in which one fault leads to another."""
    return (
        LabelObserver(context),
        CastObserver(context),
        BroadcastObserver(context),
        PredictionObserver(context),
    )
