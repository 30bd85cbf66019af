"""Findings in words: the title and the message that the exception widget, the panel and the report show."""

from __future__ import annotations

import ntpath
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

from pyadapter.core.lines import LINE_WIDTH, TITLE_WIDTH, cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.digest import TensorDigest
    from pyadapter.core.finding import BatchRows, Cause, Finding, Location, Phase, Replay
    from pyadapter.core.statistics import Statistics

LINES = 8
"""Lines that read well in VS Code's exception widget."""

_SHOWN_ROWS = 5
_FEWER_ROWS = 2
_NAMES = {"nan": "NaN", "inf": "Inf"}
_ROLES = {
    "loss": "in the loss",
    "feature": "in the data",
    "label": "in the labels",
    "variable": "in weight",
    "gradient": "in gradient of",
}
_PHASES: dict[Phase, str] = {
    "data": "in the data",
    "forward": "in the forward pass",
    "loss": "in the loss",
    "backward": "in the backward pass",
    "optimizer": "in the optimizer's update",
    "metric": "in a metric",
    "epoch": "at the end of the epoch",
}


def worded(finding: Finding, *, validating: bool = False, diagnosed: bool = False) -> Finding:
    """Fill in a finding's title and message from its other fields.

    Args:
        finding: What was found. Where a detector gave a title, its summary stands in `message` so far.
        validating: Whether the batch is one of `fit`'s validation data.
        diagnosed: Whether it was found in the set-up.
    """
    if finding.replay is not None:
        said = replayed(finding.replay)
        # What may not be the same is to be known before anything is concluded from the numbers.
        evidence = (*finding.evidence, *said) if finding.replay.exact else (*said, *finding.evidence)
        finding = replace(finding, evidence=evidence)
    return replace(
        finding,
        title=finding.title or title(finding),
        message=message(finding, validating=validating, diagnosed=diagnosed),
    )


def replayed(replay: Replay) -> tuple[str, ...]:
    """Say how a compiled step was run again in eager execution, and why it may not be the same."""
    if not replay.exact:
        first, *others = replay.reasons or ("it may differ from the compiled step",)
        return (f"Replayed approximately: {first}", *others)
    if replay.snapshot == replay.step:
        return (f"Step {replay.step} was replayed exactly, from the state before it",)
    return (f"Step {replay.step} was replayed exactly, by way of the steps from {replay.snapshot} on",)


def title(finding: Finding) -> str:
    """Make the headline of at most 40 characters, for example `NaN in custom_log (Log)`."""
    bad = _NAMES.get(finding.kind, finding.kind)
    tensor = finding.tensor
    op = f" ({finding.op})" if finding.op else ""
    layer = (finding.layer or "").rpartition("/")[2]
    if tensor and tensor.role in _ROLES:
        name = tensor.name or (layer if tensor.role == "gradient" else "")
        if tensor.role in ("feature", "label") and name:
            name = f": {name}"
        return _fitted(f"{bad} {_ROLES[tensor.role]}", "" if tensor.role == "loss" else name)
    place = layer or (finding.location.function if finding.location else None) or ""
    return _fitted(
        f"{bad} in gradient of" if finding.phase == "backward" else f"{bad} in",
        place or finding.op or "a tensor",
        op if place else "",
    )


def message(finding: Finding, *, validating: bool = False, diagnosed: bool = False) -> str:
    """Make the message: 3 to 8 lines of at most 85 characters, the conclusion first.

    How much is bad; where; when; what the inputs were like; why, and what to write instead.
    """
    conclusion = finding.message or how_much(finding)
    cause = finding.causes[0] if finding.causes else None
    told = cause is not None and says(cause, conclusion)
    lines = _wrapped(cause.message, 2, "") if cause is not None and told else [conclusion]
    when = _when(finding, "before the first update" if diagnosed else None)
    lines += [*_where(finding), when + (" of validation" if validating else "")]
    if len(lines) < 3 and finding.tensor:  # noqa: PLR2004 - the fewest lines that look like a message
        lines.append(finding.tensor.line)
    why: list[str] = []
    if cause is not None:
        place = _elsewhere(finding, cause)
        why = [] if told else _wrapped(f"Why{place}: {cause.message}", 2)
        why += _wrapped(f"Fix{place if told else ''}: {cause.fix}", 2)
    room = LINES - len(lines) - len(why)
    more = [*finding.evidence, *(_input(index, digest) for index, digest in enumerate(finding.inputs))]
    lines += more[: max(0, room)]
    return "\n".join(cut(line, LINE_WIDTH) for line in (*lines, *why))


def says(cause: Cause, conclusion: str) -> bool:
    """Whether a conclusion, which may have been cut, is what a cause says: once is enough then."""
    start = conclusion.removesuffix("…").rstrip(".")
    return bool(start) and cause.message.startswith(start)


def how_much(finding: Finding) -> str:
    """Say how many values are bad and in which rows: `3 of 320 values are NaN, rows 4`."""
    statistics = finding.tensor.statistics if finding.tensor else None
    bad = _bad(statistics) if statistics else []
    if not statistics or not bad:
        return f"There is {_NAMES.get(finding.kind, finding.kind)} {_PHASES[finding.phase]}"
    if statistics.count == 1:
        return f"The value is {bad[0][1]}"
    first_count, first_name = bad[0]
    if first_count == statistics.count:
        return f"All {statistics.count} values are {first_name}"
    least = "At least " if statistics.sampled else ""
    others = "".join(f", {count} {name}" for count, name in bad[1:])
    verb = "is" if first_count == 1 else "are"
    sentence = f"{least}{first_count} of {statistics.count} values {verb} {first_name}{others}"
    return sentence + rows_in_words(finding.batch, LINE_WIDTH - len(sentence))


def rows_in_words(batch: BatchRows | None, room: int = LINE_WIDTH) -> str:
    """List guilty rows, and their rows in the data set: `, rows 4 and 9 (77 and 80 of the data set)`.

    Args:
        batch: The rows.
        room: At most so many characters; the rows in the data set are left out when they do not fit.
    """
    if not batch or not batch.rows:
        return ""
    known = [row for row in batch.dataset_rows if row is not None]
    if len(known) == len(batch.rows):
        for shown in (_SHOWN_ROWS, _FEWER_ROWS):
            words = f", rows {_listed(batch.rows, shown)} ({_listed(known, shown)} of the data set)"
            if len(words) <= room:
                return words
    return f", rows {_listed(batch.rows, _SHOWN_ROWS)}"


def _bad(statistics: Statistics) -> list[tuple[int, str]]:
    counts = (
        (statistics.nan, "NaN"),
        (statistics.positive_inf, "+Inf"),
        (statistics.negative_inf, "−Inf"),
    )
    return [(count, name) for count, name in counts if count]


def _listed(rows: Sequence[int], at_most: int) -> str:
    shown = [str(row) for row in rows[:at_most]]
    more = len(rows) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _where(finding: Finding) -> list[str]:
    place = ""
    if finding.location:
        place = _place(finding.location)
        if finding.location.function:
            place += f" in {finding.location.function}"
    op = f"op {finding.op}" if finding.op else ""
    path = finding.layer or ""
    line = ""
    # The line of source stands last and must not be cut off: rather less of the path.
    for layer in (path, path.rpartition("/")[2]):
        line = ", ".join(part for part in (op, layer and f"layer {layer}", place) if part)
        if len(line) + len("Where: ") <= LINE_WIDTH:
            break
    return [f"Where: {line}"] if line else []


def _place(location: Location) -> str:
    # Files of Windows and of POSIX alike: the debuggee may run elsewhere.
    return f"{ntpath.basename(location.file)}:{location.line}"


def _elsewhere(finding: Finding, cause: Cause) -> str:
    if not cause.location or (finding.location and _place(cause.location) == _place(finding.location)):
        return ""
    return f" ({_place(cause.location)})"


def _when(finding: Finding, moment: str | None = None) -> str:
    parts = []
    if finding.epoch is not None:
        parts.append(f"epoch {finding.epoch}")
    if finding.step is not None:
        parts.append(f"step {finding.step}")
    assigned = finding.phase == "data" and finding.tensor and finding.tensor.role == "variable"
    moment = moment or ("as the weight was assigned" if assigned else _PHASES[finding.phase])
    return f"When: {', '.join((*parts, moment))}"


def _input(index: int, digest: TensorDigest) -> str:
    name = digest.name or f"input {index}"
    return f"{cut(name, 20)}: {digest.line}"


def _fitted(start: str, name: str, end: str = "") -> str:
    if not name:
        return start
    if len(start) + 1 + len(name) + len(end) > TITLE_WIDTH and "/" in name:
        name = name.rpartition("/")[2]
    gap = "" if name.startswith(":") else " "
    room = TITLE_WIDTH - len(start) - len(gap) - len(end)
    return cut(f"{start}{gap}{cut(name, max(8, room))}{end}", TITLE_WIDTH)


def _wrapped(text: str, lines: int, indent: str = "     ") -> list[str]:
    return textwrap.wrap(text, LINE_WIDTH, max_lines=lines, placeholder=" …", subsequent_indent=indent)
