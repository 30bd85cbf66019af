"""What an editor shows of a file that is too large to be kept whole: it crosses to another process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.source.analysis import analyse
from pyadapter.core.source.lenses import lenses_of

if TYPE_CHECKING:
    from pyadapter.core.source.analysis import Analysis
    from pyadapter.core.source.diagnostic import Diagnostic
    from pyadapter.core.source.lenses import Lens


@dataclass(frozen=True, eq=False)
class Outline:
    """A file.

    Attributes:
        diagnostics: In the order of the text.
        lenses: As above.
        analysis: All that is known; None for a file that was read in another process.
        failures: What went wrong in checks.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    lenses: tuple[Lens, ...] = ()
    analysis: Analysis | None = None
    failures: tuple[str, ...] = ()


def outline(text: str) -> Outline:
    """Read a file."""
    failures: list[str] = []
    analysis = analyse(text, lambda error: failures.append(repr(error)))
    return Outline(analysis.diagnostics, lenses_of(analysis), analysis, tuple(failures))


def outline_alone(text: str) -> Outline:
    """Read a file, and keep nothing of its tree."""
    found = outline(text)
    return Outline(found.diagnostics, found.lenses, None, found.failures)
