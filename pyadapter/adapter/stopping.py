"""Stops and resumes: tensor stops are shown as what they are, and `continued` never spoils a stop."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pyadapter.adapter import expressions
from pyadapter.adapter.errors import NO_EXCEPTION, AdapterError
from pyadapter.adapter.finding_frames import FindingFrames
from pyadapter.adapter.pauses import Pauses, paused_body
from pyadapter.adapter.stops import Stops, exception_info, presentable, python_exception_body, stopped_body
from pyadapter.protocol.stop import PAUSE_EVENT, STOP_EVENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.adapter.containers import Containers
    from pyadapter.adapter.endpoint import Message
    from pyadapter.adapter.loop import Loop, Timer
    from pyadapter.adapter.relay import Relay

_CONTINUED_DELAY = 0.1
"""Seconds that a `continued` event waits for the stop that ends a step: VS Code loses the badge of a stop
that follows it within milliseconds."""

_TRACE_FRAMES = 50


class Stopping:
    """Handles what has to do with stopping and going on."""

    def __init__(self, loop: Loop, relay: Relay, containers: Containers) -> None:
        self._loop = loop
        self._relay = relay
        self._containers = containers
        self._stops = Stops()
        self._pauses = Pauses()
        self.finding_frames = FindingFrames()
        self._resumed = False
        self._continued: Timer | None = None
        self._raising: set[object] = set()
        self.thread: int | None = None
        """The thread that stopped last, None while the program runs."""

    # Events of debugpy

    def announced(self, message: Message) -> None:
        """The probe is about to stop: its event comes before debugpy's `stopped`."""
        self._stops.add(message.get("body", {}))

    def pause_announced(self, message: Message) -> None:
        """The probe is about to stop for what is no finding."""
        self._pauses.add(message["body"])

    def stopped(self, message: Message) -> None:
        """A thread stopped."""
        self._resumed = False
        if self._continued is not None:
            self._continued.cancel()
        body = presentable(message.get("body", {}))
        self.thread = body.get("threadId")
        pause = self._pauses.take(body)
        if pause is not None:
            self._relay.event("stopped", paused_body(body, pause))
            self._relay.event(PAUSE_EVENT, {**pause, "threadId": body["threadId"]})
            return
        finding = None
        if body.get("reason") == "exception":
            self._raising.add(body.get("threadId"))
            finding = self._stops.find(body.get("description"))
            if finding is None:
                body = python_exception_body(body)
        if finding is None:
            self._relay.pass_on({**message, "body": body})
            return
        self.finding_frames.add(body["threadId"], finding)
        self._relay.event("stopped", stopped_body(body, finding))
        self._relay.event(STOP_EVENT, {"threadId": body["threadId"], "finding": finding})

    def continued(self, message: Message) -> None:
        """The run goes on. After `continue` the client knows; after a step it is told unless that is over."""
        self._stops.clear()
        self._pauses.clear()
        self._containers.clear()
        self.finding_frames.clear()
        self._raising.clear()
        self.thread = None
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

    def go_on(self, thread: int, then: Callable[[Message], None]) -> None:
        """Let the program go on for a request that debugpy does not know, and tell the client so.

        Args:
            thread: One that is stopped.
            then: Gets debugpy's response to `continue`.
        """
        self._resumed = True

        def answer(response: Message) -> None:
            self._resumed = self._resumed and response["success"]
            if self._resumed:  # Not when it has stopped again by now.
                self._relay.event("continued", {"threadId": thread, "allThreadsContinued": True})
            then(response)

        self._relay.ask("continue", {"threadId": thread}, answer)

    def exception_info(self, request: Message) -> None:
        """`exceptionInfo`: of a tensor stop the finding, of any other what debugpy says.

        Raises:
            AdapterError: The thread has not stopped at an exception. debugpy would put the question to a
                thread that may never answer, and answer nothing else until then.
        """
        thread = request.get("arguments", {}).get("threadId")
        if thread not in self._raising:
            raise AdapterError(NO_EXCEPTION, thread=thread)

        def answer(response: Message) -> None:
            body = response.get("body", {})
            finding = self._stops.find(body.get("description")) if response["success"] else None
            if finding is None:
                self._relay.pass_answer(request, {**response, "body": presentable(body)})
                return

            def with_frames(frames: list[dict[str, Any]]) -> None:
                self._relay.respond(request, exception_info(finding, frames[:_TRACE_FRAMES]))

            self._whole_stack(thread, with_frames)

        self._relay.forward(request, answer)

    def stack_trace(self, request: Message) -> None:
        """`stackTrace`: without remarks in the names of functions, and with the line of the finding."""
        arguments = request.get("arguments", {})
        thread = arguments.get("threadId")
        if not self.finding_frames.on(thread):

            def answer(response: Message) -> None:
                body = presentable(response.get("body", {}))
                self._pauses.stack(thread, arguments.get("startFrame") or 0, body.get("stackFrames", []))
                self._relay.pass_answer(request, {**response, "body": body})

            self._relay.forward(request, answer)
            return

        def with_frames(frames: list[dict[str, Any]]) -> None:
            start = arguments.get("startFrame") or 0
            levels = arguments.get("levels") or len(frames)
            body = {"stackFrames": frames[start : start + levels], "totalFrames": len(frames)}
            self._relay.respond(request, body)

        self._whole_stack(thread, with_frames)

    def scopes(self, request: Message) -> None:
        """`scopes`: none for a frame whose variables are gone."""
        if self.finding_frames.is_one(request.get("arguments", {}).get("frameId")):
            self._relay.respond(request, {"scopes": []})
            return

        frame = request.get("arguments", {}).get("frameId")

        def answer(response: Message) -> None:
            self._containers.scopes(frame, response)
            self._relay.pass_answer(request, response)

        def with_scope(name: str, response: Message) -> None:
            def evaluated(value: Message) -> None:
                reference = value.get("body", {}).get("variablesReference")
                if value["success"] and reference:
                    ours = {"name": name, "variablesReference": reference, "expensive": False}
                    response["body"]["scopes"].insert(0, ours)
                answer(response)

            asked = {"expression": expressions.shown(), "frameId": frame, "context": "watch"}
            self._relay.ask("evaluate", asked, evaluated)

        name = self._pauses.scope(frame)
        self._relay.forward(request, answer if name is None else partial(with_scope, name))

    def _whole_stack(self, thread: int, then: Callable[[list[dict[str, Any]]], None]) -> None:
        def answer(response: Message) -> None:
            frames = presentable(response.get("body", {}).get("stackFrames", []))
            then(self.finding_frames.put(thread, frames) if self.finding_frames.on(thread) else frames)

        self._relay.ask("stackTrace", {"threadId": thread}, answer)
