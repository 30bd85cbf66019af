"""`keras-debug check-data`: the data at the end of the pipeline, and what looks wrong first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.terminal.script import FOUND
from pyadapter.terminal.trials.places import place_to_wire, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.batch.distributions import Bar
    from pyadapter.core.trials.data import Described
    from pyadapter.probe.trials.check_data import Checked
    from pyadapter.probe.trials.interception import Call
    from pyadapter.terminal.style import Page
    from pyadapter.terminal.trials.command import Options
    from pyadapter.terminal.trials.run import Answer

BAR = 32
"""Characters of the longest bar."""

MOST = 12
"""Classes that are shown."""

LABELS = frozenset({"constant-labels", "label-out-of-range", "loss-for-task", "target-rank"})
"""Causes that say the same of labels in other words."""

HEIGHTS = " ▁▂▃▄▅▆▇█"


def ask(call: Call, options: Options, page: Page) -> Answer:
    """Look at the data.

    Raises:
        Exception: What the user's pipeline raises.
    """
    from pyadapter.probe.trials.check_data import check_data  # noqa: PLC0415 -- imports numpy, the script's to import

    found = check_data(call, options.batches)
    entries = entries_of(found)
    code = FOUND if any(entry["wrong"] for entry in entries) else 0
    return text_of(found, entries, page), wire_of(found, entries), code


def entries_of(found: Checked) -> list[dict[str, Any]]:
    """Put what rules and values say into one list: what is wrong first; of one cause the one with a line."""
    entries: list[dict[str, Any]] = []
    for diagnosis in found.diagnoses:
        cause = diagnosis.cause
        place = place_to_wire(cause.location)
        wrong = diagnosis.severity == "finding"
        entries.append(
            {"id": cause.id, "message": cause.message, "fix": cause.fix, "wrong": wrong, "location": place}
        )
    known = {entry["id"] for entry in entries}
    known |= LABELS if known & LABELS else frozenset()
    entries += [
        {"id": each.id, "message": each.message, "fix": each.fix, "wrong": each.wrong, "location": None}
        for each in found.problems
        if each.id not in known
    ]
    first = {"labels-in-inputs": 0, "nan-in-data": 1}
    entries.sort(key=lambda entry: (not entry["wrong"], first.get(entry["id"], 2)))
    return entries


def text_of(found: Checked, entries: Sequence[dict[str, Any]], page: Page) -> str:
    """Return the report for people."""
    from pyadapter.core.digest import short_number  # noqa: PLC0415 -- as above

    style = page.style
    wrong = [entry for entry in entries if entry["wrong"]]
    place = f" at {shown(found.location)}" if found.location is not None else ""
    batches = "batch" if found.batches == 1 else "batches"
    about = (
        f"{found.model}{place}: {found.rows} rows of the first {found.batches} {batches}, {found.structure}"
    )
    lines = page.wrapped(about, "")
    for column in found.columns:
        lines += ["", *_column(column, page)]
    if found.loss is not None and abs(found.loss) < float("inf"):
        lines += ["", f"  The loss of the first batch, before any training: {short_number(found.loss)}"]
    head = f"{style.bad}● Wrong" if wrong else f"{style.good}✓ Nothing looks wrong"
    lines += ["", f"{head}{style.end}"]
    for number, entry in enumerate(wrong, 1):
        lines += _entry(entry, f"  {number}. ", page)
    notes = [entry for entry in entries if not entry["wrong"]]
    if notes:
        lines += ["", f"{style.strong}Worth knowing{style.end}"]
    for entry in notes:
        lines += _entry(entry, "  · ", page)
    return "\n".join(lines)


def _entry(entry: dict[str, Any], mark: str, page: Page) -> list[str]:
    indent = " " * len(mark)
    lines = page.wrapped(entry["message"], mark, indent)
    place = entry["location"]
    if place is not None:
        from pyadapter.core.finding import Location  # noqa: PLC0415 -- as above

        lines.append(
            f"{indent}{page.style.faint}{shown(Location(place['file'], place['line']))}{page.style.end}"
        )
    if entry["fix"]:
        lines += page.wrapped(f"→ {entry['fix']}", indent, indent + "  ")
    return lines


def _column(column: Described, page: Page) -> list[str]:
    from pyadapter.core.digest import short_number  # noqa: PLC0415 -- as above

    style, values, seen = page.style, column.values, column.statistics
    lines = [f"  {style.strong}{values.name}{style.end}  {values.shape} {values.dtype}"]
    if seen is not None and seen.minimum is not None and seen.maximum is not None:
        low, high = short_number(seen.minimum), short_number(seen.maximum)
        text = f"{low} to {high}"
        if values.content.kind not in {"classes", "tokens"} and seen.mean is not None:
            text += f", mean {short_number(seen.mean)}, σ {short_number(seen.standard_deviation or 0.0)}"
        lines.append(f"    {text}")
    if seen is not None and (seen.nan or seen.positive_inf or seen.negative_inf):
        infinite = seen.positive_inf + seen.negative_inf
        lines.append(f"    {style.bad}{seen.nan} NaN, {infinite} infinite, of {seen.count}{style.end}")
    for fact in column.facts:
        lines += page.wrapped(fact, "    ")
    return [*lines, *_bars(column.bars)]


def _bars(bars: Sequence[Bar]) -> list[str]:
    shown_bars = list(bars)
    if len(shown_bars) > 2 * MOST:
        shown_bars = sorted(shown_bars, key=lambda bar: -bar.count)[:MOST]
    most = max((bar.count for bar in shown_bars), default=0)
    if not most:
        return []
    if shown_bars[0].start is not None:
        line = "".join(HEIGHTS[-(-bar.count * (len(HEIGHTS) - 1) // most)] for bar in shown_bars)
        return [f"    {line}"]
    width = max(len(bar.name) for bar in shown_bars)
    lines = []
    for bar in shown_bars:
        drawn = "█" * max(int(bar.count > 0), round(BAR * bar.count / most))
        lines.append(f"    {bar.name:>{width}} {drawn:<{BAR}} {bar.count}")
    if len(bars) > len(shown_bars):
        lines.append(f"    and {len(bars) - len(shown_bars)} more")
    return lines


def wire_of(found: Checked, entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the result for JSON."""
    return {
        "verdict": "wrong" if any(entry["wrong"] for entry in entries) else "fine",
        "model": found.model,
        "location": place_to_wire(found.location),
        "structure": found.structure,
        "batches": found.batches,
        "rows": found.rows,
        "firstLoss": found.loss if found.loss is None or abs(found.loss) < float("inf") else None,
        "problems": list(entries),
        "columns": [_column_to_wire(column) for column in found.columns],
    }


def _column_to_wire(column: Described) -> dict[str, Any]:
    seen, values = column.statistics, column.values
    return {
        "name": values.name,
        "role": values.role,
        "shape": values.shape,
        "dtype": values.dtype,
        "content": values.content.kind,
        "nan": None if seen is None else seen.nan,
        "infinite": None if seen is None else seen.positive_inf + seen.negative_inf,
        "minimum": None if seen is None else seen.minimum,
        "maximum": None if seen is None else seen.maximum,
        "mean": None if seen is None else seen.mean,
        "standardDeviation": None if seen is None else seen.standard_deviation,
        "facts": list(column.facts),
        "bars": [{"name": bar.name, "count": bar.count} for bar in column.bars],
        "ratio": column.ratio,
    }
