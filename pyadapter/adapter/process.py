"""Ties a session's life to the client's stream and to debugpy's: when it ends, and that it does end."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from pyadapter.adapter.loop import Loop
from pyadapter.adapter.probe_link import ProbeLink
from pyadapter.adapter.relay import Relay
from pyadapter.adapter.session import Session

if TYPE_CHECKING:
    from pyadapter.adapter.endpoint import Endpoint, Message
    from pyadapter.adapter.log import Log
    from pyadapter.adapter.upstream import Upstream

KILL_SECONDS = 5.0
"""What a debugpy that shall end is given; after that it is wedged."""


class Process:
    """Runs one session from its beginning to the end of everything that it started."""

    def __init__(self, client: Endpoint, upstream: Upstream, log: Log) -> None:
        self._client = client
        self._upstream = upstream
        self._log = log
        self._code = 0
        self._loop = Loop(lambda: log.failed("a call of the loop"))
        self._relay = Relay(client, upstream.endpoint)
        self._link = ProbeLink(self._loop, log)
        self._session = Session(self._loop, self._relay, self._link, log, self._left)
        # Sub-sessions may live on in a debugpy that answered and was not told to end the debuggee.
        self._patient = False
        self._killer = threading.Timer(KILL_SECONDS, upstream.kill)
        self._killer.daemon = True

    def run(self) -> int:
        """Run the session.

        Returns:
            The exit code for the process: 1 when the client did not speak DAP, otherwise 0.
        """
        self._client.start(self._from_client, self._client_ended)
        self._upstream.endpoint.start(
            lambda message: self._loop.post(partial(self._session.from_debugpy, message)),
            lambda reason: self._loop.post(partial(self._upstream_ended, reason)),
        )
        try:
            self._loop.run()
        except KeyboardInterrupt:
            self._upstream.kill()
        self._link.close()
        self._upstream.close()
        while not self._upstream.wait(None if self._patient else KILL_SECONDS):
            self._upstream.kill()
        return self._code

    # On the client's reading thread: the loop itself may be stuck in a write to a wedged debugpy.

    def _from_client(self, message: Message) -> None:
        if message["type"] == "request" and message["command"] == "disconnect":
            self._patient = message.get("arguments", {}).get("terminateDebuggee") is False
            if not self._patient:
                self._start_killer()
        self._loop.post(partial(self._session.from_client, message))

    def _client_ended(self, reason: str | None) -> None:
        if not self._session.leaving:
            self._start_killer()
        self._loop.post(partial(self._end_without_client, reason))

    def _start_killer(self) -> None:
        if self._killer.ident is None:
            self._killer.start()

    # On the loop

    def _left(self) -> None:
        configuration = self._session.configuration
        if configuration is not None and configuration.request == "attach":
            self._patient = True
        if self._patient:
            self._killer.cancel()
        self._loop.stop()

    def _end_without_client(self, reason: str | None) -> None:
        self._loop.stop()
        if reason is not None:
            self._code = 1
            self._session.say(f"The editor sent what is not a debug message, so the session ends: {reason}.")
            self._relay.event("terminated")

    def _upstream_ended(self, reason: str | None) -> None:
        if not (self._session.leaving or self._session.terminated):
            self._log.write("debugpy's adapter ended unasked")
            self._session.say(f"The debugger's connection to the script was lost: {reason or 'closed'}.")
        self._relay.end_upstream()
        if not self._session.terminated:
            self._relay.event("terminated")
        # The client disconnects now; one that does not is not waited for.
        self._loop.after(KILL_SECONDS, self._loop.stop)
