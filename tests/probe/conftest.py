"""A probe in the test's own process, as a terminal has it: findings are collected, nothing pauses."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pyadapter.probe.bootstrap import start_in_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from pyadapter.core.finding import Cause, Finding
    from pyadapter.probe.handles import Stop
    from pyadapter.probe.probe import Probe

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")


class Watched:
    """What a test sees of the probe."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.hints: list[Cause] = []
        self.at_stop: Callable[[Stop], None] = lambda _stop: None
        self.can_pause = True
        self.probe: Probe

    def can_stop(self) -> bool:
        return self.can_pause

    def stop(self, stop: Stop, frame: FrameType | None, *, live: bool) -> None:
        del frame, live
        assert stop.finding is not None
        self.findings.append(stop.finding)
        self.at_stop(stop)

    def hint(self, cause: Cause) -> None:
        self.hints.append(cause)

    @property
    def only(self) -> Finding:
        """The one finding there was."""
        assert len(self.findings) == 1, [(finding.title, finding.location) for finding in self.findings]
        return self.findings[0]


@pytest.fixture
def watch() -> Iterator[Callable[..., Watched]]:
    """Start a probe with breakpoints, by default at every first NaN and Inf."""
    started: list[Watched] = []

    def start(*breakpoints: dict[str, str], **configuration: Any) -> Watched:
        watched = Watched()
        kinds = breakpoints or ({"kind": "nan"}, {"kind": "inf"})
        watched.probe = start_in_terminal({"breakpoints": list(kinds), **configuration}, watched)
        started.append(watched)
        return watched

    yield start
    for watched in started:
        watched.probe.close()


@pytest.fixture
def watched(watch: Callable[..., Watched]) -> Watched:
    """A probe that finds every first NaN and Inf."""
    return watch()


@pytest.fixture
def errors(watch: Callable[..., Watched]) -> Watched:
    """A probe that finds what errors can become."""
    return watch(
        *({"kind": kind} for kind in ("shape-mismatch", "dtype", "exception")),
        *({"kind": kind} for kind in ("out-of-memory", "label-out-of-range", "input-range")),
    )


def line_of(marker: str, file: str) -> int:
    """Return the line of `# @marker` in a file."""
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.endswith(f"# @{marker}"))
