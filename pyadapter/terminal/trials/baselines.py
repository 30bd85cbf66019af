"""`keras-debug baselines`: the network beside answers that need none, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.terminal.command import USAGE_ERROR
from pyadapter.terminal.script import FOUND
from pyadapter.terminal.trials.places import finite, place_to_wire, shown

if TYPE_CHECKING:
    from pyadapter.core.trials.comparing import Score
    from pyadapter.probe.trials.baselines import Compared
    from pyadapter.probe.trials.interception import Call
    from pyadapter.terminal.style import Page
    from pyadapter.terminal.trials.command import Options
    from pyadapter.terminal.trials.run import Answer

NUMBERS = 4
"""Columns of numbers for each data set."""

TRIES = {
    "worse-than-constant": (
        "`keras-debug overfit` tells whether it can learn at all, `keras-debug check-data` what it is given.",
        "Compare the last activation with the loss: logits or probabilities, one unit or one for each class.",
    ),
    "no-better-than-constant": (
        "`keras-debug overfit` tells whether it can learn at all, `keras-debug check-data` what it is given.",
        "Train longer, or with another learning rate, if it can.",
    ),
    "worse-than-linear": (
        "Scale the inputs, train longer, or change the learning rate: what a line finds, a network can find.",
        "If it is better on the training data, it has learned rows by heart: fewer weights, more data.",
    ),
    "not-finite": ("Run `keras-debug run` on the script.",),
}
"""What to try next."""


def ask(call: Call, options: Options, page: Page) -> Answer:
    """Train and compare.

    Raises:
        Exception: What the training raises.
    """
    from pyadapter.probe.trials.baselines import NoComparisonError, baselines  # noqa: PLC0415 -- imports numpy, the script's to import

    try:
        found = baselines(call, options.rows)
    except NoComparisonError as error:
        text = "\n".join(page.wrapped(f"keras-debug: {error}", ""))
        return text, {"verdict": "no-comparison", "message": str(error)}, USAGE_ERROR
    return text_of(found, page), wire_of(found), 0 if found.kind == "better" else FOUND


def text_of(found: Compared, page: Page) -> str:
    """Return the report for people."""
    style = page.style
    place = f" at {shown(found.location)}" if found.location is not None else ""
    head = f"{style.good}✓" if found.kind == "better" else f"{style.bad}●"
    title, *rest = page.wrapped(found.sentence, "  ")
    lines = [f"{head} {title.strip()}{style.end}", *rest, f"  {found.model}{place}"]
    for name, scores in found.scores.items():
        lines += ["", *_table(name, found.rows[name], scores, page)]
    tries = TRIES.get(found.kind, ())
    if tries:
        lines += ["", f"  {style.strong}Try next{style.end}"]
    for number, each in enumerate(tries, 1):
        lines += page.wrapped(each, f"  {number}. ", "     ")
    if found.notes:
        lines += [""]
    for note in found.notes:
        lines += [f"{style.faint}{line}{style.end}" for line in page.wrapped(note, "  ")]
    return "\n".join(lines)


def _table(data: str, rows: int, scores: list[Score], page: Page) -> list[str]:
    style = page.style
    names = [name for name in scores[-1].numbers if name != "loss"][: NUMBERS - 1]
    accurate = any("acc" in name for name in names)
    known = not accurate and scores[-1].right is not None
    heads = ["loss", *(["accuracy"] if known else []), *names]
    cells = [
        [score.name, _number(score.loss), *([_number(score.right)] if known else []),
         *(_number(score.numbers.get(name)) for name in names)]
        for score in scores
    ]  # fmt: skip
    table = [[f"{data}, {rows} rows", *heads], *cells]
    widths = [max(len(row[column]) for row in table) for column in range(len(heads) + 1)]
    lines = []
    for place, row in enumerate(table):
        first, *others = row
        text = "  ".join(
            [
                first.ljust(widths[0]),
                *(each.rjust(width) for each, width in zip(others, widths[1:], strict=True)),
            ]
        )
        colour = style.faint if not place else style.strong if place == len(table) - 1 else ""
        lines.append(f"  {colour}{text.rstrip()}{style.end if colour else ''}")
    return lines


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"


def wire_of(found: Compared) -> dict[str, Any]:
    """Return the result for JSON; what is not finite is null."""
    return {
        "verdict": found.kind,
        "message": found.sentence,
        "try": list(TRIES.get(found.kind, ())),
        "model": found.model,
        "location": place_to_wire(found.location),
        "judgedOn": found.judged,
        "rows": found.rows,
        "scores": {
            name: [
                {
                    "name": score.name,
                    "constant": score.constant,
                    "loss": finite(score.loss),
                    "accuracy": score.right,
                    "metrics": {key: finite(value) for key, value in score.numbers.items()},
                }
                for score in scores
            ]
            for name, scores in found.scores.items()
        },
        "notes": list(found.notes),
    }
