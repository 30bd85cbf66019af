"""Checks files one after the other: one that fails does not take the others along."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pyadapter.core.source.analysis import analyse
from pyadapter.terminal.check.files import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pyadapter.core.source.diagnostic import Diagnostic, Level
    from pyadapter.terminal.check.files import Text

_READS = (b"keras", b"tensorflow")

ORDER: tuple[Level, ...] = ("error", "warning", "information", "hint")


@dataclass(frozen=True)
class Wanted:
    """Which diagnostics are wanted.

    Attributes:
        selected: Codes; all where there are none.
        ignored: Codes that are left out.
        levels: How bad a code is, instead of what it is usually.
    """

    selected: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    levels: Mapping[str, Level] = field(default_factory=dict)

    def of(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Return those that are wanted, as bad as they shall be."""
        kept: list[Diagnostic] = []
        for each in diagnostics:
            level = self.levels.get(each.code, each.level)
            if level == "off" or each.code in self.ignored:
                continue
            if not self.selected or each.code in self.selected:
                kept.append(replace(each, level=level))
        return tuple(kept)


@dataclass(frozen=True)
class Checked:
    """A file.

    Attributes:
        path: As it was asked for.
        content: What is in it.
        lines: Those that diagnostics count.
        diagnostics: That are wanted.
        left_out: The first line that Python cannot parse.
    """

    path: str
    content: Text
    lines: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    left_out: int | None = None


def check_file(path: Path, wanted: Wanted, failed: dict[str, str]) -> Checked | None:
    """Check a file; None where there is nothing to say of it but what `failed` is told."""
    try:
        data = path.read_bytes()
        if not any(word in data for word in _READS):
            return None
        checked = check_text(str(path), read(path), wanted, failed)
    except OSError as error:
        failed[str(path)] = error.strerror or str(error)
        return None
    except ValueError as error:
        failed[str(path)] = str(error)
        return None
    # Of thousands of files only those are kept that there is something to say of.
    return checked if checked.diagnostics or checked.left_out is not None else None


def check_text(path: str, content: Text, wanted: Wanted, failed: dict[str, str]) -> Checked:
    """Check what is in a file."""

    def tell(error: Exception) -> None:
        failed[path] = f"a check failed, the others went on: {type(error).__name__}: {error}"

    analysis = analyse(content.text, tell)
    left_out = analysis.module.left_out
    return Checked(
        path,
        content,
        tuple(analysis.module.lines),
        wanted.of(analysis.diagnostics),
        left_out[0] if left_out else None,
    )
