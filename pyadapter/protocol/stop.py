"""What ties a tensor breakpoint's own event to the `stopped` event that debugpy makes of it.

The probe numbers its stops and puts the number into the body of its event and into the text of the exception
that debugpy reports. When several threads stop together debugpy announces one of them; the number finds the
others.
"""

from __future__ import annotations

STOP_EVENT = "keras/stop"
"""The event from the probe, body `{"number": int, "finding": Finding}`; to the client it is `StopEvent`."""

PAUSE_EVENT = "keras/pause"
"""The event from the probe, body `PauseEvent`: it is about to stop for a layer or data breakpoint. `number`
is that of the exception that debugpy is told of, 0 when debugpy stops by itself, where a function begins."""

PROGRESS_EVENT = "keras/progress"
"""The event from the probe, body `Progress`, which goes to the client as it is."""

HINT_EVENT = "keras/hint"
"""The event from the probe, body `HintEvent`: a remark while the run goes on. It goes to the client as it
is, and before that as `output` for the Debug Console."""

REWOUND_EVENT = "keras/rewound"
"""The event from the probe, body `RewoundEvent`: steps were run again as the user asked for. It
goes to the client as it is, and before that as `output` for the Debug Console."""

CONDITION_FAILED_EVENT = "keras/conditionFailed"
"""The event from the probe, body `ConditionFailedEvent`: an expression of a breakpoint in Python raises."""

EXCEPTION_NAME = "KerasTensorBreakpoint"
"""Name of the type of exception that debugpy is told of; nothing is ever raised."""

MARKER = "keras-debug:"
"""How the text of that exception begins."""


def stop_text(number: int, message: str) -> str:
    """Return the text of the exception of a stop: marker, number, and words for other clients."""
    return f"{MARKER}{number}: {message}"


def stop_number(text: str) -> int | None:
    """Return the number in a text that `stop_text` made, None for any other text."""
    if not text.startswith(MARKER):
        return None
    number, colon, _ = text[len(MARKER) :].partition(":")
    return int(number) if colon and number.isascii() and number.isdigit() else None
