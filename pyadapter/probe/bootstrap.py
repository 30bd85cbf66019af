"""Starts the probe: under a debugger by one evaluated expression, in a terminal by `keras-debug run`."""

from __future__ import annotations

import json
import logging
import threading
from typing import TYPE_CHECKING, Any

from pyadapter.probe.channel import Channel
from pyadapter.probe.expressions import Expressions
from pyadapter.probe.inspection import Inspection
from pyadapter.probe.probe import End, Probe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

logger = logging.getLogger("keras-debug.probe")

_lock = threading.Lock()
_running: dict[str, Any] = {}

expressions: Expressions | None = None
"""What debugpy evaluates for breakpoints is asked of this, by this name."""


def start_under_debugger(configuration_json: str) -> str:
    """Start the probe in a process that debugpy debugs; a second call re-connects and re-configures it.

    Imports neither numpy nor TensorFlow: the probe waits until the user's script does.

    Args:
        configuration_json: The schema's `ProbeConfiguration`.

    Returns:
        "ok", or a sentence that says why there is no probe. Never raises.
    """
    try:
        with _lock:
            return _start(json.loads(configuration_json))
    except Exception as error:
        logger.exception("the probe cannot start")
        return f"{type(error).__name__}: {error}"


def start_in_terminal(
    configuration: Mapping[str, Any], end: End, listener: Callable[[Mapping[str, Any]], None] | None = None
) -> Probe:
    """Start the probe in this process, without a debugger.

    Args:
        configuration: The schema's `ProbeConfiguration`.
        end: Takes the findings.
        listener: Is told where the run is where the configuration asks for that: the schema's `Progress`.

    Returns:
        The probe, for `close`.

    Raises:
        ConditionError: A condition of a breakpoint cannot be used.
    """
    probe = Probe(configuration, end)
    probe.pauses.listener = listener
    probe.start()
    return probe


def answer(command: str, arguments_json: str) -> str:
    """Answer a request through the debugger's `evaluate`, where the channel's socket cannot reach.

    Returns:
        JSON: `{"body": …}` or `{"error": …}`. Never raises.
    """
    try:
        inspection: Inspection | None = _running.get("inspection")
        if inspection is None:
            return json.dumps({"error": "there is no probe in this process"})
        return json.dumps({"body": inspection.answer(command, json.loads(arguments_json))})
    except Exception as error:  # noqa: BLE001 -- every question gets an answer
        return json.dumps({"error": str(error) or type(error).__name__})


def _no_line(value: Any) -> None:
    """Say nothing of a value, where tensors cannot be shown."""


def _start(configuration: dict[str, Any]) -> str:
    global expressions  # noqa: PLW0603 -- made once, when there is a probe
    from pyadapter.probe.patches import contained  # noqa: PLC0415
    from pyadapter.probe.pause import DebuggerEnd, hide_own_frames, tell  # noqa: PLC0415 -- needs no debugger elsewhere
    from pyadapter.probe.presentation import register  # noqa: PLC0415 -- as above

    probe: Probe | None = _running.get("probe")
    if probe is None:
        end = DebuggerEnd()
        probe = Probe(configuration, end, end)
        _running["probe"], _running["inspection"] = probe, Inspection(probe)
        contained(hide_own_frames)
        contained(lambda: probe.patches.install([end.paused_time.patch()]))
        line = contained(register, probe.statistics, probe) or _no_line
        expressions = Expressions(probe, tell, line)
        probe.start()
    else:
        probe.set_breakpoints(configuration)
    earlier: Channel | None = _running.get("channel")
    if earlier is not None:
        earlier.close()
    probe.handles.resumed()
    address = configuration.get("address")
    if address:
        channel = Channel(_running["inspection"].answer, probe.handles.resumed)
        if channel.connect(str(address[0]), int(address[1]), str(configuration.get("token") or "")):
            _running["channel"] = channel
    return "ok"
