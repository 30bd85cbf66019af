"""The Pause button: in compiled training, where debugpy sees no line to pause at, the probe does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.adapter.endpoint import Message
    from pyadapter.adapter.loop import Loop, Timer
    from pyadapter.adapter.probe import Probe
    from pyadapter.adapter.relay import Relay

PAUSE_AT_NEXT_STEP = "keras/pauseAtNextStep"

_ANSWER_SECONDS = 1.0
"""The probe may be busy for somebody else."""

_STEP_SECONDS = 2.0
"""Where the next step takes longer to come, in the user's own generator for example, debugpy may do it."""


class Pausing:
    """Pauses the program.

    Args:
        loop: For what takes too long.
        relay: The way to client and debugpy.
        probe: Pauses in compiled training.

    Attributes:
        replays: Whether training runs compiled.
    """

    def __init__(self, loop: Loop, relay: Relay, probe: Probe) -> None:
        self.replays = False
        self._loop = loop
        self._relay = relay
        self._probe = probe
        self._asked = False
        self._waiting: Timer | None = None

    def pause(self, request: Message) -> None:
        """`pause`: by the probe in the next step of compiled training, else by debugpy."""
        if not self.replays or not self._probe.running:
            self._relay.forward(request)
            return

        def late() -> None:
            self._relay.ask("pause", request.get("arguments"), lambda _: None)

        def asked(answer: Message) -> None:
            if not answer.get("body", {}).get("armed"):
                self._relay.forward(request)
                return
            self._relay.respond(request)
            if self._asked:  # A step can be faster than the answer.
                self._wait(late)

        self._asked = True
        self._probe.query(PAUSE_AT_NEXT_STEP, {}, asked, _ANSWER_SECONDS)

    def at_next_step(self, request: Message) -> None:
        """`keras/pauseAtNextStep`: as the client says, for as long as it takes."""
        self._asked = (request.get("arguments") or {}).get("armed", True)
        self._probe.ask(request)

    def stopped(self) -> None:
        """The program is paused, by whatever: that is enough."""
        asked, self._asked = self._asked, False
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        if asked:
            self._probe.query(PAUSE_AT_NEXT_STEP, {"armed": False}, lambda _: None)

    def _wait(self, late: Callable[[], None]) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = self._loop.after(_STEP_SECONDS, late)
