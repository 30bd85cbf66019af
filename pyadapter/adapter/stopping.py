"""Stops and resumes: tensor stops are shown as what they are, and `continued` never spoils a stop."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pyadapter.adapter.stops import Stops, exception_info, stopped_body, without_notes
from pyadapter.protocol.stop import STOP_EVENT

if TYPE_CHECKING:
    from pyadapter.adapter.endpoint import Message
    from pyadapter.adapter.loop import Loop, Timer
    from pyadapter.adapter.relay import Relay

_CONTINUED_DELAY = 0.1
"""Seconds that a `continued` event waits for the stop that ends a step: VS Code loses the badge of a stop
that follows it within milliseconds."""

_SILENT_STOP_DELAY = 0.1
"""Seconds in which debugpy announces a stop; of threads that stop together it announces one only."""

_TRACE_FRAMES = 50


class Stopping:
    """Handles what has to do with stopping and going on."""

    def __init__(self, loop: Loop, relay: Relay) -> None:
        self._loop = loop
        self._relay = relay
        self._stops = Stops()
        self._resumed = False
        self._continued: Timer | None = None

    # Events of debugpy

    def announced(self, message: Message) -> None:
        """The probe is about to stop: its event comes before debugpy's `stopped`."""
        self._stops.add(message.get("body", {}))
        self._loop.after(_SILENT_STOP_DELAY, self._find_silent_stops)

    def stopped(self, message: Message) -> None:
        """A thread stopped."""
        self._resumed = False
        if self._continued is not None:
            self._continued.cancel()
        body = without_notes(message.get("body", {}))
        finding = self._stops.find(body.get("description")) if body.get("reason") == "exception" else None
        if finding is None:
            self._relay.pass_on({**message, "body": body})
            return
        self._relay.event("stopped", stopped_body(body, finding))
        self._relay.event(STOP_EVENT, {"threadId": body["threadId"], "finding": finding})

    def continued(self, message: Message) -> None:
        """The run goes on. After `continue` the client knows; after a step it is told unless that is over."""
        self._stops.clear()
        if not self._resumed:
            self._continued = self._loop.after(_CONTINUED_DELAY, partial(self._relay.pass_on, message))

    # Requests of the client

    def resume(self, request: Message) -> None:
        """`continue`: the response says that all threads go on, so no event has to."""
        self._resumed = True

        def answer(response: Message) -> None:
            self._resumed = self._resumed and response["success"]
            if response["success"]:
                response = {**response, "body": {**response.get("body", {}), "allThreadsContinued": True}}
            self._relay.pass_answer(request, response)

        self._relay.forward(request, answer)

    def exception_info(self, request: Message) -> None:
        """`exceptionInfo`: of a tensor stop the finding, of any other what debugpy says."""

        def answer(response: Message) -> None:
            body = response.get("body", {})
            finding = self._stops.find(body.get("description")) if response["success"] else None
            if finding is None:
                self._relay.pass_answer(request, {**response, "body": without_notes(body)})
                return

            def with_frames(stack: Message) -> None:
                frames = without_notes(stack.get("body", {}).get("stackFrames", []))
                self._relay.respond(request, exception_info(finding, frames))

            thread = request.get("arguments", {}).get("threadId")
            self._relay.ask("stackTrace", {"threadId": thread, "levels": _TRACE_FRAMES}, with_frames)

        self._relay.forward(request, answer)

    def stack_trace(self, request: Message) -> None:
        """`stackTrace`: without remarks in the names of functions."""

        def answer(response: Message) -> None:
            self._relay.pass_answer(request, {**response, "body": without_notes(response.get("body", {}))})

        self._relay.forward(request, answer)

    # A second thread that stopped at the same time

    def _find_silent_stops(self) -> None:
        if self._stops and not self._resumed:
            self._relay.ask("threads", None, self._ask_threads)

    def _ask_threads(self, response: Message) -> None:
        for thread in response.get("body", {}).get("threads", []):
            arguments = {"threadId": thread["id"]}
            self._relay.ask("exceptionInfo", arguments, partial(self._announce_silent, thread["id"]))

    def _announce_silent(self, thread: int, response: Message) -> None:
        silent = self._stops.silent()
        finding = self._stops.find(response.get("body", {}).get("description"))
        if finding is None or not any(finding is one for one in silent):
            return
        body: dict[str, Any] = {"threadId": thread, "allThreadsStopped": True, "preserveFocusHint": True}
        self._relay.event("stopped", stopped_body(body, finding))
        self._relay.event(STOP_EVENT, {"threadId": thread, "finding": finding})
