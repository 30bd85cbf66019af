"""Running steps of the training again: the buttons of the debugger for it, and our own request."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pyadapter.adapter.errors import CANNOT_REWIND, NOT_SUPPORTED, PROBE_REFUSED, AdapterError

if TYPE_CHECKING:
    from pyadapter.adapter.endpoint import Message
    from pyadapter.adapter.probe import Probe
    from pyadapter.adapter.relay import Relay
    from pyadapter.adapter.stopping import Stopping

_CAPABILITIES = {"supportsRestartFrame": True, "supportsStepBack": True}

_OURS = "keras/rewind"
_FARTHEST = "reverseContinue"
REQUESTS = frozenset({"restartFrame", "stepBack", _FARTHEST, _OURS})


class Rewinding:
    """Hands rewinds to the probe, then lets the program go on: it carries them out as soon as it runs.

    Args:
        relay: The way to client and debugpy.
        probe: Knows what can be run again.
        stopping: Lets the program go on.
    """

    def __init__(self, relay: Relay, probe: Probe, stopping: Stopping) -> None:
        self._relay = relay
        self._probe = probe
        self._stopping = stopping
        self.possible = False
        """Whether this session runs steps again at all."""

    def offer(self) -> None:
        """Let the client show its buttons. VS Code shows them in every session that has the capability."""
        self.possible = True
        self._relay.event("capabilities", {"capabilities": _CAPABILITIES})

    def rewind(self, request: Message) -> None:
        """Answer a request that runs steps again: the paused one, or all that can be.

        Raises:
            AdapterError: Nothing can be run again in this session.
        """
        command = request["command"]
        if not self.possible:
            raise AdapterError(NOT_SUPPORTED, command=command)
        if command == _FARTHEST:
            self._probe.query("keras/rewindState", {}, partial(self._reach, request))
        else:
            # The arguments of DAP's are a frame or a thread; it is the step that is run again.
            self._order(request, (request.get("arguments") or {}) if command == _OURS else {"steps": 0})

    def rewound(self, message: Message) -> None:
        """Tell in the Debug Console what came of a rewind, and the client's panels."""
        self._relay.event("output", {"category": "console", "output": f"{message['body']['message']}\n"})
        self._relay.pass_on(message)

    def _reach(self, request: Message, answer: Message) -> None:
        state: dict[str, Any] = answer.get("body", {})
        if "steps" in state:
            self._order(request, {"steps": state["steps"]})
        else:
            self._refuse(request, state.get("problem") or answer.get("error"))

    def _order(self, request: Message, arguments: dict[str, Any]) -> None:
        thread = self._stopping.thread
        if thread is None:
            self._refuse(request, "The program is not paused: a step is run again from a stop in it.")
            return

        def ordered(answer: Message) -> None:
            if "error" in answer:
                self._refuse(request, answer["error"])
                return
            self._probe.resuming()
            self._stopping.go_on(thread, went_on)

        def went_on(response: Message) -> None:
            if response["success"]:
                self._relay.respond(request)
            else:
                self._refuse(request, response.get("message"))

        self._probe.query(_OURS, arguments, ordered)

    def _refuse(self, request: Message, reason: str | None) -> None:
        # Who sends our own request shows its errors, too.
        entry = PROBE_REFUSED if request["command"] == _OURS else CANNOT_REWIND
        reason = reason or "This step cannot be run again."
        self._relay.refuse(request, AdapterError(entry, reason=reason))
