"""The score in a few lines: the shares, the times, and each miss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.score.judge import Verdict


@dataclass(frozen=True)
class Aim:
    """A share of the faulty programs that is to be reached."""

    name: str
    least: float
    reached: Callable[[Verdict], bool]


AIMS = (
    Aim("detection", 0.95, lambda verdict: verdict.detected),
    Aim("right cause first", 0.80, lambda verdict: verdict.diagnosed),
    Aim("right line", 0.75, lambda verdict: verdict.located),
)
"""What issue 5 asks for. Of 52 real programs the best published tools find 50, name 33 and place 22."""


def aims_hold(verdicts: Sequence[Verdict]) -> bool:
    """Whether every share is reached, no healthy program has a finding, and all else works."""
    faulty, healthy = _parts(verdicts)
    return (
        all(not faulty or _count(faulty, aim) >= aim.least * len(faulty) for aim in AIMS)
        and not any(verdict.detected for verdict in healthy)
        and not any(verdict.broken for verdict in healthy)
        and not any(verdict.failures for verdict in verdicts)
    )


def table(verdicts: Sequence[Verdict], seconds: float) -> str:
    """Return the score as text; `seconds` is the time in all."""
    faulty, healthy = _parts(verdicts)
    lines = [*_misses(faulty, healthy), "", f"{len(faulty)} faulty and {len(healthy)} healthy programs"]
    if faulty:
        lines += [_row(aim, _count(faulty, aim), len(faulty)) for aim in AIMS]
    if healthy:
        alarms = sum(verdict.detected for verdict in healthy)
        lines.append(
            f"{_mark(alarms == 0)} {'false alarms':<18} {alarms:>3} of {len(healthy):<3}       aim 0"
        )
    slowest = max(verdicts, key=lambda verdict: verdict.seconds)
    lines.append(f"  {seconds:.0f} s in all; slowest {slowest.expected.name}, {slowest.seconds:.0f} s")
    return "\n".join(lines)


def _parts(verdicts: Sequence[Verdict]) -> tuple[list[Verdict], list[Verdict]]:
    faulty = [verdict for verdict in verdicts if verdict.expected.faulty]
    return faulty, [verdict for verdict in verdicts if not verdict.expected.faulty]


def _count(verdicts: Sequence[Verdict], aim: Aim) -> int:
    return sum(map(aim.reached, verdicts))


def _row(aim: Aim, count: int, of: int) -> str:
    share = count / of
    reached = count >= aim.least * of
    return f"{_mark(reached)} {aim.name:<18} {count:>3} of {of:<3} {share:>4.0%}  aim {aim.least:.0%}"


def _mark(good: bool) -> str:
    return "✓" if good else "✗"


def _misses(faulty: Sequence[Verdict], healthy: Sequence[Verdict]) -> list[str]:
    lines = []
    for verdict in faulty:
        missed = [aim.name for aim in AIMS if not aim.reached(verdict)]
        if missed:
            expected = verdict.expected
            where = ", ".join(map(str, sorted(expected.lines)))
            wanted = f"{'|'.join(sorted(expected.causes))}, line {where}"
            missing = "not found" if not verdict.detected else ", ".join(f"not the {name}" for name in missed)
            lines.append(f"✗ {expected.name} ({missing}): expected {wanted}; got {verdict.told}")
    for verdict in healthy:
        if verdict.detected:
            lines.append(f"✗ {verdict.expected.name} (false alarm): got {verdict.told}")
        elif verdict.broken:
            lines.append(f"✗ {verdict.expected.name} (does not run): got {verdict.told}")
    lines += [
        f"✗ {verdict.expected.name} (failure in the probe): {verdict.failures[0]}"
        for verdict in (*faulty, *healthy)
        if verdict.failures
    ]
    return lines
