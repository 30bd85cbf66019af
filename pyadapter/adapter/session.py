"""A debug session: what is done with each message of the client and of debugpy, beside passing it on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from pyadapter.adapter import exits, filters
from pyadapter.adapter.breakpoints import Breakpoints, checked
from pyadapter.adapter.configuration import Configuration
from pyadapter.adapter.containers import Containers
from pyadapter.adapter.data_breakpoints import DataBreakpoints
from pyadapter.adapter.errors import INTERNAL, NOT_SUPPORTED, AdapterError
from pyadapter.adapter.function_breakpoints import FunctionBreakpoints
from pyadapter.adapter.hints import Hints
from pyadapter.adapter.line_breakpoints import LineBreakpoints
from pyadapter.adapter.named_values import NamedValues
from pyadapter.adapter.pausing import PAUSE_AT_NEXT_STEP, Pausing
from pyadapter.adapter.probe import COMMANDS, Probe
from pyadapter.adapter.rewinding import REQUESTS, Rewinding
from pyadapter.adapter.stopping import Stopping
from pyadapter.adapter.tensors import Tensors
from pyadapter.adapter.user_expressions import UserExpressions
from pyadapter.core.condition import problem_with
from pyadapter.protocol.stop import (
    CONDITION_FAILED_EVENT,
    HINT_EVENT,
    PAUSE_EVENT,
    REWOUND_EVENT,
    STOP_EVENT,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.adapter.endpoint import Message
    from pyadapter.adapter.log import Log
    from pyadapter.adapter.loop import Loop
    from pyadapter.adapter.probe_link import ProbeLink
    from pyadapter.adapter.relay import Relay

    Handler = Callable[[Message], None]

FORWARDED = frozenset({
    "completions", "debugpySystemInfo", "evaluate", "goto", "gotoTargets", "modules", "next",
    "pydevdSystemInfo", "setDebuggerProperty", "setExpression", "setPydevdSourceMap", "setVariable",
    "source", "stepIn", "stepInTargets", "stepOut", "threads",
})  # fmt: skip
"""Requests that debugpy 1.8 really has, beside those that are handled here. Others that its schema names,
such as `dataBreakpointInfo`, it neither answers nor recovers from."""

_RESUMING = frozenset({"continue", "disconnect", "goto", "next", "stepIn", "stepOut"})

_OUR_CAPABILITIES = {
    "supportsExceptionFilterOptions": True,
    "supportsCancelRequest": True,
    "supportsFunctionBreakpoints": True,
    "supportsDataBreakpoints": True,
}


class Session:
    """Handles the messages of one session; everything here runs on the loop.

    Attributes:
        leaving: Whether the client has asked to end the session.
        terminated: Whether the client was told that the debuggee is gone.
        configuration: The checked configuration, once launched or attached.
    """

    def __init__(self, loop: Loop, relay: Relay, link: ProbeLink, log: Log, left: Callable[[], None]) -> None:
        """Set the session up.

        Args:
            loop: Runs everything here.
            relay: The way to client and debugpy.
            link: The way to the probe.
            log: The adapter's log.
            left: Called when the client was told that it is disconnected.
        """
        self.leaving = False
        self._left = left
        self._ending = False
        self.terminated = False
        self.configuration: Configuration | None = None
        self._relay = relay
        self._log = log
        self._probe = Probe(loop, relay, link)
        containers = Containers()
        self._stopping = Stopping(loop, relay, containers)
        self._debugpy_filters: frozenset[str] = frozenset()
        self._breakpoints = Breakpoints(self._probe.set_breakpoints)
        values = NamedValues(relay, containers, self._stopping.finding_frames)
        self._data = DataBreakpoints(relay, self._breakpoints, containers, values)
        user_expressions = UserExpressions(relay, self.say)
        self._rewinding = Rewinding(relay, self._probe, self._stopping)
        self._pausing = Pausing(loop, relay, self._probe)
        self._functions = FunctionBreakpoints(relay, self._breakpoints, user_expressions)
        self._complaints: dict[str, str] = {}
        self._client_has_terminal = False
        self._told_of_log = False
        self._handlers: dict[str, Handler] = {
            "initialize": self._initialize,
            "launch": partial(self._begin, "launch"),
            "attach": partial(self._begin, "attach"),
            "dataBreakpointInfo": self._data.info,
            "setDataBreakpoints": self._data.set,
            "variables": self._data.variables,
            "keras/tensorTarget": self._data.target,
            "setBreakpoints": LineBreakpoints(relay, user_expressions).set,
            "setExceptionBreakpoints": self._set_exception_breakpoints,
            "setFunctionBreakpoints": self._functions.set,
            "configurationDone": self._configuration_done,
            "exceptionInfo": self._stopping.exception_info,
            "stackTrace": self._stopping.stack_trace,
            "scopes": self._stopping.scopes,
            "continue": self._stopping.resume,
            "pause": self._pausing.pause,
            PAUSE_AT_NEXT_STEP: self._pausing.at_next_step,
            **dict.fromkeys(REQUESTS, self._rewinding.rewind),
            "cancel": self._cancel,
            "terminate": self._terminate,
            "disconnect": self._disconnect,
            **dict.fromkeys(COMMANDS, self._probe.ask),
            "keras/tensor": Tensors(relay, self._probe, values).tensor,
            "keras/setTensorBreakpoints": self._set_tensor_breakpoints,
            "keras/checkCondition": self._check_condition,
        }
        self._event_handlers: dict[str, Handler] = {
            "continued": self._continued,
            "debugpyAttach": self._child_event,
            "exited": self._exited,
            CONDITION_FAILED_EVENT: user_expressions.failed,
            HINT_EVENT: Hints(relay).given,
            PAUSE_EVENT: self._stopping.pause_announced,
            REWOUND_EVENT: self._rewinding.rewound,
            STOP_EVENT: self._stopping.announced,
            "stopped": self._stopped,
            "terminated": self._terminated,
        }

    # Messages of the client

    def from_client(self, message: Message) -> None:
        """Handle a message of the client."""
        if message["type"] == "response":
            self._relay.answer_debugpy(message)
        if message["type"] != "request":
            return
        command = message["command"]
        self._tell_of_log()
        try:
            if command in _RESUMING:
                self._probe.resuming()
            if command in self._handlers:
                self._handlers[command](message)
            elif command in FORWARDED:
                self._relay.forward(message, arguments=self._stopping.finding_frames.arguments(message))
            else:
                raise AdapterError(NOT_SUPPORTED, command=command)  # noqa: TRY301, refused as all errors are
        except AdapterError as error:
            self._log.write(f"refused {command}: {error}")
            self._relay.refuse(message, error)
        except Exception as error:  # noqa: BLE001, the client must get an answer
            self._log.failed(command)
            reason = f"{type(error).__name__}: {error}"
            self._relay.refuse(message, AdapterError(INTERNAL, command=command, reason=reason))

    def _initialize(self, request: Message) -> None:
        arguments = request.get("arguments", {})
        self._probe.client_shows_progress = bool(arguments.get("supportsProgressReporting"))
        self._client_has_terminal = bool(arguments.get("supportsRunInTerminalRequest"))
        self._relay.forward(request, partial(self._initialized, request))

    def _initialized(self, request: Message, response: Message) -> None:
        if response["success"]:
            body = response.get("body", {})
            theirs = body.get("exceptionBreakpointFilters", [])
            self._debugpy_filters = frozenset(entry["filter"] for entry in theirs)
            body = {**body, **_OUR_CAPABILITIES, "exceptionBreakpointFilters": [*filters.FILTERS, *theirs]}
            response = {**response, "body": body}
        self._relay.pass_answer(request, response)

    def _begin(self, kind: Literal["launch", "attach"], request: Message) -> None:
        configuration = Configuration(kind, request.get("arguments", {}))
        if kind == "launch" and "console" not in configuration.for_debugpy:
            console = "integratedTerminal" if self._client_has_terminal else "internalConsole"
            configuration.for_debugpy["console"] = console
        self.configuration = configuration
        self._breakpoints.change(configured=configuration.breakpoints)
        self._pausing.replays = configuration.replays
        if configuration.replays:
            self._rewinding.offer()
        self._relay.forward(request, arguments=configuration.for_debugpy)

    def _set_exception_breakpoints(self, request: Message) -> None:
        selection = filters.select(request.get("arguments", {}), self._debugpy_filters)
        for name, complaint in selection.complaints.items():
            if self._complaints.get(name) != complaint:  # VS Code sends an edited condition twice.
                self.say(complaint)
        self._complaints = selection.complaints
        self._breakpoints.change(filters=selection.breakpoints)

        def answer(response: Message) -> None:
            if response["success"]:
                self._relay.respond(request, {"breakpoints": selection.answers})
            else:
                self._relay.pass_answer(request, response)

        self._relay.forward(request, answer, arguments=selection.for_debugpy)

    def _set_tensor_breakpoints(self, request: Message) -> None:
        problems = self._breakpoints.set_tree(request.get("arguments", {}))
        self._functions.refresh()
        self._relay.respond(request, {"problems": problems})

    def _check_condition(self, request: Message) -> None:
        arguments = checked(request.get("arguments", {}), "CheckConditionArguments")
        problem = problem_with(arguments["condition"], arguments["over"], arguments.get("kind"))
        self._relay.respond(request, {} if problem is None else {"problem": problem})

    def _configuration_done(self, request: Message) -> None:
        if self.configuration is None or self.configuration.no_debug:
            self._relay.forward(request)
            return

        self._functions.begin()
        told = self._breakpoints.all()

        def started(problem: str | None) -> None:
            if self._breakpoints.all() != told:  # Changed while the probe was loading.
                self._probe.set_breakpoints(self._breakpoints.all())
            if problem is not None:
                self._log.write(f"no probe: {problem}")
                self.say(f"Tensors are not watched, the script runs without that: {problem}.")
            self._relay.forward(request)

        self._probe.start(self.configuration.probe(told), started)

    def _cancel(self, request: Message) -> None:
        self._probe.cancel(request.get("arguments", {}))
        self._relay.respond(request)

    def _terminate(self, request: Message) -> None:
        # VS Code's Stop, which debugpy turns into SIGKILL: nothing to be told of as a crash.
        self._ending = True
        self._relay.forward(request)

    def _disconnect(self, request: Message) -> None:
        self.leaving = self._ending = True

        # Whatever debugpy says to it, or if it is gone: for the client the session is over.
        def answer(_: Message) -> None:
            self._relay.respond(request)
            self._left()

        self._relay.forward(request, answer)

    # Messages of debugpy

    def from_debugpy(self, message: Message) -> None:
        """Handle a message of debugpy."""
        if message["type"] == "response":
            self._relay.take_response(message)
        elif message["type"] == "request":
            self._relay.ask_client(self._with_our_part(message))
        else:
            self._event_handlers.get(message["event"], self._relay.pass_on)(message)

    def _with_our_part(self, request: Message) -> Message:
        """Put our attributes into the configuration of a child session that the client shall start."""
        if request["command"] != "startDebugging" or self.configuration is None:
            return request
        arguments = request.get("arguments", {})
        child = self.configuration.of_child(arguments.get("configuration", {}))
        return {**request, "arguments": {**arguments, "configuration": child}}

    def _child_event(self, message: Message) -> None:
        body = message.get("body", {})
        if self.configuration is not None:
            body = self.configuration.of_child(body)
        self._relay.pass_on({**message, "body": body})

    def _stopped(self, message: Message) -> None:
        self._pausing.stopped()
        self._stopping.stopped(message)

    def _continued(self, message: Message) -> None:
        self._probe.resuming()  # where nobody asked for it
        self._stopping.continued(message)

    def _exited(self, message: Message) -> None:
        code = message.get("body", {}).get("exitCode")
        sentence = exits.describe(code) if isinstance(code, int) and not self._ending else None
        if sentence is not None:
            self.say(sentence)
        self._relay.pass_on(message)

    def _terminated(self, message: Message) -> None:
        self.terminated = True
        self._relay.pass_on(message)

    # Words to the user

    def _tell_of_log(self) -> None:
        """Tell once that there is no log, or none any more, when the Debug Console is there to be read."""
        if self.configuration is not None and self._log.failure is not None and not self._told_of_log:
            self._told_of_log = True
            remedy = "Free space there or choose another folder for logs; debugging goes on without."
            self.say(f"There is no log of this session: {self._log.failure}. {remedy}")

    def say(self, text: str, **fields: Any) -> None:
        """Show a sentence in the Debug Console and as a notification."""
        self._log.write(f"said: {text}")
        self._relay.event("output", {"category": "important", "output": f"{text}\n", **fields})
