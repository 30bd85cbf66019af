"""What the last run knew of a tensor or of a fault, in words."""

from __future__ import annotations

import time
from pathlib import PurePath
from typing import TYPE_CHECKING

from pyadapter.core.digest import short_count, short_dtype, short_number

if TYPE_CHECKING:
    from pyadapter.core.record_matching import Matched
    from pyadapter.core.run_record import FindingRecord, Seen, TensorRecord
    from pyadapter.language.last_run import Run

MOST_ROWS = 12
"""Of the table of a hover: the last steps."""

STALE = "The line has changed since that run."


def label_of(match: Matched) -> str:
    """Return the text of an inlay hint: `: f32[32, 5]`; an axis that differed is a question mark."""
    sizes = ", ".join("?" if size is None else str(size) for size in match.tensor.shape)
    stale = " (before the change)" if match.stale else ""
    return f": {short_dtype(match.tensor.dtype)}[{sizes}]{stale}"


def run_text(run: Run, step: int | None = None) -> str:
    """Say which run it was."""
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.started))
    at = "" if step is None else f", step {step}"
    return f"{PurePath(run.program).name}, {when}{at}"


def tooltip_of(match: Matched, run: Run) -> str:
    """Return the tooltip of an inlay hint."""
    history = match.tensor.history
    text = f"Last run: {run_text(run, history[-1].step if history else None)}."
    return f"{text} {STALE}" if match.stale else text


def hover_of(match: Matched, run: Run) -> str:
    """Return the hover over a name, as Markdown: digest, what is bad, the course, and which run it was."""
    tensor = match.tensor
    parts = [f"**{tensor.name}** `{tensor.digest}`"]
    if match.stale:
        parts.append(f"⚠ {STALE}")
    bad = next((seen for seen in tensor.history if seen.bad), None)
    if bad is not None:
        parts.append(f"⚠ {short_count(bad.bad)} values that are not finite, first seen at step {bad.step}")
    rows = [row for row in map(_row, tensor.history[-MOST_ROWS:]) if row]
    if rows:
        parts.append("\n".join(("| step | mean ± std | min … max |", "|--:|:--|:--|", *rows)))
    parts.append(_origin(tensor, run))
    return "\n\n".join(parts)


def finding_text(finding: FindingRecord, run: Run) -> str:
    """Return the message of a diagnostic: what, why, what to write, and in which run."""
    cause = finding.causes[0] if finding.causes else None
    lines = [finding.title, finding.message.partition("\n")[0] if cause is None else cause.message]
    if cause is not None and cause.fix:
        lines.append(f"Fix: {cause.fix}")
    lines.append(f"Last run: {run_text(run, finding.step)}")
    return "\n".join(lines)


def _row(seen: Seen) -> str:
    if seen.minimum is None or seen.maximum is None:
        return ""
    moments = ""
    if seen.mean is not None and seen.deviation is not None:
        moments = f"{short_number(seen.mean)} ± {short_number(seen.deviation)}"
    return f"| {seen.step} | {moments} | {short_number(seen.minimum)} … {short_number(seen.maximum)} |"


def _origin(tensor: TensorRecord, run: Run) -> str:
    step = tensor.history[-1].step if tensor.history else None
    layer = f"`{tensor.layer}` · " if tensor.layer else ""
    return f"{layer}last run: {run_text(run, step)}"
