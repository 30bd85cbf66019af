"""The probe in the debuggee, as the session sees it: started once, then asked."""

from __future__ import annotations

import ast
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyadapter.adapter import guest
from pyadapter.adapter.errors import CANCELLED, NO_PROBE, PROBE_REFUSED, PROBE_SILENT, AdapterError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.adapter.endpoint import Message
    from pyadapter.adapter.loop import Loop
    from pyadapter.adapter.probe_link import ProbeLink
    from pyadapter.adapter.relay import Relay
    from pyadapter.protocol.generated import ProbeConfiguration, SetTensorBreakpointsArguments

COMMANDS = frozenset({
    "keras/finding", "keras/layers", "keras/histogram", "keras/window", "keras/tensors",
    "keras/axisStatistics", "keras/badIndices", "keras/comparison", "keras/exportTensor", "keras/batch",
    "keras/batchRows", "keras/layerTable", "keras/training", "keras/model", "keras/opGraph",
    "keras/attention", "keras/attentionHeads", "keras/rewindState", "keras/skipUpdate",
})  # fmt: skip

_FOLDER = str(Path(__file__).resolve().parent.parent)
_START_SECONDS = 20.0
"""A debuggee that has not loaded the probe by then runs without; an attached one may be in native code."""

_ANSWER_SECONDS = 30.0
_EXPORT_SECONDS = 600.0
"""What is written is as large as a tensor can be, and a file may be on a slow network."""
_PROGRESS_SECONDS = 1.0


class Question:
    """A question to the probe that is open."""

    def __init__(self, request: Message, number: int | None) -> None:
        self.request = request
        self.number = number
        self.open = True
        self.progress: str | None = None


class Probe:
    """Starts the probe and puts the client's questions to it, over the link, or else by `evaluate`.

    Attributes:
        running: Whether it was started.
        client_shows_progress: Whether the client wants progress events.
    """

    def __init__(self, loop: Loop, relay: Relay, link: ProbeLink) -> None:
        self.running = False
        self.client_shows_progress = False
        self._loop = loop
        self._relay = relay
        self._link = link
        self._questions: dict[int, Question] = {}
        self._resumes = 0
        self._given = False

    def start(self, configuration: ProbeConfiguration, then: Callable[[str | None], None]) -> None:
        """Load the probe into the debuggee, which must not have begun to run the user's code.

        Args:
            configuration: What to tell it; where to call is added here.
            then: Called once, with None, or with why there is no probe.
        """
        if self._link.address is not None:
            configuration = {**configuration, "address": list(self._link.address), "token": self._link.token}
        expression = guest.expression(_FOLDER, json.dumps(configuration))
        answered = False

        def finish(problem: str | None) -> None:
            nonlocal answered
            if not answered:
                answered = True
                timer.cancel()
                then(problem)

        def evaluated(response: Message) -> None:
            problem = _problem(response)
            self.running = problem is None
            finish(problem)

        late = f"the debuggee did not answer within {_START_SECONDS:.0f} seconds"
        timer = self._loop.after(_START_SECONDS, lambda: finish(late))
        self._relay.ask("evaluate", {"expression": expression, "context": "repl"}, evaluated)

    def set_breakpoints(self, breakpoints: SetTensorBreakpointsArguments) -> None:
        """Change what stops the run, also while it runs; before it is started there is nothing to change."""
        if self.running:
            self._put("keras/setTensorBreakpoints", {**breakpoints}, lambda _: None)

    def giving(self) -> int:
        """Note that the probe is asked for something that it may hold until the run goes on.

        Returns:
            How often the run has gone on, as far as that mattered.
        """
        self._given = True
        return self._resumes

    def resuming(self) -> None:
        """The run goes on: the probe is told to let go of what it was asked for; nobody waits for that."""
        if self._given and self.running:
            self._given = False
            self._resumes += 1
            self._put("keras/resumed", {"resumes": self._resumes}, lambda _: None)

    def ask(self, request: Message) -> None:
        """Put a custom request of the client to the probe, and answer it.

        Raises:
            AdapterError: There is no probe.
        """
        command = request["command"]
        if not self.running:
            raise AdapterError(NO_PROBE, command=command)
        self.giving()
        question = Question(request, None)
        self._questions[request["seq"]] = question
        seconds = _EXPORT_SECONDS if command == "keras/exportTensor" else _ANSWER_SECONDS
        self._loop.after(seconds, partial(self._expire, question, seconds))
        if self.client_shows_progress:
            self._loop.after(_PROGRESS_SECONDS, partial(self._show_progress, question))
        question.number = self._put(command, request.get("arguments", {}), partial(self._answer, question))

    def query(
        self,
        command: str,
        arguments: dict[str, Any],
        then: Callable[[Message], None],
        seconds: float = _ANSWER_SECONDS,
    ) -> None:
        """Ask the probe on our own account.

        Args:
            command: What is asked.
            arguments: Of that.
            then: Called once, with `{"body": …}`, or with `{"error": …}`, also when it takes too long.
            seconds: How long to wait for one.
        """
        if not self.running:
            then({"error": "Tensors are not watched in this session."})
            return
        number: int | None = None
        late = f"The training process did not answer within {seconds:.0f} seconds."

        def answer(message: Message) -> None:
            if not timer.cancelled:
                timer.cancel()
                then(message)

        def expire() -> None:
            if number is not None:
                self._link.forget(number)
            answer({"error": late})

        timer = self._loop.after(seconds, expire)
        number = self._put(command, arguments, answer)

    def cancel(self, arguments: dict[str, Any]) -> None:
        """Give up the question that a `cancel` request names; unknown ones were answered already."""
        for question in list(self._questions.values()):
            named = question.request["seq"] == arguments.get("requestId")
            shown = question.progress is not None and question.progress == arguments.get("progressId")
            if named or shown:
                self._close(question)
                self._relay.refuse(question.request, AdapterError(CANCELLED))

    def _put(self, command: str, arguments: dict[str, Any], then: Callable[[Message], None]) -> int | None:
        if self._link.connected:
            return self._link.ask(command, arguments, then)
        bootstrap = "__import__('sys').modules['pyadapter.probe.bootstrap']"
        call = f"{bootstrap}.answer({command!r}, {json.dumps(arguments)!r})"
        # This context is the one whose texts pydevd does not cut.
        self._relay.ask(
            "evaluate",
            {"expression": call, "context": "clipboard"},
            lambda response: then(_evaluated(response)),
        )
        return None

    def _answer(self, question: Question, answer: Message) -> None:
        if not question.open:
            return
        self._close(question)
        if "body" in answer:
            self._relay.respond(question.request, answer["body"])
        else:
            reason = answer.get("error", "the probe gave no reason")
            self._relay.refuse(question.request, AdapterError(PROBE_REFUSED, reason=reason))

    def _expire(self, question: Question, seconds: float) -> None:
        if question.open:
            self._close(question)
            command = question.request["command"]
            error = AdapterError(PROBE_SILENT, command=command, seconds=f"{seconds:.0f}")
            self._relay.refuse(question.request, error)

    def _show_progress(self, question: Question) -> None:
        if question.open:
            question.progress = f"keras-{question.request['seq']}"
            self._relay.event(
                "progressStart",
                {
                    "progressId": question.progress,
                    "title": "Reading the tensor",
                    "requestId": question.request["seq"],
                    "cancellable": True,
                },
            )

    def _close(self, question: Question) -> None:
        question.open = False
        self._questions.pop(question.request["seq"], None)
        if question.number is not None:
            self._link.forget(question.number)
        if question.progress is not None:
            self._relay.event("progressEnd", {"progressId": question.progress})


def _problem(response: Message) -> str | None:
    """Return why the evaluated expression did not start the probe, None when it did."""
    if not response["success"]:
        return str(response.get("message", "the debuggee refused"))
    result = evaluated_text(response)
    return None if result == "ok" else result


def _evaluated(response: Message) -> Message:
    """Return the answer of `bootstrap.answer` in the form of the link's answers."""
    if not response["success"]:
        return {"error": str(response.get("message", "the debuggee refused"))}
    try:
        answer = json.loads(evaluated_text(response))
    except ValueError:
        return {"error": "the training process answered with something else"}
    return (
        answer if isinstance(answer, dict) else {"error": "the training process answered with something else"}
    )


def evaluated_text(response: Message) -> str:
    """Return the text that was evaluated; pydevd quotes it when a thread is paused only."""
    shown = str(response.get("body", {}).get("result", ""))
    try:
        value = ast.literal_eval(shown)
    except (ValueError, SyntaxError):
        return shown
    return value if isinstance(value, str) else shown
