"""The trial of a layer, for people: what was called with what, the shapes in it, then one line a question."""

from __future__ import annotations

import linecache
from typing import TYPE_CHECKING

from pyadapter.terminal.source import shown_path

if TYPE_CHECKING:
    from pyadapter.core.layer_trial import Check, LayerTrial
    from pyadapter.terminal.style import Style

_SIGNS = {"ok": "✓", "failed": "✗", "left out": "\N{EN DASH}"}

_SOURCE = 60
"""Characters of a line of source beside what it made."""


def trial_text(trial: LayerTrial, style: Style) -> str:
    """Return the report."""
    lines = [
        f"{style.strong}{trial.name}{style.end}, a {trial.kind} ({shown_path(trial.file)}:{trial.line})",
        *(f"  {style.faint}{note}{style.end}" for note in trial.notes),
        f"  made     {trial.arguments}  {style.faint}{trial.arguments_from}{style.end}",
    ]
    if trial.inputs:
        lines.append(f"  called   {trial.inputs}  {style.faint}{trial.inputs_from}{style.end}")
    if trial.rows:
        lines += ["", *_shapes(trial, style)]
    if trial.failure is not None:
        lines += ["", *_failure(trial, style)]
    if trial.checks:
        width = max(len(check.name) for check in trial.checks)
        lines += ["", *(check_text(check, style, width) for check in trial.checks)]
    return "\n".join(lines)


def check_text(check: Check, style: Style, width: int) -> str:
    """Return the line of one question, and its fix below."""
    sign = _SIGNS[check.verdict]
    colour = {"ok": style.good, "failed": style.bad}.get(check.verdict, "")
    if colour:
        sign = f"{colour}{sign}{style.end}"
    faint = style.faint if check.verdict == "left out" else ""
    line = f"  {sign} {check.name.ljust(width)}  {faint}{check.reason}{style.end if faint else ''}"
    return f"{line}{_fix(check, width, style)}" if check.fix else line


def _fix(check: Check, width: int, style: Style) -> str:
    word = "Fix" if check.verdict == "failed" else "Or"
    return f"\n    {' ' * width}  {style.strong}{word}:{style.end} {check.fix}"


def _shapes(trial: LayerTrial, style: Style) -> list[str]:
    """Return the table of what each line made."""
    failing = trial.failure.line if trial.failure is not None else None
    names = max(len(row.name) for row in trial.rows)
    whats = min(40, max(len(row.what) for row in trial.rows))
    lines = []
    shown: int | None = None
    for row in trial.rows:
        source = "" if row.line == shown else _source(trial.file, row.line)
        shown = row.line
        number = f"{row.line:4d}" if source else "    "
        bad = row.line == failing
        mark = ">" if bad and source else " "
        text = f"  {mark} {number}  {row.name.ljust(names)}  {row.what.ljust(whats)}"
        colour = style.bad if bad else ""
        lines.append(f"{colour}{text}{style.end if bad else ''}  {style.faint}{source}{style.end}".rstrip())
    if failing is not None and all(row.line != failing for row in trial.rows):
        source = _source(trial.file, failing)
        lines.append(f"{style.bad}  > {failing:4d}  {source}{style.end}")
    return lines


def _source(file: str, line: int) -> str:
    text = linecache.getline(file, line).strip()
    return text if len(text) <= _SOURCE else f"{text[: _SOURCE - 1]}…"


def _failure(trial: LayerTrial, style: Style) -> list[str]:
    failure = trial.failure
    if failure is None:
        return []
    place = f" at line {failure.line}" if failure.line else ""
    lines = [f"  {style.bad}✗ {failure.kind}{place}: {failure.text}{style.end}"]
    if failure.why:
        lines.append(f"    Why: {failure.why}")
    if failure.fix:
        lines.append(f"    {style.strong}Fix:{style.end} {failure.fix}")
    return lines
