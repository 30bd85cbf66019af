"""Cause `sorted-split`: rows in the order of their classes, of which the last are held out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.network import name_of
from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.finding import Kind, Location
    from pyadapter.core.setup import ColumnFacts, FitFacts, Setup

FEWEST = 10
"""Rows that make an order: a table of truth values has fewer."""

LOOSE = 1.5
"""Runs for each class that still are an order. Ours: shuffled rows have about as many runs as rows."""

_EXPLAINED: frozenset[Kind] = frozenset({"loss-stalled", "loss-oscillating", "output-range"})


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Compare the classes that `validation_split` holds out with those that stay.

    Keras takes the last rows as they come, before it shuffles (documentation of `fit`).
    """
    fit = setup.fit
    if (
        fit is None
        or len(setup.labels) != 1
        or not any("crossentropy" in (each.name or "") for each in setup.losses)
    ):
        return
    column = setup.labels[0]
    classes, rows = _classes(column), (column.shape[0] or 0) if column.shape else 0
    if not column.whole or rows < FEWEST or classes <= 1:
        return
    if column.runs is None or column.runs > LOOSE * classes:
        return
    if fit.validation_split and fit.held_out and (fit.unseen or len(fit.held_out) < classes):
        yield _held_out(setup, fit, column, classes)
    elif not fit.shuffle and (fit.batch_size or 0) * classes < rows and not _stateful(setup):
        yield _unshuffled(fit, column, classes)


def of_order(x: str, y: str, order: str, split: float, location: Location | None) -> Diagnosis:
    """Say that a source puts rows class by class, and lets `validation_split` take the last ones.

    Args:
        x: What the user calls the features.
        y: What the user calls the labels.
        order: What makes their order.
        split: The share that is held out.
        location: Where `fit` is told so.
    """
    said = (
        f"{y} is sorted by class ({order}): the last {split:.0%} of the rows are held out as they come, so "
        "validation sees the last classes alone."
    )
    return _diagnosis(said, _shuffled(x, y), location)


def _classes(column: ColumnFacts) -> int:
    if column.one_hot and len(column.shape) > 1:
        return sum(1 for high in column.column_maximum if high > 0)
    return len(column.distinct) if column.distinct and column.integral and len(column.shape) <= 2 else 0  # noqa: PLR2004 -- one value a row


def _stateful(setup: Setup) -> bool:
    return any(layer.options.get("stateful") is True for layer in setup.layers)


def _held_out(setup: Setup, fit: FitFacts, column: ColumnFacts, classes: int) -> Diagnosis:
    name = name_of(column)
    held = _listed(fit.held_out)
    what = f"class {held}" if len(fit.held_out) == 1 else f"classes {held}"
    unseen = f", and training never sees {_listed(fit.unseen)}" if fit.unseen else ""
    x = name_of(setup.features[0]) if setup.features else "x"
    said = (
        f"{name} is sorted by class: the last {fit.validation_split:.0%} of the rows hold {what} of "
        f"{classes}{unseen}."
    )
    return _diagnosis(said, _shuffled(x, name), fit.location)


def _diagnosis(said: str, fix: str, location: Location | None) -> Diagnosis:
    return Diagnosis(
        Cause("sorted-split", said, fix, location),
        kind="label-out-of-range",
        title="validation_split of sorted classes",
        explains=_EXPLAINED,
    )


def _unshuffled(fit: FitFacts, column: ColumnFacts, classes: int) -> Diagnosis:
    return Diagnosis(
        Cause(
            "sorted-split",
            f"{name_of(column)} is sorted by its {classes} classes and `shuffle=False` keeps that order: "
            f"most batches of {fit.batch_size} rows hold one class.",
            "shuffle=True",
            fit.location,
        ),
        kind="loss-oscillating",
        title="Sorted classes, not shuffled",
        explains=_EXPLAINED,
    )


def _shuffled(x: str, y: str) -> str:
    if not (x.isidentifier() and y.isidentifier()):
        return "Shuffle the rows before fit."
    return f"order = np.random.permutation(len({x})); {x}, {y} = {x}[order], {y}[order]"


def _listed(classes: tuple[float, ...]) -> str:
    shown = ", ".join(short_number(each) for each in classes[:3])
    return f"{shown} and {len(classes) - 3} more" if len(classes) > 3 else shown  # noqa: PLR2004 -- what fits
