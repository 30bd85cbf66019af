"""Where two runs part, for people: a sentence, then the tensors around that place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.digest import short_dtype, short_number

if TYPE_CHECKING:
    from pyadapter.core.parting import Parting
    from pyadapter.core.run_digest import RunRecord, ValueDigest
    from pyadapter.core.run_matching import Pair
    from pyadapter.terminal.style import Style

_MOST_NAMES = 5
_WHAT = {
    "batch": "the batches differ",
    "outputs": "the outputs of layer `{}` differ",
    "loss": "the losses differ",
    "gradients": "the gradients of `{}` differ",
    "weights": "the weights `{}` differ after the update",
}
_SAME_WEIGHTS = "  Fix: keras.utils.set_random_seed(1), or the same weights by model.set_weights(…), in both."
_SAME_ORDER = "Fix: shuffle=False, or the same seed, in both."
_HINTS = {
    "loss": "All outputs agree: look at the loss, its labels and weights, and regularizers.",
    "gradients": "Outputs and loss agree: look at custom gradients, stop_gradient and clipping.",
    "weights": "The gradients agree: look at the optimizer, its learning rate and its other settings.",
}
_RANDOM = ("Dropout", "Noise", "Random")


def comparison_text(
    parting: Parting, names: tuple[str, str], records: tuple[RunRecord, RunRecord], style: Style
) -> str:
    """Return the report.

    Args:
        parting: What was found.
        names: The files.
        records: The recordings.
        style: Colours.
    """
    lines = [
        f"{label}  {name}{_header(record)}" for label, name, record in zip("AB", names, records, strict=True)
    ]
    lines += ["", *_verdict(parting, style)]
    if parting.pair is not None:
        lines += ["", *_table(parting, style)]
    if len(parting.course) > 1:
        lines += ["", f"  the loss, step by step: {_course(parting)}"]
    for label, only in zip("AB", parting.unmatched, strict=True):
        if only:
            more = f" and {len(only) - _MOST_NAMES} more" if len(only) > _MOST_NAMES else ""
            lines.append(f"  only in {label}: {', '.join(only[:_MOST_NAMES])}{more}")
    if parting.by_order:
        lines.append("  Names differ: tensors were matched by their order and shapes.")
    for label, record in zip("AB", records, strict=True):
        lines += [f"  {label}: {note}" for note in record.notes]
    return "\n".join(lines)


def _header(record: RunRecord) -> str:
    script, execution = record.header.get("script"), record.header.get("execution")
    return f"  ({script}, {execution}, {len(record.steps)} steps)"


def _verdict(parting: Parting, style: Style) -> list[str]:
    if parting.without_update is not None:
        run = "AB"[parting.without_update]
        return [
            f"{style.bad}The runs part in step {parting.step}{style.end}: {run} made no update.",
            "  Loss scaling (mixed_float16) skips a step whose gradients overflow, and halves its scale.",
        ]
    if parting.step is None or parting.pair is None:
        worst = f"no difference above {parting.worst:.1e}" if parting.worst else "no difference"
        text = f"The runs are the same{style.end}: {parting.steps} steps, {worst} {_allowed(parting)}."
        return [f"{style.good}{text}"]
    pair = parting.pair
    if parting.step < 0:
        first = (
            f"The runs begin with other weights{style.end}: `{_name(pair)}` differs by {_difference(pair)}"
        )
        return [f"{style.bad}{first} before the first update.", _SAME_WEIGHTS]
    what = _WHAT[parting.stage or ""].format(_name(pair))
    text = f"The runs part in step {parting.step}{style.end}: {what}, by {_difference(pair)}"
    lines = [f"{style.bad}{text} {_allowed(parting)}."]
    if parting.stage == "batch":
        lines.append(_about_batches(parting, pair))
    elif _shapes_differ(pair):
        lines.append(f"  Shapes differ: {_shape(pair.one)} and {_shape(pair.other)}.")
    elif parting.gradual:
        lines.append(
            "  The difference has grown step by step: rounding that adds up, not one layer that is wrong."
        )
    elif any(word in pair.one.kind for word in _RANDOM):
        drawn = f"{pair.one.kind} draws random numbers, other ones for another dtype, seed or compiler."
        lines.append(f"  {drawn} Set its rate to 0 in both to see what is behind it.")
    elif parting.stage in _HINTS and parting.all_seen:
        lines.append(f"  {_HINTS[parting.stage]}")
    return lines


def _allowed(parting: Parting) -> str:
    return f"(tolerance {parting.tolerance:.1e} for {', '.join(parting.dtypes)})"


def _about_batches(parting: Parting, pair: Pair) -> str:
    name = _name(pair)
    if _shapes_differ(pair):
        return (
            f"  `{name}` is {_shape(pair.one)} in A and {_shape(pair.other)} in B: batches of another size."
        )
    if parting.reordered:
        return f"  `{name}` has the same values in another order. {_SAME_ORDER}"
    reason = "other data, order or augmentation. What follows cannot agree."
    return f"  `{name}` has other values: {reason} {_SAME_ORDER}"


def _table(parting: Parting, style: Style) -> list[str]:
    rows = [("", "", "A: mean", "std", "B: mean", "std", "difference")]
    for pair in parting.around:
        one, other = pair.one, pair.other
        shape = _shape(one) if not _shapes_differ(pair) else f"{_shape(one)} {_shape(other)}"
        if not _shapes_differ(pair) and one.dtype != other.dtype:
            shape = f"{short_dtype(one.dtype)}/{_shape(other)}"
        numbers = [short_number(value) for value in (one.mean, one.deviation, other.mean, other.deviation)]
        rows.append((_name(pair), shape, *numbers, _difference(pair)))  # type: ignore[arg-type]  # four numbers
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = []
    for index, row in enumerate(rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        guilty = index > 0 and parting.around[index - 1] is parting.pair
        text = f"  {'>' if guilty else ' '} {'  '.join(cells)}".rstrip()
        colour = style.bad if guilty else style.faint if not index else ""
        lines.append(f"{colour}{text}{style.end if colour else ''}")
    return lines


def _course(parting: Parting) -> str:
    shown = parting.course[-8:]
    return ", ".join(f"{step}: {_amount(difference)}" for step, difference in shown)


def _name(pair: Pair) -> str:
    return pair.one.name if pair.one.name == pair.other.name else f"{pair.one.name} = {pair.other.name}"


def _shapes_differ(pair: Pair) -> bool:
    return pair.one.shape != pair.other.shape


def _shape(digest: ValueDigest) -> str:
    return f"{short_dtype(digest.dtype)}[{', '.join(map(str, digest.shape))}]"


def _difference(pair: Pair) -> str:
    if math.isinf(pair.difference):
        if _shapes_differ(pair):
            return "shape"
        bad = pair.one.bad, pair.other.bad
        return f"NaN or Inf: {bad[0]} and {bad[1]}" if bad != (0, 0) else "all of it"
    return _amount(pair.difference)


def _amount(difference: float) -> str:
    return f"{difference:.1e}" if 0 < difference < math.inf else ("0" if not difference else "all of it")
