"""Tensors for panels: those that have a name at any pause, and what expressions evaluate to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.adapter import expressions
from pyadapter.adapter.breakpoints import checked

if TYPE_CHECKING:
    from pyadapter.adapter.endpoint import Message
    from pyadapter.adapter.named_values import NamedValues
    from pyadapter.adapter.probe import Probe
    from pyadapter.adapter.relay import Relay


class Tensors:
    """Handles `keras/tensor`.

    Args:
        relay: The way to the client.
        probe: Knows all tensors but those of expressions.
        values: Evaluates.
    """

    def __init__(self, relay: Relay, probe: Probe, values: NamedValues) -> None:
        self._relay = relay
        self._probe = probe
        self._values = values

    def tensor(self, request: Message) -> None:
        """`keras/tensor`: what a reference means now.

        Raises:
            AdapterError: The arguments are not as the schema says, or there is no probe.
        """
        arguments = checked(request.get("arguments", {}), "TensorArguments")
        reference, container = arguments["reference"], arguments.get("variablesReference")
        if reference["type"] != "expression" and container is None:
            self._probe.ask(request)
            return
        name = reference["name"]
        named = {"type": "expression", "name": name}

        def refuse(why: str) -> None:
            self._relay.respond(request, {"tensor": None, "reference": named, "why": why})

        if container is None and reference.get("frameId") is None:
            refuse("An expression is evaluated in a frame: choose one in the call stack.")
            return
        found = self._values.find(name, reference.get("frameId"), container)
        if found is None:
            shown = "It is not in VARIABLES any more" if container is not None else "That is no expression"
            refuse(f"{name} cannot be evaluated: {shown}.")
            return
        expression, frame = found
        named["name"] = expression

        def answer(body: Any, why: str) -> None:
            if isinstance(body, dict):
                self._relay.respond(request, body)
            else:
                refuse(f"{name} cannot be evaluated in this frame: {why or 'there is no probe'}.")

        question = expressions.tensor(expression, name, self._probe.giving())
        self._values.ask(question, frame, answer)
