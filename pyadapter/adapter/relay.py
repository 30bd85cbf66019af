"""Relays messages between client and debugpy, each side with sequence numbers of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.adapter.errors import DEBUGPY_GONE, AdapterError, error_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.adapter.endpoint import Endpoint, Message

    Then = Callable[[Message], None]


class Relay:
    """Who asked what: maps the answers of either side back to the questions of the other."""

    def __init__(self, client: Endpoint, upstream: Endpoint) -> None:
        self._client = client
        self._upstream: Endpoint | None = upstream
        self._asked: dict[int, tuple[str, Then]] = {}
        self._asked_client: dict[int, int] = {}

    # To the client

    def event(self, name: str, body: dict[str, Any] | None = None) -> None:
        """Send an event to the client."""
        self._client.send({"type": "event", "event": name, **({} if body is None else {"body": body})})

    def pass_on(self, message: Message) -> None:
        """Send an event from debugpy to the client as it is."""
        self._client.send(message)

    def respond(self, request: Message, body: dict[str, Any] | None = None) -> None:
        """Answer a request of the client."""
        self._answer(request, success=True, body=body or {})

    def refuse(self, request: Message, error: AdapterError) -> None:
        """Answer a request of the client with an error of the catalogue."""
        self._answer(request, success=False, message=str(error), body=error_body(error))

    def pass_answer(self, request: Message, response: Message) -> None:
        """Answer a request of the client as debugpy answered it."""
        self._client.send({**response, "request_seq": request["seq"], "command": request["command"]})

    def _answer(self, request: Message, **fields: Any) -> None:
        answer = {"type": "response", "request_seq": request["seq"], "command": request["command"]}
        self._client.send({**answer, **fields})

    # To debugpy

    def forward(self, request: Message, then: Then | None = None, *, arguments: Any = None) -> None:
        """Pass a request of the client on to debugpy.

        Args:
            request: The request.
            then: Gets debugpy's response, and answers the client; without it the client gets the response.
            arguments: Replace those of the request.
        """
        arguments = request.get("arguments") if arguments is None else arguments
        self.ask(
            request["command"], arguments, then or (lambda response: self.pass_answer(request, response))
        )

    def ask(self, command: str, arguments: dict[str, Any] | None, then: Then) -> None:
        """Ask debugpy on our own account. When debugpy is gone, `then` gets an unsuccessful response."""
        message: Message = {"type": "request", "command": command}
        if arguments is not None:
            message["arguments"] = arguments
        if self._upstream is None:
            then(self._gone(command))
            return
        try:
            number = self._upstream.send(message)
        except OSError:
            # Its reader reports the end; here only the question must not stay open.
            then(self._gone(command))
        else:
            self._asked[number] = (command, then)

    def answer_debugpy(self, response: Message) -> None:
        """Pass the client's answer to a reverse request back to debugpy."""
        number = self._asked_client.pop(response["request_seq"], None)
        if number is not None and self._upstream is not None:
            self._upstream.send({**response, "request_seq": number})

    # From debugpy

    def ask_client(self, request: Message) -> None:
        """Pass a reverse request (`runInTerminal`, `startDebugging`) on to the client."""
        self._asked_client[self._client.send(request)] = request["seq"]

    def take_response(self, response: Message) -> None:
        """Hand a response of debugpy to whoever asked."""
        _, then = self._asked.pop(response["request_seq"], ("", None))
        if then is not None:
            then(response)

    def end_upstream(self) -> None:
        """Nothing will come from debugpy any more: answer what is still open."""
        self._upstream = None
        asked, self._asked = self._asked, {}
        for command, then in asked.values():
            then(self._gone(command))

    @staticmethod
    def _gone(command: str) -> Message:
        error = AdapterError(DEBUGPY_GONE, command=command)
        return {
            "type": "response",
            "command": command,
            "success": False,
            "message": str(error),
            "body": error_body(error),
        }
