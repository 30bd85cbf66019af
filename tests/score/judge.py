"""Compares what was told of a program with what it expects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.harness.starter import Ended
    from tests.score.expectation import Expectation


@dataclass(frozen=True)
class Verdict:
    """How well one program was judged.

    Attributes:
        expected: The program.
        told: Kind, causes and place of the first finding in words, or how it ended without one.
        detected: There was a finding.
        diagnosed: The first cause of the first finding is one of the right ones.
        located: The line that it points at is one of the marked ones.
        broken: There was no finding, and the program did not end well either.
        seconds: How long it took.
    """

    expected: Expectation
    told: str
    detected: bool
    diagnosed: bool
    located: bool
    broken: bool
    seconds: float


def judge(expected: Expectation, ended: Ended, seconds: float) -> Verdict:
    """Judge a run by its report, or by how it ended without one.

    Only the first finding counts: the run is stopped there, and it is what the user reads.
    """
    findings = ended.report.get("findings", [])
    if not findings:
        told = (
            "nothing"
            if ended.code == 0
            else f"nothing, and it ended with {ended.code}: {_last_line(ended.output)}"
        )
        return Verdict(expected, told, False, False, False, ended.code != 0, seconds)
    finding = findings[0]
    causes = [cause["id"] for cause in finding.get("causes", [])]
    place = _place(finding)
    located = (
        place is not None
        and Path(place["file"]).name == expected.path.name
        and place["line"] in expected.lines
    )
    told = f"{finding['kind']}: {' > '.join(causes) or 'no cause'}, {_words(place)}"
    return Verdict(
        expected, told, True, bool(causes) and causes[0] in expected.causes, located, False, seconds
    )


def _place(finding: dict[str, Any]) -> dict[str, Any] | None:
    """Where the first cause says that the fix belongs, otherwise where the finding is."""
    for cause in finding.get("causes", [])[:1]:
        if cause.get("location"):
            place: dict[str, Any] = cause["location"]
            return place
    return finding.get("location")


def _last_line(output: str) -> str:
    lines = output.strip().splitlines()
    return lines[-1][:200] if lines else "no output"


def _words(place: dict[str, Any] | None) -> str:
    return f"line {place['line']} of {Path(place['file']).name}" if place else "no line"
