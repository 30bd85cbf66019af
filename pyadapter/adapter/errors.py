"""What can go wrong, as a catalogue: whose fault it is, what is said, and whether the user is shown it.

Identifiers: 1000s are the user's to repair, 2000s the environment's, 3000s ours. The extension turns codes
of the 2000s into buttons. `error_body` is the one place that maps an error to the wire.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Fault(Enum):
    """Whose fault an error is, and so what is done with it."""

    USER = "shown, with what to write instead"
    ENVIRONMENT = "shown, with a button that helps"
    OURS = "logged, with a way to report it"


@dataclass(frozen=True)
class Entry:
    """One error of the catalogue.

    Attributes:
        id: Stable number, `error.id` on the wire.
        code: Stable name, `error.variables.code` on the wire.
        fault: Whose fault it is.
        text: The sentences, with `{variables}` in them.
        show: Whether the client shows it; a background request that fails is not worth a dialogue.
        url: Where help is found, shown as a button.
        url_label: The text on that button.
    """

    id: int
    code: str
    fault: Fault
    text: str
    show: bool = True
    url: str | None = None
    url_label: str | None = None


class AdapterError(Exception):
    """An error of the catalogue with its particulars; becomes the response to the request that met it."""

    def __init__(self, entry: Entry, **variables: object) -> None:
        self.entry = entry
        self.variables = {name: str(value) for name, value in variables.items()}
        super().__init__(entry.text.format_map(self.variables))


def error_body(error: AdapterError) -> dict[str, Any]:
    """Return the body of the DAP error response for an error: the schema's `Message` under `error`."""
    entry = error.entry
    # Clients replace `{name}` once, so braces in values do no harm.
    message: dict[str, Any] = {
        "id": entry.id,
        "format": entry.text,
        "showUser": entry.show,
        "sendTelemetry": False,
        "variables": {**error.variables, "code": entry.code},
    }
    if entry.url is not None:
        message |= {"url": entry.url, "urlLabel": entry.url_label or entry.url}
    return {"error": message}


def variables_of(entry: Entry) -> frozenset[str]:
    """Return the names of the variables in an entry's text."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(entry.text) if name)


WRONG_ATTRIBUTES = Entry(
    1001,
    "wrong-attributes",
    Fault.USER,
    "Launch configuration: {problems}",
)
MISSING_SCRIPT = Entry(
    1002,
    "missing-script",
    Fault.USER,
    'The script {program} does not exist. Correct "program" in the launch configuration.',
)
UNREADABLE_SCRIPT = Entry(
    1003,
    "unreadable-script",
    Fault.USER,
    'The script {program} cannot be read: {reason}. Correct "program" in the launch configuration, '
    "or the permissions of the file.",
)
MISSING_MODULE = Entry(
    1004,
    "missing-module",
    Fault.USER,
    'There is no module {module} for {python}. Correct "module" in the launch configuration, or set '
    '"cwd" to the folder that has it.',
)
NO_TARGET = Entry(
    1005,
    "no-target",
    Fault.USER,
    'Say what to debug: "program", a script, or "module", as for `python -m`.',
)
UNREADABLE_DIRECTORY = Entry(
    1006,
    "unreadable-directory",
    Fault.USER,
    'The working directory {directory} cannot be used: {reason}. Set "cwd" in the launch '
    "configuration to a folder that can be read.",
)
WRONG_ARGUMENTS = Entry(
    1007,
    "wrong-arguments",
    Fault.USER,
    "Tensor breakpoints: {problems}",
)
CANNOT_REWIND = Entry(
    1008,
    "cannot-rewind",
    Fault.USER,
    "{reason}",
)
TENSORFLOW_MISSING = Entry(
    2001,
    "missing-tensorflow",
    Fault.ENVIRONMENT,
    "TensorFlow is not installed for {python}. Select the interpreter that you train with, or "
    "install it there: {python} -m pip install tensorflow",
    url="https://www.tensorflow.org/install/pip",
    url_label="How to Install",
)
KERAS_MISSING = Entry(
    2002,
    "missing-keras",
    Fault.ENVIRONMENT,
    "Keras is not installed for {python}. Select the interpreter that you train with, or install it "
    "there: {python} -m pip install keras",
    url="https://keras.io/getting_started/",
    url_label="How to Install",
)
PYTHON_TOO_OLD = Entry(
    2003,
    "python-too-old",
    Fault.ENVIRONMENT,
    "{python} is Python {version}; keras-debug needs 3.10 or newer. Select another interpreter.",
)
PYTHON_NOT_STARTED = Entry(
    2004,
    "python-not-started",
    Fault.ENVIRONMENT,
    "The interpreter {python} could not be started: {reason}. Select another one, or correct "
    '"python" in the launch configuration.',
)
PORT_IN_USE = Entry(
    2005,
    "port-in-use",
    Fault.ENVIRONMENT,
    "Port {port} on {host} cannot be listened on: {reason}. End the program that uses it, or choose "
    "another port in the launch configuration.",
)
NOTHING_LISTENS = Entry(
    2006,
    "nothing-listens",
    Fault.ENVIRONMENT,
    "No debuggee waits at {host}:{port}: {reason}. Start it with `import debugpy; "
    "debugpy.listen({port}); debugpy.wait_for_client()`, then attach again.",
)
DEBUGPY_MISSING = Entry(
    2007,
    "missing-debugpy",
    Fault.ENVIRONMENT,
    "debugpy cannot be started by {python}: {reason}. Install the extension again, or from a "
    "checkout run: {python} -m pip install debugpy",
)
INTERNAL = Entry(
    3001,
    "internal",
    Fault.OURS,
    "keras-debug failed at “{command}”: {reason}. Please report it together with the log of the session.",
)
NOT_SUPPORTED = Entry(
    3002,
    "not-supported",
    Fault.OURS,
    "“{command}” is not supported by this debugger.",
    show=False,
)
DEBUGPY_GONE = Entry(
    3003,
    "debugpy-gone",
    Fault.OURS,
    "The debuggee has ended, so “{command}” cannot be answered.",
    show=False,
)
NO_PROBE = Entry(
    3004,
    "no-probe",
    Fault.OURS,
    "Tensors are not watched in this session, so “{command}” has no answer.",
    show=False,
)
PROBE_REFUSED = Entry(
    3005,
    "probe-refused",
    Fault.OURS,
    "{reason}",
    show=False,
)
PROBE_SILENT = Entry(
    3006,
    "probe-silent",
    Fault.OURS,
    "The training process did not answer “{command}” within {seconds} seconds.",
    show=False,
)
NO_EXCEPTION = Entry(
    3008,
    "no-exception",
    Fault.OURS,
    "Thread {thread} has not stopped at an exception.",
    show=False,
)
CANCELLED = Entry(
    3007,
    "cancelled",
    Fault.USER,
    "cancelled",
    show=False,
)
FRAME_RETURNED = Entry(
    3009,
    "frame-returned",
    Fault.OURS,
    "This line has run before, its variables are gone. Select the frame below it.",
    show=False,
)
