"""`keras-debug overfit`: the verdict with its curve."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from pyadapter.terminal.command import USAGE_ERROR
from pyadapter.terminal.script import FOUND
from pyadapter.terminal.style import say
from pyadapter.terminal.trials.places import finite, place_to_wire, shown

if TYPE_CHECKING:
    from pyadapter.probe.trials.interception import Call
    from pyadapter.probe.trials.overfit import Overfitted
    from pyadapter.terminal.style import Page
    from pyadapter.terminal.trials.command import Options
    from pyadapter.terminal.trials.run import Answer

PLOT = 64
"""Characters of the curve at most."""


def ask(call: Call, options: Options, page: Page) -> Answer:
    """Train on one batch.

    Raises:
        Exception: What the user's model raises of it.
    """
    # These import numpy, which is the script's to import first.
    from pyadapter.core.trials.overfitting import GOOD  # noqa: PLC0415
    from pyadapter.probe.trials.following import NoLossError  # noqa: PLC0415
    from pyadapter.probe.trials.overfit import Limits, NoBatchError, overfit  # noqa: PLC0415

    try:
        found = overfit(call, Limits(options.rows, options.steps, options.seconds), _progress)
    except (NoBatchError, NoLossError) as error:
        _clear()
        empty = isinstance(error, NoBatchError)
        advice = (
            "Look at filters and paths of files."
            if empty
            else "Return the loss that is to fall as `loss`, beside the others."
        )
        text = "\n".join(page.wrapped(f"keras-debug: {error} {advice}", ""))
        wire = {"verdict": "no-data" if empty else "no-loss", "message": [str(error)]}
        return text, wire, USAGE_ERROR
    except Exception:
        _clear()
        say(
            sys.stderr,
            "\nkeras-debug: the first steps on one batch raise the error below, as `fit` would.\n"
            "`keras-debug run` names the line and the tensors, `check-data` shows what the model gets.\n\n",
        )
        raise
    _clear()
    code = 0 if found.verdict.kind in GOOD else FOUND
    return text_of(found, page, _braille()), wire_of(found), code


def text_of(found: Overfitted, page: Page, braille: bool) -> str:
    """Return the report for people."""
    from pyadapter.core.digest import short_number  # noqa: PLC0415 -- as above
    from pyadapter.core.trials.overfitting import GOOD  # noqa: PLC0415 -- as above
    from pyadapter.core.trials.plot import is_logarithmic, plot  # noqa: PLC0415 -- as above

    style, verdict, losses = page.style, found.verdict, found.attempt.losses
    good = verdict.kind in GOOD
    head = f"{style.good}✓" if good else f"{style.bad}●"
    rows, whole = found.rows
    of = f" of the {whole}" if whole != rows else ""
    rate = found.around.rate
    speed = f", {found.around.optimizer} at {short_number(rate)}" if rate is not None else ""
    place = f" at {shown(found.location)}" if found.location is not None else ""
    lines = [f"{head} {verdict.title}{style.end}"]
    lines += page.wrapped(f"{found.model}{place}: {rows}{of} rows of its first batch{speed}", "  ")
    lines += page.wrapped("; ".join(f"{name} {shape} {dtype}" for name, shape, dtype in found.columns), "  ")
    width = min(PLOT, page.width - 14)
    scale = ", logarithmic" if is_logarithmic(losses) else ""
    drawn = plot(losses, width, braille=braille) if len(losses) > 1 else []
    if drawn:
        lines += ["", f"  {style.faint}{found.loss}{scale}{style.end}", *(f"  {line}" for line in drawn)]
    lines += ["", *page.wrapped(" ".join(verdict.why), "  ")]
    for name, (first, last) in found.metrics.items():
        lines.append(f"  {name}: {_number(first)} → {_number(last)}")
    if verdict.tries:
        lines += ["", f"  {style.strong}Try next{style.end}"]
        for number, each in enumerate(verdict.tries, 1):
            lines += page.wrapped(each, f"  {number}. ", "     ")
    notes = []
    if found.out_of_time:
        notes.append("Time was up before it was decided: --seconds gives more.")
    if found.left_out:
        notes.append(f"Not called: {', '.join(found.left_out)}.")
    lines += ["", *(f"  {style.faint}{note}{style.end}" for note in notes)] if notes else []
    return "\n".join(lines)


def wire_of(found: Overfitted) -> dict[str, Any]:
    """Return the result for JSON; what is not finite is null."""
    attempt, verdict = found.attempt, found.verdict
    return {
        "verdict": verdict.kind,
        "title": verdict.title,
        "message": list(verdict.why),
        "try": list(verdict.tries),
        "model": found.model,
        "location": place_to_wire(found.location),
        "rows": found.rows[0],
        "batchRows": found.rows[1],
        "columns": [{"name": name, "shape": shape, "dtype": dtype} for name, shape, dtype in found.columns],
        "optimizer": found.around.optimizer,
        "learningRate": found.around.rate,
        "steps": len(attempt.losses),
        "losses": [finite(loss) for loss in attempt.losses.tolist()],
        "looks": [
            {"step": look.step, "loss": None if look.loss is None else finite(look.loss), "right": look.right}
            for look in attempt.looks
        ],
        "leastLoss": attempt.yardstick.least,
        "constantLoss": attempt.yardstick.constant,
        "metrics": {name: [finite(each) for each in ends] for name, ends in found.metrics.items()},
        "outOfTime": found.out_of_time,
    }


def _number(value: float) -> str:
    return f"{value:.4g}"


def _progress(step: int, loss: float) -> None:
    if sys.stderr.isatty():
        say(sys.stderr, f"\r\033[2Kone batch again and again: step {step}, loss {_number(loss)}")


def _clear() -> None:
    if sys.stderr.isatty():
        say(sys.stderr, "\r\033[2K")


def _braille() -> bool:
    try:
        "⠿".encode(sys.stderr.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
