"""The observers that record for panels, made in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.probe.watch.attention import AttentionObserver
from pyadapter.probe.watch.layer_calls import LayerCalls
from pyadapter.probe.watch.layer_history import LayerHistory
from pyadapter.probe.watch.recorder import Recorder
from pyadapter.probe.watch.step_losses import StepLosses
from pyadapter.probe.watch.tape_gradients import TapeGradients

if TYPE_CHECKING:
    from pyadapter.probe.probe import Probe
    from pyadapter.probe.watch.observer import ObserverContext, Observers


def add_panel_observers(probe: Probe, context: ObserverContext, observers: Observers) -> None:
    """Make them and leave them with the probe, where panels' questions are answered from.

    Args:
        probe: Gets them.
        context: What they can use.
        observers: Take them in.
    """
    calls = probe.layer_calls = LayerCalls(context)
    probe.attention = AttentionObserver(context, calls)
    probe.layer_history = LayerHistory(context, calls)
    probe.tape_gradients = TapeGradients(context)
    probe.recorder = Recorder(context, probe.pauses.progress, probe.pauses.paused_seconds)
    probe.step_losses = StepLosses(context, calls)
    for last in (calls, probe.attention):
        observers.add(last)
    # What is told of may pause the run, and is to be seen then.
    for first in (probe.layer_history, probe.tape_gradients, probe.recorder, probe.step_losses):
        observers.add(first, first=True)
