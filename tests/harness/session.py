"""A debug session as a context manager: what a user does and sees, in the words of DAP."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from tests.harness.client import TIMEOUT, Client, Message, RequestFailedError
from tests.harness.processes import MARK, wait_until_gone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_FILTERS = ("keras.nan", "keras.inf", "uncaught")


@dataclass(frozen=True)
class Stop:
    """A stop: the body of its event, and the frames of its thread."""

    body: Message
    frames: list[Message]

    @property
    def thread(self) -> int:
        """The thread that stopped."""
        return int(self.body["threadId"])

    @property
    def line(self) -> int:
        """The line of the innermost frame."""
        return int(self.frames[0]["line"])

    @property
    def frame(self) -> int:
        """The id of the innermost frame."""
        return int(self.frames[0]["id"])


class Session:
    """One adapter process and the debuggee behind it; on exit nothing of them may be left."""

    def __init__(
        self,
        *options: str,
        capabilities: Mapping[str, bool] | None = None,
        directory: Path | None = None,
        mark: str | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        self.capabilities: Message = {}
        self.children: list[Message] = []
        self.terminals: list[subprocess.Popen[bytes]] = []
        self.exit_code: int | None = None
        self._client_capabilities = capabilities or {}
        self.mark = mark or uuid.uuid4().hex
        self._environment = {**os.environ, MARK: self.mark}
        self._command = [*(command or [sys.executable, str(ROOT / "pyadapter"), "adapter"]), *options]
        self._directory = directory
        self._start_request = 0
        self._seen = 0
        # A child session shares its parent's processes, which end later.
        self._owns_processes = mark is None

    def __enter__(self) -> Session:  # noqa: PYI034, Self is not in the typing of Python 3.10
        self.process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self._environment,
            cwd=self._directory,
        )
        streams = cast("Any", self.process)
        self.client = Client(streams.stdout, streams.stdin, self._serve)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: object, _traceback: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError, AssertionError):
            if self.process.poll() is None and not self.client.closed:
                self.client.response(self.client.send("disconnect", {"terminateDebuggee": True}), 10)
        with contextlib.suppress(OSError):
            cast("Any", self.process.stdin).close()
        try:
            self.exit_code = self.process.wait(10)
        finally:
            self.process.kill()
            for terminal in self.terminals:
                terminal.wait(10)
            self.client.thread.join(5)
            cast("Any", self.process.stdout).close()
        left = wait_until_gone(self.mark, self._process_ids()) if self._owns_processes else []
        if kind is None:
            assert left == []

    # What a user does

    def initialize(self) -> Message:
        """Say hello, as VS Code does."""
        self.capabilities = self.request(
            "initialize",
            clientID="vscode",
            adapterID="keras",
            pathFormat="path",
            linesStartAt1=True,
            columnsStartAt1=True,
            supportsVariableType=True,
            **{
                "supportsRunInTerminalRequest": True,
                "supportsStartDebuggingRequest": True,
                **self._client_capabilities,
            },
        )
        return self.capabilities

    def launch(self, script: os.PathLike[str] | None = None, **options: Any) -> None:
        """Launch a script, see `start`; its output goes to the Debug Console by default."""
        attributes = {"console": "internalConsole", **options.pop("attributes", {})}
        if script is not None:
            attributes.setdefault("program", os.fspath(script))
        self.start("launch", attributes, **options)

    def start(
        self,
        kind: Literal["launch", "attach"],
        attributes: Mapping[str, Any],
        *,
        breakpoints: Mapping[os.PathLike[str], Sequence[int | Mapping[str, Any]]] | None = None,
        filters: Sequence[str] = DEFAULT_FILTERS,
        filter_options: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Begin a session up to the point at which the script runs."""
        if not self.capabilities:
            self.initialize()
        self.begin(kind, attributes)
        for path, lines in (breakpoints or {}).items():
            self.set_breakpoints(path, lines)
        self.set_filters(filters, filter_options)
        self.request("configurationDone")
        self.started()

    def begin(self, kind: Literal["launch", "attach"], attributes: Mapping[str, Any]) -> None:
        """Send the launch or attach request and wait for `initialized`."""
        given = {"type": "keras", "request": kind, "name": "test", **attributes}
        self._start_request = self.client.send(kind, given)

        def ready() -> bool | None:
            failed = self.client._responses.get(self._start_request)  # noqa: SLF001, the client is the session's own
            if failed is not None and not failed["success"]:
                raise RequestFailedError(failed)
            return any(event["event"] == "initialized" for event in self.client.events) or None

        self.client.wait(ready, "initialized")

    def started(self) -> None:
        """Wait for the response to the launch or attach request."""
        response = self.client.response(self._start_request)
        if not response["success"]:
            raise RequestFailedError(response)

    def set_breakpoints(
        self, path: os.PathLike[str], lines: Sequence[int | Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        """Set the breakpoints of a file, each a line or a `SourceBreakpoint`."""
        points = [{"line": line} if isinstance(line, int) else dict(line) for line in lines]
        body = self.request("setBreakpoints", source={"path": os.fspath(path)}, breakpoints=points)
        return list(body.get("breakpoints", []))

    def set_filters(
        self, filters: Sequence[str], filter_options: Sequence[Mapping[str, Any]] = ()
    ) -> list[dict[str, Any]]:
        """Choose exception filters."""
        body = self.request(
            "setExceptionBreakpoints",
            filters=list(filters),
            filterOptions=[dict(item) for item in filter_options],
        )
        return list(body.get("breakpoints", []))

    def evaluate(self, expression: str, stop: Stop | None = None, context: str = "hover") -> str:
        """Evaluate an expression in the innermost frame of a stop; return the shown value."""
        frame = {} if stop is None else {"frameId": stop.frame}
        return str(self.request("evaluate", expression=expression, context=context, **frame)["result"])

    def locals(self, stop: Stop) -> dict[str, str]:
        """Return the shown values of the local variables at a stop."""
        scope = self.request("scopes", frameId=stop.frame)["scopes"][0]
        found = self.request("variables", variablesReference=scope["variablesReference"])["variables"]
        return {variable["name"]: variable["value"] for variable in found}

    def resume(self, stop: Stop) -> None:
        """Press Continue."""
        assert self.request("continue", threadId=stop.thread)["allThreadsContinued"] is True

    def step_over(self, stop: Stop) -> Stop:
        """Press Step Over and wait for the stop after it."""
        self.request("next", threadId=stop.thread)
        return self.wait_for_stop("step")

    def press_stop(self) -> None:
        """Press Stop: VS Code asks for the end, and hangs up when it has come."""
        self.request("terminate")
        self.wait_for_event("terminated")
        self.hang_up()

    def hang_up(self) -> None:
        """Press Stop a second time, or simply end the session."""
        self.request("disconnect", terminateDebuggee=True)

    def exception_info(self, stop: Stop) -> Message:
        """Return what the exception widget shows."""
        return self.request("exceptionInfo", threadId=stop.thread)

    def request(self, command: str, /, **arguments: Any) -> Message:
        """Send a request and return the body of its response.

        Raises:
            RequestFailedError: The response was unsuccessful.
        """
        response = self.client.response(self.client.send(command, arguments or None))
        if not response["success"]:
            raise RequestFailedError(response)
        return dict(response.get("body") or {})

    # What a user sees

    def wait_for_event(self, name: str, timeout: float = TIMEOUT, **body: Any) -> Message:
        """Wait for the next event of this name with these items; return its body."""

        def find() -> Message | None:
            for place in range(self._seen, len(self.client.events)):
                event = self.client.events[place]
                found = event.get("body", {})
                if event["event"] == name and all(found.get(key) == value for key, value in body.items()):
                    self._seen = place + 1
                    return dict(found)
            return None

        return cast("Message", self.client.wait(find, f"event {name} {body or ''}", timeout))

    def wait_for_stop(self, reason: str | None = None, timeout: float = TIMEOUT) -> Stop:
        """Wait for the next stop, which must be for this reason."""
        body = self.wait_for_event("stopped", timeout)
        assert reason is None or body["reason"] == reason, body
        frames = self.request("stackTrace", threadId=body["threadId"])["stackFrames"]
        return Stop(body, frames)

    def wait_for_end(self, timeout: float = TIMEOUT) -> int:
        """Wait until the script has ended by itself; return its exit code."""
        code = int(self.wait_for_event("exited", timeout)["exitCode"])
        self.wait_for_event("terminated", timeout)
        return code

    def wait_for_output(self, text: str, timeout: float = TIMEOUT) -> None:
        """Wait until a text was written; events may cut it anywhere."""
        self.client.wait(lambda: text in self.output() or None, f"the output {text!r}", timeout)

    def wait_for_stop_or_output(self, text: str, timeout: float = TIMEOUT) -> Stop | None:
        """Wait for the next stop; None when a text was written before one came."""

        def find() -> bool | None:
            if any(event["event"] == "stopped" for event in self.client.events[self._seen :]):
                return True
            return False if text in self.output() else None

        found = self.client.wait(find, f"a stop or the output {text!r}", timeout)
        return self.wait_for_stop() if found else None

    def output(self, *categories: str) -> str:
        """Return what was written so far, of some categories or of all."""
        events = [event["body"] for event in self.client.events if event["event"] == "output"]
        return "".join(
            body["output"]
            for body in events
            if not categories or body.get("category", "console") in categories
        )

    def events(self, name: str) -> list[Message]:
        """Return the bodies of all events of a name that came so far."""
        return [event.get("body", {}) for event in self.client.events if event["event"] == name]

    # What VS Code does for a debug adapter

    def _serve(self, request: Message) -> Message | None:
        arguments = request["arguments"]
        if request["command"] == "runInTerminal":
            environment = {**self._environment, **arguments.get("env", {})}
            terminal = subprocess.Popen(
                arguments["args"], env=environment, cwd=arguments.get("cwd"), stdout=subprocess.DEVNULL
            )
            self.terminals.append(terminal)
            return {"shellProcessId": terminal.pid}
        if request["command"] == "startDebugging":
            self.children.append(arguments)
        return {}

    def _process_ids(self) -> list[int]:
        return [self.process.pid, *(int(body["systemProcessId"]) for body in self.events("process"))]
