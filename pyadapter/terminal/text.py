"""The report for people: a finding with the lines of source it is about, why, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.wording import says
from pyadapter.terminal.source import Note, fix, frame, indent_of, place, shown_path, statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.digest import Role, TensorDigest
    from pyadapter.core.finding import Cause, Confidence, Finding, Location
    from pyadapter.protocol.convert import Ended
    from pyadapter.terminal.style import Page

MOST_INPUTS = 3
"""Tensors under a line beside the one that the finding is about."""

CONFIDENCE: dict[Confidence, str] = {"certain": "certain", "likely": "likely", "possible": "worth a try"}
"""How sure a cause is, in words."""

_ROLES: dict[Role, str] = {
    "output": "result",
    "input": "input",
    "variable": "weight",
    "gradient": "gradient",
    "loss": "loss",
    "feature": "data",
    "label": "labels",
}


def finding_text(finding: Finding, page: Page) -> str:
    """Return the report of one finding.

    Args:
        finding: What was found.
        page: Where it is written.

    Returns:
        Several lines: headline, conclusion, source with its tensors, where and when, what else was seen, why.
    """
    style = page.style
    head = [f"{style.bad}● {finding.title}{style.end}  {style.faint}{finding.kind}{style.end}"]
    conclusion = finding.message.split("\n", 1)[0]
    if not finding.causes or not says(finding.causes[0], conclusion):
        head += page.wrapped(conclusion, "  ")
    notes = _notes(finding)
    shown = frame(finding.location, page, notes) if finding.location is not None else []
    facts = " · ".join(fact for fact in (_where(finding), _when(finding)) if fact)
    seen = [f"{style.faint}{line}{style.end}" for line in page.wrapped(facts, "  ")]
    in_words = [f"{note.name}: {note.text}" for note in notes]
    # Under the line of source they have been seen.
    told = {conclusion, *(in_words if shown else ())}
    for line in (*([] if shown else in_words), *finding.evidence):
        seen += page.wrapped(line, "  ", "    ") if line not in told else []
    why = [_why(cause, finding.location, page, _lead(cause, finding.causes[0])) for cause in finding.causes]
    blocks = [[*head, *seen]] if not shown else [head, shown, seen]
    return "\n\n".join("\n".join(block) for block in (*blocks, *why) if block)


def hints_text(hints: Sequence[Cause], page: Page) -> str:
    """Return what is a matter of taste, faint, a paragraph each; empty when there is nothing."""
    style = page.style
    lines: list[str] = []
    for hint in hints:
        where = f"{shown_path(hint.location.file)}:{hint.location.line}: " if hint.location else ""
        lines += page.wrapped(f"hint: {where}{hint.message}", "", "      ")
        lines += [f"      {line}" for line in hint.fix.splitlines()]
    return "\n".join(f"{style.faint}{line}{style.end}" for line in lines)


def ending(findings: Sequence[Finding], ended: Ended, page: Page) -> str:
    """Return the last line: how many findings, and how the script ended."""
    style = page.style
    how = {
        "completed": "the script ended well",
        "stopped": "the run was ended at the finding",
        "exception": "the script ended with an error",
        "interrupted": "the run was interrupted",
    }[ended]
    if not findings:
        colour = style.good if ended == "completed" else style.strong
        return f"{colour}keras-debug: no finding, {how}.{style.end}"
    count = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
    return f"{style.bad}keras-debug: {count}, {how}.{style.end}"


def _notes(finding: Finding) -> list[Note]:
    notes: list[Note] = []
    if finding.tensor is not None:
        notes.append(_note(finding.tensor, _ROLES.get(finding.tensor.role or "output", "result"), bad=True))
    for index, digest in enumerate(finding.inputs[:MOST_INPUTS]):
        note = _note(digest, f"input {index}", bad=False)
        if all(known.name != note.name or known.text != note.text for known in notes):
            notes.append(note)
    return notes


def _note(digest: TensorDigest, role: str, *, bad: bool) -> Note:
    # Where the values lie matters only where there is a choice.
    line = digest.line.removesuffix(" CPU:0")
    return Note(digest.name or role, line, bad)


def _where(finding: Finding) -> str:
    parts = (finding.op and f"op {finding.op}", finding.layer and f"layer {finding.layer}")
    return " · ".join(part for part in parts if part)


def _when(finding: Finding) -> str:
    """Return when it was, which the message says with more than the fields know: `of validation`."""
    start = "When: "
    said = (line for line in finding.message.splitlines() if line.startswith(start))
    return next(said, "").removeprefix(start)


def _lead(cause: Cause, first: Cause) -> str:
    """Return the word before a cause: what is wrong on another line may be wrong, too; others are choices."""
    if cause is first:
        return "Why"
    elsewhere = cause.location is not None and not _same_line(cause.location, first.location)
    beside = cause.confidence == "certain" or (cause.confidence == "likely" and elsewhere)
    return "Also" if beside else "Or"


def _why(cause: Cause, found: Location | None, page: Page, word: str) -> list[str]:
    style = page.style
    sure = CONFIDENCE[cause.confidence]
    lines = page.wrapped(f"{word} ({sure}): {cause.message}", "  ")
    lead = f"  {word} ({sure}):"
    if lines and lines[0].startswith(lead):
        lines[0] = f"{style.strong}{lead}{style.end}{lines[0][len(lead) :]}"
    if cause.location is None:
        return [*lines, *fix(cause.fix, page)]
    indent = indent_of(cause.location)
    if _same_line(cause.location, found):
        return [*lines, *fix(cause.fix, page, indent)]
    return [
        *lines,
        place(cause.location, page),
        *statement(cause.location, page),
        *fix(cause.fix, page, indent),
    ]


def _same_line(one: Location, other: Location | None) -> bool:
    return other is not None and (one.file, one.line) == (other.file, other.line)
