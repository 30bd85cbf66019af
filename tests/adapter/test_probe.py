"""Questions to the probe: over a link that only the probe can open, with an answer to each in any case."""

from __future__ import annotations

import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from pyadapter.adapter import probe as probe_module
from pyadapter.adapter.errors import AdapterError
from pyadapter.adapter.log import Log
from pyadapter.adapter.loop import Loop
from pyadapter.adapter.probe import Probe
from pyadapter.adapter.probe_link import ProbeLink
from pyadapter.protocol.framing import read_message, write_message
from tests.harness.patterns import containing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Message = dict[str, Any]


def fail() -> None:
    pytest.fail("a call of the loop raised")


@pytest.fixture
def loop() -> Loop:
    return Loop(fail)


@pytest.fixture
def link(loop: Loop) -> Iterator[ProbeLink]:
    link = ProbeLink(loop, Log(None))
    yield link
    link.close()


class Relay:
    """Notes what goes to the client; debugpy says that the probe has started."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Message]] = []
        self.answers: list[Message] = []
        self.evaluated: list[str] = []
        self.result = "'ok'"

    def event(self, name: str, body: Message) -> None:
        self.events.append((name, body))

    def respond(self, _request: Message, body: Message) -> None:
        self.answers.append(body)

    def refuse(self, _request: Message, error: AdapterError) -> None:
        self.answers.append({"code": error.entry.code})

    def ask(self, _command: str, arguments: Message, then: Callable[[Message], None]) -> None:
        self.evaluated.append(arguments["expression"])
        then({"success": True, "body": {"result": self.result}})


def run_until(loop: Loop, condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        loop.after(0.01, lambda: None)
        call = loop._next_call()  # noqa: SLF001, the loop is run piece by piece here
        if call is not None:
            call()


def call(link: ProbeLink, token: str) -> socket.socket:
    assert link.address is not None
    caller = socket.create_connection(link.address, 5)
    with caller.makefile("wb") as stream:
        write_message(stream, {"token": token})
    return caller


def started(loop: Loop, link: ProbeLink, relay: Relay) -> Probe:
    probe = Probe(loop, relay, link)  # type: ignore[arg-type] # stands in for the relay
    probe.start({"breakpoints": []}, lambda _: None)
    return probe


def test_the_probe_is_known_by_its_token(loop: Loop, link: ProbeLink) -> None:
    with call(link, link.token):
        run_until(loop, lambda: link.connected)


@pytest.mark.parametrize(
    "said", [b"", b"GET / HTTP/1.1\r\n\r\n", b"Content-Length: 13\r\n\r\n" + b'{"token":"x"}']
)
def test_strangers_are_turned_away_and_the_probe_still_gets_in(
    loop: Loop, link: ProbeLink, said: bytes
) -> None:
    assert link.address is not None
    with socket.create_connection(link.address, 5) as stranger:
        stranger.sendall(said)
        stranger.shutdown(socket.SHUT_WR)
        assert stranger.recv(1) == b""
    assert not link.connected
    with call(link, link.token):
        run_until(loop, lambda: link.connected)


def test_the_link_listens_on_the_loopback_interface_only(link: ProbeLink) -> None:
    assert link.address is not None
    assert link.address[0] == "127.0.0.1"


def test_questions_get_their_own_answers_in_any_order(loop: Loop, link: ProbeLink) -> None:
    answers: list[Message] = []
    with call(link, link.token) as caller:
        run_until(loop, lambda: link.connected)
        link.ask("keras/finding", {}, answers.append)
        link.ask("keras/batch", {"start": 0, "count": 1}, answers.append)
        with caller.makefile("rwb") as stream:
            questions = [read_message(stream) for _ in range(2)]
            for question in reversed(questions):
                write_message(stream, {"id": question["id"], "body": {"to": question["command"]}})
            run_until(loop, lambda: len(answers) == 2)
    assert [answer["body"]["to"] for answer in answers] == ["keras/batch", "keras/finding"]


def test_a_link_that_ends_answers_what_is_open(loop: Loop, link: ProbeLink) -> None:
    answers: list[Message] = []
    with call(link, link.token):
        run_until(loop, lambda: link.connected)
        link.ask("keras/finding", {}, answers.append)
    run_until(loop, lambda: bool(answers))
    assert answers == [containing(error="the training process hung up")]
    assert not link.connected


def test_without_a_probe_a_question_is_refused(loop: Loop, link: ProbeLink) -> None:
    relay = Relay()
    relay.result = "'ImportError: no numpy'"
    problems: list[str | None] = []
    probe = Probe(loop, relay, link)  # type: ignore[arg-type] # stands in for the relay
    probe.start({"breakpoints": []}, problems.append)
    assert problems == ["ImportError: no numpy"]
    with pytest.raises(AdapterError, match="not watched"):
        probe.ask({"seq": 1, "command": "keras/finding"})


@pytest.mark.parametrize(
    "shown", ['{"body": {"finding": null, "deep": true}}', '\'{"body": {"finding": null, "deep": true}}\'']
)
def test_without_a_link_debugpy_is_asked_whether_it_quotes_the_answer_or_not(
    loop: Loop, link: ProbeLink, shown: str
) -> None:
    relay = Relay()
    probe = started(loop, link, relay)
    relay.result = shown
    probe.ask({"seq": 1, "command": "keras/finding", "arguments": {"a": "it's"}})
    assert relay.answers == [{"finding": None, "deep": True}]
    assert relay.evaluated[-1].endswith(""".answer('keras/finding', '{"a": "it\\'s"}')""")


def test_the_probe_is_told_that_the_run_goes_on_when_it_was_asked_for_something(
    loop: Loop, link: ProbeLink
) -> None:
    relay = Relay()
    probe = started(loop, link, relay)
    relay.result = '{"body": {}}'
    probe.resuming()
    assert len(relay.evaluated) == 1  # the start
    assert probe.giving() == 0
    probe.resuming()
    probe.resuming()
    assert [each.rpartition(".")[2] for each in relay.evaluated[1:]] == [
        "answer('keras/resumed', '{\"resumes\": 1}')"
    ]
    probe.ask({"seq": 1, "command": "keras/finding"})
    probe.resuming()
    assert relay.evaluated[-1].endswith("""('keras/resumed', '{"resumes": 2}')""")


def test_an_export_may_take_its_time(loop: Loop, link: ProbeLink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe_module, "_ANSWER_SECONDS", 0.02)
    relay = Relay()
    with call(link, link.token):
        run_until(loop, lambda: link.connected)
        probe = started(loop, link, relay)
        probe.ask({"seq": 7, "command": "keras/exportTensor"})
        probe.ask({"seq": 8, "command": "keras/batch"})
        run_until(loop, lambda: bool(relay.answers))
    assert relay.answers == [{"code": "probe-silent"}]


def test_a_slow_answer_shows_progress_that_can_be_cancelled(
    loop: Loop, link: ProbeLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe_module, "_PROGRESS_SECONDS", 0.02)
    relay = Relay()
    with call(link, link.token):
        run_until(loop, lambda: link.connected)
        probe = started(loop, link, relay)
        probe.client_shows_progress = True
        probe.ask({"seq": 7, "command": "keras/batch"})
        run_until(loop, lambda: bool(relay.events))
        name, progress = relay.events[0]
        assert name == "progressStart"
        assert progress == containing(cancellable=True, requestId=7)
        probe.cancel({"progressId": progress["progressId"]})
    assert relay.events[1] == ("progressEnd", {"progressId": progress["progressId"]})
    assert relay.answers == [{"code": "cancelled"}]


def test_a_question_that_is_never_answered_is_refused(
    loop: Loop, link: ProbeLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe_module, "_ANSWER_SECONDS", 0.02)
    relay = Relay()
    with call(link, link.token):
        run_until(loop, lambda: link.connected)
        started(loop, link, relay).ask({"seq": 7, "command": "keras/batch"})
        run_until(loop, lambda: bool(relay.answers))
    assert relay.answers == [{"code": "probe-silent"}]


def test_a_probe_that_takes_too_long_to_load_is_not_waited_for(
    loop: Loop, link: ProbeLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe_module, "_START_SECONDS", 0.02)
    relay = Relay()
    late: list[Callable[[Message], None]] = []
    monkeypatch.setattr(relay, "ask", lambda _command, _arguments, then: late.append(then))
    problems: list[str | None] = []
    probe = Probe(loop, relay, link)  # type: ignore[arg-type] # stands in for the relay
    probe.start({"breakpoints": []}, problems.append)
    run_until(loop, lambda: bool(problems))
    late[0]({"success": True, "body": {"result": "ok"}})
    assert problems == ["the debuggee did not answer within 0 seconds"]
    assert probe.running  # It came late, but it came.


def test_a_call_that_raises_does_not_end_the_loop() -> None:
    failures: list[int] = []
    loop = Loop(lambda: failures.append(1))
    threading.Thread(target=lambda: (loop.post(lambda: 1 // 0), loop.post(loop.stop))).start()  # type: ignore[arg-type, func-returns-value] # what it returns is not looked at
    loop.run()
    assert failures == [1]
