"""The words and colours of the terminal's report."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from pyadapter.core.finding import Finding, Location
from pyadapter.terminal.text import Style, ending, finding_text

if TYPE_CHECKING:
    from pathlib import Path


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_finding_shows_the_line_of_source_it_is_about(tmp_path: Path) -> None:
    file = tmp_path / "train.py"
    file.write_text("import keras\nx = 1\nbad = log(x)\nafter = 2\n", encoding="utf-8")
    finding = Finding(
        "nan", "NaN in Log", "3 of 4 values\nWhere: here", "forward", location=Location(str(file), 3)
    )

    assert finding_text(finding, Style()).splitlines() == [
        "● NaN in Log",
        "  3 of 4 values",
        "  Where: here",
        "",
        f"  {file}:3",
        "       1 | import keras",
        "       2 | x = 1",
        "  >    3 | bad = log(x)",
        "       4 | after = 2",
    ]


def test_evidence_that_the_message_had_no_room_for_is_below_it() -> None:
    finding = Finding(
        "dead-units", "Dead", "24 of 24 units\nWhen: now\nfirst", "forward", evidence=("first", "second")
    )
    assert finding_text(finding, Style()).splitlines()[1:] == [
        "  24 of 24 units",
        "  When: now",
        "  first",
        "  second",
    ]


def test_a_terminal_has_colours_unless_they_are_unwanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert Style.of(Terminal()).bad
    assert not Style.of(io.StringIO()).bad

    monkeypatch.setenv("NO_COLOR", "1")
    assert not Style.of(Terminal()).bad


@pytest.mark.parametrize(
    ("count", "text"), [(0, "no finding, the script ended well"), (1, "1 finding,"), (2, "2 findings,")]
)
def test_the_last_line_counts_findings(count: int, text: str) -> None:
    assert text in ending([Finding("nan", "", "", "forward")] * count, "completed", Style())
