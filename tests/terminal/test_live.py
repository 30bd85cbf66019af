"""The live line: below what the script prints, and never in it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest

from pyadapter.terminal.live import LiveLine, progress_text

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRESS = {
    "state": "training",
    "epoch": 1,
    "epochs": 5,
    "step": 133,
    "stepInEpoch": 40,
    "stepsPerEpoch": 94,
    "stepsPerSecond": 31.4,
    "secondsLeft": 95.0,
    "loss": 0.5123,
}
TEXT = "epoch 2/5 · step 40/94 · 31.4 steps/s · 2 min left · loss 0.512"


class Screen:
    """A terminal that stdout and stderr both write to."""

    def __init__(self) -> None:
        self.bytes = io.BytesIO()
        self.out, self.error = (self._stream(), self._stream())

    def _stream(self) -> io.TextIOWrapper:
        stream = io.TextIOWrapper(self.bytes, encoding="utf-8", newline="", write_through=True)
        stream.isatty = lambda: True  # type: ignore[method-assign]
        return stream

    def lines(self) -> list[str]:
        """Return what a person sees."""
        shown: list[str] = []
        for line in self.bytes.getvalue().decode().split("\n"):
            last = re.split("\r\033\\[K", line)[-1]
            shown.append(re.sub(r"\033\[\d*m", "", last.split("\r")[-1]))
        return shown


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    return Screen()


@pytest.fixture
def live(screen: Screen) -> Iterator[LiveLine]:
    line = LiveLine(screen.error, (screen.out,))
    yield line
    line.close()


def test_it_says_where_the_run_is(screen: Screen, live: LiveLine) -> None:
    live.show(PROGRESS)
    assert screen.lines() == [TEXT]


def test_what_the_script_prints_takes_its_place(screen: Screen, live: LiveLine) -> None:
    live.show(PROGRESS)
    print("hello", file=screen.out)
    assert screen.lines() == ["hello", ""]
    live.show(PROGRESS)
    assert screen.lines() == ["hello", TEXT]
    print("oh", file=screen.error)
    assert screen.lines() == ["hello", "oh", ""]


def test_half_a_line_of_the_scripts_is_left_alone(screen: Screen, live: LiveLine) -> None:
    print("\r 3/40 ━━━ loss: 2.1", end="", file=screen.out)
    live.show(PROGRESS)
    assert screen.lines() == [" 3/40 ━━━ loss: 2.1"]
    print(file=screen.out)
    live.show(PROGRESS)
    assert screen.lines()[-1] == TEXT


@pytest.mark.parametrize("state", ["done", "between"])
def test_it_goes_when_nothing_is_trained(screen: Screen, live: LiveLine, state: str) -> None:
    live.show(PROGRESS)
    live.show({"state": state})
    assert screen.lines() == [""]


def test_it_never_wraps(screen: Screen, live: LiveLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    live.show(PROGRESS)
    assert screen.lines() == [TEXT[:19]]


def test_it_leaves_the_streams_as_they_were(screen: Screen) -> None:
    live = LiveLine(screen.error, (screen.out,))
    live.show(PROGRESS)
    live.close()
    assert screen.lines() == [""]
    assert "write" not in vars(screen.out) | vars(screen.error)


@pytest.mark.parametrize("variable", [("CI", "true"), ("TERM", "dumb")])
def test_there_is_none_in_ci_or_where_the_cursor_cannot_go_back(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, variable: tuple[str, str]
) -> None:
    monkeypatch.setattr("sys.stderr", screen.error)
    monkeypatch.setattr("sys.stdout", screen.out)
    monkeypatch.delenv("CI", raising=False)
    opened = LiveLine.open()
    assert opened is not None
    opened.close()
    monkeypatch.setenv(*variable)
    assert LiveLine.open() is None


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        ({"state": "training", "step": 1233}, "step 1,234"),
        ({"state": "validating", "epoch": 0, "stepInEpoch": 3}, "validating · epoch 1 · step 3"),
        ({"state": "training", "step": 0, "stepsPerSecond": 0.25}, "step 1 · 4 s a step"),
        ({"state": "training", "step": 0, "secondsLeft": 0.4}, "step 1"),
        ({"state": "training", "step": 0, "secondsLeft": 7300.0}, "step 1 · 2 h left"),
        ({"state": "training", "step": 0, "loss": None}, "step 1 · loss not finite"),
        (
            {"state": "training", "step": 0, "replay": {"steps": 20, "bytes": 36 << 20, "limit": 1 << 30}},
            "step 1 · full speed, 36 of 1,024 MiB for replays",
        ),
    ],
)
def test_what_is_not_known_is_left_out(progress: dict[str, object], text: str) -> None:
    assert progress_text(progress) == text
