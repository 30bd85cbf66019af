"""How models run while they are watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyadapter.probe.execution.trainer import TrainerExecution
    from pyadapter.probe.probe import Probe
    from pyadapter.probe.watch.observer import Observers
    from pyadapter.probe.watch.watcher import Watcher


def make_execution(probe: Probe, watcher: Watcher, observers: Observers) -> TrainerExecution:
    """Make the execution that the configuration asks for; imports numpy, the user's to import first."""
    configuration = probe.configuration
    if configuration.get("execution") != "replay":
        from pyadapter.probe.execution.eager import EagerExecution  # noqa: PLC0415 -- see above

        return EagerExecution(watcher, probe.progress, observers)
    from pyadapter.probe.execution.replay.execution import ReplayExecution, ReplaySettings  # noqa: PLC0415 -- see above

    settings = ReplaySettings.of(configuration)
    execution = ReplayExecution(watcher, probe.progress, observers, settings, probe.orders, probe)
    if probe.recorder is not None:
        probe.recorder.replay = execution.status
    return execution
