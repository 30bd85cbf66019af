"""What users wrote into breakpoints to be evaluated in the debuggee: who is told when one of them raises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.adapter.endpoint import Message
    from pyadapter.adapter.relay import Relay

    Say = Callable[..., None]


@dataclass
class UserExpression:
    """A condition or log message.

    Attributes:
        what: What has it, for the user: `The breakpoint at train.py:12`.
        loses: What it does not do when it fails.
        place: `source` and `line` for the client; empty for a function's.
        id: Of its breakpoint, once that is known.
        failure: Why it cannot be used.
    """

    what: str
    loses: str
    place: dict[str, Any]
    id: int | None = None
    failure: str | None = None


class UserExpressions:
    """The conditions and log messages that the probe evaluates, by the numbers that it names them by.

    Args:
        relay: The way to the client.
        say: Shows a sentence to the user.
    """

    def __init__(self, relay: Relay, say: Say) -> None:
        self._relay = relay
        self._say = say
        self._numbers: dict[tuple[object, ...], int] = {}
        self._by_number: dict[int, UserExpression] = {}

    def number(self, key: tuple[object, ...], expression: UserExpression) -> int:
        """Return the number of an expression; what failed once has failed until it is written otherwise.

        Args:
            key: All that tells it from others.
            expression: It, where it is new.
        """
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        self._by_number.setdefault(number, expression)
        return number

    def __getitem__(self, number: int) -> UserExpression:
        return self._by_number[number]

    def failed(self, event: Message) -> None:
        """The probe tells that an expression raises: the user is told, and the breakpoint shows it."""
        body = event.get("body", {})
        expression = self._by_number.get(body.get("number", 0))
        if expression is None or expression.failure is not None:
            return
        expression.failure = f"{body['error']} (in: {body['text']})"
        self._say(f"{expression.what} {expression.loses}: {expression.failure}", **expression.place)
        if expression.id is not None:
            changed = {"id": expression.id, "verified": False, "message": expression.failure}
            self._relay.event(
                "breakpoint", {"reason": "changed", "breakpoint": {**changed, **expression.place}}
            )
